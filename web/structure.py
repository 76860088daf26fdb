"""The lines of a text in the shape of their blocks: titles, paragraphs, items and tables, as the review page lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from extractor.document import Block, BlockKind
from web.marks import Paragraph


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that stands by itself: its kind ("title", "paragraph", "item", "furniture") and its lines."""

    kind: str
    lines: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the lines of each cell, row by row; `ruled` is False for the tables that only lay out letterheads and signatures."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    ruled: bool
    kind: str = "table"


def shaped(lines: Sequence[Paragraph], blocks: Iterable[Block]) -> list[Piece | Grid]:
    """The lines in the shape of `blocks`, in their order; every line stands once, also one that no block holds."""
    waiting = list(reversed(lines))
    found: list[Piece | Grid] = []
    for table, group in groupby(blocks, key=lambda block: block.table):
        held = list(group)
        if table is not None:
            found.append(_grid(held, waiting))
        else:
            found.extend(_piece(block, waiting) for block in held)
    found.extend(Piece(BlockKind.PARAGRAPH, (line,)) for line in reversed(waiting))
    return [piece for piece in found if isinstance(piece, Grid) or piece.lines]


def _piece(block: Block, waiting: list[Paragraph]) -> Piece:
    return Piece(block.kind, tuple(_until(block.end, waiting)))


def _until(end: int, waiting: list[Paragraph]) -> Iterator[Paragraph]:
    while waiting and waiting[-1].start < end:
        yield waiting.pop()


def _grid(cells: list[Block], waiting: list[Paragraph]) -> Grid:
    """Rows and columns by the cells' own numbers; where a cell is missing (merged, or empty) its place stays empty."""
    filled: dict[tuple[int, int], tuple[Paragraph, ...]] = {}
    for cell in cells:
        filled[cell.row or 0, cell.column or 0] = (*filled.get((cell.row or 0, cell.column or 0), ()), *_until(cell.end, waiting))
    columns = 1 + max(column for _, column in filled)
    numbers = sorted({row for row, _ in filled})
    return Grid(tuple(tuple(filled.get((row, column), ()) for column in range(columns)) for row in numbers), all(c.ruled for c in cells))
