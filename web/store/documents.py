"""Queries on documents and what the machine made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.errors import InTheBin, NotFound
from web.extraction import Extraction
from web.store import layouts, listing, rereadings
from web.store.bulk import among
from web.store.models import Document, DocumentTag, MachineRecord, Status, Unit

MOST_ID = 2**31 - 1
"""The largest number that an integer column holds in every database; an address may ask for a larger one."""
MOST_OF_A_TAG = 120


def get(session: Session, document_id: int) -> Document:
    """The document of this number. Raises NotFound, InTheBin."""
    found = anywhere(session, document_id)
    if found.status == Status.REMOVED:
        raise InTheBin(found.name)
    return found


def anywhere(session: Session, document_id: int) -> Document:
    """As `get`, the bin included: what was begun before a document came there goes on. Raises NotFound."""
    found = session.get(Document, document_id) if document_id <= MOST_ID else None
    if found is None:
        raise NotFound(str(document_id))
    return found


def numbered(session: Session, numbers: Iterable[int]) -> dict[int, Document]:
    """The documents of these numbers, those that are there, by number; the bin included."""
    return {document.id: document for document in session.scalars(select(Document).where(among(session, Document.id, set(numbers))))}


def by_digests(session: Session, digests: Iterable[str], unit_id: int | None = None) -> dict[str, Document]:
    """The documents of this unit (None: of no unit) with exactly these contents, those that are there, by sha256."""
    found = session.scalars(select(Document).where(among(session, Document.sha256, set(digests)), Document.unit_id == unit_id))
    return {document.sha256: document for document in found}


def unit_named(session: Session, name: str) -> int | None:
    """The number of the unit of this name, if there is one."""
    return session.scalar(select(Unit.id).where(Unit.name == name))


def tag(session: Session, document_id: int, tags: Iterable[str], fresh: bool = False) -> None:
    """Let a document go by these words too; one that is `fresh` goes by none yet."""
    wanted = dict.fromkeys(word[:MOST_OF_A_TAG] for word in tags)
    if wanted:
        there = () if fresh else set(session.scalars(select(DocumentTag.tag).where(DocumentTag.document_id == document_id)))
        session.add_all([DocumentTag(document_id=document_id, tag=word) for word in wanted if word not in there])


def add(session: Session, *coming: Document) -> list[Document]:
    """Add documents of different contents; which were added, in their order: not those that another process added in between."""
    try:
        with session.begin_nested():
            session.add_all(coming)
    except IntegrityError:
        return [added for one in coming for added in add(session, one)] if len(coming) > 1 else []
    return list(coming)


def next_to_review(session: Session, after: int) -> Document | None:
    """The oldest document that waits for a person, other than number `after`."""
    oldest = select(Document).where(Document.id != after).order_by(Document.created, Document.id).limit(1)
    # A query a status follows the index on status and moment; one for all would sort every document that waits.
    found = (session.scalar(oldest.where(Document.status == status)) for status in (Status.EXTRACTED, Status.IN_REVIEW, Status.CHECKED))
    return min((one for one in found if one), key=lambda one: (one.created, one.id), default=None)


def keep_extractions(session: Session, made: Sequence[tuple[Document, Extraction]], model_version: str) -> None:
    """Keep what the machine extracted of several documents. A person's decision, where there is one, stays."""
    with session.no_autoflush:  # each document is written once, when all of it is known
        numbers = _add_records(session, made, model_version)
        listing.describe(session, [(document, one.description) for document, one in made if document.status == Status.EXTRACTED])
        layouts.keep(session, [(number, one.layout) for (_, one), number in zip(made, numbers, strict=True) if one.layout is not None])
    session.flush()


def _add_records(session: Session, made: Sequence[tuple[Document, Extraction]], model_version: str) -> Sequence[int]:
    """The numbers of the new records of these documents; what they change in earlier ones is noted."""
    before = {document.id: None if document.status == Status.NEW else machine_record(session, document.id) for document, _ in made}
    rows = [{"document_id": document.id, "record": one.record, "model_version": model_version} for document, one in made]
    numbers = _insert_records(session, rows)
    for (document, _), number in zip(made, numbers, strict=True):
        document.error_code = document.error_detail = None
        if document.status in (Status.NEW, Status.FAILED):
            document.status = Status.EXTRACTED
        if (earlier := before[document.id]) is not None:
            rereadings.note(session, document, earlier, session.get_one(MachineRecord, number))
    return numbers


def _insert_records(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """The numbers of new records, in their order, each of a document of its own; asked each for its number, they would go in one by one."""
    if not rows:
        return []
    connection, records = session.connection(), MachineRecord.__table__.c
    connection.execute(insert(MachineRecord), rows)
    mine = among(session, records.document_id, [row["document_id"] for row in rows])
    newest = select(records.document_id, func.max(records.id)).where(mine).group_by(records.document_id)
    numbers = dict(connection.execute(newest).all())
    return [numbers[row["document_id"]] for row in rows]


def keep_failure(document: Document, code: str, detail: str) -> None:
    """Mark a document whose file could not be read; one that a person already worked on keeps its status."""
    document.error_code, document.error_detail = code, detail
    if document.status in (Status.NEW, Status.EXTRACTED):
        document.status = Status.FAILED


def machine_record(session: Session, document_id: int, record_id: int | None = None) -> MachineRecord | None:
    """The newest extraction of a document, or the one numbered `record_id` if it is this document's."""
    query = select(MachineRecord).where(MachineRecord.document_id == document_id)
    if record_id is not None:
        query = query.where(MachineRecord.id == record_id)
    return session.scalar(query.order_by(MachineRecord.id.desc()).limit(1))
