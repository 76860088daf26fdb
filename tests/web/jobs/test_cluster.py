"""A scheduler with two workers, each a process of its own: they read what one would, and any of them may be killed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import PATIENCE, free_port
from tests.web.jobs.archives import Found, end, found, make_archive, most_records_of_one, read_so_far, start, wait_until
from web.settings import Settings


class Cluster:
    """Processes of a scheduler and its workers, which lead to the same store."""

    def __init__(self, settings: Settings, environment: dict[str, str]) -> None:
        self._settings, self._environment = settings, environment
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(2)]

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", self.address, "--no-dashboard", "--no-show"]
        self.scheduler = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ})
        wait_until(self._answers)
        return self.scheduler

    def start_worker(self) -> subprocess.Popen[bytes]:
        return start(self._settings, self._environment, "worker", "--scheduler", self.address, "--workers", "1")

    def ingest(self, folder: Path) -> subprocess.Popen[bytes]:
        return start(self._settings, self._environment, "ingest", folder, "--scheduler", self.address)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.communicate()

    def _answers(self) -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", int(self.address.rpartition(":")[2]))) == 0


@pytest.fixture
def cluster(settings: Settings, environment: dict[str, str]) -> Iterator[Cluster]:
    running = Cluster(settings, environment)
    yield running
    running.end()


@pytest.fixture
def archive(tmp_path: Path) -> tuple[Path, Found]:
    return tmp_path / "hồ sơ", make_archive(tmp_path / "hồ sơ", 100)


def test_one_of_two_workers_killed(cluster: Cluster, settings: Settings, archive: tuple[Path, Found]) -> None:
    folder, expected = archive
    process = cluster.ingest(folder)
    wait_until(lambda: read_so_far(settings) >= 20)
    cluster.workers[0].kill()
    status, said = end(process)
    assert status == 1, said
    assert found(settings) == expected
    assert most_records_of_one(settings) == 1


def test_the_scheduler_killed_and_started_again(cluster: Cluster, settings: Settings, archive: tuple[Path, Found]) -> None:
    folder, expected = archive
    process = cluster.ingest(folder)
    wait_until(lambda: read_so_far(settings) >= 20)
    cluster.scheduler.kill()
    cluster.scheduler.communicate()
    time.sleep(1)
    cluster.start_scheduler()
    status, said = end(process)
    assert status == 1, said
    assert found(settings) == expected
    assert most_records_of_one(settings) == 1


def test_a_worker_ends_in_good_order(cluster: Cluster) -> None:
    worker = cluster.workers[1]
    assert worker.stderr is not None
    while b"reading for" not in worker.stderr.readline():
        assert worker.poll() is None
    worker.terminate()
    assert worker.wait(PATIENCE) == 0


def test_a_scheduler_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "data", {})
    (tmp_path / "a.txt").write_text("Hội nghị tổng kết", "utf-8")
    status, said = end(start(settings, {}, "ingest", tmp_path / "a.txt", "--scheduler", f"tcp://127.0.0.1:{free_port()}"))
    assert status == 1 and "E373" in said and "Traceback" not in said
