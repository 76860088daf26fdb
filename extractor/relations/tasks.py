"""What was resolved or assigned for the coming period: one task a paragraph, a list item or a row of a task table.

Administrative documents are read by their headings; news by the sentences that announce a list or speak of the coming period. Rules are in
models/lexicons/tasks.toml.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extractor.document import Mentions, Span, Text
from extractor.record import Document, Meeting, Place, Task
from extractor.relations.assignments import assignee, cell_deadline, deadline
from extractor.relations.holding import has_day
from extractor.relations.layout import Line, inside, lines
from extractor.relations.rules import all_opening, compiled, first, opens
from extractor.relations.task_items import NEAR, Found, announces, continues, is_no_task, is_shared_out, listed_inside, unmarked
from extractor.relations.task_sections import in_sections, in_tables, names_tasks, says_by_when
from extractor.relations.values import surface

HEADING = 130
LONGEST_SPEECH = 8
SHORT_HEADING = 90
LONG = 200
LATE = "10"
# Rules whose sentence says all that was promised or ordered: what follows goes on with something else.
WHOLE = ("tasks.plan.committed", "tasks.plan.ordered")
# Regulations hold for good: their articles are nobody's work for a coming period, but for the duties of those they name.
STANDING = "document.type.quy-che"
# A term that began so many years before the last one behind the document is still to come.
NEW_TERM = 1


def tasks(text: Text, mentions: Mentions, document: Document, meeting: Meeting | None) -> list[Task]:
    """The tasks in reading order; each `text` is the words at its evidence.

    >>> tasks(Text("", (), "txt"), Mentions(), Document(kind="news", title=None, number=None, date=None, authors=[]), None)
    []
    """
    told = sorted((p.start, p.end) for p in (*document.evidence.get("title", []), *document.evidence.get("authors", [])))
    starts, ends = [start for start, _ in told], [end for _, end in told]
    every = tuple(line for line in lines(text) if bisect_right(ends, line.start) >= bisect_left(starts, line.end))
    if document.kind == "news":
        found = list(_in_news(text, mentions, every, document, meeting))
    else:
        found = [*in_sections(text, mentions, every, document), *in_tables(text, mentions, document)]
    if STANDING in document.rules:
        found = [one for one in found if assignee(text, mentions, one.span)]
    seen: set[Span] = set()
    out = []
    for one in sorted(found, key=lambda f: f.span):
        if one.span not in seen:
            seen.add(one.span)
            out.append(_entry(text, mentions, document, one))
    return out


def _entry(text: Text, mentions: Mentions, document: Document, found: Found) -> Task:
    who = found.who or assignee(text, mentions, found.span)
    by = cell_deadline(text, mentions, document, found.by) if found.by else deadline(text, mentions, document, found.span)
    evidence = {"text": [Place(start=found.span.start, end=found.span.end)]}
    if who:
        evidence["assignee"] = [Place(start=who.start, end=who.end)]
    if by:
        evidence["deadline"] = [Place(start=by[1].start, end=by[1].end)]
    return Task(
        text=surface(text, found.span),
        assignee=surface(text, who) if who else None,
        deadline=by[0] if by else None,
        spans=evidence["text"],
        evidence=evidence,
        confidence=0.75 if found.rule.startswith("tasks.plan") else 0.9,
        rules=[found.rule],
    )


# --- news -----------------------------------------------------------------------------------------------------------


def _in_news(text: Text, mentions: Mentions, every: tuple[Line, ...], document: Document, meeting: Meeting | None) -> Iterator[Found]:
    since = _looks_back(document, meeting)
    opened = after_colon = False
    for i, (line, quoted) in enumerate(zip(every, _quoted(every), strict=True)):
        value = line.value
        if quoted or (opens("tasks", "caption", value) and len(value) < 200):
            continue
        if i and "(1)" in value and (listed := listed_inside(text, line)):
            yield from listed
            continue
        span, marked = unmarked(line)
        if announces(value) and not (len(value) > LONG and not value.endswith(":")):
            opened, after_colon = True, value.endswith(":")
            continue
        if i and _is_heading(value, every[i + 1] if i + 1 < len(every) else None):
            opened, after_colon = names_tasks(line, document), True
            continue
        # The lead sums up the news, unless it tells the meeting's day itself.
        if (i or (document.title and has_day(mentions, line))) and (hit := _plan_sentence(text, line, since)):
            opened = hit.rule not in WHOLE
            yield hit
            continue
        if not opened:
            # A paragraph that says who does what by when; few give any date.
            if i and inside(mentions.dates, span) and not compiled("tasks", "DAY_FIRST").match(value):
                yield from (Found(span, "tasks.plan.dated"),) if says_by_when(text, mentions, document, span) else ()
            continue
        if not marked and opens("tasks", "close", value):
            opened = False
        elif value.endswith(":") and len(value) < HEADING:
            continue
        elif marked or continues(text, mentions, span) or (after_colon and is_shared_out(text, mentions, span)):
            if not is_no_task(text.text[span.start : span.end]):
                yield Found(span, "tasks.news.item" if marked else "tasks.news.paragraph")
        else:
            opened = False


def _is_heading(value: str, following: Line | None) -> bool:
    """Whether a line of an article is a heading: short, with no sentence's end, in capitals or numbered ("IV/ NHIỆM VỤ NĂM 2025"), or right
    above a list.
    """
    if len(value) > SHORT_HEADING or value.endswith((".", ";", "!", "?", "…")):
        return False
    numbered = compiled("tasks", "ROMAN").match(value) is not None
    listed = following is not None and unmarked(following)[1]
    return numbered or (value.isupper() and len(value.split()) > 2) or (listed and opens("tasks", "heading", value) is not None)


def _quoted(every: tuple[Line, ...]) -> list[bool]:
    """Which lines go on inside a quotation that an earlier line opened: somebody's speech, over a few lines at most."""
    out: list[bool] = []
    since = 0
    for line in every:
        out.append(since > 0)
        opening, closing = line.value.rfind("“"), max(line.value.rfind(q) for q in '”’"')
        if opening > closing and opens("tasks", "says", line.value[max(0, opening - NEAR) : opening]):
            since = 1
        elif since:
            since = 0 if closing >= 0 or since >= LONGEST_SPEECH else since + 1
    return out


def _looks_back(document: Document, meeting: Meeting | None) -> int:
    """The last year that lies behind the document: a sentence on it is no plan."""
    if meeting and meeting.review_year and meeting.review_year != meeting.plan_year:
        return meeting.review_year
    if meeting and meeting.date:
        return int(meeting.date[:4]) - (meeting.date[5:7] < LATE)
    if document.date:
        return int(document.date[:4]) - 1
    return ((meeting.plan_year if meeting else None) or 1) - 1


def _plan_sentence(text: Text, line: Line, since: int) -> Found | None:
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
        who = _after_period(found).strip(" ,").casefold()
        return bool(who) and who in speaker.casefold()
    if rule == "tasks.plan.listed":
        return True
    told = groups.get("who") or groups.get("by") or "" if rule in WHOLE else found[0]
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
