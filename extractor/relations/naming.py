"""The meeting's name: every place in the text that names one, cut to its length and weighed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.document import BlockKind, Mentions, Span, Text
from extractor.record import Document
from extractor.relations.layout import Line, inside
from extractor.relations.rules import compiled, every, first, opens, search

LONGEST = 330
EARLY = 12
HELD_REACH = 160
SHORTEST = 5
SHORTEST_HELD = 3
LONGEST_ABBREVIATION = 4  # with the word's edge before it
_STOP = re.compile(r"[.;:!?…]|,|\s\(|(?<=\s)[-–]\s|[“\"«]")
_CLAUSE_END = re.compile(r"[.;:] ")
_CLOSING = {"“": '”’"', '"': '"”', "«": "»"}


@dataclass(frozen=True, slots=True)
class Name:
    """A place that names a meeting. `line` is the index of its line, `held` whether a verb there says that it is held."""

    span: Span
    line: int
    held: bool
    weight: float
    rule: str
    titled: bool = False


def names(text: Text, lines: tuple[Line, ...], document: Document, mentions: Mentions) -> list[Name]:
    """All places that name a meeting with more than a bare noun, best first; the order among equals is that of the text."""
    found: list[Name] = []
    title = document.evidence.get("title", [])
    in_title = {i for i, line in enumerate(lines) if any(p.start < line.end and line.start < p.end for p in title)}
    for i, line in enumerate(lines):
        if line.block.kind is BlockKind.CELL or any(every("meeting", "ARCHIVE", line.value)):
            continue
        for head in every("meeting", "HEAD", line.value):
            reach = Span(line.start + head.start(), min(line.end, line.start + head.start() + LONGEST))
            cited = [r.span for r in inside(mentions.references, reach) if "number" in r.fields]
            named = sorted([*(o.span for o in inside(mentions.organizations, reach)), *_campaigns(mentions, reach), *cited])
            whole = tuple(Span(start - line.start, end - line.start) for start, end in named)
            if made := _name(line, i, head, whole, i in in_title, document):
                found.append(made)
    return sorted(found, key=lambda n: (-n.weight, n.span.start))


def _campaigns(mentions: Mentions, reach: Span) -> list[Span]:
    """The names of campaigns in a place of the text."""
    return [span for campaign in inside(mentions.campaigns, reach) for span in campaign.fields.get("name", ())]


def _name(line: Line, index: int, head: re.Match[str], whole: tuple[Span, ...], titled: bool, document: Document) -> Name | None:
    end = cut(line.value, head.start(), head.end(), whole)
    value = line.value[head.start() : end]
    before = line.value[max(0, head.start() - 90) : head.start()]
    clause = _CLAUSE_END.split(before)[-1]
    held = first("meeting", "held", clause) is not None or _has("HELD_BEHIND", line.value, end, end + HELD_REACH)
    met = not titled and clause.strip() != "" and _has("MEETS", value, 0, len(value))
    held = held or (met and compiled("meeting", "OF_MEETING").search(clause) is None)
    if not (compiled("meeting", "NAMED").search(value) or len(value.split()) >= (SHORTEST_HELD if held else SHORTEST)):
        return None
    weight = 2.0 if held else 0.0
    weight -= 2.5 if first("meeting", "other", clause) and not (titled and _has("ATTENDS", clause, 0, len(clause))) else 0.0
    attended = first("meeting", "attended", clause) is not None
    weight -= 2.5 if attended and (document.kind != "news" or index >= EARLY // 2) else 0.0
    at = document.kind == "news" and not titled and index < EARLY // 2 and compiled("meeting", "AT_IT").search(clause) is not None
    weight += 0.7 if at or attended else 0.0
    weight -= 4.0 if first("meeting", "many", clause) else 0.0
    coming = first("meeting", "coming", clause) is not None
    kind = first("meeting", "kind", value)
    told = kind and compiled("meeting", "CONTEST").match(value) is None
    planned = compiled("meeting", "PLANNED").search(line.value[max(0, head.start() - 260) : head.start()]) is not None
    ahead = coming or planned
    weight -= 2.0 * ((ahead if told and index < EARLY // 4 else coming + planned) + (ahead and not told))
    weight -= 4.0 if compiled("meeting", "CONGRESSES").match(value) else 0.0
    weight -= 2.0 if compiled("meeting", "ONLY_A_YEAR").match(value) else 0.0
    weight += 1.0 if compiled("meeting", "NAMED").search(value) else 0.0
    weight -= 0.8 if len(value.split()) < SHORTEST else 0.0
    weight += 0.8 if kind else 0.0
    weight += min(len(value.split()), 20) * 0.03
    weight += 0.6 if len(value) * 10 > len(line.value) * 9 else 0.0  # a caption or heading of its own
    weight -= 1.5 if not held and not titled and compiled("meeting", "PARTY_CONGRESS").search(value) else 0.0
    weight -= min(index, EARLY) * 0.16
    if titled:
        weight += -2.0 if document.kind == "news" else 4.0
    weight += 1.0 if _has("CAPTION", before[-40:], 0, 40) else 0.0
    return Name(Span(line.start + head.start(), line.start + end), index, held, weight, "meeting.title.named", titled)


def _has(fragment: str, value: str, start: int, end: int) -> bool:
    return compiled("meeting", fragment).match(value, start, min(end, len(value))) is not None


def cut(value: str, start: int, after_head: int, whole: tuple[Span, ...] = ()) -> int:
    """Where the meeting's name that begins at `start` ends in `value`: at a verb, at a comma that ends it, at the sentence's end.

    `whole` are places that are never cut: names of organisations, which hold commas and verbs of their own.
    """
    limit = min(len(value), start + LONGEST)
    ended = _clause_end(value, after_head, limit, whole)
    at = after_head
    while at < ended:
        stop = _STOP.search(value, at, ended)
        if stop is None:
            at = ended
            break
        if stop[0] == "," and stop.start() == after_head and not compiled("meeting", "CONGRESS_OF").match(value, stop.end()):
            at = stop.start()
            break
        past = _behind(whole, stop.start()) or _past(value, stop, ended)
        at = past if past > 0 else stop.start()
        if past < 0:
            break
    at = min(at, ended)
    if at == len(value) and value.endswith(")") and value.count(")", start) > value.count("(", start):
        at -= 1  # of a caption in brackets
    return start + len(compiled("meeting", "TRAILING").sub("", value[start:at]))


def _behind(whole: tuple[Span, ...], at: int) -> int:
    """The end of the place around `at` that is never cut, 0 where there is none."""
    return next((w.end for w in whole if w.start < at < w.end), 0)


def _clause_end(value: str, at: int, limit: int, whole: tuple[Span, ...]) -> int:
    """The first word that ends the name, outside of quotes and names."""
    while hit := search("meeting", "ENDS", value, at, limit):
        if past := _behind(whole, hit.start()):
            at = past
            continue
        opening = max(value.rfind(q, at, hit.start()) for q in _CLOSING)
        if opening >= 0 and (closing := _close(value, opening, limit)) > hit.start():
            at = closing
            continue
        if hit[0].endswith("(") and (kept := compiled("meeting", "KEPT_BRACKET").match(value, hit.start())):
            at = kept.end()
            continue
        return hit.start()
    return limit


def _past(value: str, stop: re.Match[str], limit: int) -> int:
    """Where reading goes on behind a mark that does not end the name, -1 where it does."""
    mark = stop[0].strip()
    if mark in _CLOSING:
        closing = _close(value, stop.start(), limit)
        return closing if closing > 0 else -1
    if mark == "(":
        kept = compiled("meeting", "KEPT_BRACKET").match(value, stop.start())
        return kept.end() if kept else -1
    if mark == ",":
        return stop.end() if _goes_on(value, stop.end() + 1, limit) else -1
    if mark == ";":  # "Hội nghị tổng kết … năm 2023; triển khai phương hướng, nhiệm vụ năm 2024"
        return stop.end() if _has("NEXT_WORK", value, stop.end(), limit) else -1
    if mark in "-–":
        return stop.end() if _has("DASH_IN_NAME", value, stop.start(), limit) else -1
    if mark == "." and (
        compiled("meeting", "ABBREVIATED").search(value, max(0, stop.start() - LONGEST_ABBREVIATION), stop.start())
        or not value[stop.end() : stop.end() + 1].isspace()
    ):
        return stop.end() if stop.end() < limit else -1
    return -1


def _goes_on(value: str, at: int, limit: int) -> bool:
    """Whether a name goes on behind a comma: with a word that names go on with, or a piece of a list that a year or such a word closes."""
    if compiled("meeting", "GOES_ON").match(value, at):
        return True
    if compiled("meeting", "COLLECTIVE").search(value, max(0, at - 20), at):
        return True
    if opens("meeting", "new_clause", value, at):
        return False
    piece = re.compile(r"[^,.;:(]*").match(value, at, limit)
    if piece is None or len(piece[0].split()) > 14:
        return False
    if compiled("meeting", "LIST_CLOSES").search(piece[0]):
        return True
    return value[piece.end() : piece.end() + 2] == ", " and compiled("meeting", "GOES_ON").match(value, piece.end() + 2) is not None


def _close(value: str, opening: int, limit: int) -> int:
    closing = [value.find(q, opening + 1, limit) for q in _CLOSING[value[opening]]]
    return min((c for c in closing if c > 0), default=-2) + 1
