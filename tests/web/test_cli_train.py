"""`bienban train` on the command line, with little data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from web.commands import train

BIENBAN = Path(sys.executable).with_name("bienban")


def bienban(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BIENBAN, "train", *arguments], capture_output=True, text=True, encoding="utf-8", check=False)


def test_train_writes_a_model_and_its_account(tmp_path: Path) -> None:
    data, model = tmp_path / "documents.txt", tmp_path / "tagger" / "small.crf"
    sentence = "Đồng chí <PER>Trần Thị Bình</PER>, <POS>Chủ tịch</POS> <ORG>Hội Nông dân tỉnh</ORG> dự."
    data.write_text("".join(f"## dev-0{k}\n{sentence}\n" for k in range(2)), "utf-8")
    done = bienban("--data", data, "--model", model, "--synthetic", "30", "--folds", "2")
    assert done.returncode == 0, done.stderr
    assert "cross-validated" in done.stdout
    assert model.is_file()
    assert json.loads(model.with_suffix(".json").read_text("utf-8"))["documents"] == ["dev-00", "dev-01"]


def test_train_without_data_or_with_a_lone_save_is_wrong_usage(tmp_path: Path) -> None:
    missing = bienban("--data", tmp_path / "none.txt")
    assert missing.returncode == 2
    assert "--prepare" in missing.stderr
    assert bienban("--save").returncode == 2


def test_the_table_replaces_the_one_before_it(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text("# Card\n\n## Scores\nas they are\n", "utf-8")
    for table in ("| first |", "| second |"):
        train._save(table, card)
    text = card.read_text("utf-8")
    assert text.startswith("# Card\n\n## Scores\nas they are\n")
    assert "| second |" in text and "| first |" not in text
