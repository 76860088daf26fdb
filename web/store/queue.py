"""The queue: which documents a list shows, in which order, and how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, func, literal, literal_column, or_, select
from sqlalchemy.orm import Session

from web.description.facts import bare_key, name_key
from web.store.engine import SQLITE
from web.store.models import Document, DocumentName, DocumentTag, Name, SearchText, Status, User
from web.store.search import Query, Spread

MOST_COUNTED = 10_000
"""Beyond this many, a list says "more than": counting on would cost time and help nobody."""
MOST_FOUND = 250
"""The same for what a search for common words finds at each status, since each find is read."""
MOST_GATHERED = 20_000
"""The same for what is gathered by a name or a tag, whatever its status."""
MOST_READ = 300
"""So many texts are read to learn whether words stand just as typed."""
MOST_NAMES = 200
WAITING = (Status.EXTRACTED, Status.IN_REVIEW, Status.CHECKED)
"""What waits for a person."""


class Order(StrEnum):
    """What stands first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. Empty fields choose nothing; without a status, all but the bin. `words` is a search, `block` and `organization`
    a part of a name in any spelling, `person` who has or had a document in hand, `warned` only what carries warnings, `tag` a whole word
    that documents go by."""

    status: Status | None = None
    words: str = ""
    kind: str | None = None
    block: str = ""
    year: int | None = None
    organization: str = ""
    person: int | None = None
    grade: str | None = None
    warned: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many, or, with `more`, that there are more than `number`."""

    number: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list with the names that its numbers stand for."""

    document: Document
    block: str | None
    assignee: str | None
    reviewer: str | None
    similar: str | None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter made ready for one session: `conditions` hold for every status, `loose` says that bare words of the search were taken to
    stand for every way of marking them, since nothing was found as typed; `spread` how common they are."""

    filter: Filter
    conditions: tuple[ColumnElement[bool], ...]
    loose: bool = False
    spread: Spread = Spread.RARE

    def all(self) -> tuple[ColumnElement[bool], ...]:
        return (*self.conditions, _of_status(self.filter.status))


def choose(session: Session, wanted: Filter) -> Chosen:
    """The conditions of a filter."""
    query = Query.of(wanted.words)
    dialect, spread = session.get_bind().dialect.name, query.spread(session)
    conditions = _plain_conditions(wanted, in_order=spread is not Spread.RARE and dialect == SQLITE)
    conditions += [Document.block_id.in_(_named(session, wanted.block))] if wanted.block else []
    if wanted.organization:
        naming = select(DocumentName.document_id).where(DocumentName.name_id.in_(_named(session, wanted.organization)))
        conditions.append(Document.id.in_(naming))
    if not wanted.words:
        return Chosen(wanted, tuple(conditions))
    loose = query.half_marked and not _stands_as_typed(session, query, conditions, spread)
    return Chosen(wanted, (*conditions, query.condition(dialect, loose, spread)), loose, spread)


def _stands_as_typed(session: Session, query: Query, conditions: list[ColumnElement[bool]], spread: Spread) -> bool:
    """Whether a document holds the phrases just as they were typed. Where many can, only so many are read: what is then asked for loosely
    is found by those too that hold it just so."""
    can = select(Document.id).where(*conditions).limit(MOST_READ)
    if spread is not Spread.EVERYWHERE:
        can = can.where(query.candidates(session.get_bind().dialect.name, spread))
    held = select(SearchText.document_id).where(SearchText.document_id.in_(can), *query.held())
    return session.scalar(held.limit(1)) is not None


def page(session: Session, chosen: Chosen, order: Order, number: int, size: int) -> tuple[list[Listed], bool]:
    """Page `number` (from 1) of the documents chosen, and whether another one follows."""
    query = _ordered(select(Document).where(*chosen.all()), order)
    found = list(session.scalars(query.limit(size + 1).offset((number - 1) * size)))
    return _listed(session, found[:size]), len(found) > size


def numbers(session: Session, chosen: Chosen, order: Order, most: int) -> list[int]:
    """The numbers of the first documents chosen, at most so many."""
    return list(session.scalars(_ordered(select(Document.id).where(*chosen.all()), order).limit(most)))


def counts(session: Session, chosen: Chosen) -> dict[Status, Count]:
    """How many documents stand at each status, whatever status the filter asks for; every status has its number."""
    if chosen.filter.words and chosen.spread is not Spread.RARE:
        return _counts_one_by_one(session, chosen, MOST_FOUND)
    if chosen.filter.words or chosen.filter.organization or chosen.filter.tag:
        return _counts_in_one(session, chosen, MOST_GATHERED)
    return _counts_one_by_one(session, chosen, MOST_COUNTED)


def total(tally: Mapping[Status, Count], status: Status | None) -> Count:
    """How many a list shows: those of one status, or all but the bin."""
    parts = [count for one, count in tally.items() if (one == status if status else one != Status.REMOVED)]
    return Count(sum(part.number for part in parts), any(part.more for part in parts))


