"""Terms that end before they begin, and dates that lie far from the document's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extractor.checks.messages import warning
from extractor.document import Mentions, Text
from extractor.record import Record

APART = 200
"""So many days a meeting may lie from the document that tells of it: a report of the first half year is signed in the second."""
AHEAD = 1
"""So many years a year of merit may lie ahead of the document: a school year is named by both its years."""
_TERM = re.compile(r"(\d{4})-(\d{4})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def check(_text: Text, _mentions: Mentions, record: Record) -> Iterator[tuple[str, int, str]]:
    """C303 for terms and periods, C304 for meetings and awards, C305 for references, C308 for deadlines."""
    yield from _terms(record)
    issued = record.document.date
    if issued is None:
        return
    yield from _meeting(record, issued)
    for i, award in enumerate(record.awards):
        if award.year is not None and award.year > int(issued[:4]) + AHEAD:
            yield "awards", i, warning("C304", f"{award.year}; {issued}")
    for i, reference in enumerate(record.references):
        if reference.date is not None and _later(reference.date, issued):
            yield "references", i, warning("C305", f"{reference.date}; {issued}")
    for i, task in enumerate(record.tasks):
        if task.deadline and re.match(r"\d{4}", task.deadline) and _later(issued, task.deadline):
            yield "tasks", i, warning("C308", f"{task.deadline}; {issued}")


def _terms(record: Record) -> Iterator[tuple[str, int, str]]:
    for kind, values in (("leaders", [e.term for e in record.leaders]), ("campaigns", [e.period for e in record.campaigns])):
        for i, value in enumerate(values):
            years = _TERM.fullmatch(value or "")
            if years and years[2] < years[1]:
                yield kind, i, warning("C303", years[0])


def _meeting(record: Record, issued: str) -> Iterator[tuple[str, int, str]]:
    if record.meeting is None or record.meeting.date is None:
        return
    held = record.meeting.date
    if _DAY.fullmatch(held) and _DAY.fullmatch(issued):
        far = abs((date.fromisoformat(held) - date.fromisoformat(issued)).days) > APART
    else:
        far = abs(int(held[:4]) - int(issued[:4])) > 1
    if far:
        yield "meeting", 0, warning("C304", f"{held}; {issued}")


def _later(one: str, other: str) -> bool:
    """Whether one ISO date is surely later than another, as far as both go.

    >>> _later("2024-03", "2024-02-28"), _later("2024", "2024-02-28")
    (True, False)
    """
    length = min(len(one), len(other))
    return one[:length] > other[:length]
