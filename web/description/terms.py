"""What the index of search holds of a folded text: its words and its pairs of neighbours, both bare and marked, without their places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from web.description.folding import BOUNDARY, bare


def terms_of(marked: str) -> list[str]:
    """The terms of a folded text: `hoi`, `=hội`, `hoi_nong` and, where both words have diacritics, `=hội_nông`.

    >>> sorted(terms_of(" cơ quan đua "))
    ['=cơ', '=đua', 'co', 'co_quan', 'dua', 'quan', 'quan_dua']
    >>> sorted(terms_of(" đơn cơ "))
    ['=cơ', '=đơn', '=đơn_cơ', 'co', 'don', 'don_co']
    """
    words = marked.split()
    return terms_of_words(words, list(map(bare, words)))


def terms_of_words(words: Sequence[str], bares: Sequence[str]) -> list[str]:
    """The same of the words of a folded text, given with and without their diacritics; each once, in an order that the words give."""
    with_marks = [word for word, plain in dict.fromkeys(zip(words, bares, strict=True)) if word != plain]
    pairs = dict.fromkeys(map("_".join, pairwise(bares)))
    has_marks = frozenset(with_marks)
    marked_pairs = (f"={a}_{b}" for a, b in dict.fromkeys(pairwise(words)) if a in has_marks and b in has_marks)
    terms = dict.fromkeys([*bares, *map("=".__add__, with_marks), *(pair for pair in pairs if BOUNDARY not in pair), *marked_pairs])
    terms.pop(BOUNDARY, None)
    return list(terms)


def is_marked_pair(term: str) -> bool:
    """Whether a term is two neighbours with their diacritics.

    >>> [is_marked_pair(term) for term in ("=hội_nông", "hoi_nong", "=hội")]
    [True, False, False]
    """
    return term.startswith("=") and "_" in term
