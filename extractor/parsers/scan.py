"""Reads pictures of pages: photographs, scans and the pages of a PDF that hold no text, with their ruled tables."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from PIL import Image

from extractor.parsers.pdf_words import Word
from extractor.parsers.scan_image import MAX_PREPARED, Grey, prepared
from extractor.parsers.scan_rules import GridCell, RuledTable, ruled_tables
from extractor.parsers.scan_spelling import mended, with_marks
from extractor.parsers.scan_words import Strip, in_strips, recognised, turn_of
from extractor.spelling import WORD, share_of_syllables

WORKERS = max(1, min(4, os.cpu_count() or 1))
TOGETHER = 4
"""So many pages a worker gives to Tesseract at a time at most: to begin takes it 0.1 s of processor time, a tenth of a page."""
DOUBTFUL = 0.6
"""A page whose words are recognised with less confidence on average may lie on its side or upside down."""
FEWEST_WORDS = 8
PRINTED = 0.01
"""A page with a smaller share of dark pixels holds a line or two; what is read of it need not make sense."""
EMPTY_INK = 0.002
"""A cell with a smaller share of dark pixels is empty."""


@dataclass(frozen=True, slots=True)
class ScannedTable:
    """A ruled table: its box and the left edges of its columns in points, its cells with their words."""

    left: float
    top: float
    right: float
    bottom: float
    columns: tuple[float, ...]
    cells: tuple[tuple[int, int, float, float, tuple[Word, ...]], ...]
    """Row, column, left and right edge in points, and words."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was recognised on a page, in points: its size, the words outside of tables and the tables.

    `turned` is by how many degrees clockwise the picture had to be turned, `ink` the share of its dark pixels.
    """

    width: float
    height: float
    words: tuple[Word, ...]
    tables: tuple[ScannedTable, ...]
    turned: int = 0
    ink: float = 0.0

    @property
    def every_word(self) -> list[Word]:
        """The words of the page, those in tables too."""
        return [*self.words, *(word for table in self.tables for cell in table.cells for word in cell[4])]


def read_pages(pages: Iterable[tuple[Image.Image, float]]) -> Iterator[ScannedPage]:
    """The pages in their order, several read at a time; pictures come with their dots an inch and are taken only as they are needed.

    Raises MissingProgram and TookTooLong.
    """
    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[list[ScannedPage]]] = deque()
        try:
            for share in _shares(iter(pages)):
                waiting.append(pool.submit(_read_together, share))
                if len(waiting) > WORKERS:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _shares(pages: Iterator[tuple[Image.Image, float]]) -> Iterator[list[tuple[Image.Image, float]]]:
    """The pages in shares for the workers, as even as can be, each of TOGETHER pages at most."""
    while taken := _some(pages):
        share = math.ceil(len(taken) / WORKERS)
        yield from (taken[i : i + share] for i in range(0, len(taken), share))


def _some(pages: Iterator[tuple[Image.Image, float]]) -> list[tuple[Image.Image, float]]:
    """As many of the next pages as the workers take at once; fewer where they are large."""
    taken: list[tuple[Image.Image, float]] = []
    pixels = 0
    for picture, dpi in islice(pages, WORKERS * TOGETHER):
        taken.append((picture, dpi))
        pixels += picture.width * picture.height
        if pixels > WORKERS * MAX_PREPARED:
            break
    return taken


def _read_together(pages: Sequence[tuple[Image.Image, float]]) -> list[ScannedPage]:
    """Some pages. Where the words of one make no sense as its picture lies, it is turned and read again."""
    return [read if _is_sound(read) else _turned(picture, dpi, read) for (picture, dpi), read in zip(pages, _read(pages), strict=True)]


def _turned(picture: Image.Image, dpi: float, page: ScannedPage) -> ScannedPage:
    """The page read again with its picture turned, where that makes more sense."""
    grey, at, _ = prepared(picture, dpi)
    turn = turn_of(grey, at)
    tries = [turn] if turn else [180, 90, 270] if _is_doubtful(page) else []
    best = page
    for degrees in tries:
        other = replace(_read([(picture.rotate(-degrees, expand=True), dpi)])[0], turned=degrees)
        if _sense(other) > _sense(best):
            best = other
        if _is_sound(best):
            break
    return best


def _confidence(page: ScannedPage) -> float:
    words = page.every_word
    return sum(word.confidence * len(word.text) for word in words) / max(1, sum(len(word.text) for word in words))


def _sense(page: ScannedPage) -> float:
    """How many letters of the page are likely right."""
    words = [letters for word in page.every_word for letters in WORD.findall(word.text)]
    return _confidence(page) * share_of_syllables(words) * sum(map(len, words))


def _is_sound(page: ScannedPage) -> bool:
    words = [letters for word in page.every_word for letters in WORD.findall(word.text)]
    if len(words) < FEWEST_WORDS:
        return page.ink < PRINTED or (bool(words) and _confidence(page) >= DOUBTFUL)
    return _confidence(page) >= DOUBTFUL and share_of_syllables(words) >= 0.5


def _is_doubtful(page: ScannedPage) -> bool:
    return len(page.every_word) >= 8 and _confidence(page) < DOUBTFUL


class _Sheet:
    """A picture ready for recognition, with its tables."""

    def __init__(self, picture: Image.Image, dpi: float) -> None:
        self.grey, self.dpi, _ = prepared(picture, dpi)
        self.tables, self.clear = ruled_tables(self.grey, self.dpi)

    def outside(self) -> Grey:
        """The picture with its tables blank."""
        if not self.tables:
            return self.clear
        rest = self.clear.copy()
        for table in self.tables:
            rest[table.top : table.bottom, table.left : table.right] = 255
        return rest

    def filled(self) -> list[tuple[GridCell, Strip]]:
        """The cells with something in them, and what lies within their rules."""
        cells = [(cell, (cell.left + 1, cell.top + 1, cell.right - 1, cell.bottom - 1)) for table in self.tables for cell in table.cells]
        return [(cell, strip) for cell, strip in cells if _has_ink(self.clear, strip)]

    def page(self, words: Sequence[Word], cells: Mapping[GridCell, Sequence[Word]]) -> ScannedPage:
        """The page with the words outside of its tables and those of its cells."""
        scale = 72.0 / self.dpi
        outside = tuple(_scaled(word, scale) for word in with_marks(mended(words)))
        height, width = self.grey.shape
        ink = float(np.mean(self.grey[::4, ::4] < 128))
        return ScannedPage(width * scale, height * scale, outside, tuple(_table(table, cells, scale) for table in self.tables), ink=ink)


def _read(pages: Sequence[tuple[Image.Image, float]]) -> list[ScannedPage]:
    """The pages as their pictures lie: in one call what stands outside of tables, in another all their cells."""
    sheets = [_Sheet(picture, dpi) for picture, dpi in pages]
    words = recognised([(sheet.outside(), sheet.dpi) for sheet in sheets])
    cells: list[dict[GridCell, list[Word]]] = [{} for _ in sheets]
    ruled = [(own, sheet, filled) for own, sheet in zip(cells, sheets, strict=True) if (filled := sheet.filled())]
    found = in_strips([(sheet.clear, [strip for _, strip in filled], sheet.dpi) for _, sheet, filled in ruled])
    for (own, _, filled), within in zip(ruled, found, strict=True):
        own.update(zip((cell for cell, _ in filled), within, strict=True))
    return [sheet.page(outside, of_cells) for sheet, outside, of_cells in zip(sheets, words, cells, strict=True)]


def _table(table: RuledTable, found: Mapping[GridCell, Sequence[Word]], scale: float) -> ScannedTable:
    cells = tuple(
        (cell.row, cell.column, cell.left * scale, cell.right * scale, tuple(_scaled(word, scale) for word in mended(found.get(cell, []))))
        for cell in table.cells
    )
    columns = tuple(round(x * scale, 1) for x in table.columns)
    return ScannedTable(table.left * scale, table.top * scale, table.right * scale, table.bottom * scale, columns, cells)


def _has_ink(grey: Grey, strip: Strip) -> bool:
    left, top, right, bottom = strip
    inner = grey[top + 2 : bottom - 2, left + 2 : right - 2]
    return inner.size > 0 and float(np.mean(inner < 128)) > EMPTY_INK


def _scaled(word: Word, scale: float) -> Word:
    return word._replace(
        left=word.left * scale,
        right=word.right * scale,
        base=word.base * scale,
        size=word.size * scale,
        top=word.top * scale,
        bottom=word.bottom * scale,
    )
