"""Awards by rank: "Nhất khối - Sở A; nhì khối - Sở B. Đề nghị tặng Cờ thi đua cho đơn vị nhất khối, Bằng khen cho đơn vị nhì khối".

Blocks and clusters rank their members by points and put them forward by rank (NĐ 98/2023/NĐ-CP on the emulation of blocks and clusters);
minutes often tell the ranks in one sentence and the awards in the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from extractor.document import Mentions, Span, Text
from extractor.relations.award_readings import Conferral

_PLACES = {"nhất": 1, "nhì": 2, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5}
_LOWER = "nhì|hai|ba|tư|bốn|năm"
_PLACE = rf"(?P<place>nhất|{_LOWER})"
_FIRST = r"(?P<first>dẫn đầu|đứng đầu)"
_BLOCK = r"(?: (?:toàn )?(?:khối|cụm)(?: thi đua)?)?"
_STANDING = r"(?:xếp|đứng|giải|đạt|vị trí|hạng|thứ|ở|loại)"
# Right before a name: "Nhất khối - A", "xếp thứ nhì là A", "đơn vị dẫn đầu: A".
_BEFORE = re.compile(
    rf"(?i)(?:(?<!\w)(?:{_STANDING} ){{0,3}}{_PLACE}|đơn vị {_FIRST}){_BLOCK}\s?(?::|-|–|là:?|thuộc về)\s?(?:(?:đơn vị|tập thể) )?\Z"
)
# Right behind a name: "A (nhất)", "A đạt 98 điểm, xếp thứ nhì", "A, đơn vị dẫn đầu cụm".
_BEHIND = re.compile(
    rf"(?i)\s?(?:[(,:–-]\s?)?(?:(?:đạt |được )?[\d.,/]+ điểm[,;:–)(-]*\s?)?"
    rf"(?:(?:(?:được |cùng )?(?:{_STANDING} ){{1,3}}|(?<=\()){_PLACE}(?!\w)|(?:là )?(?:đơn vị )?{_FIRST}(?!\w))"
)
# Whom an award is for: "[cho] đơn vị nhất khối", "các đơn vị xếp thứ nhì, thứ ba".
_RANKED = re.compile(
    rf"(?i)\s?(?:(?:có )?{_STANDING} ){{0,3}}"
    rf"(?:(?P<places>(?:nhất|{_LOWER})(?:,? (?:và )?(?:thứ |hạng |giải )?(?:{_LOWER}))*)|{_FIRST})(?!\w)"
)
# Behind a rank: whose it is, and who holds it ("Nhất | cụm: xã A").
_LABEL = re.compile(r"(?i) (?:khối|cụm)(?: thi đua)?\s?[:–-] (?P<named>[^\s,;.:()][^,;.:()\n]{2,80}?)(?=[,;.()\n]| và |$)")
_WORDS = re.compile(rf"nhất|{_LOWER}")
_REACH = 45


class Ranks:
    """Knows which bodies a document ranks first, second and so on."""

    def __init__(self, text: Text, mentions: Mentions) -> None:
        self.text = text
        self.mentions = mentions

    def named(self, conferrals: Sequence[Conferral]) -> tuple[Conferral, ...]:
        """The conferrals, those for a rank told one by one for the bodies that hold it."""
        out: list[Conferral] = []
        for one in map(self._labelled, conferrals):
            holders = self._holders(one)
            if one.recipient is None or not holders:
                out.append(one)
            else:
                out.extend(replace(one, recipient=replace(one.recipient, name=h, number=None, kind="collective")) for h in holders)
        return tuple(out)

    def _labelled(self, one: Conferral) -> Conferral:
        """The conferral for the body behind a rank and its colon, where the rank was read as a name ("đơn vị Nhất khối: | Sở A")."""
        to = one.recipient
        if to is None or to.name is None or self.text.value(to.name).lower() not in _PLACES:
            return one
        behind = _LABEL.match(self.text.text, to.name.end)
        if behind is None:
            return one
        start = behind.start("named")
        k = bisect_left(self.mentions.organizations, start, key=lambda o: o.start)
        body = self.mentions.organizations[k].span if k < len(self.mentions.organizations) else None
        named = body if body is not None and body.start == start else Span(*behind.span("named"))
        return replace(one, recipient=replace(to, name=named, number=None, kind="collective"))

    def _holders(self, one: Conferral) -> list[Span]:
        to = one.recipient
        if to is None or to.name is not None or to.kind not in (None, "collective"):
            return []
        asked = _RANKED.match(self.text.text, to.place.end, to.place.end + _REACH)
        if asked is None:
            return []
        places = [_PLACES[w] for w in _WORDS.findall(asked["places"].lower())] if asked["places"] else [1]
        if to.number is not None and to.number != len(places):
            return []
        holders = [self._told.get(place, []) for place in places]
        return [h for each in holders for h in each] if all(len(each) == 1 for each in holders) else []

    @cached_property
    def _told(self) -> dict[int, list[Span]]:
        """Rank → the bodies that are told to hold it, each once."""
        out: dict[int, dict[str, Span]] = {}
        words = self.text.text
        starts = [m.start for m in self.mentions.organizations]
        for body in self.mentions.organizations:
            line = words.rfind("\n", max(0, body.start - _REACH), body.start) + 1
            before = _BEFORE.search(words, max(line, body.start - _REACH), body.start)
            k = bisect_left(starts, body.end)
            stop = min(starts[k] if k < len(starts) else len(words), body.end + _REACH)
            found = before or _BEHIND.match(words, body.end, stop)
            if found is not None:
                place = _PLACES[found["place"].lower()] if found["place"] else 1
                out.setdefault(place, {}).setdefault(self.text.value(body.span).lower(), body.span)
        return {place: list(bodies.values()) for place, bodies in out.items()}
