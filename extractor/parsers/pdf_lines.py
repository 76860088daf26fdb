"""The lines of a page: words with their places, put together where they stand on one baseline without a wide gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from operator import add, itemgetter, sub

from extractor.parsers.pdf_words import Word
from extractor.parsers.placed import Placed, Stretch

WIDE_GAP = 1.6
"""A gap of this many character sizes parts two columns; justified text stretches its blanks to one at most."""
BLANK = 0.25
"""A drawn blank is about so many character sizes wide."""
SCAN_SLACK = 0.3
"""A recognised line is so many character sizes narrower than the line that was set: boxes enclose the ink only.
Lines in capitals, as letterheads and signatures have them, are seldom wrapped and keep what they measure."""
_LEFT, _BASE = (itemgetter(Word._fields.index(side)) for side in ("left", "base"))
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
        if page:
            _, _, _, bases, sizes, *_, blanks = zip(*page, strict=True)
            pairs = zip(bases, bases[1:], sizes[1:], blanks, strict=False)
            last = [drawn for base, after, size, drawn in pairs if after - base > 0.5 * size]
            ends, blank = ends + len(last), blank + len(last) - last.count(0)
    return blank * 4 >= ends > 0


def lines(found: Iterable[Word], page: int) -> list[Line]:
    """The words as lines, from the top; pieces of one line that a wide gap parts stay apart."""
    level = sorted(([*group] for _, group in groupby(found, key=_BASE)), key=lambda group: group[0].base)
    rows: list[list[Word]] = []
    for group in level:
        if rows and _are_level(rows[-1], group):
            rows[-1] += group
        else:
            rows.append(group)
    result: list[Line] = []
    for row in rows:
        row.sort(key=_LEFT)
        result += [_line(piece, page) for piece in _pieces(row)]
    return result


def _are_level(row: Sequence[Word], group: Sequence[Word]) -> bool:
    """Whether words of one baseline stand on the line of those before them, though a little lower, as signs set in another font do."""
    last, word = row[-1], group[0]
    return word.base - last.base <= 0.25 * max(word.size, last.size)


def _pieces(row: Sequence[Word]) -> list[Sequence[Word]]:
    """A row cut at its wide gaps, without words drawn a second time."""
    _, lefts, rights, _, sizes, *_ = zip(*row, strict=True)
    gaps = list(map(sub, lefts[1:], rights))
    narrow = JUMP_GAP * min(sizes)
    if not gaps or (min(gaps) > 0 and max(gaps) <= narrow):
        return [row]
    pieces = [[row[0]]]
    for last, word, gap in zip(row, row[1:], gaps, strict=False):
        if gap > narrow and _is_wide(gap, last, word):
            pieces.append([word])
        elif gap > 0 or not _twice(word, last):
            pieces[-1].append(word)
    return list(pieces)


def _is_wide(gap: float, last: Word, word: Word) -> bool:
    """Whether a gap parts two columns; up to three drawn blanks are none, but a row of them is how typists part columns."""
    drawn = BLANK * last.size * last.blanks if last.blanks <= 3 else 0.0
    return gap - drawn > (WIDE_GAP if word.order == last.order + 1 else JUMP_GAP) * min(word.size, last.size)


def _twice(word: Word, last: Word) -> bool:
    """Whether a word was drawn a second time over itself, as some programs do for bold type."""
    return word.text == last.text and abs(word.left - last.left) < 0.1 * word.size


def _line(piece: Sequence[Word], page: int) -> Line:
    texts, lefts, rights, bases, sizes, bolds, _, _, sures, tops, bottoms, blanks = zip(*piece, strict=True)
    joints = [" "] * (len(piece) - 1)
    if 0 in blanks[:-1]:
        spaces = zip(blanks, rights, lefts[1:], sizes[1:], strict=False)
        joints = [" " if blank or left - right > 0.2 * size else "" for blank, right, left, size in spaces]
    parts = [*map(add, texts, joints), texts[-1]]
    starts = list(accumulate(map(len, parts[:-1]), initial=0))
    ends = list(map(add, starts, map(len, texts)))
    return Line(
        Placed("".join(parts), (Stretch(0, page, starts, ends, (lefts, tops, rights, bottoms, sures)),)),
        lefts[0],
        rights[-1],
        bases[len(piece) // 2],
        sorted(sizes)[len(piece) // 2],
        False not in bolds,
        rights[joints.index(" ") if " " in joints else -1] - lefts[0],
        blanks[-1] > 0,
        page,
        SCAN_SLACK * sizes[0] if sures[0] < 1 and not bolds[0] else 0.0,
    )
