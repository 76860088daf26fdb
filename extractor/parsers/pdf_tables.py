"""Ruled tables of a PDF: pages that draw rules are looked at by pdfplumber, whose grid then takes up the page's words."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pdfplumber
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

from extractor.parsers import placed
from extractor.parsers.pdf_calls import kinds_of_objects
from extractor.parsers.pdf_lines import Line, lines
from extractor.parsers.pdf_words import Word, Words

Box = tuple[float, float, float, float]
THIN = 3.0
"""A drawn box at most this high or wide (points) is a rule."""
PADDING = 5.4
"""What Word and LibreOffice leave between a rule and the text (points)."""
SAME_COLUMN = 4.0
_FINAL = re.compile(r"(?:c|ch|m|n|ng|nh|p|t)(?![\w.])")
"""The end of a syllable, which stands at the head of a line only where a word was too long for its column."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place in the grid and its text, in which forced breaks are line breaks."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, or the part of it that stands on one page."""

    page: int
    box: Box
    columns: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def height(self) -> int:
        """The number of rows."""
        return max((cell.row for cell in self.cells), default=-1) + 1


def has_rules(page: pdfium.PdfPage) -> bool:
    """Whether the page draws at least two rules in each direction, as the smallest table does."""
    if kinds_of_objects(page.raw).isdisjoint((pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_FORM)):
        return False
    flat = upright = 0
    for item in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,), max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
        except pdfium.PdfiumError:
            continue
        width, height = right - left, top - bottom
        if width > 20 and height > 10 and width > THIN < height:
            flat, upright = flat + 2, upright + 2  # a frame, or a grid drawn as one path
        flat += width > 20 and height <= THIN
        upright += height > 6 and width <= THIN
        if flat >= 2 and upright >= 2:
            return True
    return False


def ruled_tables(data: bytes, numbers: Sequence[int], found: dict[int, Words], kept: bool) -> dict[int, list[Table]]:
    """The tables on the pages `numbers` (from 0) with the words that stand in them; those words are taken out of `found`.

    `kept` says that the file keeps the blanks at which lines were wrapped. A frame around a single column is no table. A page that
    pdfplumber cannot read has none.
    """
    tables: dict[int, list[Table]] = {}
    with pdfplumber.open(io.BytesIO(data), pages=[n + 1 for n in numbers]) as document:
        for number, page in zip(numbers, document.pages, strict=False):
            for raw in page.find_tables():
                rows = [list(row.cells) for row in raw.rows]
                if len({round(cell[0]) for row in rows for cell in row if cell}) < 2:
                    continue
                x0, top = page.bbox[0], page.bbox[1]
                box = (raw.bbox[0] - x0, raw.bbox[1] - top, raw.bbox[2] - x0, raw.bbox[3] - top)
                shifted = [[(c[0] - x0, c[1] - top, c[2] - x0, c[3] - top) if c else None for c in row] for row in rows]
                every = found[number].each()
                inside = [w for w in every if _within(w, box)]
                if not inside:
                    continue
                found[number] = Words.of(w for w in every if not _within(w, box))
                tables.setdefault(number, []).append(_table(number, box, shifted, inside, kept))
    return tables


def _table(page: int, box: Box, rows: list[list[Box | None]], inside: list[Word], kept: bool) -> Table:
    cells = []
    for i, row in enumerate(rows):
        for j, place in enumerate(row):
            if place is None:
                continue
            own = [w for w in inside if _within(w, place)]
            inside = [w for w in inside if not _within(w, place)]
            cells.append(Cell(i, j, cell_text(lines(Words.of(own), page), place[2] - place[0] - 2 * PADDING, kept)))
    columns = tuple(sorted({round(place[0], 1) for row in rows for place in row if place}))
    return Table(page, box, columns, tuple(cells))


def _within(word: Word, box: Box) -> bool:
    return box[0] <= word.middle <= box[2] and box[1] <= word.base - 0.2 * word.size <= box[3]


def cell_text(own: Sequence[Line], width: float, kept: bool) -> str:
    """The lines of one cell of `width` points: a line that only the cell's width ended goes on with a blank, others end in a line break."""
    pieces: list[str] = []
    for i, line in enumerate(own):
        if i:
            last = own[i - 1]
            pieces.append(" " if abs(last.base - line.base) < 0.5 * line.size else joint(last, line, width, kept))
        pieces.append(line.text)
    return placed.joined(pieces)


def joint(last: Line, line: Line, width: float, kept: bool) -> str:
    """What stands between two lines set one under the other in `width` points: a line break where the next word had room on the
    line before. `kept` says that the file keeps the blanks at which lines were wrapped, which is never so for centred lines.
    """
    if not last.open and _FINAL.match(line.text) and last.text[-1].isalpha():
        return ""
    if last.has_room_for(line, width, kept and not _are_centred(last, line)):
        return "\n"
    if last.text.endswith("-") and not last.text.endswith(" -") and not last.open:
        return ""
    return " "


def _are_centred(last: Line, line: Line) -> bool:
    return abs((last.left + last.right) - (line.left + line.right)) < 4 and abs(last.left - line.left) > 3


def continues(last: Table, table: Table) -> bool:
    """Whether a table at the head of a page has the columns of the one at the foot of the page before it."""
    return (
        table.page == last.page + 1
        and len(last.columns) == len(table.columns)
        and all(abs(a - b) <= SAME_COLUMN for a, b in zip(last.columns, table.columns, strict=True))
    )


def joined(last: Table, table: Table) -> Table:
    """Both parts as one table. A head repeated on the new page is left out; a first row with an empty first cell ends the row above."""
    head = [cell.text for cell in last.cells if cell.row == 0]
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    order = sorted(rows)
    if order and [cell.text for cell in rows[order[0]]] == head:
        order = order[1:]
    cells = list(last.cells)
    height = last.height
    for position, key in enumerate(order):
        row = rows[key]
        if position == 0 and height and not row[0].text and any(cell.text for cell in row):
            cells = [_extended(cell, row, height - 1) for cell in cells]
            continue
        cells.extend(Cell(height, cell.column, cell.text) for cell in row)
        height += 1
    return Table(table.page, table.box, last.columns, tuple(cells))


def _extended(cell: Cell, row: list[Cell], last_row: int) -> Cell:
    """The cell with what the part of its row on the next page adds to it."""
    more = next((other.text for other in row if other.column == cell.column and other.text), "")
    if cell.row != last_row or not more:
        return cell
    return Cell(cell.row, cell.column, cell.text + " " + more if cell.text else more)
