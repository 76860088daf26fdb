"""Queries on who has a document open at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.store.models import Presence, User, now

GONE = timedelta(seconds=45)
"""Who has not been heard of for so long has closed the page or lost the connection."""
OLD = timedelta(seconds=8)
"""A sign of life younger than this is not written again: the disk has better to do."""


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else who has the document open; `editing` says that they have changed something and not saved it yet."""

    name: str
    editing: bool


def note(session: Session, document_id: int, user_id: int, editing: bool) -> None:
    """This person has the document open now."""
    moment = now()
    mine = (Presence.document_id == document_id, Presence.user_id == user_id)
    held = session.execute(select(Presence.seen, Presence.editing).where(*mine)).first()
    if held and held.editing == editing and held.seen > moment - OLD:
        return
    if held:
        session.execute(
            update(Presence).where(*mine).values(seen=moment, editing=editing), execution_options={"synchronize_session": False}
        )
        return
    try:
        with session.begin_nested():
            session.add(Presence(document_id=document_id, user_id=user_id, editing=editing, seen=moment))
    except IntegrityError:  # the same person's other page said so in the same moment
        return


def leave(session: Session, document_id: int, user_id: int) -> None:
    """This person closed the page."""
    session.execute(delete(Presence).where(Presence.document_id == document_id, Presence.user_id == user_id))


def others(session: Session, document_id: int, user_id: int) -> list[Present]:
    """Who else has the document open, by name."""
    query = select(User.name, Presence.editing).join(User, User.id == Presence.user_id)
    query = query.where(Presence.document_id == document_id, Presence.user_id != user_id, Presence.seen > now() - GONE)
    return [Present(name, editing) for name, editing in session.execute(query.order_by(User.name))]
