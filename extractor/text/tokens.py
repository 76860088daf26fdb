"""The tokens of a text: syllables, numbers and punctuation marks, with offsets."""

from __future__ import annotations

from extractor.document import Text, Token
from extractor.syllables import TOKEN, fold


def tokenize(text: Text) -> tuple[Token, ...]:
    """The tokens of all blocks that belong to the document, in reading order."""
    tokens: list[Token] = []
    new = tuple.__new__  # what Token(…) comes to, without the call between: a text has a thousand tokens a page
    for index, block in text.body():
        words = text.text[block.start : block.end]
        end = 0
        for word in TOKEN.findall(words):
            start = words.index(word, end)  # only white space lies between two tokens, so this is where it was found
            end = start + len(word)
            tokens.append(new(Token, (block.start + start, block.start + end, word, fold(word), index)))
    return tuple(tokens)
