"""Text that knows where its words stand on the page: it is put together like any other text, and the places come along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import NamedTuple

from extractor.document import WordBox

_NEW = tuple.__new__
"""Makes a named tuple without a call through Python, which counts where there is one for every word."""


class Stretch(NamedTuple):
    """Words that came from one line of a page, in a text that counts from `at`: where they begin and end, and the columns of what else a
    `WordBox` holds.

    Texts are put together several times before their end places are known, so that only `at` changes until then.
    """

    at: int
    page: int
    starts: Sequence[int]
    ends: Sequence[int]
    sides: Sequence[Sequence[float]]

    def boxes(self, by: int = 0) -> list[WordBox]:
        """Where the words stand on their page, in a text that begins `by` characters further on."""
        at = self.at + by
        starts, ends = [start + at for start in self.starts], [end + at for end in self.ends]
        return list(map(_NEW, repeat(WordBox), zip(starts, ends, *self.sides, strict=True)))


class Sheet(NamedTuple):
    """A page as it is shown: its size in points, and the degrees by which a scan had to be turned clockwise."""

    width: float = 0.0
    height: float = 0.0
    turned: int = 0


class Placed(str):
    """A text with the places of its words. Adding texts moves them; every other operation of `str` gives a plain one.

    >>> whole = "- " + Placed("Hội nghị", (Stretch(0, 0, (0, 4), (3, 8), ((70, 95), (80, 80), (90, 120), (92, 92), (1, 1))),)) + "."
    >>> str(whole), [box.start for box in whole.stretches[0].boxes()]
    ('- Hội nghị.', [2, 6])
    """

    stretches: tuple[Stretch, ...]

    def __new__(cls, text: str, stretches: tuple[Stretch, ...] = ()) -> Placed:
        made = super().__new__(cls, text)
        made.stretches = stretches
        return made

    def __add__(self, other: str) -> Placed:
        return joined([self, other])

    def __radd__(self, other: str) -> Placed:
        return joined([other, self])


def joined(texts: Iterable[str], blank: str = "") -> Placed:
    """The texts one after the other, `blank` between two, the places of their words kept; linear in their length.

    >>> joined(["Hội", Placed("nghị", (Stretch(0, 0, (0,), (4,), ((95,), (80,), (120,), (92,), (1,))),))], " ").stretches[0].at
    4
    """
    stretches: list[Stretch] = []
    plain: list[str] = []
    length = 0
    for text in texts:
        if plain and blank:
            length += len(blank)
        if isinstance(text, Placed):
            stretches += [stretch._replace(at=stretch.at + length) if length else stretch for stretch in text.stretches]
        plain.append(text)
        length += len(text)
    return Placed(blank.join(plain), tuple(stretches))
