"""Counts over the whole store, for `bienban stats` and for Prometheus. None of them reads a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.store.engine import SQLITE
from web.store.models import Document, Job, JobState, MachineRecord, ReviewRecord, Status, User


@dataclass(frozen=True, slots=True)
class Cost:
    """What documents of one format cost: how many were read, and the mean seconds of one."""

    documents: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Statistics:
    """How much there is. Sizes count bytes; `waiting_since` is when the document came in that waits longest for its reading."""

    documents: dict[str, int]
    formats: dict[str, Cost]
    kinds: dict[str, int]
    jobs: dict[str, int]
    failures: dict[str, int]
    pages: dict[str, int]
    records: int
    decisions: int
    accounts: int
    originals_bytes: int
    database_bytes: int
    waiting_since: datetime | None


def statistics(session: Session) -> Statistics:
    """All counts; some seconds on a store of millions."""
    pages, fair, poor = session.execute(select(func.sum(Job.pages), func.sum(Job.fair_pages), func.sum(Job.poor_pages))).one()
    by_kind = select(Document.kind, func.count()).where(Document.kind.is_not(None)).group_by(Document.kind)
    waiting = select(func.min(Document.created)).join(Job, Job.document_id == Document.id).where(Job.state == JobState.WAITING)
    return Statistics(
        documents=by_status(session),
        formats=_costs(session),
        kinds={str(kind): number for kind, number in session.execute(by_kind)},
        jobs=by_state(session),
        failures=failures(session),
        pages={"good": (pages or 0) - (fair or 0) - (poor or 0), "fair": fair or 0, "poor": poor or 0},
        records=_count(session, MachineRecord),
        decisions=_count(session, ReviewRecord),
        accounts=_count(session, User),
        originals_bytes=session.scalar(select(func.sum(Document.size))) or 0,
        database_bytes=database_bytes(session),
        waiting_since=session.scalar(waiting),
    )


def by_status(session: Session) -> dict[str, int]:
    """How many documents stand at each status."""
    rows = session.execute(select(Document.status, func.count()).group_by(Document.status))
    found = {str(status): number for status, number in rows}
    return {status.value: found.get(status, 0) for status in Status}


def by_state(session: Session) -> dict[str, int]:
    """How many readings stand at each state."""
    rows = session.execute(select(Job.state, func.count()).group_by(Job.state))
    found = {str(state): number for state, number in rows}
    return {state.value: found.get(state, 0) for state in JobState}


def open_jobs(session: Session) -> dict[str, int]:
    """How many readings wait or are at work: these lie in small indexes of their own, whatever the store holds."""
    return {state.value: _count_jobs(session, state) for state in (JobState.WAITING, JobState.RUNNING)}


def failures(session: Session) -> dict[str, int]:
    """How many documents could not be read, by code."""
    failed = select(Job.code, func.count()).where(Job.state == JobState.FAILED).group_by(Job.code)
    return {code or "": number for code, number in session.execute(failed)}


def database_bytes(session: Session) -> int:
    """The size of the database on its disk."""
    connection = session.connection()
    if connection.dialect.name == SQLITE:
        path = connection.engine.url.database or ""
        return sum(file.stat().st_size for file in (Path(path), Path(f"{path}-wal")) if file.exists())
    return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _costs(session: Session) -> dict[str, Cost]:
    timed = select(Document.format, func.count(), func.avg(Job.seconds)).join(Job, Job.document_id == Document.id)
    rows = session.execute(timed.where(Job.seconds.is_not(None)).group_by(Document.format))
    return {name: Cost(number, float(seconds)) for name, number, seconds in rows}


def _count_jobs(session: Session, state: JobState) -> int:
    return session.scalar(select(func.count()).select_from(Job).where(Job.state == state)) or 0


def _count(session: Session, table: type[MachineRecord] | type[ReviewRecord] | type[User]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
