"""The lines of a page: words with their places, put together where they stand on one baseline without a wide gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from extractor.parsers.pdf_words import Word
from extractor.parsers.placed import Box, Placed

WIDE_GAP = 1.6
"""A gap of this many character sizes parts two columns; justified text stretches its blanks to one at most."""
BLANK = 0.25
"""A drawn blank is about so many character sizes wide."""
SCAN_SLACK = 0.3
"""A recognised line is so many character sizes narrower than the line that was set: boxes enclose the ink only.
Lines in capitals, as letterheads and signatures have them, are seldom wrapped and keep what they measure."""
_LEFT, _PLACE = attrgetter("left"), attrgetter("base", "left")
JUMP_GAP = 0.5
"""A gap of this many character sizes parts two columns where the file wrote something else between the two sides."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line: its text, stripped, and its place. `first` is the width of its first word, `blank` of a blank beside it;
    `open` says that the file has a blank after its last word, as producers leave it where they wrapped a paragraph; `slack` is how much
    narrower than set it may have been measured.
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
    slack: float = 0.0

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def blank(self) -> float:
        return self.size * 0.25

    def has_room_for(self, following: Line, width: float, blanks_kept: bool) -> bool:
        """Whether the first word of the line below would have stood on this one, in `width` points or as many as that line takes.

        Programs that keep the blank at which they wrapped a line leave it out only where it did not fit either: without it a line
        with room for a blank was ended on purpose. An open line has room only where much is left over: such a blank is seldom typed.
        """
        spare = max(width, following.width) - self.width - self.blank - self.slack
        if self.open:
            return spare - following.first >= 0.2 * width and not following.text[0].islower()
        if blanks_kept and not self.text.endswith("-"):
            return spare >= 0.5
        return spare - following.first >= 0.5


def blanks_kept(pages: Iterable[Sequence[Word]]) -> bool:
    """Whether the program that made the file keeps the blanks at which it wrapped lines: a quarter of its lines end in one."""
    ends = blank = 0
    for page in pages:
        for word, after in zip(page, page[1:], strict=False):
            if after.base - word.base > 0.5 * after.size:
                ends += 1
                blank += word.blanks > 0
    return blank * 4 >= ends > 0


def lines(found: Iterable[Word], page: int) -> list[Line]:
    """The words as lines, from the top; pieces of one line that a wide gap parts stay apart."""
    rows: list[list[Word]] = []
    for word in sorted(found, key=_PLACE):
        if rows and abs(word.base - rows[-1][-1].base) <= 0.25 * max(word.size, rows[-1][-1].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    result: list[Line] = []
    for row in rows:
        result.extend(_line(piece, page) for piece in _pieces(sorted(row, key=_LEFT)))
    return result


def _pieces(row: Sequence[Word]) -> list[list[Word]]:
    """A row cut at its wide gaps; up to three drawn blanks are none, but a row of them is how typists part columns."""
    pieces: list[list[Word]] = []
    last: Word | None = None
    for word in row:
        if last is None:
            pieces.append([word])
        else:
            gap = word.left - last.right - (BLANK * last.size * last.blanks if last.blanks <= 3 else 0.0)
            if gap > (WIDE_GAP if word.order == last.order + 1 else JUMP_GAP) * min(word.size, last.size):
                pieces.append([word])
            elif not _twice(word, last):
                pieces[-1].append(word)
        last = word
    return pieces


def _twice(word: Word, last: Word) -> bool:
    """Whether a word was drawn a second time over itself, as some programs do for bold type."""
    return word.text == last.text and abs(word.left - last.left) < 0.1 * word.size


def _line(piece: Sequence[Word], page: int) -> Line:
    text, first, last = "", 0.0, None
    boxes: list[Box] = []
    for word in piece:
        if last is not None and (last.blanks or word.left - last.right > 0.2 * word.size):
            if not first:
                first = last.right - piece[0].left
            text += " "
        boxes.append(Box(len(text), len(text) + len(word.text), page, word.left, word.top, word.right, word.bottom, word.confidence))
        text += word.text
        last = word
    sizes = sorted([w.size for w in piece])
    right = piece[-1].right
    return Line(
        Placed(text, tuple(boxes)),
        piece[0].left,
        right,
        piece[len(piece) // 2].base,
        sizes[len(sizes) // 2],
        all(w.bold for w in piece),
        first or right - piece[0].left,
        piece[-1].blanks > 0,
        page,
        SCAN_SLACK * piece[0].size if piece[0].confidence < 1 and not piece[0].bold else 0.0,
    )