def count(session: Session, wanted: Filter) -> int:
    """How many documents a filter chooses, at most a little over `MOST_COUNTED`."""
    chosen = choose(session, wanted)
    return total(counts(session, chosen), wanted.status).number


def blocks(session: Session, most: int = MOST_NAMES) -> Sequence[str]:
    """The blocks that documents belong to, for a list to choose from."""
    used = select(Document.block_id).where(Document.block_id == Name.id).exists()
    return session.scalars(select(Name.shown).where(used).order_by(Name.bare).limit(most)).all()


def _plain_conditions(wanted: Filter, in_order: bool) -> list[ColumnElement[bool]]:
    """The conditions on the document's own columns. With `in_order` SQLite is kept from gathering all of a year by its index, to sort them
    once their texts are read, where the first of them in the list's order are enough. PostgreSQL weighs that by itself."""
    year = literal_column("+documents.year", Integer) if in_order else Document.year  # no index on a sum
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind:
        conditions.append(Document.kind == wanted.kind)
    if wanted.year is not None:
        conditions.append(year == wanted.year)
    if wanted.person is not None:
        conditions.append(or_(Document.assignee_id == wanted.person, Document.reviewer_id == wanted.person))
    if wanted.grade:
        conditions.append(Document.grade == wanted.grade)
    if wanted.warned:
        conditions.append(Document.warnings > 0)
    if wanted.tag:
        conditions.append(Document.id.in_(select(DocumentTag.document_id).where(DocumentTag.tag == wanted.tag)))
    return conditions


def _of_status(status: Status | None) -> ColumnElement[bool]:
    return Document.status == status if status else Document.status != Status.REMOVED


def _named(session: Session, typed: str) -> Sequence[int]:
    """The names that hold what was typed as whole words; without diacritics it stands for every way of marking it."""
    key = name_key(typed)
    where = Name.bare if key == bare_key(key) else Name.key
    padded = literal(" ") + where + literal(" ")
    return session.scalars(select(Name.id).where(padded.contains(f" {key} ", autoescape=True)).limit(MOST_NAMES)).all() if key else []


def _ordered(query: Select[Any], order: Order) -> Select[Any]:
    if order is Order.DOUBTFUL:
        return query.order_by(Document.doubt.desc(), Document.id)
    if order is Order.OLDEST:
        return query.order_by(Document.created, Document.id)
    return query.order_by(Document.created.desc(), Document.id.desc())


def _counts_one_by_one(session: Session, chosen: Chosen, most: int) -> dict[Status, Count]:
    """Each status by itself, so that one of which there is much leaves the others their numbers."""
    parts = []
    for status in Status:
        some = select(literal(1)).select_from(Document).where(*chosen.conditions, Document.status == status).limit(most + 1)
        parts.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
    row = session.execute(select(*parts)).one()
    return {status: _capped(number, most) for status, number in zip(Status, row, strict=True)}


def _counts_in_one(session: Session, chosen: Chosen, most: int) -> dict[Status, Count]:
    """One pass for all statuses: no index gives what is found by its status, so each document is looked at, and none twice."""
    some = select(Document.status).where(*chosen.conditions).limit(most + 1).subquery()
    found: dict[str, int] = dict(session.execute(select(some.c.status, func.count()).group_by(some.c.status)).all())
    more = sum(found.values()) > most
    return {status: Count(found.get(status, 0), more) for status in Status}


def _capped(number: int, most: int) -> Count:
    return Count(most, True) if number > most else Count(number)


def _listed(session: Session, documents: list[Document]) -> list[Listed]:
    """The documents with the names that their numbers stand for, in one query a table."""
    people = _names_of(session, User.id, User.name, [one for d in documents for one in (d.assignee_id, d.reviewer_id)])
    blocks = _names_of(session, Name.id, Name.shown, [d.block_id for d in documents])
    similar = _names_of(session, Document.id, Document.name, [d.similar_id for d in documents])
    tags = _tags_of(session, [d.id for d in documents])
    return [
        Listed(
            document=d,
            block=blocks.get(d.block_id),
            assignee=people.get(d.assignee_id),
            reviewer=people.get(d.reviewer_id),
            similar=similar.get(d.similar_id),
            tags=tuple(tags.get(d.id, ())),
        )
        for d in documents
    ]


def _tags_of(session: Session, documents: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = select(DocumentTag.document_id, DocumentTag.tag).where(DocumentTag.document_id.in_(documents)).order_by(DocumentTag.tag)
    for number, tag in session.execute(query):
        found.setdefault(number, []).append(tag)
    return found


def _names_of(session: Session, number: Any, name: Any, wanted: list[int | None]) -> dict[int | None, str]:
    present = {one for one in wanted if one is not None}
    return dict(session.execute(select(number, name).where(number.in_(present))).all()) if present else {}
