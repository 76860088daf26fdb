"""Days as documents write them, read for what a meeting or a deadline needs: the first day of a range, a month, a quarter.

The dates among the mentions name every date of the text; here only the few words beside a cue are read, ranges included.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d{2}"
_NUMERIC = re.compile(
    rf"(?<![\d/.,-])(?P<d1>{_DAY})(?:\s?(?P<s1>[/.-])\s?(?P<m1>{_MONTH})(?:\s?(?P=s1)\s?(?P<y1>{_YEAR}))?)?"
    rf"(?:\s*(?:-|–|và|đến(?: ngày)?|đến hết(?: ngày)?|,)\s*(?:mùng |ngày )?(?P<d2>{_DAY}))?"
    rf"\s?(?P<sep>[/.-])\s?(?P<m2>{_MONTH})(?:\s?(?P=sep)\s?(?P<y2>{_YEAR}))?(?![\d/]|[.-]\d)"
)
_WORDED = re.compile(
    rf"(?<![\d/.,-])(?P<d1>{_DAY})(?:\s*(?:-|–|và|đến(?: ngày)?|,)\s*(?:ngày )?(?P<d2>{_DAY}))?\s*tháng\s*(?P<m2>{_MONTH})(?:\s*(?:năm|/)\s*(?P<y2>{_YEAR}))?"
)
_ONE = re.compile(
    rf"(?<![\d/.,-])(?P<d1>{_DAY})\s?(?P<sep>[/.-])\s?(?P<m2>{_MONTH})(?:\s?(?P=sep)\s?(?P<y2>{_YEAR}))?(?![\d/]|[.-]\d)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at `text[start:end]`; of a range, the first. `year` is 0 where the text gives none."""

    start: int
    end: int
    year: int
    month: int
    day: int

    def iso(self, year: int = 0) -> str | None:
        """The day as ISO, with `year` for a missing one; None where there is no such day."""
        try:
            return date(self.year or year, self.month, self.day).isoformat()
        except ValueError:
            return None


def days(text: str, start: int, end: int) -> list[Day]:
    """Every day in `text[start:end]`, ranges as their first day, in reading order.

    >>> [d.iso(2024) for d in days("trong hai ngày 14 và 15/3, tại Huế", 0, 34)]
    ['2024-03-14']
    """
    found: list[Day] = []
    at = start
    while at < end:
        hits = [m for m in (_WORDED.search(text, at, end), _ranged(text, at, end)) if m]
        if not hits:
            break
        hit = min(hits, key=lambda m: m.start())
        fields = hit.groupdict()
        month = fields.get("m1") or fields["m2"]
        year = fields.get("y1") or fields["y2"] or "0"
        found.append(Day(hit.start(), hit.end(), int(year), int(month), int(fields["d1"])))
        at = hit.end()
    return found


def _ranged(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first numeric day or range; a full date must not be read as the start of a range that it does not have."""
    one = _ONE.search(text, start, end)
    many = _NUMERIC.search(text, start, one.end() if one else start) if one else None
    return many if many and one and many.start() < one.start() and many["d2"] else one


_MONTH_YEAR = re.compile(rf"tháng\s*(?P<m>{_MONTH})\s*(?:/|-|năm\s*)\s*(?P<y>{_YEAR})")
YEAR = re.compile(rf"(?<![\d/.-]){_YEAR}(?![\d/]|[.,]\d)")


def month(text: str, start: int, end: int) -> tuple[str, int, int] | None:
    """A month with its year ("trong tháng 8/2018"): ISO month and its place."""
    hit = _MONTH_YEAR.search(text, start, end)
    return (f"{hit['y']}-{int(hit['m']):02}", hit.start(), hit.end()) if hit else None
