"""How a text lies in its original: blocks (titles, items, cells of tables) and pages with the boxes of their words, as plain JSON."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.document import Block, BlockKind, Text, WordBox
from web.jsontext import JsonText, json_text

_A_WORD = "[%d,%d,%.1f,%.1f,%.1f,%.1f,%.2f]"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the original: its number from 1, its range in the text, its size in points, by how much a scan was turned, its grade."""

    number: int
    start: int
    end: int
    width: float
    height: float
    turned: int
    grade: str


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """The layout of a text as it is kept: `blocks` and `pages` as JSON, and for each page that has words its number and those, packed."""

    blocks: JsonText
    pages: JsonText
    words: tuple[tuple[int, bytes], ...]


def layout_of(text: Text) -> KeptLayout:
    """The layout of a text."""
    blocks = [[b.kind.value, b.start, b.end, b.table, b.row, b.column, b.ruled] for b in text.blocks]
    pages = [[p.number, p.start, p.end, round(p.width, 2), round(p.height, 2), p.turned, p.grade] for p in text.pages]
    words = ((page.number, packed(page.words)) for page in text.pages if page.words)
    return KeptLayout(json_text(blocks), json_text(pages), tuple(words))


def blocks_of(blocks: Iterable[Sequence[Any]]) -> list[Block]:
    """The blocks that `layout_of` wrote."""
    return [Block(BlockKind(kind), *rest) for kind, *rest in blocks]


def sheets_of(pages: Iterable[Sequence[Any]]) -> list[Sheet]:
    """The pages that `layout_of` wrote."""
    return [Sheet(*page) for page in pages]


def packed(words: Iterable[WordBox]) -> bytes:
    """The words of one page in little room: places to a tenth of a point.

    >>> unpacked(packed([WordBox(0, 3, 70.04, 80, 90, 92)]))
    [WordBox(start=0, end=3, left=70.0, top=80.0, right=90.0, bottom=92.0, confidence=1.0)]
    """
    return zlib.compress(f"[{','.join(map(_A_WORD.__mod__, words))}]".encode(), 6)


def unpacked(packed_words: bytes) -> list[WordBox]:
    """The words that `packed` packed."""
    return [WordBox(*word) for word in json.loads(zlib.decompress(packed_words))]
