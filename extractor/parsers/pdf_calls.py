"""Questions to PDFium about many characters of a page at once.

A call through pypdfium2's own prototypes takes a microsecond, most of it for checking and converting arguments, and a page of text needs a
thousand of them. Here the same functions are called with addresses as plain numbers, and write into one array: a third of that.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

Sides = NDArray[np.float64]
LEVEL = 0.01
"""Points by which the heights of level characters may differ."""
_FLOAT, _DOUBLE = 4, 8


def _called(function: object, result: type, arguments: int) -> Callable[..., Any]:
    """A function of PDFium that takes plain numbers, addresses among them, and gives a number. It keeps the interpreter's lock.

    Declared as pointers, Python's numbers are passed on as they are; PDFium reads from each what it needs, and no number here is large.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # a function of a library is a pointer
    return ctypes.PYFUNCTYPE(result, *[ctypes.c_void_p] * arguments)(address)


_LOOSE_BOX = _called(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_int, 3)
_ORIGIN = _called(pdfium_c.FPDFText_GetCharOrigin, ctypes.c_int, 4)
_TEXT_OBJECT = _called(pdfium_c.FPDFText_GetTextObject, ctypes.c_size_t, 2)
_FONT_SIZE = _called(pdfium_c.FPDFText_GetFontSize, ctypes.c_double, 2)
_MATRIX = _called(pdfium_c.FPDFText_GetMatrix, ctypes.c_int, 3)
_FONT = _called(pdfium_c.FPDFTextObj_GetFont, ctypes.c_size_t, 1)
_OBJECT = _called(pdfium_c.FPDFPage_GetObject, ctypes.c_size_t, 2)
_KIND = _called(pdfium_c.FPDFPageObj_GetType, ctypes.c_int, 1)


def _start(array: NDArray[Any]) -> int:
    """The address of an array; its `ctypes` attribute tells the same, ten times as slowly."""
    address: int = array.__array_interface__["data"][0]
    return address


class Look(NamedTuple):
    """How a character is set: size in points, weight, and the font's name."""

    size: float
    bold: bool
    font: str


class Runs(NamedTuple):
    """How characters are set: a look for each run of neighbours that are set alike, the length of each run, and the baseline of every
    character in PDF points.
    """

    looks: list[Look]
    lengths: list[int]
    baselines: Sides


class Characters:
    """The characters of one open text page, asked by their indices. Valid only as long as the page is open."""

    def __init__(self, page: pdfium_c.FPDF_TEXTPAGE) -> None:
        self._raw = page
        self._page = ctypes.cast(page, ctypes.c_void_p).value or 0
        self._fonts: dict[int, tuple[str, bool]] = {}

    def boxes(self, indices: Sequence[int]) -> Sides:
        """A row a character: left, top, right and bottom of its box in PDF points; NaN where PDFium knows none."""
        count = len(indices)
        told = np.full((count, 4), np.nan, np.float32)
        at = _start(told)
        deque(map(_LOOSE_BOX, repeat(self._page), indices, range(at, at + 4 * _FLOAT * count, 4 * _FLOAT)), 0)
        return told.astype(np.float64)

    def origins(self, indices: Sequence[int]) -> Sides:
        """A row a character: the point on the baseline at which it begins, in PDF points; NaN where PDFium knows none."""
        count = len(indices)
        told = np.full((count, 2), np.nan, np.float64)
        at, step = _start(told), 2 * _DOUBLE
        across, down = range(at, at + step * count, step), range(at + _DOUBLE, at + _DOUBLE + step * count, step)
        deque(map(_ORIGIN, repeat(self._page), indices, across, down), 0)
        return told

    def runs(self, indices: Sequence[int]) -> Runs:
        """The characters as runs of neighbours that one text object draws: they look alike, and stand on one baseline if the first and
        the last do.
        """
        items = list(map(_TEXT_OBJECT, repeat(self._page), indices))
        drawn = np.array(items, np.uint64)
        begins = np.ones(len(indices), np.bool_)
        begins[1:] = (drawn[1:] != drawn[:-1]) | (drawn[1:] == 0)
        places = np.flatnonzero(begins).tolist()
        stops = [*places[1:], len(indices)]
        lengths = [stop - place for place, stop in zip(places, stops, strict=True)]
        firsts = [indices[i] for i in places]
        base, end = self.origins(firsts)[:, 1], self.origins([indices[i - 1] for i in stops])[:, 1]
        level = not np.any(np.abs(base - end) > LEVEL)
        looks = self._looks(firsts, [items[i] for i in places])
        return Runs(looks, lengths, np.repeat(base, lengths) if level else self.origins(indices)[:, 1])

    def _looks(self, indices: Sequence[int], items: Sequence[int]) -> list[Look]:
        """How characters are set that these text objects draw. Many programs set size 1 and enlarge it by the text matrix."""
        matrices = np.zeros((len(indices), 6), np.float32)
        matrices[:, 3] = 1.0
        at = _start(matrices)
        deque(map(_MATRIX, repeat(self._page), indices, range(at, at + 6 * _FLOAT * len(indices), 6 * _FLOAT)), 0)
        drawn = np.hypot(matrices[:, 1].astype(np.float64), matrices[:, 3]).tolist()
        looks: list[Look] = []
        for i, item, size, factor in zip(indices, items, map(_FONT_SIZE, repeat(self._page), indices), drawn, strict=True):
            font = _FONT(item) if item else 0
            if font not in self._fonts or not font:
                self._fonts[font] = self._font(i)
            looks.append(Look(size * factor or 1.0, self._fonts[font][1], self._fonts[font][0]))
        return looks

    def _font(self, index: int) -> tuple[str, bool]:
        """Name and weight of the font of a character."""
        buffer, flags = ctypes.create_string_buffer(256), ctypes.c_int()
        length = pdfium_c.FPDFText_GetFontInfo(self._raw, index, buffer, 256, flags)
        name = buffer.value.decode("latin-1") if 0 < length <= 256 else ""
        return name, "bold" in name.lower() or pdfium_c.FPDFText_GetFontWeight(self._raw, index) >= 600


def kinds_of_objects(page: pdfium_c.FPDF_PAGE) -> set[int]:
    """The kinds (FPDF_PAGEOBJ_…) of what a page draws, not looking into its forms."""
    address = ctypes.cast(page, ctypes.c_void_p).value
    return set(map(_KIND, map(_OBJECT, repeat(address), range(pdfium_c.FPDFPage_CountObjects(page)))))
