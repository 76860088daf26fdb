"""What reads as one task: the tests that news and administrative documents share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.document import Mentions, Span, Text
from extractor.relations.assignments import assignee
from extractor.relations.layout import Line, inside
from extractor.relations.rules import compiled, first, opens

SHORTEST = 20
TOO_SHORT = 10
NEAR = 110
LEAD = 400
OPEN_ENDS = (":", "…", "...")
LONGEST_SHARE = 350
VOTE = "tasks.not.vote"


@dataclass(frozen=True, slots=True)
class Found:
    """The place of a task's words and the rule that gave it; `who` and `by` where a table gives them."""

    span: Span
    rule: str
    who: Span | None = None
    by: Span | None = None


def unmarked(line: Line) -> tuple[Span, bool]:
    """The line without its list mark, and whether it had one."""
    mark = compiled("tasks", "MARK").match(line.value)
    return (Span(line.start + mark.end(), line.end), True) if mark else (line.span, False)


def is_no_task(value: str, *, pact: bool = False) -> bool:
    """Whether an item is none of the work to be done. Those who sign a pact agree in it also on whom they will put forward."""
    if compiled("tasks", "AIM").match(value):
        return len(value) < TOO_SHORT
    hit = first("tasks", "no_task", value)
    if hit is not None and hit[0].id == VOTE and any(compiled("tasks", f).search(value) for f in ("BY_WHEN", "NOMINATES")):
        return False
    return len(value) < TOO_SHORT or (hit is not None and not (pact and hit[0].id == VOTE))


def announces(value: str) -> bool:
    """Whether a line announces a list of tasks; what a speaker asks for and what was achieved are none."""
    if value.endswith(OPEN_ENDS):
        if opens("tasks", "lead", value[-LEAD:]) is None:
            return False
    elif len(value) > LEAD or opens("tasks", "lead", value) is None:
        return False
    if opens("tasks", "speech", value):
        return False
    last = value[-NEAR:].rpartition(". ")[2]
    ground = compiled("tasks", "ON_GROUND_OF").match(last)
    return first("tasks", "no_lead", last[ground.end() if ground else 0 :]) is None


def is_shared_out(text: Text, mentions: Mentions, span: Span) -> bool:
    """Whether a paragraph below a list's heading begins with the body or group whose part it is, and tells of nothing done."""
    value = text.text[span.start : span.end]
    if not SHORTEST <= len(value) <= LONGEST_SHARE or compiled("tasks", "PAST").search(value) or compiled("tasks", "TELLS").search(value):
        return False
    if any(o.start == span.start for o in inside(mentions.organizations, span)):
        return True
    return compiled("tasks", "EACH").match(value) is not None


def names_member(text: Text, mentions: Mentions, span: Span) -> bool:
    """Whether an item of a pact only names who signs it: a body with its office in the block or with who stands for it."""
    if compiled("tasks", "STANDS_FOR").search(text.text, span.start, span.end):
        return True
    named = next((o for o in inside(mentions.organizations, span) if o.start == span.start), None)
    return named is not None and compiled("tasks", "ASIDE").fullmatch(text.text, named.end, span.end) is not None


def listed_inside(text: Text, line: Line) -> list[Found]:
    """The numbered items of a pact, a conclusion or a plan that a paragraph holds; none where a meeting's programme is numbered."""
    lead = compiled("tasks", "INLINE_LEAD").search(line.value)
    if lead is None or compiled("tasks", "SPOKEN").search(line.value, 0, lead.end()):
        return []
    if first("tasks", "no_lead", lead[0]) and compiled("tasks", "ALL_AGREED").search(lead[0]) is None:
        return []
    return [Found(span, "tasks.news.inline") for span in inline_items(text, line.start + lead.end(), line.end)]


def inline_items(text: Text, start: int, end: int) -> list[Span]:
    """The items numbered inside a paragraph, without their numbers; empty where there are fewer than two, or they do not count from one."""
    marks = list(compiled("tasks", "INLINE_MARK").finditer(text.text, start, end))
    if len(marks) < 2 or not compiled("tasks", "FIRST_MARK").match(marks[0][0]):
        return []
    ends = [*(m.start() for m in marks[1:]), end]
    return [_closed(text, m.end(), stop) for m, stop in zip(marks, ends, strict=True)]


def _closed(text: Text, start: int, end: int) -> Span:
    """An item up to its closing mark; the last one ends with its sentence."""
    return Span(start, start + len(re.split(r"[.;](?= [^a-zà-ỹ\d]|$)", text.text[start:end].strip())[0].rstrip(" .;,")))


def begins_as_task(value: str) -> bool:
    joint = compiled("tasks", "JOINT").match(value)
    at = joint.end() if joint else 0
    if opens("tasks", "plan_order", value):
        return True
    return compiled("tasks", "VERB").match(value, at) is not None and compiled("tasks", "PAST").search(value, 0, 45) is None


def continues(text: Text, mentions: Mentions, span: Span) -> bool:
    """Whether an unmarked paragraph reads as one more task: begins with a verb of tasks, or with who will do it and no word of the past."""
    value = text.text[span.start : span.end]
    if len(value) < SHORTEST:
        return False
    if when := compiled("tasks", "WHEN_FIRST").match(value):
        return continues(text, mentions, Span(span.start + when.end(), span.end))
    if begins_as_task(value):
        return True
    if compiled("tasks", "PAST").search(value, 0, 160):
        return False
    if compiled("tasks", "MUST").match(value):
        return True
    who = assignee(text, mentions, span)
    return who is not None and compiled("tasks", "DOES").match(text.text, who.end, span.end) is not None
