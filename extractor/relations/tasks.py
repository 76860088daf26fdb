"""What was resolved or assigned for the coming period: one task a paragraph, a list item or a row of a task table.

Administrative documents are read by their headings; news by the sentences that announce a list or speak of the coming period. Rules are in
models/lexicons/tasks.toml.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from extractor.document import Mentions, Span, Text
from extractor.record import Document, Meeting, Place, Task
from extractor.relations.assignments import assignee, cell_deadline, deadline
from extractor.relations.holding import has_day
from extractor.relations.layout import Line, inside, lines
from extractor.relations.rules import compiled, opens
from extractor.relations.task_items import (
    NEAR,
    Found,
    announces,
    begins_as_task,
    continues,
    is_no_task,
    is_shared_out,
    listed_inside,
    unmarked,
)
from extractor.relations.task_sections import in_sections, in_tables, names_tasks, says_by_when
from extractor.relations.task_sentences import WHOLE, looks_back, plan_sentence
from extractor.relations.values import surface

HEADING = 130
LONGEST_SPEECH = 8
SHORT_HEADING = 90
LONG = 200
# Regulations hold for good: their articles are nobody's work for a coming period, but for the duties of those they name.
STANDING = "document.type.quy-che"


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
        found = [*in_sections(text, mentions, every, document, meeting), *in_tables(text, mentions, document)]
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
    since = looks_back(document, meeting)
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
        if (i or (document.title and has_day(mentions, line))) and (hit := plan_sentence(text, line, since)):
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
    if following is not None and compiled("tasks", "COMING_WORK").match(value) and begins_as_task(following.value):
        return True
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
