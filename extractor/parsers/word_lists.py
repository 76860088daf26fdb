"""The numbers and marks that Word puts before the items of its automatic lists; they stand nowhere in the text of the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

_LEVEL = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how it counts, from where, and the pattern around its number ("%1.", "Điều %1.")."""

    format: str
    start: int
    pattern: str


class Lists:
    """The list definitions of one Word document and how far each list has counted."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        root = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering") and not rel.is_external), None
        )
        if root is not None and hasattr(root, "element"):
            self._read(root.element)

    def _read(self, root: etree._Element) -> None:
        abstract = {node.get(qn("w:abstractNumId"), ""): _levels(node) for node in root.iterfind(qn("w:abstractNum"))}
        for node in root.iterfind(qn("w:num")):
            number, link = node.get(qn("w:numId"), ""), node.find(qn("w:abstractNumId"))
            self._abstract[number] = link.get(qn("w:val"), "") if link is not None else ""
            self._levels[number] = dict(abstract.get(self._abstract[number], {}))
            for override in node.iterfind(qn("w:lvlOverride")):
                self._override(number, override)

    def _override(self, number: str, override: etree._Element) -> None:
        level = _int(override.get(qn("w:ilvl")), 0)
        start, own = override.find(qn("w:startOverride")), override.find(qn("w:lvl"))
        if own is not None:
            self._levels[number][level] = _level(own)
        if start is not None:
            self._restarts.setdefault(number, {})[level] = _int(start.get(qn("w:val")), 1)

    def mark(self, number: str, level: int) -> str:
        """The mark of the next item of list `number` at `level` (from 0): "1. ", "b) ", "- "; "" where the list shows none."""
        levels = self._levels.get(number, {})
        own = levels.get(level)
        if own is None or number == "0":
            return ""
        if own.format == "bullet":
            return "+ " if own.pattern.strip() == "+" else "- "
        counts = self._counts.setdefault(self._abstract[number], {})
        restart = self._restarts.get(number, {}).pop(level, None)
        counts[level] = restart if restart is not None else counts.get(level, own.start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]

        def shown(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            of = levels.get(at, own)
            return _FORMATS.get(of.format, str)(counts.get(at, of.start))

        text = _LEVEL.sub(shown, own.pattern).strip()
        return f"{text} " if text else ""


def _levels(abstract: etree._Element) -> dict[int, Level]:
    return {_int(node.get(qn("w:ilvl")), 0): _level(node) for node in abstract.iterfind(qn("w:lvl"))}


def _level(node: etree._Element) -> Level:
    def value(tag: str, default: str) -> str:
        child = node.find(qn(tag))
        return child.get(qn("w:val"), default) if child is not None else default

    return Level(value("w:numFmt", "decimal"), _int(value("w:start", "1"), 1), value("w:lvlText", ""))


def _int(value: str | None, default: int) -> int:
    return int(value) if value and value.isascii() and value.isdecimal() else default


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _letter(number: int) -> str:
    return chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda n: _letter(n).lower(),
    "none": lambda n: "",
}
