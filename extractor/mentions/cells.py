"""What the cells of tables, letterheads and signatures tell of where names begin and end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extractor.document import BlockKind, PersonMention, Text, Token
from extractor.mentions.names import COMMON, run_end
from extractor.mentions.organization_words import HEADS
from extractor.mentions.title_words import TITLES

MOST_IN_CELL = 15
# What a signature opens with: on whose behalf, in whose place or by whose order ("KT. HIỆU TRƯỞNG").
SIGNING = frozenset({"KT", "TM", "TL", "TUQ", "T", "Q"})


def letterhead_lines(text: Text, starts: list[bool]) -> list[bool]:
    """Line starts without those that only break a name typed in capitals ("ỦY BAN NHÂN DÂN / THỊ XÃ X") in a letterhead or signature."""
    tokens = text.tokens
    for i in [i for i in range(1, len(tokens)) if starts[i]]:
        block = text.blocks[tokens[i].block]
        if block.ruled or block.kind is not BlockKind.CELL or tokens[i - 1].block != tokens[i].block:
            continue
        capitals = tokens[i].text.isupper() and tokens[i - 1].text.isupper()
        opens = HEADS.match(tokens, i) is not None or TITLES.match(tokens, i) is not None
        end = run_end(tokens, i, starts)
        person = tokens[i].lower in COMMON and 2 <= end - i <= 5 and starts[end]
        signs = tokens[i].text in SIGNING and i + 1 < len(tokens) and tokens[i + 1].text in "./"
        if capitals and not (opens or person or signs):
            starts[i] = False
    return starts


def opens_cell(text: Text, token: Token) -> bool:
    """Whether a token is the first of a cell of a table."""
    block = text.blocks[token.block]
    return block.kind is BlockKind.CELL and block.ruled and token.start == block.start


def cell_end(tokens: Sequence[Token], end: int, starts: Sequence[bool]) -> int:
    """The end of a block's name that fills its cell of a table, up to a bracket; `end` where the cell goes on to say something."""
    k = end
    while k < len(tokens) and not starts[k] and tokens[k].text != "(":
        if k - end > MOST_IN_CELL or tokens[k].text in ":;.":
            return end
        k += 1
    return k


def beside(text: Text, token: Token, person: PersonMention) -> bool:
    """Whether a token stands in a table behind the cell of its row that a person's name fills: who is told of there is that person, and
    what looks like a name behind a body is part of the body's ("Hiệu trưởng Trường Tiểu học | Nguyễn Bá Ngọc")."""
    block = text.blocks[token.block]
    if person.rule != "person.cell" or block.kind is not BlockKind.CELL or not block.ruled or person.start >= block.start:
        return False
    named = text.blocks[bisect_right(text.blocks, person.start, key=lambda b: b.start) - 1]
    return (named.table, named.row) == (block.table, block.row)


def told_by_cell(text: Text, tokens: Sequence[Token], name: tuple[int, int], starts: Sequence[bool]) -> bool:
    """Whether a name fills a cell beside one with an office, or the last line of a signature."""
    first, end = name
    block = text.blocks[tokens[first].block]
    if block.kind is not BlockKind.CELL or not (starts[first] and starts[end]):
        return False
    if block.ruled:
        return tokens[first].start == block.start and TITLES.match(tokens, end) is not None
    return tokens[first].start > block.start and tokens[end - 1].end == block.end and text.text[block.start].isupper()
