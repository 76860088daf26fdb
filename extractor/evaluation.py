"""Precision, recall and F1 of extracted records against gold records, type by type.

`evaluate` takes records by document name and gives a `Report`. Strict counts follow `extractor.comparison`; beside them stands partial
credit: what a missed entry and a false one share in words, so that a wrong boundary shows as nearly right.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from extractor.comparison import KEY_PARTS, LISTED_TYPES, MAIN_TYPES, Forms, JsonObject, Key, entries, is_close, keys_of, overlap

DETAILS: Mapping[str, tuple[str, ...]] = {
    "organizations": ("kind", "member"),
    "leaders": ("body", "action", "holder_kind"),
    "campaigns": ("kind", "launched_by", "period"),
    "awards": ("status", "year", "recipient_kind", "proposer", "votes"),
    "references": ("kind", "date", "issuer"),
}
"""The fields judged on entries whose key was found."""

MEETING_FIELDS = ("kind", "date", "place", "block", "review_year", "plan_year", "pact_year")
DOCUMENT_FIELDS = ("kind", "number", "date")

REPORTED_TYPES = (*MAIN_TYPES, "meeting", "document", "references", "tasks", *(f"{kind}:details" for kind in DETAILS))
"""The lines of a report, in its order."""

ALIKE = 0.5
"""From this token F1 on a missed and a false entry are taken for one entry read wrongly."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one record type. Rates are 1 where there was nothing to find and nothing was found.

    `credit` is the sum of overlaps (0 to 1 each) of missed entries with false ones.
    """

    hits: int = 0
    false: int = 0
    missed: int = 0
    credit: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.hits + other.hits, self.false + other.false, self.missed + other.missed, self.credit + other.credit)

    @property
    def gold(self) -> int:
        """How many entries there were to find."""
        return self.hits + self.missed

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        return self._f1(self.hits)

    @property
    def partial_f1(self) -> float:
        """F1 with the overlap of near misses counted as that part of a hit."""
        return self._f1(self.hits + self.credit)

    def _f1(self, hits: float) -> float:
        all_counted = 2 * self.hits + self.false + self.missed
        return 2 * hits / all_counted if all_counted else 1.0


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a record departs from gold: `want` is None for a false entry, `got` is None for a missed one.

    `part` names the field that is wrong, or is empty where the whole entry is missed or false.
    """

    document: str
    type: str
    part: str
    want: str | None
    got: str | None

    @property
    def pattern(self) -> str:
        """The sort of error, for counting: "leaders: term differs", "awards: missed"."""
        if self.part:
            return f"{self.type}: {self.part} {'invented' if self.want is None else 'absent' if self.got is None else 'differs'}"
        return f"{self.type}: {'false' if self.want is None else 'missed'}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One document compared with its gold."""

    name: str
    kind: str
    predicted: bool
    tallies: Mapping[str, Tally]
    differences: tuple[Difference, ...]

    @property
    def macro_f1(self) -> float:
        return macro_f1(self.tallies)


@dataclass(frozen=True, slots=True)
class Report:
    """All documents together. `tallies` sums over documents; `macro_f1` averages the F1 of the six main types."""

    judgements: tuple[Judgement, ...]
    tallies: Mapping[str, Tally] = field(init=False)

    def __post_init__(self) -> None:
        total: dict[str, Tally] = dict.fromkeys(REPORTED_TYPES, Tally())
        for judgement in self.judgements:
            for kind, tally in judgement.tallies.items():
                total[kind] += tally
        object.__setattr__(self, "tallies", total)

    @property
    def macro_f1(self) -> float:
        return macro_f1(self.tallies)

    @property
    def macro_partial_f1(self) -> float:
        return sum(self.tallies[kind].partial_f1 for kind in MAIN_TYPES) / len(MAIN_TYPES)

    @property
    def differences(self) -> Iterator[Difference]:
        return (difference for judgement in self.judgements for difference in judgement.differences)

    def only(self, names: Iterable[str]) -> Report:
        """The report on those documents alone."""
        wanted = frozenset(names)
        return Report(tuple(j for j in self.judgements if j.name in wanted))

    def by_kind(self) -> Mapping[str, Report]:
        """A report for each kind of document (news, minutes, …), by its gold kind."""
        kinds: dict[str, list[Judgement]] = defaultdict(list)
        for judgement in self.judgements:
            kinds[judgement.kind].append(judgement)
        return {kind: Report(tuple(kinds[kind])) for kind in sorted(kinds)}

    def error_patterns(self, most: int = 10) -> list[tuple[str, int]]:
        """The most frequent sorts of error with their counts, the more frequent first."""
        counts = Counter(difference.pattern for difference in self.differences)
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:most]


def macro_f1(tallies: Mapping[str, Tally]) -> float:
    """The mean F1 of the six main types."""
    return sum(tallies.get(kind, Tally()).f1 for kind in MAIN_TYPES) / len(MAIN_TYPES)


def evaluate(gold: Mapping[str, JsonObject | BaseModel], predicted: Mapping[str, JsonObject | BaseModel]) -> Report:
    """Compare predicted records with gold records of the same names.

    A gold document with no prediction counts as one with an empty record; a prediction without gold is left out.
    """
    return Report(tuple(judge(name, record, predicted.get(name)) for name, record in gold.items()))


