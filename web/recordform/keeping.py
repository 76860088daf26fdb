"""What becomes of the machine's evidence when a person decides: it stays with what stays, and goes with what was changed."""

from __future__ import annotations

from typing import Any

from web.recordform.fields import Field, Kind
from web.recordform.rows import Row
from web.recordform.values import Unacceptable, clean, shown, understood


def decided_entry(row: Row, values: dict[str, Any], text: str) -> dict[str, Any]:
    """The entry to keep for a row with these values.

    Fields that a person left alone keep their places in `text`; a changed or typed value has none. The entry's own spans lose the
    places of the words that no longer stand. A changed entry is a person's: its confidence is 1 and the machine's doubts are gone.
    """
    if row.found is None:
        return values | {"origin": row.key.rsplit("-", 1)[1]}
    found = dict(row.found)
    changed = [f for f in row.section.fields if f.name in values and not _same(f, values[f.name], found.get(f.name))]
    untouched = {f.name: found.get(f.name) for f in row.section.fields if not f.inner and f not in changed}
    entry = found | values | untouched
    entry["origin"] = int(row.key.rsplit("-m", 1)[1])
    if not changed:
        return entry
    evidence = dict(found.get("evidence") or {})
    for field in changed:
        evidence[field.name] = _still_standing(field, values[field.name], evidence.get(field.name, []), text)
    kept = [place for places in evidence.values() for place in places]
    gone = [place for places in (found.get("evidence") or {}).values() for place in places if place not in kept]
    entry["evidence"] = {name: places for name, places in evidence.items() if places}
    entry["spans"] = [place for place in found.get("spans") or [] if place not in gone]
    entry |= {"confidence": 1.0, "warnings": []}
    return entry


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
    marks = ("origin", "confidence", "warnings", "evidence", "spans", "rules")
    return [{key: item for key, item in entry.items() if key not in marks} for entry in entries or []]


def _still_standing(field: Field, value: Any, places: list[Any], text: str) -> list[Any]:
    """Of a list's places those whose words are still in the list; a changed single value keeps none."""
    if field.kind is not Kind.LINES:
        return []
    return [place for place in places if clean(text[place["start"] : place["end"]]) in value]
