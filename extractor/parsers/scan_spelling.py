"""Mends marks that recognition confused, where the words around leave no doubt: "Băng khen" can only be "Bằng khen"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from extractor.lexicon import dictionary, load
from extractor.parsers.pdf_words import Word
from extractor.syllables import fold

_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"))
_EDGES = ".,;:!?()[]\"“”'’/-–"


@cache
def _pairs() -> tuple[frozenset[tuple[str, str]], dict[tuple[str, str], tuple[str, str] | None]]:
    """The pairs of the lexicon, and from a pair without marks to the one with; None where two pairs differ by marks only."""
    known: set[tuple[str, str]] = set()
    by_base: dict[tuple[str, str], tuple[str, str] | None] = {}
    for phrase in load("scan")["phrases"]:
        words = phrase.split()
        for pair in zip(words, words[1:], strict=False):
            folded = (fold(pair[0]), fold(pair[1]))
            known.add(folded)
            base = (bare(pair[0]), bare(pair[1]))
            by_base[base] = pair if by_base.get(base, pair) == pair else None
    return frozenset(known), by_base


@cache
def bare(word: str) -> str:
    """A word in small letters without marks.

    >>> bare("Đẳng")
    'dang'
    """
    return unicodedata.normalize("NFD", word.lower()).translate(_MARKS).replace("đ", "d")


def mended(words: Sequence[Word]) -> list[Word]:
    """The words of a page, those mended whose neighbour makes them one half of a known pair; the two must agree with the pair but for
    the marks of one, and be no word of the dictionary as they are.
    """
    known, by_base = _pairs()
    result = list(words)
    for i in range(len(result) - 1):
        first, second = result[i].text.strip(_EDGES), result[i + 1].text.strip(_EDGES)
        if not result[i].text.endswith(first) or not result[i + 1].text.startswith(second) or not first or not second:
            continue
        if (fold(first), fold(second)) in known or f"{fold(first)} {fold(second)}" in dictionary():
            continue
        meant = by_base.get((bare(first), bare(second)))
        if meant is None or (fold(first) != fold(meant[0])) + (fold(second) != fold(meant[1])) != 1:
            continue
        result[i] = _respelt(result[i], first, meant[0])
        result[i + 1] = _respelt(result[i + 1], second, meant[1])
    return result


def _respelt(word: Word, old: str, new: str) -> Word:
    """The word with its letters put right in the case that it has."""
    if fold(old) == fold(new):
        return word
    cased = new.upper() if old.isupper() and len(old) > 1 else new.capitalize() if old[:1].isupper() else new
    return word._replace(text=word.text.replace(old, cased))
