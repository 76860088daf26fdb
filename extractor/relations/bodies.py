"""What a body left out or named by its head alone stands for: "Khối trưởng" of the block, "Chủ tịch Hội" of the association in question."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property

from extractor.document import Mentions, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.record import Meeting
from extractor.relations.organizations import groups, key
from extractor.syllables import fold_phrase

ORGANS = frozenset(fold_phrase(w) for w in load("positions")["titles"]["organs"])
# Who sent the people that a sentence goes on to name, and where the sentence turns to others.
_DELEGATION = re.compile(r"(?i)(?:về phía|^\W*phía|đại diện|lãnh đạo|thay mặt)(?: (?:lãnh đạo|cho|ban lãnh đạo))? $")
_SENT = re.compile(r"(?i)\s*(?:,\s*)?(?:có|gồm|:)")
_NEXT = re.compile(r"\.\s|(?i:về phía|đại diện)")
# "1. Ông A - Giám đốc" in the list of a party's people; "BÊN GIAO: Sở X", "Đại diện bên nhận: Sở Y" above it.
_PERSON_ITEM = re.compile(r"[\s*]*(?:\d{1,2}[.)]|[-+•*])?\s*(?i:ông|bà|đồng chí|đ/c|các đồng chí|anh|chị)[ :]")
_PARTY = re.compile(
    r"(?i)[\s*#]*(?:[IVX\d]+[.)] ?|[a-z][.)] ?|[-+] ?)?(?:đại diện )?(?:cho )?(?:bên (?:giao|nhận|[ab]|ký)|phía|về phía)[^:\n]{0,20}:"
)
_LONGEST_LIST = 12
# Characters over which a sentence goes on to name the people of one delegation.
_DELEGATION_REACH = 2000
_OF_MINISTRIES = frozenset(fold_phrase(w) for w in ("Bộ trưởng", "Thứ trưởng"))
_BLOCK_WORDS = ("khối", "cụm", "khối thi đua", "cụm thi đua")


class Bodies:
    """Resolves elided bodies of one document."""

    def __init__(self, text: Text, mentions: Mentions, meeting: Meeting | None) -> None:
        self._text = text
        self._organizations = mentions.organizations
        self._people = {m.start for m in mentions.people}
        self._starts = [m.start for m in mentions.organizations]
        self._keys = [key(text.value(m.span)) for m in mentions.organizations]
        self._counts = Counter(self._keys)
        self._blocks = [g for g in groups(text, mentions.organizations) if g.block]
        self._owners = {key(name) for name in meeting.conveners} if meeting is not None else set()
        self._block = self._main_block(meeting)

    def _main_block(self, meeting: Meeting | None) -> Span | None:
        if meeting is not None and meeting.block is not None:
            place = meeting.evidence["block"][0]
            return Span(place.start, place.end)
        blocks = Counter(k for m, k in zip(self._organizations, self._keys, strict=True) if m.block)
        if not blocks:
            return None
        best = max(blocks, key=lambda k: (blocks[k], len(k)))
        return self._organizations[self._keys.index(best)].span

    def held_in(self, position: PositionMention) -> Span | None:
        """The body in which a title is held, as the text names it somewhere, or None."""
        if position.organization is not None:
            return position.organization
        if position.kind == "block":
            return self.block(position.start)
        if position.anaphor is not None:
            return position.anaphor if fold_phrase(self._text.value(position.anaphor)) in ORGANS else self.anaphor(position.anaphor)
        if position.kind == "plain":
            return self._sent_by(position.start) or self._listed_under(position.start) or self._ministry(position)
        if position.kind == "shared" and self._goes_on(position.end):
            return None
        if position.kind == "shared":
            words = self._text.text[position.start : position.end].split()
            head = " ".join(words[-2:]) if words[-2:-1] == ["Văn"] else words[-1]
            return self.anaphor(Span(position.end - len(head), position.end))
        return None

    def _ministry(self, position: PositionMention) -> Span | None:
        """The one ministry of the text, which "Bộ trưởng" and "Thứ trưởng" are of."""
        of_ministry = fold_phrase(self._text.value(position.span)) in _OF_MINISTRIES
        return next(iter(self._ministries.values())) if of_ministry and len(self._ministries) == 1 else None

    @cached_property
    def _ministries(self) -> dict[str, Span]:
        """The ministries that the text names, each with one of its places."""
        return {k: m.span for k, m in zip(self._keys, self._organizations, strict=True) if k.startswith("bộ ") and not m.block}

    def _goes_on(self, end: int) -> bool:
        """Whether the name of a unit that no lexicon knows follows a title ("Trưởng phòng | Thư ký biên tập"), and not a person's."""
        return self._text.text[end + 1 : end + 2].isupper() and self._text.text[end : end + 1] == " " and end + 1 not in self._people

    def _sent_by(self, at: int) -> Span | None:
        """The body whose people the sentence tells of: "Về phía Sở X có ông A - Phó Giám đốc; bà B - Trưởng phòng"."""
        line = self._text.text.rfind("\n", 0, at) + 1
        i = bisect_left(self._starts, at) - 1
        while i >= 0 and self._starts[i] >= max(line, at - _DELEGATION_REACH):
            body = self._organizations[i]
            before, behind = self._text.text[max(line, body.start - 40) : body.start], self._text.text[body.end : at]
            if _DELEGATION.search(before) and _SENT.match(behind) and not _NEXT.search(behind):
                return body.span
            i -= 1
        return None

    def _listed_under(self, at: int) -> Span | None:
        """The body over the list of its people in which a title at `at` stands ("BÊN GIAO: Sở X" / "1. Ông A - Giám đốc")."""
        text = self._text.text
        start = text.rfind("\n", 0, at) + 1
        for _ in range(_LONGEST_LIST):
            if not _PERSON_ITEM.match(text, start):
                break
            start = text.rfind("\n", 0, max(0, start - 1)) + 1
        else:
            return None
        over = _PARTY.match(text, start)
        end = text.find("\n", start)
        if over is None or not 0 <= end < at:
            return None
        i, j = bisect_left(self._starts, start), bisect_left(self._starts, end)
        named = [o for o in self._organizations[i:j] if not o.block]
        return named[0].span if named and text[over.end() : named[0].start].strip(" *:-–") in ("", "là") else None

    def block(self, near: int) -> Span | None:
        """The block of "Khối trưởng" at `near`: where several meet the last one named before, else the meeting's, else the commonest."""
        if len(self._blocks) < 2:
            return self._block
        before = [m.span for m in self._organizations if m.block and m.start < near]
        return before[-1] if before else self._block

    def anaphor(self, span: Span) -> Span | None:
        """The body that a bare head word stands for: of those that begin with it the one met most often, of equals the nearest before."""
        head = fold_phrase(self._text.value(span))
        if head in _BLOCK_WORDS:
            return self._block
        fits = [i for i, k in enumerate(self._keys) if k.startswith(head + " ") and (head != "hội" or not k.startswith("hội đồng "))]
        if not fits:
            return None
        best = max(
            fits,
            key=lambda i: (self._keys[i] in self._owners, self._counts[self._keys[i]], -abs(span.start - self._organizations[i].start)),
        )
        return self._organizations[best].span
