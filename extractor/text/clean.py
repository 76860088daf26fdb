"""Makes text clean: NFC, one blank between words, nothing invisible. Every character keeps its place in the parsed text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from extractor.document import Block, BlockKind, Page, ParsedDocument, Text
from extractor.offsets import OffsetMap, OffsetRecorder

BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
BLANKS = " \t\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" + BREAKS
INVISIBLE = (
    "".join(chr(c) for c in [*range(0x09), *range(0x0E, 0x1F), *range(0x7F, 0x85), *range(0x86, 0xA0)])
    + "\xad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    + "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\ufe0e\ufe0f"
)
"""Control characters, soft and zero-width marks, direction marks, variation selectors."""
REPLACED = {
    **{chr(c): unicodedata.normalize("NFKC", chr(c)) for c in range(0xFB00, 0xFB07)},
    "\u2010": "-",
    "\u2011": "-",
    "\xd0": "Đ",  # Icelandic eth, which looks the same, stands for it in texts typed with older Vietnamese keyboards
    "\u0189": "Đ",
    "\xf0": "đ",
    "\uf0b7": "•",  # the bullets of Word's Symbol and Wingdings fonts
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf02d": "-",
}
_EDGES = BLANKS + INVISIBLE
_DROP = re.compile(f"[{re.escape(INVISIBLE)}]+")
_BREAK = re.compile(f"[{re.escape(BREAKS)}]")
_BLANK = re.compile(f"[{re.escape(BLANKS)}]")


def clean(parsed: ParsedDocument) -> Text:
    """The clean text of a parsed document, its blocks and pages moved along; tokens and sentences are made by later stages.

    Blocks are laid one after the other, a line break between them; what stands outside of every block is left out. A cell keeps its line
    breaks, every other block becomes one line. Linear in the length of the text.

    >>> from extractor.document import Block, BlockKind, ParsedDocument
    >>> t = clean(ParsedDocument("  Hô\u0323i  nghi\u0323 ", (Block(BlockKind.PARAGRAPH, 0, 13),), "txt"))
    >>> t.text, t.offsets.old(4)
    ('Hội nghị', 8)
    """
    find = _pattern(parsed.text)
    recorder = OffsetRecorder()
    pieces: list[str] = []
    blocks: list[Block] = []
    length = 0
    for block in parsed.blocks:
        start, end = _trimmed(parsed.text, block.start, block.end)
        if start == end:
            continue
        if blocks:
            pieces.append("\n")
            length += 1
        recorder.at(length, start)
        begin = length
        length = _rewrite(parsed.text, start, end, find, block.kind is BlockKind.CELL, pieces, length, recorder)
        blocks.append(Block(block.kind, begin, length, block.table, block.row, block.column, block.ruled))
    offsets = recorder.map()
    pages = tuple(_moved(page, offsets, length) for page in parsed.pages)
    return Text("".join(pieces), tuple(blocks), parsed.format, parsed.metadata, offsets, pages, parsed.warnings)


def _moved(page: Page, offsets: OffsetMap, length: int) -> Page:
    """The page with its range and its words' characters in the clean text."""

    def at(old: int) -> int:
        return min(offsets.new(old), length)

    words = tuple(word._replace(start=at(word.start), end=at(word.end)) for word in page.words)
    return replace(page, start=at(page.start), end=at(page.end), words=words)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without blanks and invisible characters at its ends."""
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(_EDGES))
    return start + left, start + left + len(piece[left:].rstrip(_EDGES))


def _rewrite(
    text: str, start: int, end: int, find: re.Pattern[str], keep_breaks: bool, pieces: list[str], length: int, recorder: OffsetRecorder
) -> int:
    """Append the clean form of `text[start:end]` to `pieces`; gives the new length and records where characters came from."""
    done = start
    cluster = _composer()
    for match in find.finditer(text, start, end):
        at, stop = match.span()
        if at > done:
            pieces.append(text[done:at])
            length += at - done
        found = match.group()
        new = _gap(found, keep_breaks) if match.lastgroup == "gap" else cluster(found)
        pieces.append(new)
        if new != found:
            recorder.replaced(length, len(new), at, stop - at)
        length += len(new)
        done = stop
    pieces.append(text[done:end])
    return length + end - done


def _gap(found: str, keep_breaks: bool) -> str:
    if keep_breaks and _BREAK.search(found):
        return "\n"
    return " " if _BLANK.search(found) else ""


def _composer() -> Callable[[str], str]:
    """A function that composes one character and its marks, remembering what it has seen."""
    seen: dict[str, str] = {}

    def compose(found: str) -> str:
        new = seen.get(found)
        if new is None:
            kept = "".join(REPLACED.get(c, c) for c in _DROP.sub("", found))
            new = seen[found] = unicodedata.normalize("NFC", "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in kept))
        return new

    return compose


def _pattern(text: str) -> re.Pattern[str]:
    """What in this text needs rewriting: gaps other than one blank, characters with loose marks, characters that have another form.

    Only characters that the text has are named, which keeps the search fast on text that is clean already.
    """
    present = set(text)
    gaps = "".join(sorted(present & set(_EDGES)))
    drops = "".join(sorted(present & set(INVISIBLE)))
    rest = present.difference(_EDGES)
    marks = "".join(sorted(c for c in rest if _extends(c)))
    others = "".join(sorted(c for c in rest if c in REPLACED or "\ud800" <= c <= "\udfff" or not unicodedata.is_normalized("NFC", c)))
    parts = []
    if marks:
        loose = f"(?:{_class(drops)}*{_class(marks)})+" if drops else f"{_class(marks)}+"
        parts.append(f"(?P<cluster>[^{re.escape(gaps + marks)}]?{loose})")
    if others:
        parts.append(f"(?P<other>{_class(others)})")
    if gaps:
        # One blank of the usual kind is no gap. The class comes first, since the engine looks for one in no time.
        unusual = "".join(c for c in gaps if c != " ")
        alone = f"(?<={_class(unusual)})|" if unusual else ""
        parts.append(f"(?P<gap>{_class(gaps)}(?:{alone}(?={_class(gaps)})){_class(gaps)}*)")
    return re.compile("|".join(parts) or r"(?!)", re.S)


def _class(characters: str) -> str:
    return f"[{re.escape(characters)}]"


def _extends(character: str) -> bool:
    """Whether NFC may join `character` to the one before it: a mark, or a vowel or final of Hangul."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
