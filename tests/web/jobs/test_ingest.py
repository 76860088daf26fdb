"""`bienban ingest` on archives as they are: folders, bundles, addresses, a folder that is watched, hostile files, a full disk."""

from __future__ import annotations

import csv
import io
import os
import re
import signal
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.serving import BIENBAN
from tests.terminal import on_a_terminal
from tests.web.conftest import TEXT
from tests.web.jobs.archives import end, found, here, make_archive, opened, read_so_far, start, wait_until
from tests.web.test_guard import endless, word_file
from web.commands import ingestview
from web.jobs.intake import Arrived
from web.jobs.work import Tally
from web.settings import Settings
from web.store.models import Document, DocumentTag, Job


def tables(settings: Settings) -> list[dict[str, str]]:
    """The lines of the newest report."""
    newest = max((settings.data / "reports").glob("*.csv"), key=lambda path: path.stat().st_mtime_ns)
    with newest.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def failed(settings: Settings) -> dict[str, str]:
    """The files of the newest report that could not be read, with their codes."""
    return {Path(line["source"]).name: line["code"] for line in tables(settings) if line["result"] == "failed"}


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.txt", content)
    return buffer.getvalue()


@pytest.mark.usefixtures("nothing")
def test_the_report_names_every_file_with_what_became_of_it(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    expected = make_archive(tmp_path / "a", 4)
    status, said = end(start(settings, environment, "ingest", tmp_path / "a", tmp_path / "nowhere"))
    assert status == 1 and found(settings) == expected
    assert "4 read, 1 already there, 2 kept, but not readable" in said and "E104" in said and "nowhere: E180" in said
    results = {Path(line["source"]).name: (line["result"], line["code"]) for line in tables(settings)}
    assert results["hỏng.docx"] == ("failed", "E104") and results["rỗng.txt"] == ("failed", "E101")
    assert results["nowhere"] == ("unavailable", "E180") and results["biên bản 3.txt"] == ("done", "")
    assert sorted(result for result, _ in results.values()) == ["done"] * 4 + ["duplicate"] + ["failed"] * 2 + ["unavailable"]


def test_a_terminal_sees_how_far_it_got_and_how_fast(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    make_archive(tmp_path / "a", 30)
    ended, seen = on_a_terminal([BIENBAN, "--lang", "vi", "ingest", tmp_path / "a"], {**environment, "BIENBAN_DATA": str(settings.data)})
    assert ended.returncode == 1 and "/32" in seen
    assert re.search(r"đã đọc \d+, lỗi \d+, đã có \d+, còn chờ \d+, \d+[.,]\d văn bản/giây", seen), seen


def test_without_a_terminal_a_line_is_written_whenever_one_is_due(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    arrived = Arrived(found=10, fresh=9, known=1, complete=True)
    with ingestview.shown(arrived, "en") as view:
        view(Tally(taken=1, read=1))
    assert capfd.readouterr().err == ""  # a minute has not gone by
    monkeypatch.setattr(ingestview, "A_LINE", 0.0)
    with ingestview.shown(arrived, "en") as view:
        view(Tally(taken=3, read=3))
        view(Tally(taken=2, read=1, failed=Counter(["E104"])))
    lines = capfd.readouterr().err.splitlines()
    assert [line[: line.index(" waiting")] for line in lines] == [
        "3 read, 0 failed, 1 already there, 6",
        "4 read, 1 failed, 1 already there, 4",
    ]
    assert re.search(r"\d\.\d documents/s, 0:00:\d\d left$", lines[1])


def test_folders_become_tags_and_bundles_become_their_documents(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "a" / "Sở Nội vụ" / "2019").mkdir(parents=True)
    (tmp_path / "a" / "Sở Nội vụ" / "2019" / "họp.zip").write_bytes(zipped(một=TEXT.encode(), hai=f"{TEXT} Hết.".encode()))
    assert here(settings, environment, "ingest", tmp_path / "a", "--tag", "lưu trữ")[0] == 0
    with opened(settings) as store, store.session() as session:
        sources = session.scalars(select(Job.source)).all()
        assert sorted(str(source).removeprefix(str(tmp_path)) for source in sources) == [
            f"/a/Sở Nội vụ/2019/họp.zip/{name}.txt" for name in ("hai", "một")
        ]
        tags = session.execute(select(DocumentTag.tag, func.count()).group_by(DocumentTag.tag)).all()
        assert dict(map(tuple, tags)) == {"Sở Nội vụ": 2, "2019": 2, "lưu trữ": 2}


def test_a_dry_run_changes_nothing_and_tells_what_is_new(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    make_archive(tmp_path / "a", 3)
    process = start(settings, environment, "ingest", "--dry-run", tmp_path / "a")
    listed, said = (stream.decode() for stream in process.communicate())
    assert "6 would be read, 0 already there" in said and listed.count("biên bản") == 3
    assert found(settings).documents == 0


def test_limit_counts_new_documents_and_since_leaves_out_the_old(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    make_archive(tmp_path / "a", 6)
    for path in (tmp_path / "a").rglob("*"):
        if path.name.endswith(("0.txt", "hỏng.docx", "rỗng.txt", "sao.txt")):
            os.utime(path, (0, 0))
    here(settings, environment, "ingest", tmp_path / "a", "--since", "2000-01-01", "--limit", "2")
    assert found(settings).documents == 2
    here(settings, environment, "ingest", tmp_path / "a", "--since", "2000-01-01", "--limit", "2")
    assert found(settings).documents == 4
    here(settings, environment, "ingest", tmp_path / "a", "--since", "2000-01-01")
    assert found(settings).documents == 5


def test_a_document_without_an_ending_is_known_by_its_content_and_other_files_are_left_out(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "tờ trình").write_bytes(word_file("<w:p><w:r><w:t>Hội nghị tổng kết</w:t></w:r></w:p>".encode()))
    (tmp_path / "a" / "chương trình.exe").write_bytes(b"MZ\0\0")
    (tmp_path / "a" / ".ẩn.txt").write_text(TEXT, "utf-8")
    assert here(settings, environment, "ingest", tmp_path / "a")[0] == 0
    with opened(settings) as store, store.session() as session:
        assert session.execute(select(Document.name, Document.format)).all() == [("tờ trình", "docx")]


def test_an_address_is_walked_like_a_folder(settings: Settings, environment: dict[str, str], tmp_path: Path) -> None:
    """The way of every store that fsspec knows, here through an archive that it opens as a file system."""
    (tmp_path / "kho.zip").write_bytes(zipped(**{"khối 1/một": TEXT.encode(), "khối 2/hai": f"{TEXT} Hết.".encode()}))
    assert fsspec.filesystem("zip", fo=str(tmp_path / "kho.zip")).find("")  # it is one to fsspec
    status, said = here(settings, environment, "ingest", f"zip://::{tmp_path / 'kho.zip'}", "file:///nowhere/at/all", "xyz://a")
    assert status == 1 and said.count("E180") >= 2
    with opened(settings) as store, store.session() as session:
        assert session.scalars(select(DocumentTag.tag).order_by(DocumentTag.tag)).all() == ["khối 1", "khối 2"]


def test_hostile_files_end_with_their_codes_and_the_others_are_read(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    """What takes too much memory has all the time that it wants, and what takes too long all the memory, so that each ends by its own."""
    make_archive(tmp_path / "a", 5)
    picture = io.BytesIO()
    Image.new("L", (12_000, 12_000), 100).save(picture, "PNG", dpi=(700, 700))
    (tmp_path / "a" / "lớn.png").write_bytes(picture.getvalue())
    (tmp_path / "treo.docx").write_bytes(endless())
    status, said = end(start(settings, {**environment, "BIENBAN_READING_MB": "600"}, "ingest", tmp_path / "a"))
    assert status == 1, said
    assert failed(settings) == {"hỏng.docx": "E104", "rỗng.txt": "E101", "lớn.png": "E110"}
    status, said = end(start(settings, {**environment, "BIENBAN_READING_SECONDS": "3"}, "ingest", tmp_path / "treo.docx"))
    assert status == 1, said
    assert failed(settings) == {"treo.docx": "E109"}
    state = found(settings)
    assert (state.read, state.unfinished, state.leases) == (5, 0, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of three megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", place], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"only root may mount a small disk: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_told_and_nothing_is_half_written(small_disk: Path, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "data", {})
    (settings.data / "originals").symlink_to(small_disk, target_is_directory=True)
    (tmp_path / "a").mkdir()
    for n in range(40):
        (tmp_path / "a" / f"{n:02}.txt").write_text(f"{TEXT} {n}\n" + f"{'x' * 99}\n" * 1000, "utf-8")
    status, said = end(start(settings, {}, "ingest", tmp_path / "a"))
    assert status == 1 and "E372" in said and "Traceback" not in said
    subprocess.run(["mount", "-o", "remount,size=60m", small_disk], check=True)
    assert end(start(settings, {}, "ingest", tmp_path / "a"))[0] == 0
    state = found(settings)
    assert (state.originals, state.documents, state.records, state.unfinished) == (40, 40, 40, 0)


@pytest.fixture
def watched(settings: Settings, environment: dict[str, str], tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A folder that a command watches."""
    folder = tmp_path / "đến"
    folder.mkdir()
    process = start(settings, environment, "ingest", folder, "--watch", "--settle", "1", "--no-folder-tags")
    yield folder, process
    process.kill()
    process.communicate()


def test_a_file_still_being_written_is_not_taken(settings: Settings, watched: tuple[Path, subprocess.Popen[bytes]]) -> None:
    folder, process = watched
    with (folder / "dài.txt").open("w", encoding="utf-8") as slow:
        slow.write(TEXT)
        slow.flush()
        (folder / "ngắn.txt").write_text(f"{TEXT} Ngắn.", "utf-8")
        wait_until(lambda: (folder / "da-nhan" / "ngắn.txt").exists())
        assert (folder / "dài.txt").exists()  # open since before the other came, which has settled and gone
        slow.write(" Hết.")
    wait_until(lambda: (folder / "da-nhan" / "dài.txt").exists())
    wait_until(lambda: read_so_far(settings) == 2)
    process.send_signal(signal.SIGTERM)
    status, said = end(process)
    assert status == 0 and "2 read, 0 already there" in said
    assert (folder / "da-nhan" / "dài.txt").read_text("utf-8") == f"{TEXT} Hết."
    assert found(settings).records == 2


def test_a_thousand_files_dropped_at_once_are_all_taken_once(settings: Settings, watched: tuple[Path, subprocess.Popen[bytes]]) -> None:
    folder, process = watched
    for n in range(1000):
        (folder / f"{n}.txt").write_text(f"Tin số {n}", "utf-8")
    wait_until(lambda: not list(folder.glob("*.txt")))
    wait_until(lambda: read_so_far(settings) == 1000)
    process.send_signal(signal.SIGINT)
    assert "1000 read, 0 already there, 0 kept" in end(process)[1]
    state = found(settings)
    assert (state.originals, state.documents, state.records, state.unfinished) == (1000, 1000, 1000, 0)
    assert len(list((folder / "da-nhan").iterdir())) == 1000
