"""Queries on how two people judged the same documents: counts of entries by record type and by what each of the two said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, case, func, select
from sqlalchemy.orm import Session, aliased

from web.store.models import Agreement, Document, ReviewRecord, User


class Judgement(StrEnum):
    """What a person said of an entry: the machine's kept, corrected or taken out; one the machine missed added, or not."""

    KEPT = "kept"
    CORRECTED = "corrected"
    REMOVED = "removed"
    ADDED = "added"
    ABSENT = "absent"

    @property
    def present(self) -> bool:
        """Whether the entry then stands in the person's record."""
        return self not in (Judgement.REMOVED, Judgement.ABSENT)


@dataclass(frozen=True, slots=True)
class Pair:
    """What two people said of one entry, and whether both gave it the same values."""

    section: str
    first: Judgement
    second: Judgement
    same: bool


@dataclass(frozen=True, slots=True)
class Measure:
    """How far two people agree on entries of one record type: how often each pair of judgements came.

    F1 compares the two records: an entry with all values the same is a hit. Cohen's kappa compares the judgements, beyond what chance
    would give (Cohen, "A coefficient of agreement for nominal scales", 1960); two different corrections are no agreement. Both are None
    where nothing can be said: no entries, or a chance agreement of 1.
    """

    counts: Mapping[Pair, int]

    @property
    def entries(self) -> int:
        return sum(self.counts.values())

    @property
    def differing(self) -> int:
        """How many entries the two did not see alike."""
        return sum(number for pair, number in self.counts.items() if not pair.same)

    @property
    def f1(self) -> float | None:
        hits = sum(number for pair, number in self.counts.items() if pair.same and pair.first.present)
        stated = sum(number * (pair.first.present + pair.second.present) for pair, number in self.counts.items())
        return 2 * hits / stated if stated else None

    @property
    def kappa(self) -> float | None:
        total = self.entries
        if not total:
            return None
        agreed = sum(number for pair, number in self.counts.items() if pair.same and pair.first is pair.second) / total
        chance = sum(self._share(judgement, True) * self._share(judgement, False) for judgement in Judgement)
        return (agreed - chance) / (1 - chance) if chance < 1 else None

    def _share(self, judgement: Judgement, of_first: bool) -> float:
        said = sum(number for pair, number in self.counts.items() if (pair.first if of_first else pair.second) is judgement)
        return said / self.entries


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that two people confirmed: which versions, who, when, and on how many entries they differed."""

    document: Document
    first: int
    second: int
    first_by: str
    second_by: str
    moment: datetime
    differing: int


def add(session: Session, first: ReviewRecord, second: ReviewRecord, counts: Mapping[Pair, int]) -> None:
    """Keep how two people judged one document."""
    for pair, number in counts.items():
        said = {"section": pair.section, "first": pair.first, "second": pair.second, "same": pair.same}
        session.add(Agreement(first_id=first.id, second_id=second.id, number=number, **said))


def by_section(session: Session) -> dict[str, Measure]:
    """How far two people agree, by record type, over all documents that two confirmed."""
    second = aliased(ReviewRecord)  # joined, so that only documents that the person may see count
    columns = (Agreement.section, Agreement.first, Agreement.second, Agreement.same)
    query = select(*columns, func.sum(Agreement.number)).join(second, second.id == Agreement.second_id).group_by(*columns)
    found: dict[str, dict[Pair, int]] = {}
    for section, one, other, same, number in session.execute(query):
        found.setdefault(section, {})[Pair(section, Judgement(one), Judgement(other), same)] = number
    return {section: Measure(counts) for section, counts in found.items()}


def overall(measures: Iterable[Measure]) -> Measure:
    """All record types together."""
    return Measure({pair: number for measure in measures for pair, number in measure.counts.items()})


def checked(session: Session, most: int, only: int | None = None) -> list[Checked]:
    """The documents that two people confirmed last, or that numbered `only` if they did."""
    first, second, one, other = aliased(ReviewRecord), aliased(ReviewRecord), aliased(User), aliased(User)
    differing = func.sum(case((Agreement.same, 0), else_=Agreement.number), type_=Integer)
    versions = (Document, first.version, second.version, one.name, other.name, second.created)
    query = (
        select(*versions, differing)
        .select_from(Agreement)
        .join(first, first.id == Agreement.first_id)
        .join(second, second.id == Agreement.second_id)
        .join(Document, Document.id == second.document_id)
        .join(one, one.id == first.reviewer_id)
        .join(other, other.id == second.reviewer_id)
        .group_by(Document.id, first.version, second.version, one.name, other.name, second.created, second.id)
        .order_by(second.id.desc())
    )
    wanted: list[ColumnElement[bool]] = [] if only is None else [Document.id == only]
    return [Checked(*row) for row in session.execute(query.where(*wanted).limit(most))]
