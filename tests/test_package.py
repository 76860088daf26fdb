"""An installation that is no checkout: the wheel carries everything that the product reads at run time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "pyproject.toml",
    "setup.py",
    "README.md",
    "LICENSE",
    "docs/huong-dan",
    "docs/screenshots",
    "extractor",
    "web",
    "models/calibration.json",
    "models/lexicons",
    "models/pipeline",
    "models/tagger",
)
PRODUCT = [part for part in PARTS if part.startswith(("extractor", "web", "models"))]
USED = r"""
import re, sys, extractor, web
from pathlib import Path
from extractor import extract
from web import create_app, guide
from web.settings import Settings
assert Path(extractor.__file__).is_relative_to(sys.argv[1]) and Path(web.__file__).is_relative_to(sys.argv[1])
record = extract("Hội nghị thống nhất suy tôn Hội Nông dân tỉnh là Khối trưởng năm 2024.".encode(), "tin.txt")
assert [leader.holder for leader in record.leaders] == ["Hội Nông dân tỉnh"]
client = create_app(Settings.load(sys.argv[2], {})).test_client()
page = client.get("/login")
assert page.status_code == 200 and "Đăng nhập" in page.text
assert all(client.get(f"/static/{name}").status_code == 200 for name in ("page.css", "review.css", "review.js", "icon.svg"))
assert "<h1>Bắt đầu" in client.get("/guide/01-bat-dau").text
pictures = {name for name, _ in guide.contents() for name in re.findall(r"/guide/pictures/[\w-]+[.]png", guide.chapter(name).html)}
assert pictures and all(client.get(picture).status_code == 200 for picture in pictures)
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel unpacks to; it is built from a copy, since building writes beside the sources."""
    folder = tmp_path_factory.mktemp("package")
    for part in PARTS:
        source, target = ROOT / part, folder / "source" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(source, target)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        folder,
        folder / "source",
    ]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_reads_documents_and_serves_pages(installed: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", USED, installed, tmp_path / "data"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr


def test_the_wheel_leaves_no_file_of_the_product_behind(installed: Path) -> None:
    kept = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    parts = [path for part in PRODUCT for path in [ROOT / part, *(ROOT / part).rglob("*")] if path.is_file()]
    ours = {path.relative_to(ROOT).as_posix() for path in parts}
    of_the_product = {name for name in ours if not any(piece.startswith((".", "__pycache__")) for piece in name.split("/"))}
    assert {name for name in of_the_product - kept if not name.endswith(".md")} == set()
