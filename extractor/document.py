"""The values that travel down the line: bytes become a `ParsedDocument`, then a `Text`, then `Mention`s, then a record.

Every position is a character offset (Unicode code points, end exclusive) into the `text` of the value that carries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from extractor.offsets import OffsetMap


class Span(NamedTuple):
    """A half-open range of characters: `text[start:end]`."""

    start: int
    end: int

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


_new = tuple.__new__  # what Span(…) comes to, without the call between: the places of mentions are asked for at every turn


class BlockKind(StrEnum):
    """What a block of text is, as far as its format tells."""

    TITLE = "title"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    CELL = "cell"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands by itself: a paragraph, a list item with its mark, one cell of a table.

    `table`, `row` and `column` count from 0 and are set for cells only; `ruled` is False for the borderless tables that lay out
    letterheads and signatures. A cell keeps its line breaks; every other block is one line.
    """

    kind: BlockKind
    start: int
    end: int
    table: int | None = None
    row: int | None = None
    column: int | None = None
    ruled: bool = True

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of itself beside its text (HTML meta tags, Word properties); dates are ISO."""

    title: str | None = None
    date: str | None = None
    author: str | None = None


class WordBox(NamedTuple):
    """Where the characters `start` to `end` stand on their page, in points from its left and upper edges.

    `confidence` runs from 0 to 1 and is below 1 only for recognised text.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the original: its number from 1 and its range in the text.

    Where the format has places: width and height in points, the degrees clockwise by which a scan was turned to stand upright, and the
    boxes of its words (a paragraph that runs over a page's end has words on both). `grade` is one of `text.grades.Grade`, once graded.
    """

    number: int
    start: int
    end: int
    width: float = 0.0
    height: float = 0.0
    turned: int = 0
    words: tuple[WordBox, ...] = ()
    grade: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser gives: the text as the file holds it, blocks in reading order, separated by line breaks."""

    text: str
    blocks: tuple[Block, ...]
    format: str
    metadata: Metadata = Metadata()
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()


class Token(NamedTuple):
    """A syllable, a number or a punctuation mark of the clean text; `lower` is its case-folded form in new-style tone placement.

    `block` is the index of its block in `Text.blocks`, `capitalised` says whether it opens with a capital. A tuple, since a megabyte of
    text has 200,000 of them.
    """

    start: int
    end: int
    text: str
    lower: str
    block: int
    capitalised: bool


class Sentence(NamedTuple):
    """A sentence: characters `start` to `end`, tokens `first` to `last` (end exclusive), inside block `block`."""

    start: int
    end: int
    first: int
    last: int
    block: int


@dataclass(frozen=True, slots=True)
class Text:
    """Clean text (NFC, single-spaced, no control characters) with its blocks, tokens and sentences.

    `offsets` leads every character back to `ParsedDocument.text`. Blocks of kind FURNITURE belong to the page, not the document:
    finders never look there (their tokens and sentences are not made).
    """

    text: str
    blocks: tuple[Block, ...]
    format: str
    metadata: Metadata = Metadata()
    offsets: OffsetMap = field(default_factory=OffsetMap)
    pages: tuple[Page, ...] = ()
    warnings: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = ()
    sentences: tuple[Sentence, ...] = ()

    def value(self, *spans: Span) -> str:
        """The words at `spans`, single-spaced: the surface value that those places give."""
        if len(spans) == 1:
            start, end = spans[0]
            said = self.text[start:end]
            return " ".join(said.split()) if "\n" in said else said.strip()
        return " ".join(" ".join(self.text[s.start : s.end] for s in spans).split())

    def body(self) -> Iterator[tuple[int, Block]]:
        """The blocks that belong to the document, with their indices."""
        return ((i, b) for i, b in enumerate(self.blocks) if b.kind is not BlockKind.FURNITURE)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the text that names something. `rule` is the id of what found it, `confidence` runs from 0 to 1."""

    start: int
    end: int
    rule: str
    confidence: float = 1.0

    @property
    def span(self) -> Span:
        return _new(Span, (self.start, self.end))


@dataclass(frozen=True, slots=True)
class OrganizationMention(Mention):
    """An organisation. `block` is True for an emulation block or cluster; `head` is the head that it shares with others in a row."""

    block: bool = False
    head: Span | None = None


@dataclass(frozen=True, slots=True)
class PersonMention(Mention):
    """A person's name without honorifics; `honorific` is the word before it ("đồng chí", "ông"), if any."""

    honorific: str = ""


@dataclass(frozen=True, slots=True)
class PositionMention(Mention):
    """A title ("Phó Chủ tịch") and the body in which it is held, which may share words with it, or None.

    `anaphor` is a bare head word in the body's place ("Chủ tịch | Hội đồng"), `outer` the body around the one held in ("Chánh Văn phòng
    | Trung ương Hội"), `kind` the title's class in models/lexicons/positions.toml.
    """

    organization: Span | None = None
    anaphor: Span | None = None
    outer: Span | None = None
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class DateMention(Mention):
    """A date, ISO as far as the words go: `2024-03-29`, `2024-03`, `2024`; with no year `--03-29`."""

    iso: str = ""


@dataclass(frozen=True, slots=True)
class FieldedMention(Mention):
    """A mention with parts: field name → the places of its words; `values` holds what is not surface text (ISO dates, kinds)."""

    fields: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CampaignMention(FieldedMention):
    """A campaign: fields `name`, `launched_by`; values `kind`, `period`."""


@dataclass(frozen=True, slots=True)
class ReferenceMention(FieldedMention):
    """A cited document: fields `kind`, `number`, `issuer`, `title`; value `date`."""


@dataclass(frozen=True, slots=True)
class AwardMention(FieldedMention):
    """An award named: fields `award`, `grantor`."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """All mentions of one text, each kind in reading order."""

    organizations: tuple[OrganizationMention, ...] = ()
    people: tuple[PersonMention, ...] = ()
    positions: tuple[PositionMention, ...] = ()
    dates: tuple[DateMention, ...] = ()
    campaigns: tuple[CampaignMention, ...] = ()
    references: tuple[ReferenceMention, ...] = ()
    awards: tuple[AwardMention, ...] = ()
