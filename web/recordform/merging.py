"""Two people's work on one version laid together: what only one of them touched merges by itself, the rest is theirs to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from web.errors import MalformedForm
from web.recordform.differences import Rows, by_key, cell_content, content, renamed
from web.recordform.fields import sections
from web.recordform.rows import Cell, Row

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to choose: a field of an entry, or (without cells) whether the entry stands at all.

    `name` is the field of the form that answers it. `suggested` is the side that alone changed it, "" where both did.
    """

    name: str
    base: Cell | None
    theirs: Cell | None
    mine: Cell | None
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class Contest:
    """An entry that both changed, not in the same way; a side where it does not stand has None."""

    section: str
    key: str
    base: Row | None
    theirs: Row | None
    mine: Row | None
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """The words by which people know the entry."""
        return next((row.title for row in (self.base, self.theirs, self.mine) if row and row.title), "")


@dataclass(frozen=True, slots=True)
class Merge:
    """Where two people's work stands: rows by type and key, with the contests among them, and how many entries each side alone changed."""

    rows: Mapping[str, Mapping[str, Row | Contest]]
    from_theirs: int
    from_mine: int

    @property
    def contests(self) -> tuple[Contest, ...]:
        return tuple(held for some in self.rows.values() for held in some.values() if isinstance(held, Contest))

    def settled(self, answers: Mapping[str, str]) -> dict[str, tuple[Row, ...]]:
        """The rows once every question is answered with "mine" or "theirs", by its name. Raises MalformedForm for other answers."""
        return {
            name: tuple(row for held in some.values() for row in (_settled(held, answers) if isinstance(held, Contest) else (held,)))
            for name, some in self.rows.items()
        }


def merge(base: Rows, theirs: Rows, mine: Rows) -> Merge:
    """Lay two people's work together: three layouts made from the same machine record."""
    rows: dict[str, dict[str, Row | Contest]] = {}
    counts = {MINE: 0, THEIRS: 0}
    for section in sections():
        before, left = by_key(base[section.name]), by_key(theirs[section.name])
        right = _apart(before, left, mine[section.name])
        merged: dict[str, Row | Contest] = {}
        for key in dict.fromkeys([*left, *before, *right]):
            sides = before.get(key), left.get(key), right.get(key)
            was, one, other = map(content, sides)
            taken = sides[1] if other == was or one == other else sides[2] if one == was else _contest(section.name, key, *sides)
            counts[THEIRS] += other == was != one
            counts[MINE] += one == was != other
            if taken is not None:
                merged[key] = taken
        rows[section.name] = merged
    return Merge(rows, counts[THEIRS], counts[MINE])


def _apart(before: Mapping[str, Row], left: Mapping[str, Row], mine: Iterable[Row]) -> dict[str, Row]:
    """My rows; one to which the other person, not knowing of it, gave the key of another entry gets a key of its own."""
    rows = tuple(mine)
    taken = [int(key.rsplit("-n", 1)[1]) for key in (*before, *left, *by_key(rows)) if "-n" in key]
    fresh = count(max(taken, default=-1) + 1)

    def clashes(row: Row) -> bool:
        return row.key in left and row.key not in before and content(row) != content(left[row.key])

    return by_key(renamed(row, f"{row.section.name}-n{next(fresh)}") if clashes(row) else row for row in rows)


def _contest(section: str, key: str, base: Row | None, theirs: Row | None, mine: Row | None) -> Contest | Row | None:
    """The contest over an entry; their row where nothing that is left to choose parts the two."""
    standing = [None if content(row) is None else row for row in (base, theirs, mine)]
    was, one, other = standing
    if one is None or other is None:
        return Contest(section, key, was, one, other, (Question(f"{key}-stands", None, None, None),))
    questions = tuple(_questions(was, one, other))
    return Contest(section, key, was, one, other, questions) if questions else one


def _questions(base: Row | None, theirs: Row, mine: Row) -> Iterator[Question]:
    for number, (one, other) in enumerate(zip(theirs.cells, mine.cells, strict=True)):
        was = base.cells[number] if base else None
        if _said(theirs, one) == _said(mine, other):
            continue
        before = _said(base, was) if base and was else None
        suggested = MINE if before == _said(theirs, one) else THEIRS if before == _said(mine, other) else ""
        yield Question(one.key, was, one, other, suggested)


def _said(row: Row, cell: Cell) -> object:
    return cell_content(cell), row.places.get(cell.field.name)


def _settled(contest: Contest, answers: Mapping[str, str]) -> Iterator[Row]:
    chosen = {question.name: answers.get(question.name, "") for question in contest.questions}
    if wrong := [name for name, answer in chosen.items() if answer not in (MINE, THEIRS)]:
        raise MalformedForm(wrong[0])
    theirs, mine = contest.theirs, contest.mine
    if theirs is None or mine is None:
        row = mine if chosen[f"{contest.key}-stands"] == MINE else theirs
        if row is not None:
            yield row
        elif (gone := contest.base) is not None and gone.found is not None:
            yield replace(gone, removed=True)
        return
    cells = tuple(other if chosen.get(one.key) == MINE else one for one, other in zip(theirs.cells, mine.cells, strict=True))
    places = dict(theirs.places)
    for cell in cells:
        if chosen.get(cell.key) == MINE:
            places[cell.field.name] = mine.places.get(cell.field.name, ())
    yield replace(theirs, cells=cells, places=places, accepted=theirs.accepted and mine.accepted)
