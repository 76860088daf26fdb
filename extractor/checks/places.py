"""Which entry a fault in the text belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from extractor.document import Span, Text
from extractor.record import Record

VOTED = ("awards", "leaders")
"""Entries that a vote is about."""


def owner(record: Record, text: Text, span: Span) -> list[tuple[str, int]]:
    """The entries with words at `span`, else the last award or leader before it in its paragraph or row, else the meeting or document."""
    found = [(kind, i) for kind, i, places in _entries(record) if any(p.overlaps(span) for p in places)]
    if found:
        return found
    low = _row_start(text, span)
    before = [
        (max(p.start for p in places if low <= p.start < span.start), kind, i)
        for kind, i, places in _entries(record)
        if _any_in(places, low, span.start)
    ]
    if before:
        nearest = max(before)
        return [(kind, i) for start, kind, i in before if start == nearest[0]]
    return [("meeting" if record.meeting is not None else "document", 0)]


def _entries(record: Record) -> Iterator[tuple[str, int, list[Span]]]:
    for kind in VOTED:
        for i, entry in enumerate(getattr(record, kind)):
            yield kind, i, [Span(p.start, p.end) for p in entry.spans]


def _any_in(places: list[Span], low: int, high: int) -> bool:
    return any(low <= p.start < high for p in places)


def _row_start(text: Text, span: Span) -> int:
    """Where the paragraph, or the table row, that holds `span` begins."""
    at = bisect_right(text.blocks, span.start, key=lambda b: b.start) - 1
    if at < 0:
        return span.start
    block = text.blocks[at]
    while block.table is not None and at > 0 and text.blocks[at - 1].table == block.table and text.blocks[at - 1].row == block.row:
        at -= 1
    return text.blocks[at].start
