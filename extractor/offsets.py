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
