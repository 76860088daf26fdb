"""What blanks set side by side in plain text: the letterhead, the signatures, a list in two columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"\S+(?: {1,3}\S+)*")
_GAP = " " * 4
_MARK = re.compile(r"(?:[-*+]|\d+[.)])\s")
# What a line beside another begins with where one pair of lines alone tells that columns stand there.
_SURE = re.compile(r"(?i)\s*(?:cộng h(?:òa|oà) xã hội|đảng cộng sản việt nam|nơi nhận)")
_SIGNED = re.compile(r"(?i)\s*nơi nhận")
# How far apart, in characters, lines of one column may begin: they are centred.
NEAR = 16
# The fewest characters before a second column.
FARTHEST_LEFT = 14
# Blank lines that a signature leaves for the hand.
MOST_BLANK = 6


@dataclass(frozen=True, slots=True)
class Columns:
    """Lines `first` to `end` of a text as columns, each the words of its lines; `listed` where they are the items of one list."""

    first: int
    end: int
    columns: tuple[tuple[str, ...], ...]
    listed: bool = False


def find(lines: list[str]) -> list[Columns]:
    """The runs of lines that stand in columns, in reading order.

    >>> [run.columns for run in find(["SỞ Y TẾ          CỘNG HÒA XÃ HỘI", "KHỐI SỐ 2           Độc lập - Tự do"])]
    [(('SỞ Y TẾ', 'KHỐI SỐ 2'), ('CỘNG HÒA XÃ HỘI', 'Độc lập - Tự do'))]
    """
    out: list[Columns] = []
    i = 0
    while i < len(lines):
        run = _run(lines, i)
        if run is not None:
            out.append(run)
        i = run.end if run is not None else i + 1
    return out


def _parts(line: str) -> list[tuple[int, str]]:
    """The stretches of a line between four blanks or more, each with where it begins."""
    return [(m.start(), m.group()) for m in _PART.finditer(line.expandtabs())]


def _beside(line: str) -> list[tuple[int, str]]:
    """The parts of a line that stand side by side; none where the first is a label or the mark of an item that only goes on."""
    parts = _parts(line) if _GAP in line or not line.isprintable() else []  # blanks of other kinds count as not printable
    if len(parts) < 2 or (parts[0][1].endswith(":") and not _SIGNED.match(line)):
        return []
    marked = [_MARK.match(words) is not None for _, words in parts]
    if marked[0] and not all(marked) and not parts[0][1].endswith((";", ".", ",")):
        return []
    return parts if parts[1][0] >= FARTHEST_LEFT or all(marked) else []


def _run(lines: list[str], first: int) -> Columns | None:
    heads = _beside(lines[first])
    if not heads:
        return None
    starts = [at for at, _ in heads]
    columns: list[list[str]] = [[words] for _, words in heads]
    listed = all(_MARK.match(words) for _, words in heads)
    signed = _SIGNED.match(lines[first]) is not None  # names follow the offices, some lines below
    both, end, i = 1, first + 1, first + 1
    while i < len(lines):
        if not lines[i].strip():
            following = next((k for k in range(i, min(i + MOST_BLANK, len(lines))) if lines[k].strip()), None)
            below = _fits(lines[following], starts) if following is not None else []
            if following is None or len(below) < (1 if signed else 2) or (not signed and all(words.isupper() for _, words in below)):
                break  # capitals open other columns
            i = following
        parts = _fits(lines[i], starts)
        if not parts or (listed and not all(_MARK.match(words) for _, words in parts)) or _SIGNED.match(lines[i]):
            break
        for at, words in parts:
            columns[at].append(words)
        both += len(parts) > 1
        i = end = i + 1
    if both < 2 and not any(_SURE.match(words) for _, words in heads):
        return None
    return Columns(first, end, tuple(tuple(c) for c in columns), listed)


def _fits(line: str, starts: list[int]) -> list[tuple[int, str]]:
    """The parts of a line with the column of each; none where it runs across the columns."""
    out = []
    for at, words in _parts(line):
        column = min(range(len(starts)), key=lambda k: abs(starts[k] - at))
        if abs(starts[column] - at) > NEAR or (column + 1 < len(starts) and at + len(words) > starts[column + 1] + NEAR / 2):
            return []
        out.append((column, words))
    return out if len({column for column, _ in out}) == len(out) else []
