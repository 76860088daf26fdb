"""The state of all reading, and the only place that changes it: each function is part of one transaction of its caller.

A job is taken by one UPDATE that raises its fence; what is kept later names that fence, so that a holder who lost the lease keeps nothing.
Leases are judged by the clocks of the machines: these must agree to some seconds, or work is done twice (and kept once).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from web.store import documents
from web.store.bulk import among
from web.store.models import Document, Job, JobState, Turn, now

LEASE = timedelta(seconds=60)
"""So long a job stays with a holder who gives no sign of life."""
MOST_ATTEMPTS = 4
"""A document that was begun so often and never came to an end is not begun again: it ends what reads it."""
CUT_SHORT = "E110"
"""The code of such a document: what read it came to its end, every time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that is ours to read under this fence, as long as we renew the lease."""

    document_id: int
    fence: int
    sha256: str
    name: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Reached:
    """What came of one reading: its last error's code (None where it went well), seconds, pages of each grade."""

    code: str | None
    seconds: float
    pages: int = 0
    fair_pages: int = 0
    poor_pages: int = 0


def add(session: Session, document_id: int, turn: Turn, run: str | None = None, source: str | None = None, code: str | None = None) -> None:
    """Let a document that is new in this transaction wait for its reading; one that cannot be read has failed already, with a code."""
    state = JobState.FAILED if code else JobState.WAITING
    session.add(Job(document_id=document_id, state=state, turn=turn, run=run, source=source, code=code))


def add_again(session: Session, document_ids: Sequence[int], turn: Turn = Turn.AGAIN, run: str | None = None) -> int:
    """Let documents wait for another reading, those that wait or are read already excepted; how many do so now."""
    idle = Job.state.in_([JobState.DONE, JobState.FAILED])
    rearmed = update(Job).where(Job.document_id.in_(document_ids), idle).values(state=JobState.WAITING, turn=turn, attempts=0, run=run)
    changed = session.scalars(rearmed.returning(Job.document_id).execution_options(synchronize_session=False)).all()
    known = set(session.scalars(select(Job.document_id).where(Job.document_id.in_(document_ids))))
    missing = [number for number in document_ids if number not in known]
    session.add_all([Job(document_id=number, turn=turn, run=run) for number in missing])
    return len(changed) + len(missing)


def join(session: Session, document_id: int, turn: Turn, run: str) -> bool:
    """Let a document that came before, and was not read, wait for its reading with this run; False where it came with this run already."""
    other = (Job.document_id == document_id, or_(Job.run.is_(None), Job.run != run))
    open_ = Job.state.in_([JobState.WAITING, JobState.RUNNING])
    adopted = update(Job).where(*other, open_).values(run=run).returning(Job.document_id)
    if session.scalar(adopted.execution_options(synchronize_session=False)) is not None:
        return True
    there = session.scalar(select(Job.run).where(Job.document_id == document_id))
    return there != run and add_again(session, [document_id], turn, run) == 1


def call_off(session: Session, document_ids: Sequence[int]) -> list[int]:
    """Let these documents wait for no reading, those of them that do; what is being read now keeps nothing. Which they were."""
    open_ = (Job.document_id.in_(document_ids), Job.state.in_([JobState.WAITING, JobState.RUNNING]))
    values = {"state": JobState.DONE, "fence": Job.fence + 1, "owner": None, "lease_until": None}
    changed = update(Job).where(*open_).values(values).returning(Job.document_id)
    return list(session.scalars(changed.execution_options(synchronize_session=False)))


def claim(session: Session, owner: str, number: int, only: Sequence[int] | None = None) -> list[Claim]:
    """Take at most `number` waiting jobs (of the documents `only`, where given), those begun least often first."""
    chosen = select(Job.document_id).where(Job.state == JobState.WAITING)
    if only is not None:
        chosen = chosen.where(Job.document_id.in_(only))
    chosen = chosen.order_by(Job.turn, Job.attempts, Job.document_id).limit(number).with_for_update(skip_locked=True)
    first = chosen.cte("first").prefix_with("MATERIALIZED")  # else PostgreSQL may ask it again for each row, and take more
    taken = session.execute(
        update(Job)
        .where(Job.document_id.in_(select(first.c.document_id)), Job.state == JobState.WAITING)
        .values(state=JobState.RUNNING, owner=owner, lease_until=now() + LEASE, fence=Job.fence + 1)
        .returning(Job.document_id, Job.fence, Job.attempts)
        .execution_options(synchronize_session=False)
    ).all()
    rows = session.execute(
        select(Document.id, Document.sha256, Document.name).where(among(session, Document.id, [row[0] for row in taken]))
    )
    files = {number: (digest, name) for number, digest, name in rows}
    return [Claim(number, fence, *files[number], attempts) for number, fence, attempts in sorted(map(tuple, taken))]


