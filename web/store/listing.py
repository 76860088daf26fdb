"""Keeps what lists and search need in step with a document's record: called wherever a record is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, exists, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.store import likeness, search
from web.store.facts import bare_key, facts_of, name_key
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


def describe(session: Session, document: Document, record: Mapping[str, Any]) -> None:
    """Write down the facts of `record` (plain JSON with its text) for lists and search."""
    facts = facts_of(record)
    document.title, document.kind = facts.title, facts.kind
    document.year, document.doubt, document.lowest = facts.year, facts.doubt, facts.lowest
    document.warnings, document.grade = facts.warnings, facts.grade
    names = _names(session, [*facts.organizations, *([facts.block] if facts.block else [])])
    document.block_id = names.get(name_key(facts.block)) if facts.block else None
    session.flush()
    _keep_organizations(session, document.id, {names[key] for name in facts.organizations if (key := name_key(name)) in names})
    words = folded(record.get("text") or "")
    minima = _keep_likeness(session, document, words)
    heads = folded(document.name, facts.title)
    search.put(session, document.id, _joined(heads, words, facts.values), minima)


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


def _keep_likeness(session: Session, document: Document, words: str) -> bytes | None:
    """Find the earlier document that the text resembles most, and let later ones find this one. The same text is not looked at again."""
    minima = likeness.signature(words)
    old = session.get(SearchText, document.id)
    if old is not None and old.likeness == minima:
        return minima
    session.execute(delete(LikenessBand).where(LikenessBand.document_id == document.id))
    document.similar_id, document.similarity = None, None
    if minima is None:
        return None
    keys = likeness.bands(minima)
    document.similar_id, document.similarity = _most_alike(session, document, minima, keys)
    session.execute(insert(LikenessBand), [{"value": key, "document_id": document.id} for key in keys])
    return minima


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
