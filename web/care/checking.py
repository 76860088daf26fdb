"""Whether the archive is whole: each original there and unchanged, each record's places inside its text, nothing without an owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from web.archive import SHELVES, Archive
from web.store import Store
from web.store.engine import SQLITE
from web.store.models import Document, MachineRecord, ReviewRecord, Status

A_BATCH = 200
ENTERING = 3600.0
"""An original comes before its document: so many seconds it may be nobody's."""
WITH_RECORD = [status for status in Status if status not in (Status.NEW, Status.FAILED)]


class Fault(StrEnum):
    """What can be wrong."""

    MISSING = "missing"
    CHANGED = "changed"
    ORPHAN = "orphan"
    PLACE = "place"
    NO_RECORD = "no-record"
    STRANGE_REVIEW = "strange-review"
    DATABASE = "database"


EXPLAINED = {
    Fault.MISSING: {"vi": "thiếu tệp gốc", "en": "the original is not there"},
    Fault.CHANGED: {"vi": "tệp gốc đã bị thay đổi hoặc hỏng", "en": "the original is not what came in"},
    Fault.ORPHAN: {"vi": "tệp gốc không thuộc văn bản nào", "en": "an original that belongs to no document"},
    Fault.PLACE: {"vi": "bản ghi chỉ tới chỗ nằm ngoài văn bản", "en": "the record names a place outside its text"},
    Fault.NO_RECORD: {"vi": "văn bản đã đọc nhưng không có bản ghi", "en": "a document that was read has no record"},
    Fault.STRANGE_REVIEW: {"vi": "bản duyệt không khớp với bản ghi của máy", "en": "a review of another document's record"},
    Fault.DATABASE: {"vi": "cơ sở dữ liệu bị hỏng", "en": "the database is damaged"},
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, and of what: a sha256, a document's number, or what the database says."""

    fault: Fault
    what: str

    def explain(self, lang: str) -> str:
        return f"{self.fault}: {self.what}: {EXPLAINED[self.fault][lang]}"


@dataclass(slots=True)
class Looked:
    """How much was looked at."""

    originals: int = 0
    records: int = 0


def check(store: Store, archive: Archive, looked: Looked, content: bool = True) -> Iterator[Finding]:
    """Everything that is wrong, as it is found; `looked` counts along. Without `content` the originals are not read, only looked for.

    What comes in meanwhile is no fault. Memory does not grow with the archive: one shelf and a few records at a time.
    """
    with store.session() as session:
        yield from _database(session)
        yield from _states(session)
        yield from _places(session, looked, select(MachineRecord.id, MachineRecord.document_id, MachineRecord.record), MachineRecord.id)
        decided = select(ReviewRecord.id, ReviewRecord.document_id, ReviewRecord.record, MachineRecord.record["text"])
        joined = decided.join(MachineRecord, MachineRecord.id == ReviewRecord.machine_record_id)
        yield from _places(session, looked, joined, ReviewRecord.id)
    for shelf in SHELVES:
        yield from _shelf(store, archive, shelf, looked, content)


def _database(session: Session) -> Iterator[Finding]:
    """What SQLite finds in its file; PostgreSQL judges its own pages and references at every turn."""
    if session.get_bind().dialect.name != SQLITE:
        return
    connection = session.connection()
    for (told,) in connection.exec_driver_sql("PRAGMA quick_check"):
        if told != "ok":
            yield Finding(Fault.DATABASE, str(told))
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(Fault.DATABASE, f"{table} {row}")


def _states(session: Session) -> Iterator[Finding]:
    of_document = exists().where(MachineRecord.document_id == Document.id)
    for number in session.scalars(select(Document.id).where(Document.status.in_(WITH_RECORD), ~of_document)):
        yield Finding(Fault.NO_RECORD, str(number))
    machine = select(MachineRecord.document_id).where(MachineRecord.id == ReviewRecord.machine_record_id).scalar_subquery()
    strange = select(ReviewRecord.document_id).where(func.coalesce(machine, 0) != ReviewRecord.document_id)
    for number in session.scalars(strange):
        yield Finding(Fault.STRANGE_REVIEW, str(number))


def _places(session: Session, looked: Looked, rows: Select[Any], key: Any) -> Iterator[Finding]:
    """Records with a place outside their text; a row is number, document, record, and the text where the record has none."""
    last = 0
    while some := session.execute(rows.where(key > last).order_by(key).limit(A_BATCH)).all():
        for number, document, record, *text in some:
            last, length = number, len(text[0] if text else record["text"])
            looked.records += 1
            if any(not 0 <= start <= end <= length for start, end in places_of(record)):
                yield Finding(Fault.PLACE, str(document))


def places_of(value: Any) -> Iterator[tuple[int, int]]:
    """Every place that a record names, at any depth."""
    if isinstance(value, dict):
        if isinstance(value.get("start"), int) and isinstance(value.get("end"), int):
            yield value["start"], value["end"]
        for inner in value.values():
            yield from places_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from places_of(inner)


def _shelf(store: Store, archive: Archive, shelf: str, looked: Looked, content: bool) -> Iterator[Finding]:
    on_shelf = select(Document.sha256).where(Document.sha256 >= shelf, Document.sha256 < shelf + "g")
    with store.session() as session:
        wanted = set(session.scalars(on_shelf))
    kept = archive.on_shelf(shelf)  # after the documents: their originals came before them
    looked.originals += len(wanted)
    yield from (Finding(Fault.MISSING, digest) for digest in sorted(wanted - kept))
    for digest in sorted(wanted & kept) if content else ():
        if not archive.is_whole(digest):
            yield Finding(Fault.CHANGED, digest)
    for digest in sorted(kept - wanted):
        if archive.age(digest) > ENTERING:
            yield Finding(Fault.ORPHAN, digest)
