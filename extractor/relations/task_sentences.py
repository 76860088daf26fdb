"""Sentences that tell of work to come: the period ahead, who, and a verb of planning. Rules are in models/lexicons/tasks.toml."""

from __future__ import annotations

import re

from extractor.document import Span, Text
from extractor.record import Document, Meeting
from extractor.relations.layout import Line
from extractor.relations.rules import all_opening, compiled, first, opens
from extractor.relations.task_items import NEAR, Found

LATE = "10"
# Rules whose sentence says all that was promised or ordered: what follows goes on with something else.
WHOLE = ("tasks.plan.committed", "tasks.plan.ordered")
# A term that began so many years before the last one behind the document is still to come.
NEW_TERM = 1


def looks_back(document: Document, meeting: Meeting | None) -> int:
    """The last year that lies behind the document: a sentence on it is no plan."""
    if meeting and meeting.review_year and meeting.review_year != meeting.plan_year:
        return meeting.review_year
    if meeting and meeting.date:
        return int(meeting.date[:4]) - (meeting.date[5:7] < LATE)
    if document.date:
        return int(document.date[:4]) - 1
    return ((meeting.plan_year if meeting else None) or 1) - 1


def plan_sentence(text: Text, line: Line, since: int) -> Found | None:
    """A sentence that speaks of what will be done, to the end of its paragraph."""
    for start in _sentence_starts(line.value):
        rest = line.value[start:]
        planned = False
        for rule, found in all_opening("tasks", "plan", rest):
            planned = True
            if _is_plan(rule.id, found, rest, since):
                return Found(Span(line.start + start, line.end), rule.id, _subject(text, line.start + start, found))
        if planned or not start or not first("tasks", "announced", line.value, 0, start):
            continue
        hit = opens("tasks", "in_it", rest)
        if hit is not None and _is_plan(hit[0].id, hit[1], rest, since):
            return Found(Span(line.start + start, line.end), hit[0].id, _subject(text, line.start + start, hit[1]))
    return None


def _is_plan(rule: str, found: re.Match[str], sentence: str, since: int) -> bool:
    """Whether what reads like a plan is one: of a year to come, no list's heading, no award, no wish of a guest.

    A leader who speaks of the coming work of the body that they lead gives its plan.
    """
    groups = found.groupdict()
    year = groups.get("year") or groups.get("half")
    term = groups.get("term") or groups.get("term2")
    last = since - (groups.get("half") is not None)  # of the year under review the second half may lie ahead
    past = bool(year and int(year) <= last) or bool(term and int(term) + NEW_TERM < since)
    if past or sentence.rstrip().endswith(":") or compiled("tasks", "SPOKEN").match(sentence):
        return False
    if speaker := groups.get("speaker"):
        behind_year = found.string[found.end("year") : found.end()].partition(" sẽ")[0] if groups.get("year") else ""
        named = (who.strip(" ,").casefold() for who in (_after_period(found), behind_year))
        return any(who and who in speaker.casefold() for who in named)
    if rule == "tasks.plan.listed":
        return True
    told = groups.get("who") or groups.get("by") or "" if rule in WHOLE else found[0]
    if rule == "tasks.plan.pact":
        told = compiled("tasks", "AGREED_PAST").sub("", told)
    return not compiled("tasks", "PAST").search(told) and not compiled("tasks", "NOT_PLAN").search(told)


def _subject(text: Text, start: int, found: re.Match[str]) -> Span | None:
    """Who a sentence on the coming period speaks of; the meeting itself is nobody."""
    who = _after_period(found)
    value = compiled("tasks", "SAID_FIRST").sub("", who.strip(" ,"))
    value = compiled("tasks", "AUXILIARY").sub("", value).strip(" ,")
    if not value or len(value) > NEAR or compiled("tasks", "THE_MEETING").match(value):
        return None
    if ":" in value or found.re.groupindex.get("when") is None and not compiled("tasks", "A_GROUP").match(value):
        return None
    at = text.text.rfind(value, start, start + found.end("who"))
    return Span(at, at + len(value)) if at >= 0 else None


def _after_period(found: re.Match[str]) -> str:
    """The words before the verb that name whom the plan is for. Where no comma closes the period ("Năm 2024 là năm …, Cụm sẽ"), they stand
    behind the last comma, or right behind the year."""
    groups = found.groupdict()
    who = groups.get("who") or ""
    if "who" not in groups or not groups.get("when") or found.string[found.end("when") :].startswith((",", " thì")):
        return who
    told = found.string[found.start("when") : found.end("who")]
    year = "year" if groups.get("year") else "half" if groups.get("half") else ""
    behind = told.rpartition(",")[2] if "," in told else found.string[found.end(year) : found.end("who")] if year else who
    return "" if compiled("tasks", "IS_A_YEAR").match(behind) else behind


def _sentence_starts(value: str) -> list[int]:
    return [0, *(m.end() for m in compiled("tasks", "SENTENCE_ENDS").finditer(value))]
