"""A posted form becomes a record: every field is known, none is missing or doubled, and every value is checked.

Field names are `<type>-<row>-<field>` and, for nested entries, `<type>-<row>-<field>-<row>-<field>`; a row is `m<n>` or `n<n>` as in
`rows`. `…-remove` takes an entry out, `…-accept` says that it is right, `…-at` holds the places of its words. The form closes with the
field `end`, so that one cut short on the way is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from extractor.record import Record
from web.errors import MalformedForm
from web.recordform.fields import Field, Kind, Section, sections
from web.recordform.keeping import decided_entry
from web.recordform.places import places_of, understood_places
from web.recordform.rows import Cell, Json, Row, entries, with_problems
from web.recordform.values import FormValue, Unacceptable, shown, understood

OWN_FIELDS = frozenset({"csrf_token", "version", "machine", "act", "tab", "seen", "edit", "end"})
"""Fields of the form that are not part of the record."""

OF_A_ROW = frozenset({"remove", "accept", "at"})
"""Fields of a row that are no fields of the record."""

_ROW = re.compile(r"[mn]\d{1,5}")
_TICKED = (Kind.FLAG, Kind.CHOICES)
_UNPOSTED = (*_TICKED, Kind.ENTRIES)


@dataclass(slots=True)
class _Node:
    """What was posted for one row: texts by field, and the rows nested in a field."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    inner: dict[str, dict[str, _Node]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A posted form understood: the rows as the person left them, and the record (plain JSON) unless something is wrong."""

    rows: dict[str, tuple[Row, ...]]
    record: dict[str, Any] | None


def read_form(form: MultiDict[str, str], machine: Json) -> Draft:
    """Read a posted form against the machine's record that it was made from.

    Raises MalformedForm for unknown, missing or doubled fields; wrong values are marked in the rows instead.
    """
    rows = read_rows(form, machine)
    problems: dict[str, str] = {}
    record = dict(machine)
    for section in sections():
        kept = [entry for row in rows[section.name] if (entry := _entry(row, machine, problems)) is not None]
        record[section.name] = (kept[0] if kept else None) if section.single else kept
    return Draft(rows, None if problems else _checked(record))


def read_rows(form: MultiDict[str, str], machine: Json) -> dict[str, tuple[Row, ...]]:
    """The rows of a posted form as `read_form` gives them: for work in progress, of which no record is made. Raises MalformedForm."""
    if form.getlist("end") != ["1"]:
        raise MalformedForm("end")
    tree, length = _tree(form), len(str(machine.get("text", "")))
    rows = {s.name: _rows(s, s.name, tree.get(s.name, {}), entries(s, machine), length) for s in sections()}
    problems: dict[str, str] = {}
    for section in sections():
        standing = [row for row in rows[section.name] if not (row.removed or row.empty)]
        if section.least > len(standing) or section.most is not None and len(standing) > section.most:
            raise MalformedForm(section.name)
        for row in standing:
            _note_problems(row, problems)
    return {name: with_problems(some, problems) for name, some in rows.items()} if problems else rows


def _note_problems(row: Row, problems: dict[str, str]) -> None:
    """Note what is wrong with the cells of a row that stands, by the cell's key."""
    for cell in row.cells:
        for inner in cell.inner:
            if not (inner.removed or inner.empty):
                _note_problems(inner, problems)
        if cell.field.inner is None:
            try:
                understood(cell.field, cell.value)
            except Unacceptable as wrong:
                problems[cell.key] = str(wrong)


def _checked(record: dict[str, Any]) -> dict[str, Any]:
    """The record once more by its model: whatever the form's own checks let pass is a fault of the form."""
    try:
        return Record.model_validate(record).model_dump(mode="json")
    except ValidationError as error:
        raise MalformedForm("; ".join(".".join(map(str, e["loc"])) for e in error.errors()[:5])) from error


