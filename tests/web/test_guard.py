"""Hostile files end the child that reads them, and nothing else."""

from __future__ import annotations

import io
import os
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractor import extract
from extractor.errors import EmptyFile, TookTooLong, TookTooMuchMemory
from extractor.limits import Limits
from web.guard import Guard, GuardLimits

REPORT = "Hội Nông dân tỉnh dự họp với Sở Tài chính.".encode()
W = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    kept = Guard()
    yield kept
    kept.close()


def word_file(body: bytes) -> bytes:
    """A Word file whose body is this XML."""
    plain = io.BytesIO()
    docx.Document().save(plain)
    source, target = zipfile.ZipFile(plain), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, W + body + b"</w:body></w:document>" if name == "word/document.xml" else source.read(name))
    return target.getvalue()


def endless() -> bytes:
    """A Word file of 60,000 paragraphs: honest, but long."""
    return word_file("<w:p><w:r><w:t>Hội Nông dân tỉnh đề nghị tặng Cờ thi đua cho Sở Tài chính</w:t></w:r></w:p>".encode() * 60_000)


def test_a_file_gives_the_record_that_the_library_gives(guard: Guard) -> None:
    assert guard.extract(REPORT, "tin.txt") == extract(REPORT, "tin.txt").model_dump(mode="json")


def test_errors_come_through_with_their_detail(guard: Guard) -> None:
    with pytest.raises(EmptyFile):
        guard.extract(b"", "a.docx")


def test_a_child_serves_many_files(guard: Guard) -> None:
    guard.extract(REPORT, "a.txt")
    child = guard._child()
    assert child.served >= 2
    guard._idle.put(child)


def test_time_is_limited_and_the_next_file_is_read() -> None:
    guard = Guard(GuardLimits(seconds=0.05))
    child = guard._child()
    child.ask((REPORT, "a.txt"), 60)  # the library is loaded now
    guard._idle.put(child)
    with pytest.raises(TookTooLong):
        guard.extract(endless(), "a.docx")
    assert not child.is_alive()
    guard.close()


def test_memory_is_limited() -> None:
    guard = Guard(GuardLimits(megabytes=600))
    buffer = io.BytesIO()
    Image.new("L", (12_000, 12_000), 100).save(buffer, "PNG", dpi=(700, 700))
    with pytest.raises(TookTooMuchMemory):
        guard.extract(buffer.getvalue(), "a.png")
    assert guard.extract(REPORT, "tin.txt")["organizations"]
    guard.close()


def test_a_child_that_is_killed_is_told_and_replaced(guard: Guard) -> None:
    child = guard._child()
    guard._idle.put(child)
    os.kill(child.pid, signal.SIGKILL)
    assert child._child.ended(60) == -signal.SIGKILL
    assert guard.extract(REPORT, "tin.txt")["organizations"]


def test_pages_are_limited_by_settings() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for i in range(5):
        canvas.drawString(60, 700, f"Trang {i + 1} cua bao cao")
        canvas.showPage()
    canvas.save()
    guard = Guard(GuardLimits(reading=Limits(pages=2)))
    record = guard.extract(buffer.getvalue(), "a.pdf")
    assert [w[:4] for w in record["warnings"]][0] == "W106" and "Trang 3" not in record["text"]
    guard.close()


def test_the_settings_hold_the_limits(tmp_path: Path) -> None:
    from web.settings import Settings

    settings = Settings.load(tmp_path, {"BIENBAN_READING_SECONDS": "20", "BIENBAN_READING_MB": "800", "BIENBAN_READING_PAGES": "9"})
    assert settings.guard == GuardLimits(20.0, 800, Limits(9, 300))
