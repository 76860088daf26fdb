"""How confidence is made and judged: verdicts on entries, the share right by rule, the calibration error.

A verdict says whether one extracted entry is right, by the rules of `extractor.comparison`. `fit` turns verdicts into the table that
`extractor.confidence` applies; documents kept out of tuning enter it only as sums.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor.comparison import LISTED_TYPES, Forms, JsonObject, entries, is_close, keys_of
from extractor.confidence import Shares, confidence, key, logit, position_rules, share
from extractor.evaluation import DOCUMENT_FIELDS, MEETING_FIELDS

WEIGHT = 12.0
"""What is known of a type weighs as much as so many entries by a rule, and what is known of single rules against a group of them."""
FEWEST = 8
"""From so many entries on, rules that gave them together have a share of their own."""
BINS = 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """One extracted entry: its type, the rules that gave it, how sure the machine was, and whether it is right."""

    document: str
    kind: str
    rules: tuple[str, ...]
    confidence: float
    right: bool


def verdicts(name: str, gold: JsonObject, got: JsonObject) -> Iterator[Verdict]:
    """A verdict on every entry of an extracted record (plain JSON objects).

    A listed entry is right when its key stands in gold and no entry before it took that key; the document and the meeting when all
    their fields are; a task when its text is close to one of gold's.
    """
    forms = Forms(gold)
    want, found = keys_of(gold, forms), keys_of(got, forms)
    for kind in LISTED_TYPES:
        left = Counter(want.get(kind, ()))
        for at, entry in zip(found.get(kind, ()), _listed(got, kind), strict=True):
            yield _verdict(name, kind, entry, left[at] > 0)
            left[at] -= 1
    for kind, fields in (("document", DOCUMENT_FIELDS), ("meeting", MEETING_FIELDS)):
        if got.get(kind):
            yield _verdict(name, kind, got[kind], _is_whole(forms, gold.get(kind) or {}, got[kind], fields))
    rest = [task.get("text") for task in entries(gold, "tasks")]
    for task in entries(got, "tasks"):
        twin = next((text for text in rest if is_close(text, task.get("text"))), None)
        yield _verdict(name, "tasks", task, twin is not None)
        if twin is not None:
            rest.remove(twin)


def _listed(record: JsonObject, kind: str) -> list[JsonObject]:
    """The entries behind `keys_of`, in its order; a position bears the rules that it stands by."""
    if kind != "positions":
        return list(entries(record, kind))
    return [
        {**position, "rules": position_rules(person.get("rules") or (), position.get("rules") or ())}
        for person in entries(record, "people")
        for position in entries(person, "positions")
    ]


def _verdict(name: str, kind: str, entry: JsonObject, right: bool) -> Verdict:
    return Verdict(name, kind, tuple(entry.get("rules") or ()), float(entry.get("confidence", 1.0)), right)


def _is_whole(forms: Forms, want: JsonObject, got: JsonObject, fields: Iterable[str]) -> bool:
    titles = (want.get("title"), got.get("title"))
    same = is_close(*titles) if all(titles) else not any(titles)
    return bool(want) and same and all(forms.key(want.get(f)) == forms.key(got.get(f)) for f in fields)


def fit(tuned: Iterable[Verdict], unseen: Iterable[Verdict] = ()) -> dict[str, dict[str, float]]:
    """The table of shares right, by type and rule.

    Rules are compared on the documents that they were written on, where there are enough entries; how much less often a type is right on
    documents not seen before moves all its shares, and what a rule did there counts beside them. Small counts lean on the larger group.
    """
    seen, new = _by_kind(tuned), _by_kind(unseen)
    return {kind: _fit_kind(seen.get(kind, []), new.get(kind, [])) for kind in sorted({*seen, *new})}


def _by_kind(found: Iterable[Verdict]) -> dict[str, list[Verdict]]:
    out: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in found:
        out[verdict.kind].append(verdict)
    return out


def _fit_kind(tuned: Sequence[Verdict], unseen: Sequence[Verdict]) -> dict[str, float]:
    everywhere = _smoothed([*tuned, *unseen], 0.8)
    whole = _smoothed(unseen, _smoothed(tuned, 0.8)) if unseen else everywhere
    shift = logit(whole) - logit(_smoothed(tuned, 0.8))
    shares = {"": whole}
    for rule in sorted({rule for v in (*tuned, *unseen) for rule in v.rules}):
        prior = share(logit(_smoothed([v for v in tuned if rule in v.rules], _smoothed(tuned, 0.8))) + shift)
        shares[rule] = _smoothed([v for v in unseen if rule in v.rules], prior)
    single = {rule: p for rule, p in shares.items() if rule}
    for rules, count in sorted(Counter(key(v.rules) for v in (*tuned, *unseen)).items()):
        if "+" not in rules or count < FEWEST:
            continue
        lean = confidence({"": single}, "", rules.split("+")) or whole
        together = _smoothed([v for v in tuned if key(v.rules) == rules], share(logit(lean) - shift))
        shares[rules] = _smoothed([v for v in unseen if key(v.rules) == rules], share(logit(together) + shift))
    return {rule: round(p, 3) for rule, p in shares.items()}


def _smoothed(found: Sequence[Verdict], prior: float) -> float:
    """The share right, leaning on `prior` as if on `WEIGHT` more entries."""
    return (sum(v.right for v in found) + WEIGHT * prior) / (len(found) + WEIGHT)


def left_out(tuned: Sequence[Verdict], unseen: Sequence[Verdict]) -> Iterator[Verdict]:
    """The unseen verdicts with the confidence that they get from a table made without their own document."""
    for name in sorted({v.document for v in unseen}):
        shares = fit(tuned, [v for v in unseen if v.document != name])
        yield from (applied(shares, v) for v in unseen if v.document == name)


def applied(shares: Shares, verdict: Verdict) -> Verdict:
    """The verdict with the confidence that the table gives."""
    sure = confidence(shares, verdict.kind, verdict.rules)
    return verdict if sure is None else Verdict(verdict.document, verdict.kind, verdict.rules, sure, verdict.right)


@dataclass(frozen=True, slots=True)
class Bin:
    """Entries of about the same confidence: how many, their mean confidence, and the share of them that is right."""

    count: int
    confidence: float
    right: float


def bins(found: Iterable[Verdict]) -> list[Bin]:
    """The verdicts in ten bins of confidence, empty ones left out."""
    groups: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in found:
        groups[min(int(verdict.confidence * BINS), BINS - 1)].append(verdict)
    return [
        Bin(len(group), sum(v.confidence for v in group) / len(group), sum(v.right for v in group) / len(group))
        for _, group in sorted(groups.items())
    ]


def expected_error(found: Sequence[Verdict]) -> float:
    """Expected calibration error: the mean distance of confidence from the share right, over bins weighted by their counts; 0 for none.

    >>> expected_error([Verdict("a", "people", (), 0.75, True)] * 3 + [Verdict("a", "people", (), 0.75, False)])
    0.0
    """
    return sum(b.count * abs(b.confidence - b.right) for b in bins(found)) / len(found) if found else 0.0


def all_verdicts(gold: Mapping[str, JsonObject], predicted: Mapping[str, dict[str, Any]]) -> list[Verdict]:
    """Verdicts on all documents that have a prediction, by the document's name."""
    return [verdict for name, record in gold.items() if name in predicted for verdict in verdicts(name, record, predicted[name])]
