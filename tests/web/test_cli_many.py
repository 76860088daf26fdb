"""Many files at a time: a worker that dies costs nobody's record, and a terminal sees how far it got."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.serving import BIENBAN, readers
from tests.terminal import on_a_terminal

NEWS = "Hội Nông dân tỉnh tổng kết phong trào thi đua năm 2023\nNgày 05/01/2024, Hội Nông dân tỉnh tổ chức hội nghị tổng kết.\n"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{n:02}.txt" for n in range(40)]
    for path in paths:
        path.write_text(NEWS * 20, "utf-8")
    return paths


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children of a process are found through /proc")
def test_a_worker_that_dies_loses_no_record(files: list[Path]) -> None:
    command = [BIENBAN, "extract", "--workers", "2", *files]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        first = running.stdout.readline()
        os.kill(readers(running.pid)[0], signal.SIGKILL)
        lines = [first, *running.stdout.readlines()]
        complaint = running.stderr.read().decode()
    assert [json.loads(line)["source"] for line in lines] == list(map(str, files)), complaint
    assert running.returncode == 0


def test_a_terminal_sees_progress_and_errors_without_losing_records(files: list[Path], tmp_path: Path) -> None:
    files[1].write_bytes(b"")
    done, seen = on_a_terminal([BIENBAN, "extract", *files])
    assert (done.returncode, len(done.stdout.splitlines())) == (1, len(files) - 1)
    assert "/40" in seen
    assert "E101" in seen
