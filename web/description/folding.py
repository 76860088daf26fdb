"""One spelling for all spellings of a word, with its diacritics and without: what search compares.

Letter case, the composed or decomposed way of writing (NFC, NFD), the old or new place of the tone mark (hòa, hoà) and punctuation make no
difference. A folded text is its words between single blanks, with a blank at either end, so that a phrase is found as a part of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"
BOUNDARY = "|"
"""Stands in a folded text where two texts meet: no phrase reaches over it."""
_WORD = re.compile(r"[^\W_]+")
_OTHER_MARKS = re.compile(r"[\u0300-\u036f]+")
_TONES_IN_WORD = re.compile(f"[{TONES}]")


def words_of(text: str) -> list[str]:
    """The words of a text, each folded with its diacritics: the tone mark stands last.

    >>> words_of("HÒA hoà") == ["hoa\u0300", "hoa\u0300"]
    True
    """
    return list(map(_marked, _WORD.findall(unicodedata.normalize("NFC", text).casefold())))


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """A folded word without its diacritics; đ counts as a d with one.

    >>> [bare(word) for word in words_of("Đoàn Hội")]
    ['doan', 'hoi']
    """
    return _OTHER_MARKS.sub("", unicodedata.normalize("NFD", word)).replace("đ", "d")


def folded(*texts: str | None) -> str:
    """Texts as one folded text, with their diacritics.

    >>> folded("CƠ QUAN thi đua", None, "năm 4")
    ' cơ quan thi đua | năm 4 '
    """
    parts = [" ".join(words_of(text)) for text in texts if text]
    return f" {f' {BOUNDARY} '.join(part for part in parts if part)} "


@lru_cache(maxsize=65536)
def _marked(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tones = "".join(_TONES_IN_WORD.findall(decomposed))
    return unicodedata.normalize("NFC", _TONES_IN_WORD.sub("", decomposed)) + tones
