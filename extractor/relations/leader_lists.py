"""Those listed line by line under an office that stands over them by itself ("Các Phó Chủ tịch:" / "- Ông A" / "- Bà B")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import Block, BlockKind, Mentions, OrganizationMention, PersonMention, PositionMention, Text
from extractor.relations.layout import inside
from extractor.relations.leader_reading import may_hold

# What stands before the office in such a line, and behind it with the body and the year.
_OPENS = re.compile(r"(?i)\W*(?:(?:\d{1,2}|[ivx]{1,4}|[a-zđ])[.)/]\s*)?(?:(?:các|chức danh|chức vụ|đơn vị|\d{1,2}|hai|ba|bốn|năm) )*")
_CLOSES = re.compile(r"(?i)[^:.;]{0,40}?(?: (?:gồm|là)(?: (?:các )?(?:đồng chí|ông|bà|ông, bà|đơn vị))*)?\s*(?:\([^()]{1,20}\))?\s*:\s*")
# What may stand before the holder who opens a line of the list.
_MARK = re.compile(
    r"(?i)\W*(?:(?:\d{1,2}(?:\.\d{1,2})?|[a-zđ])[.)]\s*)?(?:(?:ông|bà|đồng chí|đ/c|anh|chị|thầy|cô)[ :]\s*)?(?:[\w/.]{1,9}\s){0,3}"
)
# How long the line of the office may be, and how many may be listed under it.
LONGEST_OPENING = 120
MOST = 20


def under_offices(text: Text, mentions: Mentions) -> Iterator[tuple[Block, PositionMention, PersonMention | OrganizationMention]]:
    """The line of each office that opens such a list, the office, and each holder listed."""
    blocks = text.blocks
    for i, block in enumerate(blocks):
        if block.end - block.start > LONGEST_OPENING or text.text[block.end - 1 : block.end] != ":":
            continue
        titles = inside(mentions.positions, block.span)
        if len(titles) != 1 or _OPENS.fullmatch(text.text, block.start, titles[0].start) is None:
            continue
        named = titles[0].organization
        if _CLOSES.fullmatch(text.text, named.end if named is not None else titles[0].end, block.end) is None:
            continue
        for below in blocks[i + 1 : i + 1 + MOST]:
            if below.kind is not BlockKind.ITEM or (holder := _opener(text, mentions, below)) is None:
                break
            if may_hold(titles[0], holder):
                yield block, titles[0], holder


def _opener(text: Text, mentions: Mentions, line: Block) -> PersonMention | OrganizationMention | None:
    """Who opens a line of the list; nobody where the line opens with an office or with words."""
    found: list[PersonMention | OrganizationMention] = [
        *inside(mentions.people, line.span)[:1],
        *inside(mentions.organizations, line.span)[:1],
    ]
    first = min(found, key=lambda m: m.start, default=None)
    if first is None or _MARK.fullmatch(text.text, line.start, first.start) is None:
        return None
    over = inside(mentions.positions, line.span)
    return None if over and over[0].start <= first.start else first
