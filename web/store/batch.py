"""Acts on many documents at once: who shall review them, confirming what is sure, the bin and the way back out of it.

Each act tells how many documents it was done to; those it does not suit are left as they are and counted as skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from web import checking
from web.errors import NoReviewer, NotReady, SecondPersonNeeded, StaleVersion
from web.jobs import queue as jobs
from web.recordform.keeping import as_found
from web.store import Store, reviews, signins, units, users
from web.store.models import Act, Document, Draft, Job, JobState, Status, Turn, now
from web.store.queue import WAITING
from web.store.reach import within

MOST = 10_000
"""So many documents may be assigned, removed, restored or exported in one go."""
MOST_READ = 500
"""The same for acts that read or write whole records."""
A_STATEMENT = 500
"""So many numbers stand in one statement."""
_OPEN = Document.status.not_in([Status.CONFIRMED, Status.REMOVED])


@dataclass(frozen=True, slots=True)
class Done:
    """The documents that an act was done to, and how many it did not suit."""

    numbers: tuple[int, ...]
    skipped: int


def assign(session: Session, numbers: Sequence[int], person: int) -> Done:
    """Give documents to a person to review; what is confirmed, in the bin or of a unit that the person does not see stays as it is.

    Raises NoReviewer where the account is none that reviews.
    """
    reviewer = users.get(session, person)
    if reviewer is None or not users.may_review(reviewer):
        raise NoReviewer(str(person))
    open_units = signins.units_of(session, reviewer)
    seen = [_OPEN] if open_units is None else [_OPEN, within(open_units)]
    return _change(session, numbers, and_(*seen), {"assignee_id": person})


def free(session: Session, numbers: Sequence[int]) -> Done:
    """Take documents from whoever has them; what is confirmed or in the bin stays with whom it was."""
    return _change(session, numbers, _OPEN, {"assignee_id": None})


def move(session: Session, numbers: Sequence[int], unit: int) -> Done:
    """Give documents to another unit. What is in the bin, what is there already and content that the unit has already stays where it is.

    Who had a document in hand and does not see that unit has it no longer; whether it resembles others is asked of its own unit alone.
    Raises NotFound where there is no such unit.
    """
    units.known(session, unit)
    other = aliased(Document)
    here = Document.unit_id.is_distinct_from(unit)
    done: list[int] = []
    for some in _parts(sorted(numbers)):
        earlier = or_(other.unit_id == unit, and_(other.id.in_(some), other.id < Document.id, other.status != Status.REMOVED))
        there = exists().where(other.sha256 == Document.sha256, other.id != Document.id, earlier)
        values = {"unit_id": unit, "similar_id": None, "similarity": None, "updated": now()}
        done += _change(session, some, and_(Document.status != Status.REMOVED, here, ~there), values).numbers
    seeing = units.seeing(unit)
    for some in _parts(done):
        _change(session, some, and_(Document.assignee_id.is_not(None), Document.assignee_id.not_in(seeing)), {"assignee_id": None})
    return Done(tuple(done), len(numbers) - len(done))


def remove(session: Session, numbers: Sequence[int]) -> Done:
    """Move documents to the bin, and call off their reading. Nothing is lost; an open page of one can no longer be saved."""
    values = {"removed_from": Document.status, "status": Status.REMOVED, "version": Document.version + 1, "updated": now()}
    done = _change(session, numbers, Document.status != Status.REMOVED, values)
    for some in _parts(done.numbers):
        jobs.call_off(session, some)
    return done


def restore(session: Session, numbers: Sequence[int]) -> Done:
    """Take documents out of the bin, to where they stood; those that were never read wait for it again."""
    values = {"status": Document.removed_from, "removed_from": None, "version": Document.version + 1, "updated": now()}
    done = _change(session, numbers, Document.status == Status.REMOVED, values)
    for some in _parts(done.numbers):
        unread = select(Document.id).where(Document.id.in_(some), Document.status == Status.NEW)
        jobs.add_again(session, list(session.scalars(unread)), Turn.UPLOAD)
    return done


def cancel(session: Session, number: int, uploader: int) -> bool:
    """Let a person take back an upload of their own that nothing was read of yet: it comes into the bin. False where it is too late."""
    mine = select(Document.id).where(Document.id == number, Document.uploader_id == uploader, Document.status == Status.NEW)
    return session.scalar(mine) is not None and bool(remove(session, [number]).numbers)


def reextract(session: Session, numbers: Sequence[int]) -> Done:
    """Let documents wait for another reading, those in the bin and those that wait already excepted."""
    taken: list[int] = []
    for some in _parts(numbers):
        idle = exists().where(Job.document_id == Document.id, Job.state.in_([JobState.DONE, JobState.FAILED]))
        wanted = select(Document.id).where(Document.id.in_(some), Document.status.not_in([Status.REMOVED, Status.NEW]), idle)
        ready = list(session.scalars(wanted))
        jobs.add_again(session, ready)
        taken += ready
    return Done(tuple(taken), len(numbers) - len(taken))


def confirm(store: Store, numbers: Sequence[int], least: float, reviewer: int, two_people: bool = False) -> Done:
    """Confirm, each in a transaction of its own, the documents of which every entry is at least so sure (0 to 1).

    A document that is not waiting, that the machine has doubts about, or that somebody has unsaved work on is skipped.
    """
    done = []
    for number in numbers:
        with store.session() as session:
            if _confirm_one(session, number, least, reviewer, two_people):
                done.append(number)
    return Done(tuple(done), len(numbers) - len(done))


def _confirm_one(session: Session, number: int, least: float, reviewer: int, two_people: bool) -> bool:
    wanted = select(Document).where(Document.id == number, Document.status.in_(WAITING), Document.lowest >= least)
    document = session.scalar(wanted.where(~exists().where(Draft.document_id == Document.id, Draft.open)))
    if document is None:
        return False
    try:
        seen = reviews.reviewed(session, document)
        record = seen.record if seen.review else as_found(seen.record)
        with session.begin_nested():
            checking.decide(session, seen, record, Act.CONFIRMED, reviewer, document.version, two_people)
    except (NotReady, StaleVersion, SecondPersonNeeded):
        return False  # somebody else was faster, or has to be: with `two_people` nobody confirms twice
    return True


def _change(session: Session, numbers: Sequence[int], fitting: ColumnElement[bool], values: dict[str, Any]) -> Done:
    done: list[int] = []
    for some in _parts(numbers):
        statement = update(Document).where(Document.id.in_(some), fitting).values(values).returning(Document.id)
        done += session.scalars(statement, execution_options={"synchronize_session": False})
    return Done(tuple(done), len(numbers) - len(done))


def _parts(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), A_STATEMENT):
        yield numbers[start : start + A_STATEMENT]
