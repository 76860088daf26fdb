"""The words of a PDF page as PDFium finds them, each with its place and font. A few calls a word, not a character, and all of a kind in one
go: that is what makes plain pages fast."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

from extractor.parsers.pdf_calls import Characters, Sides

_HYPHENS = "\x02\ufffe"
"""PDFium gives a hyphen at the end of a line as one of these codes; the next line follows without a blank."""
_LETTER, _HYPHEN, _BLANK, _BREAK = range(4)
_NEW = tuple.__new__
"""Makes a named tuple without a call through Python, which counts where there is one for every word."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_BROKEN = re.compile("[\ufffd\ufffe\ue000-\uefff\x00-\x08\x0e-\x1f]")


class Word(NamedTuple):
    """A word and its place in points: from the page's left edge, and its baseline from the page's upper edge.

    `order` counts the words of the page as the file holds them, `blanks` those drawn after it. `confidence` is below 1 where the word
    was recognised.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool = False
    order: int = 0
    font: str = ""
    confidence: float = 1.0
    top: float = 0.0
    bottom: float = 0.0
    blanks: int = 0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Words(NamedTuple):
    """The words of a page in columns, one for each field of a `Word`: most are only ever read a line at a time, and are never made.

    >>> Words.of([Word("Hội", 70, 90, 80, 12), Word("nghị", 93, 120, 80, 12)]).texts
    ('Hội', 'nghị')
    """

    texts: Sequence[str] = ()
    lefts: Sequence[float] = ()
    rights: Sequence[float] = ()
    bases: Sequence[float] = ()
    sizes: Sequence[float] = ()
    bolds: Sequence[bool] = ()
    orders: Sequence[int] = ()
    fonts: Sequence[str] = ()
    sures: Sequence[float] = ()
    tops: Sequence[float] = ()
    bottoms: Sequence[float] = ()
    blanks: Sequence[int] = ()

    @classmethod
    def of(cls, found: Iterable[Word]) -> Words:
        """The columns of these words."""
        columns: Words = _NEW(cls, zip(*found, strict=True))
        return columns or cls()

    def word(self, number: int) -> Word:
        """One word."""
        return _NEW(Word, [column[number] for column in self])

    def part(self, first: int, end: int) -> Words:
        """The words from `first` to before `end`."""
        return _NEW(Words, [column[first:end] for column in self])

    def each(self) -> list[Word]:
        """The words one by one."""
        return [_NEW(Word, fields) for fields in zip(*self, strict=True)]


def words(page: pdfium.PdfPage) -> Words:
    """The words of a page in the order of the file. A blank at the end of a line counts only where the file itself holds it."""
    text = page.get_textpage()
    try:
        return _words(text.raw, text.count_chars(), page.get_mediabox(), _turned(page))
    finally:
        text.close()


def _words(raw: pdfium_c.FPDF_TEXTPAGE, count: int, sheet: tuple[float, float, float, float], place: _Turn | None) -> Words:
    text = _text(raw, count)
    starts, stops, blanks, at_end = _cut(text)
    if not starts:
        return Words()
    characters = Characters(raw)
    first, last = np.split(characters.boxes([*starts, *(stop - 1 for stop in stops)]), 2)
    runs = characters.runs(starts)
    sizes, bolds, fonts = zip(*chain.from_iterable(map(repeat, runs.looks, runs.lengths)), strict=True)
    origin = np.stack([first[:, 0], runs.baselines]) if place is None else characters.origins(starts).T
    sides = _places(first, last, origin, sheet, place)
    shown = [text[start:stop] for start, stop in zip(starts, stops, strict=True)]
    if any(hyphen in text for hyphen in _HYPHENS):
        shown = [word[:-1] + "-" if word[-1] in _HYPHENS else word for word in shown]
    for i in at_end:
        blanks[i] = _drawn_blanks(raw, stops[i], stops[i] + blanks[i])
    start, right, base, upper, lower = sides.tolist()
    found = Words(shown, start, right, base, sizes, bolds, range(len(shown)), fonts, [1.0] * len(shown), upper, lower, blanks)
    if np.isnan(sides).any():  # PDFium does not know where these stand
        placed = [word for word in found.each() if not any(map(math.isnan, word[1:4]))]
        return Words.of(word._replace(order=i) for i, word in enumerate(placed))
    return found


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character of the first plane is to a word."""
    kinds = np.full(0x10000, _LETTER, np.uint8)
    kinds[[ord(blank) for blank in re.findall(r"\s", "".join(map(chr, range(0xD800))))]] = _BLANK
    kinds[[ord(code) for code in "\r\n\0"]] = _BREAK
    kinds[[ord(code) for code in _HYPHENS]] = _HYPHEN
    return kinds


