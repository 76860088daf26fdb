"""Queries on the values that people confirmed, for suggestions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.knownvalues import plain, values_in
from web.store.models import KnownValue


def remember(session: Session, record: Mapping[str, Any], unit_id: int | None) -> None:
    """Count the values of a record that a person confirmed, of a document of this unit (None: of no unit)."""
    counted, unit = Counter(values_in(record)), unit_id or 0
    keys = (KnownValue.sort, KnownValue.value)
    query = select(*keys).where(KnownValue.unit == unit, tuple_(*keys).in_(list(counted)))
    known = {(sort, value) for sort, value in session.execute(query)}
    for (sort, value), times in sorted(counted.items()):
        here = (KnownValue.unit == unit) & (KnownValue.sort == sort) & (KnownValue.value == value)
        more = update(KnownValue).where(here).values(uses=KnownValue.uses + times).execution_options(synchronize_session=False)
        if (sort, value) in known:
            session.execute(more)
            continue
        try:
            with session.begin_nested():
                session.execute(insert(KnownValue).values(unit=unit, sort=sort, value=value, plain=plain(value)[:300], uses=times))
        except IntegrityError:  # another person confirmed the same value in between
            session.execute(more)


def starting_with(session: Session, unit_id: int | None, sorts: Sequence[str], typed: str, most: int) -> list[KnownValue]:
    """Values of these sorts, confirmed in this unit, in which a word begins like `typed`, the most used first.

    Marks matter only where they were typed.
    """
    wanted = plain(typed)
    query = select(KnownValue).where(KnownValue.unit == (unit_id or 0), KnownValue.sort.in_(sorts))
    if wanted:
        query = query.where(KnownValue.plain.startswith(wanted, autoescape=True) | KnownValue.plain.contains(f" {wanted}", autoescape=True))
    found = session.scalars(query.order_by(KnownValue.uses.desc(), KnownValue.value).limit(most if _is_plain(typed) else 10 * most))
    typed = " ".join(typed.casefold().split())
    return [one for one in found if _is_plain(typed) or typed in one.value.casefold()][:most]


def _is_plain(typed: str) -> bool:
    return plain(typed) == " ".join(typed.casefold().split())
