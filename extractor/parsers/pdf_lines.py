"""The lines of a page: words with their places, put together where they stand on one baseline without a wide gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, pairwise, repeat, starmap
from operator import add, le, sub
from typing import NamedTuple

from extractor.parsers.pdf_words import Word, Words
from extractor.parsers.placed import Placed, Stretch

WIDE_GAP = 1.6
"""A gap of this many character sizes parts two columns; justified text stretches its blanks to one at most."""
BLANK = 0.25
"""A drawn blank is about so many character sizes wide."""
SCAN_SLACK = 0.3
"""A recognised line is so many character sizes narrower than the line that was set: boxes enclose the ink only.
Lines in capitals, as letterheads and signatures have them, are seldom wrapped and keep what they measure."""
JUMP_GAP = 0.5
"""A gap of this many character sizes parts two columns where the file wrote something else between the two sides."""


class Line(NamedTuple):
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


def blanks_kept(pages: Iterable[Words]) -> bool:
    """Whether the program that made the file keeps the blanks at which it wrapped lines: a quarter of its lines end in one."""
    ends = blank = 0
    for page in pages:
        pairs = zip(page.bases, page.bases[1:], page.sizes[1:], page.blanks, strict=False)
        last = [drawn for base, after, size, drawn in pairs if after - base > 0.5 * size]
        ends, blank = ends + len(last), blank + len(last) - last.count(0)
    return blank * 4 >= ends > 0


def lines(found: Words, page: int) -> list[Line]:
    """The words as lines, from the top; pieces of one line that a wide gap parts stay apart."""
    result: list[Line] = []
    for row in _rows(found):
        first, end = row[0]
        if len(row) == 1 and _is_plain(found, first, end):
            result.append(_line(found.part(first, end), page))
        else:
            result += [_line(Words.of(piece), page) for piece in _pieces(_in_order(found, row))]
    return result


def _rows(found: Words) -> list[list[tuple[int, int]]]:
    """Stretches of words (first and end) that follow each other on one baseline, those together that stand on one line, from the top."""
    bases, sizes = found.bases, found.sizes
    cuts = [i for i, (last, base) in enumerate(zip(bases, bases[1:], strict=False), 1) if last != base]
    level = sorted(zip([0, *cuts], [*cuts, len(bases)], strict=True), key=lambda stretch: bases[stretch[0]]) if bases else []
    rows: list[list[tuple[int, int]]] = []
    for stretch in level:
        first, last = stretch[0], rows[-1][-1][1] - 1 if rows else 0
        # A little lower on the line stand signs set in another font.
        if rows and bases[first] - bases[last] <= 0.25 * max(sizes[first], sizes[last]):
            rows[-1].append(stretch)
        else:
            rows.append([stretch])
    return rows


def _is_plain(found: Words, first: int, end: int) -> bool:
    """Whether these words follow each other from the left with no more than a blank between two."""
    gaps = list(map(sub, found.lefts[first + 1 : end], found.rights[first : end - 1]))
    if not gaps:
        return True
    lefts = found.lefts[first:end]
    return min(gaps) > 0 and max(gaps) <= JUMP_GAP * min(found.sizes[first:end]) and all(map(le, lefts, lefts[1:]))


def _in_order(found: Words, row: Sequence[tuple[int, int]]) -> list[Word]:
    """The words of a row from the left."""
    lefts = found.lefts
    return [found.word(i) for i in sorted(chain.from_iterable(starmap(range, row)), key=lefts.__getitem__)]


def _pieces(row: Sequence[Word]) -> list[list[Word]]:
    """A row cut at its wide gaps, without words drawn a second time."""
    narrow = JUMP_GAP * min(word.size for word in row)
    pieces = [[row[0]]]
    for last, word in pairwise(row):
        gap = word.left - last.right
        if gap > narrow and _is_wide(gap, last, word):
            pieces.append([word])
        elif gap > 0 or not _twice(word, last):
            pieces[-1].append(word)
    return pieces


def _is_wide(gap: float, last: Word, word: Word) -> bool:
    """Whether a gap parts two columns; up to three drawn blanks are none, but a row of them is how typists part columns."""
    drawn = BLANK * last.size * last.blanks if last.blanks <= 3 else 0.0
    return gap - drawn > (WIDE_GAP if word.order == last.order + 1 else JUMP_GAP) * min(word.size, last.size)


def _twice(word: Word, last: Word) -> bool:
    """Whether a word was drawn a second time over itself, as some programs do for bold type."""
    return word.text == last.text and abs(word.left - last.left) < 0.1 * word.size


def _line(piece: Words, page: int) -> Line:
    texts, lefts, rights, bases, sizes, bolds, _, _, sures, tops, bottoms, blanks = piece
    lengths = list(map(len, texts))
    if 0 in blanks[:-1]:
        spaces = zip(blanks, rights, lefts[1:], sizes[1:], strict=False)
        joints = [" " if blank or left - right > 0.2 * size else "" for blank, right, left, size in spaces]
        text = "".join([*map(add, texts, joints), texts[-1]])
        starts = list(accumulate(map(add, lengths, map(len, joints)), initial=0))
        of_first = joints.index(" ") if " " in joints else -1
    else:
        text = " ".join(texts)
        starts = list(accumulate(map(add, lengths[:-1], repeat(1)), initial=0))
        of_first = 0
    ends = list(map(add, starts, lengths))
    return Line(
        Placed(text, (Stretch(0, page, starts, ends, (lefts, tops, rights, bottoms, sures)),)),
        lefts[0],
        rights[-1],
        bases[len(texts) // 2],
        sorted(sizes)[len(texts) // 2],
        False not in bolds,
        rights[of_first] - lefts[0],
        blanks[-1] > 0,
        page,
        SCAN_SLACK * sizes[0] if sures[0] < 1 and not bolds[0] else 0.0,
    )
