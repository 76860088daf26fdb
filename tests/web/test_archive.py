"""The originals, in a folder, behind a driver of fsspec, and in a real S3 server: kept once, whole, and found by every machine."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import s3fs

from tests.serving import PATIENCE, free_port
from tests.web.conftest import TEXT, Person
from tests.web.test_uploads import upload
from web.archive import Archive, LocalFolder
from web.errors import ArchiveAway, SettingsError
from web.settings import Settings
from web.state import State

DIGEST = hashlib.sha256(b"bien ban").hexdigest()


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """The address of an S3 server in a process of its own."""
    port = free_port()
    command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < end
            time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(PATIENCE)


@pytest.fixture
def s3(s3_address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty bucket; where it is and who may use it stand in the environment, as S3's programs want it."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_address)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    bucket = f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]}"
    s3fs.S3FileSystem().mkdir(bucket)
    yield f"s3://{bucket}/office"
    s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture(params=["folder", "driver", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "folder":
        return tmp_path / "originals"
    return f"local://{tmp_path}/originals" if request.param == "driver" else request.getfixturevalue("s3")


def test_an_original_is_kept_once_and_comes_back_as_it_came(place: Path | str) -> None:
    archive, elsewhere = Archive(place), Archive(place)
    with pytest.raises(FileNotFoundError):
        archive.read(DIGEST)
    assert not elsewhere.has(DIGEST) and elsewhere.on_shelf(DIGEST[:2]) == set()
    assert archive.put(b"bien ban") == elsewhere.put(b"bien ban") == DIGEST
    assert elsewhere.has(DIGEST) and elsewhere.read(DIGEST) == b"bien ban" and elsewhere.is_whole(DIGEST)
    assert elsewhere.on_shelf(DIGEST[:2]) == {DIGEST}
    assert -5 < elsewhere.age(DIGEST) < 600
    with archive.open(DIGEST) as file:
        assert file.read(4) == b"bien"


@pytest.mark.parametrize("wrong", ["../../etc/passwd", "", "A" * 64, DIGEST + "/x"])
def test_nothing_but_a_sha256_leads_anywhere(place: Path | str, wrong: str) -> None:
    archive = Archive(place)
    for ask in (archive.read, archive.open, archive.has, archive.is_whole):
        with pytest.raises(ValueError, match="sha256"):
            ask(wrong)


def test_the_service_keeps_and_gives_originals_of_an_s3_server(s3: str, tmp_path: Path, reviewer: Person, state: State) -> None:
    assert upload(reviewer, ("một.txt", TEXT.encode())).status_code in (200, 302)
    with reviewer.get("/documents/1/original") as answer:
        assert answer.data == TEXT.encode()
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert s3fs.S3FileSystem().cat_file(f"{s3}/{digest[:2]}/{digest}") == TEXT.encode()
    assert not (state.settings.data / "originals").exists()


def test_a_server_that_does_not_answer_is_told_with_a_code(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    s3fs.S3FileSystem.clear_instance_cache()
    with pytest.raises(ArchiveAway, match="E320"):
        Archive(s3).put(b"bien ban")


def test_an_address_without_a_driver_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="E301"):
        Archive("nowhere://a/b")


def test_the_setting_takes_a_folder_or_an_address(tmp_path: Path) -> None:
    assert Settings.load(tmp_path, {}).originals == tmp_path / "originals"
    assert Settings.load(tmp_path, {"BIENBAN_ORIGINALS": f"{tmp_path}/elsewhere"}).originals == tmp_path / "elsewhere"
    (tmp_path / "settings.toml").write_text('originals = "s3://bucket/prefix"\n', "utf-8")
    assert Settings.load(tmp_path, {}).originals == "s3://bucket/prefix"


def test_a_file_half_written_is_never_found(tmp_path: Path) -> None:
    (tmp_path / DIGEST[:2]).mkdir()
    (tmp_path / DIGEST[:2] / ".new-1").write_bytes(b"bien")
    archive = Archive(tmp_path)
    assert archive.on_shelf(DIGEST[:2]) == set() and not LocalFolder(tmp_path).has(DIGEST)
