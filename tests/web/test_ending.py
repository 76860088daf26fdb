"""The service ends by SIGINT and SIGTERM, whatever it is doing; what it was reading is read at the next start."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.serving import PATIENCE, readers, serving
from web.archive import Archive
from web.ingest import Arrival, take_in
from web.settings import Settings
from web.store import Store
from web.store.models import Job, JobState, MachineRecord, Turn

AS_IN_THE_BACKGROUND = ("sh", "-c", 'trap "" INT; exec "$@"', "sh")
"""A script that starts a command with `&` lets it ignore SIGINT."""
REPORT = "\n".join(f"Hội Nông dân huyện số {n} đề nghị tặng Cờ thi đua cho Sở Tài chính." for n in range(1500)).encode()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_service_at_rest_ends_however_it_was_started(number: signal.Signals, tmp_path: Path) -> None:
    with serving(tmp_path, before=AS_IN_THE_BACKGROUND) as service:
        service.process.send_signal(number)
        assert service.process.wait(PATIENCE) == 0


def test_what_was_being_read_is_read_at_the_next_start(settings: Settings, store: Store, environment: dict[str, str]) -> None:
    (taken,) = take_in(store, Archive(settings.originals), [Arrival("dài.txt", REPORT)], "run", Turn.UPLOAD)
    with serving(settings.data, environment=environment) as service:
        wait_until(store, taken.document_id, lambda job: job.attempts == 1)
        for reader in readers(service.process.pid):
            os.kill(reader, signal.SIGSTOP)  # from now on the document takes for ever
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(PATIENCE) == 0
    assert job_of(store, taken.document_id).state == JobState.WAITING
    with serving(settings.data, environment=environment):
        wait_until(store, taken.document_id, lambda job: job.state == JobState.DONE)
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(MachineRecord)) == 1


def job_of(store: Store, document: int) -> Job:
    with store.session() as session:
        return session.get_one(Job, document)


def wait_until(store: Store, document: int, there: Callable[[Job], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not there(job_of(store, document)):
        assert time.monotonic() < until, job_of(store, document).state
        time.sleep(0.01)
