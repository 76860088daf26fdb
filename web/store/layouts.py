"""Queries on how texts lie in their originals."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from extractor.document import WordBox
from web.errors import NotFound
from web.layouts import KeptLayout, Sheet, sheets_of, unpacked
from web.store.bulk import among
from web.store.models import Layout, PageWords


def keep(session: Session, kept: Sequence[tuple[int, KeptLayout]]) -> None:
    """Keep the layouts of machine records, which have the numbers given with them."""
    numbers = [number for number, _ in kept]
    for table in (Layout, PageWords):  # SQLite may give the number of a deleted record again
        session.execute(delete(table).where(among(session, table.machine_record_id, numbers)).execution_options(synchronize_session=False))
    rows = [{"machine_record_id": number, "blocks": layout.blocks, "pages": layout.pages} for number, layout in kept]
    pages = [{"machine_record_id": number, "number": page, "words": words} for number, layout in kept for page, words in layout.words]
    if rows:
        session.connection().execute(insert(Layout), rows)
    if pages:
        session.connection().execute(insert(PageWords), pages)


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
