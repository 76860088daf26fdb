"""The two-person check: where an office wants it, a document is confirmed once two people have confirmed it, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from web.errors import SecondPersonNeeded
from web.joining import laid
from web.recordform.differences import Rows, by_key, content, rekeyed
from web.recordform.fields import sections
from web.recordform.rows import Row
from web.store import agreements, reviews
from web.store.agreements import Judgement, Pair
from web.store.models import Act, MachineRecord, ReviewRecord
from web.store.reviews import Reviewed


def decide(session: Session, seen: Reviewed, record: dict[str, Any], wish: Act, reviewer: int, version: int, two_people: bool) -> Act:
    """Keep what a person decided about a document of which they saw `version`, and answer the act that it came to.

    With `two_people` the first confirmation is CHECKED, and another person's makes it CONFIRMED; how far the two agree is kept with it.
    Raises SecondPersonNeeded for a second confirmation by the same person, StaleVersion; nothing is changed then.
    """
    first = reviews.first_check(session, seen.document)
    if wish is not Act.CONFIRMED or not two_people and first is None:
        reviews.keep(session, seen, record, wish, reviewer, version)
        return wish
    if two_people and first is None:
        reviews.keep(session, seen, record, Act.CHECKED, reviewer, version)
        return Act.CHECKED
    assert first is not None  # the two cases without one are behind us
    if two_people and first.reviewer_id == reviewer:
        raise SecondPersonNeeded
    second = reviews.keep(session, seen, record, Act.CONFIRMED, reviewer, version)
    if first.reviewer_id != reviewer:
        agreements.add(session, first, second, judged(session, seen, first, second))
    return Act.CONFIRMED


def judged(session: Session, seen: Reviewed, first: ReviewRecord, second: ReviewRecord) -> Counter[Pair]:
    """How often each pair of judgements came, over the entries of a document that two people confirmed."""
    one = Reviewed(seen.document, session.get_one(MachineRecord, first.machine_record_id), first)
    other = Reviewed(seen.document, session.get_one(MachineRecord, second.machine_record_id), second)
    rows: Rows = laid(one)
    if one.machine.id != other.machine.id:
        rows = rekeyed(rows, other.machine.record)
    return Counter(_pairs(rows, laid(other)))


def _pairs(one: Rows, other: Rows) -> Iterator[Pair]:
    for section in sections():
        yield from _of_section(section.name, by_key(one[section.name]), by_key(other[section.name]))


def _of_section(name: str, one: dict[str, Row], other: dict[str, Row]) -> Iterator[Pair]:
    for key in dict.fromkeys([*one, *other]):
        a, b = one.get(key), other.get(key)
        yield Pair(name, judgement(a), judgement(b), values(a) == values(b))
        fields = next((row.section.fields for row in (a, b) if row), ())
        for number, field in enumerate(fields):
            if field.inner:
                inner = [by_key(row.cells[number].inner) if row and content(row) is not None else {} for row in (a, b)]
                yield from _of_section(field.inner.name, *inner)


def judgement(row: Row | None) -> Judgement:
    """What a person who left this row said of the entry."""
    if row is None or row.empty:
        return Judgement.ABSENT
    if row.found is None:
        return Judgement.ABSENT if row.removed else Judgement.ADDED
    if row.removed:
        return Judgement.REMOVED
    return Judgement.CORRECTED if any(cell.changed for cell in row.cells) or row.moved else Judgement.KEPT


def values(row: Row | None) -> Any:
    """What a row says, without the nested rows, which are judged by themselves, and without the tick that it was looked at."""
    held = content(row)
    if row is None or held is None:
        return None
    return [said for cell, said in zip(row.cells, held[0], strict=True) if not cell.field.inner], held[1]
