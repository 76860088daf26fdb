"""Extraction of many sources, here or in worker processes: outcomes come in the order of the sources, whatever happens to one of them."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from extractor import extract
from extractor.errors import BienbanError
from web.commands.sources import Lang, Source, SourceUnavailable
from web.cycles import look_seldom
from web.guard import shared_guard

AHEAD = 4
"""How many sources a worker has waiting: enough to keep it busy, few enough to keep memory bounded."""


class UnforeseenFault(BienbanError):
    """A fault of ours while one file was read; the other files are still read."""

    code = "E190"
    message = {"vi": "Lỗi chương trình khi đọc tệp.", "en": "The program failed on this file."}
    next_step = {"vi": "Báo lỗi kèm tệp này cho người phát triển.", "en": "Report it to the developers together with the file."}


class WorkerDied(BienbanError):
    """The process that read the file came to its end, mostly for want of memory."""

    code = "E191"
    message = {"vi": "Tiến trình đọc tệp bị dừng giữa chừng.", "en": "The process that read this file was ended."}
    next_step = {"vi": "Thử lại riêng tệp này với máy có nhiều bộ nhớ hơn.", "en": "Read this file alone, with more memory."}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: its record as a plain JSON object, or what to tell the user in each language."""

    given: str
    record: dict[str, Any] | None
    complaint: dict[Lang, str] | None = None


def read_all(sources: Sequence[Source], workers: int = 1, guarded: bool = False) -> Iterator[Outcome]:
    """Extract every source; outcomes in the order of the sources, as soon as they and all before them are known.

    `guarded` reads each in a child process with a time and a memory limit.
    """
    return map(partial(read, guarded=guarded), sources) if workers == 1 else _in_processes(sources, workers, guarded)


def read(source: Source, guarded: bool = False) -> Outcome:
    """Extract one source; never raises for what is wrong with the source or with us."""
    try:
        if isinstance(source.content, BienbanError):
            raise source.content
        data = source.content.read_bytes() if isinstance(source.content, Path) else source.content
        name = PurePath(source.given).name
        record = shared_guard().extract(data, name) if guarded else extract(data, name=name).model_dump(mode="json")
    except BienbanError as error:
        return _failed(source, error)
    except OSError as error:
        return _failed(source, SourceUnavailable(error.strerror or ""))
    except Exception as error:  # noqa: BLE001  # one file's fault must not cost the user the other files of the batch
        return _failed(source, UnforeseenFault(f"{type(error).__name__}: {error}"))
    return Outcome(source.given, {**record, "source": source.given})


def _failed(source: Source, error: BienbanError) -> Outcome:
    return Outcome(source.given, None, {"en": error.explain("en"), "vi": error.explain("vi")})


def _in_processes(sources: Sequence[Source], workers: int, guarded: bool) -> Iterator[Outcome]:
    """As `read_all`. Where a worker dies, which source killed it is not known: the first unfinished one is tried by itself."""
    done = 0
    while done < len(sources):
        pool = _pool(workers)
        try:
            for outcome in _in_order(pool, sources[done:], workers * AHEAD, guarded):
                done += 1
                yield outcome
        except BrokenProcessPool:
            yield _read_apart(sources[done])
            done += 1
        finally:
            pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, sources: Sequence[Source], ahead: int, guarded: bool) -> Iterator[Outcome]:
    coming = iter(sources)
    waiting: deque[Future[Outcome]] = deque(pool.submit(read, source, guarded) for source in islice(coming, ahead))
    while waiting:
        yield waiting.popleft().result()
        waiting.extend(pool.submit(read, source, guarded) for source in islice(coming, 1))


def _read_apart(source: Source) -> Outcome:
    with _pool(1) as pool:
        try:
            return pool.submit(read, source).result()
        except BrokenProcessPool:
            return _failed(source, WorkerDied())


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the parent runs a progress thread, and a fork would copy its locks as they stand.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_a_worker)


def _begin_a_worker() -> None:
    """Leave interrupts to the parent."""
    look_seldom()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
