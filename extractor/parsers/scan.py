"""Reads pictures of pages: photographs, scans and the pages of a PDF that hold no text, with their ruled tables."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from extractor.parsers.pdf_words import Word
from extractor.parsers.scan_image import Grey, prepared
from extractor.parsers.scan_rules import RuledTable, ruled_tables
from extractor.parsers.scan_spelling import mended, with_marks
from extractor.parsers.scan_words import Strip, in_strips, recognised, turn_of
from extractor.spelling import WORD, share_of_syllables

WORKERS = max(1, min(4, os.cpu_count() or 1))
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
        waiting: deque[Future[ScannedPage]] = deque()
        try:
            for picture, dpi in pages:
                waiting.append(pool.submit(read_page, picture, dpi))
                if len(waiting) > WORKERS:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def read_page(picture: Image.Image, dpi: float) -> ScannedPage:
    """One page. Where the words make no sense as the picture lies, it is turned and read again."""
    page = _read(picture, dpi)
    if _is_sound(page):
        return page
    grey, at, _ = prepared(picture, dpi)
    turn = turn_of(grey, at)
    tries = [turn] if turn else [180, 90, 270] if _is_doubtful(page) else []
    best = page
    for degrees in tries:
        other = replace(_read(picture.rotate(-degrees, expand=True), dpi), turned=degrees)
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


def _read(picture: Image.Image, dpi: float) -> ScannedPage:
    grey, at, _ = prepared(picture, dpi)
    tables, clear = ruled_tables(grey, at)
    rest = _outside(clear, tables) if tables else clear
    scale = 72.0 / at
    words = tuple(_scaled(word, scale) for word in with_marks(mended(recognised(rest, at))))
    ink = float(np.mean(grey[::4, ::4] < 128))
    return ScannedPage(grey.shape[1] * scale, grey.shape[0] * scale, words, _tables(clear, tables, at), ink=ink)


def _outside(grey: Grey, tables: list[RuledTable]) -> Grey:
    """The picture with its tables blank."""
    rest = grey.copy()
    for table in tables:
        rest[table.top : table.bottom, table.left : table.right] = 255
    return rest


def _tables(grey: Grey, tables: list[RuledTable], dpi: float) -> tuple[ScannedTable, ...]:
    """The tables with the words of their cells, all cells of a page read in one call."""
    strips: list[Strip] = []
    for table in tables:
        for cell in table.cells:
            strip = (cell.left + 1, cell.top + 1, cell.right - 1, cell.bottom - 1)
            strips.append(strip if _has_ink(grey, strip) else (0, 0, 0, 0))
    filled = [i for i, strip in enumerate(strips) if strip[2]]
    found = dict(zip(filled, in_strips(grey, [strips[i] for i in filled], dpi), strict=True)) if filled else {}
    scale = 72.0 / dpi
    result: list[ScannedTable] = []
    number = 0
    for table in tables:
        cells = []
        for cell in table.cells:
            words = tuple(_scaled(word, scale) for word in mended(found.get(number, [])))
            cells.append((cell.row, cell.column, cell.left * scale, cell.right * scale, words))
            number += 1
        columns = tuple(round(x * scale, 1) for x in table.columns)
        result.append(ScannedTable(table.left * scale, table.top * scale, table.right * scale, table.bottom * scale, columns, tuple(cells)))
    return tuple(result)


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
