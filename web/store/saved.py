"""Filters that a person saved under a name."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.errors import BadFilterName, NotFound
from web.store.models import SavedFilter

MOST_LETTERS, MOST_FILTERS = 60, 30


def of(session: Session, user_id: int) -> list[SavedFilter]:
    """A person's filters by name."""
    return list(session.scalars(select(SavedFilter).where(SavedFilter.user_id == user_id).order_by(SavedFilter.name)))


def save(session: Session, user_id: int, name: str, query: str) -> SavedFilter:
    """Keep an address under a name. Raises BadFilterName for a name that is empty, too long or taken, and past the most."""
    shown = " ".join(name.split())
    count = session.scalar(select(func.count()).select_from(SavedFilter).where(SavedFilter.user_id == user_id)) or 0
    if not 1 <= len(shown) <= MOST_LETTERS or not shown.isprintable() or count >= MOST_FILTERS:
        raise BadFilterName(shown[:MOST_LETTERS])
    row = SavedFilter(user_id=user_id, name=shown, query=query)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise BadFilterName(shown) from error
    return row


def forget(session: Session, user_id: int, number: int) -> None:
    """Drop a person's own filter. Raises NotFound where there is none of this number among theirs."""
    mine = delete(SavedFilter).where(SavedFilter.id == number, SavedFilter.user_id == user_id).returning(SavedFilter.id)
    if session.scalar(mine) is None:
        raise NotFound(str(number))
