"""The only place that converts between clean text, parsed text and page boxes.

An `OffsetMap` is built while a step rewrites text, never recovered afterwards by searching.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Monotone map from offsets in a new text to offsets in the text it was made from.

    `runs` holds `(new, old)` pairs at which the distance between the two changes, in order; between two pairs both advance together.
    An empty map is the identity.

    >>> OffsetMap(((0, 0), (3, 5))).old(4)
    6
    """

    runs: tuple[tuple[int, int], ...] = ()

    def old(self, new: int) -> int:
        """The offset in the earlier text that stands behind offset `new`."""
        if not self.runs:
            return new
        i = bisect_right(self.runs, (new, 1 << 62)) - 1
        if i < 0:
            return new
        at, source = self.runs[i]
        here = source + new - at
        return min(here, self.runs[i + 1][1]) if i + 1 < len(self.runs) else here

    def new(self, old: int) -> int:
        """The first offset in the new text that stands at or behind offset `old` of the earlier text.

        >>> OffsetMap(((0, 0), (3, 5))).new(4)
        3
        """
        if not self.runs:
            return old
        i = bisect_right(self.runs, old, key=lambda run: run[1]) - 1
        if i < 0:
            return min(old, self.runs[0][0])
        at, source = self.runs[i]
        here = at + old - source
        return min(here, self.runs[i + 1][0]) if i + 1 < len(self.runs) else here


class OffsetRecorder:
    """Collects the runs of an `OffsetMap` while a text is rewritten from left to right."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, int]] = [(0, 0)]

    def at(self, new: int, old: int) -> None:
        """Say that offset `new` of the text being written stands for offset `old` of the text read."""
        last_new, last_old = self._runs[-1]
        if new - old == last_new - last_old:
            return
        if new == last_new:
            self._runs[-1] = (new, old)
        else:
            self._runs.append((new, old))

    def replaced(self, new: int, length: int, old: int, old_length: int) -> None:
        """Say that `length` characters at `new` replace `old_length` characters at `old`; all of them stand for `old` on."""
        if length > 1 or length != old_length:
            for k in range(1, length):
                self.at(new + k, old)
            self.at(new + length, old + old_length)

    def map(self) -> OffsetMap:
        """The map so far."""
        return OffsetMap(() if self._runs == [(0, 0)] else tuple(self._runs))
