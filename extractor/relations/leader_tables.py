"""Heads of blocks and elected officers in tables: results of votes, lists of those present, plans that divide bodies into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from extractor.document import Block, Mention, Mentions, OrganizationMention, PersonMention, PositionMention, Text
from extractor.relations.layout import inside
from extractor.relations.leader_reading import may_hold
from extractor.relations.leader_terms import TABLE_HEADING, Term, Terms
from extractor.relations.tables import Table, tables

_VOTED = re.compile(r"(?i)\bbầu\b|trúng cử|suy tôn|kiểm phiếu|phân công|luân phiên|công nhận|giới thiệu")
_ELECTED = re.compile(r"(?i)\bbầu\b|trúng cử")
_WON = re.compile(r"(?i)^\W*(?:được bầu (?:làm|là|giữ)|trúng cử|đắc cử|tái cử)?\W*$")
_YEAR = re.compile(r"(?:,? (?:năm(?: học)?|nhiệm kỳ|giai đoạn) (?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?)?(?: ?\([^()\n]{2,30}\))?[ .:]*")
_SIGNED = re.compile(
    r"(?i)\W*(?:đã )?ký(?: tên| và ghi rõ họ tên|, ghi rõ họ(?:,| và)? tên|, đóng dấu| và đóng dấu)*\W*"
    r"|(?-i:THƯ KÝ|CHỦ TRÌ|CHỦ TỌA|CHỦ TOẠ)"
)
_OR = re.compile(r"\s*(?:[,/]|hoặc|và)\s*")
_PARTING = re.compile(r"(?:[\s,;.+–-]|và|kiêm|\d\.|[ÔôBb](?:ng|à)|[Đđ]ồng chí|[Đđ]/c)*")
M = TypeVar("M", bound=Mention)


class Row(NamedTuple):
    """An office with its holder in one row."""

    title: PositionMention
    holder: OrganizationMention | PersonMention
    elected: bool
    term: Term | None
    block: OrganizationMention | None = None


def rows(text: Text, mentions: Mentions, terms: Terms) -> Iterator[Row]:
    """The offices and holders of every ruled table."""
    for table in tables(text):
        start = text.blocks[table.blocks[0]].start
        lines = text.text[max(0, start - TABLE_HEADING) : start]
        offices = _office_columns(text, mentions, table)
        if _is_signature(text, table):
            yield from (r for r in _by_column(text, mentions, table, offices, terms, elected=False) if isinstance(r.holder, PersonMention))
        elif years := {c: term for c, cell in table.heading.items() if (term := terms.filling(cell)) is not None}:
            yield from _by_year(text, mentions, table, years)
        elif offices:
            yield from _by_column(text, mentions, table, offices, terms, elected=terms.gives_offices or _VOTED.search(lines) is not None)
        elif "votes" in table.roles or terms.gives_offices or _VOTED.search(lines.rstrip().rpartition("\n")[2]):
            election = _ELECTED.search(lines) is not None
            yield from (row for row in _results(text, mentions, table, terms) if election or row.title.kind == "block")
        else:
            yield from _present(text, mentions, table, terms)


def _is_signature(text: Text, table: Table) -> bool:
    """Whether a table sets signatures side by side: "| THƯ KÝ | KHỐI TRƯỞNG |" over "| Đã ký | Đã ký |" and the names."""
    cells = [text.value(cell.span) for row in (table.heading, *table.rows) for cell in row.values()]
    return any(_SIGNED.fullmatch(words) for words in cells)


def _office_columns(text: Text, mentions: Mentions, table: Table) -> dict[int, list[PositionMention]]:
    """Columns headed by an office of a block ("Khối trưởng", "Đơn vị Khối phó"), or by that of either kind ("Khối trưởng, Cụm trưởng")."""
    out = {}
    for column, cell in table.heading.items():
        named = inside(mentions.positions, cell.span)
        between = all(_OR.fullmatch(text.text, a.end, b.start) for a, b in pairwise(named))
        if named and between and all(t.kind == "block" for t in named) and _YEAR.fullmatch(text.text, named[-1].end, cell.end):
            out[column] = named
    return out


def _by_column(
    text: Text, mentions: Mentions, table: Table, offices: dict[int, list[PositionMention]], terms: Terms, *, elected: bool
) -> Iterator[Row]:
    told_years = {t[0] for row in table.rows for c, cell in row.items() if (t := terms.filling(cell, table.heading.get(c))) is not None}
    elected = elected or len(told_years) > 1  # whose turn it is in which year
    for row in table.rows:
        blocks = [m for cell in row.values() for m in inside(mentions.organizations, cell.span) if m.block and m.start == cell.start]
        for column, named in offices.items():
            title = _of_kind(text, named, blocks[0]) if blocks else named[0]
            cell = row.get(column)
            held = _listed(text, mentions, cell) if cell is not None else []
            for holder in held:
                if may_hold(title, holder):
                    told = next((t for c, cell in row.items() if (t := terms.filling(cell, table.heading.get(c))) is not None), None)
                    term = told or terms.beside(title, table.heading[column]) or terms.of_table(title, table, elected=elected)
                    comes = (elected and not terms.reached(told)) or terms.to_come(term)
                    yield Row(title, holder, comes, term, blocks[0] if blocks else None)


def _by_year(text: Text, mentions: Mentions, table: Table, years: dict[int, Term]) -> Iterator[Row]:
    """Who leads in turn: an office a row, a year a column ("| Khối trưởng | Sở X | Sở Y |" under "| Năm 2023 | Năm 2024 |")."""
    for row in table.rows:
        titles = [t for c, cell in row.items() if c not in years for t in filling(text, mentions.positions, cell) if t.kind == "block"]
        for column, term in years.items() if len(titles) == 1 else ():
            for holder in _listed(text, mentions, row[column]) if column in row else []:
                if may_hold(titles[0], holder):
                    yield Row(titles[0], holder, True, term)


def _of_kind(text: Text, offices: Sequence[PositionMention], block: OrganizationMention) -> PositionMention:
    """Of a heading's offices the one of this kind of block: "Cụm trưởng" for a cụm."""
    kind = text.text[block.start : block.end].split()[0].lower()
    return next((t for t in offices if kind in text.text[t.start : t.end].lower()), offices[0])


