"""All that lists, search and comparison need of a record, at once: worked out where the record is made, written down by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.description import likeness
from web.description.facts import Facts, bare_key, facts_of, name_key
from web.description.folding import BOUNDARY, folded
from web.description.terms import bare_text, terms_of


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a record holds: its key, the key without diacritics, and the name as it is shown."""

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
    marked = _joined(folded(name, facts.title), words, facts.values)
    return Description(
        facts=facts,
        organizations=tuple(found for one in facts.organizations if (found := _named(one))),
        block=_named(facts.block) if facts.block else None,
        marked=marked,
        bare=bare_text(marked),
        terms=" ".join(terms_of(marked)),
        minima=likeness.signature(words),
    )


def _named(name: str) -> Named | None:
    """None for a name without a single word."""
    key = name_key(name)
    return Named(key, bare_key(key), name) if key else None


def _joined(*parts: str) -> str:
    return f" {f' {BOUNDARY} '.join(part.strip() for part in parts if part.strip())} "
