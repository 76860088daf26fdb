"""Who did what to a document's record, entry by entry, from the machine's reading on; and going back to any version of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from web.drafting import CLOSING
from web.errors import AlreadyConfirmed, MalformedForm, StaleVersion
from web.joining import laid
from web.recordform.differences import Change, changes, rekeyed
from web.recordform.posting import form_of
from web.recordform.reading import read_form
from web.store import reviews
from web.store.models import Act, Document, MachineRecord, ReviewRecord, Status
from web.store.reviews import Reviewed


@dataclass(frozen=True, slots=True)
class Step:
    """One version: when it was made, by whom, by what act, and what became of which entry."""

    version: int
    moment: datetime
    by: str
    act: Act
    changes: tuple[Change, ...]


def steps(session: Session, document: Document, entry: str = "") -> list[Step]:
    """Every version of a document, newest first; with `entry`, the key of one, only what became of that entry."""
    before = reviews.as_of(session, document, 0)
    found: list[Step] = []
    for review, name in reversed(reviews.history(session, document.id)):
        after = Reviewed(document, session.get_one(MachineRecord, review.machine_record_id), review)
        own = tuple(change for change in between(before, after) if not entry or f"{change.key}-".startswith(f"{entry}-"))
        if own or not entry:
            found.append(Step(review.version, review.created, name, Act(review.act), own))
        before = after
    return found[::-1]


def between(before: Reviewed, after: Reviewed) -> list[Change]:
    """What became of each entry from one version to another."""
    rows = laid(before)
    if before.machine.id != after.machine.id:
        rows = rekeyed(rows, after.machine.record)
    return changes(rows, laid(after))


def restore(session: Session, document: Document, to: int, seen: int, reviewer: int) -> ReviewRecord:
    """Make version `to` (0: the machine's reading) the newest once more, by someone who saw version `seen`.

    Raises NotFound for a version that there is not, AlreadyConfirmed, StaleVersion; nothing is changed then.
    """
    wanted = reviews.as_of(session, document, to)
    if document.version != seen:
        raise StaleVersion
    if document.status == Status.CONFIRMED:
        raise AlreadyConfirmed
    record = read_form(MultiDict(form_of(laid(wanted)) | CLOSING), wanted.machine.record).record
    if record is None:
        raise MalformedForm(str(to))
    return reviews.keep(session, wanted, record, Act.RESTORED, reviewer, seen)
