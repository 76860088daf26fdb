"""The audit log: who saw, changed, exported and deleted what. Lines are only ever added; the database refuses anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from web.store.accountmodels import AuditEntry
from web.store.models import now

SAME_SIGHT = timedelta(minutes=10)
"""Looking at a document again within this time is the same look and makes no second line."""
MOST_DETAIL = 2000
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: an account with its name at this time and where it came from; no number for the command line."""

    id: int | None
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines of the log: by part of the person's name, act, document, and moment (`until` not included)."""

    actor: str = ""
    act: str = ""
    document_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self.actor:
            wanted.append(AuditEntry.actor.icontains(self.actor, autoescape=True))
        if self.act:
            wanted.append(AuditEntry.act == self.act)
        if self.document_id is not None:
            wanted.append(AuditEntry.document_id == self.document_id)
        if self.since:
            wanted.append(AuditEntry.moment >= self.since)
        if self.until:
            wanted.append(AuditEntry.moment < self.until)
        return wanted


def note(session: Session, actor: Actor, act: str, document_id: int | None = None, detail: str = "") -> None:
    """Add a line to the log, in the transaction of what it tells of: either both are kept or neither."""
    session.add(
        AuditEntry(
            actor_id=actor.id, actor=actor.name, act=act, document_id=document_id, detail=detail[:MOST_DETAIL], address=actor.address[:64]
        )
    )


def note_once(session: Session, actor: Actor, act: str, document_id: int | None) -> None:
    """As `note`, unless the same person did the same with the same document within `SAME_SIGHT`."""
    same = (AuditEntry.actor_id == actor.id, AuditEntry.act == act, AuditEntry.document_id == document_id)
    query = select(AuditEntry.id).where(*same, AuditEntry.moment > now() - SAME_SIGHT)
    if session.scalar(query.limit(1)) is None:
        note(session, actor, act, document_id)


def page(session: Session, chosen: AuditFilter, size: int, before: int | None = None) -> list[AuditEntry]:
    """The newest `size` lines chosen, or those older than line `before`."""
    query = select(AuditEntry).where(*chosen.conditions()).order_by(AuditEntry.id.desc()).limit(size)
    return list(session.scalars(query if before is None else query.where(AuditEntry.id < before)))


def lines(session: Session, chosen: AuditFilter) -> Iterator[AuditEntry]:
    """All lines chosen, oldest first, without holding them all in memory."""
    last = 0
    while batch := list(
        session.scalars(select(AuditEntry).where(*chosen.conditions(), AuditEntry.id > last).order_by(AuditEntry.id).limit(_BATCH))
    ):
        yield from batch
        last = batch[-1].id
        session.expunge_all()
