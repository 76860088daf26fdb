"""Mends marks that recognition confused, where the words around leave no doubt: "Băng khen" can only be "Bằng khen"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from extractor.lexicon import dictionary, load
from extractor.parsers.pdf_words import Word
from extractor.syllables import fold

_MARKS = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"))
_MARK = re.compile(r"(?![IVX]+[.,)]|[a-eA-ZĐđ][.,)])\S{1,3}[.,)]")
_NUMBER = re.compile(r"(\d{1,2})[.,]")
_DOUBLED = re.compile("(?<=[A-ZĐ&])[ĐÐ]{2}(?=[A-ZĐ]|-|$)")
_HIGHLAND = re.compile('^H[”“"ˆ*](?=\\w)')
"""Names of Ede and Jrai women ("H'Nê"), whose apostrophe recognition takes for a quotation mark."""
_ROMAN = {"L": "I.", "IL": "II.", "TI.": "II.", "Il.": "II.", "lI.": "II."}
_ROMAN |= {"IIL": "III.", "TII.": "III.", "IH.": "III.", "HI.": "III.", "TV.": "IV."}
"""How recognition shows Roman numbers before headings in capitals."""
WIDEST_GAP = 6
ALIGNED = 16.0
"""Pixels (at 200 dots an inch) by which the marks of one list stand apart from its edge."""
_POINTS = frozenset(".,;:)")
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
    result = [word._replace(text=_HIGHLAND.sub("H'", _DOUBLED.sub("Đ", word.text))) for word in words]
    for i in range(len(result) - 1):
        first, second = result[i].text.strip(_EDGES), result[i + 1].text.strip(_EDGES)
        if second[:1].isupper() and not (first.isupper() and second.isupper()):
            continue  # "Đỗ Thị" is a name, whatever "đô thị" is
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


def with_marks(words: Sequence[Word]) -> list[Word]:
    """The words of a page, the marks of its lists mended: "G2." between "2." and "4." on one edge can only be "3."."""
    result = _with_points(words)
    firsts = [i for i, word in enumerate(result) if i == 0 or word.order != result[i - 1].order + 1]
    run: list[int] = []
    for i in firsts:
        word = result[i]
        if not _MARK.fullmatch(word.text):
            continue
        if word.text in ("1.", "1,") or (run and abs(word.left - result[run[0]].left) > ALIGNED):
            _number(result, run)
            run = []
        run.append(i)
    _number(result, run)
    for i in firsts:
        if (roman := _ROMAN.get(result[i].text)) and i + 1 < len(result) and result[i + 1].text.isupper():
            result[i] = result[i]._replace(text=roman)
    return result


def _number(words: list[Word], run: Sequence[int]) -> None:
    """Number the marks of one list that stand between two whose numbers are as far apart as their places."""
    says = [int(n.group(1)) if (n := _NUMBER.fullmatch(words[i].text)) else None for i in run]
    for k, first in enumerate(says):
        if first is None:
            continue
        for m in range(k + 2, min(k + WIDEST_GAP, len(says))):
            if says[m] == first + m - k:
                for between in range(k + 1, m):
                    says[between] = first + between - k
                    words[run[between]] = words[run[between]]._replace(text=f"{says[between]}.")
                break


def _with_points(words: Sequence[Word]) -> list[Word]:
    """The words with points that were recognised apart put back to what stands before them."""
    result: list[Word] = []
    for word in words:
        last = result[-1] if result else None
        if last and word.text in _POINTS and abs(word.base - last.base) < 0.3 * word.size and -2 < word.left - last.right < 0.3 * word.size:
            result[-1] = last._replace(text=last.text + word.text, right=word.right, order=word.order, blanks=word.blanks)
        else:
            result.append(word)
    return result


def _respelt(word: Word, old: str, new: str) -> Word:
    """The word with its letters put right in the case that it has."""
    if fold(old) == fold(new):
        return word
    cased = new.upper() if old.isupper() and len(old) > 1 else new.capitalize() if old[:1].isupper() else new
    return word._replace(text=word.text.replace(old, cased))
