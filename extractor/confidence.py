"""How sure an entry is: the share of entries by the same rules that were right on documents, from models/calibration.json.

The table is made by `bienban evaluate GOLD --calibrate` (extractor/calibration.py). An entry with 0.9 is right nine times out of ten on
documents that the rules were not written on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from extractor.record import Entry, Person, Position, Record

TABLE = Path(__file__).resolve().parent.parent / "models" / "calibration.json"
E = TypeVar("E", bound=Entry)
Shares = Mapping[str, Mapping[str, float]]
"""Record type → rules joined by "+" → share right; "" stands for all entries of the type."""

LOWEST, HIGHEST = 0.02, 0.99
"""No table of a few hundred entries knows more than this."""


def logit(p: float) -> float:
    """Log-odds; the ends are cut off, so that a share of 0 or 1 has them too."""
    kept = min(max(p, LOWEST), HIGHEST)
    return math.log(kept / (1 - kept))


def share(odds: float) -> float:
    """The share that log-odds stand for.

    >>> round(share(logit(0.8)), 6)
    0.8
    """
    return 1 / (1 + math.exp(-odds))


@cache
def table() -> Shares:
    """The calibration that ships with the model; empty where there is none."""
    if not TABLE.is_file():
        return {}
    shares: Shares = json.loads(TABLE.read_text("utf-8"))["shares"]
    return shares


def key(rules: Iterable[str]) -> str:
    """The name under which entries by these rules are counted.

    >>> key(["award.table", "award.co", "award.co"])
    'award.co+award.table'
    """
    return "+".join(sorted(set(rules)))


def confidence(shares: Shares, kind: str, rules: Sequence[str]) -> float | None:
    """How sure an entry of that type by those rules is: as they fared together, else as each fared, else as the type did.

    None for a type that the table does not know.

    >>> confidence({"awards": {"": 0.5, "a": 0.9, "b": 0.9}}, "awards", ["a", "b"])
    0.9
    """
    known = shares.get(kind)
    if known is None:
        return None
    together = known.get(key(rules))
    if together is not None:
        return together
    single = [logit(known[rule]) for rule in sorted(set(rules)) if rule in known]
    return round(share(sum(single) / len(single)), 2) if single else known.get("")


def position_rules(person: Sequence[str], position: Sequence[str]) -> list[str]:
    """The rules of a position: its own, else those of its person that tell of positions."""
    return list(position) or [rule for rule in person if rule.startswith("position.")]


def calibrated(record: Record, shares: Shares | None = None) -> Record:
    """The record with the confidence of every entry set by its rules; entries of types that the table lacks stay as they are."""
    known = table() if shares is None else shares
    if not known:
        return record
    return record.model_copy(
        update={
            "document": _sure(known, "document", record.document),
            "meeting": record.meeting and _sure(known, "meeting", record.meeting),
            "people": [_person(known, person) for person in record.people],
            **{kind: [_sure(known, kind, entry) for entry in getattr(record, kind)] for kind in _LISTS},
        }
    )


_LISTS = ("organizations", "leaders", "campaigns", "awards", "references", "tasks")


def _sure(shares: Shares, kind: str, entry: E, **updates: object) -> E:
    sure = confidence(shares, kind, entry.rules)
    changed = updates if sure is None else {**updates, "confidence": sure}
    return entry.model_copy(update=changed) if changed else entry


def _person(shares: Shares, person: Person) -> Person:
    return _sure(shares, "people", person, positions=[_position(shares, person, position) for position in person.positions])


def _position(shares: Shares, person: Person, position: Position) -> Position:
    sure = confidence(shares, "positions", position_rules(person.rules, position.rules))
    return position if sure is None else position.model_copy(update={"confidence": sure})
