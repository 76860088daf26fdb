"""Which organisations the document shows to be members of the meeting's block (RECORDS.md, organizations)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.document import Block, BlockKind, Mentions, OrganizationMention, Span, Text
from extractor.lexicon import load
from extractor.record import Award, Entry, Leader, Meeting, Person
from extractor.relations.chunks import Chunked
from extractor.relations.layout import inside
from extractor.relations.organizations import Member, groups, key
from extractor.relations.rules import first, rules
from extractor.relations.tables import tables
from extractor.syllables import fold_phrase

# Bodies in a row, parted by marks or "và", each perhaps with a word or an aside; words between marks may be a body that nothing tells.
_ROW = re.compile(r"O(?:[w\-]{0,3}[,;v.]{1,2}(?:(?<=[,;])w{1,5}(?:-w{1,5})?[,;v]{1,2}){0,2}[w\-]{0,2}O)+|(?<=:)[w\-]{0,2}O(?=[.;]|$)")
REACH = 160
# The longest line that can be the heading of a list.
HEADING = 160
# How far before a row its announcement may stand when neither a colon nor "gồm", "như" or "là" links the two.
NEAR = 12
# "và đại diện Ban Thi đua - Khen thưởng tỉnh" behind a row of members: guests.
_GUEST = re.compile(r"(?:,|và)[^,]*\b(?:đại diện|lãnh đạo|đồng chí|các phòng)\b")
_SEAT = re.compile(r"(?i)(?:ủy viên|uỷ viên|uv|đại biểu|thành viên)")
MOST_BRACKETED = 40
# So many bodies of one kind make a cluster of them; fewer where the block's own name says the kind.
ALIKE, ALIKE_NAMED = 4, 2
_PROVINCES = frozenset(load("places")["provinces"])
_PROVINCE = "|".join(sorted(_PROVINCES, key=lambda p: (-len(p), p)))
_LEVEL = r"tỉnh|thành phố|TP\.?|huyện|quận|thị xã|xã|phường|thị trấn"
_PLACED = re.compile(rf"(?P<kind>.{{2,60}}?) (?:(?P<level>{_LEVEL}) (?P<place>[^a-zà-ỹ\W\d_].{{1,24}})|(?P<province>{_PROVINCE}))")
_COMMON = frozenset(fold_phrase("thi đua cụm khối số các tỉnh và sở hội ban").split())
# Parts of bodies that are seldom members of a block themselves.
_PARTS = tuple(fold_phrase(w) + " " for w in ("Chi cục", "Phòng", "Đội", "Tổ", "Chi đoàn", "Chi bộ", "Khoa", "Phân xưởng"))
# What heads the column of the members, and the office of the block in a cell of its own.
_OF_MEMBERS = re.compile(r"(?i)thành viên|đơn vị (?:trong|thuộc) (?:khối|cụm)")
_HEADS = re.compile(r"(?i)(?:đơn vị )?(?:(?:khối|cụm) (?:trưởng|phó)|(?:phó )?trưởng (?:khối|cụm)|phó (?:khối|cụm))(?: năm \d{4})?")
# A bracket behind a body of a row, and what says in it that the body leads the block.
_ASIDE = r"(?:[^\S\n]*\([^()\n]{1,80}\))?"
_OFFICE = re.compile(r"(?i)[^\S\n]*\((?:đơn vị |là )?(?:phó |trưởng )?(?:khối|cụm)(?: trưởng| phó)?\b(?! thi đua)")
_BESIDE = re.compile(rf"{_ASIDE}[^\S\n]*(?:[,;]|[,;]? và)[^\S\n]+")
_COLON = re.compile(rf"{_ASIDE}[*_ ]*:[*_ ]+")
_CLOSED = re.compile(rf"{_ASIDE}[^\S\n]*(?:[.;\n]|$)")
# So far from its beginning an item may name a body that leads a block or stands beside such: "- Lãnh đạo Sở X" are guests.
_LONGEST_MARK = 6
_COUNTED = re.compile(r"\d ?/ ?\d+ \w+(?: \w+)?\W*$")
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

    Where no meeting or none of a block is told (a plan, a decision), exactly one block must be named: a decision on how all are made up is
    of none of them. What a meeting of nobody's nominates or shows in tables makes no members.
    """
    block = meeting.block if meeting is not None else None
    if block is None and sum(group.block for group in groups(text, mentions.organizations)) != 1:
        return []
    told = [*_listed(text, chunked), *_items(text, mentions), *_led(text, mentions), *_bracketed(text, mentions)]
    if meeting is not None and block is None:
        return told
    return [
        *told,
        *_alike(text, mentions, block),
        *_leading(leaders, people),
        *_nominated(awards, leaders, block),
        *_in_tables(text, mentions),
    ]


