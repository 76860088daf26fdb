"""Where everything is kept: settings, archive, names of files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from web.archive import Archive
from web.errors import SettingsError
from web.filenames import MOST_LETTERS, clean_name
from web.settings import MEGABYTE, Settings


def test_the_folder_named_wins_over_the_environment(tmp_path: Path) -> None:
    env = {"BIENBAN_DATA": str(tmp_path / "b")}
    assert Settings.load(tmp_path / "a", env).data == tmp_path / "a"
    assert Settings.load(None, env).data == tmp_path / "b"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("upload_limit_mb = 5\nsession_hours = 3\n", "utf-8")
    loaded = Settings.load(tmp_path, {"BIENBAN_UPLOAD_LIMIT_MB": "7"})
    assert (loaded.upload_limit, loaded.session_hours) == (7 * MEGABYTE, 3)


@pytest.mark.parametrize("line", ["colour = 'red'", "upload_limit_mb = '5'", "upload_limit_mb = true", "session_hours = 0", "= broken"])
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, line: str) -> None:
    (tmp_path / "settings.toml").write_text(line, "utf-8")
    with pytest.raises(SettingsError, match="E301"):
        Settings.load(tmp_path, {})


@pytest.mark.parametrize("value", ["five", "-1", "", "0"])
def test_a_wrong_variable_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="E301"):
        Settings.load(tmp_path, {"BIENBAN_UPLOAD_LIMIT_MB": value})


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = Settings.load(tmp_path, {}).secret_key()
    assert Settings.load(tmp_path, {}).secret_key() == first and len(first) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_an_original_is_kept_under_its_sha256_and_never_twice(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    digest = archive.put(b"bien ban")
    before = archive.path(digest).stat().st_mtime_ns
    assert archive.put(b"bien ban") == digest == hashlib.sha256(b"bien ban").hexdigest()
    assert archive.path(digest).stat().st_mtime_ns == before and archive.read(digest) == b"bien ban"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_the_archive_opens_nothing_but_digests(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sha256"):
        Archive(tmp_path).path("../../etc/passwd")


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\lan\\Báo cáo.docx", "Báo cáo.docx"),
        ("a\x00b\x1b[31m\u202egpj.exe", "ab[31mgpj.exe"),
        ("Ba\u0301o  ca\u0301o\n.txt", "Báo cáo .txt"),
        ("..", "tệp"),
        ("", "tệp"),
        (None, "tệp"),
        ("\ud800.txt", "txt"),
    ],
)
def test_names_lose_paths_and_control_characters(raw: str | None, clean: str) -> None:
    assert clean_name(raw) == clean


def test_a_name_that_is_too_long_keeps_its_ending() -> None:
    name = clean_name("Khối " * 100 + ".docx")
    assert len(name) <= MOST_LETTERS and name.endswith("….docx")
