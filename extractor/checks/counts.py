"""A number of members beside a list of another length: "Khối gồm 09 đơn vị: …" with eight names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from extractor.checks.messages import warning
from extractor.document import BlockKind, Mentions, Span, Text
from extractor.lexicon import load
from extractor.openings import Opened
from extractor.record import Record
from extractor.relations.layout import inside
from extractor.syllables import fold_phrase

MOST = 60
"""A longer list is no list of a block's members."""
_ITEM = re.compile(r"\s*(?:[-–+•*·]|\(?\d{1,2}[.)]|[a-zđ][.)])\s*")
_ASIDE = re.compile(r"\([^()]*\)")
_PARTED = re.compile(r"\s*(?:[;,]|\bvà\b|;\s*và)\s*")


@cache
def _announced() -> Opened:
    words = load("checks")["members"]
    nouns = "|".join(sorted(map(re.escape, words["nouns"]), key=len, reverse=True))
    opens = "|".join(sorted((re.escape(w) if not w[-1].isalpha() else re.escape(w) + r"\b" for w in words["opens"]), key=len, reverse=True))
    return Opened(rf"(?i:\b(?P<number>\d{{1,2}})\s+(?:{nouns})(?P<rest>(?:\s+thành viên)?)\s*(?P<opens>(?:{opens})\s*:?)\s*)", r"\d")


def check(text: Text, mentions: Mentions, record: Record) -> Iterator[tuple[str, int, str]]:
    """C307 on the meeting's block, else on the meeting or document, where a list of bodies has not the number that announces it.

    The list is counted by the bodies found in it and by its marks; only where neither gives the number is it questioned.
    """
    for match in _announced().finditer(text.text):
        number = int(match["number"])
        block = bisect_right(text.blocks, match.start(), key=lambda b: b.start) - 1
        if block < 0 or text.blocks[block].kind is BlockKind.FURNITURE or not 1 < number <= MOST:
            continue
        lengths = _lengths(text, mentions, block, match)
        if lengths and number not in lengths:
            kind, index = _owner(record)
            nearest = min(lengths, key=lambda length: abs(length - number))
            yield kind, index, warning("C307", f"{match['number']} ≠ {nearest}: {' '.join(match[0].split())}")


def _lengths(text: Text, mentions: Mentions, block: int, match: re.Match[str]) -> set[int]:
    """How long the list may be said to be; empty where no list follows or it says itself that it is not whole."""
    end = text.blocks[block].end
    rest = text.text[match.end() : end]
    if not rest.strip() and match["opens"].rstrip().endswith(":"):
        return _below(text, mentions, block)
    stop = match.end() + _clause(rest, bracketed="(" in match["opens"])
    words = text.text[match.end() : stop]
    if any(mark in words.lower() for mark in load("checks")["members"]["open_ended"]):
        return set()
    asides = [m.span() for m in _ASIDE.finditer(words)]
    bodies = len(  # once each: who leads them may be said behind the list
        {
            fold_phrase(text.text[m.start : m.end])
            for m in inside(mentions.organizations, Span(match.end(), stop))
            if not m.block and not any(a <= m.start - match.end() < b for a, b in asides)
        }
    )
    if bodies < 2:
        return set()
    # Names hold commas and "và" themselves, so the marks give no more than a range.
    plain = _ASIDE.sub("", words)
    items = [part for part in re.split("[,;]", plain) if part.strip()]
    fewest = min(bodies, len(items) + (" và " in items[-1]))
    most = max(bodies, len([part for part in _PARTED.split(plain) if part.strip()]))
    return set(range(fewest, most + 1))


def _clause(rest: str, *, bracketed: bool) -> int:
    """Where the list ends: at its bracket, else at the end of the sentence."""
    if bracketed:
        return rest.find(")") if ")" in rest else 0
    found = re.search(r"[.!?](?=\s|$)|\n", rest)
    return found.start() if found else len(rest)


def _below(text: Text, mentions: Mentions, block: int) -> set[int]:
    """The lengths of a list of lines below its announcement: lines that bear a mark, and bodies that open them."""
    marked, bodies = 0, 0
    for following in text.blocks[block + 1 :]:
        if following.kind is BlockKind.CELL or not (mark := _ITEM.match(text.text, following.start, following.end)):
            break
        marked += 1
        bodies += _bodies(mentions, Span(mark.end(), following.end)) > 0
    return {marked, bodies} if bodies > 1 and bodies * 2 >= marked else set()


def _bodies(mentions: Mentions, reach: Span) -> int:
    return sum(not m.block for m in inside(mentions.organizations, reach))


def _owner(record: Record) -> tuple[str, int]:
    meeting = record.meeting
    if meeting is None:
        return "document", 0
    for i, entry in enumerate(record.organizations):
        if meeting.block is not None and meeting.block in (entry.name, *entry.aliases):
            return "organizations", i
    return "meeting", 0
