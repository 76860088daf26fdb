"""Keeps an executor busy with turns until everything that waits is read. Here or on a cluster, a turn is the same: take some, read them.

A turn carries nothing: what waits is in the store, so that the list may be as long as it likes and a turn that is lost loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event
from typing import Protocol

from web.archive import Archive
from web.guard import Guard, GuardLimits
from web.jobs.work import Tally, Worker
from web.store import Store

TICK = 0.5
"""Seconds after which a crew looks up although no turn ended, and after which it asks again where nothing waited."""


class Crew(Protocol):
    """Hands that take turns: threads here, or the threads of a cluster's workers. `hands` may change from one moment to the next."""

    @property
    def executor(self) -> Executor: ...

    @property
    def hands(self) -> int: ...

    @property
    def turn(self) -> Callable[[], Tally]: ...

    def gather(self) -> bool:
        """Whether the crew is still the same; False where its turns in flight are lost and it is a new one now. Raises ClusterAway."""
        ...

    def lost(self, error: BaseException) -> None:
        """Deal with a turn that came to nothing. Raises where it is of no use to go on."""
        ...


class LocalCrew:
    """So many threads of this process, each with a guarded child."""

    def __init__(self, worker: Worker, hands: int) -> None:
        self.executor: Executor = ThreadPoolExecutor(hands, "bienban-turn")
        self.hands = hands
        self.turn: Callable[[], Tally] = worker.turn

    def gather(self) -> bool:
        """Threads stay."""
        return True

    def lost(self, error: BaseException) -> None:
        """Nothing here is lost without reason: the error goes to the caller."""
        raise error


@contextmanager
def local_crew(store: Store, archive: Archive, limits: GuardLimits, hands: int) -> Iterator[Crew]:
    """A crew of this machine; at the end its children are ended."""
    guard = Guard(limits, hands)
    worker = Worker(store, archive, guard)
    crew = LocalCrew(worker, hands)
    try:
        yield crew
    finally:
        worker.stop()
        crew.executor.shutdown(cancel_futures=True)
        worker.close()
        guard.close()


def keep_busy(crew: Crew, finished: Callable[[], bool], news: Event | None = None) -> Iterator[Tally]:
    """Let every hand take turns until nothing waits and `finished` says so; what each turn came to, and an empty tally at each tick.

    A hand has one turn at work and, on a cluster, one more on its way: more would wait there in vain. Where nothing waited, one hand looks
    out for the others, and all look when `news` is set: something came in, or nothing will come any more.
    """
    news = news or Event()
    flying: set[Future[Tally]] = set()
    idle_until, idle = 0.0, False
    while True:
        if not crew.gather():
            flying = set()
        if news.is_set():
            news.clear()
            idle_until, idle = 0.0, False
        if time.monotonic() >= idle_until:
            flying |= {crew.executor.submit(crew.turn) for _ in range((min(1, crew.hands) if idle else crew.hands) - len(flying))}
        done, flying = wait(flying, TICK, FIRST_COMPLETED) if flying else _nap(news)
        tallies = [_tally(crew, turn) for turn in done]
        yield sum_of(tallies)
        if done and not any(tally.taken for tally in tallies):
            idle_until, idle = time.monotonic() + TICK, True
            if not flying and not news.is_set() and finished():
                return
        elif done:
            idle = False


def sum_of(tallies: list[Tally]) -> Tally:
    """What several turns came to."""
    total = Tally()
    for tally in tallies:
        total += tally
    return total


def _tally(crew: Crew, turn: Future[Tally]) -> Tally:
    error = turn.exception() if not turn.cancelled() else RuntimeError("cancelled")
    if error is not None:
        crew.lost(error)
        return Tally()
    return turn.result()


def _nap(news: Event) -> tuple[set[Future[Tally]], set[Future[Tally]]]:
    news.wait(TICK)
    return set(), set()
