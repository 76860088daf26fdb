"""Where in a text something may begin: patterns that are looked for by their first letters or first words, since the engine finds a letter
of a class, and an index a word, far faster than a pattern is tried at every letter of a text."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import chain

from extractor.document import Text, Token
from extractor.memo import remember_last
from extractor.syllables import TOKEN, fold


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


class Headed:
    """A pattern of which every match begins with one of some phrases: it is tried only at the tokens that open one."""

    def __init__(self, pattern: str, phrases: Iterable[str]) -> None:
        self._pattern = re.compile(pattern)
        self._words = frozenset(fold(TOKEN.findall(phrase)[0]) for phrase in phrases)

    def over(self, text: Text) -> HeadedIn:
        """The places of one text where it may match."""
        return HeadedIn(text.text, self._pattern, [text.tokens[i].start for i in places(text.tokens, self._words)])


class HeadedIn:
    """Where in one text the matches of a `Headed` are."""

    def __init__(self, text: str, pattern: re.Pattern[str], begins: Sequence[int]) -> None:
        self._text, self._pattern, self._begins = text, pattern, begins

    def search(self, start: int, end: int) -> re.Match[str] | None:
        """The first match between two places of the text."""
        for i in range(bisect_left(self._begins, start), len(self._begins)):
            if self._begins[i] >= end:
                return None
            if found := self._pattern.match(self._text, self._begins[i], end):
                return found
        return None

    def finditer(self, start: int, end: int) -> Iterator[re.Match[str]]:
        """All matches between two places of the text, none inside another."""
        while found := self.search(start, end):
            yield found
            start = found.end()


def places(tokens: Sequence[Token], words: Set[str]) -> list[int]:
    """The tokens that are one of these words, folded, in reading order: the places where what begins with one of them is looked for."""
    found = _places(tokens)
    return sorted(chain.from_iterable(found[word] for word in found.keys() & words))


@remember_last
def _places(tokens: Sequence[Token]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, (_, _, _, word, _, _) in enumerate(tokens):
        if word in found:
            found[word].append(i)
        else:
            found[word] = [i]
    return found
