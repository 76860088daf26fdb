"""Sentences: cut at full stops that really end one, never inside abbreviations, numbers or initials."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Sequence
from operator import itemgetter

from extractor.document import BlockKind, Sentence, Text, Token
from extractor.openings import places

# Abbreviations that end in a full stop and have a name or a word after them.
_ABBREVIATED = "tp tx tt q p h x ths ts gs pgs bs ks cn lm ht nxb st tr vd v.v mr mrs ms no dr đ đ/c gs.ts"
ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_MARKS = frozenset(".!?…")
_CLOSING = frozenset("”\"'’)]»")


def split(text: Text, tokens: Sequence[Token]) -> tuple[Sentence, ...]:
    """The sentences of `tokens`; a block end always ends one, unless the block breaks off after an abbreviation ("TP.")."""
    sentences: list[Sentence] = []
    first = 0
    count = len(tokens)
    broken = {i for i, block in enumerate(text.blocks) if "\n" in text.text[block.start : block.end]}
    for i in _possible_ends(text, tokens, broken):
        token = tokens[i]
        if i + 1 == count or tokens[i + 1].block != token.block:
            broken_off = i + 1 < count and _abbreviated(tokens, i) and _is_prose(text, token) and _is_prose(text, tokens[i + 1])
            if broken_off:
                continue
            first = _close(sentences, tokens, first, i + 1)
        elif token.text in _MARKS and _ends(text, tokens, i):
            end = i + 1
            while end < count and tokens[end].text in _CLOSING and tokens[end].start == tokens[end - 1].end:
                end += 1
            if end > i + 1 and end < count and not tokens[end].capitalised:
                continue
            first = _close(sentences, tokens, first, end)
        elif token.block in broken and "\n" in text.text[token.end : tokens[i + 1].start]:
            first = _close(sentences, tokens, first, i + 1)
    return tuple(sentences)


def _possible_ends(text: Text, tokens: Sequence[Token], broken: Container[int]) -> list[int]:
    """The tokens behind which a sentence can end: marks, the last of a block, and all where the block has lines."""
    found = set(places(tokens, _MARKS))
    begin = 0
    for i, block in text.body():
        end = bisect_left(tokens, block.end, begin, key=itemgetter(0))
        found.update(range(begin if i in broken else max(begin, end - 1), end))
        begin = end
    return sorted(found)


def _close(sentences: list[Sentence], tokens: Sequence[Token], first: int, last: int) -> int:
    if last > first:
        sentences.append(Sentence(tokens[first].start, tokens[last - 1].end, first, last, tokens[first].block))
    return max(first, last)


def _is_prose(text: Text, token: Token) -> bool:
    return text.blocks[token.block].kind is BlockKind.PARAGRAPH


def _abbreviated(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` is the full stop of an abbreviation."""
    return tokens[i].text == "." and i > 0 and tokens[i - 1].end == tokens[i].start and tokens[i - 1].lower in ABBREVIATIONS


def _ends(text: Text, tokens: Sequence[Token], i: int) -> bool:
    """Whether the mark at `i`, not the last of its block, ends a sentence."""
    following = tokens[i + 1]
    if _abbreviated(tokens, i):
        return False
    if tokens[i].text in "!?…":
        return following.capitalised
    if following.start == tokens[i].end and following.text not in _CLOSING:
        return False
    if following.text in _CLOSING:
        return True
    # "A. Nguyễn": an initial, not an end; but a block that opens "1. " or "a. " is numbered.
    initial = i > 0 and len(tokens[i - 1].text) == 1 and tokens[i - 1].text.isalpha()
    return not initial and (following.capitalised or not following.text[0].isalpha())
