"""A person's work in progress between form and store: what is kept of a posted form, and the page that goes on from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from web.errors import DraftTooLong, MalformedForm
from web.recordform.reading import OWN_FIELDS, read_rows
from web.recordform.rows import Row
from web.store import drafts
from web.store.drafts import Form
from web.store.models import Document, Draft, MachineRecord

MOST_CHARACTERS = 2_000_000
"""More than the record of any document that people can review."""
CLOSING = {"end": ["1"]}
"""The field that closes every form; a kept draft does without it."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A kept draft as a page shows it: the draft, the machine record that it was made from, and its rows.

    `rows` is None where the forms of this service have changed since, so that it cannot be read any more.
    """

    draft: Draft
    machine: MachineRecord
    rows: dict[str, tuple[Row, ...]] | None


def kept_fields(posted: MultiDict[str, str]) -> Form:
    """What a draft keeps of a posted form: the record's own fields, as they were sent. Raises DraftTooLong."""
    fields = {name: texts for name, texts in posted.lists() if name not in OWN_FIELDS}
    if sum(len(text) for texts in fields.values() for text in texts) > MOST_CHARACTERS:
        raise DraftTooLong
    return fields


def resume(session: Session, document: Document, reviewer: int) -> Resumed | None:
    """The person's draft on a document, if there is one."""
    draft = drafts.of(session, document.id, reviewer)
    if draft is None:
        return None
    machine = session.get_one(MachineRecord, draft.machine_record_id)
    try:
        return Resumed(draft, machine, read_rows(MultiDict(draft.form | CLOSING), machine.record))
    except MalformedForm:
        return Resumed(draft, machine, None)


def problems_in(rows: Mapping[str, Iterable[Row]]) -> dict[str, str]:
    """The wrong fields by their keys, each with its message (a message id)."""
    found: dict[str, str] = {}
    for some in rows.values():
        for row in some:
            for cell in row.cells:
                if cell.problem:
                    found[cell.key] = cell.problem
                found |= problems_in({"inner": cell.inner})
    return found
