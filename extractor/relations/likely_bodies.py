"""The body that is most likely meant where the words around an office do not tell: who issues the document or holds the meeting, else the
body of the right kind that is named before the office."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from extractor.document import BlockKind, Mentions, OrganizationMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.record import Meeting
from extractor.relations.layout import inside
from extractor.syllables import fold_phrase

_ISSUING_ORGAN = re.compile(r"(?i)(?:BCH|BTV|Ban Chấp hành|Ban Thường vụ|Ban Thường trực)\s+(?=\w)")
# Councils and boards of a body, under whose name a letterhead sets them.
_COUNCIL = re.compile(r"(?i)(?:hội đồng|ban) (?:thi đua|tđ)")
# A union or association that a letterhead names by its bare name, below the body whose it is.
_UNION = re.compile(
    r"(?m)^[|*#\s]*(CÔNG ĐOÀN|ĐOÀN THANH NIÊN|ĐOÀN TNCS HỒ CHÍ MINH|HỘI CỰU CHIẾN BINH|HỘI CCB|HỘI LHPN|HỘI PHỤ NỮ)(?: CƠ SỞ)?[|*\s]*$"
)
_OF = {fold_phrase(k): tuple(f"{fold_phrase(w)} " for w in words) for k, words in load("positions")["bodies"].items()}
# Offices that no body of the record has, whatever the office begins with ("Phó Chủ tịch nước").
_ALONE = frozenset(fold_phrase(w) for w in load("positions")["titles"]["alone"])
LETTERHEAD = 1200
# How long the number or mark of an item may be.
MARK = 6


class Likely:
    """Where the bodies stand that one document's offices are most likely held in."""

    def __init__(self, text: Text, mentions: Mentions, meeting: Meeting | None, issuers: Sequence[Span]) -> None:
        self._text = text
        self._bodies = [o for o in mentions.organizations if not o.block]
        self._names = [f"{fold_phrase(text.value(o.span))} " for o in self._bodies]
        self._kinds: dict[tuple[str, ...], list[OrganizationMention]] = {}
        held = [Span(p.start, p.end) for p in meeting.evidence.get("conveners", [])] if meeting is not None else []
        self._first = [*issuers, *held]

    def of(self, title: PositionMention) -> Span | None:
        """The body, None where none of the right kind is named or the office is one of former times."""
        heads = _heads(fold_phrase(self._text.value(title.span))) if title.anaphor is None else ()
        if not heads:
            return None
        if (opening := self._opening(title, heads)) is not None:
            return opening
        for span in self._first:
            if _is_of(f"{fold_phrase(self._text.value(span))} ", heads):
                return span
        of_kind = self._of_kind(heads)
        before = bisect_left(of_kind, title.start, key=lambda o: o.start)
        return of_kind[before - 1].span if before else None

    def _opening(self, title: PositionMention, heads: tuple[str, ...]) -> Span | None:
        """The body of the right kind that opens the line of an office ("1. Bệnh viện X - Cụm trưởng; đại diện: ông A, Giám đốc")."""
        block = self._text.blocks[bisect_right(self._text.blocks, title.start, key=lambda b: b.start) - 1]
        at = bisect_left(self._bodies, block.start, key=lambda o: o.start)
        if at == len(self._bodies) or self._bodies[at].start > min(title.start, block.start + MARK):
            return None
        return self._bodies[at].span if _is_of(self._names[at], heads) else None

    def _of_kind(self, heads: tuple[str, ...]) -> list[OrganizationMention]:
        """The bodies whose names begin so, in reading order; looked up once for all offices of a kind."""
        if heads not in self._kinds:
            self._kinds[heads] = [o for o, name in zip(self._bodies, self._names, strict=True) if _is_of(name, heads)]
        return self._kinds[heads]


def _is_of(name: str, heads: tuple[str, ...]) -> bool:
    """Whether the folded name of a body begins so; a council ("Hội đồng") is no association ("Hội")."""
    return name.startswith(heads) and not (name.startswith("hội đồng ") and "hội đồng " not in heads)


@cache
def _heads(title: str) -> tuple[str, ...]:
    """How the names begin of the bodies that have an office ("phó giám đốc phụ trách"), none where the words do not tell."""
    if title in _ALONE:
        return ()
    words = title.removeprefix("quyền ").removeprefix("phó ")
    known = max((k for k in _OF if words == k or words.startswith(f"{k} ")), key=len, default="")
    return _OF.get(known, ())


def letterhead(text: Text, mentions: Mentions, title: int) -> tuple[Span, ...]:
    """The bodies that issue the document, the one named last first: those of the letterhead's cell, above the number and the motto, or of
    the lines of capitals that open a document without such a cell; `title` is where its title begins. Blocks issue by one of these."""
    named: list[OrganizationMention] = []
    for _, block in text.body():
        if block.kind is BlockKind.CELL and not block.ruled:
            named += inside(mentions.organizations, block.span)
            break
        if block.end > LETTERHEAD or block.start >= title:
            break
        if block.kind is not BlockKind.CELL:
            shouted = text.text[block.start : block.end].strip(" *#").isupper()
            opening = inside(mentions.organizations, block.span)
            named += [o for o in opening if shouted or (o.start == block.start and text.value(o.span).isupper())]
    bodies = tuple(owner(text, o.span) for o in reversed(named) if not o.block)
    union = _UNION.search(text.text, 0, title)
    own = _union_of(text, mentions, union[1], bodies[0]) if union is not None and bodies else None
    return bodies if own is None else (own, *bodies)


def _union_of(text: Text, mentions: Mentions, union: str, body: Span) -> Span | None:
    """The union that a letterhead names below its body ("CÔNG TY X / CÔNG ĐOÀN"), where the text tells it with the body's name."""
    words = fold_phrase(f"{union} {text.value(body)}")
    return next((o.span for o in mentions.organizations if fold_phrase(text.value(o.span)) == words), None)


def is_council(text: Text, body: Span) -> bool:
    """Whether a body is a council or board of another, under whose name a letterhead sets it ("SỞ X / HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG")."""
    return _COUNCIL.match(text.text, body.start, body.end) is not None


def owner(text: Text, body: Span) -> Span:
    """The body whose organ issues a document ("BCH | HỘI NÔNG DÂN TỈNH"): who signs holds an office of the body."""
    organ = _ISSUING_ORGAN.match(text.text, body.start, body.end)
    return Span(organ.end(), body.end) if organ is not None else body