def begin(session: Session, mine: Sequence[Claim]) -> set[int]:
    """Count one more attempt on each of these; the numbers of the documents whose jobs are still ours."""
    return _changed(session, mine, attempts=Job.attempts + 1, lease_until=now() + LEASE)


def renew(session: Session, held: Iterable[Claim]) -> None:
    """Hold these jobs for another lease, those that are still ours."""
    pairs = [(mine.document_id, mine.fence) for mine in held]
    still = tuple_(Job.document_id, Job.fence).in_(pairs)
    session.execute(
        update(Job)
        .where(Job.state == JobState.RUNNING, still)
        .values(lease_until=now() + LEASE)
        .execution_options(synchronize_session=False)
    )


def finish(session: Session, reached: Mapping[Claim, Reached], model_version: str) -> set[int]:
    """End jobs as done or, with a code, as failed; the numbers of the documents whose jobs were still ours. The others stay as they are.

    The caller keeps records and failures in the same transaction, and only of those.
    """
    ours = _changed(session, list(reached), state=JobState.DONE, owner=None, lease_until=None, model_version=model_version)
    rows = [
        {"document_id": mine.document_id, "state": JobState.FAILED if one.code else JobState.DONE, **asdict(one)}
        for mine, one in reached.items()
        if mine.document_id in ours
    ]
    if rows:
        session.execute(update(Job), rows)
    return ours


def give_back(session: Session, mine: Claim, begun: bool) -> bool:
    """Let a job wait again, for whoever takes it; False where it was no longer ours. What was not begun after all counts no attempt."""
    attempts = mine.attempts + begun
    return bool(_changed(session, [mine], state=JobState.WAITING, owner=None, lease_until=None, attempts=attempts))


def recover(session: Session, dead: Sequence[str] = ()) -> int:
    """Let jobs wait again whose lease ran out, or whose holder is among the `dead`; how many.

    One that was begun `MOST_ATTEMPTS` times fails instead, since whatever reads it ends.
    """
    lost = Job.lease_until < now()
    lost = or_(lost, Job.owner.in_(dead)) if dead else lost
    held = (Job.state == JobState.RUNNING, lost)
    poison = session.scalars(
        update(Job)
        .where(*held, Job.attempts >= MOST_ATTEMPTS)
        .values(state=JobState.FAILED, owner=None, lease_until=None, code=CUT_SHORT)
        .returning(Job.document_id)
        .execution_options(synchronize_session=False)
    ).all()
    for number in poison:
        documents.keep_failure(documents.anywhere(session, number), CUT_SHORT, f"{MOST_ATTEMPTS} ×")
    freed = session.scalars(
        update(Job)
        .where(*held)
        .values(state=JobState.WAITING, owner=None, lease_until=None)
        .returning(Job.document_id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(freed) + len(poison)


def owners(session: Session) -> set[str]:
    """Who holds jobs now."""
    return {owner for owner in session.scalars(select(Job.owner).where(Job.state == JobState.RUNNING).distinct()) if owner}


def any_waiting(session: Session) -> bool:
    """Whether a document waits for its reading."""
    return session.scalar(select(Job.document_id).where(Job.state == JobState.WAITING).limit(1)) is not None


def states(session: Session, document_ids: Sequence[int]) -> dict[int, JobState]:
    """Where the reading of each of these documents stands; one without a job has none."""
    rows = session.execute(select(Job.document_id, Job.state).where(Job.document_id.in_(document_ids)))
    return {number: JobState(state) for number, state in rows}


def progress(session: Session, run: str) -> dict[JobState, int]:
    """How many documents of a run stand where; every state has its number."""
    rows = session.execute(select(Job.state, func.count()).where(Job.run == run).group_by(Job.state))
    found = {JobState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in JobState}


def unfinished(session: Session, run: str) -> int:
    """How many documents of a run still wait or are read."""
    open_ = Job.state.in_([JobState.WAITING, JobState.RUNNING])
    return session.scalar(select(func.count()).select_from(Job).where(Job.run == run, open_)) or 0


def _changed(session: Session, mine: Sequence[Claim], **values: Any) -> set[int]:
    """Change the jobs that are ours, those whose lease did not go to another and that have not ended; the numbers of their documents."""
    pairs = [(one.document_id, one.fence) for one in mine]
    ours = (Job.state == JobState.RUNNING, tuple_(Job.document_id, Job.fence).in_(pairs))
    changed = update(Job).where(*ours).values(**values).returning(Job.document_id)
    return set(session.scalars(changed.execution_options(synchronize_session=False)))
