"""What differs between two layouts of one record: entry by entry, by the keys that an entry keeps from version to version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from web.recordform.fields import Field, Section, sections
from web.recordform.rows import Cell, Json, Row, entries, laid_out
from web.recordform.values import FormValue, Unacceptable, understood

Rows = Mapping[str, Iterable[Row]]


class Deed(StrEnum):
    """What a person did to an entry."""

    ADDED = "added"
    REMOVED = "removed"
    RETURNED = "returned"
    CHANGED = "changed"
    MOVED = "moved"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field from one value to another, as a form shows them; None where there was no entry before or is none after."""

    field: Field
    before: FormValue | None
    after: FormValue | None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one entry. `inside` is the title of the entry that it is nested in."""

    section: str
    key: str
    title: str
    deed: Deed
    fields: tuple[FieldChange, ...] = ()
    inside: str = ""


def value_of(cell: Cell) -> Any:
    """What a cell says, whatever way it is written; a value that stands for nothing is what was typed."""
    try:
        return understood(cell.field, cell.value)
    except Unacceptable:
        return cell.value


def content(row: Row | None) -> Any:
    """All that a row says, for comparing; None for a row that puts no entry into the record."""
    if row is None or row.removed or row.empty:
        return None
    places = {name: spans for name, spans in row.places.items() if spans}
    return [(cell_content(cell), places.get(cell.field.name)) for cell in row.cells], places.get(""), row.accepted


def cell_content(cell: Cell) -> Any:
    """All that a cell says, for comparing: its value, or what its nested rows say."""
    if cell.field.inner:
        return {row.key: held for row in cell.inner if (held := content(row)) is not None}
    return value_of(cell)


def by_key(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.key: row for row in rows}


def changes(before: Rows, after: Rows) -> list[Change]:
    """What became of each entry between two layouts made from the same machine record, in the order of the form."""
    return [change for section in sections() for change in _between(by_key(before[section.name]), by_key(after[section.name]), "")]


def _between(before: Mapping[str, Row], after: Mapping[str, Row], inside: str) -> Iterator[Change]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        row = new or old
        assert row is not None  # the key is that of one of them
        if (deed := _deed(old, new)) is not None:
            shown = old if deed is Deed.REMOVED and old else row
            yield Change(row.section.name, key, shown.title, deed, tuple(_fields(old, new, deed)), inside)
        if old and new and content(old) is not None and content(new) is not None:
            for was, became in zip(old.cells, new.cells, strict=True):
                yield from _between(by_key(was.inner), by_key(became.inner), new.title)


def _deed(old: Row | None, new: Row | None) -> Deed | None:
    was, became = content(old), content(new)
    if was == became:
        return None
    if was is None:
        return Deed.RETURNED if old is not None and old.removed else Deed.ADDED
    if became is None or old is None or new is None:
        return Deed.REMOVED
    if any(value_of(a) != value_of(b) for a, b in zip(old.cells, new.cells, strict=True) if not a.field.inner):
        return Deed.CHANGED
    if old.accepted != new.accepted and new.accepted:
        return Deed.ACCEPTED
    return Deed.MOVED if old.places != new.places else None


def _fields(old: Row | None, new: Row | None, deed: Deed) -> Iterator[FieldChange]:
    if deed is Deed.CHANGED and old and new:
        for a, b in zip(old.cells, new.cells, strict=True):
            if not a.field.inner and value_of(a) != value_of(b):
                yield FieldChange(a.field, a.value, b.value)
    row = {Deed.ADDED: new, Deed.RETURNED: new, Deed.REMOVED: old}.get(deed)
    for cell in row.cells if row else ():
        if not cell.field.inner and cell.value:
            yield FieldChange(cell.field, *((cell.value, None) if deed is Deed.REMOVED else (None, cell.value)))


def rekeyed(rows: Rows, machine: Json) -> dict[str, tuple[Row, ...]]:
    """Rows made from one machine record as rows of another: an entry that both machines found alike takes the other's key.

    What a person did to an entry that the other machine did not find stays, as an added entry; what nobody touched goes with its machine.
    """
    fresh = laid_out(machine, machine, False)
    return {section.name: _rekeyed(section, tuple(rows[section.name]), fresh[section.name], machine) for section in sections()}


def _rekeyed(section: Section, rows: tuple[Row, ...], fresh: tuple[Row, ...], machine: Json) -> tuple[Row, ...]:
    found = entries(section, machine)
    partners: dict[int, Row] = {}
    added: list[Row] = []
    for row in rows:
        number = next((i for i, entry in enumerate(found) if i not in partners and row.found and _alike(section, row.found, entry)), None)
        if number is not None:
            partners[number] = replace(renamed(row, fresh[number].key), found=found[number])
        elif row.found is None or row.changed and not row.removed:
            added.append(row)
    numbers = [int(row.key.rsplit("-n", 1)[1]) for row in added if row.found is None]
    start = max(numbers, default=-1) + 1
    own = [row if row.found is None else _orphaned(row, f"{section.name}-n{start + i}") for i, row in enumerate(added)]
    return (*(partners.get(i, row) for i, row in enumerate(fresh)), *own)


def _alike(section: Section, one: Json, other: Json) -> bool:
    return all(one.get(field.name) == other.get(field.name) for field in section.fields if not field.inner) and all(
        len(one.get(field.name) or []) == len(other.get(field.name) or []) for field in section.fields if field.inner
    )


def _orphaned(row: Row, key: str) -> Row:
    """A machine's row as one that a person added."""

    def orphaned(cell: Cell) -> Cell:
        kept = (inner for inner in cell.inner if not inner.removed)
        return replace(cell, machine=None, inner=tuple(_orphaned(inner, f"{cell.key}-n{i}") for i, inner in enumerate(kept)))

    bare = renamed(row, key)
    return replace(bare, cells=tuple(map(orphaned, bare.cells)), found=None, accepted=False)


def renamed(row: Row, key: str) -> Row:
    """The row under another key, its cells and nested rows with it."""

    def moved(cell: Cell) -> Cell:
        inner = (renamed(one, f"{key}-{one.key.removeprefix(f'{row.key}-')}") for one in cell.inner)
        return replace(cell, key=f"{key}-{cell.field.name}", inner=tuple(inner))

    return replace(row, key=key, cells=tuple(map(moved, row.cells)))
