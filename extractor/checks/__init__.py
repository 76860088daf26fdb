"""The checks that a person would make: they change no value, and leave a warning on the entry that wants a second look.

Codes and messages stand in `messages`, words and the law's rules in models/lexicons/checks.toml.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from extractor.checks import ballots, counts, dates, grantors, heads
from extractor.document import Mentions, Text
from extractor.record import Entry, Record

__all__ = ["CHECKS", "LISTS", "check"]

LISTS = ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")
"""The record's lists of entries, in its order."""

CHECKS: tuple[Callable[[Text, Mentions, Record], Iterator[tuple[str, int, str]]], ...] = (
    ballots.check,
    grantors.check,
    dates.check,
    heads.check,
    counts.check,
)
"""Each gives the list of the record, the index in it (0 for the document and the meeting) and the warning."""


def check(text: Text, mentions: Mentions, record: Record) -> Record:
    """The record with the warnings of all checks on its entries; the same record where nothing is to question."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in CHECKS:
        for kind, index, warning in one(text, mentions, record):
            if warning not in found[kind][index]:
                found[kind][index].append(warning)
    updates = {kind: _warned(getattr(record, kind), by_index) for kind, by_index in found.items()}
    return record.model_copy(update=updates) if updates else record


def _warned(part: Entry | list[Entry], warnings: dict[int, list[str]]) -> Entry | list[Entry]:
    if isinstance(part, list):
        return [_with(entry, warnings[i]) if i in warnings else entry for i, entry in enumerate(part)]
    return _with(part, warnings[0])


def _with(entry: Entry, warnings: list[str]) -> Entry:
    return entry.model_copy(update={"warnings": [*entry.warnings, *(w for w in warnings if w not in entry.warnings)]})
