"""The store from the command line: ingest, export, user, serve."""

from __future__ import annotations

import json
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import BIENBAN, Serving, serving
from tests.web.commands import command
from tests.web.conftest import TEXT


def bienban(data: Path, *arguments: str | Path, stdin: bytes = b"", lang: str = "en") -> subprocess.CompletedProcess[bytes]:
    env = {**os.environ, "BIENBAN_DATA": str(data)}
    return subprocess.run([BIENBAN, "--lang", lang, *arguments], input=stdin, capture_output=True, env=env, check=False)


def here(data: Path, *arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The same in this process."""
    return command(*arguments, stdin=stdin, environment={"BIENBAN_DATA": str(data)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in" / "sâu").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "in" / "sâu" / "b.txt").write_text(TEXT + "\nHết.", "utf-8")
    return tmp_path


def test_a_folder_goes_in_once_and_comes_out_as_lines(folder: Path) -> None:
    first = bienban(folder / "data", "ingest", folder / "in")
    assert first.returncode == 0 and first.stderr.decode().startswith("2 read, 0 already there, 0 kept, but not readable\n")
    again = bienban(folder / "data", "ingest", folder / "in", lang="vi")
    assert again.stderr.decode().strip().startswith("0 đã đọc, 2 đã có")
    assert bienban(folder / "data", "export", "--format", "jsonl", "-o", "-").stdout == b""
    done = bienban(folder / "data", "export", "--format", "jsonl", "--all", "-o", folder / "ra.jsonl")
    assert done.returncode == 0
    records = [json.loads(line) for line in (folder / "ra.jsonl").read_text("utf-8").splitlines()]
    assert [record["source"] for record in records] == ["a.txt", "b.txt"] and all(len(record["sha256"]) == 64 for record in records)


def test_a_file_that_cannot_be_read_is_kept_named_and_does_not_stop_the_others(folder: Path) -> None:
    (folder / "in" / "0.docx").write_bytes(b"PK\x03\x04 no archive")
    done = bienban(folder / "data", "ingest", folder / "in", folder / "nowhere")
    assert done.returncode == 1
    assert re.search(r"0\.docx: E1\d\d", done.stderr.decode()) and "nowhere: E180" in done.stderr.decode()
    assert "2 read" in done.stderr.decode()
    assert len([path for path in (folder / "data" / "originals").rglob("*") if path.is_file()]) == 3


@pytest.fixture
def read(folder: Path) -> Path:
    """The data folder into which those files have been read."""
    assert here(folder / "data", "ingest", folder / "in").returncode == 0
    return folder / "data"


@pytest.mark.parametrize("format_name", ["csv", "xlsx"])
def test_tables_are_written_whole(folder: Path, read: Path, format_name: str) -> None:
    done = here(read, "export", "--format", format_name, "--all", "-o", folder / "ra")
    assert done.returncode == 0 and (folder / "ra").read_bytes().startswith(b"PK")
    assert sorted(path.name for path in folder.iterdir()) == ["data", "in", "ra"]


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    done = here(tmp_path / "data", "export", "--format", "xlsx", "-o", tmp_path / "nowhere" / "ra.xlsx")
    assert done.returncode == 1 and b"E318" in done.stderr and len(done.stderr.splitlines()) == 1


def test_what_is_no_file_is_written_to_and_stays_what_it_is(folder: Path, read: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", folder / "pipe"], stdout=subprocess.PIPE)
    assert here(read, "export", "--format", "jsonl", "--all", "-o", folder / "pipe").returncode == 0
    assert len(reader.communicate()[0].splitlines()) == 2 and (folder / "pipe").is_fifo()


def test_accounts_are_added_with_a_password_from_a_pipe_or_made_up(tmp_path: Path) -> None:
    assert bienban(tmp_path, "user", "add", "lan", "--password-stdin", stdin="mật khẩu đủ dài\n".encode()).returncode == 0
    made = here(tmp_path, "user", "add", "minh", "--role", "lead", "--generate").stdout.decode()
    assert re.fullmatch(r"minh: (\w{4}-){3}\w{4}\n", made)
    assert here(tmp_path, "user", "list").stdout.decode() == "lan\treviewer\nminh\tlead\n"
    again = here(tmp_path, "user", "add", "LAN", "--generate")
    assert again.returncode == 1 and b"E314" in again.stderr
    short = here(tmp_path, "user", "password", "lan", "--password-stdin", stdin=b"short\n")
    assert short.returncode == 1 and b"E380" in short.stderr
    assert here(tmp_path, "user", "password", "lan", "--generate").returncode == 0


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A service that was started for the first time."""
    with serving(tmp_path_factory.mktemp("first"), "--first-run") as service:
        yield service


def test_the_first_run_prints_its_address_and_the_first_login(first_run: Serving) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", first_run.address)
    assert re.search(r"admin  /  \w{4}-\w{4}-\w{4}-\w{4}", " ".join(first_run.printed))
    assert any("sample documents loaded" in line for line in first_run.printed)
    with urllib.request.urlopen(f"{first_run.address}/health") as answer:
        assert answer.read() == b"ok\n"


def test_a_port_in_use_is_told_in_one_line(first_run: Serving, tmp_path: Path) -> None:
    port = first_run.address.rpartition(":")[2]
    done = bienban(tmp_path / "other", "serve", "--port", port)
    assert done.returncode == 1 and b"E301" in done.stderr and len(done.stderr.splitlines()) == 1
