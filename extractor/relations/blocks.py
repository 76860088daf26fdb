"""Which emulation block a meeting is of, and the fullest form in which the document names it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.document import Mentions, Span, Text
from extractor.record import Document
from extractor.relations.rules import compiled

HEAD_CHARACTERS = 700
_WORD = re.compile(r"\w+")


def fullest(text: Text, mentions: Mentions, span: Span) -> Span:
    """The place that names the same block with the most distinguishing words; of equals, the form more often used, then the first.

    Two names are the same block where the words of one open the other's (a line in capitals counts last).
    """
    mine = _words(text, span)
    named: dict[tuple[str, ...], list[Span]] = {}
    for o in mentions.organizations:
        if o.block:
            named.setdefault(_words(text, o.span), []).append(o.span)
    same = {words: spans for words, spans in named.items() if _same(mine, words)}
    ranked = [(-len(words), text.text[s.start : s.end].isupper(), -len(spans), s.start, s) for words, spans in same.items() for s in spans]
    return min(ranked)[-1] if ranked else span


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
    if name and (whose := [o for o in blocks if compiled("meeting", "FOR_BLOCK").fullmatch(text.text, name.end, o.start)]):
        return fullest(text, mentions, whose[0].span)
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
    forms = {_words(text, span): span for span in reversed(blocks)}
    fulls = {words: fullest(text, mentions, span) for words, span in forms.items()}
    counts = Counter(fulls[_words(text, span)] for span in blocks)
    best, times = counts.most_common(1)[0]
    return best if times > 1 and times * 2 > len(blocks) else None


def _only(text: Text, mentions: Mentions, blocks: list[Span]) -> Span | None:
    """The one block that a news item names, where it also tells of its members or its heads."""
    full = {fullest(text, mentions, span) for span in {_words(text, span): span for span in blocks}.values()}
    return next(iter(full)) if len(full) == 1 and compiled("meeting", "OF_BLOCK").search(text.text) else None


def _words(text: Text, span: Span) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.text[span.start : span.end].casefold()))


def _same(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether one name opens with the other, "khối thi đua" and "khối" taken for the same."""
    one, other = ([w for i, w in enumerate(x) if not (i in (1, 2) and w in ("thi", "đua"))] for x in (a, b))
    short, long = sorted((one, other), key=len)
    return long[: len(short)] == short and len(short) > 1
