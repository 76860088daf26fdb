"""Patterns that are looked for by what they can begin with: the engine finds a letter of a class far faster than it tries a pattern at
every letter of a text."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator


class Opened:
    """A pattern, and the inside of a class of characters with one of which every match begins (in either case, where case does not count).

    >>> [found.group() for found in Opened(r"\\d+ phiếu", r"\\d").finditer("6 xã, 12 phiếu")]
    ['12 phiếu']
    """

    def __init__(self, pattern: str, letters: str) -> None:
        self._pattern = re.compile(pattern)
        self._opening = re.compile(rf"[{letters}](?<=(?={pattern})[{letters}])")

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first match in `text[start:end]`."""
        opening = self._opening.search(text, start, end)
        return self._pattern.match(text, opening.start(), end) if opening else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The match right at `start`."""
        return self._pattern.match(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """All matches in `text[start:end]`, none inside another."""
        while found := self.search(text, start, end):
            yield found
            start = found.end()
