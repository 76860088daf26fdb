"""Files that no office means to send, each sent to the service and to the command line: a clear message with a code, nothing lost.

Each is judged beside a good document that must come through: one bad file stops neither the others nor the service.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from tests.serving import BIENBAN
from tests.web.addresses import address_of, takers
from tests.web.commands import command
from tests.web.conftest import TEXT, Person, held
from tests.web.forms import notes
from tests.web.test_uploads import kept, post, upload
from web import create_app
from web.settings import Settings
from web.state import State
from web.store.models import Status

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PICTURE = (Path(__file__).resolve().parents[2] / "docs" / "screenshots" / "library.png").read_bytes()
PDF = (SAMPLES / "pdf" / "bien-ban-dai-hoi-cong-doan.pdf").read_bytes()
DOCX = (SAMPLES / "docx" / "giay-moi-tong-ket-khoi.docx").read_bytes()
ENGLISH = "The committee met on Monday to review the results of the year and to plan the work of the next one.\n"


@dataclass(frozen=True)
class Bad:
    """A bad file: what stands in it, what it is called, and the codes of which one must be told (E: not read, W: read with a warning)."""

    content: bytes
    name: str
    codes: tuple[str, ...]


BAD = {
    "empty file": Bad(b"", "rong.txt", ("E101",)),
    "blanks only": Bad(b" \r\n\t\n", "trang.txt", ("E101",)),
    "0-byte docx": Bad(b"", "rong.docx", ("E101",)),
    "text that is not Vietnamese": Bad(ENGLISH.encode() * 5, "english.txt", ("W201",)),
    "picture renamed .docx": Bad(PICTURE[:4000], "anh.docx", ("E104", "E106", "E108")),
    "truncated PDF": Bad(PDF[: len(PDF) // 2], "cut.pdf", ("E104", "W1")),
    "head of a PDF": Bad(PDF[:700], "head.pdf", ("E104",)),
    "truncated docx": Bad(DOCX[: len(DOCX) // 2], "cut.docx", ("E104",)),
    "20 MB of one line": Bad("Hội nghị tổng kết, ".encode() * 830_000, "dai.txt", ("E105",)),
    "lone surrogate": Bad(f"{TEXT}\n".encode() + "\ud800".encode("utf-8", "surrogatepass"), "le.txt", ("W101",)),
    "invalid UTF-8": Bad(f"{TEXT}\n".encode() * 3 + b"\xff\xfe\x80", "sai.txt", ("W101",)),
    "bytes of no encoding": Bad(bytes(range(128, 256)) * 20, "rac.txt", ("E107",)),
}
CASES = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)


@pytest.fixture
def settings(tmp_path: Path, environment: dict[str, str]) -> Settings:
    """The limits that the service has where nobody sets any."""
    return Settings.load(tmp_path / "data", environment)


@CASES
def test_the_service_tells_the_code_keeps_the_file_and_goes_on(reviewer: Person, state: State, bad: Bad) -> None:
    answer = upload(reviewer, (bad.name, bad.content), ("tốt.txt", TEXT.encode()))
    assert answer.status_code == 200
    (name, status, code), good = kept(state)
    assert name == bad.name and good == ("tốt.txt", Status.EXTRACTED, None)
    for told in (answer.text, reviewer.get("/documents/1").text):
        assert any(one in told for one in bad.codes)
    assert (status == Status.FAILED) == bool(code) and (code is None or code.startswith(bad.codes))
    assert state.archive.read(hashlib.sha256(bad.content).hexdigest()) == bad.content
    with reviewer.get("/documents/1/original") as original:
        assert original.data == bad.content
    assert reviewer.get("/").status_code == reviewer.get("/documents/2").status_code == 200


@CASES
def test_the_command_line_tells_the_code_and_reads_the_others(tmp_path: Path, bad: Bad) -> None:
    (tmp_path / bad.name).write_bytes(bad.content)
    (tmp_path / "tốt.txt").write_text(TEXT, "utf-8")
    done = command("extract", bad.name, "tốt.txt", cwd=tmp_path)
    records = {record["source"]: record for record in map(json.loads, done.stdout.splitlines())}
    assert records["tốt.txt"]["organizations"]
    assert done.returncode == (0 if bad.name in records else 1)
    told = " ".join(records[bad.name]["warnings"]) if bad.name in records else done.stderr.decode()
    assert any(one in told for one in bad.codes)


def test_all_bad_files_together_stop_neither_the_command_nor_a_good_one(tmp_path: Path) -> None:
    for bad in BAD.values():
        (tmp_path / bad.name).write_bytes(bad.content)
    (tmp_path / "tốt.txt").write_text(TEXT, "utf-8")
    done = subprocess.run([BIENBAN, "extract", "."], cwd=tmp_path, capture_output=True, check=False)
    records = {Path(record["source"]).name for record in map(json.loads, done.stdout.splitlines())}
    complaints = {Path(line.split(": ")[0]).name for line in done.stderr.decode().splitlines()}
    assert done.returncode == 1 and "tốt.txt" in records and "Traceback" not in done.stderr.decode()
    assert records | complaints == {bad.name for bad in BAD.values()} | {"tốt.txt"} and not records & complaints


@pytest.mark.parametrize("name", ["../../../etc/passwd.txt", "..\\..\\boot.txt", "/etc/cron.d/x.txt", "../", "..", "a/../../b.txt"])
def test_a_name_that_leads_elsewhere_is_only_a_name(reviewer: Person, state: State, tmp_path: Path, name: str) -> None:
    assert upload(reviewer, (name, TEXT.encode())).status_code == 200
    ((shown, status, _),) = kept(state)
    assert status == Status.EXTRACTED and not {"/", "\\"} & set(shown) and ".." not in shown
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    files = {path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == TEXT.encode()}
    assert files == {state.archive.path(digest)}


@pytest.fixture
def forms(reviewer: Person, document: int, app: Flask) -> Iterator[list[tuple[str, dict[str, str]]]]:
    """Every form of the service: where it goes and what it holds beside its token; those that are not spelled out here are sent empty."""
    record = reviewer.record_form(document).to_dict()
    record.pop("csrf_token")
    filled = [
        ("/login", {"name": "admin", "password": "sai mật khẩu"}),
        ("/logout", {}),
        ("/language", {"language": "en"}),
        (f"/documents/{document}", {**record, "act": "confirm"}),
        (f"/documents/{document}/reopen", {"version": "1"}),
        (f"/documents/{document}/draft", record),
        (f"/documents/{document}/draft/discard", {name: record[name] for name in ("version", "machine", "tab", "seen", "edit")}),
        (f"/documents/{document}/merge", {"version": "0", "draft": ""}),
        (f"/documents/{document}/restore", {"version": "0", "to": "0"}),
        ("/upload/cancel", {"document": "1"}),
        ("/queue/assign", {"query": "", "document": "1", "person": "2"}),
        ("/queue/confirm", {"query": "", "document": "1", "sure": "70"}),
        ("/queue/export", {"query": "", "document": "1", "format": "jsonl"}),
        ("/queue/reextract", {"query": "", "document": "1"}),
        ("/queue/remove", {"query": "", "document": "1"}),
        ("/queue/restore", {"query": "", "document": "1"}),
        ("/queue/filters", {"query": "", "name": "x"}),
        ("/queue/filters/1/forget", {"query": ""}),
        (f"/documents/{document}/presence", {"doing": "editing", "version": "0"}),
    ]
    told = {address for address, _ in filled} | {"/upload"}
    yield filled + [(address, {}) for rule in takers(app) if (address := address_of(app, rule, document)) not in told]


@pytest.mark.parametrize("token", [None, "", "x", "IjAwMDAi.aaaaaa.bbbbbb"])
def test_no_form_is_taken_without_its_token(
    reviewer: Person, state: State, forms: list[tuple[str, dict[str, str]]], token: str | None
) -> None:
    before = _page(reviewer)
    for address, fields in forms:
        answer = reviewer.client.post(address, data=fields if token is None else {**fields, "csrf_token": token})
        assert answer.status_code == 400 and "E304" in notes(answer.text), address
    answer = post(reviewer, {}, ("mới.txt", b"m"))
    assert answer.status_code == 400 and "E304" in notes(answer.text)
    assert _page(reviewer) == before and len(kept(state)) == 1


def _page(reviewer: Person) -> str:
    """The review page without its tokens, which are new every second, and its own mark, which is new every time."""
    return re.sub(r'name="(csrf_token|tab)" value="[^"]*"', "", reviewer.get("/documents/1").text)


def test_what_was_uploaded_is_there_after_a_restart(app: Flask, reviewer: Person, state: State, settings: Settings) -> None:
    for bad in BAD.values():
        upload(reviewer, (bad.name, bad.content))
    before = kept(state)
    state.store.close()
    again = held(create_app(settings))
    assert kept(again) == before
    assert all(again.archive.read(hashlib.sha256(bad.content).hexdigest()) == bad.content for bad in BAD.values())
    again.store.close()
