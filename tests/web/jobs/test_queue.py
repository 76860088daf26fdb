"""The state of reading: taken once, held by a lease, kept only by the holder, taken up again after any kill."""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select, update

from web.jobs import queue
from web.jobs.owners import has_ended, own_name
from web.jobs.queue import Claim, Reached
from web.jobs.work import Pace
from web.store import Store, documents
from web.store.models import Document, Job, JobState, Status, Turn, now

WELL = Reached(None, 0.1, 3, 1, 0)


def arrive(store: Store, number: int, turn: Turn = Turn.ARCHIVE, run: str = "a") -> list[int]:
    """So many documents that wait."""
    with store.session() as session:
        there = len(session.scalars(select(Document.id)).all())
        names = range(there, there + number)
        rows = [Document(sha256=hashlib.sha256(b"%d" % n).hexdigest(), name=f"{n}.txt", size=1, format="txt") for n in names]
        for row in rows:
            assert documents.add(session, row)
            queue.add(session, row.id, turn, run)
        return [row.id for row in rows]


def take(store: Store, number: int, owner: str = "one") -> list[Claim]:
    with store.session() as session:
        return queue.claim(session, owner, number)


def job(store: Store, document_id: int) -> Job:
    with store.session() as session:
        return session.get_one(Job, document_id)


def let_leases_run_out(store: Store) -> None:
    with store.session() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=now() - timedelta(seconds=1)))


def test_many_takers_at_once_take_every_document_once(store: Store) -> None:
    arrived = arrive(store, 60)
    with ThreadPoolExecutor(8) as pool:
        taken = [claim for found in pool.map(lambda n: take(store, 3, f"taker {n}"), range(30)) for claim in found]
    assert sorted(claim.document_id for claim in taken) == arrived
    assert take(store, 1) == []


def test_uploads_come_before_archives_and_what_was_cut_short_comes_last(store: Store) -> None:
    first, second = arrive(store, 2)
    (upload,) = arrive(store, 1, Turn.UPLOAD)
    with store.session() as session:
        (mine,) = queue.claim(session, "one", 1, only=[first])
        assert queue.begin(session, [mine]) == {first} and queue.give_back(session, mine, begun=True)
    assert [take(store, 1)[0].document_id for _ in range(3)] == [upload, second, first]


def test_a_lost_lease_keeps_nothing(store: Store) -> None:
    arrive(store, 1)
    (lost,) = take(store, 1, "stopped for a while")
    let_leases_run_out(store)
    with store.session() as session:
        assert queue.recover(session) == 1
    (new,) = take(store, 1, "two")
    with store.session() as session:
        assert not queue.begin(session, [lost])
        assert not queue.finish(session, {lost: WELL}, "1")
        assert not queue.give_back(session, lost, begun=True)
        assert queue.finish(session, {lost: WELL, new: WELL}, "1") == {new.document_id}
        assert not queue.finish(session, {new: WELL}, "1")  # a second try after an answer that was lost on its way
    assert (job(store, new.document_id).state, job(store, new.document_id).owner) == (JobState.DONE, None)


def test_a_lease_that_is_renewed_is_not_taken(store: Store) -> None:
    arrive(store, 2)
    kept, gone = take(store, 2)
    let_leases_run_out(store)
    with store.session() as session:
        queue.renew(session, [kept])
        queue.recover(session)
    assert (job(store, kept.document_id).state, job(store, gone.document_id).state) == (JobState.RUNNING, JobState.WAITING)


def test_what_ends_every_reader_stops_with_a_code(store: Store) -> None:
    (poison,) = arrive(store, 1)
    for _ in range(queue.MOST_ATTEMPTS):
        (mine,) = take(store, 1)
        with store.session() as session:
            assert queue.begin(session, [mine])
        let_leases_run_out(store)
        with store.session() as session:
            assert queue.recover(session) == 1
    assert take(store, 1) == []
    with store.session() as session:
        document = documents.get(session, poison)
        assert (document.status, document.error_code) == (Status.FAILED, queue.CUT_SHORT)


def test_a_document_that_ends_every_reader_takes_none_with_it_for_good(store: Store) -> None:
    """Documents are begun together; what came to no end is begun alone from then on."""
    _, _, poison, *_ = arrive(store, 6)
    pace = Pace()
    for _ in range(50):
        pace.took(0.01)
    waiting = deque(take(store, 6))
    while waiting:
        portion = pace.portion(waiting)
        with store.session() as session:
            begun = queue.begin(session, portion)
        if poison in begun:
            waiting.clear()
            let_leases_run_out(store)
            with store.session() as session:
                queue.recover(session)
        else:
            with store.session() as session:
                queue.finish(session, dict.fromkeys(portion, WELL), "1")
        waiting = waiting or deque(take(store, 6))
    with store.session() as session:
        assert session.scalars(select(Job.document_id).where(Job.state == JobState.FAILED)).all() == [poison]
        assert session.scalars(select(Job.attempts).where(Job.state == JobState.DONE)).all() == [2] * 5


def test_what_is_given_back_unread_counts_no_attempt(store: Store) -> None:
    (number,) = arrive(store, 1)
    for begun, attempts in ((False, 0), (True, 1), (False, 1)):
        (mine,) = take(store, 1)
        with store.session() as session:
            assert queue.begin(session, [mine]) == {number} and queue.give_back(session, mine, begun)
        assert job(store, number).attempts == attempts


def test_taking_without_beginning_counts_no_attempt(store: Store) -> None:
    arrive(store, 1)
    for _ in range(3 * queue.MOST_ATTEMPTS):
        assert len(take(store, 1)) == 1
        let_leases_run_out(store)
        with store.session() as session:
            queue.recover(session)
    assert take(store, 1)[0].attempts == 0


def test_the_jobs_of_a_process_that_ended_are_free_at_once(store: Store) -> None:
    arrive(store, 2)
    machine = own_name().split("/")[0]
    take(store, 1, dead := f"{machine}/999999/1")
    take(store, 1, own_name())
    assert has_ended(dead) and not has_ended(own_name()) and not has_ended("another machine/999999/1")
    with store.session() as session:
        assert queue.recover(session, [owner for owner in queue.owners(session) if has_ended(owner)]) == 1


def test_reading_again_waits_once_and_makes_jobs_where_none_were(store: Store) -> None:
    one, two = arrive(store, 2)
    (mine, _) = take(store, 2)
    with store.session() as session:
        queue.finish(session, {mine: Reached("E104", 0.1)}, "1")
        row = Document(sha256="0" * 64, name="x", size=1, format="txt")
        documents.add(session, row)
        assert queue.add_again(session, [one, two, row.id], run="again") == 2
    with store.session() as session:
        assert queue.progress(session, "again")[JobState.WAITING] == 2
        assert session.scalars(select(Job.document_id).where(Job.state == JobState.RUNNING)).all() == [two]
