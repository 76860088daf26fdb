"""Text that knows where its words stand on the page: it is put together like any other text, and the places come along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """Where a word stands: the page from 0 and, in points from the page's left and upper edges, its sides.

    `start` and `end` are its characters in the text that holds it; `confidence` runs from 0 to 1, and is below 1 for recognised text only.
    """

    start: int
    end: int
    page: int
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0

    def moved(self, by: int) -> Box:
        """The same place `by` characters further on."""
        return Box(self.start + by, self.end + by, *self[2:]) if by else self


class Sheet(NamedTuple):
    """A page as it is shown: its size in points, and the degrees by which a scan had to be turned clockwise."""

    width: float = 0.0
    height: float = 0.0
    turned: int = 0


class Placed(str):
    """A text with the boxes of its words. Adding texts moves the boxes; every other operation of `str` gives a plain one.

    >>> whole = "- " + Placed("Hội nghị", (Box(0, 3, 0, 70, 80, 90, 92),)) + "."
    >>> str(whole), whole.boxes[0].start
    ('- Hội nghị.', 2)
    """

    boxes: tuple[Box, ...]

    def __new__(cls, text: str, boxes: tuple[Box, ...] = ()) -> Placed:
        made = super().__new__(cls, text)
        made.boxes = boxes
        return made

    def __add__(self, other: str) -> Placed:
        more = tuple(box.moved(len(self)) for box in other.boxes) if isinstance(other, Placed) else ()
        return Placed(str.__add__(self, other), self.boxes + more)

    def __radd__(self, other: str) -> Placed:
        return Placed(str.__add__(other, self), tuple(box.moved(len(other)) for box in self.boxes))


def joined(texts: Iterable[str], blank: str = "") -> Placed:
    """The texts one after the other, `blank` between two, their boxes kept; linear in their length.

    >>> joined([Placed("Hội", (Box(0, 3, 0, 70, 80, 90, 92),)), "nghị"], " ").boxes[0].end
    3
    """
    pieces: list[str] = []
    boxes: list[Box] = []
    length = 0
    for text in texts:
        if pieces and blank:
            pieces.append(blank)
            length += len(blank)
        if isinstance(text, Placed):
            boxes.extend([box.moved(length) for box in text.boxes])
        pieces.append(text)
        length += len(text)
    return Placed("".join(pieces), tuple(boxes))
