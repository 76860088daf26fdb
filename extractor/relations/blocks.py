"""Which emulation block a meeting is of, and the fullest form in which the document names it."""

from __future__ import annotations

import re

from extractor.document import Mentions, Span, Text
from extractor.record import Document
from extractor.relations.rules import compiled

HEAD_CHARACTERS = 700


def fullest(text: Text, mentions: Mentions, span: Span) -> Span:
    """The place that names the same block with the most distinguishing words; of equals, the form more often used, then the first.

    Two names are the same block where the words of one open the other's (a line in capitals counts last).
    """
    mine = _words(text, span)
    same = [o.span for o in mentions.organizations if o.block and _same(mine, _words(text, o.span))]
    if not same:
        return span
    forms = [" ".join(_words(text, s)) for s in same]

    def rank(i: int) -> tuple[int, bool, int, int]:
        value = text.text[same[i].start : same[i].end]
        return -len(_words(text, same[i])), value.isupper(), -forms.count(forms[i]), same[i].start

    return same[min(range(len(same)), key=rank)]


def of_meeting(text: Text, mentions: Mentions, document: Document, name: Span | None, conveners: tuple[Span, ...]) -> Span | None:
    """The block that meets: a block among the conveners, in the meeting's name, in the headline or the letterhead; else None.

    A block that is only spoken of (a member of another block's news) is none.
    """
    blocks = [o for o in mentions.organizations if o.block]
    if not blocks:
        return None
    for convener in conveners:
        if any(o.span == convener for o in blocks):
            return fullest(text, mentions, convener)
    if name and (inside := [o for o in blocks if name.overlaps(o.span)]):
        return fullest(text, mentions, inside[0].span)
    title = document.evidence.get("title", [])
    if titled := [o for o in blocks if any(p.start <= o.start and o.end <= p.end for p in title)]:
        return fullest(text, mentions, titled[0].span)
    if led := [
        o for c in conveners for o in blocks if c.end < o.start and compiled("meeting", "LEADS").fullmatch(text.text, c.end, o.start)
    ]:
        return fullest(text, mentions, led[0].span)
    if conveners:
        return None
    if document.kind == "news":
        return _often(text, mentions, [o.span for o in blocks]) or _only(text, mentions, [o.span for o in blocks])
    top = [
        o
        for o in blocks
        if o.end <= HEAD_CHARACTERS and not compiled("meeting", "CITED").search(text.text[max(0, o.start - 120) : o.start])
    ]
    return fullest(text, mentions, top[0].span) if top else None


def _often(text: Text, mentions: Mentions, blocks: list[Span]) -> Span | None:
    """The block that a news item names again and again, with no other beside it."""
    full = [fullest(text, mentions, span) for span in blocks]
    best = max(full, key=full.count)
    return best if full.count(best) > 1 and full.count(best) * 2 > len(full) else None


def _only(text: Text, mentions: Mentions, blocks: list[Span]) -> Span | None:
    """The one block that a news item names, where it also tells of its members or its heads."""
    full = {fullest(text, mentions, span) for span in blocks}
    return next(iter(full)) if len(full) == 1 and compiled("meeting", "OF_BLOCK").search(text.text) else None


def _words(text: Text, span: Span) -> list[str]:
    return re.findall(r"\w+", text.text[span.start : span.end].casefold())


def _same(a: list[str], b: list[str]) -> bool:
    """Whether one name opens with the other, "khối thi đua" and "khối" taken for the same."""
    one, other = ([w for i, w in enumerate(x) if not (i in (1, 2) and w in ("thi", "đua"))] for x in (a, b))
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short and len(short) > 1
