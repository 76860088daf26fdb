"""Which organisations the document shows to be members of the meeting's block (RECORDS.md, organizations)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.document import Mentions, OrganizationMention, Span, Text
from extractor.record import Award, Entry, Leader, Meeting, Person
from extractor.relations.chunks import Chunked
from extractor.relations.organizations import Member
from extractor.relations.rules import first
from extractor.relations.tables import tables

# Bodies in a row, parted by marks or "và", each perhaps with a word or an aside.
_ROW = re.compile(r"O(?:[w\-]{0,3}[,;v.]{1,2}[w\-]{0,2}O)+|(?<=:)[w\-]{0,2}O(?=[.;]|$)")
REACH = 160


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

    Empty where no block meets.
    """
    if meeting is None or meeting.block is None:
        return []
    return [*_listed(text, chunked), *_leading(leaders, people), *_nominated(awards, meeting), *_in_tables(text, mentions)]


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
            if first("members", "lists", text.text[max(start - REACH, 0) : start]) is None:
                continue
            for i in range(*row.span()):
                found = chunks[i].mention
                if isinstance(found, OrganizationMention) and not found.block:
                    yield Member(found.span, "member.listed")


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


def _nominated(awards: Sequence[Award], meeting: Meeting) -> Iterator[Member]:
    """Collectives that the block puts forward: its meeting bears the proposal."""
    for award in awards:
        if (
            award.status == "recommended"
            and award.recipient_kind == "collective"
            and (award.proposer is None or award.proposer == meeting.block)
        ):
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
