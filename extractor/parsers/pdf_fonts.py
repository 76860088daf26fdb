"""PDF text set in fonts of before Unicode, turned to Unicode by the fonts' names, or by statistics where the names tell nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from extractor.parsers.legacy_fonts import FontReader, Run, font_encoding, restored
from extractor.parsers.pdf_words import Words


def in_unicode(pages: Mapping[int, Words]) -> dict[int, Words]:
    """The words of the pages, those in legacy fonts turned to Unicode; pages that hold Unicode come back as they are."""
    fonts = set().union(*(words.fonts for words in pages.values()))
    if any(font_encoding(font)[0] for font in fonts):
        runs = {number: _runs(words) for number, words in pages.items()}
        reader = FontReader(runs.values())
        pages = {number: _with_texts(words, reader.read(runs[number]).split("\n")) for number, words in pages.items()}
    texts = ["\n".join(words.texts) for words in pages.values()]
    changed = restored(texts)
    return {
        number: words if new == old else _with_texts(words, new.split("\n"))
        for (number, words), old, new in zip(pages.items(), texts, changed, strict=True)
    }


def _runs(words: Words) -> list[Run]:
    """The words with their fonts, one a line."""
    return [Run(text + "\n", font) for text, font in zip(words.texts, words.fonts, strict=True)]


def _with_texts(words: Words, texts: Sequence[str]) -> Words:
    """The words with new texts; those for which there is none keep their own."""
    return words._replace(texts=[new or old for old, new in zip_longest(words.texts, texts[: len(words.texts)], fillvalue="")])