def _cut(text: str) -> tuple[list[int], list[int], list[int], list[int]]:
    """Where the words of a page's text start and stop, how many blanks follow each, and which have blanks before a line's end.

    A hyphen that PDFium marks ends its word.

    >>> _cut("Hội  nghị \\r\\n")
    ([0, 5], [3, 9], [2, 1], [1])
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = np.full(len(codes) + 2, _BREAK, np.uint8)
    kinds[1:-1] = _kinds()[np.minimum(codes, 0xFFFF)]
    before, here, after = kinds[:-2], kinds[1:-1], kinds[2:]
    letter, hyphen = here == _LETTER, here == _HYPHEN
    starts = np.flatnonzero((letter | hyphen) & (before != _LETTER))
    stops = np.flatnonzero(hyphen | (letter & (after >= _BLANK))) + 1
    written = np.flatnonzero(kinds[1:] != _BLANK)
    ends = written[np.searchsorted(written, stops)]
    at_end = np.flatnonzero((kinds[1:][ends] == _BREAK) & (ends > stops))
    return starts.tolist(), stops.tolist(), (ends - stops).tolist(), at_end.tolist()


def _drawn_blanks(raw: pdfium_c.FPDF_TEXTPAGE, start: int, end: int) -> int:
    """How many blanks the file itself holds between two places at the end of a line, where PDFium adds some of its own."""
    return sum(pdfium_c.FPDFText_IsGenerated(raw, i) != 1 for i in range(start, end))


def _places(first: Sides, last: Sides, origin: Sides, sheet: tuple[float, float, float, float], place: _Turn | None) -> Sides:
    """For each word, by the boxes of its first and last character and the place of the first, in PDF points: rows of left sides, right
    sides, baselines, upper and lower edges on the page as it is shown; NaN where a word has no place.
    """
    edge_left, _, _, edge_top = sheet
    if place is None:
        right = np.where(np.isnan(last[:, 2]), first[:, 2], last[:, 2])
        return np.stack([origin[0] - edge_left, right - edge_left, edge_top - origin[1], edge_top - first[:, 1], edge_top - first[:, 3]])
    low, high = np.fmin(first, last), np.fmax(first, last)
    start, base = place(*origin)
    (a, b), (c, d) = place(low[:, 0], low[:, 3]), place(high[:, 2], high[:, 1])
    return np.stack([start, np.maximum(a, c), base, np.minimum(b, d), np.maximum(b, d)])


def _text(raw: pdfium_c.FPDF_TEXTPAGE, count: int) -> str:
    """The characters of the page, one for each index: a character beyond the first plane is shown as unreadable."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium_c.FPDFText_GetText(raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
    if written == count + 1 and len(text) == count and not _SURROGATE.search(text):
        return text
    return "".join(_character(pdfium_c.FPDFText_GetUnicode(raw, i)) for i in range(count))


def _character(code: int) -> str:
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd" if code else "\0"


_Turn = Callable[[Sides, Sides], tuple[Sides, Sides]]


def _turned(page: pdfium.PdfPage) -> _Turn | None:
    """From PDF coordinates to points from the left and upper edges of a page that is shown turned; None for one that is not."""
    left, bottom, right, top = page.get_mediabox()
    turns: dict[int, _Turn] = {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns.get(page.get_rotation())


def is_broken(texts: Sequence[str]) -> bool:
    """Whether a page's fonts do not tell which letters they draw: a fifth of its words hold characters that mean nothing."""
    if not _BROKEN.search(" ".join(texts)):
        return False
    return sum(_BROKEN.search(text) is not None for text in texts) * 5 >= len(texts)
