"""Whatever is killed while an archive is taken in, starting again finishes the rest: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.postgresql import Server, running_server
from tests.serving import readers
from tests.web.jobs.archives import Found, end, found, here, make_archive, most_records_of_one, opened, read_so_far, start, wait_until
from web.jobs import queue
from web.settings import Settings
from web.store.engine import SQLITE
from web.store.models import Document

KILLS = {SQLITE: 20}
FEWER_KILLS = 5


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, Found]:
    return tmp_path / "hồ sơ", make_archive(tmp_path / "hồ sơ", 80)


def reports(settings: Settings) -> int:
    """How many runs have begun."""
    return len(list((settings.data / "reports").glob("*.csv")))


def kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def test_the_command_killed_at_random_moments(
    settings: Settings, environment: dict[str, str], backend: str, archive: tuple[Path, Found]
) -> None:
    folder, expected = archive
    moments = random.Random(20)
    for number in range(KILLS.get(backend, FEWER_KILLS)):
        process = start(settings, environment, "ingest", folder, "--workers", "2")
        wait_until(lambda number=number: reports(settings) > number)
        time.sleep(moments.uniform(0, 2.5))
        kill(process)
    status, said = end(start(settings, environment, "ingest", folder, "--workers", "2"))
    assert status == 1, said  # two files cannot be read
    assert found(settings) == expected
    assert most_records_of_one(settings) == 1


def test_the_children_that_read_killed_again_and_again(
    settings: Settings, environment: dict[str, str], archive: tuple[Path, Found]
) -> None:
    folder, expected = archive
    process = start(settings, environment, "ingest", folder, "--workers", "2")
    moments = random.Random(4)
    for _ in range(4):
        wait_until(lambda: process.poll() is not None or readers(process.pid))
        time.sleep(moments.uniform(0, 0.5))
        with suppress(OSError, IndexError):  # the command, or the child, has ended meanwhile
            os.kill(moments.choice(readers(process.pid)), signal.SIGKILL)
    end(process)
    here(settings, environment, "ingest", folder)
    assert found(settings) == expected
    assert most_records_of_one(settings) == 1


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that may be killed."""
    with running_server() as server:
        yield server


@pytest.mark.usefixtures("server")
def test_postgresql_killed_and_started_again(own_server: Server, tmp_path: Path, archive: tuple[Path, Found]) -> None:
    folder, expected = archive
    environment = {"BIENBAN_DATABASE_URL": own_server.url(own_server.new_database())}
    settings = Settings.load(tmp_path / "data", environment)
    process = start(settings, environment, "ingest", folder, "--workers", "2")
    for count in (5, 40):
        wait_until(lambda count=count: read_so_far(settings) >= count)
        own_server.kill()
        time.sleep(1)
        own_server.start()
    status, said = end(process)
    assert status == 1, said
    assert found(settings) == expected
    assert most_records_of_one(settings) == 1


def is_held(settings: Settings) -> bool:
    """Whether some process has taken documents that it has not read yet."""
    with opened(settings) as store, store.session() as session:
        return bool(queue.owners(session))


def taken_in(settings: Settings) -> int:
    """How many documents are in the store, read or not."""
    with opened(settings) as store, store.session() as session:
        return session.scalar(select(func.count()).select_from(Document)) or 0


def test_what_a_killed_command_held_is_free_for_others_at_once(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    number = make_archive(tmp_path / "a", 3).documents
    for n in range(4):
        long = f"Hội Nông dân huyện đề nghị tặng Cờ thi đua năm {2010 + n} cho Sở Tài chính.\n" * 2_000
        (tmp_path / "a" / f"dài {n}.txt").write_text(long, "utf-8")
    for _ in range(20):  # one killed while it keeps what it has read may hold nothing afterwards: the next one goes on
        process = start(settings, environment, "ingest", tmp_path / "a", "--workers", "1")
        wait_until(lambda process=process: process.poll() is not None or (taken_in(settings) == number + 4 and is_held(settings)))
        kill(process)
        if is_held(settings):
            break
    assert is_held(settings)
    (tmp_path / "b.txt").write_text("Hội nghị tổng kết", "utf-8")
    assert here(settings, environment, "ingest", tmp_path / "b.txt")[0] == 0
    state = found(settings)
    assert (state.unfinished, state.leases) == (0, 0)
