"""Queries on what people decided: every version is kept, and nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, defer

from extractor.record import Record
from web.description.whole import described
from web.errors import MalformedForm, NotFound, NotReady, StaleVersion
from web.store import judgements, knownvalues, listing
from web.store.documents import machine_record
from web.store.models import Act, Document, MachineRecord, ReviewRecord, Status, User, now

_STATUS_AFTER = {
    Act.SAVED: Status.IN_REVIEW,
    Act.CHECKED: Status.CHECKED,
    Act.CONFIRMED: Status.CONFIRMED,
    Act.REOPENED: Status.IN_REVIEW,
    Act.RESTORED: Status.IN_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A document with its record as it stands: the person's where there is one, else the machine's. `record` is plain JSON with text."""

    document: Document
    machine: MachineRecord
    review: ReviewRecord | None

    @property
    def record(self) -> dict[str, Any]:
        if self.review is None:
            return self.machine.record
        return self.machine.record | self.review.record | {"text": self.machine.record["text"]}


def latest(session: Session, document_id: int) -> ReviewRecord | None:
    """The newest decision on a document, if a person has touched it."""
    query = select(ReviewRecord).where(ReviewRecord.document_id == document_id)
    return session.scalar(query.order_by(ReviewRecord.version.desc()).limit(1))


def reviewed(session: Session, document: Document) -> Reviewed:
    """The document's record as it stands, with the machine record that the person saw. Raises NotReady where nothing was extracted."""
    review = latest(session, document.id)
    machine = machine_record(session, document.id, review.machine_record_id if review else None)
    if machine is None:
        raise NotReady(document.name)
    return Reviewed(document, machine, review)


def as_of(session: Session, document: Document, version: int) -> Reviewed:
    """The document with its record as it stood at a version, 0 being the machine's. Raises NotFound, NotReady."""
    if version == 0:
        first = session.scalar(select(ReviewRecord).where(ReviewRecord.document_id == document.id).order_by(ReviewRecord.version).limit(1))
        machine = machine_record(session, document.id, first.machine_record_id if first else None)
        if machine is None:
            raise NotReady(document.name)
        return Reviewed(document, machine, None)
    query = select(ReviewRecord).where(ReviewRecord.document_id == document.id, ReviewRecord.version == version)
    review = session.scalar(query) if version <= document.version else None
    if review is None:
        raise NotFound(str(version))
    return Reviewed(document, machine_of_form(session, document, review.machine_record_id), review)


def machine_of_form(session: Session, document: Document, number: int) -> MachineRecord:
    """The machine record that a posted form was made from, which may not be the newest. Raises MalformedForm where there is none such."""
    machine = machine_record(session, document.id, number)
    if machine is None:
        raise MalformedForm("machine")
    return machine


def first_check(session: Session, document: Document) -> ReviewRecord | None:
    """The first of two confirmations, where the document waits for the second."""
    if document.status != Status.CHECKED:
        return None
    query = select(ReviewRecord).where(ReviewRecord.document_id == document.id, ReviewRecord.act == Act.CHECKED)
    return session.scalar(query.order_by(ReviewRecord.version.desc()).limit(1))


def _status_after(session: Session, document: Document, act: Act, reviewer: int) -> Status:
    """Where an act brings a document. A first confirmation stands while the second person works; who gave it takes it back by saving."""
    first = first_check(session, document)
    waits = act in (Act.SAVED, Act.RESTORED) and first is not None and first.reviewer_id != reviewer
    return Status.CHECKED if waits else _STATUS_AFTER[act]


def keep(session: Session, seen: Reviewed, record: dict[str, Any], act: Act, reviewer: int, version: int) -> ReviewRecord:
    """Keep a decision as a new version, made by someone who saw `version` of the document.

    `record` is stored without its text. Raises StaleVersion, with nothing changed, where the document has moved on since.
    """
    document = seen.document
    changed = session.scalar(
        update(Document)
        .where(Document.id == document.id, Document.version == version)
        .values(version=version + 1, status=_status_after(session, document, act, reviewer), updated=now(), reviewer_id=reviewer)
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        raise StaleVersion
    session.refresh(document)
    listing.describe(session, [(document, described(record | {"text": seen.machine.record["text"]}, document.name))])
    row = ReviewRecord(
        document_id=document.id,
        machine_record_id=seen.machine.id,
        version=version + 1,
        act=act,
        record={key: value for key, value in record.items() if key != "text"},
        reviewer_id=reviewer,
    )
    session.add(row)
    if act is Act.CONFIRMED:
        judgements.keep(session, document.id, seen.machine.record, record, now())
        knownvalues.remember(session, record, document.unit_id)
    session.flush()
    return row


def history(session: Session, document_id: int, records: bool = True) -> list[tuple[ReviewRecord, str]]:
    """Every version of a document with its reviewer's name, newest first; without `records` what each says is not read."""
    query = select(ReviewRecord, User.name).join(User, User.id == ReviewRecord.reviewer_id)
    if not records:
        query = query.options(defer(ReviewRecord.record))
    rows = session.execute(query.where(ReviewRecord.document_id == document_id).order_by(ReviewRecord.version.desc()))
    return [(row, name) for row, name in rows]


def plain_record(current: Reviewed) -> Record:
    """The record of `current` as the library knows it, with the file's name and sha256, without the service's own marks."""
    own = {"source": current.document.name, "sha256": current.document.sha256}
    return Record.model_validate(without_origins(current.record) | own)


OWN_MARKS = frozenset({"origin", "accepted"})
"""What a review record says of an entry beyond the record: the machine's entry that it goes back to, that a person found it right."""


def without_origins(value: Any) -> Any:
    """Plain JSON without the service's own marks."""
    if isinstance(value, dict):
        return {key: without_origins(item) for key, item in value.items() if key not in OWN_MARKS}
    return [without_origins(item) for item in value] if isinstance(value, list) else value


def exportable(session: Session, everything: bool = False, numbers: Sequence[int] | None = None) -> Iterator[Reviewed]:
    """Documents to export in order of arrival: the confirmed ones, or with `everything` all that have a record; of these `numbers` only."""
    query = select(Document.id).order_by(Document.id)
    query = query.where(
        Document.status.in_([Status.EXTRACTED, Status.IN_REVIEW, Status.CHECKED, Status.CONFIRMED] if everything else [Status.CONFIRMED])
    )
    wanted = None if numbers is None else set(numbers)
    for number in session.scalars(query if wanted is None or len(wanted) > 500 else query.where(Document.id.in_(wanted))).all():
        if wanted is not None and number not in wanted:
            continue
        document = session.get_one(Document, number)
        current = reviewed(session, document)
        yield current
        session.expunge_all()  # a store of a hundred thousand documents must not gather in memory