def _listed(text: Text, chunked: Chunked) -> Iterator[Member]:
    """Bodies in a row behind words such as "các đơn vị thành viên gồm"."""
    for at in chunked.naming("O"):
        chunks = chunked[at]
        for row in _ROW.finditer(chunks.signs):
            start = chunks[row.start()].start
            if not _announced(text.text[max(start - REACH, 0) : start]):
                continue
            last = None
            for i in range(*row.span()):
                found = chunks[i].mention
                if isinstance(found, OrganizationMention):
                    if last is not None and _GUEST.search(text.text, last, found.start):
                        break
                    last = found.end
                if isinstance(found, OrganizationMention) and not found.block:
                    yield Member(found.span, "member.listed")


def _announced(before: str) -> bool:
    """Whether the words before a row say that members follow, and go on to it."""
    ends = [m.end() for rule in rules("members", "lists") for m in rule.pattern.finditer(before)]
    return bool(ends) and (len(before) - max(ends) <= NEAR or _LINK.search(before, max(max(ends) - 1, 0)) is not None)


def _items(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The first body of each item of a list under "Thành viên Khối:" or under the name of a block. A list under an item ends at the next
    item of that item's own sort."""
    starts = [m.start for m in mentions.organizations]
    heading, above = False, ""
    for block in text.blocks:
        item, mark = block.kind == BlockKind.ITEM, _mark(text, block)
        heads = _heads_members(text, mentions, block, starts)
        if heads or not item or (mark and mark == above):
            heading, above = heads, mark if heads and item else ""
            continue
        named = mentions.organizations[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
        if heading and named and not named[0].block:
            yield Member(named[0].span, "member.item")


def _mark(text: Text, block: Block) -> str:
    """The sort of an item's mark: "1" for a number, "a" for a letter, else the mark itself."""
    first_sign = text.text[block.start : block.start + 1]
    return "1" if first_sign.isdecimal() else "a" if first_sign.isalpha() else first_sign


def _heads_members(text: Text, mentions: Mentions, block: Block, starts: list[int]) -> bool:
    """Whether a short line announces the members: it ends in a colon or in how many came ("7/8 đơn vị") and says so, or it is the name of a
    block and its number."""
    line = text.text[block.start : block.end]
    if len(line) > HEADING:
        return False
    if line.endswith(":"):
        return first("members", "lists", line) is not None or first("members", "heading", line) is not None
    if _COUNTED.search(line):
        return first("members", "heading", line) is not None
    named = mentions.organizations[bisect_left(starts, block.start) : bisect_left(starts, block.end)]
    return len(named) == 1 and named[0].block and named[0].end == block.end and named[0].start - block.start < 8


def _led(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The bodies of a row behind a block's name and a colon, of a row or a list of which one leads the block ("Sở Y tế (Khối trưởng),
    Sở Nội vụ; …"), each with what stands in a bracket behind it."""
    listed: list[OrganizationMention] = []
    heads, sort = False, ""
    starts = [m.start for m in mentions.organizations]
    for block in (*text.blocks, None):
        named = mentions.organizations[bisect_left(starts, block.start) : bisect_left(starts, block.end)] if block is not None else ()
        mark = _mark(text, block) if block is not None and block.kind is BlockKind.ITEM else ""
        if mark != sort or not mark or not named:
            if heads and len(listed) > 1:
                yield from (Member(o.span, "member.item") for o in listed)
            listed, heads, sort = [], False, mark
        if mark and named and not named[0].block and block is not None and named[0].start - block.start <= _LONGEST_MARK:
            listed.append(named[0])
            heads |= _OFFICE.match(text.text, named[0].end) is not None
        if len(named) > 1:
            yield from _rows(text, named)


def _rows(text: Text, named: Sequence[OrganizationMention]) -> Iterator[Member]:
    """The bodies of each row of a block's that one of them leads, or that a block's name and a colon announce."""
    at = 0
    while at < len(named):
        end = at + 1
        while end < len(named) and not named[end].block and _BESIDE.fullmatch(text.text, named[end - 1].end, named[end].start):
            end += 1
        row = named[at:end]
        told = at > 0 and named[at - 1].block and _COLON.fullmatch(text.text, named[at - 1].end, row[0].start) is not None
        led = any(_OFFICE.match(text.text, o.end) for o in row)
        if len(row) > 1 and not row[0].block and (led or (told and _CLOSED.match(text.text, row[-1].end))):
            yield from (Member(o.span, "member.row") for o in row)
        at = end


def _bracketed(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The bodies listed in brackets right behind a block's name ("Khối thi đua Doanh nghiệp II (Công ty A; Công ty B; …)")."""
    for i, block in enumerate(mentions.organizations):
        if not block.block or text.text[block.end : block.end + 2] != " (":
            continue
        close = text.text.find(")", block.end)
        named = [o for o in mentions.organizations[i + 1 : i + MOST_BRACKETED] if o.start < close and not o.block]
        if len(named) > 1:
            yield from (Member(o.span, "member.bracketed") for o in named)


def _alike(text: Text, mentions: Mentions, block: str | None) -> Iterator[Member]:
    """Bodies of one kind from several places of one rank, whose cluster meets ("VKSND tỉnh A", "VKSND tỉnh B", "VKSND thành phố C")."""
    if block is None:
        return
    kinds: dict[tuple[str, str], dict[str, list[OrganizationMention]]] = {}
    for o in mentions.organizations:
        found = None if o.block or o.head else _PLACED.fullmatch(text.value(o.span))
        if found is not None:
            kinds.setdefault((key(found["kind"]), _rank(found)), {}).setdefault(
                fold_phrase(found["place"] or found["province"]), []
            ).append(o)
    for (kind, _), places in kinds.items():
        named = bool(set(kind.split()) & set(key(block).split()) - _COMMON)
        if len(places) >= (ALIKE_NAMED if named else ALIKE):
            every = (o for found in places.values() for o in found)
            yield from (Member(o.span, "member.alike") for o in every if key(text.value(o.span)) not in key(block))  # whose block it is


def _rank(found: re.Match[str]) -> str:
    """The rank of a body's place: a province or a city like one, a district, a commune."""
    level = found["level"]
    if level is None or level == "tỉnh" or (level.startswith(("thành phố", "TP")) and found["place"] in _PROVINCES):
        return "province"
    return "commune" if level in ("xã", "phường", "thị trấn") else "district"


def _leading(leaders: Sequence[Leader], people: Sequence[Person]) -> Iterator[Member]:
    """The bodies that hold an office of the block, and the first body of each person who does."""
    heads = {e.holder for e in leaders if e.holder_kind == "person" and _of_block(e)}
    for leader in leaders:
        if leader.holder_kind == "organization":
            yield from _at(leader, "holder", "member.leads")
    for person in people:
        if person.name in heads:
            offices = [p for p in person.positions if p.organization and not _block_office(p.title)]
            own = next((p for p in offices if not _SEAT.match(p.title)), offices[0] if offices else None)
            if own is not None:
                yield from _at(own, "organization", "member.head-leads")


def _nominated(awards: Sequence[Award], leaders: Sequence[Leader], block: str | None) -> Iterator[Member]:
    """Collectives that the block puts forward: its meeting bears the proposal. A part of a member's ("Chi cục …", "Phòng …") is none,
    unless such parts lead the block or give it its name."""
    led = [fold_phrase(e.holder) for e in leaders if e.holder and e.holder_kind == "organization"]
    own = [part for part in _PARTS if any(name.startswith(part) for name in led) or (block is not None and part in fold_phrase(block))]
    for award in awards:
        if award.status == "recommended" and award.recipient_kind == "collective" and (award.proposer is None or award.proposer == block):
            part = next((p for p in _PARTS if fold_phrase(award.recipient or "").startswith(p)), None)
            if part is None or part in own or not led:
                yield from _at(award, "recipient", "member.nominated")


def _in_tables(text: Text, mentions: Mentions) -> Iterator[Member]:
    """The units of tables of attendance, points and votes, and of tables that list the members, by their heading, by an office of the block
    in a row, or beside the block's name."""
    for table in tables(text):
        cells = [inside(mentions.organizations, block.span) for row in table.rows for _, block in sorted(row.items())]
        for named, following in pairwise(cells):
            if len(named) == 1 and named[0].block and following and not any(o.block for o in following):
                yield from (Member(o.span, "member.table") for o in following)
        told = {"points", "votes", "name"} & set(table.roles) or any(
            _OF_MEMBERS.search(text.text, b.start, b.end) for b in table.heading.values()
        )
        told = told or any(_HEADS.fullmatch(text.text, b.start, b.end) for row in table.rows for b in row.values())
        for row in table.rows if told and "unit" in table.roles else ():
            cell = table.cell(row, "unit")
            units = [o for o in inside(mentions.organizations, cell.span) if not o.block] if cell is not None else []
            yield from (Member(o.span, "member.table") for o in units[:1])


def _of_block(leader: Leader) -> bool:
    return _block_office(leader.position)


def _block_office(title: str) -> bool:
    return first("members", "block_office", title) is not None


def _at(entry: Entry, field: str, rule: str) -> Iterator[Member]:
    for place in entry.evidence.get(field, []):
        yield Member(Span(place.start, place.end), rule)
