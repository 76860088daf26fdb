"""All that lists, search and comparison need of a record, at once: worked out where the record is made, written down by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from web.description import likeness
from web.description.facts import Facts, bare_key, facts_of, name_key
from web.description.folding import BOUNDARY, bare, folded
from web.description.terms import terms_of_words


class Named(NamedTuple):
    """A name that a record holds: its key, the key without diacritics, and the name as it is shown. A tuple, since a record has many and
    all go from one process to another, which takes dataclasses three times as long."""

    key: str
    bare: str
    shown: str


@dataclass(frozen=True, slots=True)
class Description:
    """A record in short: its facts, the names of its organisations and of its block, what search looks through (words folded with their
    diacritics and without, and the terms of the index, parted by blanks), and the minima that texts are compared by."""

    facts: Facts
    organizations: tuple[Named, ...]
    block: Named | None
    marked: str
    bare: str
    terms: str
    minima: bytes | None


def described(record: Mapping[str, Any], name: str) -> Description:
    """The description of a plain JSON record with its text, of the document that goes by `name`."""
    words = folded(record.get("text") or "")
    facts = facts_of(record, words)
    said = words.split()
    marked = _joined(folded(name, facts.title).split(), said, facts.values.split())
    plain = list(map(bare, marked))
    return Description(
        facts=facts,
        organizations=tuple(found for one in facts.organizations if (found := _named(one))),
        block=_named(facts.block) if facts.block else None,
        marked=f" {' '.join(marked)} ",
        bare=f" {' '.join(plain)} ",
        terms=" ".join(terms_of_words(marked, plain)),
        minima=likeness.signature(list(map(bare, said))),
    )


def _named(name: str) -> Named | None:
    """None for a name without a single word."""
    key = name_key(name)
    return Named(key, bare_key(key), name) if key else None


def _joined(*parts: list[str]) -> list[str]:
    """The words of several texts, those that have some, with a boundary where two meet."""
    return [word for part in parts if part for word in (BOUNDARY, *part)][1:]
