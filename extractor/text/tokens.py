"""The tokens of a text: syllables, numbers and punctuation marks, with offsets."""

from __future__ import annotations

from extractor.document import Text, Token
from extractor.syllables import TOKEN, fold


def tokenize(text: Text) -> tuple[Token, ...]:
    """The tokens of all blocks that belong to the document, in reading order."""
    tokens: list[Token] = []
    add = tokens.append
    new = tuple.__new__  # what Token(…) comes to, without the call between: a text has a thousand tokens a page
    for index, block in text.body():
        words = text.text[block.start : block.end]
        base, end = block.start, 0
        for word in TOKEN.findall(words):
            start = words.index(word, end)  # only white space lies between two tokens, so this is where it was found
            end = start + len(word)
            add(new(Token, (base + start, base + end, word, fold(word), index)))
    return tuple(tokens)
