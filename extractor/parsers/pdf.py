"""Reads PDF files: text layers, and pages that are pictures."""

from __future__ import annotations

import re
from collections import Counter
from threading import Lock

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import EmptyFile
from extractor.parsers.assembly import ITEM, Assembly
from extractor.parsers.pdf_content import Content, read_pdf
from extractor.parsers.pdf_layout import Grid, Measures, Paragraph, Row, blocks, measures, rows
from extractor.parsers.pdf_lines import Line
from extractor.parsers.pdf_tables import Table, continues, joined

LONGEST_HEADER = 70
"""A line of more characters at the head of a page is text, though it may return."""
_PAGE_NUMBER = re.compile(r"[-–—]?\s*(?:trang|page)?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?", re.I)
_DIGITS = re.compile(r"\d+")
_LOCK = Lock()
"""PDFium is not safe for threads; one page is read at a time in a process."""


def parse(data: bytes, name: str) -> ParsedDocument:
    """A PDF: paragraphs, ruled tables cell by cell, letterheads and signatures as cells of borderless tables, page numbers as FURNITURE.

    What cannot be read of a damaged file is named in the warnings (W102 to W105). Raises EmptyFile, PasswordProtected, DamagedFile,
    FileTooLarge, and MissingProgram where there are only pictures of text and nothing that recognises it.
    """
    if not data:
        raise EmptyFile
    with _LOCK:
        content = read_pdf(data)
    return written(content, "pdf")


def written(content: Content, format: str) -> ParsedDocument:
    """The pages of a PDF or of pictures as a document. Raises EmptyFile."""
    out = Assembly(format)
    out.warnings.extend(content.warnings)
    _Writer(out, content).write()
    if not out.length:
        raise EmptyFile
    return out.document(sheets=content.sheets)


class _Writer:
    """Lays lines and tables out as blocks, from the first page to the last."""

    def __init__(self, out: Assembly, content: Content) -> None:
        self.out = out
        self.content = content
        self._page = -1
        self._furniture = _page_furniture(content.pages)

    def write(self) -> None:
        """Add all blocks."""
        apart = self._furniture
        body = [[line for line in page if line not in apart] for page in self.content.pages] if apart else self.content.pages
        found = rows(body)
        common = measures(found, self.content.kept) if found else Measures(0, 0, 1, False)
        pending: list[Row] = []
        tables = self._tables(found)
        for row in found:
            while tables and (tables[0][0], tables[0][1]) < (row.page, row.base):
                pending = self._flush(pending, common)
                self._add_table(tables.pop(0)[2])
            pending.append(row)
        self._flush(pending, common)
        for _, _, table in tables:
            self._add_table(table)
        for line in sorted(self._furniture, key=lambda line: (line.page, line.base, line.left)):
            self.out.add(BlockKind.FURNITURE, line.text)

    def _tables(self, found: list[Row]) -> list[tuple[int, float, Table]]:
        """The tables with page and height at which they begin; parts on following pages are joined."""
        result: list[tuple[int, float, Table]] = []
        for page in sorted(self.content.tables):
            for table in sorted(self.content.tables[page], key=lambda t: t.box[1]):
                if result and continues(result[-1][2], table) and not self._text_between(found, result[-1][2], table):
                    begun = result.pop()
                    result.append((begun[0], begun[1], joined(begun[2], table)))
                else:
                    result.append((page, table.box[1], table))
        return result

    @staticmethod
    def _text_between(found: list[Row], last: Table, table: Table) -> bool:
        """Whether a line stands between the end of one table and the beginning of the next."""
        return any((last.page, last.box[3]) < (row.page, row.base) < (table.page, table.box[1]) for row in found)

    def _flush(self, pending: list[Row], common: Measures) -> list[Row]:
        for block in blocks(pending, common):
            self._turn_to(block.page)
            if isinstance(block, Grid):
                self.out.add_table([list(row) for row in block.rows], ruled=False)
            else:
                self.out.add(_kind(block), block.text)
        return []

    def _add_table(self, table: Table) -> None:
        self._turn_to(table.page)
        number = self.out.next_table()
        for cell in table.cells:
            self.out.add(BlockKind.CELL, cell.text, table=number, row=cell.row, column=cell.column)

    def _turn_to(self, page: int) -> None:
        while self._page < page:
            self.out.next_page()
            self._page += 1


def _kind(block: Paragraph) -> BlockKind:
    if block.title:
        return BlockKind.TITLE
    return BlockKind.ITEM if ITEM.match(block.text) else BlockKind.PARAGRAPH


def _page_furniture(pages: list[list[Line]]) -> set[Line]:
    """Page numbers, and short lines that return at the head or foot of three pages or more, their numbers apart."""

    def place(line: Line) -> tuple[str, int]:
        return _DIGITS.sub("#", line.text), round(line.base / 3)

    edges = [line for page in pages for line in _edges(page)]
    seen = Counter(place(line) for line in edges if len(line.text) <= LONGEST_HEADER)
    return {line for line in edges if _PAGE_NUMBER.fullmatch(line.text) or seen[place(line)] >= 3}


def _edges(page: list[Line]) -> list[Line]:
    """The lines at the first and the last height of a page with several."""
    if not page:
        return []
    top, bottom = page[0].base, page[-1].base
    if bottom - top < 2 * page[0].size:
        return []
    return [line for line in page if line.base - top < 2 or bottom - line.base < 2]
