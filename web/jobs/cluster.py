"""Turns on many machines, by Dask: a scheduler hands them out, each worker process reads with its own guarded children.

Nothing of a document goes through the scheduler. Each worker has its own settings, which must lead to the same store and archive.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from typing import Any

from extractor.errors import BienbanError
from web.archive import Archive
from web.errors import ClusterAway, ClusterMissing
from web.guard import Guard
from web.jobs.crew import Crew
from web.jobs.work import Tally, Worker
from web.settings import Settings
from web.store import open_store

log = logging.getLogger(__name__)
CONNECTING = 10.0
"""Seconds for one try to reach the scheduler."""
PATIENCE = 300.0
"""Seconds for which a command waits for a scheduler that went away."""
AGAIN = 2.0
"""Seconds between two tries of a worker, which waits for its scheduler for ever."""
A_TASK = 2.0
"""Seconds for which a worker reads before the scheduler hears of it: few, so that the end of an archive is shared out evenly."""
QUIET = {"distributed.worker.profile.enabled": False, "distributed.admin.tick.interval": "500ms"}
"""Dask looks every 10 ms what its threads do, and every 20 ms whether it is late. Nobody asks it here (deploy/ tells the scheduler too)."""
HANDS_KNOWN = 5.0
"""Seconds after which a crew asks again how many hands there are."""


class ClusterCrew:
    """The threads of the workers that are with a scheduler now."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = _connected(address, CONNECTING)
        self.executor: Executor = self._client.get_executor(pure=False)
        self.turn: Callable[[], Tally] = take_turn
        self._hands = 0
        self._asked = 0.0

    @property
    def hands(self) -> int:
        """Twice the threads: one turn at work and one on its way for each. None where no worker is there."""
        if time.monotonic() > self._asked + HANDS_KNOWN:
            with suppress(OSError, RuntimeError):  # the scheduler is away for a moment: the turns that are lost over it will tell
                self._hands = 2 * sum(self._client.nthreads().values())
            self._asked = time.monotonic()
        return self._hands

    def gather(self) -> bool:
        """False after the scheduler went away and came back. Raises ClusterAway where it does not come back."""
        if self._client.status == "running":
            return True
        log.warning("the scheduler is away")
        self.close()
        self._client = _connected(self._address, PATIENCE)
        self.executor, self._asked = self._client.get_executor(pure=False), 0.0
        return False

    def lost(self, error: BaseException) -> None:
        """A turn that went with its worker costs nothing: what it had taken waits again soon. One that failed by itself ends the work."""
        if isinstance(error, BienbanError):
            raise error
        log.warning("a turn was lost: %s", type(error).__name__)

    def close(self) -> None:
        """Leave the scheduler; its workers stay."""
        with suppress(OSError, RuntimeError, asyncio.CancelledError, TimeoutError):  # what is gone need not be left
            self._client.close(timeout=2)


@contextmanager
def cluster_crew(address: str) -> Iterator[Crew]:
    """The crew of a scheduler. Raises ClusterAway where it cannot be reached."""
    crew = ClusterCrew(address)
    try:
        yield crew
    finally:
        crew.close()


def take_turn() -> Tally:
    """Turns of the worker process that this runs in, as many as begin within some seconds: what each costs the scheduler is then little."""
    worker, until = process_worker(), time.monotonic() + A_TASK
    tally = worker.turn()
    while time.monotonic() < until and (more := worker.turn()).taken:
        tally += more
    return tally


_PROCESS: dict[str, Worker] = {}


def process_worker() -> Worker:
    """The reader of this process: that of `bienban worker`; in a worker that Dask started by itself, one by the settings found there."""
    if "worker" not in _PROCESS:
        settings = Settings.load()
        _PROCESS["worker"] = Worker(open_store(settings), Archive(settings.originals), Guard(settings.guard))
    return _PROCESS["worker"]


def _connected(address: str, patience: float) -> Any:
    """A client of the scheduler at this address. Raises ClusterAway after so many seconds."""
    try:
        import dask.config
        from distributed import Client
    except ImportError as error:
        raise ClusterMissing from error
    dask.config.set(QUIET)
    until = time.monotonic() + patience
    while True:
        try:
            return Client(address, timeout=CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]  # distributed is typed in part
        except (OSError, ValueError, RuntimeError) as error:
            if time.monotonic() >= until:
                raise ClusterAway(address) from error
            time.sleep(AGAIN)


def serve(address: str, settings: Settings, hands: int, tell: Callable[[str], None]) -> None:
    """Take turns for the scheduler at this address until SIGINT or SIGTERM; where it goes away, wait until it is back.

    `tell` is called with "joined" and "away" as that happens.
    """
    try:
        import dask.config
        import distributed  # noqa: F401  # asked for here, so that its lack is told before anything starts
    except ImportError as error:
        raise ClusterMissing from error
    dask.config.set(QUIET)
    store = open_store(settings)
    worker = _PROCESS.setdefault("worker", Worker(store, Archive(settings.originals), Guard(settings.guard, hands)))
    try:
        asyncio.run(_serve(address, hands, worker, tell))
    finally:
        worker.close()
        worker.guard.close()
        store.close()


async def _serve(address: str, hands: int, worker: Worker, tell: Callable[[str], None]) -> None:
    from distributed import Worker as Hands

    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    stop = asyncio.create_task(ended.wait())
    while not ended.is_set():
        hands_there = Hands(address, nthreads=hands, memory_limit=0, dashboard=False, death_timeout=CONNECTING)
        try:
            async with hands_there:
                tell("joined")
                gone = asyncio.create_task(hands_there.finished())  # type: ignore[no-untyped-call]  # distributed is typed in part
                await asyncio.wait([stop, gone], return_when=asyncio.FIRST_COMPLETED)
                if ended.is_set():
                    worker.stop()
        except (OSError, TimeoutError, RuntimeError) as error:
            log.warning("the scheduler is away: %s", type(error).__name__)
        if not ended.is_set():
            tell("away")
            await asyncio.wait([stop], timeout=AGAIN)