def judge(name: str, gold: JsonObject | BaseModel, predicted: JsonObject | BaseModel | None) -> Judgement:
    """Compare one record with its gold; `predicted` is None where the document gave none."""
    want, got = _plain(gold), _plain(predicted or {})
    comparison = _Comparison(name, want, got)
    comparison.listed()
    comparison.details()
    comparison.single("meeting", MEETING_FIELDS)
    comparison.single("document", DOCUMENT_FIELDS)
    comparison.tasks()
    kind = str((want.get("document") or {}).get("kind") or "other")
    return Judgement(name, kind, predicted is not None, dict(comparison.tallies), tuple(comparison.differences))


def _plain(record: JsonObject | BaseModel) -> JsonObject:
    return record.model_dump(mode="json") if isinstance(record, BaseModel) else record


class _Comparison:
    """The running counts of one document; lives only inside `judge`."""

    def __init__(self, name: str, want: JsonObject, got: JsonObject) -> None:
        self.name, self.want, self.got = name, want, got
        self.forms = Forms(want)
        self.want_keys, self.got_keys = keys_of(want, self.forms), keys_of(got, self.forms)
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.differences: list[Difference] = []

    def listed(self) -> None:
        """Entries compared by their keys: each predicted entry serves one gold entry."""
        for kind in LISTED_TYPES:
            want, got = self.want_keys.get(kind, ()), self.got_keys.get(kind, ())
            missed, false = _rest(want, got), _rest(got, want)
            pairs = _alike(missed, false)
            self.tallies[kind] += Tally(len(want) - len(missed), len(false), len(missed), sum(credit for _, _, credit in pairs))
            for wanted, gotten, _ in pairs:
                missed.remove(wanted)
                false.remove(gotten)
                part = next(p for p, a, b in zip(KEY_PARTS[kind], wanted, gotten, strict=True) if a != b)
                self._differ(kind, part, _shown(wanted), _shown(gotten))
            for key in missed:
                self._differ(kind, "", _shown(key), None)
            for key in false:
                self._differ(kind, "", None, _shown(key))

    def details(self) -> None:
        """The other fields of entries whose key was found."""
        for kind, fields in DETAILS.items():
            wanted = list(zip(self.want_keys.get(kind, ()), entries(self.want, kind), strict=True))
            for key, entry in zip(self.got_keys.get(kind, ()), entries(self.got, kind), strict=True):
                pair = next((pair for pair in wanted if pair[0] == key), None)
                if pair:
                    wanted.remove(pair)
                    self._fields(f"{kind}:details", pair[1], entry, fields)

    def single(self, kind: str, fields: tuple[str, ...]) -> None:
        """The document's or the meeting's own fields; its title needs only be close."""
        want, got = self.want.get(kind) or {}, self.got.get(kind) or {}
        self._fields(kind, want, got, fields)
        self._field(kind, "title", want.get("title") or None, got.get("title") or None, is_close(want.get("title"), got.get("title")))

    def tasks(self) -> None:
        """Tasks are paired by their words, each gold task with the closest text that is left."""
        rest = [task.get("text") or "" for task in entries(self.got, "tasks")]
        hits = 0
        texts = [task.get("text") or "" for task in entries(self.want, "tasks")]
        for text in texts:
            best = max(rest, key=lambda other: overlap(text, other), default=None)
            if best is not None and is_close(text, best):
                rest.remove(best)
                hits += 1
            else:
                self._differ("tasks", "", text, None)
        for text in rest:
            self._differ("tasks", "", None, text)
        self.tallies["tasks"] += Tally(hits, len(rest), len(texts) - hits)

    def _fields(self, kind: str, want: JsonObject, got: JsonObject, fields: tuple[str, ...]) -> None:
        for name in fields:
            a, b = want.get(name), got.get(name)
            self._field(kind, name, a, b, a is not None and b is not None and self.forms.key(a) == self.forms.key(b))

    def _field(self, kind: str, part: str, want: Any, got: Any, same: bool) -> None:
        """Count one field; a wrong value is both a false and a missed one."""
        if want is None and got is None:
            return
        self.tallies[kind] += Tally(int(same), int(got is not None and not same), int(want is not None and not same))
        if not same:
            self._differ(kind, part, None if want is None else str(want), None if got is None else str(got))

    def _differ(self, kind: str, part: str, want: str | None, got: str | None) -> None:
        self.differences.append(Difference(self.name, kind, part, want, got))


def _rest(keys: Sequence[Key], others: Sequence[Key]) -> list[Key]:
    """The keys without a partner among the others, each partner serving once."""
    left = Counter(others)
    rest = []
    for key in keys:
        if left[key]:
            left[key] -= 1
        else:
            rest.append(key)
    return rest


def _alike(missed: Sequence[Key], false: Sequence[Key]) -> list[tuple[Key, Key, float]]:
    """Pairs of a missed and a false key that share at least half their words, the closest first, each key once."""
    close = [(overlap(_shown(a), _shown(b)), i, j) for i, a in enumerate(missed) for j, b in enumerate(false)]
    pairs, used_missed, used_false = [], set(), set()
    for score, i, j in sorted(close, key=lambda item: (-item[0], item[1], item[2])):
        if score >= ALIKE and i not in used_missed and j not in used_false:
            used_missed.add(i)
            used_false.add(j)
            pairs.append((missed[i], false[j], score))
    return pairs


def _shown(key: Key) -> str:
    return " | ".join(key)
