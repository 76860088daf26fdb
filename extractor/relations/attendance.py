"""Who attended by a list: names one a line, or in a table, below a heading such as "Thành phần tham dự:" (RECORDS.md, people.parts)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from extractor.document import Block, BlockKind, Mentions, PersonMention, Span, Text
from extractor.record import Part
from extractor.relations.layout import inside
from extractor.relations.parts import Played
from extractor.relations.rules import compiled, first, rules

LONGEST_HEADING, LONGEST_BARE = 160, 70
# What may stand before the first name of a line of the list: a form of address, or the office or the body with a colon.
ADDRESS_WORDS, LONGEST_LABEL = 4, 140
_MARK = re.compile(r"(?:(?P<roman>[IVX]+)|(?P<number>\d+(?:\.\d+)*)|(?P<letter>[A-Za-zđĐ]))\s*[.)/]+\s*|(?P<sign>[-–—+*•])\s*")
_LABEL_ENDS = re.compile(r":\s*(?:[\w/.]{1,12}\s+){0,4}$")


class Heading(NamedTuple):
    """What heads a list: the part of those below, None for who was absent; the words that say so, and the sort and number of its mark."""

    part: Part | None
    place: Span
    sort: str
    number: str


def attendance(text: Text, mentions: Mentions) -> Iterator[Played]:
    """Each person listed below a heading that says what those below do at the meeting, with that part and the heading's words.

    Ends at the next heading of the same rank, at running text and where someone is said to speak. Linear in the number of blocks.
    """
    above: Heading | None = None  # of the section: "I. THÀNH PHẦN"
    here: Heading | None = None  # of the list
    rows = _absent_rows(text)
    for _, block in text.body():
        persons = inside(mentions.people, block.span)
        heading = _heading(text, block, persons)
        if heading is not None:
            if above is None or _ends(heading, above):
                above = heading
            here = heading
            continue
        if above is None or here is None:
            continue
        if block.kind is BlockKind.CELL:
            if not block.ruled:
                above = here = None
            elif here.part and (block.table, block.row) not in rows:
                yield from ((person, here.part, here.place) for person in persons)
            continue
        mark = _mark(text, block)
        if not persons:
            above = above if _goes_on(block, mark, above) else None
            here = above if text.text[block.end - 1] == ":" else here
            continue
        if not _lists(text, block, persons[0], mark, above):
            above = here = None
            continue
        part, place = _labelled(text, block, persons[0]) or (here.part, here.place)
        if part is not None:
            yield from _present(text, block, persons, part, place)


def _absent_rows(text: Text) -> frozenset[tuple[int | None, int | None]]:
    """The rows of tables that tell of somebody's absence."""
    cells = (block for _, block in text.body() if block.kind is BlockKind.CELL and block.ruled)
    return frozenset((b.table, b.row) for b in cells if compiled("parts", "ABSENT").search(text.text, b.start, b.end))


def _labelled(text: Text, block: Block, person: PersonMention) -> tuple[Part | None, Span] | None:
    """What a line of the list says itself of those on it ("- Đoàn Chủ tịch: ông A, bà B")."""
    colon = text.text.rfind(":", block.start, person.start)
    hit = first("parts", "heading", text.text[block.start : colon + 1]) if colon >= 0 else None
    if hit is None:
        return None
    return (None if hit[0].value == "absent" else cast(Part, hit[0].value)), Span(block.start + hit[1].start(), block.start + hit[1].end())


def _heading(text: Text, block: Block, persons: Sequence[PersonMention]) -> Heading | None:
    """The block as a heading, where it is short, names nobody, and a rule reads it."""
    value = text.text[block.start : block.end]
    if persons or block.kind is BlockKind.CELL or len(value) > LONGEST_HEADING:
        return None
    if not value.endswith(":") and ((len(value) > LONGEST_BARE and ":" not in value[:LONGEST_BARE]) or value.endswith((".", ";", ","))):
        return None
    hit = first("parts", "heading", value)
    if hit is None:
        return None
    sort, number = _mark(text, block)
    place = Span(block.start + hit[1].start(), block.start + hit[1].end())
    return Heading(cast(Part, hit[0].value) if hit[0].value != "absent" else None, place, sort, number)


def _mark(text: Text, block: Block) -> tuple[str, str]:
    """The sort of the mark that opens a block, and its number; both empty where none does."""
    found = _MARK.match(text.text, block.start, block.end)
    if found is None:
        return "", ""
    sort = str(found.lastgroup)
    number = found[sort]
    return (sort + str(number.count(".")) if sort == "number" else found[0][0] if sort == "sign" else sort), number


def _ends(heading: Heading, above: Heading) -> bool:
    """Whether a heading is no part of the section that the other opened."""
    return heading.sort == above.sort or heading.sort == "roman" or above.sort.startswith("number") and not heading.sort


def _goes_on(block: Block, mark: tuple[str, str], above: Heading) -> bool:
    """Whether a block that names nobody may stand in the list: an item below the section's heading ("- Hiệu trưởng các trường;")."""
    return block.kind is BlockKind.ITEM and mark[0] not in (above.sort, "roman", "")


def _lists(text: Text, block: Block, person: PersonMention, mark: tuple[str, str], above: Heading) -> bool:
    """Whether a block is a line of the list: it opens with the person, or with the office or body, and says nothing of what was done."""
    before = text.text[block.start : person.start]
    opens = len(before.split()) <= ADDRESS_WORDS
    if mark[0] and mark[0] == above.sort and not opens and _follows(mark[1], above.number):
        return False
    if not opens and (
        len(before) > LONGEST_LABEL or (block.kind is not BlockKind.ITEM and not _LABEL_ENDS.search(before)) or ". " in before[4:]
    ):
        return False
    behind = text.text[person.end : block.end]
    return not any(rule.value in ("speak", "conclude") and rule.search(behind) for rule in rules("parts", "behind"))


def _follows(number: str, other: str) -> bool:
    """Whether a mark comes right behind another, as that of the next section does."""
    if not number[-1:].isdecimal() or not other[-1:].isdecimal():
        return number != other
    return int(number.rpartition(".")[2]) == int(other.rpartition(".")[2]) + 1


def _present(text: Text, block: Block, persons: Sequence[PersonMention], part: Part, place: Span) -> Iterator[Played]:
    """The part of those of the persons of a line who were there: not who was absent, and not whom another stood in for. One who also led
    the meeting or wrote its minutes is told so behind the name.
    """
    ends = [*(p.start for p in persons[1:]), block.end]
    for person, end in zip(persons, ends, strict=True):
        own = first("parts", "aside", text.text, person.end, end)
        if own is not None:
            yield person, cast(Part, own[0].value), Span(*own[1].span())
        elif not compiled("parts", "ABSENT").search(text.text, person.end, end):
            yield person, part, place
        if compiled("parts", "STOOD_FOR").search(text.text, person.end, end):
            return
