"""PDF text set in fonts of before Unicode, turned to Unicode by the fonts' names, or by statistics where the names tell nothing."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.parsers.legacy_fonts import FontReader, Run, font_encoding, restored
from extractor.parsers.pdf_words import Word


def in_unicode(pages: Mapping[int, list[Word]]) -> dict[int, list[Word]]:
    """The words of the pages, those in legacy fonts turned to Unicode; pages that hold Unicode come back as they are."""
    fonts = {word.font for words in pages.values() for word in words}
    if any(font_encoding(font)[0] for font in fonts):
        runs = {number: [Run(word.text + "\n", word.font) for word in words] for number, words in pages.items()}
        reader = FontReader(runs.values())
        pages = {number: _with_texts(words, reader.read(runs[number])) for number, words in pages.items()}
    texts = ["\n".join(word.text for word in words) for words in pages.values()]
    changed = restored(texts)
    return {
        number: words if new == old else _with_texts(words, new)
        for (number, words), old, new in zip(pages.items(), texts, changed, strict=True)
    }


def _with_texts(words: list[Word], text: str) -> list[Word]:
    """The words with new texts, one a line."""
    return [word._replace(text=new) if new and new != word.text else word for word, new in zip(words, text.split("\n"), strict=False)]
