"""Which units' documents a session sees. The restriction lies under every query, so that no list, page or count can forget it.

`session.info["units"]` is None (every document) or the numbers of the open units; a document of another unit is then not there: not for
`session.get`, not in a count, not in an UPDATE, and neither is any row that belongs to it by a column `document_id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria
from sqlalchemy.orm.util import LoaderCriteriaOption

from web.store.accountmodels import AuditEntry
from web.store.models import Base, Document

Units = frozenset[int] | None
"""The numbers of units, or None for every unit and the documents of none."""

UNRESTRICTED = (AuditEntry,)
"""Rows with a document's number that are not a part of it: the audit log is read by administrators alone and outlives documents."""


def within(units: Iterable[int]) -> ColumnElement[bool]:
    """Documents of these units; those of no unit are not among them."""
    return Document.unit_id.in_(sorted(units))


def restrict(state: ORMExecuteState) -> None:
    """Put the session's units under a statement; listens to `do_orm_execute`."""
    units: Units = state.session.info.get("units")
    if units is not None and (state.is_select or state.is_update or state.is_delete):
        state.statement = state.statement.options(*_criteria(units))


def _criteria(units: frozenset[int]) -> Iterator[LoaderCriteriaOption]:
    open_ones = select(Document.id).where(within(units))
    for mapper in Base.registry.mappers:
        kind = mapper.class_
        if kind is Document:
            yield with_loader_criteria(Document, within(units), include_aliases=True)
        elif "document_id" in mapper.columns and kind not in UNRESTRICTED:
            yield with_loader_criteria(kind, kind.document_id.in_(open_ones), include_aliases=True)
