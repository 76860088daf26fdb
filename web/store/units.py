"""Units (offices), for installations that want to keep the documents of several apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from web.errors import BadUnit, NotFound, UnitExists, UnitInUse
from web.store.accountmodels import Membership
from web.store.models import Document, Role, Unit, User
from web.store.reach import Units

MOST_NAME = 200


@dataclass(frozen=True, slots=True)
class Office:
    """A unit with how many documents and people it has."""

    id: int
    name: str
    documents: int
    people: int


def named(session: Session, within: Units = None) -> Mapping[int, str]:
    """The names of units by number, all or those `within`, in order of their names."""
    query = select(Unit.id, Unit.name).order_by(Unit.name)
    if within is not None:
        query = query.where(Unit.id.in_(sorted(within)))
    return dict(session.execute(query).all())


def offices(session: Session) -> list[Office]:
    """All units by name, with their counts."""
    documents = dict(session.execute(select(Document.unit_id, func.count()).group_by(Document.unit_id)).all())
    people = dict(session.execute(select(Membership.unit_id, func.count()).group_by(Membership.unit_id)).all())
    return [Office(number, name, documents.get(number, 0), people.get(number, 0)) for number, name in named(session).items()]


def loose(session: Session) -> int:
    """How many documents belong to no unit."""
    return session.scalar(select(func.count()).select_from(Document).where(Document.unit_id.is_(None))) or 0


def members(session: Session) -> Mapping[int, tuple[str, ...]]:
    """The names of the units of each account that belongs to some."""
    query = select(Membership.user_id, Unit.name).join(Unit, Unit.id == Membership.unit_id).order_by(Unit.name)
    found: dict[int, tuple[str, ...]] = {}
    for user, name in session.execute(query):
        found[user] = (*found.get(user, ()), name)
    return found


def add(session: Session, name: str) -> Unit:
    """A new unit. Raises BadUnit for an empty or overlong name, UnitExists."""
    unit = Unit(name=_usable(session, name))
    session.add(unit)
    session.flush()
    return unit


def rename(session: Session, number: int, name: str) -> Unit:
    """Give a unit another name. Raises NotFound, BadUnit, UnitExists."""
    unit = known(session, number)
    tidy = " ".join(name.split())
    unit.name = tidy if tidy.casefold() == unit.name.casefold() else _usable(session, name)
    return unit


def remove(session: Session, number: int) -> Unit:
    """Delete a unit that has neither documents nor people. Raises NotFound, UnitInUse."""
    unit = known(session, number)
    held = session.scalar(select(Document.id).where(Document.unit_id == number).limit(1))
    if held is not None or session.scalar(select(Membership.user_id).where(Membership.unit_id == number).limit(1)) is not None:
        raise UnitInUse(unit.name)
    session.delete(unit)
    return unit


def adopt(session: Session, number: int) -> int:
    """Give the documents of no unit to a unit, but for those whose content it has already; gives how many that were. Raises NotFound."""
    known(session, number)
    other = aliased(Document)
    there = select(other.id).where(other.unit_id == number, other.sha256 == Document.sha256).exists()
    moved = update(Document).where(Document.unit_id.is_(None), ~there).values(unit_id=number).returning(Document.id)
    return len(session.scalars(moved, execution_options={"synchronize_session": False}).all())


def seeing(number: int) -> Select[int]:
    """A query for the numbers of the accounts that see the documents of a unit."""
    member = select(Membership.user_id).where(Membership.unit_id == number)
    return select(User.id).where(or_(User.all_units, User.role == Role.ADMIN, User.id.in_(member)))


def to_move_to(session: Session, within: Units, chosen: int) -> int:
    """The unit that somebody who sees the units `within` moves documents to. Raises BadUnit for one that is not theirs or is not there."""
    if chosen not in named(session, within):
        raise BadUnit
    return chosen


def known(session: Session, number: int) -> Unit:
    """The unit of this number. Raises NotFound."""
    unit = session.get(Unit, number) if number < 2**31 else None
    if unit is None:
        raise NotFound(str(number))
    return unit


def for_upload(session: Session, within: Units, chosen: int | None) -> int | None:
    """The unit that takes an upload of somebody who sees the units `within` and chose one: their only one where they chose none.

    Raises BadUnit for a unit that is not theirs, or where they have several and chose none.
    """
    open_ones = named(session, within)
    if chosen is None and within is not None and len(open_ones) == 1:
        return next(iter(open_ones))
    if chosen is None and within is None:
        return None
    if chosen not in open_ones:
        raise BadUnit
    return chosen


def _usable(session: Session, name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= MOST_NAME or not tidy.isprintable():
        raise BadUnit(repr(tidy[:80]))
    if tidy.casefold() in {known.casefold() for known in named(session).values()}:  # SQLite lowers no Vietnamese letters
        raise UnitExists(tidy)
    return tidy
