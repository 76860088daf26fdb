"""Reading order of a PDF: lines become paragraphs, lines set side by side become the cells of borderless tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.parsers.pdf_lines import WIDE_GAP, Line
from extractor.parsers.pdf_tables import PADDING, joint
from extractor.parsers.placed import joined

_MARK = re.compile(r"(?:[-–+•*▪]|\d{1,3}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]{1,5}[.)])\s|Điều \d+")
_MOTTO = re.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*[-–]\s*tự do|đảng cộng sản việt nam", re.I)
_HYPHENATED = re.compile(r"[^\W_]-$")
_ENDS = (".", ":", ";", "!", "?", "/.", ",")
LOOSE = 1.15
"""Baselines farther apart than this many usual distances part two paragraphs."""
NEWSPAPER = 25
"""So many lines side by side are two columns of running text, no letterhead."""
ALIGNED = 10.0


class Row(NamedTuple):
    """Lines side by side at one height; `gap` is the distance from the row above (points), None at the head of a page."""

    lines: tuple[Line, ...]
    gap: float | None

    @property
    def base(self) -> float:
        return self.lines[0].base

    @property
    def page(self) -> int:
        return self.lines[0].page


@dataclass(frozen=True, slots=True)
class Measures:
    """What the document's lines have in common: margins and the usual distance of baselines, in points, and whether the blanks at
    which lines were wrapped are kept.
    """

    left: float
    right: float
    pitch: float
    kept: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of running text that belong together."""

    text: str
    title: bool
    page: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A borderless table: rows of cell texts."""

    rows: tuple[tuple[str, ...], ...]
    page: int


def rows(pages: Sequence[Sequence[Line]]) -> list[Row]:
    """All lines as rows, page after page. Lines beside each other at nearly one height make one row."""
    result: list[Row] = []
    for page in pages:
        last: float | None = None
        pending: list[Line] = []
        for line in sorted(page, key=lambda line: line.base):
            if pending and (line.base - pending[0].base > 0.45 * line.size or any(_overlap(line, other) for other in pending)):
                result.append(_row(pending, last))
                last = result[-1].base
                pending = []
            pending.append(line)
        if pending:
            result.append(_row(pending, last))
    return result


def _row(pending: list[Line], last: float | None) -> Row:
    ordered = tuple(sorted(pending, key=lambda line: line.left))
    return Row(ordered, None if last is None else ordered[0].base - last)


def _overlap(a: Line, b: Line) -> bool:
    return min(a.right, b.right) - max(a.left, b.left) > 1.0


def measures(found: Sequence[Row], kept: bool) -> Measures:
    """Margins of the text and the most usual distance between two lines."""
    every = [line for row in found for line in row.lines]
    long = [line for line in every if len(line.text) >= 40] or every
    gaps = Counter(
        round(row.gap * 2) / 2 for row in found if row.gap is not None and len(row.lines) == 1 and 0 < row.gap < 3 * row.lines[0].size
    )
    typical = sorted(line.size for line in every)[len(every) // 2]
    wrapped = Counter(
        round(row.gap * 2) / 2
        for row, above in zip(found[1:], found, strict=False)
        if row.gap is not None and above.lines[-1].open and len(row.lines) == len(above.lines) == 1
    )
    pitch = (wrapped or gaps).most_common(1)[0][0] if gaps else 1.2 * typical
    return Measures(min(line.left for line in long), max(line.right for line in long), pitch, kept)


def blocks(found: Sequence[Row], common: Measures) -> list[Paragraph | Grid]:
    """The rows as paragraphs and borderless tables in reading order."""
    result: list[Paragraph | Grid] = []
    running: list[Row] = []
    i = 0
    while i < len(found):
        if len(found[i].lines) > 1:
            start = i
            while i - start < len(running) and _belongs_above(found[start - 1], found[start]):
                start -= 1
            end, columns = _zone(found, start, common)
            if len(columns) > 1:
                result.extend(_paragraphs(running[: len(running) - (i - start)], common))
                running = []
                result.extend(_side_by_side(found[start:end], columns, common))
                i = end
                continue
        running.append(found[i])
        i += 1
    result.extend(_paragraphs(running, common))
    return result


def _belongs_above(row: Row, first: Row) -> bool:
    """Whether a single line above the first row side by side begins its right column ("CỘNG HÒA …" set a little higher)."""
    line, right = row.lines[-1], first.lines[-1]
    near = first.gap is not None and first.gap <= 2 * line.size
    return len(row.lines) == 1 and near and line.left >= right.left - 6 * line.size and line.left > first.lines[0].right


def _zone(found: Sequence[Row], start: int, common: Measures) -> tuple[int, list[tuple[float, float]]]:
    """From row `start` on, the end of the rows that keep to the same columns, and these columns' ranges."""
    columns: list[tuple[float, float]] = []
    end = start
    for i in range(start, len(found)):
        row = found[i]
        if i > start and not _keeps(row, columns, common):
            break
        merged = _merge(columns, row)
        if columns and len(merged) < 2:
            break
        if columns and len(merged) > len(columns) > 1:
            break
        columns, end = merged, i + 1
    return end, columns


