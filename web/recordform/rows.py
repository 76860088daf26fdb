"""A record laid out as rows of a form: what stands now, beside what the machine had found.

A row's key leads back to the machine: `m3` is the machine's fourth entry of that record type, `n0` one that a person added.
In a review record the same link is the entry's mark `origin`: 3 for `m3`, "n0" for `n0`. So a row keeps its key from version to version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any

from web.recordform.fields import Field, Kind, Section, sections
from web.recordform.places import Places, places_of
from web.recordform.values import FormValue, blank, shown

Json = Mapping[str, Any]
DOUBTFUL = 0.6
"""An entry that the machine is less sure of wants a person's look, and so does one with a warning."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a row: what the form shows, what the machine had (None for an added row), nested rows, and what is wrong with it."""

    field: Field
    key: str
    value: FormValue
    machine: FormValue | None = None
    inner: tuple[Row, ...] = ()
    problem: str | None = None

    @property
    def changed(self) -> bool:
        """Whether a person changed what the machine had found."""
        return self.machine is not None and self.machine != self.value


@dataclass(frozen=True)  # no slots: what is worked out of a row is kept with it, since a page asks for it several times
class Row:
    """One entry in the form. `found` is the machine's entry as plain JSON, None for an added one; `removed` and `accepted` are a
    person's decisions, `places` where the words of its fields stand now."""

    section: Section
    key: str
    cells: tuple[Cell, ...]
    found: Json | None = None
    removed: bool = False
    accepted: bool = False
    places: Places = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing was typed into an added row: it is then left out."""
        typed = (cell.value for cell in self.cells if isinstance(cell.value, str) and cell.field.kind is not Kind.CHOICE)
        untyped = not any(text.strip() for text in typed) and all(row.empty for cell in self.cells for row in cell.inner)
        return self.found is None and untyped

    @cached_property
    def changed(self) -> bool:
        """Whether a person added, removed or changed anything here."""
        return self.found is None or self.removed or any(cell.changed or any(row.changed for row in cell.inner) for cell in self.cells)

    @cached_property
    def title(self) -> str:
        """The words by which people know the entry."""
        return next((str(cell.value) for cell in self.cells if cell.field is self.section.main and cell.value), "")

    @cached_property
    def summary(self) -> str:
        """The other words of the entry, in one line."""
        return " · ".join(text for text in self._words() if text != self.title)

    def _words(self) -> Iterator[str]:
        for cell in self.cells:
            if cell.inner:
                yield from (" ".join(row._words()) for row in cell.inner if not row.removed)
            elif isinstance(cell.value, str) and cell.value and cell.field.kind is not Kind.CHOICE:
                yield cell.value.replace("\n", "; ")

    @property
    def whole(self) -> bool:
        """Whether its fields must be shown from the start, since a person made something of it or a value is wrong."""
        return self.changed or self.problems > 0

    @cached_property
    def machine_places(self) -> Places:
        """Where the machine found its words."""
        return places_of(self.found or {})

    @property
    def untouched(self) -> bool:
        """Whether everything here stands as the machine found it, and no person said anything of it."""
        if self.whole or self.moved or self.accepted:
            return False
        return all(row.untouched for cell in self.cells for row in cell.inner)

    @property
    def plain(self) -> Iterator[tuple[str, str]]:
        """The names and texts that a form sends for its fields, those of nested rows left out."""
        for cell in self.cells:
            if isinstance(cell.value, tuple):
                yield from ((cell.key, choice) for choice in cell.value)
            elif not isinstance(cell.value, bool) and cell.field.inner is None:
                yield cell.key, cell.value
            elif cell.value:
                yield cell.key, "1"

    @cached_property
    def moved(self) -> bool:
        """Whether a person gave it other places than the machine."""
        return self.found is not None and self.places != self.machine_places

    @property
    def sureness(self) -> float:
        """How sure the machine is of the entry, 0 to 1."""
        return float((self.found or {}).get("confidence", 1.0))

    @cached_property
    def doubtful(self) -> bool:
        """Whether the machine doubts this entry and no person has decided on it."""
        if self.found is None or self.accepted or self.changed or self.moved:
            return False
        return bool(self.found.get("warnings")) or self.sureness < DOUBTFUL

    @cached_property
    def problems(self) -> int:
        """How many fields are wrong."""
        return sum(bool(cell.problem) + sum(row.problems for row in cell.inner) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row's values come from: the machine's entry, what a person made of it, and whether it was taken out."""

    found: Json | None
    decided: Json | None
    removed: bool = False


