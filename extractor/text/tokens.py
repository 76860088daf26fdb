"""Syllable tokens with offsets. Vietnamese writes a blank between syllables, so a token is a syllable, a number or one punctuation mark."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractor.document import Text, Token

# Letters may hold an apostrophe inside, as Ede, Jrai and Cham names do ("H'Nhiên").
TOKEN = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)?|\d+(?:[.,]\d+)*|[^\w\s]|_")

_TONES = "\u0300\u0301\u0303\u0309\u0323"


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case in one tone placement, so that "Hoà" and "Hòa", "Uỷ" and "Ủy" compare equal.

    >>> fold("Hoà") == fold("HÒA")
    True
    """
    lower = word.lower()
    if len(lower) < 2 or lower.isascii():
        return lower
    decomposed = unicodedata.normalize("NFD", lower)
    tones = [c for c in decomposed if c in _TONES]
    if not tones:
        return lower
    bare = "".join(c for c in decomposed if c not in _TONES)
    # The tone goes to the end of the syllable: a spelling nobody writes, used only to compare.
    return unicodedata.normalize("NFC", bare) + tones[0]


def fold_phrase(phrase: str) -> str:
    """Every token of `phrase` folded, joined by single blanks: the form in which lexicon entries are looked up."""
    return " ".join(fold(t) for t in TOKEN.findall(phrase))


def tokenize(text: Text) -> tuple[Token, ...]:
    """The tokens of all blocks that belong to the document, in reading order."""
    tokens: list[Token] = []
    for index, block in text.body():
        for match in TOKEN.finditer(text.text, block.start, block.end):
            word = match.group()
            tokens.append(Token(match.start(), match.end(), word, fold(word), index))
    return tuple(tokens)
