"""Reads files, and draws their pages, in child processes with a time and a memory limit: a hostile file ends its child and nothing else.

The child serves many files and is started anew where one ended it. It leads a process group of its own, so that the programs which it
started (LibreOffice, Tesseract) end with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any

from extractor.errors import BienbanError, TookTooLong, TookTooMuchMemory
from extractor.limits import Limits, limited
from web.extraction import Extraction, extraction_of
from web.layouts import layout_of
from web.nursery import STARTING, Child

Answer = Callable[..., Any]
"""A function of a module, called in the child with what was asked and a function that tells of progress; it is named, not sent."""
MEGABYTE = 1024 * 1024
CHILDREN = max(1, min(4, os.cpu_count() or 1))
"""So many files are read at a time by one process."""
FILES_A_CHILD = 2000
"""A child is replaced after so many files: libraries keep some memory of each."""
STARTS = 3
"""A child that is killed before it has done anything is no file's fault, and nobody's whose files wait."""
READY = "ready"
"""What a child says once it has."""
HAS_TEXT = "has text"
"""What a child says when it has read a file's text and goes on to its record."""


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """What one file may take: seconds, megabytes of address space of each process, pages."""

    seconds: float = 300.0
    megabytes: int = 4096
    reading: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: what is kept of it, the format it has by its content, how many pages have each grade (a format without pages
    has none), and the seconds that its text and the record took."""

    extraction: Extraction
    format: str
    grades: dict[str, int]
    text_seconds: float
    record_seconds: float


class ReaderDied(TookTooMuchMemory):
    """The child came to its end while it read: mostly the file's fault, but somebody may also have killed it."""


class ReadingFault(Exception):
    """The library failed on a file otherwise than by an error of its own; carries the fault's name and message."""


