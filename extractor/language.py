"""bienban as a spaCy language: syllable tokens, sentences, and the mentions as span groups. `load()`, or `spacy.load("models/pipeline")`.

This is the frame for whoever works with spaCy: to look at sentences and spans, to write training data (`bienban corpus`), to put a
component of their own behind ours. The line from bytes to a record does not run through it (docs/decisions/0005-spacy-as-a-frame.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from extractor.document import Mentions, Text
from extractor.lexicon import LEXICONS
from extractor.pipeline import find, read
from extractor.syllables import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = LEXICONS.parent / "pipeline"
GROUPS = tuple(field.name for field in fields(Mentions))
"""The span groups: organizations, people, positions, dates, campaigns, references, awards."""

_NO_START = 2**64 - 1
"""-1 as spaCy's arrays, which are unsigned, hold it."""


class Syllables(DummyTokenizer):
    """A spaCy tokenizer: a token is a syllable, a number, one mark, or a line break. The text is not changed."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words, spaces = [], []
        for word, space in _pieces(text):
            words.append(word)
            spaces.append(space)
        return Doc(self.vocab, words=words, spaces=spaces)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The words of a text, each with whether one blank follows; other white space is a word of its own."""
    end, last = 0, ""
    for match in TOKEN.finditer(text):
        yield from _between(last, text[end : match.start()])
        last, end = match.group(), match.end()
    yield from _between(last, text[end:])


def _between(word: str, gap: str) -> Iterator[tuple[str, bool]]:
    blank = bool(word) and gap.startswith(" ")
    if word:
        yield word, blank
    if rest := gap[blank:]:
        yield rest, False


def tokenizer() -> Callable[[Language], Syllables]:
    """What spaCy's config names as `bienban.syllables.v1`."""
    return lambda nlp: Syllables(nlp.vocab)


@Language.component("bienban_sentences")
def sentences(doc: Doc) -> Doc:
    """Sets the beginnings of sentences; a text that is furniture is one sentence with what stands before it."""
    return _with_sentences(doc, _text(doc))


@Language.component("bienban_mentions")
def mentions(doc: Doc) -> Doc:
    """Fills the span groups with what the finders find."""
    text = _text(doc)
    return _with_spans(doc, find(text))


def _text(doc: Doc) -> Text:
    """The text of a doc with blocks and sentences.

    Raises ValueError for a doc that is not clean text (single blanks, NFC, no controls): there the places would differ.
    """
    text = read(doc.text.encode(), "doc.txt")
    if text.text != doc.text:
        raise ValueError("the doc is not clean text; make it with extractor.language.doc")
    return text


def _with_sentences(doc: Doc, text: Text) -> Doc:
    starts = {sentence.start for sentence in text.sentences}
    # One array, since setting one token after another takes time by the square of the length.
    flags = doc.to_array(["SENT_START"])
    for token in doc:
        flags[token.i] = 1 if token.i == 0 or token.idx in starts else _NO_START
    made: Doc = doc.from_array(["SENT_START"], flags)  # type: ignore[arg-type]  # the array is what spaCy gave; its stubs disagree
    return made


def _with_spans(doc: Doc, found: Mentions) -> Doc:
    for name in GROUPS:
        spans = (doc.char_span(m.start, m.end, label=m.rule, alignment_mode="expand") for m in getattr(found, name))
        doc.spans[name] = SpanGroup(doc, name=name, spans=[span for span in spans if span is not None])
    return doc


def blank() -> Language:
    """The pipeline made anew, as `save` writes it."""
    config = {"nlp": {"tokenizer": {"@tokenizers": "bienban.syllables.v1"}}}
    nlp = spacy.blank("vi", config=config)
    nlp.add_pipe("bienban_sentences")
    nlp.add_pipe("bienban_mentions")
    nlp.meta.update(name="bienban", version="1", description="Syllables, sentences and mentions, by rule", license="MIT")
    return nlp


def save(folder: Path = FOLDER) -> None:
    """Write the pipeline: its config and what it is; it has no weights."""
    blank().to_disk(folder, exclude=["vocab", "tokenizer"])


def load() -> Language:
    """The pipeline of models/pipeline."""
    return spacy.load(FOLDER)


def doc(nlp: Language, source: bytes, name: str) -> Doc:
    """A document of any format as a doc: its clean text, which spans of a record point into, with sentences and span groups.

    Raises what `extractor.pipeline.read` raises.
    """
    text = read(source, name)
    made: Doc = nlp.make_doc(text.text)
    return _with_spans(_with_sentences(made, text), find(text))
