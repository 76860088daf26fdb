"""Who does a task and by when, as the item itself says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Mentions, Span, Text
from extractor.record import Document
from extractor.relations.layout import inside
from extractor.relations.rules import compiled, first
from extractor.relations.years import resolved

LONGEST_GROUP = 90
MONTH_OF_ISO = len("2024-05")


def assignee(text: Text, mentions: Mentions, task: Span) -> Span | None:
    """The names or the group with which the item begins ("Sở A và Sở B phối hợp…", "Mỗi đơn vị giới thiệu…"), None where it has none."""
    start = task.start
    for before in ("WHEN_FIRST", "FIELD_FIRST"):
        if led := compiled("tasks", before).match(text.text, start, task.end):
            start = led.end()
    if handed := compiled("tasks", "HANDED").match(text.text, start, task.end):
        start = handed.end()
    if honorific := compiled("tasks", "HONORIFIC").match(text.text, start, task.end):
        start = honorific.end()
    named = sorted({m.span for kind in (mentions.organizations, mentions.people) for m in inside(kind, task)})
    chain: Span | None = None
    for span in named:
        if chain is None:
            if span.start > start:
                break
            if span.start == start:
                chain = span
        elif compiled("tasks", "AND").fullmatch(text.text, chain.end, span.start):
            chain = Span(chain.start, span.end)
        elif span.start > chain.end:
            break
    return chain or _group(text, start, task.end) or _given_inside(text, named, task) or _done_by(text, named, task)


def _done_by(text: Text, named: Sequence[Span], task: Span) -> Span | None:
    """Who is named behind the deed as who does it ("Hội thao do Sở X đăng cai"), None where several are."""
    before, behind = compiled("tasks", "DONE_BY"), compiled("tasks", "TAKES_ON")
    done = [
        s for s in named if before.search(text.text[max(task.start, s.start - 4) : s.start]) and behind.match(text.text, s.end, task.end)
    ]
    return done[0] if len(done) == 1 else None


def _verb(text: Text, start: int, behind: int, end: int) -> re.Match[str] | None:
    """The verb of what a group that begins at `start` shall do, not of what it has (not) done ("… chưa nộp báo cáo | khẩn trương nộp")."""
    passed = -1
    for verb in compiled("tasks", "GROUP_VERB").finditer(text.text, behind, end):
        done = compiled("tasks", "NOT_YET").search(text.text[start : verb.start()]) is not None
        if not done and verb.start() != passed:
            return verb
        passed = verb.end() if done else -1  # right behind it stands what was (not) done
    return None


def _given_inside(text: Text, named: Sequence[Span], task: Span) -> Span | None:
    """The one body to whom work is given behind the first clause of an item, None where it is given to several."""
    given = [hit.end() for hit in compiled("tasks", "GIVEN_INSIDE").finditer(text.text, task.start, task.end)]
    return next((span for span in named if span.start == given[0]), None) if len(given) == 1 else None


def _group(text: Text, start: int, end: int) -> Span | None:
    """A group without a name ("Các đơn vị được suy tôn"), up to its verb."""
    head = compiled("tasks", "GROUP").match(text.text, start, end)
    if head is None or compiled("tasks", "VERB").match(text.text, start, end) or compiled("tasks", "NOT_WHO").match(text.text, start, end):
        return None
    verb = _verb(text, start, head.end(), min(end, start + LONGEST_GROUP))
    if verb is None:
        return None
    stop = len(text.text[start : verb.start()].rstrip(" ,;"))
    return Span(start, start + stop) if not re.search(r"[.;:]", text.text[start : start + stop]) else None


def deadline(text: Text, mentions: Mentions, document: Document, task: Span) -> tuple[str, Span] | None:
    """The last date behind a word of limit, ISO; the words where no date follows from them; None for a year alone."""
    found: tuple[str, Span] | None = None
    for date in inside(mentions.dates, task):
        if len(date.iso) < 6:
            continue
        before = text.text[max(task.start, date.start - 40) : date.start]
        opens = compiled("tasks", "WHEN_OPENS").fullmatch(text.text, task.start, min(date.end + len(": "), task.end))
        if not opens and (compiled("tasks", "REFERENCE_DAY").search(before) or not first("tasks", "due", before)):
            continue
        iso = date.iso if not date.iso.startswith("--") else _with_year(date.iso[2:], document)
        if iso:
            found = iso, date.span
    if found:
        return found
    month = _month(text, mentions, document, task)
    for rule in (first("tasks", "due_words", text.text, task.start, task.end),):
        if rule:
            return text.text[rule[1].start() : rule[1].end()], Span(rule[1].start(), rule[1].end())
    return month


def _month(text: Text, mentions: Mentions, document: Document, task: Span) -> tuple[str, Span] | None:
    """The last month without a year behind a word of limit ("thu xong trong tháng 5"): the first such month from the document's day on."""
    issued = document.date or ""
    if len(issued) < MONTH_OF_ISO:
        return None
    for date in reversed(inside(mentions.dates, task)):
        if (
            date.iso.startswith("--")
            and len(date.iso) == len("--05")
            and first("tasks", "due", text.text[max(task.start, date.start - 40) : date.start])
        ):
            month = date.iso[2:]
            return f"{int(issued[:4]) + (month < issued[5:7])}-{month}", date.span
    return None


def cell_deadline(text: Text, mentions: Mentions, document: Document, cell: Span) -> tuple[str, Span]:
    """The deadline in a cell that holds nothing else: its date, else its words."""
    for date in inside(mentions.dates, cell):
        if len(date.iso) > 6:
            iso = date.iso if not date.iso.startswith("--") else _with_year(date.iso[2:], document)
            if iso:
                return iso, date.span
    return text.value(cell), cell


def _with_year(month_day: str, document: Document) -> str | None:
    """The first such day from the document's own on; where that has no day, as for a meeting to come."""
    issued = document.date
    if len(month_day) != len("05-31") or not issued:
        return None
    if len(issued) < len("2024-05-31"):
        return resolved(month_day, issued, False, (), "plan", None)
    return f"{int(issued[:4]) + (month_day < issued[5:])}-{month_day}"
