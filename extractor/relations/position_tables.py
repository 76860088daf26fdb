"""People and their positions in tables: names of a column with the titles of another, titles and names in one cell."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractor.document import Block, Mentions, OrganizationMention, PositionMention, Span, Text
from extractor.relations.chunks import Chunk, Chunked
from extractor.relations.layout import inside
from extractor.relations.position_pairs import ITEM, LED, Held, titles_with_bodies, under
from extractor.relations.tables import Table, tables

# How the column of who confers an award is headed.
_CONFERS = re.compile(
    r"(?i)\bcấp (?:khen|trao|quyết định|tặng|trình|có thẩm quyền)|khen thưởng|người ký|cơ quan (?:trao|tặng|khen)|thẩm quyền"
)
# A cell that says the same as the one above it.
_SAME = re.compile(r"(?i)\W*(?:nt|như trên)?\W*")


def in_table(text: Text, mentions: Mentions, table: Table) -> Iterator[Held]:
    """Names of a column with the titles of another, held in the body that the title names, else in that of the row's unit."""
    above: Block | None = None
    for row in table.rows:
        name, office, unit = (table.cell(row, role) for role in ("name", "position", "unit"))
        unit = above = _again(text, table, row, above) or unit
        if name is None:
            continue
        if office is None or name is office:
            yield from _told_in_cell(text, mentions, table, row, name)
            yield from _told_as_unit(mentions, row, name, table)
            continue
        persons = inside(mentions.people, name.span)
        unit = unit or _unit(text, mentions, table, row, (name, office))
        titles = inside(mentions.positions, office.span)
        bodies = inside(mentions.organizations, unit.span) if unit is not None else []
        if len(persons) == len(titles) > 1 and text.text.count("\n", name.start, name.end) == len(persons) - 1:
            body = bodies[0].span if len(bodies) == 1 and unit is not office else None
            yield from ((p, t, t.organization or body) for p, t in zip(persons, titles, strict=True))
            continue
        for person in persons[:1]:
            for extra in (b for c, b in sorted(row.items()) if b not in (name, office, unit)):
                yield from ((person, t, None) for t in inside(mentions.positions, extra.span) if t.kind == "block")
            for title, body in _titles_of(text, titles, inside(mentions.organizations, office.span)):
                yield (
                    person,
                    title,
                    body or (bodies[0].span if bodies and title.kind not in ("alone", "block") and title.anaphor is None else None),
                )


def _again(text: Text, table: Table, row: dict[int, Block], above: Block | None) -> Block | None:
    """The unit of the row above, where this row's cell is empty or only refers to it ("nt", "-", "như trên")."""
    column = table.roles.get("unit")
    cell = row.get(column) if column is not None else None
    same = cell is None or _SAME.fullmatch(text.text, cell.start, cell.end) is not None
    return above if column is not None and same else None


def in_rows(text: Text, mentions: Mentions, chunks: Chunked) -> Iterator[Held]:
    """People told with their titles in one cell, held in the body that another cell of the row names: "Sở Y tế | Đ/c A, Phó Giám đốc"."""
    starts = [s.start for s in text.sentences]
    for table in tables(text):
        for row in table.rows:
            named = [c for k, c in row.items() if inside(mentions.organizations, c.span) and not _confers(text, table, k)]
            units = [c for c in named if not inside(mentions.people, c.span)]
            if len(units) != 1:
                continue
            body = inside(mentions.organizations, units[0].span)[0]
            for cell in row.values():
                first, last = bisect_left(starts, cell.start), bisect_left(starts, cell.end)
                for sentence in chunks[first:last] if cell is not units[0] else ():
                    for item in (*ITEM.finditer(sentence.signs), *LED.finditer(sentence.signs)):
                        for title, own in titles_with_bodies(text, sentence, *item.span("titles")):
                            if under(text, title, own, body):
                                yield sentence[item.start("person")].person, title, body.span


def _unit(text: Text, mentions: Mentions, table: Table, row: dict[int, Block], taken: tuple[Block, Block]) -> Block | None:
    """The cell of a row that names a body, whatever its heading ("Huyện, thị xã") but that of who confers an award ("Cấp khen")."""
    for column, block in sorted(row.items()):
        if block not in taken and not _confers(text, table, column) and inside(mentions.organizations, block.span):
            return block
    return None


def _confers(text: Text, table: Table, column: int) -> bool:
    """Whether a column tells who confers an award."""
    heading = table.heading.get(column)
    return heading is not None and _CONFERS.search(text.text, heading.start, heading.end) is not None


def _told_in_cell(text: Text, mentions: Mentions, table: Table, row: dict[int, Block], name: Block) -> Iterator[Held]:
    """A cell with a title over or under a name ("Giám đốc / Hồ Cường Tráng"), held in the body of the row."""
    persons, titles = inside(mentions.people, name.span), inside(mentions.positions, name.span)
    unit = _unit(text, mentions, table, row, (name, name))
    if not persons or not titles:
        return
    over = titles[-1].end <= persons[0].start and "\n" in text.text[titles[-1].end : persons[0].start]
    if over or (persons[0].end <= titles[0].start and "\n" in text.text[persons[0].end : titles[0].start]):
        bodies = inside(mentions.organizations, unit.span) if unit is not None else []
        for title, body in _titles_of(text, titles):
            yield persons[0], title, body or (bodies[0].span if bodies else None)


def _told_as_unit(mentions: Mentions, row: dict[int, Block], name: Block, table: Table) -> Iterator[Held]:
    """An office with its body where the table asks for the unit only: "Nguyễn Văn A | Phó Trưởng phòng Đào tạo"."""
    unit = table.cell(row, "unit")
    persons = inside(mentions.people, name.span)
    titles = inside(mentions.positions, unit.span) if unit is not None and unit is not name else []
    if unit is not None and len(persons) == 1 and titles and titles[0].start == unit.start:
        yield from ((persons[0], title, title.organization) for title in titles if title.organization is not None)


def _titles_of(
    text: Text, titles: Sequence[PositionMention], bodies: Sequence[OrganizationMention] = ()
) -> list[tuple[PositionMention, Span | None]]:
    """The titles of a cell with their bodies: that which each names, or that of `bodies` behind its comma ("Giáo viên, Trường X")."""
    own = {t.organization for t in titles}
    apart = [o for o in bodies if o.span not in own and text.text[max(0, o.start - 3) : o.start].endswith((", ", " - ", " – "))]
    told = [*(Chunk("T", t.start, t.end, t) for t in titles), *(Chunk("O", o.start, o.end, o) for o in apart)]
    chunks = sorted(told, key=lambda c: c.start)
    return titles_with_bodies(text, chunks, 0, len(chunks))