class Guard:
    """A few children that call `answer`, by default to read files. Safe to use from several threads."""

    def __init__(self, limits: GuardLimits | None = None, children: int = CHILDREN, answer: Answer | None = None) -> None:
        self.limits = limits or GuardLimits()
        self._answer = answer or read_file
        self._idle: LifoQueue[_Child] = LifoQueue()
        self._busy: set[_Child] = set()
        self._places = BoundedSemaphore(children)

    def extract(self, data: bytes, name: str) -> dict[str, Any]:
        """The record of a file as a plain JSON object. Raises what `read` raises."""
        record: dict[str, Any] = json.loads(self.read(data, name).extraction.record)
        return record

    def read(self, data: bytes, name: str, extracting: Callable[[], None] = lambda: None) -> Reading:
        """What a file holds; `extracting` is called when its text is read and the record is begun. Raises what `ask` raises."""
        reading: Reading = self.ask(data, name, progress=extracting)
        return reading

    def ask(self, *question: Any, progress: Callable[[], None] = lambda: None) -> Any:
        """What `answer` returns for `question`, in a child; `progress` is called when it tells of progress.

        Raises the library's own errors, TookTooLong and TookTooMuchMemory past the limits, ReadingFault for a fault of ours.
        """
        with self._places:
            child = self._child()
            self._busy.add(child)
            answer = child.ask(question, self.limits.seconds, progress)
            self._busy.discard(child)
            if child.served < FILES_A_CHILD and child.is_alive():
                self._idle.put(child)
            else:
                child.end()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def warm_up(self) -> None:
        """Have a child ready, so that the next file is read at once. Raises ReaderDied where none will start, `STARTS` times in a row."""
        with self._places:
            for _ in range(STARTS):
                with suppress(ReaderDied):
                    child = self._child()
                    if child.get_ready():
                        self._idle.put(child)
                        return
                    child.end()
            raise ReaderDied("start")

    def interrupt(self) -> None:
        """End the children that are at work, from another thread than those that wait for them: there it is ReaderDied."""
        for child in list(self._busy):
            child.kill()

    def close(self) -> None:
        """End the idle children; a later call starts new ones."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait().end()

    def _child(self) -> _Child:
        with suppress(Empty):
            while True:
                child = self._idle.get_nowait()
                if child.is_alive():
                    return child
        return _Child(self.limits, self._answer)


class _Child:
    """One child process and what is said to it."""

    def __init__(self, limits: GuardLimits, answer: Answer) -> None:
        """Raises ReaderDied where none will start."""
        try:
            self._child = Child(_serve, limits, answer)
        except (EOFError, OSError) as error:
            raise ReaderDied("start") from error
        self.served = 0
        self._ready = False

    @property
    def pid(self) -> int:
        return self._child.pid

    def get_ready(self) -> bool:
        """Wait until the child is there; False where it came to its end over that."""
        if not self._ready:
            with suppress(EOFError, OSError):
                self._ready = self._child.pipe.poll(STARTING) and self._child.pipe.recv() == READY
        return self._ready

    def is_alive(self) -> bool:
        """Whether a child that is not at work waits for a question: one that came to its end has closed its pipe."""
        try:
            return not self._child.pipe.poll()
        except OSError:
            return False

    def ask(self, question: tuple[Any, ...], seconds: float, progress: Callable[[], None] = lambda: None) -> Any:
        """The child's answer, or the error that stands for what befell it; then the child is ended."""
        self.served += 1
        pipe = self._child.pipe
        try:
            if not self.get_ready():
                raise EOFError
            pipe.send(question)
            until = time.monotonic() + seconds
            answer: Any = HAS_TEXT
            while isinstance(answer, str):
                if not pipe.poll(max(0.0, until - time.monotonic())):
                    self.end()
                    return TookTooLong(f"{seconds:g} s")
                answer = pipe.recv()
                if answer == HAS_TEXT:
                    progress()
        except (EOFError, OSError):
            code = self._child.ended(5)
            self.end()
            return ReaderDied(signal.Signals(-code).name if code and code < 0 else f"exit {code}")
        if isinstance(answer, TookTooMuchMemory):
            self.end()  # what is left of its memory is in no state to go on with
        return answer

    def kill(self) -> None:
        """End the child at once; whoever waits for its answer learns it by the end of the pipe, and cleans up."""
        self._child.send(signal.SIGKILL)

    def end(self) -> None:
        """End the child and the programs that it started."""
        self._child.send(signal.SIGTERM, to_programs=True)  # `timeout` passes it on to the program that it keeps
        self._child.ended(0.5)
        self._child.send(signal.SIGKILL, to_programs=True)
        self._child.ended(5)
        self._child.pipe.close()


def _serve(pipe: Connection, limits: GuardLimits, answer: Answer) -> None:
    """The child's life: a file in, a record or an error out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business, which then closes the pipe
    ceiling = limits.megabytes * MEGABYTE
    with suppress(ValueError, OSError):  # a lower ceiling set from outside stays
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send(READY)
    while True:
        try:
            question = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_answered(question, limits, answer, lambda: pipe.send(HAS_TEXT)))


def _answered(question: tuple[Any, ...], limits: GuardLimits, answer: Answer, progress: Callable[[], None]) -> Any:
    try:
        with limited(limits.reading):
            return answer(*question, progress)
    except BienbanError as error:
        return type(error)(error.detail)
    except MemoryError:
        return TookTooMuchMemory(f"{limits.megabytes} MB")
    except Exception as error:  # noqa: BLE001  # one file's fault must not end the child; the parent tells of it
        return ReadingFault(f"{type(error).__name__}: {error}")


def read_file(data: bytes, name: str, has_text: Callable[[], None]) -> Reading:
    """The line of `extractor.pipeline.extract`, with what is told of its text on the way."""
    from extractor.pipeline import find, read, relate

    begun = time.perf_counter()
    text = read(data, name)
    had_text = time.perf_counter()
    has_text()
    record = relate(text, find(text), name=name, sha256=hashlib.sha256(data).hexdigest())
    grades = Counter(page.grade for page in text.pages)
    kept = extraction_of(record.model_dump(mode="json"), name, layout_of(text))
    return Reading(kept, text.format, dict(grades), had_text - begun, time.perf_counter() - had_text)


@cache
def shared_guard(limits: GuardLimits | None = None) -> Guard:
    """The guard of this process for these limits."""
    return Guard(limits)
