"""Why a record says what it says: for each value its words and their place, for each entry its rules, confidence and warnings.

Entries are called by stable ids: "document", "meeting", "organizations/3" (the third of the record's list, counted from 1) and
"people/2/positions/1". An id is read from the record's order and stored nowhere.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from typing import Any

from extractor.errors import BienbanError
from extractor.lexicon import LEXICONS
from extractor.record import Entry, Person, Record

LISTS = ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")
OURS = frozenset({"spans", "confidence", "evidence", "rules", "warnings", "positions"})
AROUND = 30
"""Characters of the text shown on either side of a value's words."""


class NoSuchEntry(BienbanError):
    """An id that no entry of the record has."""

    code = "E150"
    message = {"vi": "Bản ghi không có mục này.", "en": "The record has no such entry."}
    next_step = {
        "vi": "Bỏ --entry để xem mã của mọi mục, ví dụ organizations/3.",
        "en": "Leave --entry out to see the ids of all entries, for example organizations/3.",
    }


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the text: where they stand (characters; line and column from 1) and what stands around them."""

    text: str
    start: int
    end: int
    line: int
    column: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Value:
    """One field: its value and the words that gave it; no words for what follows from rules alone (a kind, a status)."""

    field: str
    value: Any
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A rule by its id: the lexicon that holds it, or None for the grammar in the code, and the fact that it states, where it says so."""

    rule: str
    lexicon: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of why one entry stands in the record."""

    id: str
    values: tuple[Value, ...]
    rules: tuple[Source, ...]
    confidence: float
    warnings: tuple[str, ...]


def explanations(record: Record, entry: str | None = None) -> list[Explanation]:
    """Explanations of all entries in the record's order, or of the entry with that id and those inside it.

    Raises NoSuchEntry for an id that is not there.
    """
    lines = _Lines(record.text)
    found = [_explanation(lines, at, one) for at, one in numbered(record) if entry is None or at == entry or at.startswith(f"{entry}/")]
    if not found and entry is not None:
        raise NoSuchEntry(entry)
    return found


def numbered(record: Record) -> Iterator[tuple[str, Entry]]:
    """Every entry of a record with its id."""
    yield "document", record.document
    if record.meeting is not None:
        yield "meeting", record.meeting
    for kind in LISTS:
        for i, entry in enumerate(getattr(record, kind), 1):
            yield f"{kind}/{i}", entry
            if isinstance(entry, Person):
                yield from ((f"{kind}/{i}/positions/{j}", position) for j, position in enumerate(entry.positions, 1))


def _explanation(lines: _Lines, at: str, entry: Entry) -> Explanation:
    fields = {name: value for name, value in entry if name not in OURS and value not in (None, [])}
    values = tuple(
        Value(name, value, tuple(lines.words(p.start, p.end) for p in entry.evidence.get(name, []))) for name, value in fields.items()
    )
    return Explanation(at, values, tuple(map(source, entry.rules)), entry.confidence, tuple(entry.warnings))


def source(rule: str) -> Source:
    """Where a rule is kept.

    >>> source("date.words").lexicon
    'dates'
    """
    lexicon, why = _kept().get(rule, (None, ""))
    return Source(rule, lexicon, why)


@cache
def _kept() -> Mapping[str, tuple[str, str]]:
    """Rule id → the lexicon that holds it, and what it says of itself."""
    out = {}
    for path in sorted(LEXICONS.glob("*.toml")):
        for section in tomllib.loads(path.read_text("utf-8")).values():
            for entry in section if isinstance(section, list) else ():
                if isinstance(entry, dict) and "id" in entry:
                    out[entry["id"]] = (path.stem, str(entry.get("why") or entry.get("source") or entry.get("law") or ""))
    return out


class _Lines:
    """A text with the beginnings of its lines."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.text.split("\n"))]

    def words(self, start: int, end: int) -> Words:
        line = bisect_right(self._starts, start)
        before = self.text[max(self._starts[line - 1], start - AROUND) : start]
        after = self.text[end : end + AROUND].split("\n")[0]
        return Words(self.text[start:end], start, end, line, start - self._starts[line - 1] + 1, before, after)
