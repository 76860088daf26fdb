"""LibreOffice kept between files: one process for many, a new one where it ended or hangs, none left behind."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from extractor.errors import PasswordProtected, TookTooLong
from extractor.parsers import kept_office, office
from extractor.parsers.office import converted
from extractor.parsers.word import parse

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: libreoffice-writer-nogui")


def letter(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def processes(profile: Path) -> set[int]:
    """Those of LibreOffice itself that use the profile."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:  # it ended in the meantime
            continue
        if b"soffice.bin" in command.split(b"\0")[0] and profile.as_uri().encode() in command:
            found.add(int(folder.name))
    return found


def gone(profile: Path) -> bool:
    until = time.monotonic() + 20
    while processes(profile) and time.monotonic() < until:
        time.sleep(0.1)
    return not processes(profile)


@pytest.fixture
def kept() -> Iterator[int]:
    """The process that is there after two files."""
    for text in ("Một", "Hai"):
        converted(letter(text), "docx", "odt")
    (process,) = processes(office._profile())
    yield process
    office._KEPT.end()
    assert gone(office._profile())


def test_one_process_turns_many_files(kept: int) -> None:
    for text in ("Hội nghị", "Đại hội"):
        assert parse(converted(converted(letter(text), "docx", "odt"), "odt"), "a.docx").text == text
    assert processes(office._profile()) == {kept}


def test_a_process_that_was_killed_is_replaced(kept: int) -> None:
    os.kill(kept, signal.SIGKILL)
    assert parse(converted(letter("Hội nghị"), "docx", "docx"), "a.docx").text == "Hội nghị"
    converted(letter("Đại hội"), "docx", "odt")
    (process,) = processes(office._profile())
    assert process != kept


def test_a_process_that_hangs_is_ended_and_the_next_file_is_read(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    os.kill(kept, signal.SIGSTOP)
    monkeypatch.setattr(office, "SECONDS", 1.0)
    with pytest.raises(TookTooLong):
        converted(letter("Hội nghị"), "docx", "odt")
    monkeypatch.undo()
    assert kept not in processes(office._profile())
    assert parse(converted(letter("Đại hội"), "docx", "docx"), "a.docx").text == "Đại hội"


def test_a_process_is_replaced_after_many_files_and_ended_when_nobody_asks(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_office, "FILES", 1)
    monkeypatch.setattr(kept_office, "IDLE", 0.1)
    converted(letter("Hội nghị"), "docx", "odt")
    assert kept not in processes(office._profile())
    assert gone(office._profile())


def test_whoever_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(letter("Hội nghị"))
    program = (
        "import sys, time; from pathlib import Path; from extractor.parsers import office\n"
        "for _ in range(2): office.converted(Path(sys.argv[1]).read_bytes(), 'docx', 'odt')\n"
        "print(office._profile(), flush=True); time.sleep(60)"
    )
    reader = subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "a.docx")], stdout=subprocess.PIPE, text=True)
    assert reader.stdout is not None
    profile = Path(reader.stdout.readline().strip())
    assert len(processes(profile)) == 1
    reader.kill()
    reader.communicate()
    assert gone(profile)
    shutil.rmtree(profile)


def test_a_locked_text_is_named_at_once() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as members:
        members.writestr("META-INF/manifest.xml", '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>')
    with pytest.raises(PasswordProtected):
        converted(buffer.getvalue(), "odt")
