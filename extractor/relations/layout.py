"""The lines of a text and what the form of an administrative document makes of them: letterhead, title, signatures.

The form is that of Nghị định 30/2020/NĐ-CP (and 09/2010, 110/2004 before it) for the State, Hướng dẫn 36-HD/VPTW for the Party: name of the
issuing body, national motto, number, place and date above the type word, signatures at the end. Letterheads and signatures come as cells
of borderless tables, or, from poor PDFs, as plain lines, two columns on one line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from extractor.document import Block, BlockKind, Mention, Span, Text
from extractor.memo import remember_last
from extractor.relations.rules import compiled, opens, rules, search

HEAD_LINES = 45
LONGEST_LINE = 6000
M = TypeVar("M", bound=Mention)
# Types of documents whose type word belongs to the title ("DANH SÁCH CÁ NHÂN ĐỀ NGHỊ TẶNG BẰNG KHEN").
NAMED_BY_TYPE = ("document.type.danh-sach", "document.type.bang")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a block: `text.text[start:end]` without its line break; `index` is the block's."""

    start: int
    end: int
    index: int
    block: Block
    value: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


_OF_A_YEAR = re.compile(r" NĂM(?: HỌC)? \d{4}(?: ?[-–] ?\d{4})?")
_WRITTEN = re.compile(r"[^\W_]")


def lines(text: Text, *, furniture: bool = False) -> tuple[Line, ...]:
    """The lines of the document in reading order, no rules ("______"); with `furniture`, the page's too."""
    return _page_lines(text) if furniture else _own_lines(text)


@remember_last
def _page_lines(text: Text) -> tuple[Line, ...]:
    return tuple([line for i, block in enumerate(text.blocks) for line in _split(text, i, block)])


@remember_last
def _own_lines(text: Text) -> tuple[Line, ...]:
    return tuple([line for line in _page_lines(text) if line.block.kind is not BlockKind.FURNITURE])


def _split(text: Text, index: int, block: Block) -> Iterator[Line]:
    at = block.start
    for part in text.text[block.start : block.end].split("\n"):
        for start, piece in _pieces(part):
            left = at + start + len(piece) - len(piece.lstrip())
            value = piece.strip()
            if value and _WRITTEN.search(value):
                yield Line(left, left + len(value), index, block, value)
        at += len(part) + 1


def _pieces(part: str) -> Iterator[tuple[int, str]]:
    """A line, or, of one that no person wrote as a line, pieces short enough that work on each stays bounded."""
    at = 0
    while len(part) - at > LONGEST_LINE:
        stop = max(
            part.rfind(". ", at, at + LONGEST_LINE) + 1, part.rfind(" ", at + LONGEST_LINE // 2, at + LONGEST_LINE), at + LONGEST_LINE // 2
        )
        yield at, part[at:stop]
        at = stop
    yield at, part[at:]


def inside(mentions: Sequence[M], span: Span) -> list[M]:
    """The mentions that lie in `span`, out of all in reading order."""
    first = bisect_left(mentions, span.start, key=attrgetter("start"))
    last = bisect_left(mentions, span.end, lo=first, key=attrgetter("start"))
    return [m for m in mentions[first:last] if m.end <= span.end]


@dataclass(frozen=True, slots=True)
class Form:
    """An administrative document's form: where its type word stands, and the words of the type that belong to it.

    `head` are the lines above the type word; `type_line` is its index, or None for a công văn, which has no type word.
    `rest` is what follows the type words on their own line. `kind` is the document's kind, `rule` what gave it.
    """

    head: tuple[Line, ...]
    type_line: int | None
    rest: Span | None
    kind: str
    rule: str


def form(all_lines: tuple[Line, ...]) -> Form | None:
    """The form of an administrative document, None for a news item."""
    top = all_lines[:HEAD_LINES]
    motto = any(search("document", "MOTTO", line.value) for line in top)
    number = any(opens("document", "number", line.value) for line in top)
    for section, needs_letterhead in (("type", False), ("type_lower", True)):
        if (motto or number or not needs_letterhead) and (found := _typed(top, section, motto or number)):
            return found
    letter = next((i for i, line in enumerate(top) if _opens_body(line)), min(len(top), 12))
    subject = any(compiled("document", "SUBJECT").match(line.value) for line in top)
    addressed = any(line.value.startswith(("Kính gửi", "KÍNH GỬI")) for line in top)
    if motto or (subject and (number or addressed)):
        return Form(top[:letter], None, None, "letter", "document.type.cong-van")
    return None


def _names_minutes(value: str, behind: int) -> bool:
    """Whether a line that opens with "BIÊN BẢN" is a title: in capitals, or going on with the meeting whose minutes they are."""
    return value.isupper() or compiled("document", "OF_MEETING").match(value, behind) is not None


def _opens_body(line: Line) -> bool:
    """Whether a line opens the text itself; one in a cell without lines belongs to the letterhead ("(Các đơn vị ở miền núi)")."""
    letterhead = line.block.kind is BlockKind.CELL and not line.block.ruled
    return not letterhead and compiled("document", "BODY_OPENS").match(line.value) is not None


def _typed(top: tuple[Line, ...], section: str, letterhead: bool) -> Form | None:
    """The form whose type word stands on a line of its own, or opens a line under a letterhead, before the body begins."""
    for i, line in enumerate(top):
        if _opens_body(line) and not line.value.isupper():
            return None
        for rule in rules("document", section):
            found = rule.pattern.match(line.value)
            whole = found is not None and (found.end() == len(line.value) or _OF_A_YEAR.fullmatch(line.value, found.end()) is not None)
            alone = whole or (found is not None and rule.id in NAMED_BY_TYPE and line.value.isupper())
            alone |= found is not None and rule.value == "minutes" and _names_minutes(line.value, found.end())
            if found and (letterhead or alone):
                rest = Span(line.start + found.end(), line.end) if line.value[found.end() :].strip(" :") else None
                return Form(top[:i], i, rest, rule.value, rule.id)
    return None
