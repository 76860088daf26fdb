"""Keeps what lists and search need in step with a document's record: called wherever a record is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.store import likeness, search
from web.store.facts import Facts, bare_key, facts_of, name_key
from web.store.folding import BOUNDARY, folded
from web.store.models import Document, DocumentName, LikenessBand, Name, SearchText, Status

ALIKE = 0.6
"""From this share of common three-word runs on, a document is pointed out as like an earlier one."""
A_BAND = 20
"""So many of the newest documents of a band are compared: a form that a thousand offices fill in must not slow the next one."""
NEAREST = 20
"""Of all that meet in some band, those that meet in most are compared."""
_OF_A_BAND = "SELECT document_id FROM likeness_bands WHERE value = :key{0} AND document_id < :before ORDER BY document_id DESC LIMIT {1}"
_OF_ALL_BANDS = text(
    " UNION ALL ".join(f"SELECT * FROM ({_OF_A_BAND.format(band, A_BAND)}) AS band{band}" for band in range(likeness.BANDS))
)
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Described:
    """What lists and search need of a record, as far as the record alone tells it: worked out before the store is locked for writing."""

    facts: Facts
    text: str
    minima: bytes | None


def described(record: Mapping[str, Any]) -> Described:
    """The facts of `record` (plain JSON with its text), its text folded for search, and what it is compared by."""
    words = folded(record.get("text") or "")
    return Described(facts_of(record), words, likeness.signature(words))


def describe(session: Session, document: Document, record: Mapping[str, Any], known: Described | None = None) -> None:
    """Write down the facts of a document's record for lists and search; `known` is what `described` gave of it, where that was asked."""
    known = known or described(record)
    facts = known.facts
    document.title, document.kind = facts.title, facts.kind
    document.year, document.doubt, document.lowest = facts.year, facts.doubt, facts.lowest
    document.warnings, document.grade = facts.warnings, facts.grade
    names = _names(session, [*facts.organizations, *([facts.block] if facts.block else [])])
    document.block_id = names.get(name_key(facts.block)) if facts.block else None
    session.flush()
    _keep_organizations(session, document.id, {names[key] for name in facts.organizations if (key := name_key(name)) in names})
    _keep_likeness(session, document, known.minima)
    heads = folded(document.name, facts.title)
    search.put(session, document.id, _joined(heads, known.text, facts.values), known.minima)


def _joined(*parts: str) -> str:
    return f" {f' {BOUNDARY} '.join(part.strip() for part in parts if part.strip())} "


def _names(session: Session, names: Iterable[str]) -> dict[str, int]:
    """The numbers of names by their key; names that are new are added."""
    wanted = {key: name for name in names if (key := name_key(name))}
    known = _known(session, wanted)
    new = [{"key": key, "bare": bare_key(key), "shown": name} for key, name in wanted.items() if key not in known]
    if new:
        statement: Any = _INSERTS[session.get_bind().dialect.name](Name)
        session.execute(statement.on_conflict_do_nothing(index_elements=["key"]), new)
        known = _known(session, wanted)
    return known


def _known(session: Session, keys: Iterable[str]) -> dict[str, int]:
    return dict(session.execute(select(Name.key, Name.id).where(Name.key.in_(keys))).all())


def _keep_organizations(session: Session, document_id: int, wanted: set[int]) -> None:
    present = set(session.scalars(select(DocumentName.name_id).where(DocumentName.document_id == document_id)))
    if gone := present - wanted:
        session.execute(delete(DocumentName).where(DocumentName.document_id == document_id, DocumentName.name_id.in_(gone)))
    if new := wanted - present:
        session.execute(insert(DocumentName), [{"document_id": document_id, "name_id": number} for number in sorted(new)])


def _keep_likeness(session: Session, document: Document, minima: bytes | None) -> None:
    """Find the earlier document that the text resembles most, and let later ones find this one. The same text is not looked at again."""
    old = session.get(SearchText, document.id)
    if old is not None and old.likeness == minima:
        return
    session.execute(delete(LikenessBand).where(LikenessBand.document_id == document.id))
    document.similar_id, document.similarity = None, None
    if minima is None:
        return
    keys = likeness.bands(minima)
    document.similar_id, document.similarity = _most_alike(session, document, minima, keys)
    session.execute(insert(LikenessBand), [{"value": key, "document_id": document.id} for key in keys])


def _most_alike(session: Session, document: Document, minima: bytes, keys: list[int]) -> tuple[int | None, float | None]:
    """The earlier document of the same unit most like these minima, with how much; None where none comes near."""
    asked = {"before": document.id, **{f"key{band}": key for band, key in enumerate(keys)}}
    met = Counter(session.scalars(_OF_ALL_BANDS, asked))
    near = [number for number, _ in met.most_common(NEAREST)]
    rows = session.execute(
        select(SearchText.document_id, SearchText.likeness)
        .join(Document, Document.id == SearchText.document_id)
        .where(SearchText.document_id.in_(near), Document.status != Status.REMOVED, Document.unit_id.is_not_distinct_from(document.unit_id))
    )
    alike = [(likeness.similarity(minima, other), -number) for number, other in rows if other]
    share, number = max(alike, default=(0.0, 0))
    return (-number, round(share, 2)) if share >= ALIKE else (None, None)


def suggestions(session: Session, typed: str, most: int = 20) -> list[str]:
    """Names that begin as typed, with or without diacritics; those that merely hold it after them."""
    key = bare_key(name_key(typed))
    if not key:
        return []
    begins = Name.bare.startswith(key, autoescape=True)
    named = exists().where(DocumentName.name_id == Name.id)  # in a document that this session sees
    query = select(Name.shown).where(Name.bare.contains(key, autoescape=True), named)
    query = query.order_by(begins.desc(), func.length(Name.shown), Name.shown)
    return list(session.scalars(query.limit(most)))
