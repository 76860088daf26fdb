"""Ballots: what share of the votes a candidate has, and who of a congress's list was elected to a committee."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import Block, BlockKind, Mentions, PersonMention, PositionMention, Span, Text
from extractor.relations.committees import Seat, membership
from extractor.relations.literals import hold, needed
from extractor.relations.tables import tables

_COMMITTEE = re.compile(
    r"(?i)\bbầu (?:cử )?(?:bổ sung )?(?P<body>Ban [Cc]hấp hành|BCH|Ban [Tt]hường vụ|BTV|Ban [Kk]iểm tra|(?:Ủy|Uỷ) ban [Kk]iểm tra|"
    r"Ban Thanh tra [Nn]hân dân)|\b(?:số lượng|danh sách bầu|kết quả bầu)(?: cử)? (?P<list>Ban [Cc]hấp hành|BCH|Ban [Tt]hường vụ|BTV)"
)
_NEEDED = needed(_COMMITTEE.pattern)
_MEMBER = re.compile(r"\b[ỦUủu][ỷyỶY]?[ ]?viên|\b[Uu]ỷ viên|\b[Ủủ]y viên")
_WON = re.compile(
    r"(?:số thứ tự )?từ (?:số )?(\d+) đến (?:số )?(\d+)[^.;]{0,60}trúng cử|trúng cử[^.;]{0,80}từ (?:số )?(\d+) đến (?:số )?(\d+)"
)
_LOST = re.compile(r"không (?:trúng cử|đủ (?:tỷ lệ|tỉ lệ|phiếu))")
_NUMBER = re.compile(r"\s*(\d{1,2})[.)]")
_VOTES = re.compile(r"\d+(?:/\d+)? phiếu|\d+[.,]?\d* ?%")
FRACTION = re.compile(r"(\d+) ?/ ?(\d+)")
REACH = 250
MAJORITY = 0.5


def elected_members(text: Text, mentions: Mentions) -> Iterator[Seat]:
    """Each elected member of a committee, with the words of the office ("ủy viên" … "Ban Chấp hành").

    A list counts only where the text says that its candidates were voted on and which of them won.
    """
    for i, block in text.body() if hold(_NEEDED, text.text.lower()) else ():
        needed_here = hold(_NEEDED, text.text[block.start : block.end].lower())
        found = _COMMITTEE.search(text.text, block.start, block.end) if needed_here else None
        if found is None or block.kind is BlockKind.CELL:
            continue
        low, high = block.start, text.blocks[min(i + REACH, len(text.blocks) - 1)].end
        member, won = _MEMBER.search(text.text, low, high), _WON.search(text.text, low, high)
        body = Span(*found.span("body" if found["body"] else "list"))
        office = (Span(*member.span()), body) if member is not None else (body,)
        title = PositionMention(office[0].start, office[0].end, "leader.ballot")
        persons = _marked(text, mentions, low, high)
        if won is not None:
            first, last = (int(n) for n in won.groups() if n)
            persons = _candidates(text, mentions, low, won.start(), first, last)
        for person in persons:
            yield Seat(person, office, title, None if member is not None else membership(text, body))


def _marked(text: Text, mentions: Mentions, low: int, high: int) -> Iterator[PersonMention]:
    """The persons of the next table whose row says "trúng cử"."""
    for table in tables(text):
        if not low <= text.blocks[table.blocks[0]].start < high or "name" not in table.roles:
            continue
        for row in table.rows:
            words = " | ".join(text.text[b.start : b.end].lower() for b in row.values())
            name = table.cell(row, "name")
            if name is not None and "trúng cử" in words and "không trúng cử" not in words:
                yield from _first_person(mentions, name)
        return


def _candidates(text: Text, mentions: Mentions, low: int, high: int, first: int, last: int) -> Iterator[PersonMention]:
    """The persons numbered `first` to `last` of the list between two places: numbered items, or rows of a table."""
    for block in text.blocks:
        if not low <= block.start < high or block.kind is BlockKind.CELL:
            continue
        number = _NUMBER.match(text.text, block.start, block.end)
        if number is not None and first <= int(number.group(1)) <= last and _VOTES.search(text.text, block.start, block.end):
            yield from _first_person(mentions, block)
    for table in tables(text):
        if not low <= text.blocks[table.blocks[0]].start < high or "number" not in table.roles:
            continue
        for row in table.rows:
            mark, name = table.cell(row, "number"), table.cell(row, "name")
            if mark is not None and name is not None:
                digits = text.text[mark.start : mark.end].strip(" .")
                if digits.isdecimal() and first <= int(digits) <= last:
                    yield from _first_person(mentions, name)


def _first_person(mentions: Mentions, block: Block) -> Iterator[PersonMention]:
    inside = [p for p in mentions.people if block.start <= p.start and p.end <= block.end]
    yield from inside[:1]


def share(votes: str) -> float:
    """The share of votes for: "9/10" and "90%" are 0.9.

    >>> share("9/10")
    0.9
    """
    fraction = FRACTION.search(votes)
    if fraction:
        return int(fraction[1]) / max(1, int(fraction[2]))
    number = re.search(r"\d+(?:[.,]\d+)?", votes)
    return float(number.group().replace(",", ".")) / 100 if number else 1.0


def is_minority(votes: str) -> bool:
    """Whether fewer than half voted for: nobody is elected or put forward by that."""
    return share(votes) < MAJORITY
