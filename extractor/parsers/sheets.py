"""Reads workbooks (.xls by xlrd, .xlsx by openpyxl): lists of members, scores and awards, one table a sheet."""

from __future__ import annotations

import datetime
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import etree

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import DamagedFile, EmptyFile, FileTooLarge, PasswordProtected
from extractor.parsers.assembly import Assembly
from extractor.parsers.legacy_fonts import FontReader, Run

MAX_CELLS = 300_000
"""More filled cells than this are a data base, no document."""
Row = list[tuple[int, Run]]
"""The filled cells of a row: column and text with its font."""


def parse_xls(data: bytes, name: str) -> ParsedDocument:
    """An Excel 97 to 2003 workbook: rows of one filled cell are PARAGRAPH, others CELL; sheets one after the other.

    Raises EmptyFile, DamagedFile, PasswordProtected, FileTooLarge.
    """
    import xlrd  # type: ignore[import-untyped]  # ships no types
    from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]  # ships no types

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO())
            sheets = [list(_xls_rows(book, sheet)) for sheet in book.sheets()]
    except xlrd.XLRDError as error:
        raise PasswordProtected if "encrypt" in str(error).lower() else DamagedFile("xls") from error
    except (CompDocError, struct.error, AssertionError, LookupError, ValueError, TypeError, OverflowError, AttributeError) as error:
        raise DamagedFile("xls") from error
    return _document("xls", sheets)


def _xls_rows(book: Any, sheet: Any) -> Iterator[Row]:
    import xlrd

    for i in range(sheet.nrows):
        row: Row = []
        for j, cell in enumerate(sheet.row(i)):
            if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
                continue
            value = xlrd.xldate_as_datetime(cell.value, book.datemode) if cell.ctype == xlrd.XL_CELL_DATE else cell.value
            font = book.font_list[book.xf_list[cell.xf_index].font_index].name if cell.xf_index is not None else ""
            row.append((j, Run(shown(value), font)))
        yield row


def parse_xlsx(data: bytes, name: str) -> ParsedDocument:
    """An Excel workbook of 2007 or later; as `parse_xls`."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and styles that it leaves out
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheets = [list(_xlsx_rows(sheet)) for sheet in book.worksheets]
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError) as error:
        raise DamagedFile("xlsx") from error
    except (etree.XMLSyntaxError, SyntaxError) as error:  # the standard library's parser errors are SyntaxErrors
        raise DamagedFile("xlsx") from error
    return _document("xlsx", sheets)


def _xlsx_rows(sheet: Any) -> Iterator[Row]:
    seen = 0
    for cells in sheet.iter_rows():
        filled = [cell for cell in cells if cell.value is not None]
        seen += len(filled)
        if seen > MAX_CELLS:
            raise FileTooLarge("xlsx")
        yield [(cell.column - 1, Run(shown(cell.value), (cell.font.name if cell.font else "") or "")) for cell in filled]


def shown(value: object) -> str:
    """A cell's value as a Vietnamese reader writes it: whole numbers without a point, dates day first.

    >>> shown(14.0), shown(datetime.datetime(2023, 11, 5))
    ('14', '05/11/2023')
    """
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def _document(format: str, sheets: Sequence[list[Row]]) -> ParsedDocument:
    fonts = FontReader([run] for rows in sheets for row in rows for _, run in row)
    out = Assembly(format)
    for rows in sheets:
        table: int | None = None
        for i, row in enumerate(rows):
            texts = [(column, fonts.read([run]).strip()) for column, run in row]
            texts = [(column, text) for column, text in texts if text]
            if len(texts) == 1:
                out.add(BlockKind.PARAGRAPH, " ".join(texts[0][1].split()))
            elif texts:
                table = out.next_table() if table is None else table
                for column, text in texts:
                    out.add(BlockKind.CELL, text, table=table, row=i, column=column)
    if not out.length:
        raise EmptyFile
    return out.document()