def _tree(form: MultiDict[str, str]) -> dict[str, dict[str, _Node]]:
    """The posted fields by type and row. Raises MalformedForm for a name that no form of ours has."""
    known = {section.name: section for section in sections()}
    tree: dict[str, dict[str, _Node]] = {}
    for name, texts in form.lists():
        if name in OWN_FIELDS:
            continue
        parts = name.split("-")
        if len(parts) not in (3, 5) or parts[0] not in known or not _ROW.fullmatch(parts[1]):
            raise MalformedForm(name[:80])
        section, node = known[parts[0]], tree.setdefault(parts[0], {}).setdefault(parts[1], _Node())
        if len(parts) == 5:
            section = _inner(section, parts[2], name)
            if not _ROW.fullmatch(parts[3]):
                raise MalformedForm(name[:80])
            node = node.inner.setdefault(parts[2], {}).setdefault(parts[3], _Node())
        _accept(section, node, parts[-1], texts, name)
    return tree


def _inner(section: Section, field_name: str, name: str) -> Section:
    inner = next((f.inner for f in section.fields if f.name == field_name), None)
    if inner is None:
        raise MalformedForm(name[:80])
    return inner


def _accept(section: Section, node: _Node, field_name: str, texts: list[str], name: str) -> None:
    known = next((f for f in section.fields if f.name == field_name and f.kind is not Kind.ENTRIES), None)
    if known is None and field_name not in OF_A_ROW:
        raise MalformedForm(name[:80])
    if len(texts) > 1 and (known is None or known.kind is not Kind.CHOICES):
        raise MalformedForm(f"{name[:80]} × {len(texts)}")
    node.texts[field_name] = texts


def _rows(section: Section, prefix: str, posted: Mapping[str, _Node], found: list[Json], length: int) -> tuple[Row, ...]:
    """The machine's rows in their order, then the added ones. Raises MalformedForm where one is missing or is not the machine's."""
    own = {f"m{i}": entry for i, entry in enumerate(found)}
    foreign = [key for key in posted if key[0] == "m" and key not in own]
    missing = [key for key in own if key not in posted]
    if foreign or missing:
        raise MalformedForm(f"{prefix}-{(foreign or missing)[0]}")
    added = [key for key in posted if key not in own]
    return tuple(_row(section, f"{prefix}-{key}", posted[key], own.get(key), length) for key in (*own, *added))


def _row(section: Section, key: str, node: _Node, found: Json | None, length: int) -> Row:
    cells = tuple(_cell(f, f"{key}-{f.name}", node, found, length) for f in section.fields)
    places = places_of(found or {})
    if "at" in node.texts:
        places = understood_places(node.texts["at"][0], f"{key}-at", frozenset(f.name for f in section.fields), length)
    return Row(section, key, cells, found, bool(node.texts.get("remove")), found is not None and bool(node.texts.get("accept")), places)


def _cell(described: Field, key: str, node: _Node, found: Json | None, length: int) -> Cell:
    held = found.get(described.name) if found is not None else None
    if described.inner:
        inner = _rows(described.inner, key, node.inner.get(described.name, {}), list(held or []), length)
        return Cell(described, key, "", inner=inner)
    if described.name not in node.texts and described.kind not in _UNPOSTED:
        raise MalformedForm(key)
    machine = shown(described, held) if found is not None else None
    return Cell(described, key, _posted(described, node.texts.get(described.name, [])), machine)


def _posted(described: Field, texts: list[str]) -> FormValue:
    if described.kind is Kind.FLAG:
        return bool(texts)
    if described.kind is Kind.CHOICES:
        return (*(c for c in described.choices if c in texts), *(t for t in texts if t not in described.choices))
    return texts[0].replace("\r\n", "\n")


def _entry(row: Row, machine: Json, problems: dict[str, str]) -> dict[str, Any] | None:
    """The entry that a row stands for, None where it is left out; what is wrong goes to `problems` by the field's key."""
    if row.removed or row.empty:
        return None
    values: dict[str, Any] = {}
    for cell in row.cells:
        if cell.field.inner:
            values[cell.field.name] = [entry for inner in cell.inner if (entry := _entry(inner, machine, problems)) is not None]
            continue
        try:
            values[cell.field.name] = understood(cell.field, cell.value)
        except Unacceptable as wrong:
            problems[cell.key] = str(wrong)
    return decided_entry(row, values, str(machine.get("text", "")))
