"""What every relater needs to write an entry: places in the record's form, and the entry's union of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from extractor.document import Span
from extractor.record import Place


def places(*spans: Span) -> list[Place]:
    """Spans in the record's form, in the order given."""
    return [_place(*span) for span in spans]


@lru_cache(maxsize=64)  # an entry tells a place at least twice: for its field and among all
def _place(start: int, end: int) -> Place:
    return Place(start=start, end=end)


def evidence(fields: Mapping[str, Iterable[Span]]) -> dict[str, list[Place]]:
    """The `evidence` of an entry: field → places, fields with none left out."""
    out = {name: places(*spans) for name, spans in fields.items()}
    return {name: found for name, found in out.items() if found}


def union(fields: Mapping[str, Iterable[Span]]) -> list[Place]:
    """The entry's `spans`: every place of every field once, in reading order."""
    return places(*sorted({span for spans in fields.values() for span in spans}))
