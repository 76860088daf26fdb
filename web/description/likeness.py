"""Which earlier document a text resembles: near-duplicates and new versions of the same paper.

The measure is the share of three-word runs that two texts have in common (Jaccard), estimated from 64 minima of hashes (MinHash; A. Broder
1997). Candidates are found by bands of four minima: texts that share 60 % of their runs meet in one of 16 bands with 89 %, those that
share 80 % with 99.98 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any
from zlib import crc32

HASHES, BANDS = 64, 16
ROWS = HASHES // BANDS
RUN = 3
FEWEST_WORDS = 40
"""Shorter texts are too much alike to say anything."""
_BITS = 27
_SEED = 20240112


def signature(words: Sequence[str]) -> bytes | None:
    """The minima of the words of a text without their diacritics, 256 bytes; None for a text too short to compare."""
    import numpy as np

    if len(words) < FEWEST_WORDS:
        return None
    runs = set(map(crc32, map(str.encode, map(" ".join, zip(*(words[at:] for at in range(RUN)), strict=False)))))
    factors, summands = _permutations()
    hashed = np.fromiter(runs, dtype=np.uint64, count=len(runs))
    minima = np.full(HASHES, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(hashed), 4096):  # a long text must not take HASHES times its length of memory
        part = factors[:, None] * hashed[None, start : start + 4096] + summands[:, None]
        minima = np.minimum(minima, part.min(axis=1))
    return (minima >> np.uint64(32)).astype("<u4").tobytes()


def bands(minima: bytes) -> list[int]:
    """The 16 keys under which a text is found, each a number that holds the band and its minima."""
    width = ROWS * 4
    parts = (minima[at : at + width] for at in range(0, len(minima), width))
    return [band << _BITS | crc32(part) & (1 << _BITS) - 1 for band, part in enumerate(parts)]


def similarities(minima: bytes, others: Sequence[bytes]) -> list[float]:
    """The estimated share of runs in common with each of the others, 0 to 1."""
    import numpy as np

    table = np.frombuffer(b"".join(others), "<u4").reshape(-1, HASHES)
    shares: list[float] = (table == np.frombuffer(minima, "<u4")).mean(axis=1).tolist()
    return shares


@cache
def _permutations() -> tuple[Any, Any]:
    """The 64 hash functions x → (a·x + b) mod 2⁶⁴, the same on every machine and for ever: signatures are kept."""
    import numpy as np

    state = np.random.Generator(np.random.PCG64(_SEED))
    factors = state.integers(1, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    return factors, state.integers(0, 2**63, HASHES, dtype=np.uint64)
