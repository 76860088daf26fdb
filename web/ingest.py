"""How a file enters the store, the same for uploads and for the command line: the original first, then its document with a job to read it.

What was taken in survives any kill from then on; `web.jobs` reads it, in the service, in a command, or on other machines.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex

from sqlalchemy.orm import Session

from extractor.errors import BienbanError
from web.archive import Archive
from web.errors import NoRoomLeft, error_of
from web.filenames import clean_name, suffix_of
from web.guard import GuardLimits, shared_guard
from web.jobs import queue
from web.jobs.work import read_now
from web.store import Store, documents
from web.store.models import Document, JobState, Status, Turn

_WRITERS = ThreadPoolExecutor(8, "bienban-originals")
"""Writing an original down to the disk, or over the network, is mostly waiting: several are on their way at a time."""


class Result(StrEnum):
    """What became of a file: read, known already by content, kept although it could not be read, or kept and still to be read."""

    EXTRACTED = "extracted"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that comes in: its bytes, its name as it came, where it is from, the words it goes by, and who brought it.

    A bundle of which a member cannot be taken out comes with that member's path and the error; it is kept all the same.
    """

    name: str | None
    data: bytes
    source: str | None = None
    tags: tuple[str, ...] = ()
    uploader: int | None = None
    member: str | None = None
    error: BienbanError | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is in the store: its shown name (or that of a bundle's member that could not be taken out, with the error), its
    document, whether the content was there before and needs no reading."""

    name: str
    document_id: int
    known: bool
    error: BienbanError | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the file `name`; `document_id` is the document that holds it, or the whole bundle where a member of it
    could not be taken out, `error` why it could not be read, `warnings` what was doubtful in reading it."""

    name: str
    document_id: int
    result: Result
    error: BienbanError | None = None
    warnings: tuple[str, ...] = ()


def new_run() -> str:
    """A name for what comes in together, by which its progress is asked for."""
    return token_hex(8)


def arrivals(
    name: str | None, data: bytes, source: str | None = None, tags: tuple[str, ...] = (), uploader: int | None = None
) -> Iterator[Arrival]:
    """A file as it came; of a bundle (.zip, .eml, .msg) its documents, one by one.

    A bundle with a member that cannot be taken out comes whole as well, with the member's error.
    """
    from extractor.parsers.bundle import unpack

    for member in unpack(data, name or ""):
        inside = member.path.removeprefix(name or "")
        if member.error is None:
            yield Arrival(member.path, member.data, f"{source or name or ''}{inside}", tags, uploader)
        else:
            error = type(member.error)(member.error.detail or member.path)
            yield Arrival(name, data, source, tags, uploader, member=member.path, error=error)


def take_in(store: Store, archive: Archive, coming: Sequence[Arrival], run: str, turn: Turn, unit_id: int | None = None) -> list[Taken]:
    """Keep files as documents of a unit (None: of none), each with a job to read it; when this returns, none of them can be lost.

    What was read before by the same content stays untouched. What failed before waits for another reading, since the programme may have
    learnt to read it. Raises NoRoomLeft, with nothing half-kept, where the disk is full.
    """
    try:
        digests = list(_WRITERS.map(archive.put, [one.data for one in coming]))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoRoomLeft from error
        raise
    with store.session() as session:
        known = documents.by_digests(session, digests, unit_id)
        return _Entry(session, known, run, turn, unit_id).enter(list(zip(coming, digests, strict=True)))


def ingest_bytes(
    store: Store, archive: Archive, name: str | None, data: bytes, uploader: int | None = None, limits: GuardLimits | None = None
) -> Outcome:
    """Take in one file as it is, bundle or not, and read it here and now."""
    taken = take_in(store, archive, [Arrival(name, data, uploader=uploader)], new_run(), Turn.UPLOAD)
    read_now(store, archive, shared_guard(limits), [one.document_id for one in taken if not one.known])
    return outcomes(store, taken)[0]


def outcomes(store: Store, taken: Sequence[Taken]) -> list[Outcome]:
    """What has become of these files by now."""
    with store.session() as session:
        states = queue.states(session, [one.document_id for one in taken])
        return [_outcome(session, one, states.get(one.document_id, JobState.DONE)) for one in taken]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One transaction in which files come in: the documents that are there by their content, and what holds for all that come."""

    session: Session
    known: dict[str, Document]
    run: str
    turn: Turn
    unit_id: int | None

    def enter(self, coming: Sequence[tuple[Arrival, str]]) -> list[Taken]:
        """Let each file be a document, where it is none yet, and wait for its reading, where it needs one. Files come with their sha256."""
        first: dict[str, Arrival] = {}
        for one, digest in coming:
            if digest not in self.known:
                first.setdefault(digest, one)
        new = documents.add(self.session, *(self._document(one, digest) for digest, one in first.items()))
        self.known.update({document.sha256: document for document in new})
        missing = first.keys() - self.known.keys()
        if missing:  # another process was first
            self.known.update(documents.by_digests(self.session, missing, self.unit_id))
        fresh = {document.sha256: first[document.sha256] for document in new}
        for document in new:
            one = fresh[document.sha256]
            queue.add(self.session, document.id, self.turn, self.run, one.source or one.name, one.error.code if one.error else None)
            documents.tag(self.session, document.id, one.tags, fresh=True)
        return [self._taken(one, self.known[digest], fresh.get(digest) is one) for one, digest in coming]

    def _taken(self, one: Arrival, document: Document, fresh: bool) -> Taken:
        """What to say of a file that is a document now; one that was a document before may have to be read again."""
        shown = clean_name(one.member or one.name)
        if fresh:
            return Taken(shown, document.id, False, one.error)
        documents.tag(self.session, document.id, one.tags)
        if one.error or document.status not in (Status.NEW, Status.FAILED):
            return Taken(shown, document.id, one.error is None, one.error)
        return Taken(shown, document.id, not queue.join(self.session, document.id, self.turn, self.run))

    def _document(self, one: Arrival, digest: str) -> Document:
        name = clean_name(one.name)
        found = Document(sha256=digest, name=name, size=len(one.data), format=suffix_of(name), status=Status.NEW)
        found.unit_id, found.uploader_id = self.unit_id, one.uploader
        if one.error:
            documents.keep_failure(found, one.error.code, one.error.detail)
        return found


def _outcome(session: Session, one: Taken, state: JobState) -> Outcome:
    if one.error:
        return Outcome(one.name, one.document_id, Result.FAILED, one.error)
    if one.known:
        return Outcome(one.name, one.document_id, Result.DUPLICATE)
    if state in (JobState.WAITING, JobState.RUNNING):
        return Outcome(one.name, one.document_id, Result.WAITING)
    document = documents.anywhere(session, one.document_id)
    if state is JobState.FAILED and document.error_code:
        return Outcome(one.name, one.document_id, Result.FAILED, error_of(document.error_code, document.error_detail or ""))
    machine = documents.machine_record(session, one.document_id)
    return Outcome(one.name, one.document_id, Result.EXTRACTED, warnings=tuple(machine.record["warnings"]) if machine else ())
