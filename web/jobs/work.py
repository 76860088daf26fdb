"""Reads what waits: takes some documents, reads each in a guarded child, keeps what came of it, under a lease that it renews meanwhile."""

from __future__ import annotations

import logging
import time
from collections import Counter
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
from web.jobs.owners import has_ended, own_name
from web.jobs.queue import Claim, Reached
from web.jobs.stages import Stage
from web.layouts import LAYOUT
from web.observability import Dealt, tell
from web.store import Store, documents, listing

log = logging.getLogger(__name__)
RENEWED = queue.LEASE.total_seconds() / 4
"""Seconds between two renewals of the leases."""
A_TURN = 16
"""So many documents are taken at a time: enough that taking costs little, few enough that the others find work."""


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


class Worker:
    """Reads documents of one store in one process. Several threads may each take turns; they share the children of the guard."""

    def __init__(self, store: Store, archive: Archive, guard: Guard) -> None:
        self.store, self.archive, self.guard = store, archive, guard
        self.owner = own_name()
        self.stages: dict[int, Stage] = {}
        self._held: dict[Claim, None] = {}
        self._lock = Lock()
        self._stopping, self._ended = Event(), Event()
        self._renewer: Thread | None = None

    def turn(self, number: int = A_TURN, only: Sequence[int] | None = None) -> Tally:
        """Take at most `number` waiting documents (among `only`, where given) and read them; nothing taken means that nothing waits.

        Raises StoreAway where the database stays away for long; what was taken then waits again once its lease has run out.
        """
        claims = [] if self._stopping.is_set() else patience.kept_trying(self._claim, number, only)
        tally = Tally(len(claims))
        with self._holding(claims):
            if claims:
                self.guard.warm_up()  # before the first attempt counts
            for mine in claims:
                if self._stopping.is_set():
                    patience.kept_trying(self._give_back, mine)
                    tally.waiting_again += 1
                else:
                    self._count(tally, mine)
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

    def _count(self, tally: Tally, mine: Claim) -> None:
        reached = self._read_one(mine) if patience.kept_trying(self._begin, mine) else None
        with self._lock:
            self._held.pop(mine, None)
            self.stages.pop(mine.document_id, None)
        if reached is None:
            tally.waiting_again += 1
        elif reached.code:
            tally.failed[reached.code] += 1
        else:
            tally.read += 1

    def _begin(self, mine: Claim) -> bool:
        with self.store.session() as session:
            return queue.begin(session, mine)

    def _read_one(self, mine: Claim) -> Reached | None:
        """Read and keep one document; None where it is no longer ours, or has to wait for another attempt."""
        begun = time.perf_counter()
        try:
            self.stages[mine.document_id] = Stage.READING
            reading = self.guard.read(self._original(mine), mine.name, lambda: self._extracting(mine))
        except (ReaderDied, OSError) as error:
            if self._stopping.is_set() or mine.attempts + 1 < queue.MOST_ATTEMPTS:  # killed from outside, or the archive away for a while
                return patience.kept_trying(self._give_back, mine)
            cause: BienbanError = error if isinstance(error, ReaderDied) else OriginalMissing(error.strerror or type(error).__name__)
        except ReadingFault as error:  # one file's fault must not end the service or the command
            log.exception("reading document %d", mine.document_id)
            cause = InternalError(str(error).partition(":")[0])
        except BienbanError as error:
            cause = error
        else:
            return self._told(mine, patience.kept_trying(self._keep_record, mine, reading, time.perf_counter() - begun), begun, reading)
        return self._told(mine, patience.kept_trying(self._keep_failure, mine, cause, time.perf_counter() - begun), begun)

    def _told(self, mine: Claim, reached: Reached | None, begun: float, reading: Reading | None = None) -> Reached | None:
        """Tell of a document that was dealt with, and what of its time went where."""
        if reached is None:
            return None
        seconds = time.perf_counter() - begun
        stages, grades = {"fetch": reached.seconds, "keep": seconds - reached.seconds}, {}
        if reading is not None:
            stages |= {"fetch": reached.seconds - reading.text_seconds - reading.record_seconds}
            stages |= {"text": reading.text_seconds, "record": reading.record_seconds}
            grades = reading.grades
        name = reading.format if reading else suffix_of(mine.name)
        done = mine.document_id, mine.sha256, name, mine.attempts + 1, self.owner, reached.code, seconds, stages, grades
        tell(Dealt(*done))
        return reached

    def _extracting(self, mine: Claim) -> None:
        self.stages[mine.document_id] = Stage.EXTRACTING

    def _original(self, mine: Claim) -> bytes:
        try:
            return self.archive.read(mine.sha256)
        except FileNotFoundError as error:
            raise OriginalMissing(mine.sha256[:12]) from error

    def _keep_record(self, mine: Claim, reading: Reading, seconds: float) -> Reached | None:
        grades = reading.grades
        reached = Reached(None, seconds, sum(grades.values()), grades.get("fair", 0), grades.get("poor", 0))
        known = listing.described(reading.record)  # outside the transaction: on SQLite all others wait for its end
        with self.store.session() as session:
            if not queue.finish(session, mine, reached, model_version()):
                return None
            document = documents.anywhere(session, mine.document_id)
            document.format = reading.format
            documents.keep_extraction(session, document, reading.record | {LAYOUT: reading.layout}, model_version(), known)
        return reached

    def _keep_failure(self, mine: Claim, error: BienbanError, seconds: float) -> Reached | None:
        reached = Reached(error.code, seconds)
        with self.store.session() as session:
            if not queue.finish(session, mine, reached, model_version()):
                return None
            documents.keep_failure(documents.anywhere(session, mine.document_id), error.code, error.detail)
        return reached

    def _give_back(self, mine: Claim) -> None:
        with self.store.session() as session:
            queue.give_back(session, mine)

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
