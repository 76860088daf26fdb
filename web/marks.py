"""Where a record's values stand in its text: overlapping places are cut into segments, so that each stretch is marked once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from web.recordform.places import Places
from web.recordform.rows import Row


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a value: characters of the text, the record type, the key of its row, and the field it is the words of."""

    start: int
    end: int
    section: str
    row: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text under the same marks, innermost first; no marks, plain text. `opens` lists the rows whose first words these are."""

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows that this stretch belongs to, innermost first, each once."""
        return tuple(dict.fromkeys(mark.row for mark in self.marks))

    @property
    def types(self) -> tuple[str, ...]:
        """The record types that this stretch belongs to, innermost first, each once."""
        return tuple(dict.fromkeys(mark.section for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the text, cut into segments: where it begins in the text; `heading` where it holds the document's title."""

    segments: tuple[Segment, ...]
    heading: bool = False
    start: int = 0


def marks_of(rows: Mapping[str, Iterable[Row]], length: int) -> list[Mark]:
    """The places of all entries that nobody took out, of each field where it says so, else of the entry as a whole.

    Places outside a text of `length` characters are left out.
    """
    found = [mark for some in rows.values() for row in some if not row.removed for mark in _of_row(row)]
    return [mark for mark in found if 0 <= mark.start < mark.end <= length]


def _of_row(row: Row) -> Iterator[Mark]:
    for name, spans in shown_places(row).items():
        for start, end in spans:
            yield Mark(start, end, row.section.name, row.key, name)
    for cell in row.cells:
        for inner in cell.inner:
            if not inner.removed:
                yield from _of_row(inner)


def shown_places(row: Row) -> Places:
    """Where an entry is shown in the text: its places; a corrected value that has none of its own, where the machine read it."""
    if not row.found or row.places == row.machine_places:
        return row.places
    return {**row.machine_places, **{name: spans for name, spans in row.places.items() if spans}}


def paragraphs(text: str, marks: Iterable[Mark]) -> list[Paragraph]:
    """The text line by line, each line cut where a mark begins or ends; empty lines are left out.

    >>> [[s.text for s in p.segments] for p in paragraphs("Hội Nông dân tỉnh", [Mark(0, 17, "a", "a-m0"), Mark(4, 12, "b", "b-m0")])]
    [['Hội ', 'Nông dân', ' tỉnh']]
    """
    waiting = deque(sorted(dict.fromkeys(marks), key=lambda mark: (mark.start, mark.end)))
    opened: set[str] = set()
    result, start = [], 0
    active: list[Mark] = []
    for line in text.split("\n"):
        end = start + len(line)
        while waiting and waiting[0].start < end:
            active.append(waiting.popleft())
        active = [mark for mark in active if mark.end > start]
        if line.strip():
            result.append(_paragraph(text, start, end, active, opened))
        start = end + 1
    return result


def _paragraph(text: str, start: int, end: int, active: list[Mark], opened: set[str]) -> Paragraph:
    edges = {start, end} | {edge for mark in active for edge in (mark.start, mark.end) if start < edge < end}
    cuts = sorted(edges)
    segments = [_segment(text, left, right, active, opened) for left, right in zip(cuts, cuts[1:], strict=False)]
    heading = any(mark.section == "document" and mark.field == "title" for s in segments for mark in s.marks)
    return Paragraph(tuple(segments), heading, start)


def _segment(text: str, left: int, right: int, active: list[Mark], opened: set[str]) -> Segment:
    over = sorted((mark for mark in active if mark.start <= left and right <= mark.end), key=lambda mark: mark.end - mark.start)
    first = [row for row in dict.fromkeys(mark.row for mark in over) if row not in opened]
    opened.update(first)
    return Segment(text[left:right], tuple(over), tuple(first))
