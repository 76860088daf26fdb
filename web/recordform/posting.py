"""Rows become the fields that a browser would post for them: the way back of `reading`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from web.recordform.places import written
from web.recordform.rows import Cell, Row

Form = dict[str, list[str]]
"""Fields of a form in their order, each with its texts."""


def form_of(rows: Mapping[str, Iterable[Row]]) -> Form:
    """The fields of a record's form that hold these rows."""
    found: Form = {}
    for some in rows.values():
        for row in some:
            for name, text in _of_row(row):
                found.setdefault(name, []).append(text)
    return found


def _of_row(row: Row) -> Iterator[tuple[str, str]]:
    if row.removed:
        yield f"{row.key}-remove", "1"
    if row.accepted:
        yield f"{row.key}-accept", "1"
    yield f"{row.key}-at", written(row.places)
    for cell in row.cells:
        yield from _of_cell(cell)


def _of_cell(cell: Cell) -> Iterator[tuple[str, str]]:
    for row in cell.inner:
        yield from _of_row(row)
    if cell.field.inner:
        return
    if isinstance(cell.value, bool):
        if cell.value:
            yield cell.key, "1"
    elif isinstance(cell.value, tuple):
        yield from ((cell.key, choice) for choice in cell.value)
    else:
        yield cell.key, cell.value
