"""Queries on what another reading changed: noted where a reading is kept, shown to people, and put away when somebody has looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from web.store.models import Document, Job, MachineRecord, Rereading, ReviewRecord, now

if TYPE_CHECKING:
    from web.recordform.differences import Change

MOST_COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Reread:
    """A document with the changes between two readings of it, from what a person saw (or the machine read before) to what it reads now."""

    row: Rereading
    document: Document
    changes: list[Change]
    model_version: str


def note(session: Session, document: Document, before: MachineRecord, after: MachineRecord) -> None:
    """Note that a document was read again, if the two readings differ; an older note that nobody looked at goes with it.

    Where a person has decided, `before` is what that person saw, so that several readings are seen as one.
    """
    newest = select(ReviewRecord.machine_record_id).where(ReviewRecord.document_id == document.id)
    seen = session.scalar(newest.order_by(ReviewRecord.version.desc()).limit(1))
    earlier = session.get_one(MachineRecord, seen) if seen else before
    waiting = (Rereading.document_id == document.id, Rereading.looked.is_(None))
    session.execute(update(Rereading).where(*waiting).values(looked=now()).execution_options(synchronize_session=False))
    number = len(_changes(earlier, after))
    if number:
        row = Rereading(document_id=document.id, before_id=earlier.id, after_id=after.id, decided=seen is not None, changes=number)
        session.add(row)


def waiting(session: Session) -> int:
    """How many documents that people had decided on are now read otherwise, and nobody has looked; at most a little over 1000."""
    some = select(Rereading.id).where(Rereading.decided, Rereading.looked.is_(None)).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.join(Document).subquery())) or 0


def page(session: Session, decided: bool, after: int, size: int) -> list[Reread]:
    """Documents whose differences nobody has looked at, after number `after`; those that people had decided on, or the others."""
    query = select(Rereading, Document).join(Document, Document.id == Rereading.document_id)
    query = query.where(Rereading.decided == decided, Rereading.looked.is_(None), Rereading.id > after)
    return [_reread(session, row, document) for row, document in session.execute(query.order_by(Rereading.id).limit(size))]


def look(session: Session, numbers: Sequence[int], person: int) -> int:
    """Put notes away that a person has looked at; how many."""
    wanted = (Rereading.id.in_(numbers), Rereading.looked.is_(None))
    changed = update(Rereading).where(*wanted).values(looked=now(), looked_by=person).returning(Rereading.id)
    return len(session.scalars(changed, execution_options={"synchronize_session": False}).all())


def of_run(session: Session, run: str, after: int, size: int) -> list[Reread]:
    """What the documents of a run are read otherwise in, and nobody has looked at, after number `after`."""
    query = select(Rereading, Document).join(Document, Document.id == Rereading.document_id).join(Job, Job.document_id == Document.id)
    query = query.where(Job.run == run, Rereading.looked.is_(None), Rereading.id > after)
    return [_reread(session, row, document) for row, document in session.execute(query.order_by(Rereading.id).limit(size))]


def _reread(session: Session, row: Rereading, document: Document) -> Reread:
    before, after = session.get_one(MachineRecord, row.before_id), session.get_one(MachineRecord, row.after_id)
    return Reread(row, document, _changes(before, after), after.model_version)


def _changes(before: MachineRecord, after: MachineRecord) -> list[Change]:
    from web.recordform.readings import machine_changes  # it loads the model of records, which a first reading needs only in the child

    return machine_changes(before.record, after.record)
