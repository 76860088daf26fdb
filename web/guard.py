"""Reads files in a child process with a time and a memory limit, so that a hostile file ends that child and nothing else.

The child serves many files and is started anew where one ended it. It leads a process group of its own, so that the programs which it
started (LibreOffice, Tesseract) end with it.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from multiprocessing.connection import Connection
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Any

from extractor.errors import BienbanError, TookTooLong, TookTooMuchMemory
from extractor.limits import Limits, limited
from web.layouts import LAYOUT, layout_of

MEGABYTE = 1024 * 1024
CHILDREN = max(1, min(4, os.cpu_count() or 1))
"""So many files are read at a time by one process."""
FILES_A_CHILD = 200
"""A child is replaced after so many files: libraries keep some memory of each."""
STARTING = 60.0
"""Seconds that a child gets to load the library."""


@dataclass(frozen=True, slots=True)
class GuardLimits:
    """What one file may take: seconds, megabytes of address space of each process, pages."""

    seconds: float = 300.0
    megabytes: int = 4096
    reading: Limits = Limits()


class ReadingFault(Exception):
    """The library failed on a file otherwise than by an error of its own; carries the fault's name and message."""


class Guard:
    """A few children that extract files. Safe to use from several threads."""

    def __init__(self, limits: GuardLimits | None = None) -> None:
        self.limits = limits or GuardLimits()
        self._idle: LifoQueue[_Child] = LifoQueue()
        self._places = BoundedSemaphore(CHILDREN)

    def extract(self, data: bytes, name: str) -> dict[str, Any]:
        """The record of a file as a plain JSON object. Raises as `read` does."""
        record = self.read(data, name)
        del record[LAYOUT]
        return record

    def read(self, data: bytes, name: str) -> dict[str, Any]:
        """The record of a file as a plain JSON object, with its layout under `LAYOUT`.

        Raises what `extractor.extract` raises, TookTooLong and TookTooMuchMemory past the limits, ReadingFault for a fault of ours.
        """
        with self._places:
            child = self._child()
            answer = child.ask(data, name, self.limits.seconds)
            if child.served < FILES_A_CHILD and child.is_alive():
                self._idle.put(child)
            else:
                child.end()
        if isinstance(answer, BaseException):
            raise answer
        return answer

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
        return _Child(self.limits)


class _Child:
    """One child process and the pipe to it."""

    def __init__(self, limits: GuardLimits) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the locks of the service's threads as they stand
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits), name="bienban-reader", daemon=True)
        self._process.start()
        theirs.close()
        self.served = 0

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def ask(self, data: bytes, name: str, seconds: float) -> dict[str, Any] | BaseException:
        """The child's answer, or the error that stands for what befell it; then the child is ended."""
        patience = seconds + (STARTING if self.served == 0 else 0)
        self.served += 1
        try:
            self._pipe.send((data, name))
            if not self._pipe.poll(patience):
                self.end()
                return TookTooLong(f"{seconds:g} s")
            answer: dict[str, Any] | BaseException = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(5)
            code = self._process.exitcode
            self.end()
            return TookTooMuchMemory(signal.Signals(-code).name if code and code < 0 else f"exit {code}")
        if isinstance(answer, TookTooMuchMemory):
            self.end()  # what is left of its memory is in no state to go on with
        return answer

    def end(self) -> None:
        """End the child and the programs that it started."""
        pid = self._process.pid
        if pid is not None and self._process.is_alive():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGTERM)  # `timeout` passes it on to the program that it keeps
            self._process.join(0.5)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
            self._process.join(5)
        self._pipe.close()


def _serve(pipe: Connection, limits: GuardLimits) -> None:
    """The child's life: a file in, a record or an error out, until the pipe closes."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business, which then closes the pipe
    ceiling = limits.megabytes * MEGABYTE
    with suppress(ValueError, OSError):  # a lower ceiling set from outside stays
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            data, name = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(_answer(data, name, limits))


def _answer(data: bytes, name: str, limits: GuardLimits) -> dict[str, Any] | BaseException:
    from extractor import pipeline

    try:
        with limited(limits.reading):
            text = pipeline.read(data, name)
            record = pipeline.relate(text, pipeline.find(text), name=name, sha256=sha256(data).hexdigest())
        return record.model_dump(mode="json") | {LAYOUT: layout_of(text)}
    except BienbanError as error:
        return type(error)(error.detail)
    except MemoryError:
        return TookTooMuchMemory(f"{limits.megabytes} MB")
    except Exception as error:  # noqa: BLE001  # one file's fault must not end the child; the parent tells of it
        return ReadingFault(f"{type(error).__name__}: {error}")


@cache
def shared_guard(limits: GuardLimits | None = None) -> Guard:
    """The guard of this process for these limits."""
    return Guard(limits)
