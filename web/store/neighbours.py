"""Which documents stand before and after one in a list, found by its place in the order: the document itself may have left the list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from web.store import documents, queue
from web.store.models import Document
from web.store.queue import WAITING, Filter, Order

Conditions = tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The numbers of the documents before and after one, None at either end."""

    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document stands in an order: `key` is what the order goes by (a moment, or a doubt), its number decides among equals."""

    order: Order
    key: Any
    number: int

    @classmethod
    def of(cls, document: Document, order: Order, doubt: float | None = None) -> Place:
        """The place of a document; `doubt` is what it had when the person came to it, since whoever decides changes it."""
        if order is Order.DOUBTFUL:
            return cls(order, document.doubt if doubt is None else doubt, document.id)
        return cls(order, document.created, document.id)


def in_list(session: Session, wanted: Filter, place: Place) -> Neighbours:
    """The neighbours of a place in the list that a filter makes."""
    conditions = [queue.choose(session, wanted).all()]
    return Neighbours(_beside(session, conditions, place, True), _beside(session, conditions, place, False))


def among_waiting(session: Session, document: Document) -> Neighbours:
    """The neighbours of a document among all that waits for a person, oldest first; after the newest the oldest comes again."""
    # A query a status follows the index on status and moment; one for all would sort every document that waits.
    waiting = [(Document.status == status,) for status in WAITING]
    place = Place.of(document, Order.OLDEST)
    after = _beside(session, waiting, place, False)
    if after is None and (oldest := documents.next_to_review(session, document.id)):
        after = oldest.id
    return Neighbours(_beside(session, waiting, place, True), after)


def _beside(session: Session, lists: Iterable[Conditions], place: Place, backwards: bool) -> int | None:
    """The document of the lists that is nearest to a place on one side of it."""
    column: Any = Document.doubt if place.order is Order.DOUBTFUL else Document.created
    falling = (place.order is not Order.OLDEST) != backwards
    numbers_falling = (place.order is Order.NEWEST) != backwards
    farther = column < place.key if falling else column > place.key
    level = Document.id < place.number if numbers_falling else Document.id > place.number
    within = column <= place.key if falling else column >= place.key  # the range that an index on the column is read in
    query = select(column, Document.id).where(within, or_(farther, and_(column == place.key, level)))
    query = query.order_by(column.desc() if falling else column, Document.id.desc() if numbers_falling else Document.id).limit(1)
    found = [tuple(row) for some in lists if (row := session.execute(query.where(*some)).first())]
    return (max if falling else min)(found)[1] if found else None
