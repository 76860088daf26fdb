"""Tables of a text as rows of cells with named columns: who attended, who is proposed for what, who got how many votes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, BlockKind, Mention, Mentions, PersonMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.memo import remember_last
from extractor.relations.layout import inside
from extractor.relations.organizations import key
from extractor.syllables import fold_phrase

# The unit that leads, for which somebody signs: "TM. UBND HUYỆN X - | CỤM TRƯỞNG".
_FOR_UNIT = re.compile(r"T/?M\. ?[^\n]{4,80} ?[-–] ?(?:ĐƠN VỊ )?\Z")
_FOR_ANOTHER = re.compile(r"(?:KT|TL|TUQ|TM|T/M|K/T)\s*\.?\s*$|(?:ĐOÀN|ĐƠN VỊ)\s+$")

_UNDER = re.compile(r"[*\s]*\n[*\s(]*")
_NAME_LINE, _ROLE_LINE = 50, 90
_YEAR = re.compile(r"(?i)\s*năm(?: học)? (?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?\s*")
# A name, behind a rank or degree: "Thượng tá Bành Văn Út", "TS. Lê Thị Hoa".
_NAME = re.compile(r"(?:[^\W\d_]+(?:\.[^\W\d_]+)*\.? ){1,3}(?:[A-ZĐÀ-Ỵ](?:[^\W\d_]|['’](?=\w))+ ?){2,4}")
# Column role → the words of a heading that give it, the more telling first.
_ROLES = {role: tuple(fold_phrase(w) for w in words) for role, words in load("tables")["columns"].items()}


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table: its heading and the rows below it, each column → cell, and each column's role where its heading tells.

    `blocks` are the indices of its first and last block in `Text.blocks`.
    """

    number: int
    blocks: tuple[int, int]
    heading: dict[int, Block]
    roles: dict[str, int]
    rows: tuple[dict[int, Block], ...]

    def cell(self, row: dict[int, Block], role: str) -> Block | None:
        """The cell of a role in a row, None where the table has no such column or the cell is empty."""
        column = self.roles.get(role)
        found = row.get(column) if column is not None else None
        return found if found is not None and found.end > found.start else None


@remember_last
def tables(text: Text) -> tuple[Table, ...]:
    """The ruled tables of the text that have a heading row, told by its words or by years, in reading order."""
    cells: dict[int, list[int]] = defaultdict(list)
    for i, block in text.body():
        if block.kind is BlockKind.CELL and block.ruled and block.table is not None:
            cells[block.table].append(i)
    return tuple(table for number, blocks in cells.items() if (table := _table(text, number, blocks)) is not None)


def _table(text: Text, number: int, blocks: list[int]) -> Table | None:
    rows: dict[int, dict[int, Block]] = defaultdict(dict)
    for i in blocks:
        block = text.blocks[i]
        rows[block.row or 0][block.column or 0] = block
    order = sorted(rows)
    roles = _roles(text, rows[order[0]])
    if not roles and not any(_YEAR.fullmatch(text.text, b.start, b.end) for b in rows[order[0]].values()):
        return None
    return Table(number, (blocks[0], blocks[-1]), rows[order[0]], roles, tuple(rows[r] for r in order[1:]))


def _roles(text: Text, heading: dict[int, Block]) -> dict[str, int]:
    """Each role's column: every heading gets the role of the most telling of its words, every role the first such column."""
    out: dict[str, int] = {}
    for column, block in sorted(heading.items()):
        words = fold_phrase(text.text[block.start : block.end])
        for role, cues in _ROLES.items():
            if role not in out and any(cue in words for cue in cues):
                out[role] = column
                if role not in ("name", "unit"):
                    break
    weak = out.pop("name_weak", None)
    if weak is not None and (weak != out.get("unit") or "position" in out):
        out.setdefault("name", weak)
    return out


