"""The words of a PDF page as PDFium finds them, each with its place and font. One call a word, not one a character: that is what makes
plain pages fast."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

_PIECE = re.compile("([^\\s\0\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe])([^\\S\r\n]*)")
"""A word and the blanks after it. PDFium gives a hyphen at the end of a line as one of two codes; the next line follows without a blank."""
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
    bold: bool
    order: int
    font: str = ""
    confidence: float = 1.0
    top: float = 0.0
    bottom: float = 0.0
    blanks: int = 0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class _Look(NamedTuple):
    size: float
    bold: bool
    font: str


def words(page: pdfium.PdfPage) -> list[Word]:
    """The words of a page in the order of the file. A blank at the end of a line counts only where the file itself holds it."""
    text = page.get_textpage()
    try:
        return _words(text.raw, text.count_chars(), page.get_mediabox(), _turned(page))
    finally:
        text.close()


def _words(raw: pdfium_c.FPDF_TEXTPAGE, count: int, sheet: tuple[float, float, float, float], place: _Turn | None) -> list[Word]:
    edge_left, _, _, edge_top = sheet
    found: list[Word] = []
    look = _looks(raw)
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    box_of, origin_of, is_generated = pdfium_c.FPDFText_GetLooseCharBox, pdfium_c.FPDFText_GetCharOrigin, pdfium_c.FPDFText_IsGenerated
    here, box_here, x_here, y_here = raw, ctypes.byref(box), ctypes.byref(x), ctypes.byref(y)
    text = _text(raw, count)
    for piece in _PIECE.finditer(text):
        first, last = piece.start(1), piece.end(1) - 1
        shown, gap = piece.groups()
        if not box_of(here, first, box_here) or not origin_of(here, first, x_here, y_here):
            continue
        left, bottom, right, top = box.left, box.bottom, box.right, box.top
        if last > first and box_of(here, last, box_here):
            right = box.right
            if place is not None:
                left, bottom, right, top = min(left, box.left), min(bottom, box.bottom), max(right, box.right), max(top, box.top)
        if place is None:
            start, base, end, upper, lower = x.value - edge_left, edge_top - y.value, right - edge_left, edge_top - top, edge_top - bottom
        else:
            start, base = place(x.value, y.value)
            (a, b), (c, d) = place(left, bottom), place(right, top)
            end, upper, lower = max(a, c), min(b, d), max(b, d)
        size, bold, font = look(first)
        if shown[-1] in "\x02\ufffe":
            shown = shown[:-1] + "-"
        blanks = len(gap)
        if blanks and text[piece.end() : piece.end() + 1] in "\r\n":
            blanks -= sum(is_generated(here, i) == 1 for i in range(last + 1, piece.end()))
        found.append(Word(shown, start, end, base, size, bold, len(found), font, 1.0, upper, lower, blanks))
    return found


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


def _looks(raw: pdfium_c.FPDF_TEXTPAGE) -> Callable[[int], _Look]:
    """A function that tells size and font of a character. Characters of one text object look alike, and there are few objects."""
    known: dict[int, _Look] = {}
    matrix = pdfium_c.FS_MATRIX()
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()

    def look(i: int) -> _Look:
        item = pdfium_c.FPDFText_GetTextObject(raw, i)
        key = ctypes.addressof(item.contents) if item else -1 - i
        if (seen := known.get(key)) is not None:
            return seen
        size = pdfium_c.FPDFText_GetFontSize(raw, i)
        if pdfium_c.FPDFText_GetMatrix(raw, i, matrix):  # many programs set size 1 and enlarge it by the text matrix
            size *= math.hypot(matrix.b, matrix.d)
        length = pdfium_c.FPDFText_GetFontInfo(raw, i, buffer, 256, flags)
        font = buffer.value.decode("latin-1") if 0 < length <= 256 else ""
        bold = "bold" in font.lower() or pdfium_c.FPDFText_GetFontWeight(raw, i) >= 600
        known[key] = made = _Look(float(size) or 1.0, bold, font)
        return made

    return look


_Turn = Callable[[float, float], tuple[float, float]]


def _turned(page: pdfium.PdfPage) -> _Turn | None:
    """From PDF coordinates to points from the left and upper edges of a page that is shown turned; None for one that is not."""
    left, bottom, right, top = page.get_mediabox()
    turns: dict[int, _Turn] = {
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns.get(page.get_rotation())


def is_broken(found: Iterable[Word]) -> bool:
    """Whether the page's fonts do not tell which letters they draw: a fifth of its words hold characters that mean nothing."""
    all_words = broken = 0
    for word in found:
        all_words += 1
        broken += _BROKEN.search(word.text) is not None
    return all_words > 0 and broken * 5 >= all_words
