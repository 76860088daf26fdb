"""Which organisations the document shows to be members of the meeting's block (RECORDS.md, organizations)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractor.document import Block, BlockKind, Mentions, OrganizationMention, Span, Text
from extractor.record import Award, Entry, Leader, Meeting, Person
from extractor.relations.chunks import Chunked
from extractor.relations.organizations import Member
from extractor.relations.rules import first, rules
from extractor.relations.tables import tables

# Bodies in a row, parted by marks or "và", each perhaps with a word or an aside.
_ROW = re.compile(r"O(?:[w\-]{0,3}[,;v.]{1,2}[w\-]{0,2}O)+|(?<=:)[w\-]{0,2}O(?=[.;]|$)")
REACH = 160
# The longest line that can be the heading of a list.
HEADING = 160
# How far before a row its announcement may stand when neither a colon nor "gồm", "như" or "là" links the two.
NEAR = 12
_LINK = re.compile(r":|\b(?:gồm|là|như)\b|\(")


def members(
    text: Text,
    mentions: Mentions,
    chunked: Chunked,
    meeting: Meeting | None,
    leaders: Sequence[Leader],
    people: Sequence[Person],
    awards: Sequence[Award],
) -> list[Member]:
    """The places of bodies that are members: listed as such, leading the block or sending its leader, nominated by it, in its tables.

    Empty where no block meets and, in a document without a meeting (a plan, a decision), where none is named.
    """
    if meeting is not None:
        if meeting.block is None:
            return []
    elif not any(m.block for m in mentions.organizations):
        return []
    block = meeting.block if meeting is not None else None
    return [
        *_listed(text, chunked),
        *_items(text, mentions),
        *_leading(leaders, people),
        *_nominated(awards, block),
        *_in_tables(text, mentions),
    ]


def _listed(text: Text, chunked: Chunked) -> Iterator[Member]:
    """Bodies in a row behind words such as "các đơn vị thành viên gồm"."""
    for sentence, chunks in zip(text.sentences, chunked, strict=True):
        if sum(c.sign == "O" for c in chunks) < 1:
            continue
        words = text.text[max(sentence.start - REACH, 0) : sentence.end]
        if not first("members", "lists", words):
            continue
        signs = "".join(c.sign for c in chunks)
        for row in _ROW.finditer(signs):
            start = chunks[row.start()].start
            if not _announced(text.text[max(start - REACH, 0) : start]):
                continue
            for i in range(*row.span()):
                found = chunks[i].mention
                if isinstance(found, OrganizationMention) and not found.block:
                    yield Member(found.span, "member.listed")


def _announced(before: str) -> bool:
    """Whether the words before a row say that members follow, and go on to it."""
    ends = [m.end() for rule in rules("members", "lists") for m in rule.pattern.finditer(before)]
    return bool(ends) and (len(before) - max(ends) <= NEAR or _LINK.search(before, max(max(ends) - 1, 0)) is not None)


def _items(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The first body of each item of a list under "Thành viên Khối:" or under the name of a block."""
    starts = [m.start for m in mentions.organizations]
    heading = False
    for block in text.blocks:
        if block.kind != BlockKind.ITEM:
            heading = _heads_members(text, mentions, block, starts)
            continue
        if _heads_members(text, mentions, block, starts):
            heading = True
            continue
        inside = mentions.organizations[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        if heading and inside and not inside[0].block:
            yield Member(inside[0].span, "member.item")


def _heads_members(text: Text, mentions: Mentions, block: Block, starts: list[int]) -> bool:
    """Whether a short line announces the members: it ends in a colon and says so, or it is the name of a block and its number."""
    line = text.text[block.start : block.end]
    if len(line) > HEADING:
        return False
    if line.endswith(":"):
        return first("members", "lists", line) is not None or first("members", "heading", line) is not None
    inside = mentions.organizations[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
    return len(inside) == 1 and inside[0].block and inside[0].end == block.end and inside[0].start - block.start < 8


def _leading(leaders: Sequence[Leader], people: Sequence[Person]) -> Iterator[Member]:
    """The bodies that hold an office of the block, and the first body of each person who does."""
    heads = {e.holder for e in leaders if e.holder_kind == "person" and _of_block(e)}
    for leader in leaders:
        if leader.holder_kind == "organization":
            yield from _at(leader, "holder", "member.leads")
    for person in people:
        if person.name in heads:
            own = next((p for p in person.positions if p.organization and not _block_office(p.title)), None)
            if own is not None:
                yield from _at(own, "organization", "member.head-leads")


def _nominated(awards: Sequence[Award], block: str | None) -> Iterator[Member]:
    """Collectives that the block puts forward: its meeting bears the proposal."""
    for award in awards:
        if award.status == "recommended" and award.recipient_kind == "collective" and (award.proposer is None or award.proposer == block):
            yield from _at(award, "recipient", "member.nominated")


def _in_tables(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The units of tables of attendance, points and votes."""
    for table in tables(text):
        if not {"points", "votes", "name"} & set(table.roles) or "unit" not in table.roles:
            continue
        for row in table.rows:
            cell = table.cell(row, "unit")
            inside = [m for m in mentions.organizations if cell is not None and cell.start <= m.start and m.end <= cell.end and not m.block]
            yield from (Member(m.span, "member.table") for m in inside[:1])


def _of_block(leader: Leader) -> bool:
    return _block_office(leader.position)


def _block_office(title: str) -> bool:
    return first("members", "block_office", title) is not None


def _at(entry: Entry, field: str, rule: str) -> Iterator[Member]:
    for place in entry.evidence.get(field, []):
        yield Member(Span(place.start, place.end), rule)