def signatures(text: Text, mentions: Mentions) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """The signatory of each signature cell with the titles above the name and the body named under a title.

    "KT. CHỦ TỊCH" is another's title, and "TM. ĐOÀN CHỦ TỊCH", "ĐƠN VỊ KHỐI TRƯỞNG" are none.
    """
    for place in _signed(text, mentions):
        persons = inside(mentions.people, place)
        if not persons:
            continue
        signer = persons[-1]
        under = [t for t in inside(mentions.positions, Span(signer.end, place.end)) if _UNDER.fullmatch(text.text, signer.end, t.start)]
        if under:  # "Nguyễn Văn A / Chánh Văn phòng Sở"
            yield signer, under[0], under[0].organization
        elif text.text[signer.end : place.end].strip():
            continue
        titles = inside(mentions.positions, place)
        if len(persons) == len(titles) == 2 and _beside(text, *titles) and _beside(text, *persons):
            yield from ((person, title, title.organization) for person, title in zip(persons, titles, strict=True))
            continue
        if len(persons) > 1 and _beside(text, *persons[-2:]):
            continue  # two signed side by side, and only the one office is a title: whose, nothing tells
        yield from _offices(text, mentions, signer, Span(place.start, signer.start))
    for role, name in _in_rows(text, mentions):
        yield from _offices(text, mentions, name, role)


def _offices(
    text: Text, mentions: Mentions, signer: PersonMention, place: Span
) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """The titles told in a place above the name of who signs, each with the body that it names (by its head alone, where the place opens
    with the whole name: "CÔNG AN HUYỆN BÙ LẠCH / TRƯỞNG CÔNG AN HUYỆN"), else the one named under it, else above it."""
    titles = [t for t in inside(mentions.positions, place) if t.end <= place.end]
    own = {t.organization for t in titles}
    for title in titles:
        if _FOR_ANOTHER.search(text.text[max(place.start, title.start - 8) : title.start].upper()):
            continue
        if title.kind == "block" and _FOR_UNIT.search(text.text, place.start, title.start):
            continue
        below = [o.span for o in inside(mentions.organizations, Span(title.end, place.end)) if not o.block and o.span not in own]
        above = [o.span for o in inside(mentions.organizations, Span(place.start, title.start)) if not o.block]
        named = below[:1] or above[-1:]
        head = title.organization
        whole = next((o for o in above if head is not None and key(text.value(o)).startswith(key(text.value(head)) + " ")), None)
        yield signer, title, whole or head or (named[0] if named and title.kind != "block" else None)


def _in_rows(text: Text, mentions: Mentions) -> Iterator[tuple[Span, PersonMention]]:
    """The offices and names of tables that set the one in a row and the other in a row below, cell under cell."""
    above: dict[tuple[int | None, int | None], Block] = {}
    for _, block in text.body():
        if block.kind is not BlockKind.CELL or not (words := text.text[block.start : block.end].strip()) or words.startswith("("):
            continue
        column, persons = (block.table, block.column), inside(mentions.people, block.span)
        role = above.get(column)
        if role is not None and len(persons) == 1 and persons[0].end - persons[0].start == len(words):
            yield role.span, persons[0]
        office = words.isupper() and len(words) < _ROLE_LINE and not persons and bool(inside(mentions.positions, block.span))
        if office or role is None or persons:
            above.pop(column, None)
        if office:
            above[column] = block


def _beside(text: Text, one: Mention, other: Mention) -> bool:
    """Whether two stand on one line with nothing but blanks between: two signatures beside each other, of a table that was lost."""
    return not text.text[one.end : other.start].strip(" \t") and one.end < other.start


def _signed(text: Text, mentions: Mentions) -> Iterator[Span]:
    """Where someone may have signed: cells that only lay out, ruled cells of capitals over a name, and at the end of the document short
    lines of capitals with the name below them; an office in small letters stands below capitals or above "(Đã ký)", as portals print it.
    """
    lines: list[Block] = []
    unsealed = False  # an office in small letters, of which nothing tells yet that someone signs below it
    for _, block in text.body():
        if block.kind is BlockKind.CELL:
            cell = text.text[block.start : block.end].strip().split("\n")
            if not block.ruled or (len(cell) > 1 and cell[0].isupper() and not cell[-1].isupper()):
                yield block.span
            lines = []
            continue
        value = text.text[block.start : block.end].strip()
        if value.isupper() or value.startswith("("):
            unsealed = False
        elif len(value) < _NAME_LINE and any(t.end - t.start == len(value) for t in inside(mentions.positions, block.span)):
            unsealed = not lines
            lines = [*lines[-2:], block]
            continue
        named = _NAME.fullmatch(value) or any(p.end - p.start == len(value) for p in inside(mentions.people, block.span))
        if lines and not unsealed and len(value) < _NAME_LINE and not value.isupper() and named:
            yield Span(lines[0].start, block.end)
            lines = []
        elif value.isupper() and len(value) < _ROLE_LINE:
            lines = [*lines[-2:], block]
        elif value and not value.startswith("("):
            lines = []
