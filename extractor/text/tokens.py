"""The tokens of a text: syllables, numbers and punctuation marks, with offsets."""

from __future__ import annotations

from functools import lru_cache

from extractor.document import Text, Token
from extractor.syllables import TOKEN, fold

LONGEST_KEPT = 40
"""So many characters between blanks come again; what is longer is no word, and not kept."""


def tokenize(text: Text) -> tuple[Token, ...]:
    """The tokens of all blocks that belong to the document, in reading order."""
    tokens: list[Token] = []
    add = tokens.append
    new = tuple.__new__  # what Token(…) comes to, without the call between: a text has a thousand tokens a page
    for index, block in text.body():
        at = block.start
        for word in text.text[at : block.end].replace("\n", " ").split(" "):
            size = len(word)
            for start, stop, said, lower, capital in _kept(word) if size <= LONGEST_KEPT else _parts(word):
                add(new(Token, (at + start, at + stop, said, lower, index, capital)))
            at += size + 1
    return tuple(tokens)


def _parts(word: str) -> tuple[tuple[int, int, str, str, bool], ...]:
    """The tokens of what stands between two blanks: start, end, the token, its folded form and whether a capital opens it."""
    return tuple((match.start(), match.end(), match[0], fold(match[0]), match[0][0].isupper()) for match in TOKEN.finditer(word))


_kept = lru_cache(maxsize=65536)(_parts)
