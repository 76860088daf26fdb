"""Texts as the finders get them, made of plain words."""

from __future__ import annotations

from dataclasses import replace

from extractor.document import Block, BlockKind, Text
from extractor.text.tokens import tokenize


def text_of(*blocks: str) -> Text:
    """A clean text of these paragraphs, with its tokens."""
    made, start = [], 0
    for words in blocks:
        made.append(Block(BlockKind.PARAGRAPH, start, start + len(words)))
        start += len(words) + 1
    text = Text("\n".join(blocks), tuple(made), "txt")
    return replace(text, tokens=tokenize(text))
