"""Marks what belongs to the web page and not to the document: menus, clocks, buttons, comments, other news, footers.

The words and patterns stand in models/lexicons/furniture.toml. Lines are judged by their words and by where they stand: before the
article's text, inside it, or after it. A date line under the headline, by-lines and captions are the document's. Administrative documents
have no furniture of this kind and are never touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from extractor.document import Block, BlockKind, Text
from extractor.lexicon import load

# In small letters: the motto, and what opens a line of a letterhead.
_MOTTO = re.compile(r"cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do")
_LETTERHEAD = re.compile(r"^(?:đảng cộng sản việt nam$|(?:số|số hiệu)\s*:?\s*[\d….]*\s*[-/])", re.M)
_CLOCK = re.compile(
    r"(?:[\w .]{2,30}, )?(?:(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|hôm nay)\W{0,3})?(?:ngày )?"
    r"\d{1,2}(?:[/.-]| tháng )\d{1,2}(?:[/.-]|,? năm )\d{4}"
    r"(?:\W{0,5}\d{1,2}[:hg]\d{2}(?:[:']\d{2})?(?: ?[ap]m| ?(?:sáng|chiều))?)?(?:\W{0,3}gmt ?\+7\W?)?",
    re.I,
)
_DATE_CUE = re.compile(r"(?:ngày đăng|đăng (?:lúc|ngày)|cập nhật|xuất bản|ngày (?:viết|tạo|xuất bản)|thời gian)\b", re.I)
# What ticks a row of a table, and elsewhere is a button ("X", once Twitter).
_TICKS = ("x", "X")
_SEPARATOR = re.compile(r"\s*(?:[|»›>/·•–—]|→|::| - )\s*")
_SENTENCE_END = re.compile(r"[.!?…:;][”\"')]?$")
BODY_LENGTH = 150
"""A block of this many characters is running text: no menu line or headline is so long (the longest in the news at hand has 130)."""
TICKER_LENGTH = 250
MENU_SHARE = 0.6
"""A line with at least three menu words that make up this share of its letters is a menu, though some of its words are not known."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule table: a pattern for a whole line, where it may stand, and how far its effect goes."""

    id: str
    where: str
    effect: str
    pattern: re.Pattern[str]

    def matches(self, line: str) -> bool:
        """Whether the whole line is of this kind."""
        return self.pattern.fullmatch(line) is not None


@cache
def rules() -> tuple[Rule, ...]:
    """The rules of models/lexicons/furniture.toml. Raises ValueError for an unknown place or effect."""
    found = []
    for entry in load("furniture")["rule"]:
        if entry["where"] not in {"head", "tail", "any"} or entry["effect"] not in {"line", "above", "below"}:
            raise ValueError(f"furniture rule {entry['id']}: unknown where or effect")
        found.append(Rule(entry["id"], entry["where"], entry["effect"], re.compile(entry["pattern"], re.I)))
    return tuple(found)


@cache
def _words(kind: str) -> re.Pattern[str]:
    """One of the words of [items.<kind>] in small letters, the longest first."""
    words = sorted(load("furniture")["items"][kind]["words"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word.lower()) for word in words) + r")(?!\w)")


@cache
def _opened_by(kind: str) -> re.Pattern[str]:
    """What a line begins with that is made of those words."""
    return re.compile(r"\W*?" + _words(kind).pattern)


def made_of(kind: str, line: str) -> bool:
    """Whether a line is made of the words of [items.<kind>].

    >>> made_of("buttons", "Facebook Zalo In trang"), made_of("menu", "Kinh tế tập thể")
    (True, False)
    """
    if len(line) > 400:
        return False
    line = line.lower()  # many words are found faster without regard to capitals when there are none
    if _opened_by(kind).match(line) and not re.search(r"\w", _words(kind).sub("", line)):
        return True
    found = _words(kind).findall(line) if kind == "menu" else []
    if not found:
        return False
    parts = [part for part in _SEPARATOR.split(line) if part]
    known = sum(1 for part in parts if _words(kind).fullmatch(part))
    if len(parts) > 1 and known * 2 > len(parts):
        return True
    return len(found) >= 3 and sum(map(len, found)) >= MENU_SHARE * len(line) and not _SENTENCE_END.search(line)


