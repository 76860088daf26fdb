"""A draft that was overtaken by somebody's newer version, laid beside it; and the two made into one draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from web.drafting import Resumed
from web.recordform.differences import Rows, rekeyed
from web.recordform.merging import Merge, merge
from web.recordform.posting import form_of
from web.recordform.rows import Row, laid_out
from web.store import drafts, reviews, users
from web.store.drafts import Source, Work
from web.store.models import Document
from web.store.reviews import Reviewed


@dataclass(frozen=True, slots=True)
class Joining:
    """A draft beside the newest version: who made that, and how the two merge."""

    document: Document
    newest: Reviewed
    by: str
    merge: Merge


def laid(seen: Reviewed) -> dict[str, tuple[Row, ...]]:
    """The rows of a version."""
    return laid_out(seen.record, seen.machine.record, seen.review is not None)


def beside_newest(session: Session, document: Document, resumed: Resumed, mine: Rows) -> Joining:
    """The draft and the newest version, both seen from the version that the draft was made from.

    Where they were made from different readings of the machine, the newest version's reading counts.
    """
    newest = reviews.reviewed(session, document)
    base: Rows = laid(reviews.as_of(session, document, resumed.draft.base_version))
    machine = newest.machine.record
    if resumed.machine.id != newest.machine.id:
        base, mine = rekeyed(base, machine), rekeyed(mine, machine)
    by = users.get(session, newest.review.reviewer_id) if newest.review else None
    return Joining(document, newest, by.name if by else "", merge(base, laid(newest), mine))


def join(session: Session, joining: Joining, answers: Mapping[str, str], reviewer: int, source: Source) -> None:
    """Put the merged rows in place of the person's draft, now made from the newest version. Raises MalformedForm, DraftElsewhere."""
    form = form_of(joining.merge.settled(answers))
    drafts.keep(session, joining.document.id, reviewer, source, Work(form, joining.newest.machine.id, joining.document.version))
