"""What the index of search holds of a folded text: its words bare and marked, and bare pairs of neighbours, without their places."""

from __future__ import annotations

from web.description.folding import BOUNDARY, bare


def bare_text(marked: str) -> str:
    """A folded text without its diacritics."""
    return f" {' '.join(map(bare, marked.split()))} "


def terms_of(marked: str) -> list[str]:
    """The terms of a folded text: `hoi`, `=hội` and `hoi_nong`.

    >>> terms_of(" cơ quan đua ")
    ['=cơ', '=đua', 'co', 'co_quan', 'dua', 'quan', 'quan_dua']
    """
    words = marked.split()
    bares = list(map(bare, words))
    terms = {word for word in bares if word != BOUNDARY}
    terms |= {f"={word}" for word, plain in zip(words, bares, strict=True) if word != plain}
    terms |= {f"{a}_{b}" for a, b in zip(bares, bares[1:], strict=False) if BOUNDARY not in (a, b)}
    return sorted(terms)
