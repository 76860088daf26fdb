"""The command line as its users meet it: the installed `bienban` in a process of its own, and in this process where that is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.serving import BIENBAN
from tests.web.commands import command
from web.cli import COMMANDS, cli

MINUTES = "BIÊN BẢN\nHội nghị tổng kết công tác thi đua năm 2023\n\nKhối thống nhất suy tôn Hội Luật gia tỉnh là Khối trưởng năm 2024.\n"


def bienban(*arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([BIENBAN, *arguments], input=stdin, capture_output=True, cwd=cwd, check=False)


def records(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three readable documents at two depths, a broken one, and three files that are no documents."""
    (tmp_path / "in" / "năm 2023").mkdir(parents=True)
    (tmp_path / "in" / "b.txt").write_text(MINUTES, "utf-8")
    (tmp_path / "in" / "a.md").write_text(f"# Tin\n\n{MINUTES}", "utf-8")
    (tmp_path / "in" / "năm 2023" / "c.txt").write_text(MINUTES, "utf-8")
    (tmp_path / "in" / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    (tmp_path / "in" / "record.json").write_text("{}", "utf-8")
    (tmp_path / "in" / "~$b.docx").write_bytes(b"lock")
    (tmp_path / "in" / ".hidden.txt").write_text(MINUTES, "utf-8")
    return tmp_path


def test_help_names_every_command_and_loads_no_heavy_library() -> None:
    script = "import sys\nfrom web.cli import cli\ncli.main(['--help'], standalone_mode=False)\nprint(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert all(name in done.stdout for name in COMMANDS)
    heavy = {"spacy", "underthesea", "flask", "sqlalchemy", "pydantic", "pdfplumber", "docx", "lxml", "numpy", "rich", "extractor"}
    assert heavy.isdisjoint(done.stderr.replace("'", "").strip("[]\n").split(", "))


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_its_help(name: str) -> None:
    done = CliRunner().invoke(cli, [name, "--help"], prog_name="bienban")
    assert done.exit_code == 0, done.output
    assert f"Usage: bienban {name}" in done.output


def test_records_come_in_the_order_of_the_paths_with_their_source(folder: Path) -> None:
    done = bienban("extract", "in/năm 2023/c.txt", "in/b.txt", "in/a.md", cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    assert [r["source"] for r in records(done)] == ["in/năm 2023/c.txt", "in/b.txt", "in/a.md"]


def test_a_folder_gives_its_documents_sorted_and_a_failure_stops_none(folder: Path) -> None:
    done = bienban("extract", "./in", cwd=folder)
    assert done.returncode == 1
    assert [r["source"] for r in records(done)] == ["./in/a.md", "./in/b.txt", "./in/năm 2023/c.txt"]
    (complaint,) = done.stderr.decode().splitlines()
    assert complaint.startswith("./in/broken.docx: E1")


def test_workers_give_the_same_bytes(folder: Path) -> None:
    one, two = (bienban("extract", "in", "--workers", n, cwd=folder) for n in ("1", "2"))
    assert (one.stdout, one.stderr, one.returncode) == (two.stdout, two.stderr, two.returncode)


def test_standard_input_is_a_document() -> None:
    done = bienban("extract", "-", stdin=MINUTES.encode())
    assert done.returncode == 0, done.stderr.decode()
    assert [r["source"] for r in records(done)] == ["-"]


def test_output_goes_to_a_file_that_is_whole_or_absent(folder: Path) -> None:
    done = command("extract", "in/b.txt", "-o", "out.jsonl", cwd=folder)
    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads((folder / "out.jsonl").read_text("utf-8"))["source"] == "in/b.txt"
    assert not (folder / "out.jsonl.part").exists()


def test_pretty_records_are_still_json(folder: Path) -> None:
    done = command("extract", "in/b.txt", "--pretty", cwd=folder)
    assert done.stdout.count(b"\n") > 10
    assert json.loads(done.stdout)["source"] == "in/b.txt"


def test_a_missing_path_is_one_line_with_a_code(folder: Path) -> None:
    done = command("extract", "nowhere.txt", "in/b.txt", cwd=folder)
    assert done.returncode == 1
    assert len(records(done)) == 1
    assert done.stderr.decode().startswith("nowhere.txt: E180: The file or folder cannot be opened.")


def test_messages_come_in_vietnamese_when_asked(folder: Path) -> None:
    done = command("--lang", "vi", "extract", "nowhere.txt", cwd=folder)
    assert "Không mở được tệp" in done.stderr.decode()


def test_a_folder_without_documents_says_so(tmp_path: Path) -> None:
    done = command("extract", tmp_path)
    assert done.returncode == 1
    assert b"E181" in done.stderr


@pytest.mark.parametrize("arguments", [(), ("extract",), ("extract", "--workers", "0", "a.txt"), ("extract", "--no-such"), ("no-such",)])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert command(*arguments).returncode == 2


def test_an_output_that_cannot_be_written_is_wrong_usage(folder: Path) -> None:
    assert command("extract", "in/b.txt", "-o", "no/such/folder/out.jsonl", cwd=folder).returncode == 2


def test_a_reader_that_leaves_early_gets_no_traceback(folder: Path) -> None:
    many = ["in/b.txt"] * 200
    with subprocess.Popen([BIENBAN, "extract", *many], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        first = running.stdout.readline()
        running.stdout.close()
        complaint = running.stderr.read()
    assert json.loads(first)["source"] == "in/b.txt"
    assert complaint == b""


def test_a_file_name_that_is_no_text_is_still_written(folder: Path) -> None:
    odd = os.fsdecode("in/tệp-".encode() + b"\xff.txt")
    (folder / odd).write_text(MINUTES, "utf-8")
    done = bienban("extract", odd, cwd=folder)
    assert done.returncode == 0, done.stderr
    assert records(done)[0]["source"] == odd


def test_version_is_told() -> None:
    assert bienban("--version").stdout.startswith(b"bienban ")


def test_text_is_what_spans_point_into(folder: Path) -> None:
    done = command("text", "in/b.txt", cwd=folder)
    (record,) = records(command("extract", "in/b.txt", cwd=folder))
    assert done.stdout.decode().rstrip("\n") == record["text"].rstrip("\n")
    blocks = command("text", "in/b.txt", "--blocks", cwd=folder).stdout.decode().splitlines()
    assert any("suy tôn Hội Luật gia tỉnh" in line for line in blocks)
