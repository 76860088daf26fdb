"""The lines of a PDF page: characters with their places, put together where they stand on one baseline without a wide gap."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

WIDE_GAP = 1.6
"""A gap of this many character sizes parts two columns; justified text stretches its blanks to one at most."""
JUMP_GAP = 0.5
"""A gap of this many character sizes parts two columns where the file wrote something else between the two sides."""
_HYPHEN_AT_LINE_END = "\x02"


class Glyph(NamedTuple):
    """A character and its place in points: from the page's left edge, and its baseline from the page's upper edge."""

    character: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    order: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line: its text, stripped, and its place. `first` is the width of its first word, `blank` of a blank beside it;
    `open` says that the file has a blank after its last word, as producers leave it where they wrapped a paragraph.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    bold: bool
    first: float
    open: bool
    page: int

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def blank(self) -> float:
        return self.size * 0.25

    def has_room_for(self, following: Line, width: float, blanks_kept: bool) -> bool:
        """Whether the first word of the line below would have stood on this one, in `width` points.

        Programs that keep the blank at which they wrapped a line leave it out only where it did not fit either: without it a line
        with room for a blank was ended on purpose. An open line has room only where much is left over: such a blank is seldom typed.
        """
        spare = width - self.width - self.blank
        if self.open:
            return spare - following.first >= 0.2 * width and not following.text[0].islower()
        if blanks_kept and not self.text.endswith("-"):
            return spare >= 0.5
        return spare - following.first >= 0.5


def blanks_kept(pages: Iterable[Sequence[Glyph]]) -> bool:
    """Whether the program that made the file keeps the blanks at which it wrapped lines: a quarter of its lines end in one."""
    ends = blank = 0
    for page in pages:
        for glyph, after in zip(page, page[1:], strict=False):
            if after.base - glyph.base > 0.5 * after.size:
                ends += 1
                blank += glyph.character.isspace()
    return blank * 4 >= ends > 0


def glyphs(page: pdfium.PdfPage) -> list[Glyph]:
    """The characters of a page in the order of the file; line ends and blanks that the file does not hold are left out."""
    text = page.get_textpage()
    try:
        place = _upright(page)
        found: list[Glyph] = []
        box = pdfium_c.FS_RECTF()
        matrix = pdfium_c.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        bold = _boldness(text.raw)
        for i in range(text.count_chars()):
            if pdfium_c.FPDFText_IsGenerated(text.raw, i) == 1:
                continue
            code = pdfium_c.FPDFText_GetUnicode(text.raw, i)
            if (
                not code
                or not pdfium_c.FPDFText_GetLooseCharBox(text.raw, i, box)
                or not pdfium_c.FPDFText_GetCharOrigin(text.raw, i, x, y)
            ):
                continue
            left, base = place(x.value, y.value)
            right = max(place(box.left, box.bottom)[0], place(box.right, box.top)[0])
            character = "-" if chr(code) == _HYPHEN_AT_LINE_END else chr(code)
            found.append(Glyph(character, left, right, base, _size(text.raw, i, matrix), bold(i), len(found)))
        return found
    finally:
        text.close()


def _size(text: pdfium_c.FPDF_TEXTPAGE, i: int, matrix: pdfium_c.FS_MATRIX) -> float:
    """The size in which a character is shown: many programs set size 1 and enlarge it by the text matrix."""
    nominal = pdfium_c.FPDFText_GetFontSize(text, i)
    if pdfium_c.FPDFText_GetMatrix(text, i, matrix):
        nominal *= math.hypot(matrix.b, matrix.d)
    return float(nominal) or 1.0


def _boldness(text: pdfium_c.FPDF_TEXTPAGE) -> Callable[[int], bool]:
    """A function that tells whether a character's font is bold by its name or weight."""
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()

    def bold(i: int) -> bool:
        if pdfium_c.FPDFText_GetFontWeight(text, i) >= 600:
            return True
        length = pdfium_c.FPDFText_GetFontInfo(text, i, buffer, 256, flags)
        return 0 < length <= 256 and b"bold" in buffer.value.lower()

    return bold


def _upright(page: pdfium.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """From PDF coordinates to points from the left and upper edges of the page as it is shown."""
    left, bottom, right, top = page.get_mediabox()
    return {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }[page.get_rotation()]


def lines(found: Iterable[Glyph], page: int) -> list[Line]:
    """The glyphs as lines, from the top; pieces of one line that a wide gap parts stay apart."""
    rows: list[list[Glyph]] = []
    for glyph in sorted((g for g in found if g.character not in "\r\n"), key=lambda g: (g.base, g.left)):
        if rows and abs(glyph.base - rows[-1][-1].base) <= 0.25 * max(glyph.size, rows[-1][-1].size):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    result: list[Line] = []
    for row in rows:
        result.extend(line for piece in _pieces(sorted(row, key=lambda g: g.left)) if (line := _line(piece, page)))
    return result


def _pieces(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """A row cut at its wide gaps; up to three drawn blanks are none, but a row of them is how typists part columns."""
    pieces: list[list[Glyph]] = []
    last: Glyph | None = None
    blanks: list[Glyph] = []
    before = -1
    for glyph in row:
        if glyph.character.isspace():
            blanks.append(glyph)
            before = glyph.order
            if pieces:
                pieces[-1].append(glyph)
            continue
        edge = last.right if last and len(blanks) > 3 else max((g.right for g in blanks), default=last.right if last else 0.0)
        blanks = []
        if last is None or glyph.left - edge > (JUMP_GAP if before != glyph.order - 1 else WIDE_GAP) * min(glyph.size, last.size):
            pieces.append([glyph])
        elif not _twice(glyph, last):
            pieces[-1].append(glyph)
        last, before = glyph, glyph.order
    return pieces


def _twice(glyph: Glyph, last: Glyph) -> bool:
    """Whether a character was drawn a second time over itself, as some programs do for bold type."""
    return glyph.character == last.character and abs(glyph.left - last.left) < 0.1 * glyph.size


def _line(piece: Sequence[Glyph], page: int) -> Line | None:
    text, first, last = "", 0.0, None
    inked = [g for g in piece if not g.character.isspace()]
    if not inked:
        return None
    for glyph in piece:
        if glyph.character.isspace():
            text += " "
            continue
        if last is not None and not text.endswith(" ") and glyph.left - last.right > 0.2 * glyph.size:
            text += " "
        if " " not in text.strip():
            first = (last.right if text.endswith(" ") and last else glyph.right) - inked[0].left
        text += glyph.character
        last = glyph
    sizes = sorted(g.size for g in inked)
    return Line(
        " ".join(text.split()),
        inked[0].left,
        inked[-1].right,
        inked[len(inked) // 2].base,
        sizes[len(sizes) // 2],
        all(g.bold for g in inked),
        first,
        text.endswith(" "),
        page,
    )
