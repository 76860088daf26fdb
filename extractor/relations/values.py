"""A value with its places and its rule, and the words of places as a record gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.document import Span, Text


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its places and the rule that gave it."""

    value: str | None
    spans: tuple[Span, ...]
    rule: str


NOTHING = Found(None, (), "")
# The months as calendars of Vietnamese programs call them ("04 Tháng Giêng 2019").
MONTHS = {
    name: str(i + 1)
    for i, name in enumerate(
        ("giêng", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"),
    )
}


def surface(text: Text, *spans: Span) -> str:
    """The words at `spans` without surrounding quotes and closing punctuation.

    A quote is taken off only where both of a pair stand at the ends.
    """
    value = text.value(*spans).rstrip(" .,;:/")
    pairs = {"“": "”", '"': '"', "«": "»"}
    if len(value) > 2 and pairs.get(value[0]) == value[-1] and value[0] not in value[1:-1]:
        value = value[1:-1].strip()
    return value


def iso(found: re.Match[str]) -> str:
    """A date as far as its words go."""
    year, month, day = found["year"], found["month"], found["day"]
    if not month:
        return year
    month = MONTHS.get(" ".join(month.lower().split()), month)
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"
