"""Who does a task and by when, as the item itself says."""

from __future__ import annotations

import re

from extractor.document import Mentions, Span, Text
from extractor.record import Document
from extractor.relations.layout import inside
from extractor.relations.rules import compiled, first
from extractor.relations.years import resolved

LONGEST_GROUP = 90


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
    return chain or _group(text, start, task.end)


def _group(text: Text, start: int, end: int) -> Span | None:
    """A group without a name ("Các đơn vị được suy tôn"), up to its verb."""
    head = compiled("tasks", "GROUP").match(text.text, start, end)
    if head is None or compiled("tasks", "VERB").match(text.text, start, end) or compiled("tasks", "NOT_WHO").match(text.text, start, end):
        return None
    verb = compiled("tasks", "GROUP_VERB").search(text.text, head.end(), min(end, start + LONGEST_GROUP))
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
        if compiled("tasks", "REFERENCE_DAY").search(before) or not first("tasks", "due", before):
            continue
        iso = date.iso if not date.iso.startswith("--") else _with_year(date.iso[2:], document)
        if iso:
            found = iso, date.span
    if found:
        return found
    for rule in (first("tasks", "due_words", text.text, task.start, task.end),):
        if rule:
            return text.text[rule[1].start() : rule[1].end()], Span(rule[1].start(), rule[1].end())
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
    return resolved(month_day, document.date, False, (), "plan", None) if len(month_day) == 5 and document.date else None
