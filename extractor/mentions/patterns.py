"""Turns lists of words into one regular expression that reads each character once: a list of hundreds of names costs no more than one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

UPPER = "".join(chr(c) for c in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
"""Every capital letter of Vietnamese and its neighbours, to stand inside brackets: no short range of code points holds them."""

_TONES = (
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("õa", "oã"),
    ("ọa", "oạ"),
    ("òe", "oè"),
    ("óe", "oé"),
    ("ỏe", "oẻ"),
    ("ùy", "uỳ"),
    ("úy", "uý"),
    ("ủy", "uỷ"),
    ("ũy", "uỹ"),
    ("ụy", "uỵ"),
)


def alternation(words: Iterable[str], *, capital: bool = False, commas: bool = False) -> str:
    """A pattern that matches the longest of `words`, with either place of the tone mark.

    `capital` lets the first letter stand in either case, `commas` lets a dash or nothing stand for every comma.

    >>> re.compile(alternation(["Kết luận", "Kế hoạch"], capital=True)).match("kế hoạch").group()
    'kế hoạch'
    """
    root: dict[str, Any] = {}
    for word in sorted(words):
        for spelling in _spellings(word):
            for cased in {spelling[0].upper() + spelling[1:], spelling[0].lower() + spelling[1:]} if capital else {spelling}:
                _plant(root, ["(?:,| [-–])?" if commas and c == "," else re.escape(c) for c in cased])
    return _pattern(root)


def _spellings(word: str) -> list[str]:
    """The word with its tone marks placed the new way and the old way."""
    old = word
    for new, other in _TONES:
        old = re.sub(new + r"(?!\w)", other, old)
    return [word] if old == word else [word, old]


def _plant(root: dict[str, Any], fragments: Sequence[str]) -> None:
    for fragment in fragments:
        root = root.setdefault(fragment, {})
    root[""] = {}


def _pattern(node: dict[str, Any]) -> str:
    """Branches in a fixed order, longer words before the shorter ones that they begin with."""
    branches = [fragment + _pattern(child) for fragment, child in sorted(node.items()) if fragment]
    if not branches:
        return ""
    if len(branches) == 1 and "" not in node:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in node else "")


_MARK = re.compile(r"\{([A-Z_]+)\}")


def filled(pattern: str, marks: Mapping[str, str]) -> str:
    """`pattern` with every `{NAME}` replaced by what `marks` holds for it; raises KeyError for an unknown name.

    >>> filled("số {NUMBER}{1,2}", {"NUMBER": "[0-9]"})
    'số [0-9]{1,2}'
    """
    return _MARK.sub(lambda m: marks[m.group(1)], pattern)
