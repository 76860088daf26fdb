"""Syllables and how they compare: Vietnamese writes a blank between syllables, so a token is a syllable, a number or one mark."""

from __future__ import annotations

import re
from functools import lru_cache

# Letters may hold an apostrophe inside, as Ede, Jrai and Cham names do ("H'Nhiên").
TOKEN = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)?|\d+(?:[.,]\d+)*|[^\w\s]|_")

# The two placements differ only in open syllables that end in oa, oe or uy; the later, "hoà", is taken for both.
_PLACEMENT = {
    old + end: start + new
    for start, end, olds, news in (("o", "a", "òóỏõọ", "àáảãạ"), ("o", "e", "òóỏõọ", "èéẻẽẹ"), ("u", "y", "ùúủũụ", "ỳýỷỹỵ"))
    for old, new in zip(olds, news, strict=True)
}
_DASHES = frozenset("–—‐‑−")
_BETWEEN = frozenset({"và", "của", "các"})


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case in one tone placement, so that "Hoà" and "Hòa", "Uỷ" and "Ủy" compare equal; dashes are one dash.

    >>> fold("HÒA")
    'hoà'
    """
    if word in _DASHES:
        return "-"
    lower = word.lower()
    ending = _PLACEMENT.get(lower[-2:])
    return lower if ending is None else lower[:-2] + ending


@lru_cache(maxsize=8192)
def fold_phrase(phrase: str) -> str:
    """Every token of `phrase` folded, joined by single blanks: the form in which lexicon entries are looked up."""
    return " ".join(fold(t) for t in TOKEN.findall(phrase))


@lru_cache(maxsize=4096)
def initials(name: str) -> frozenset[str]:
    """The first letters of a name's words, with and without those of the small words between.

    >>> sorted(initials("Sở Khoa học và Công nghệ"))
    ['SKHCN', 'SKHVCN']
    """
    words = [word for word in TOKEN.findall(name) if word[0].isalpha()]
    return frozenset("".join(word[0].upper() for word in some) for some in (words, [w for w in words if w not in _BETWEEN]))
