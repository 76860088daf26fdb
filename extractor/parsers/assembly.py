"""Puts the text of a document together block by block, so that every parser lays blocks out alike."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Block, BlockKind, Metadata, Page, ParsedDocument, WordBox
from extractor.parsers.legacy_fonts import restored
from extractor.parsers.placed import Placed, Sheet

ITEM = re.compile(r"(?:[-–—*+•]|\d+(?:\.\d+)*[.)]|[a-zđ]\))\s")
"""What a block that is a list item begins with, the same in every format."""


class Assembly:
    """A document under construction: blocks are added in reading order, one line break stands between two.

    >>> a = Assembly("md")
    >>> a.add(BlockKind.TITLE, "BIÊN BẢN")
    >>> a.add(BlockKind.CELL, "Số: 15", table=0, row=0, column=0)
    >>> a.document().text
    'BIÊN BẢN\\nSố: 15'
    """

    def __init__(self, format: str) -> None:
        self.format = format
        self.length = 0
        self.tables = 0
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._pages: list[int] = []
        self._boxes: dict[int, list[WordBox]] = {}
        self.warnings: list[str] = []

    def add(
        self, kind: BlockKind, text: str, *, table: int | None = None, row: int | None = None, column: int | None = None, ruled: bool = True
    ) -> None:
        """Append one block; a block of blanks only is left out."""
        if not text or text.isspace():
            return
        if self._pieces:
            self._pieces.append("\n")
            self.length += 1
        start = self.length
        if isinstance(text, Placed):
            for stretch in text.stretches:
                self._boxes.setdefault(stretch.page, []).extend(stretch.boxes(start))
        self._pieces.append(text)
        self.length += len(text)
        self._blocks.append(Block(kind, start, self.length, table, row, column, ruled))

    def next_table(self) -> int:
        """The number of the table that comes now, from 0."""
        self.tables += 1
        return self.tables - 1

    def add_table(self, rows: list[list[str]], *, ruled: bool) -> None:
        """Append the cells of one table, row by row."""
        table = self.next_table()
        for i, cells in enumerate(rows):
            for j, cell in enumerate(cells):
                self.add(BlockKind.CELL, cell, table=table, row=i, column=j, ruled=ruled)

    def next_page(self) -> None:
        """Say that what follows stands on the next page."""
        self._pages.append(self.length + 1 if self._pieces else 0)

    def document(self, metadata: Metadata | None = None, sheets: Sequence[Sheet] = ()) -> ParsedDocument:
        """The finished document; `sheets` are its pages as they are shown, where the format has them."""
        if not self._boxes:  # words with places were turned to Unicode where they were read
            self._restore()
        while self._pages and len(self._pages) < len(sheets):
            self._pages.append(self.length)
        ends = [max(start - 1, 0) for start in self._pages[1:]] + [self.length]
        pages = []
        for i, (start, end) in enumerate(zip(self._pages, ends, strict=False)):
            sheet = sheets[i] if i < len(sheets) else Sheet()
            words = tuple(self._boxes.get(i, ()))
            pages.append(Page(i + 1, min(start, end), end, round(sheet.width, 2), round(sheet.height, 2), sheet.turned, words))
        text = "".join(self._pieces)
        return ParsedDocument(text, tuple(self._blocks), self.format, metadata or Metadata(), tuple(pages), tuple(self.warnings))

    def _restore(self) -> None:
        """Turn blocks that are in a legacy encoding to Unicode, which makes texts typed in VNI shorter."""
        texts = self._pieces[::2]
        changed = restored(texts)
        if changed == texts:
            return
        starts = [block.start for block in self._blocks]
        shifts = [0]
        for i, (old, new) in enumerate(zip(texts, changed, strict=True)):
            start = starts[i] + shifts[-1]
            self._blocks[i] = replace(self._blocks[i], start=start, end=start + len(new))
            shifts.append(shifts[-1] + len(new) - len(old))
        self._pages = [page + shifts[bisect_left(starts, page)] for page in self._pages]
        self._pieces[::2] = changed
        self.length += shifts[-1]


def split_lines(text: str, mark: str = "\n") -> list[str]:
    """The lines that forced breaks make; one that goes on in small letters after no full stop is joined to the one before it.

    >>> split_lines("Ông Trần Văn Mẫu,\\nphó chủ tịch\\nẢnh: Lê Mẫu")
    ['Ông Trần Văn Mẫu, phó chủ tịch', 'Ảnh: Lê Mẫu']
    """
    lines: list[str] = []
    for piece in text.split(mark):
        line = " ".join(piece.split())
        if not line:
            continue
        if lines and line[0].islower() and not lines[-1].endswith((".", ":", ";", "!", "?")):
            lines[-1] += " " + line
        else:
            lines.append(line)
    return lines
