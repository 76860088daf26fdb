"""Who wrote or signed the document: by-lines of news items, name lines of signature blocks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace

from extractor.document import BlockKind, Mentions, PersonMention, Span, Text
from extractor.lexicon import load
from extractor.record import Document
from extractor.relations.layout import Form, Line, inside
from extractor.relations.rules import Rule, compiled, opens
from extractor.relations.tables import signatures

LONG = 150
LONGEST_BYLINE = 90
_BETWEEN = re.compile(r"\s?[-–,;/&]\s?| và ")
# A name that a signature ends is surer than one that its syllables tell.
SIGNED = 0.95
Names = list[tuple[str, Span]]
Hit = tuple[Rule, re.Match[str]]


def bylines(text: Text, every: tuple[Line, ...], start: int) -> Names:
    """The names of a news item's by-line, with their places: a labelled line first, else a bare name line below the last paragraph
    or right under the headline. `start` is where the headline ends. A photo credit is no by-line."""
    below = [line for line in every if line.start >= start]
    read = {line.start: hit for line in below if len(line.value) <= LONGEST_BYLINE and (hit := opens("document", "byline", line.value))}
    for line in reversed(below):
        if found := _names_in(text, line, read, "document.author.label"):
            return found
    last = max((i for i, line in enumerate(below) if len(line.value) > LONG), default=-1)
    foot = below[last + 1 :] if last >= 0 else []
    for line in (*foot, *below[: min(4, last + 1)]):
        if found := _names_in(text, line, read, "document.author.line", "document.author.dated"):
            return found
    closing = (names for line in below[max(last, 0) :] if last >= 0 and (names := _closing_names(text, line)))
    return next(closing, [])


def _names_in(text: Text, line: Line, read: Mapping[int, Hit], *wanted: str) -> Names | None:
    """The names of a line that one of the rules wanted reads as a by-line; `read` holds what reads each line, by where it begins."""
    hit = read.get(line.start)
    if hit is None or hit[0].id not in wanted:
        return None
    names = hit[1]["names"]
    if hit[0].id != "document.author.label" and (opens("document", "no_name", names) or names.endswith(":")):
        return None
    return _split(text, line.start + hit[1].start("names"), names) or None


def _split(text: Text, start: int, names: str) -> Names:
    out: Names = []
    at = 0
    for part in [*_BETWEEN.finditer(names), None]:
        piece = names[at : part.start()] if part else names[at:]
        rank = compiled("document", "RANK").match(piece)
        skip = rank.end() if rank and piece[rank.end() : rank.end() + 1] == " " else 0
        name = piece[skip:].strip().rstrip(".") if " " in piece.strip() else piece.strip()
        if len(name) > 1 and not opens("document", "no_name", name):
            left = start + at + piece.index(name, skip)
            out.append(_best_cased(text, name, Span(left, left + len(name))))
        at = part.end() if part else at
    return out


def _best_cased(text: Text, name: str, span: Span) -> tuple[str, Span]:
    """A name in capitals is given as the text writes it elsewhere ("Ảnh: Đinh Hạnh"), if it does."""
    if not name.isupper() or " " not in name:
        return name, span
    found = text.text.find(name.title())
    return (name.title(), Span(found, found + len(name))) if found >= 0 else (name, span)


def _closing_names(text: Text, line: Line) -> Names:
    """A by-line that the page runs on after the last sentence: "…năm 2024./. Thu Hà"."""
    if "./." not in line.value[-LONGEST_BYLINE:]:
        return []
    hit = re.search(r"(?:\./\.|[.!?”])\s*\(?(?P<names>" + compiled("document", "NAMES").pattern + r")\)?\.?$", line.value[-LONGEST_BYLINE:])
    if hit is None or opens("document", "no_name", hit["names"]):
        return []
    return _split(text, line.end - len(line.value[-LONGEST_BYLINE:]) + hit.start("names"), hit["names"])


def signatories(text: Text, every: tuple[Line, ...], mentions: Mentions, shape: Form) -> Names:
    """The names under the roles of the signature blocks, in reading order: one a cell, or, in plain lines, each name below a role line."""
    out: Names = []
    body = every[len(shape.head) + (shape.type_line is not None) :]
    for cell in _cells(body):
        if found := _signer(text, cell, mentions):
            out.append(found)
    if not out:
        out = _plain_signers(text, body, mentions)
    if not out:
        out = [(text.value(person.span), person.span) for person, _, _ in signatures(text, mentions)]
    return list(dict.fromkeys(out))


def as_signed(mentions: Mentions, document: Document) -> Mentions:
    """The mentions with the people as they signed: where two names on one line run into each other, the signatures part them."""
    if document.kind == "news":
        return mentions
    signed = sorted(Span(p.start, p.end) for p in document.evidence.get("authors", []))
    starts, ends = [s.start for s in signed], [s.end for s in signed]
    beside = [signed[bisect_right(ends, p.start) : bisect_left(starts, p.end)] for p in mentions.people]
    apart = {s for p, own in zip(mentions.people, beside, strict=True) if any(not s.covers(p.span) for s in own) for s in own}
    if not apart:
        return mentions
    fresh = [PersonMention(*s, "person.signature", SIGNED) for s in sorted(apart)]
    kept = [p for p, own in zip(mentions.people, beside, strict=True) if apart.isdisjoint(own)]
    return replace(mentions, people=tuple(sorted([*kept, *fresh], key=lambda p: p.start)))


def _cells(body: tuple[Line, ...]) -> Iterator[list[Line]]:
    """The lines of each cell that may be a signature: of a borderless table, or, of one with rules, where a role in capitals opens it."""
    seen: dict[int, list[Line]] = {}
    for line in body:
        if line.block.kind is BlockKind.CELL:
            seen.setdefault(line.index, []).append(line)
    for cell in seen.values():
        if not cell[0].block.ruled or (len(cell) > 1 and cell[0].value.isupper() and opens("document", "role", cell[0].value)):
            yield cell


def _signer(text: Text, cell: list[Line], mentions: Mentions) -> tuple[str, Span] | None:
    if not any(opens("document", "role", line.value) or line.value.isupper() for line in cell[:-1]):
        return None
    return _name_line(text, cell[-1], mentions)


def _name_line(text: Text, line: Line, mentions: Mentions) -> tuple[str, Span] | None:
    named = inside(mentions.people, line.span)
    if len(named) == 1 and named[0].end - named[0].start >= len(line.value) // 2:
        return text.text[named[0].start : named[0].end], named[0].span
    hit = opens("document", "signer", line.value)
    if hit is None or opens("document", "role", line.value) or opens("document", "no_name", line.value):
        return None
    span = Span(line.start + hit[1].start("name"), line.start + hit[1].end("name"))
    return hit[1]["name"], span


def _side_by_side(line: Line) -> Names:
    """Two names that a lost table has put on one line, parted at the second one's family name; empty where there is one name."""
    words = list(re.finditer(r"\S+", line.value))
    families = load("people")["common"]
    if len(words) < 5 or not all(w[0][:1].isupper() for w in words) or words[0][0] not in families:
        return []
    parts = [i for i in range(2, len(words) - 1) if words[i][0] in families]
    if not parts:
        return []
    at = min(parts, key=lambda i: families.index(words[i][0]))
    halves = (line.start, line.start + words[at - 1].end()), (line.start + words[at].start(), line.end)
    return [(line.value[a - line.start : b - line.start], Span(a, b)) for a, b in halves]


def _plain_signers(text: Text, body: tuple[Line, ...], mentions: Mentions) -> Names:
    """Signatures as plain lines, from files that keep no tables: name lines within a few lines below a role line."""
    out: Names = []
    since = 99
    for line in body:
        if line.block.kind is BlockKind.CELL and line.block.ruled:
            continue
        if opens("document", "role", line.value) and len(line.value) < 90:
            since = 0
            continue
        since += 1
        if since > 4 or len(line.value) > LONGEST_BYLINE:
            continue
        if two := _side_by_side(line):
            out.extend(two)
        elif found := _name_line(text, line, mentions):
            out.append(found)
    return out
