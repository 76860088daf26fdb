"""Reads what waits: takes some documents, reads each in a guarded child, keeps what came of it, under a lease that it renews meanwhile."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from threading import Event, Lock, Thread

from extractor.errors import BienbanError
from web.archive import Archive
from web.errors import InternalError, OriginalMissing
from web.filenames import suffix_of
from web.guard import Guard, ReaderDied, Reading, ReadingFault
from web.jobs import patience, queue
from web.jobs.keeping import Read, keep
from web.jobs.owners import has_ended, own_name
from web.jobs.queue import Claim
from web.jobs.stages import Stage
from web.observability import Dealt, tell
from web.store import Store

log = logging.getLogger(__name__)
RENEWED = queue.LEASE.total_seconds() / 4
"""Seconds between two renewals of the leases."""
TOGETHER = 1.0
"""Seconds of reading that share a transaction: enough that keeping costs little, few enough that little is read twice after a kill."""
FEWEST, MOST = 4, 48
"""So many documents are taken at a time, at least and at most: enough that taking costs little, few enough that the others find work."""


@dataclass(slots=True)
class Tally:
    """What a turn came to: how many documents were taken, read, and failed by code; how many came to no end and wait again."""

    taken: int = 0
    read: int = 0
    waiting_again: int = 0
    failed: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Tally) -> Tally:
        self.taken += other.taken
        self.read += other.read
        self.waiting_again += other.waiting_again
        self.failed += other.failed
        return self

    def count(self, code: str | None) -> None:
        """Count a document that was dealt with; `code` tells why it could not be read."""
        if code:
            self.failed[code] += 1
        else:
            self.read += 1


class Pace:
    """How many documents are begun and kept together: as many as are read in about a second, as fast as they were read lately.

    What was begun before and came to no end is begun alone. So a document that ends what reads it takes the others with it once at most.
    """

    def __init__(self) -> None:
        self._seconds = TOGETHER

    def took(self, seconds: float) -> None:
        """Note how long a document took."""
        self._seconds += (seconds - self._seconds) / 4

    @property
    def number(self) -> int:
        """How many documents to take at a time: as many as are read together, but some where each takes long."""
        return min(MOST, max(FEWEST, int(TOGETHER / max(self._seconds, TOGETHER / MOST))))

    def portion(self, waiting: deque[Claim]) -> list[Claim]:
        """Take the next ones from those that wait."""
        some = [waiting.popleft()]
        while waiting and (len(some) + 1) * self._seconds <= TOGETHER and not some[0].attempts and not waiting[0].attempts:
            some.append(waiting.popleft())
        return some


class Worker:
    """Reads documents of one store in one process. Several threads may each take turns; they share the children of the guard."""

    def __init__(self, store: Store, archive: Archive, guard: Guard) -> None:
        self.store, self.archive, self.guard = store, archive, guard
        self.owner = own_name()
        self.stages: dict[int, Stage] = {}
        self._pace = Pace()
        self._held: dict[Claim, None] = {}
        self._lock = Lock()
        self._stopping, self._ended = Event(), Event()
        self._renewer: Thread | None = None

    def turn(self, number: int | None = None, only: Sequence[int] | None = None) -> Tally:
        """Take at most `number` waiting documents (None: as its pace is; among `only`, where given) and read them; nothing taken means
        that nothing waits.

        Raises StoreAway where the database stays away for long; what was taken then waits again once its lease has run out.
        """
        waiting = deque([] if self._stopping.is_set() else patience.kept_trying(self._claim, number or self._pace.number, only))
        tally = Tally(len(waiting))
        with self._holding(list(waiting)):
            if waiting:
                self.guard.warm_up()  # before the first attempt counts
            read: list[Read] = []
            while waiting and not self._stopping.is_set():
                portion = self._pace.portion(waiting)
                begun = self._go_on(tally, read, portion)
                read = [one for mine in portion if (one := self._read_one(mine) if mine.document_id in begun else None)]
                tally.waiting_again += len(portion) - len(read)
            self._go_on(tally, read, [])
            for mine in waiting:
                patience.kept_trying(self._give_back, mine, begun=False)
                tally.waiting_again += 1
        return tally

    def stop(self) -> None:
        """Let running turns end after the document at hand; what else they have taken waits again, and later turns take nothing."""
        self._stopping.set()

    def close(self) -> None:
        """End the thread that renews leases."""
        self._ended.set()

    def _claim(self, number: int, only: Sequence[int] | None) -> list[Claim]:
        with self.store.session() as session:
            return queue.claim(session, self.owner, number, only)

    def _go_on(self, tally: Tally, read: Sequence[Read], following: Sequence[Claim]) -> set[int]:
        """Keep what was read and begin what follows, in one transaction; the numbers of what may be read now."""
        begun = time.perf_counter()
        kept, mine = patience.kept_trying(self._keep_and_begin, read, following)
        seconds = (time.perf_counter() - begun) / max(1, len(read))
        with self._lock:
            for one in read:
                self._held.pop(one.mine, None)
                self.stages.pop(one.mine.document_id, None)
        for one in read:
            if one.mine.document_id in kept:
                tally.count(one.reached.code)
                self._tell(one, seconds)
            else:
                tally.waiting_again += 1
        return mine

    def _keep_and_begin(self, read: Sequence[Read], following: Sequence[Claim]) -> tuple[set[int], set[int]]:
        if not read and not following:
            return set(), set()
        with self.store.session() as session:
            kept = keep(session, read, model_version()) if read else set()
            return kept, queue.begin(session, following) if following else set()

    def _read_one(self, mine: Claim) -> Read | None:
        """Read one document; None where it has to wait for another attempt."""
        if self._stopping.is_set():
            patience.kept_trying(self._give_back, mine, begun=False)
            return None
        begun = time.perf_counter()
        what: Reading | BienbanError
        try:
            self.stages[mine.document_id] = Stage.READING
            what = self.guard.read(self._original(mine), mine.name, lambda: self._extracting(mine))
        except (ReaderDied, OSError) as error:
            ending = self._stopping.is_set()
            if ending or mine.attempts + 1 < queue.MOST_ATTEMPTS:  # killed by us, or from outside, or the archive away for a while
                patience.kept_trying(self._give_back, mine, begun=not ending)
                return None
            what = error if isinstance(error, ReaderDied) else OriginalMissing(error.strerror or type(error).__name__)
        except ReadingFault as error:  # one file's fault must not end the service or the command
            log.exception("reading document %d", mine.document_id)
            what = InternalError(str(error).partition(":")[0])
        except BienbanError as error:
            what = error
        seconds = time.perf_counter() - begun
        self._pace.took(seconds)
        return Read(mine, what, seconds)

    def _tell(self, one: Read, keeping: float) -> None:
        """Tell of a document that was dealt with, and what of its time went where."""
        stages, grades, name = {"fetch": one.seconds, "keep": keeping}, {}, suffix_of(one.mine.name)
        if isinstance(one.what, Reading):
            stages |= {"fetch": one.seconds - one.what.text_seconds - one.what.record_seconds}
            stages |= {"text": one.what.text_seconds, "record": one.what.record_seconds}
            grades, name = one.what.grades, one.what.format
        done = one.mine.document_id, one.mine.sha256, name, one.mine.attempts + 1, self.owner, one.reached.code
        tell(Dealt(*done, one.seconds + keeping, stages, grades))

    def _extracting(self, mine: Claim) -> None:
        self.stages[mine.document_id] = Stage.EXTRACTING

    def _original(self, mine: Claim) -> bytes:
        try:
            return self.archive.read(mine.sha256)
        except FileNotFoundError as error:
            raise OriginalMissing(mine.sha256[:12]) from error

    def _give_back(self, mine: Claim, begun: bool) -> None:
        with self.store.session() as session:
            queue.give_back(session, mine, begun)

    @contextmanager
    def _holding(self, claims: Sequence[Claim]) -> Iterator[None]:
        """Renew the leases of these until each is dealt with; what is left over at the end of the block waits for its lease to run out."""
        with self._lock:
            self._held.update(dict.fromkeys(claims))
            self.stages.update({mine.document_id: Stage.WAITING for mine in claims})
            if claims and self._renewer is None:
                self._renewer = Thread(target=self._renew, name="bienban-leases", daemon=True)
                self._renewer.start()
        try:
            yield
        finally:
            with self._lock:
                for mine in claims:
                    self._held.pop(mine, None)
                    self.stages.pop(mine.document_id, None)

    def _renew(self) -> None:
        while not self._ended.wait(RENEWED):
            with self._lock:
                held = list(self._held)
            if held:
                with suppress(*patience.AWAY), self.store.session() as session:
                    queue.renew(session, held)


def read_now(store: Store, archive: Archive, guard: Guard, document_ids: Sequence[int]) -> None:
    """Read these documents here and now, those of them that wait."""
    worker = Worker(store, archive, guard)
    try:
        while worker.turn(only=document_ids).taken:
            pass
    finally:
        worker.close()


def recover(store: Store) -> int:
    """Let documents wait again whose holder is no more: the lease ran out, or it was a process of this machine that has ended."""
    with store.session() as session:
        dead = [owner for owner in queue.owners(session) if has_ended(owner)]
        return queue.recover(session, dead)


@cache
def model_version() -> str:
    """The version of the extractor that a machine record is marked with."""
    try:
        return version("bienban")
    except PackageNotFoundError:
        return "0"