def _results(text: Text, mentions: Mentions, table: Table, terms: Terms) -> Iterator[Row]:
    """Rows of a vote ("| Khối trưởng | Sở Y tế | 12/12 |", "| Sở Y tế | 12/12 | Trúng cử Khối trưởng |")."""
    for row in table.rows:
        cells = [row[c] for c in sorted(row)]
        titles = [t for c in cells for t in filling(text, mentions.positions, c) or _won(text, mentions.positions, c)]
        holders = [m for c in cells for m in _holders(text, mentions, c)]
        if len(titles) == 1 and holders and may_hold(titles[0], holders[0]):
            yield Row(titles[0], holders[0], True, terms.of_table(titles[0], table, elected=True))


def _present(text: Text, mentions: Mentions, table: Table, terms: Terms) -> Iterator[Row]:
    """Heads of the block marked as such in a list of those present."""
    for row in table.rows:
        cells = [row[c] for c in sorted(row)]
        persons = [m for cell in cells for m in filling(text, mentions.people, cell)]
        titles = [t for cell in cells for t in _offices(text, mentions, cell) if t.kind == "block"]
        if len(persons) == 1 and len(titles) == 1:
            yield Row(titles[0], persons[0], False, terms.in_office(titles[0]))


def _holders(text: Text, mentions: Mentions, cell: Block) -> list[OrganizationMention | PersonMention]:
    return [*filling(text, mentions.people, cell), *filling(text, mentions.organizations, cell)]


def _listed(text: Text, mentions: Mentions, cell: Block) -> list[OrganizationMention | PersonMention]:
    """The holders that a cell lists, parted by marks, "và" or line ends; none where it says more than their names."""
    named: list[OrganizationMention | PersonMention] = [*inside(mentions.people, cell.span), *inside(mentions.organizations, cell.span)]
    return sorted(named, key=lambda m: m.start) if _PARTING.fullmatch(_rest(text, cell, named)) else _holders(text, mentions, cell)


def _offices(text: Text, mentions: Mentions, cell: Block) -> list[PositionMention]:
    """The offices of one person that a cell lists, with the bodies of some ("Giám đốc Sở Y tế, Cụm phó"); none where it says more."""
    titles = inside(mentions.positions, cell.span)
    return titles if titles and _PARTING.fullmatch(_rest(text, cell, [*titles, *inside(mentions.organizations, cell.span)])) else []


def _rest(text: Text, cell: Block, named: Sequence[Mention]) -> str:
    """What a cell says beside these mentions."""
    rest, at = "", cell.start
    for mention in sorted(named, key=lambda m: m.start):
        rest, at = rest + text.text[at : mention.start], max(at, mention.end)
    return rest + text.text[at : cell.end]


def filling(text: Text, mentions: Sequence[M], cell: Block) -> list[M]:
    """The mention that fills a cell but for an honorific or a mark before it, if any."""
    named = inside(mentions, cell.span)
    fills = len(named) == 1 and named[0].start - cell.start < 12 and not text.text[named[0].end : cell.end].strip(" .")
    return named if fills else []


def _won(text: Text, titles: Sequence[PositionMention], cell: Block) -> list[PositionMention]:
    """The office of a cell that says "Trúng cử Khối trưởng"."""
    named = inside(titles, cell.span)
    return named if len(named) == 1 and _WON.match(text.text[cell.start : named[0].start]) and named[0].end == cell.end else []