def laid_out(record: Json, machine: Json, is_reviewed: bool) -> dict[str, tuple[Row, ...]]:
    """The rows of every record type. In a reviewed record the machine's entries that a person took out stay, marked as removed."""
    return {
        section.name: _rows(section, section.name, entries(section, machine), entries(section, record) if is_reviewed else None)
        for section in sections()
    }


def doubtful_first(rows: Iterable[Row]) -> list[Row]:
    """The rows as a person goes through them: those that the machine doubts, least sure first, then the others in their order."""
    return sorted(rows, key=lambda row: (not row.doubtful, row.sureness if row.doubtful else 0))


def entries(section: Section, record: Json) -> list[Json]:
    """The entries of one record type as a list, also where the record holds one or none."""
    held = record.get(section.name)
    return ([] if held is None else [held]) if section.single else list(held or [])


def empty_row(section: Section, key: str) -> Row:
    """A row to be filled in by a person, under the whole key given."""
    return Row(section, key, tuple(Cell(field, f"{key}-{field.name}", blank(field)) for field in section.fields))


def _rows(section: Section, prefix: str, found: list[Json], decided: list[Json] | None) -> tuple[Row, ...]:
    if decided is None:
        return tuple(_row(section, f"{prefix}-m{i}", Source(entry, entry)) for i, entry in enumerate(found))
    kept = {entry["origin"]: entry for entry in decided if isinstance(entry.get("origin"), int)}
    added = [entry for entry in decided if not isinstance(entry.get("origin"), int)]
    sources = [Source(entry, kept.get(i, entry), i not in kept) for i, entry in enumerate(found)]
    rows = [_row(section, f"{prefix}-m{i}", source) for i, source in enumerate(sources)]
    return (*rows, *(_row(section, f"{prefix}-{key}", Source(None, entry)) for key, entry in zip(_own_keys(added), added, strict=True)))


def _own_keys(added: list[Json]) -> list[str]:
    """The keys of entries that people added; one from before keys were kept takes a number that is free."""
    taken = {entry["origin"] for entry in added if "origin" in entry}
    free = (key for key in map("n{}".format, count()) if key not in taken)
    return [entry["origin"] if "origin" in entry else next(free) for entry in added]


def _row(section: Section, key: str, source: Source) -> Row:
    entry = source.decided or {}
    cells = tuple(_cell(field, key, source) for field in section.fields)
    return Row(section, key, cells, source.found, source.removed, bool(entry.get("accepted")), places_of(entry))


def _cell(field: Field, key: str, source: Source) -> Cell:
    decided, key = (source.decided or {}).get(field.name), f"{key}-{field.name}"
    if field.inner:
        found = list(source.found.get(field.name) or []) if source.found else []
        same = source.decided is source.found
        return Cell(field, key, "", inner=_rows(field.inner, key, found, None if same else list(decided or [])))
    machine = shown(field, source.found.get(field.name)) if source.found is not None else None
    return Cell(field, key, shown(field, decided), machine)


def with_problems(rows: Iterable[Row], problems: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows with the message of each wrong field, by the field's key."""
    return tuple(replace(row, cells=tuple(_with_problem(cell, problems) for cell in row.cells)) for row in rows)


def _with_problem(cell: Cell, problems: Mapping[str, str]) -> Cell:
    return replace(cell, problem=problems.get(cell.key), inner=with_problems(cell.inner, problems))
