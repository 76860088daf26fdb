"""How people judged what the machine found, counted once, when a document is confirmed; the pictures of the desk add these numbers up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from web.recordform.fields import Section, sections
from web.store.models import Judgement

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one record type in one document: entries that the machine found, and what became of them; `added` are a person's own."""

    section: str
    found: int
    kept: int
    changed: int
    removed: int
    added: int


def keep(session: Session, document_id: int, machine: JsonObject, decided: JsonObject, judged: datetime) -> None:
    """Count anew how `decided`, whose entries name their `origin`, differs from what the machine found."""
    session.execute(delete(Judgement).where(Judgement.document_id == document_id))
    for tally in tallies(machine, decided):
        numbers = {name: getattr(tally, name) for name in ("section", "found", "kept", "changed", "removed", "added")}
        session.add(Judgement(document_id=document_id, judged=judged, **numbers))


def tallies(machine: JsonObject, decided: JsonObject) -> Iterator[Tally]:
    """The counts by record type; types of which neither found anything are left out."""
    for section in sections():
        yield from _of(section, [(_entries(section.name, machine), _entries(section.name, decided))])


def _of(section: Section, pairs: list[tuple[list[JsonObject], list[JsonObject]]]) -> Iterator[Tally]:
    """Count a type over pairs of lists of entries (one pair, or for nested types one for each outer entry), then the types nested in it."""
    found = sum(len(old) for old, _ in pairs)
    matched = [(old[new_entry["origin"]], new_entry) for old, new in pairs for new_entry in new if _has_origin(new_entry, old)]
    kept = sum(_same(section, old, new) for old, new in matched)
    added = sum(len(new) for _, new in pairs) - len(matched)
    if found or added:
        yield Tally(section.name, found, kept, len(matched) - kept, found - len(matched), added)
    for field in section.fields:
        if field.inner:
            yield from _of(field.inner, [(list(old.get(field.name) or []), list(new.get(field.name) or [])) for old, new in matched])


def _entries(name: str, record: JsonObject) -> list[JsonObject]:
    value = record.get(name)
    return list(value) if isinstance(value, list) else [value] if value else []


def _has_origin(entry: JsonObject, old: list[JsonObject]) -> bool:
    origin = entry.get("origin")
    return isinstance(origin, int) and 0 <= origin < len(old)


def _same(section: Section, old: JsonObject, new: JsonObject) -> bool:
    """Whether a person left an entry's own fields as the machine had them; nested entries are counted by themselves."""
    return all(_plain(old.get(field.name)) == _plain(new.get(field.name)) for field in section.fields if not field.inner)


def _plain(value: Any) -> Any:
    """A value without what cleaning in the form does to it."""
    if isinstance(value, str):
        return " ".join(value.split()) or None
    return [_plain(one) for one in value] if isinstance(value, list) else value
