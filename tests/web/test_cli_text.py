"""`bienban text` on layouts and bundles."""

from __future__ import annotations

import zipfile
from pathlib import Path

from click.testing import CliRunner

from web.cli import cli

SAMPLES = Path(__file__).parents[2] / "samples"
MINUTES = SAMPLES / "pdf" / "bien-ban-dai-hoi-cong-doan.pdf"


def test_layout_shows_pages_with_grades_and_words_with_boxes() -> None:
    lines = CliRunner().invoke(cli, ["text", "--layout", str(MINUTES)]).output.splitlines()
    assert lines[0] == "page 1: 612 × 792 points, good"
    place, left, top, right, bottom, sure, word = lines[1].split()
    assert (place, word, sure) == ("0-4", "LĐLĐ", "1.00")
    assert 0 < float(left) < float(right) < 612 and 0 < float(top) < float(bottom) < 792


def test_a_format_without_pages_says_so() -> None:
    path = next((SAMPLES / "txt").glob("*.txt"))
    assert CliRunner().invoke(cli, ["text", "--layout", str(path)]).output == "txt: this format has no pages\n"


def test_a_bundle_shows_each_of_its_documents(tmp_path: Path) -> None:
    path = tmp_path / "năm 2024.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "Hội nghị thứ nhất")
        archive.writestr("b.txt", "Hội nghị thứ hai")
    output = CliRunner().invoke(cli, ["text", str(path)]).output
    assert output == f"==> {path}/a.txt <==\nHội nghị thứ nhất\n==> {path}/b.txt <==\nHội nghị thứ hai\n"


def test_blocks_and_layout_together_are_refused() -> None:
    assert CliRunner().invoke(cli, ["text", "--blocks", "--layout", str(MINUTES)]).exit_code == 2


def test_guarded_extraction_of_a_bundle_names_the_places(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2024/tin.txt", "Hội Nông dân tỉnh dự họp.")
    result = CliRunner().invoke(cli, ["extract", "--guarded", str(path)])
    assert result.exit_code == 0 and f'"source": "{path}/2024/tin.txt"' in result.stdout
