"""The places of an entry's words as one field of the form: `name:28-45,60-77;holder:3-9`, characters of the text, the end not included.

A part without a name (`:28-45`) holds the places of an entry that does not say which field each belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from web.errors import MalformedForm

Span = tuple[int, int]
Places = Mapping[str, tuple[Span, ...]]
"""Field name → its places, in the order in which they were found."""

MOST_LENGTH = 100_000
_PART = re.compile(r"([a-z_]*):(\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9})*)")


def places_of(entry: Mapping[str, Any]) -> Places:
    """The places of an entry as plain JSON: of each field where it says so, else of the entry as a whole under "".

    >>> places_of({"spans": [{"start": 3, "end": 9}]})
    {'': ((3, 9),)}
    """
    by_field = {name: _spans(places) for name, places in (entry.get("evidence") or {}).items() if places}
    if by_field or not entry.get("spans"):
        return by_field
    return {"": _spans(entry["spans"])}


def written(places: Places) -> str:
    """The form's text for `places`.

    >>> written({"name": ((28, 45), (60, 77))})
    'name:28-45,60-77'
    """
    return ";".join(f"{name}:{','.join(f'{start}-{end}' for start, end in spans)}" for name, spans in places.items() if spans)


def understood_places(text: str, key: str, fields: frozenset[str], length: int) -> Places:
    """The places that a posted text stands for. Raises MalformedForm, with `key`, for an unknown field or a place outside of the text.

    >>> understood_places("name:28-45", "people-m0-at", frozenset({"name"}), 50)
    {'name': ((28, 45),)}
    """
    found: dict[str, tuple[Span, ...]] = {}
    if len(text) > MOST_LENGTH:
        raise MalformedForm(f"{key}: {len(text)}")
    for part in text.split(";") if text else ():
        match = _PART.fullmatch(part)
        if not match or match[1] and match[1] not in fields or match[1] in found:
            raise MalformedForm(f"{key}: {part[:80]}")
        spans = tuple((int(start), int(end)) for start, end in (span.split("-") for span in match[2].split(",")))
        if outside := [span for span in spans if not span[0] < span[1] <= length]:
            raise MalformedForm(f"{key}: {outside[0][0]}-{outside[0][1]} / {length}")
        found[match[1]] = spans
    return found


def as_json(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    """Places as the record keeps them."""
    return [{"start": start, "end": end} for start, end in spans]


def _spans(places: list[Mapping[str, int]]) -> tuple[Span, ...]:
    return tuple((place["start"], place["end"]) for place in places)
