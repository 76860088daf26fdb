"""What the index of search holds of a folded text: its words and its pairs of neighbours, both bare and marked, without their places."""

from __future__ import annotations

from itertools import pairwise

from web.description.folding import BOUNDARY, bare


def bare_text(marked: str) -> str:
    """A folded text without its diacritics."""
    return f" {' '.join(map(bare, marked.split()))} "


def terms_of(marked: str) -> list[str]:
    """The terms of a folded text: `hoi`, `=hội`, `hoi_nong` and, where both words have diacritics, `=hội_nông`.

    >>> terms_of(" cơ quan đua ")
    ['=cơ', '=đua', 'co', 'co_quan', 'dua', 'quan', 'quan_dua']
    >>> terms_of(" đơn cơ ")
    ['=cơ', '=đơn', '=đơn_cơ', 'co', 'don', 'don_co']
    """
    words = marked.split()
    bares = list(map(bare, words))
    has_marks = [word != plain for word, plain in zip(words, bares, strict=True)]
    terms = {word for word in bares if word != BOUNDARY}
    terms |= {f"={word}" for word, has in zip(words, has_marks, strict=True) if has}
    terms |= {f"{a}_{b}" for a, b in zip(bares, bares[1:], strict=False) if BOUNDARY not in (a, b)}
    terms |= {f"={a}_{b}" for (a, b), both in zip(pairwise(words), map(all, pairwise(has_marks)), strict=True) if both}
    return sorted(terms)


def is_marked_pair(term: str) -> bool:
    """Whether a term is two neighbours with their diacritics.

    >>> [is_marked_pair(term) for term in ("=hội_nông", "hoi_nong", "=hội")]
    [True, False, False]
    """
    return term.startswith("=") and "_" in term
