"""Keeps what lists and search need in step with a document's record: called wherever a record is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Integer, column, delete, exists, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.description import likeness
from web.description.facts import bare_key, name_key
from web.description.whole import Description, Named
from web.store import search
from web.store.bulk import among, insert_numbers
from web.store.models import Document, DocumentName, LikenessBand, Name, SearchText, Status

ALIKE = 0.6
"""From this share of common three-word runs on, a document is pointed out as like an earlier one."""
A_BAND = 20
"""So many of the newest documents of a band are compared: a form that a thousand offices fill in must not slow the next one."""
NEAREST = 20
"""Of all that meet in some band, those that meet in most are compared."""
MOST_ASKED = 5000
"""Names that are asked for at a time: databases take some ten thousand values in a statement."""
_OF_A_BAND = "SELECT document_id FROM likeness_bands WHERE value = :key{0} AND document_id < :before ORDER BY document_id DESC LIMIT {1}"
_OF_ALL_BANDS = " UNION ALL ".join(f"SELECT * FROM ({_OF_A_BAND.format(band, A_BAND)}) AS band{band}" for band in range(likeness.BANDS))
_MET = text(
    f"SELECT document_id FROM ({_OF_ALL_BANDS}) AS bands GROUP BY document_id ORDER BY count(*) DESC, document_id LIMIT {NEAREST}"
).columns(column("document_id", Integer))
_DOCUMENTS, _TEXTS = Document.__table__.c, SearchText.__table__.c
_NEAR = (
    select(_TEXTS.document_id, _TEXTS.likeness, _DOCUMENTS.unit_id)
    .join_from(SearchText.__table__, Document.__table__, _DOCUMENTS.id == _TEXTS.document_id)
    .where(_TEXTS.document_id.in_(select(_MET.subquery("met").c.document_id)), _DOCUMENTS.status != Status.REMOVED)
)
"""Those that meet in most bands, with what they are compared by and their unit: made once, since it is asked for every document. It does
not ask for the unit: SQLite would go through all documents of that unit instead of these few."""
_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def describe(session: Session, described: Sequence[tuple[Document, Description]]) -> None:
    """Write down the descriptions of documents' records for lists and search."""
    names = _names(session, {one.key: one for _, about in described for one in (*about.organizations, about.block) if one})
    for document, about in described:
        facts = about.facts
        document.title, document.kind = facts.title, facts.kind
        document.year, document.doubt, document.lowest = facts.year, facts.doubt, facts.lowest
        document.warnings, document.grade = facts.warnings, facts.grade
        document.block_id = names[about.block.key] if about.block else None
    _keep_organizations(session, {document.id: {names[one.key] for one in about.organizations} for document, about in described})
    before = search.minima_of(session, [document.id for document, _ in described])
    search.put(session, {document.id: about for document, about in described})
    fresh = [(document, about.minima) for document, about in described if before.get(document.id, b"") != about.minima]
    _keep_likeness(session, fresh)  # a text that was compared before is not looked at again


def _names(session: Session, wanted: Mapping[str, Named]) -> dict[str, int]:
    """The numbers of names by their key; names that are new are added, in the order of their keys: two that add the same ones at a time
    then wait for each other and never crosswise."""
    known = _known(session, wanted)
    new = [{"key": key, "bare": wanted[key].bare, "shown": wanted[key].shown} for key in sorted(wanted) if key not in known]
    if new:
        statement: Any = _INSERTS[session.get_bind().dialect.name](Name)
        session.execute(statement.on_conflict_do_nothing(index_elements=["key"]), new)
        known = _known(session, wanted)
    return known


def _known(session: Session, keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    coming = iter(keys)
    while some := list(islice(coming, MOST_ASKED)):
        found.update(dict(session.execute(select(Name.key, Name.id).where(among(session, Name.key, some))).all()))
    return found


def _keep_organizations(session: Session, wanted: Mapping[int, set[int]]) -> None:
    """Let each document, by its number, name the organisations of these numbers and no others."""
    rows = session.execute(select(DocumentName.document_id, DocumentName.name_id).where(among(session, DocumentName.document_id, wanted)))
    present: dict[int, set[int]] = {number: set() for number in wanted}
    for document_id, name_id in rows:
        present[document_id].add(name_id)
    for number, there in present.items():
        if gone := there - wanted[number]:
            session.execute(delete(DocumentName).where(DocumentName.document_id == number, DocumentName.name_id.in_(gone)))
    new = [(name, number) for number, names in wanted.items() for name in sorted(names - present[number])]
    insert_numbers(session.connection(), DocumentName.__table__, ("name_id", "document_id"), new)


def _keep_likeness(session: Session, changed: Sequence[tuple[Document, bytes | None]]) -> None:
    """Find the earlier document that each text resembles most, and let later ones find these: of several, each finds those before it."""
    if not changed:
        return
    gone = delete(LikenessBand).where(among(session, LikenessBand.document_id, [document.id for document, _ in changed]))
    session.execute(gone.execution_options(synchronize_session=False))
    keys = {document.id: likeness.bands(minima) for document, minima in changed if minima is not None}
    rows = [(key, number) for number, some in keys.items() for key in some]
    insert_numbers(session.connection(), LikenessBand.__table__, ("value", "document_id"), rows)
    alike = [_most_alike(session, one, minima, keys[one.id]) if minima is not None else (None, None) for one, minima in changed]
    for (document, _), found in zip(changed, alike, strict=True):
        document.similar_id, document.similarity = found


def _most_alike(session: Session, document: Document, minima: bytes, keys: list[int]) -> tuple[int | None, float | None]:
    """The earlier document of the same unit most like these minima, with how much; None where none comes near."""
    asked = {"before": document.id, **{f"key{band}": key for band, key in enumerate(keys)}}
    near = session.connection().execute(_NEAR, asked)  # of one unit only, so that it needs no restriction to the units that are open
    others = {number: other for number, other, unit in near if other and unit == document.unit_id}
    alike = zip(likeness.similarities(minima, list(others.values())), (-number for number in others), strict=True)
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