def _merge(columns: list[tuple[float, float]], row: Row) -> list[tuple[float, float]]:
    """The columns widened by the row's lines; columns that come to touch are one."""
    merged: list[tuple[float, float]] = []
    for left, right in sorted([*columns, *((line.left, line.right) for line in row.lines)]):
        if merged and left <= merged[-1][1] + 1.0:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def _keeps(row: Row, columns: list[tuple[float, float]], common: Measures) -> bool:
    """Whether the row can go on with the columns: its lines stand inside of them, and no empty stretch parts it from the row above."""
    if row.gap is not None and row.gap > 8 * common.pitch:
        return False
    if len(row.lines) > 1:
        return True
    line = row.lines[0]
    home = next((c for c in columns if abs(c[0] - line.left) <= ALIGNED or (c[0] <= line.left and line.right <= c[1] + ALIGNED)), None)
    if home is None:
        return _is_centred_in(line, columns)
    if home == columns[0] and row.gap is not None and row.gap > 1.3 * common.pitch:
        return False
    return not (home == columns[0] and row.gap is None)


def _is_centred_in(line: Line, columns: list[tuple[float, float]]) -> bool:
    """Whether a line wider than its column still has the column's middle and touches no other column: a long line of a signature block."""
    middle = (line.left + line.right) / 2
    for i, (left, right) in enumerate(columns):
        if abs(middle - (left + right) / 2) <= ALIGNED:
            others = [c for k, c in enumerate(columns) if k != i]
            return all(line.right < c[0] - line.size * WIDE_GAP / 2 or line.left > c[1] + line.size * WIDE_GAP / 2 for c in others)
    return False


def _side_by_side(zone: Sequence[Row], columns: list[tuple[float, float]], common: Measures) -> list[Paragraph | Grid]:
    """The rows of one zone: a borderless table, or the columns of a newspaper one after the other."""
    if sum(len(row.lines) > 1 for row in zone) >= NEWSPAPER:
        result: list[Paragraph | Grid] = []
        for left, right in columns:
            own = [Row((line,), row.gap) for row in zone for line in row.lines if left <= line.left <= right]
            result.extend(_paragraphs(own, Measures(left, right, common.pitch, common.kept)))
        return result
    parts = _letterhead_rows(zone, common) if any(_MOTTO.search(line.text) for row in zone for line in row.lines) else [list(zone)]
    edges = [left for left, _ in columns[1:]] + [common.right]
    cells = tuple(tuple(_column(part, left, edge, common.kept) for (left, _), edge in zip(columns, edges, strict=True)) for part in parts)
    return [Grid(cells, zone[0].page)]


def _column(part: Sequence[Row], left: float, edge: float, kept: bool) -> str:
    """The text of the lines that begin between `left` and `edge`."""
    own = [line for row in part for line in row.lines if left - 1 <= line.left < edge - 1]
    return _column_text(own, edge - min((line.left for line in own), default=left) - 2 * PADDING, kept)


def _letterhead_rows(zone: Sequence[Row], common: Measures) -> list[list[Row]]:
    """A letterhead's rows of cells: a new one begins after a wider gap on both sides."""
    parts: list[list[Row]] = [[]]
    for row in zone:
        if parts[-1] and row.gap is not None and row.gap > 1.3 * common.pitch:
            parts.append([])
        parts[-1].append(row)
    return parts


def _column_text(own: Sequence[Line], width: float, kept: bool) -> str:
    pieces: list[str] = []
    for i, line in enumerate(own):
        if i:
            last = own[i - 1]
            near = line.base - last.base <= 2 * line.size if line.page == last.page else last.open
            pieces.append(joint(last, line, width, kept) if near else "\n")
        pieces.append(line.text)
    return joined(pieces)


def _paragraphs(running: Sequence[Row], common: Measures) -> list[Paragraph | Grid]:
    """Single rows as paragraphs; the pieces of a row that has more are read from the left."""
    result: list[Paragraph | Grid] = []
    pieces: list[str] = []
    last: Line | None = None
    first: Line | None = None
    for row in running:
        line = _whole(row)
        if last is None or first is None or _is_new(last, line, row.gap, common):
            if first is not None:
                result.append(Paragraph(joined(pieces), _is_title(first, common), first.page))
            pieces, first = [line.text], line
        else:
            pieces += ["" if _HYPHENATED.search(last.text) and not last.open else " ", line.text]
        last = line
    if first is not None:
        result.append(Paragraph(joined(pieces), _is_title(first, common), first.page))
    return result


def _whole(row: Row) -> Line:
    if len(row.lines) == 1:
        return row.lines[0]
    a, z = row.lines[0], row.lines[-1]
    return Line(
        joined([line.text for line in row.lines], " "),
        a.left,
        z.right,
        a.base,
        a.size,
        all(x.bold for x in row.lines),
        a.first,
        z.open,
        a.page,
    )


def _is_new(last: Line, line: Line, gap: float | None, common: Measures) -> bool:
    """Whether a line begins a paragraph: after a wider gap, indented, or where its first word had room on the line before."""
    if gap is not None and gap > LOOSE * common.pitch * max(1.0, line.size / max(last.size, 1.0)):
        return True
    if _is_centred(last, common) != _is_centred(line, common) and last.bold != line.bold:
        return True
    room = common.right - (common.left if _is_centred(last, common) else last.left)
    if last.has_room_for(line, room, common.kept and last.text.endswith(_ENDS) and not _is_centred(last, common)):
        return True
    if line.left > last.left + 10 and abs(last.left - common.left) < 5 and not _is_centred(line, common):
        return True
    return _MARK.match(line.text) is not None and last.text.endswith(_ENDS) and not last.open


def _is_centred(line: Line, common: Measures) -> bool:
    middle = (common.left + common.right) / 2
    return line.left > common.left + 3 and abs((line.left + line.right) / 2 - middle) < 6


def _is_title(line: Line, common: Measures) -> bool:
    return line.bold and (_is_centred(line, common) or abs((line.left + line.right) - (common.left + common.right)) < 12)
