"""What stands on the pages of a PDF: the words of its text layer, or those recognised where a page is a picture or its fonts are broken."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException
from PIL import Image

from extractor.errors import DamagedFile, EmptyFile, NoTextLayer, PasswordProtected
from extractor.limits import limits
from extractor.parsers.pdf_fonts import in_unicode
from extractor.parsers.pdf_lines import Line, blanks_kept, lines
from extractor.parsers.pdf_tables import PADDING, Cell, Table, cell_text, has_rules, ruled_tables
from extractor.parsers.pdf_words import Words, is_broken, words
from extractor.parsers.placed import Sheet
from extractor.parsers.scan import ScannedPage, read_pages
from extractor.parsers.scan_words import is_installed

MAX_DRAWN = 40_000_000
"""Pixels of a page drawn for recognition: a sheet of A2 at 300 dots an inch."""
W_TRUNCATED = "W102 Tệp PDF bị cắt cụt, chỉ đọc được một phần (the PDF is cut short; only a part was read)"
W_PAGE = "W103 Không đọc được trang {} (page {} cannot be read)"
W_SCANNED = "W104 Trang {} là ảnh, không đọc được chữ (page {} is a picture in which no text was read)"
W_LIMIT = "W106 Chỉ đọc {} trong {} trang đầu (only the first {} of {} pages were read)"
W_TABLES = "W105 Không dựng được bảng, đọc theo dòng (tables could not be rebuilt and were read line by line)"


@dataclass
class Content:
    """What was read from a file: the lines outside of tables, page by page, and the tables."""

    pages: list[list[Line]] = field(default_factory=list)
    tables: dict[int, list[Table]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    kept: bool = False

    def add_scanned(self, number: int, page: ScannedPage) -> None:
        """Take up a recognised page; pages before it that hold nothing are empty."""
        while len(self.pages) <= number:
            self.pages.append([])
        while len(self.sheets) <= number:
            self.sheets.append(Sheet(page.width, page.height))
        self.sheets[number] = Sheet(page.width, page.height, page.turned)
        self.pages[number] = lines(Words.of(page.words), number)
        for table in page.tables:
            cells = tuple(
                Cell(row, column, cell_text(lines(Words.of(own), number), right - left - 2 * PADDING, False))
                for row, column, left, right, own in table.cells
            )
            box = (table.left, table.top, table.right, table.bottom)
            self.tables.setdefault(number, []).append(Table(number, box, table.columns, cells))


def read_pdf(data: bytes) -> Content:
    """The content of a PDF file. Raises PasswordProtected, DamagedFile, EmptyFile, NoTextLayer where
    there are only pictures without text, MissingProgram where nothing here can recognise it, TookTooLong.
    """
    content = Content()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise PasswordProtected if "password" in str(error).lower() else DamagedFile("pdf") from error
    try:
        if len(document) == 0:
            raise DamagedFile("pdf")
        found, ruled, pictured = _words(document, content)
        if b"%%EOF" not in data[-2048:]:
            content.warnings.append(W_TRUNCATED)
        found = in_unicode(found)
        content.kept = blanks_kept(found.values())
        if ruled:
            try:
                content.tables = ruled_tables(data, ruled, found, content.kept)
            except (PDFException, PdfminerException, MalformedPDFException, ValueError, KeyError, TypeError, RecursionError):
                content.warnings.append(W_TABLES)
        content.pages = [lines(found.get(i, Words()), i) for i in range(len(content.sheets))]
        _recognise(document, pictured, content)
    finally:
        document.close()
    return content


def _words(document: pdfium.PdfDocument, content: Content) -> tuple[dict[int, Words], list[int], list[int]]:
    """The words of every page that can be read, the pages that draw rules, and those whose text only their picture shows."""
    found: dict[int, Words] = {}
    ruled: list[int] = []
    pictured: list[int] = []
    broken = 0
    if len(document) > limits().pages:
        content.warnings.append(W_LIMIT.format(limits().pages, len(document), limits().pages, len(document)))
    for i in range(min(len(document), limits().pages)):
        try:
            page = document[i]
        except pdfium.PdfiumError:
            content.warnings.append(W_PAGE.format(i + 1, i + 1))
            content.sheets.append(Sheet(0, 0))
            broken += 1
            continue
        content.sheets.append(Sheet(*page.get_size()))
        here = words(page)
        if here.texts and not is_broken(here.texts):
            found[i] = here
            if has_rules(page):
                ruled.append(i)
        elif here.texts or next(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3), None) is not None:
            pictured.append(i)
        page.close()
    if not found and not pictured:
        raise DamagedFile("pdf") if broken else EmptyFile
    return found, ruled, pictured


def _recognise(document: pdfium.PdfDocument, numbers: Sequence[int], content: Content) -> None:
    """Read the pages that are pictures. Where nothing here can, the pages with text are given alone, with a warning."""
    if not numbers:
        return
    if not is_installed() and any(content.pages):
        content.warnings.extend(W_SCANNED.format(i + 1, i + 1) for i in numbers)
        return
    for number, page in zip(numbers, read_pages(drawn_pages(document, numbers[: limits().scanned])), strict=False):
        content.add_scanned(number, page)
        if not page.every_word:
            content.warnings.append(W_SCANNED.format(number + 1, number + 1))
    content.warnings.extend(W_SCANNED.format(i + 1, i + 1) for i in numbers[limits().scanned :])
    if not any(content.pages) and not content.tables:
        raise NoTextLayer


def drawn_pages(document: pdfium.PdfDocument, numbers: Sequence[int]) -> Iterator[tuple[Image.Image, float]]:
    """These pages (from 0) as pictures for recognition, each with its dots an inch."""
    for number in numbers:
        page = document[number]
        width, height = page.get_size()
        dpi = min(_resolution(page), 72 * math.sqrt(MAX_DRAWN / max(width * height, 1)))
        picture = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        page.close()
        yield picture, dpi


def _resolution(page: pdfium.PdfPage) -> float:
    """The dots an inch of the largest picture on the page, between 150 and 300; 300 for a page that is drawn and no picture."""
    best, area = 300.0, 0.0
    for item in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        try:
            left, bottom, right, top = item.get_bounds()
            across, down = item.get_px_size()
        except (pdfium.PdfiumError, AttributeError):
            continue
        size = (right - left) * (top - bottom)
        if size > area and across and down:
            best, area = 72 * math.sqrt(across * down / size), size
    return min(max(best, 150.0), 300.0)


def read_pictures(pictures: Iterator[tuple[Image.Image, float]]) -> Content:
    """The content of pictures of pages. Raises NoTextLayer, MissingProgram, TookTooLong and what taking the pictures raises."""
    content = Content()
    for number, page in enumerate(read_pages(pictures)):
        content.add_scanned(number, page)
        if not page.every_word:
            content.warnings.append(W_SCANNED.format(number + 1, number + 1))
    if not any(content.pages) and not content.tables:
        raise NoTextLayer
    return content
