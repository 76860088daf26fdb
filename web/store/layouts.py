"""Queries on how texts lie in their originals."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from extractor.document import WordBox
from web.errors import NotFound
from web.layouts import Sheet, packed, sheets_of, unpacked
from web.store.models import Layout, PageWords


def keep(session: Session, machine_record_id: int, layout: dict[str, Any]) -> None:
    """Keep the layout of a machine record, as `web.layouts.layout_of` gives it."""
    for table in (Layout, PageWords):  # SQLite may give the number of a deleted record again
        session.execute(delete(table).where(table.machine_record_id == machine_record_id))
    session.add(Layout(machine_record_id=machine_record_id, blocks=layout["blocks"], pages=layout["pages"]))
    for (number, *_), words in zip(layout["pages"], layout["words"], strict=True):
        if words:
            session.add(PageWords(machine_record_id=machine_record_id, number=number, words=packed(words)))


def of(session: Session, machine_record_id: int) -> Layout | None:
    """The layout of a machine record; None where it was made before layouts were kept."""
    return session.get(Layout, machine_record_id)


def words(session: Session, machine_record_id: int, number: int) -> list[WordBox]:
    """The words of one page with their boxes; none where the page has no places."""
    found = session.get(PageWords, (machine_record_id, number))
    return unpacked(found.words) if found else []


def sheet(session: Session, machine_record_id: int, number: int) -> tuple[Sheet, bool]:
    """A page of the original, and whether its words were recognised in a picture. Raises NotFound."""
    layout = of(session, machine_record_id)
    found = next((one for one in sheets_of(layout.pages) if one.number == number), None) if layout else None
    if found is None:
        raise NotFound(str(number))
    return found, any(word.confidence < 1 for word in words(session, machine_record_id, number))
