"""How far the documents of an upload have come, for the page that shows it and the script that asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.errors import BienbanError
from web.errors import error_of
from web.jobs.stages import Stage
from web.store import documents
from web.store.models import Document, Job, JobState, Status

NEARLY_SAME = 0.95
"""From this share of common words on, a document is called nearly the same; below, a new version perhaps."""


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier document that resembles this one, by what share; `nearly` says that there is hardly a difference."""

    document_id: int
    name: str
    share: float
    nearly: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """One document: its stage, why it could not be read, what was doubtful in reading it, and what it resembles."""

    document_id: int
    name: str
    title: str | None
    stage: Stage
    error: BienbanError | None
    warnings: tuple[str, ...]
    similar: Similar | None


def progress(session: Session, numbers: Sequence[int], known: Mapping[int, Stage]) -> list[Progress]:
    """How far these documents have come, in the given order, those left out that the session does not see. `known` are stages that a
    reader of this process has told of."""
    rows = session.execute(select(Document, Job.state).outerjoin(Job, Job.document_id == Document.id).where(Document.id.in_(numbers)))
    found = {document.id: (document, state) for document, state in rows}
    return [_of(session, *found[number], known) for number in dict.fromkeys(numbers) if number in found]


def recent(session: Session, uploader: int, most: int) -> list[int]:
    """The newest documents that a person brought."""
    mine = select(Document.id).where(Document.uploader_id == uploader, Document.status != Status.REMOVED)
    return list(session.scalars(mine.order_by(Document.created.desc(), Document.id.desc()).limit(most)))


def _of(session: Session, document: Document, state: str | None, known: Mapping[int, Stage]) -> Progress:
    stage = _stage(document, state, known)
    error = error_of(document.error_code, document.error_detail or "") if stage is Stage.FAILED and document.error_code else None
    machine = documents.machine_record(session, document.id) if stage is Stage.READY else None
    warnings = tuple(machine.record["warnings"]) if machine else ()
    return Progress(document.id, document.name, document.title, stage, error, warnings, _similar(session, document))


def _stage(document: Document, state: str | None, known: Mapping[int, Stage]) -> Stage:
    if document.status == Status.REMOVED:
        return Stage.CANCELLED
    if state == JobState.WAITING:
        return Stage.WAITING
    if state == JobState.RUNNING:
        return known.get(document.id, Stage.READING)
    return Stage.FAILED if document.status == Status.FAILED else Stage.READY


def _similar(session: Session, document: Document) -> Similar | None:
    if document.similar_id is None or document.similarity is None:
        return None
    name = session.scalar(select(Document.name).where(Document.id == document.similar_id, Document.status != Status.REMOVED))
    return Similar(document.similar_id, name, document.similarity, document.similarity >= NEARLY_SAME) if name else None
