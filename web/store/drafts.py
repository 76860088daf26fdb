"""Queries on drafts: what a person has changed and not yet saved, one a document and person, replaced in place with every change."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from web.errors import DraftElsewhere, MalformedForm
from web.store.models import Draft, now

_TAB = re.compile(r"[0-9a-f]{16}")
_MARK = re.compile(r"([0-9a-f]{16})\.(\d{1,9})")
_NOBODY = ("", -1)

Form = dict[str, list[str]]
"""The fields of a posted form in their order, each with its texts."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a draft comes from: the opened page `tab`, its change number `edit`, the draft `seen` that the page began with ("" for none).

    Raises MalformedForm where a page of ours would not send such values.
    """

    tab: str
    edit: int
    seen: str = ""

    def __post_init__(self) -> None:
        if not _TAB.fullmatch(self.tab) or self.seen and not _MARK.fullmatch(self.seen) or not 0 <= self.edit < 10**9:
            raise MalformedForm("tab")

    @property
    def began_with(self) -> tuple[str, int]:
        match = _MARK.fullmatch(self.seen)
        return (match[1], int(match[2])) if match else _NOBODY


@dataclass(frozen=True, slots=True)
class Work:
    """What a draft holds: the form, the machine record and the version that it was made from."""

    form: Form
    machine: int
    version: int


def mark(draft: Draft | None) -> str:
    """The draft's name for a page that begins with it.

    >>> mark(None)
    ''
    """
    return f"{draft.tab}.{draft.edit}" if draft else ""


def of(session: Session, document_id: int, reviewer: int) -> Draft | None:
    """The person's draft on a document, if there is one."""
    return session.scalar(select(Draft).where(*_owned(document_id, reviewer), Draft.open))


def moment(session: Session, document_id: int, reviewer: int) -> datetime | None:
    """When the person's draft or its last end was kept; the draft itself is not read."""
    return session.scalar(select(Draft.saved).where(*_owned(document_id, reviewer)))


def keep(session: Session, document_id: int, reviewer: int, source: Source, work: Work, final: bool = False) -> bool:
    """Keep a draft in place of the one before; False where this change, or a later one of the same page, is already kept.

    `final` is for what a person sent by hand: it counts although the page has not counted a change since the last draft. Raises
    DraftElsewhere, with nothing changed, where the person's draft now comes from another page that this one has not seen.
    """
    following = or_(
        and_(Draft.tab == source.tab, Draft.edit <= source.edit if final else Draft.edit < source.edit),
        and_(Draft.tab != source.tab, Draft.open.is_(False)),
        _began(source),
    )
    return _replace(session, _owned(document_id, reviewer), following, _values(document_id, reviewer, source, work) | {"open": True})


def close(session: Session, document_id: int, reviewer: int, source: Source, work: Work) -> None:
    """The draft became a version or was thrown away on the page `source`; what that page sent before comes too late from now on.

    A draft of the same person from another page that this one has not seen stays.
    """
    following = or_(and_(Draft.tab == source.tab, Draft.edit <= source.edit), Draft.open.is_(False), _began(source))
    values = _values(document_id, reviewer, source, work) | {"open": False, "form": {}}
    with suppress(DraftElsewhere):
        _replace(session, _owned(document_id, reviewer), following, values)


def _replace(session: Session, owned: tuple[ColumnElement[bool], ...], following: ColumnElement[bool], values: dict[str, Any]) -> bool:
    replaced = update(Draft).where(*owned, following).values(values).returning(Draft.id)
    if session.scalar(replaced, execution_options={"synchronize_session": False}) is not None:
        return True
    held = session.scalar(select(Draft).where(*owned), execution_options={"populate_existing": True})
    if held is None:
        try:
            with session.begin_nested():
                session.add(Draft(**values))
        except IntegrityError:  # the same person was here between the two queries: now there is a row to judge by
            return _replace(session, owned, following, values)
        return True
    if held.tab == values["tab"]:
        return False
    raise DraftElsewhere


def _values(document_id: int, reviewer: int, source: Source, work: Work) -> dict[str, Any]:
    made_from = {"machine_record_id": work.machine, "base_version": work.version, "form": work.form}
    return {"document_id": document_id, "reviewer_id": reviewer, "tab": source.tab, "edit": source.edit, "saved": now()} | made_from


def _began(source: Source) -> ColumnElement[bool]:
    tab, edit = source.began_with
    return and_(Draft.tab == tab, Draft.edit == edit)


def _owned(document_id: int, reviewer: int) -> tuple[ColumnElement[bool], ...]:
    return Draft.document_id == document_id, Draft.reviewer_id == reviewer
