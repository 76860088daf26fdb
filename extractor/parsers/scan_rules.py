"""Finds ruled tables in the picture of a page: long straight strokes that cross, and the cells between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.parsers.scan_image import Grey, darkest, threshold

Mask = NDArray[np.bool_]
SHORTEST = 0.22
"""Inches that a rule has at least: more than the tallest letter, less than the lowest row."""
THICKEST = 0.04
"""Inches that a rule is thick at most; what is thicker is a bar or a picture."""
SLACK = 0.05
"""Inches by which rules may miss each other and still meet."""


class Rule(NamedTuple):
    """A straight stroke in pixels: where it lies across its run, from where to where it runs, and how thick it is."""

    at: int
    start: int
    end: int
    thick: int


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell in pixels of the picture, with its row and column in the grid."""

    row: int
    column: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A ruled table: its box in pixels, the left edges of its columns, and its cells row by row."""

    left: int
    top: int
    right: int
    bottom: int
    columns: tuple[int, ...]
    cells: tuple[GridCell, ...]


def ruled_tables(grey: Grey, dpi: float) -> tuple[list[RuledTable], Grey]:
    """The tables of a page, and its picture without their rules. A frame around a single cell is no table."""
    step = max(1, round(dpi / 200))
    small = darkest(grey, step)
    if small.size == 0:
        return [], grey
    ink = small < max(threshold(grey), 96)
    scale = dpi / step
    flat = _rules(ink, scale)
    if len(flat) < 2:
        return [], grey
    upright = _rules(np.ascontiguousarray(ink.T), scale)
    if len(upright) < 2:
        return [], grey
    tables: list[RuledTable] = []
    clear = grey
    for group_flat, group_upright in _groups(flat, upright, scale * SLACK):
        table = _table(group_flat, group_upright, scale * SLACK, step)
        if table is not None:
            tables.append(table)
            clear = _without(clear, group_flat, group_upright, step)
    return tables, clear


def _rules(ink: Mask, scale: float) -> list[Rule]:
    """The strokes along the rows of `ink`, broken ones and those that lie slightly askew too."""
    length = max(8, round(SHORTEST * scale))
    near = ink.copy()
    near[1:] |= ink[:-1]
    near[:-1] |= ink[1:]
    if near.shape[1] <= length:
        return []
    enough = round(0.97 * length)
    places = _rows_with_strokes(near, length, length - enough)
    near = near[places]
    sums = np.zeros((near.shape[0], near.shape[1] + 1), dtype=np.int32)
    np.cumsum(near, axis=1, out=sums[:, 1:])
    full = (sums[:, length:] - sums[:, :-length]) >= enough
    edges = np.diff(np.pad(full, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    open_rules: list[list[int]] = []  # first row, last row, start, end
    done: list[list[int]] = []
    for row, start, end in zip(places[rows].tolist(), starts.tolist(), (ends + length - 1).tolist(), strict=True):
        for rule in reversed(open_rules):
            if row - rule[1] <= 1 and start <= rule[3] and rule[2] <= end:
                rule[1], rule[2], rule[3] = row, min(rule[2], start), max(rule[3], end)
                break
        else:
            open_rules.append([row, row, start, end])
        if len(open_rules) > 64:
            done += [rule for rule in open_rules if row - rule[1] > 1]
            open_rules = [rule for rule in open_rules if row - rule[1] <= 1]
    thickest = THICKEST * scale + 2
    return [Rule((a + b) // 2, s, e, b - a + 1) for a, b, s, e in done + open_rules if b - a + 1 <= thickest]


def _rows_with_strokes(near: Mask, length: int, gaps: int) -> NDArray[np.intp]:
    """The rows that may hold a stroke of `length` points of which `gaps` may be blank; most hold none, and are not looked at any more.

    Points are taken by eight: a stroke covers at least `(length - 7) // 8` such groups in a row, all but `gaps` of them full.
    """
    groups = (length - 7) // 8
    if groups - gaps < 1:
        return np.arange(near.shape[0])
    full = np.packbits(near, axis=1) == 0xFF
    sums = np.zeros((full.shape[0], full.shape[1] + 1), dtype=np.int32)
    np.cumsum(full, axis=1, out=sums[:, 1:])
    return np.flatnonzero(((sums[:, groups:] - sums[:, :-groups]) >= groups - gaps).any(axis=1))


def _groups(flat: list[Rule], upright: list[Rule], slack: float) -> list[tuple[list[Rule], list[Rule]]]:
    """The rules that hang together by crossing or touching."""
    home = list(range(len(flat) + len(upright)))

    def root(i: int) -> int:
        while home[i] != i:
            home[i] = home[home[i]]
            i = home[i]
        return i

    for i, f in enumerate(flat):
        for j, u in enumerate(upright):
            if f.start - slack <= u.at <= f.end + slack and u.start - slack <= f.at <= u.end + slack:
                home[root(i)] = root(len(flat) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, rule in enumerate([*flat, *upright]):
        groups.setdefault(root(i), ([], []))[0 if i < len(flat) else 1].append(rule)
    found = [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 2]
    return sorted(found, key=lambda group: min(rule.at for rule in group[0]))


def _levels(rules: list[Rule], slack: float) -> list[int]:
    """The places at which rules lie, those closer than `slack` as one."""
    levels: list[list[int]] = []
    for at in sorted(rule.at for rule in rules):
        if levels and at - levels[-1][-1] <= slack:
            levels[-1].append(at)
        else:
            levels.append([at])
    return [sum(level) // len(level) for level in levels]


def _drawn(rules: list[Rule], at: int, start: int, end: int, slack: float) -> bool:
    """Whether a rule at `at` runs along most of the way from `start` to `end`."""
    covered = sum(max(0, min(r.end, end) - max(r.start, start)) for r in rules if abs(r.at - at) <= slack)
    return covered >= 0.6 * (end - start)


def _table(flat: list[Rule], upright: list[Rule], slack: float, step: int) -> RuledTable | None:
    """The cells that the rules enclose; None where there are fewer than two columns or two cells."""
    ys, xs = _levels(flat, slack), _levels(upright, slack)
    if len(xs) < 3 or len(ys) < 2:
        return None
    home = {(i, j): (i, j) for i in range(len(ys) - 1) for j in range(len(xs) - 1)}
    for i, j in list(home):
        if j and home[i, j] == (i, j) and not _drawn(upright, xs[j], ys[i], ys[i + 1], slack):
            home[i, j] = home[i, j - 1]
        if i and home[i, j] == (i, j) and not _drawn(flat, ys[i], xs[j], xs[j + 1], slack):
            home[i, j] = home[i - 1, j]
    members: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, first in home.items():
        members.setdefault(first, []).append(place)
    cells = tuple(
        GridCell(
            i,
            j,
            xs[min(c for _, c in own)] * step,
            ys[min(r for r, _ in own)] * step,
            xs[max(c for _, c in own) + 1] * step,
            ys[max(r for r, _ in own) + 1] * step,
        )
        for (i, j), own in sorted(members.items())
    )
    if len(cells) < 2 or len({cell.column for cell in cells}) < 2:
        return None
    return RuledTable(xs[0] * step, ys[0] * step, xs[-1] * step, ys[-1] * step, tuple(x * step for x in xs[:-1]), cells)


def _without(grey: Grey, flat: list[Rule], upright: list[Rule], step: int) -> Grey:
    """The picture with the rules painted over in white."""
    clear = grey.copy()
    for rule in flat:
        half = (rule.thick // 2 + 1) * step
        clear[max(0, rule.at * step - half) : rule.at * step + half + step, rule.start * step : (rule.end + 1) * step] = 255
    for rule in upright:
        half = (rule.thick // 2 + 1) * step
        clear[rule.start * step : (rule.end + 1) * step, max(0, rule.at * step - half) : rule.at * step + half + step] = 255
    return clear
