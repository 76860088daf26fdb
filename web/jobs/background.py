"""The service's own readers: a few threads that read what waits and end when nothing does. Whoever adds work wakes them."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from threading import Event, Lock, Thread

from extractor.errors import BienbanError
from web.archive import Archive
from web.guard import CHILDREN, GuardLimits, shared_guard
from web.jobs import patience, queue
from web.jobs.stages import Stage
from web.jobs.work import Worker, recover
from web.store import Store

log = logging.getLogger(__name__)
LOOK_AROUND = 15.0
"""Seconds after which a running service looks again for documents whose reader was killed, and for those that others added."""
ENDING = 3.0
"""Seconds that documents at hand are waited for when the service ends; those that take longer wait for the next start."""
LETTING_GO = 2.0
"""Seconds in which these are given back, so that nobody has to wait until their lease runs out."""
A_TURN = 2
"""Documents that a thread takes at a time: few, so that the others share in what one person brings."""
_LOOK = 0.1


class Background:
    """Reads in threads of this process what waits in the store."""

    def __init__(self, store: Store, archive: Archive, limits: GuardLimits, threads: int = CHILDREN) -> None:
        self._worker = Worker(store, archive, shared_guard(limits))
        self._store, self._threads = store, threads
        self._running = 0
        self._wanted = 0
        self._lock = Lock()
        self._ended = Event()

    @property
    def stages(self) -> Mapping[int, Stage]:
        """How far the documents have come that are in hand here now."""
        return dict(self._worker.stages)

    def wake(self) -> None:
        """Let what waits be read; returns at once."""
        with self._lock:
            self._wanted += 1
            missing = 0 if self._ended.is_set() else self._threads - self._running
            self._running += missing
        for _ in range(missing):
            Thread(target=self._read, name="bienban-reader", daemon=True).start()

    def wait(self, run: str, seconds: float) -> bool:
        """Whether the documents of this run have all been dealt with, after at most so many seconds."""
        until = time.monotonic() + seconds
        while True:
            with self._store.session() as session:
                if not queue.unfinished(session, run):
                    return True
            if time.monotonic() >= until:
                return False
            time.sleep(_LOOK)

    def keep_looking(self) -> None:
        """From now on, look now and then for what an ended process left and what others added."""
        Thread(target=self._look_around, name="bienban-look", daemon=True).start()

    def close(self) -> None:
        """Take nothing more, and wait a little for what is being read now; the rest waits in the store. At the end within seconds."""
        self._ended.set()
        self._worker.stop()
        if not self._all_at_rest(ENDING):
            self._worker.guard.interrupt()
            self._all_at_rest(LETTING_GO)
        self._worker.close()

    def _all_at_rest(self, seconds: float) -> bool:
        """Whether no thread reads any more, after at most so many seconds."""
        until = time.monotonic() + seconds
        while self._running and time.monotonic() < until:
            time.sleep(_LOOK)
        return not self._running

    def _look_around(self) -> None:
        while not self._ended.is_set():
            try:
                recover(self._store)
                with self._store.session() as session:
                    waiting = queue.any_waiting(session)
            except patience.AWAY:
                log.warning("the database is away")
            else:
                if waiting:
                    self.wake()
            self._ended.wait(LOOK_AROUND)

    def _read(self) -> None:
        """Take turns until nothing waits and nobody has woken us since we looked."""
        while True:
            with self._lock:
                seen = self._wanted
            try:
                taken = 0 if self._ended.is_set() else self._worker.turn(A_TURN).taken
            except BienbanError as error:
                log.error("reading in the background: %s", error)
                taken = 0
            except Exception:  # the thread must count itself out, or nothing would be read any more
                log.exception("reading in the background")
                taken = 0
            with self._lock:
                if not taken and (seen == self._wanted or self._ended.is_set()):
                    self._running -= 1
                    return
