"""The numbers behind the pictures of the desk: what came and what was confirmed, how old the pile is, how people judged what was found.

Every number is of the documents that the session sees. Days and weeks are those of the given zone's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from web.recordform.fields import sections
from web.store.models import Document, Job, Judgement, Status, now
from web.store.queue import WAITING

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAYS, WEEKS, MONTH = 30, 12, timedelta(days=90)
AGES = (1, 3, 7, 30)
"""Days that part the pile by age; the last group is older than all of them."""
WHOLE = sections()[0].name
"""The record type of which every document has exactly one entry: one row of judgements for each confirmed document."""


@dataclass(frozen=True, slots=True)
class Throughput:
    """One day: documents that came, documents that were confirmed."""

    day: date
    received: int
    confirmed: int


@dataclass(frozen=True, slots=True)
class Age:
    """Documents that wait for a person since at least `least` and less than `most` days (None: any longer)."""

    least: int
    most: int | None
    number: int


@dataclass(frozen=True, slots=True)
class Corrections:
    """Of one record type: entries that people kept as found, changed, removed, and added."""

    section: str
    kept: int
    changed: int
    removed: int
    added: int


@dataclass(frozen=True, slots=True)
class Hits:
    """One week, named by its Monday: the share of all entries that the machine had right, None where nothing was confirmed."""

    week: date
    share: float | None
    entries: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of one grade."""

    grade: str
    number: int


def throughput(session: Session) -> list[Throughput]:
    """The last 30 days, the oldest first."""
    today = now().astimezone(ZONE).date()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    came = [_count(Document.id, _on(Document.created, day)) for day in days]
    done = [_count(Judgement.document_id, _on(Judgement.judged, day) & (Judgement.section == WHOLE)) for day in days]
    row = session.execute(select(*came, *done)).one()
    return [Throughput(day, *pair) for day, *pair in zip(days, row[:DAYS], row[DAYS:], strict=True)]


def pile(session: Session) -> list[Age]:
    """What waits for a person, by age."""
    bounds = [0, *AGES, None]
    waiting = Document.status.in_(WAITING)
    parts = []
    for least, most in zip(bounds, bounds[1:], strict=False):
        young = Document.created <= now() - timedelta(days=least or 0)
        old = Document.created > now() - timedelta(days=most) if most is not None else waiting
        parts.append(_count(Document.id, waiting & young & old))
    row = session.execute(select(*parts)).one()
    return [Age(least or 0, most, number) for (least, most), number in zip(zip(bounds, bounds[1:], strict=False), row, strict=True)]


def corrections(session: Session) -> list[Corrections]:
    """The last 90 days, record types in the record's order, those left out of which nothing was judged."""
    sums = [func.sum(column) for column in (Judgement.kept, Judgement.changed, Judgement.removed, Judgement.added)]
    rows = session.execute(select(Judgement.section, *sums).where(Judgement.judged > now() - MONTH).group_by(Judgement.section))
    found = {section: Corrections(section, *map(int, numbers)) for section, *numbers in rows}
    order = [name for section in sections() for name in (section.name, *(field.inner.name for field in section.fields if field.inner))]
    return [found[name] for name in order if name in found]


def hits(session: Session) -> list[Hits]:
    """The last 12 weeks, the oldest first."""
    today = now().astimezone(ZONE).date()
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    columns = []
    for week in weeks:
        during = _between(Judgement.judged, week, week + timedelta(days=7))
        columns += [_sum(Judgement.kept, during), _sum(Judgement.found + Judgement.added, during)]
    row = [int(number or 0) for number in session.execute(select(*columns)).one()]
    return [
        Hits(week, kept / entries if entries else None, entries) for week, kept, entries in zip(weeks, row[::2], row[1::2], strict=True)
    ]


def pages(session: Session) -> list[Pages]:
    """Pages of each grade among the documents of the last 90 days; formats without pages have none."""
    recent = select(func.sum(Job.pages), func.sum(Job.fair_pages), func.sum(Job.poor_pages))
    recent = recent.join(Document, Document.id == Job.document_id).where(
        Document.created > now() - MONTH, Document.status != Status.REMOVED
    )
    every, fair, poor = (int(number or 0) for number in session.execute(recent).one())
    return [Pages("good", every - fair - poor), Pages("fair", fair), Pages("poor", poor)]


def _on(moment: SQLColumnExpression[datetime], day: date) -> ColumnElement[bool]:
    return _between(moment, day, day + timedelta(days=1))


def _between(moment: SQLColumnExpression[datetime], first: date, after: date) -> ColumnElement[bool]:
    return (moment >= datetime.combine(first, time(), ZONE)) & (moment < datetime.combine(after, time(), ZONE))


def _count(counted: SQLColumnExpression[int], where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count(counted)).where(where).scalar_subquery()


def _sum(summed: SQLColumnExpression[int], where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.sum(summed)).where(where).scalar_subquery()
