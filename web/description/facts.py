"""What lists filter and sort by, worked out from a record once, when it is kept: never while a list is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.text.grades import W_GRADE, Grade
from web.description.folding import BOUNDARY, bare, words_of

ENTRY_LISTS = ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")
_VALUES = ("title", "number", "name", "aliases", "authors", "place", "block", "conveners", "organization", "position", "holder", "body")
_MORE_VALUES = ("launched_by", "award", "grantor", "recipient", "proposer", "issuer", "text", "assignee", "positions")
SEARCHED = frozenset(_VALUES + _MORE_VALUES)
"""Fields whose values search looks through beside the text: a person may have entered what stands nowhere in it."""
MOST_LETTERS = 255
_YEAR = re.compile(r"(?:19|20)\d\d")
_CODES = {grade: warning.split()[0] for grade, warning in W_GRADE.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """A record in short. `doubt` is the number of entries that may be expected to be wrong (the sum of 1 - confidence), `lowest` the
    confidence of the least sure entry (1 where every entry is sure), `warnings` a count, `grade` that of the worst page, where pages are
    graded at all, `values` what the record says beyond its text."""

    title: str | None
    kind: str | None
    block: str | None
    year: int | None
    doubt: float
    lowest: float
    warnings: int
    grade: str | None
    organizations: tuple[str, ...]
    values: str


def facts_of(record: Mapping[str, Any], words: str) -> Facts:
    """The facts of a plain JSON record; `words` is its text, folded."""
    meeting, document = record.get("meeting") or {}, record.get("document") or {}
    found = list(_entries(record))
    sure = [1.0 if entry.get("accepted") else float(entry.get("confidence", 1.0)) for entry in found]
    return Facts(
        title=document.get("title"),
        kind=document.get("kind"),
        block=_block(record, meeting),
        year=_year(meeting, document),
        doubt=round(sum(1 - one for one in sure), 4),
        lowest=min(sure, default=1.0),
        warnings=len(record.get("warnings") or []) + sum(len(entry.get("warnings") or []) for entry in found),
        grade=_grade(record.get("warnings") or []),
        organizations=tuple(dict.fromkeys(_short(entry["name"]) for entry in record.get("organizations") or [])),
        values=_beyond(words, found),
    )


def name_key(name: str) -> str:
    """The same string for all spellings of a name, its diacritics kept.

    >>> name_key("KHỐI  thi đua số 4.") == name_key("Khối thi đua số 4")
    True
    """
    return _short(" ".join(words_of(name)))


def bare_key(key: str) -> str:
    """A name's key without diacritics."""
    return " ".join(map(bare, key.split()))


def _entries(record: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every entry of a record, positions of people too."""
    yield from (record[name] for name in ("document", "meeting") if record.get(name))
    for name in ENTRY_LISTS:
        for entry in record.get(name) or []:
            yield entry
            yield from entry.get("positions") or []


def _block(record: Mapping[str, Any], meeting: Mapping[str, Any]) -> str | None:
    """The block that meets; else the only block that the record names."""
    if meeting.get("block"):
        return _short(meeting["block"])
    blocks = [entry["name"] for entry in record.get("organizations") or [] if entry.get("kind") == "block"]
    return _short(blocks[0]) if len(blocks) == 1 else None


def _year(meeting: Mapping[str, Any], document: Mapping[str, Any]) -> int | None:
    """The year that is reviewed or planned; else that of the meeting or of the document."""
    for value in (
        meeting.get("review_year"),
        meeting.get("plan_year"),
        meeting.get("pact_year"),
        meeting.get("date"),
        document.get("date"),
    ):
        year = _YEAR.match(str(value or ""))
        if year:
            return int(year[0])
    return None


def _grade(warnings: list[str]) -> str | None:
    """The worst page's grade as the reading told it; None where no page was found wanting."""
    told = {warning.split(maxsplit=1)[0] for warning in warnings if warning.strip()}
    return next((grade.value for grade in reversed(Grade) if _CODES.get(grade.value) in told), None)


def _beyond(words: str, found: list[Mapping[str, Any]]) -> str:
    """The values that do not stand in the words of the text, folded."""
    values = dict.fromkeys(" ".join(words_of(value)) for value in dict.fromkeys(value for entry in found for value in _strings(entry)))
    return f" {BOUNDARY} ".join(value for value in values if value and f" {value} " not in words)


def _strings(entry: Mapping[str, Any]) -> Iterator[str]:
    for name, value in entry.items():
        if name in SEARCHED:
            yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _short(name: str) -> str:
    return name[:MOST_LETTERS]
