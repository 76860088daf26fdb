"""How the lines of a list are marked: "I.", "1.", "a)", "-", and how deep such marks lie."""

from __future__ import annotations

import re

from extractor.document import Block, Text
from extractor.relations.rules import compiled

# How deep a list's marks lie: "I.", "1.", "a)", "-".
_LEVELS = {"I": 0, "A": 0, "1": 1, "a": 2, "-": 3, "–": 3, "+": 4, "•": 3, "*": 3}
_NUMBERED = re.compile(r"(?P<outer>(?:\d{1,2}\.)*)(?P<last>\d{1,2})")


def level(text: Text, block: Block) -> str:
    """How a line is marked: "1.", "a)", "-" are levels of their own, "" is running text."""
    opening = _enumerator(text, block)
    opening = re.sub(r"[a-zđ]", "a", re.sub(r"\d+", "1", opening))
    return re.sub(r"[B-HJ-ZĐ](?=\.)", "A", re.sub(r"[IVX]+", "I", opening))


def mark(text: Text, block: Block) -> str:
    """The number or letter that opens a line, without the point or bracket behind it."""
    return _enumerator(text, block).strip(" *.)")


def depth(of: str) -> int | None:
    """How deep a level lies, None for running text.

    >>> depth("I."), depth("1.1."), depth("")
    (0, 1, None)
    """
    return _LEVELS.get(of[:1])


def above(one: str, other: str) -> bool:
    """Whether the level `one` is higher than the `other`."""
    mine, theirs = depth(one), depth(other)
    return mine is not None and theirs is not None and mine < theirs


def next_of(one: str, other: str) -> bool:
    """Whether the number `other` comes next in the row in which `one` stands: "4.3" behind "4.2"."""
    a, b = (_NUMBERED.fullmatch(each) for each in (one, other))
    return a is not None and b is not None and a["outer"] == b["outer"] and int(a["last"]) + 1 == int(b["last"])


def _enumerator(text: Text, block: Block) -> str:
    opening = compiled("awards", "ENUMERATOR").match(text.text, block.start, block.end)
    return opening.group().strip(" *") if opening else ""
