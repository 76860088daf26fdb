"""XLSX: one sheet a record type, headings that stay in view, filters on; a text never becomes a formula."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from web.exports import Exported
from web.exports.tables import Value, tables
from web.localization import translate

MOST_CHARACTERS = 32_767
"""What a cell of a spreadsheet can hold."""
CUT = " […]"
WIDTHS = {0: 12, 1: 28, 2: 14}
"""Column widths in characters of the columns that every sheet begins with; all others are `WIDTH`."""
WIDTH = 30


def write(documents: Iterator[Exported], target: IO[bytes], language: str) -> int:
    """Write the workbook and return how many documents it holds; sheet names and headings are in `language`."""
    book = Workbook(write_only=True)
    sheets = {table.name: _sheet(book, translate(table.title, language), len(table.headings)) for table in tables()}
    for table in tables():
        sheet = sheets[table.name]
        sheet.append([_heading(sheet, translate(heading, language)) for heading in table.headings])
    number = 0
    for document in documents:
        number += 1
        for table in tables():
            sheet = sheets[table.name]
            for row in table.rows(document, language):
                sheet.append([_cell(sheet, value) for value in row])
    book.save(target)
    return number


def _sheet(book: Workbook, title: str, columns: int) -> Any:
    sheet: Any = book.create_sheet(title[:31])  # the stubs do not know what a write-only sheet can do
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}1"
    for column in range(columns):
        sheet.column_dimensions[get_column_letter(column + 1)].width = WIDTHS.get(column, WIDTH)
    return sheet


def _heading(sheet: Any, text: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Value) -> Cell:
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS - len(CUT)] + CUT
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"  # a text that begins with "=" would otherwise be written as a formula
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
