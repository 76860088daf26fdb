"""What two readings of one document by the machine say differently, as changes that pages show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from web.recordform.differences import Change, Deed, FieldChange, value_of
from web.recordform.fields import Section, sections
from web.recordform.rows import Json, Row, laid_out


def machine_changes(before: Json, after: Json) -> list[Change]:
    """What two readings say differently, whatever the order, places and confidence of their entries."""
    old, new = laid_out(before, before, False), laid_out(after, after, False)
    return [change for section in sections() for change in _between(section, tuple(old[section.name]), tuple(new[section.name]))]


def _between(section: Section, old: tuple[Row, ...], new: tuple[Row, ...]) -> Iterator[Change]:
    came = [row for row in new if row.found is not None]
    gone = []
    for row in old:
        alike = next((other for other in came if said(other) == said(row)), None)
        if alike is not None:
            came.remove(alike)
        elif row.found is not None:
            gone.append(row)
    if section.single and gone and came:
        yield Change(section.name, came[0].key, came[0].title, Deed.CHANGED, tuple(_from_to(gone[0], came[0])))
        return
    yield from (Change(section.name, row.key, row.title, Deed.REMOVED, tuple(_all(row, gone=True))) for row in gone)
    yield from (Change(section.name, row.key, row.title, Deed.ADDED, tuple(_all(row, gone=False))) for row in came)


def said(row: Row) -> list[Any]:
    """What a row's fields say, nested rows included, without places."""
    return [[said(inner) for inner in cell.inner] if cell.field.inner else value_of(cell) for cell in row.cells]


def _from_to(old: Row, new: Row) -> Iterator[FieldChange]:
    for was, became in zip(old.cells, new.cells, strict=True):
        if not was.field.inner and value_of(was) != value_of(became):
            yield FieldChange(was.field, was.value, became.value)


def _all(row: Row, gone: bool) -> Iterator[FieldChange]:
    for cell in row.cells:
        if not cell.field.inner and cell.value:
            yield FieldChange(cell.field, *((cell.value, None) if gone else (None, cell.value)))
