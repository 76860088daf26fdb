"""What becomes of the machine's evidence when a person decides: it stays with what stays, and goes with what was changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.recordform.fields import Field, Kind, Section, sections
from web.recordform.places import Places, Span, as_json, places_of
from web.recordform.rows import Row
from web.recordform.values import Unacceptable, clean, shown, understood


def decided_entry(row: Row, values: dict[str, Any], text: str) -> dict[str, Any]:
    """The entry to keep for a row with these values.

    Fields that a person left alone keep their places in `text`, or get those that the person gave them; a changed value keeps only
    places that a person gave it. The entry's own spans follow. A changed entry is a person's: its confidence is 1 and the machine's
    doubts are gone. `accepted` says that a person looked at the machine's entry and found it right.
    """
    if row.found is None:
        return values | {"origin": row.key.rsplit("-", 1)[1]} | _placed(row.places)
    found = dict(row.found)
    changed = [f for f in row.section.fields if f.name in values and not _same(f, values[f.name], found.get(f.name))]
    untouched = {f.name: found.get(f.name) for f in row.section.fields if not f.inner and f not in changed}
    entry = found | values | untouched
    entry["origin"] = int(row.key.rsplit("-m", 1)[1])
    if row.accepted:
        entry["accepted"] = True
    before, after = places_of(found), _after(row, {f.name: f for f in changed}, values, text)
    if before != after:
        entry |= _moved(found, before, after)
    if changed or before != after:
        entry |= {"confidence": 1.0, "warnings": []}
    return entry


def _after(row: Row, changed: dict[str, Field], values: dict[str, Any], text: str) -> Places:
    """The places that stand when the changed fields are kept with these values, those of the machine first and in its order."""
    before = places_of(row.found or {})
    after = {}
    for name in dict.fromkeys([*before, *row.places]):
        given, machines = row.places.get(name, ()), before.get(name, ())
        if name not in changed:
            after[name] = given or machines
        elif given != machines:
            after[name] = given
        else:
            after[name] = _still_standing(changed[name], values[name], machines, text)
    return {name: spans for name, spans in after.items() if spans}


def _placed(places: Places) -> dict[str, Any]:
    """Places as an entry that a person added keeps them."""
    if not places:
        return {}
    evidence = {name: as_json(spans) for name, spans in places.items() if name}
    return {"evidence": evidence, "spans": as_json(tuple(sorted({span for spans in places.values() for span in spans})))}


def _moved(found: dict[str, Any], before: Places, after: Places) -> dict[str, Any]:
    """Evidence and spans once the places are `after`: spans go with the words that no longer stand and come with new ones."""
    stood, stand = ({span for spans in places.values() for span in spans} for places in (before, after))
    spans = [(place["start"], place["end"]) for place in found.get("spans") or []]
    kept = [span for span in spans if span not in stood or span in stand]
    new = stand - stood - set(kept)
    moved = {"spans": as_json(tuple(sorted({*kept, *new}) if new else kept))}
    return moved | ({"evidence": {name: as_json(spans) for name, spans in after.items() if name}} if "evidence" in found else {})


def _same(field: Field, value: Any, found: Any) -> bool:
    """Whether a person left the machine's value as it was, apart from what cleaning does to it."""
    if field.inner:
        same: bool = _without_marks(value) == _without_marks(found)
        return same
    try:
        unchanged: bool = understood(field, shown(field, found)) == value
    except Unacceptable:
        return False
    return unchanged


def _without_marks(entries: Any) -> Any:
    marks = ("origin", "accepted", "confidence", "warnings", "evidence", "spans", "rules")
    return [{key: item for key, item in entry.items() if key not in marks} for entry in entries or []]


def _still_standing(field: Field, value: Any, places: tuple[Span, ...], text: str) -> tuple[Span, ...]:
    """Of a list's places those whose words are still in the list; a changed single value keeps none."""
    if field.kind is not Kind.LINES:
        return ()
    return tuple((start, end) for start, end in places if clean(text[start:end]) in value)


def as_found(record: Mapping[str, Any]) -> dict[str, Any]:
    """The machine's record as somebody keeps it who changes nothing: every entry is marked with its origin."""
    return {**record, **{s.name: _marked(s, record.get(s.name)) for s in sections()}}


def _marked(section: Section, value: Any) -> Any:
    if not isinstance(value, list):
        return _with_origin(section, value, 0) if value else value
    return [_with_origin(section, entry, number) for number, entry in enumerate(value)]


def _with_origin(section: Section, entry: Mapping[str, Any], number: int) -> dict[str, Any]:
    nested = {f.name: _marked(f.inner, entry.get(f.name) or []) for f in section.fields if f.inner}
    return {**entry, **nested, "origin": number}