def mark_furniture(text: Text) -> Text:
    """The text with the blocks of the page's furniture turned to kind FURNITURE; nothing else changes.

    What a parser has marked already stays marked. An administrative document comes back as it is.
    """
    lines = [text.text[b.start : b.end] for b in text.blocks]
    if is_administrative(lines):
        return text
    marked = {i for i, b in enumerate(text.blocks) if b.kind is BlockKind.FURNITURE}
    body = _body_start(lines, marked)
    marked |= _head(lines, body, marked)
    marked |= _tail(lines, body)
    marked -= {i for i in marked if text.blocks[i].kind is BlockKind.CELL and text.blocks[i].ruled and lines[i].strip() in _TICKS}
    if len(marked) == len(lines):
        return text
    return replace(text, blocks=tuple(_as_furniture(b) if i in marked else b for i, b in enumerate(text.blocks)))


def is_administrative(lines: list[str]) -> bool:
    """Whether these lines begin like a document of the administration: with the state's or Party's name, the motto or a number."""
    return any(_MOTTO.search(line) or _LETTERHEAD.search(line) for line in map(str.lower, lines[:12]))


def _as_furniture(block: Block) -> Block:
    return replace(block, kind=BlockKind.FURNITURE)


def _body_start(lines: list[str], marked: set[int]) -> int:
    """The first block of running text: a long one, or a sentence."""
    for i, line in enumerate(lines):
        if i in marked or _matching(line, "head") or made_of("menu", line):
            continue
        if _is_ticker(lines, i):
            continue
        if len(line) >= BODY_LENGTH or (len(line) > 60 and line.endswith((".", ".”"))):
            return i
    return len(lines)


def _is_ticker(lines: list[str], i: int) -> bool:
    """Whether block `i` is a row of teasers run together over the headline: long, no sentence mark, then a short line and a date."""
    line = lines[i]
    if i > 3 or len(line) < TICKER_LENGTH or re.search(r"[.;!?](?:\s|$)|, ", line[-120:]) or i + 2 >= len(lines):
        return False
    return len(lines[i + 1]) < BODY_LENGTH and any(_is_date_line(after) for after in lines[i + 2 : i + 4])


def _is_date_line(line: str) -> bool:
    return len(line) < 90 and (_CLOCK.fullmatch(line) is not None or _DATE_CUE.match(line.lstrip("(")) is not None)


def _matching(line: str, *places: str) -> Rule | None:
    if len(line) > 500:
        return None
    return next((rule for rule in rules() if rule.where in places and rule.matches(line)), None)


def _head(lines: list[str], body: int, marked: set[int]) -> set[int]:
    """Furniture above the article's text: everything down to the last menu line, a clock over the headline, buttons under it."""
    found: set[int] = set()
    top = 0
    for i in range(body):
        rule = _matching(lines[i], "head")
        if (rule and rule.effect == "above") or made_of("menu", lines[i]) or _is_ticker(lines, i):
            top = i + 1
    if top and not any(i not in marked for i in range(top, body)):
        top = 0  # nothing would be left for a headline
    found.update(range(top))
    rest = [i for i in range(top, body) if i not in marked]
    dates = [i for i in rest if _is_date_line(lines[i])]
    clocks = [i for i in dates if _CLOCK.fullmatch(lines[i]) and not _DATE_CUE.search(lines[i])]
    first = clocks[0] if clocks else -1
    if first >= 0 and (first == rest[0] or (len(dates) > 1 and dates[0] == first and dates[1] > first + 1)) and first != rest[-1]:
        found.update(i for i in rest if i <= first)
    found.update(i for i in rest if _is_button_line(lines[i]))
    return found


def _is_button_line(line: str) -> bool:
    return made_of("buttons", line) or _matching(line, "any") is not None


def _tail(lines: list[str], body: int) -> set[int]:
    """Furniture inside and after the article's text."""
    found: set[int] = set()
    sizes = [len(line) for line in lines]
    for i in range(body + 1, len(lines)):
        if i in found or sizes[i] > 500:
            continue
        rule = _matching(lines[i], "tail", "any")
        if rule is None:
            if made_of("buttons", lines[i]):
                found.add(i)
            continue
        if rule.effect != "below":
            found.add(i)
        elif sum(sizes[body:i]) >= sum(sizes[i:]):
            found.update(range(i, len(lines)))
            break
        else:
            found.update(_box(lines, i))
    return found


def _box(lines: list[str], start: int) -> range:
    """A box of links amid the article: its heading and the short lines after it, up to the next running text."""
    end = start + 1
    while end < len(lines) and len(lines[end]) < BODY_LENGTH and not lines[end].endswith("."):
        end += 1
    return range(start, end)
