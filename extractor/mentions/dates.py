"""Finds dates, whole ones and those without day or year. The ways of writing them stand in models/lexicons/dates.toml."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from extractor.document import DateMention, Text
from extractor.lexicon import load
from extractor.openings import Opened

_PARTS = {
    "{D}": r"(?P<day>\d{1,2})",
    "{M}": r"(?P<month>\d{1,2})",
    "{Y2}": r"(?P<year>\d{4}|\d{2})",
    "{Y}": r"(?P<year>(?:19|20)\d\d)",
    "{SEP}": r"[/.\-–]",
}
_CENTURY_TURNS = 50  # years of two digits below this are 20xx


class _Rule(NamedTuple):
    id: str
    pattern: re.Pattern[str]
    cue: bool


def _compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern with its placeholders filled in: the first {D} and the last {M} and {Y} are the parts that count."""
    first_day, _, rest = pattern.partition("{D}")
    pattern = first_day + (_PARTS["{D}"] + rest.replace("{D}", r"\d{1,2}") if _ else "")
    for mark, regex in _PARTS.items():
        pattern = pattern.replace(mark, regex)
    return re.compile(pattern)


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_Rule(r["id"], _compiled(r["pattern"]), r.get("cue", False)) for r in load("dates")["rule"])


@cache
def _cue() -> re.Pattern[str]:
    words = sorted(load("dates")["cues"]["words"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")[,:]? ?\(?$", re.IGNORECASE)


# Never from the middle of a longer number, a ratio or a document's number.
_CANDIDATE = Opened(r"(?<![\w/.,\-–])(?:\d{1,2}(?= ?(?:[/.,\-–]|và|đến|tháng))|(?:[Tt]háng|THÁNG|[Nn]ăm|NĂM) ?(?=\d))", r"\dTtNn")
_LONGEST_CUE = 24


def find(text: Text) -> tuple[DateMention, ...]:
    """All dates in the document's own blocks, in reading order; no two overlap. Impossible dates (31/2, 15/13) are not dates.

    The span covers the figures and words of the date, without "ngày" before it. Time is linear in the length of the text.
    """
    found: list[DateMention] = []
    for _, block in text.body():
        end = block.start
        for candidate in _CANDIDATE.finditer(text.text, block.start, block.end):
            place: int | None = candidate.start()
            while place is not None and place >= end:
                mention = at(text.text, place, block.start, block.end)
                if not mention:
                    break
                found.append(mention)
                end = mention.end
                place = _next_of_range(text.text, mention)
    return tuple(found)


def at(text: str, start: int, low: int, high: int) -> DateMention | None:
    """The date that begins at offset `start`, by the first rule that gives a possible one, or None.

    Its cue ("ngày") is looked for from `low` on, its end before `high`.
    """
    cued: bool | None = None
    for rule in _rules():
        match = rule.pattern.match(text, start, high)
        if not match:
            continue
        if rule.cue:
            if cued is None:
                cued = bool(_cue().search(text, max(low, start - _LONGEST_CUE), start)) or _continues(text, start, low)
            if not cued:
                continue
        iso = _iso(match.groupdict())
        if iso:
            last = match.end() if "range" not in rule.id else match.end("day")
            return DateMention(start, last, rule.id, 0.99 if iso[0] != "-" else 0.9, iso)
    return None


_DIGIT = re.compile(r"\d")


def _next_of_range(text: str, mention: DateMention) -> int | None:
    """Where the date begins that ends a range of which `mention` is an earlier day."""
    following = _DIGIT.search(text, mention.end) if "range" in mention.rule else None
    return following.start() if following else None


_RANGE_BEFORE = re.compile(r"\d{1,2} ?(?:và|,|đến|đến ngày|-|–) ?$")


def _continues(text: str, start: int, low: int) -> bool:
    """Whether the day at `start` is the later part of a range whose first day has a cue ("ngày 15 và 16/8")."""
    before = _RANGE_BEFORE.search(text, max(low, start - 16), start)
    return bool(before and _cue().search(text, max(low, before.start() - _LONGEST_CUE), before.start()))


def _iso(parts: dict[str, str | None]) -> str:
    """ISO form of day, month and year as far as they are given, or "" where there is no such date."""
    year, month, day = parts.get("year"), parts.get("month"), parts.get("day")
    if year and len(year) == 2:
        year = f"{'20' if int(year) < _CENTURY_TURNS else '19'}{year}"
    if month and not 1 <= int(month) <= 12:
        return ""
    if day and month:
        try:
            date(int(year or 2000), int(month), int(day))
        except ValueError:
            return ""
    fields = [year or "-", *(f"{int(p):02}" for p in (month, day) if p)]
    return "-".join(fields)


def resolve(iso: str, near: str | None) -> str:
    """`iso` with its year: a date without one takes the year that brings it nearest to `near` (ISO; a year or month alone serves too).

    Without `near` it comes back as it is.

    >>> resolve("--12-28", "2024-01-03")
    '2023-12-28'
    >>> resolve("--03", "2024-02-10")
    '2024-03'
    """
    if not iso.startswith("--") or not near:
        return iso
    year, rest = int(near[:4]), iso[2:]
    if len(near) < 7:
        return f"{year}-{rest}"
    target = date(year, int(near[5:7]), int(near[8:10] or 15))
    years = [y for y in (year, year - 1, year + 1) if _iso({"year": str(y), "month": rest[:2], "day": rest[3:] or None})]
    best = min(years, key=lambda y: abs((date(y, int(rest[:2]), int(rest[3:] or 15)) - target).days), default=year)
    return f"{best}-{rest}"
