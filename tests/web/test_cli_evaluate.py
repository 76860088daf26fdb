"""Scores on the command line, the model card's table, and the silence about documents kept out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from extractor.evaluation import evaluate
from tests.serving import BIENBAN
from tests.web.commands import command
from web.commands import scorecard

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")

CARD = "# Card\n\n## Documents kept out\nNever read:\n\n- news: `real-9`, `dev-07`\n\n## Other\n`extract`\n"


def gold(**parts: Any) -> dict[str, Any]:
    lists: dict[str, Any] = {kind: [] for kind in ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")}
    document = {"kind": "news", "title": "Tin", "number": None, "date": None, "authors": []}
    return {"document": document, "meeting": None, **lists, **parts}


def bienban(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = command(*arguments)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "dev-07"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "source.txt").write_text("Hội nghị tổng kết công tác thi đua năm 2023\n", "utf-8")
        (tmp_path / name / "record.json").write_text(json.dumps(gold()), "utf-8")
    return tmp_path


def test_names_of_kept_out_documents_come_from_their_section_only(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    assert scorecard.kept_out(card) == frozenset()
    card.write_text(CARD, "utf-8")
    assert scorecard.kept_out(card) == {"real-9", "dev-07"}


def test_saving_keeps_the_rest_of_the_card_and_replaces_the_table(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text(CARD, "utf-8")
    report = evaluate({"real-1": gold(), "dev-07": gold()}, {"real-1": gold(), "dev-07": gold()})
    for _ in range(2):
        scorecard.save(report, scorecard.kept_out(card), card)
    text = card.read_text("utf-8")
    assert text.startswith(CARD.rstrip())
    assert text.count("**macro of the six**") == 1
    assert scorecard.committed_macro(card) == 1


def test_a_card_without_table_says_so(tmp_path: Path) -> None:
    card = tmp_path / "CARD.md"
    card.write_text(CARD, "utf-8")
    with pytest.raises(scorecard.CardFault, match="no score table"):
        scorecard.committed_macro(card)


def test_the_card_tells_nothing_of_a_single_kept_out_document() -> None:
    wrong = gold(campaigns=[{"name": "Dân vận khéo", "kind": "movement", "launched_by": None, "period": None}])
    report = evaluate({"real-1": gold(), "dev-07": wrong}, {"real-1": gold(), "dev-07": gold()})
    text = scorecard.markdown(report, frozenset({"dev-07"}))
    assert "kept out | 1" in text
    assert "campaigns: missed" not in text


def test_evaluate_hides_kept_out_documents_unless_asked(folder: Path) -> None:
    hidden = bienban("evaluate", folder, "--by-document", "--errors")
    assert hidden.returncode == 0, hidden.stderr
    assert "one" in hidden.stdout
    assert "dev-07" not in hidden.stdout
    assert "dev-07" in bienban("evaluate", folder, "--by-document", "--show-kept-out").stdout


def test_evaluate_does_not_judge_a_kept_out_document_by_itself(folder: Path) -> None:
    assert bienban("evaluate", folder, "--only", "dev-07").returncode == 2
    assert bienban("evaluate", folder, "--only", "dev-07", "--show-kept-out").returncode == 0


def test_the_summary_is_two_lines(folder: Path) -> None:
    lines = bienban("evaluate", folder, "--kept-out", "summary").stdout.splitlines()
    assert [line.split(" (")[0] for line in lines] == ["tuned documents", "documents kept out"]


def test_a_source_that_fails_counts_as_an_empty_record(folder: Path) -> None:
    (folder / "one" / "source.txt").write_bytes(b"")
    done = bienban("evaluate", folder)
    assert done.returncode == 1
    assert "E101" in done.stderr
    assert "(1 of 2 documents read)" in done.stdout


def test_a_folder_without_gold_is_wrong_usage(tmp_path: Path) -> None:
    assert bienban("evaluate", tmp_path).returncode == 2


@pytest.fixture(scope="module")
def judged() -> subprocess.CompletedProcess[str]:
    """All gold documents, judged and compared with the committed table."""
    command = [BIENBAN, "evaluate", SHARED / "gold", "--check"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@needs_shared
def test_agrees_with_the_shared_scorer_on_real_extractions(judged: subprocess.CompletedProcess[str], tmp_path: Path) -> None:
    predicted = tmp_path / "predicted.jsonl"
    bienban("extract", *sorted((SHARED / "gold").glob("*/source.*")), "-o", predicted)
    score = [sys.executable, SHARED / "score" / "score.py", SHARED / "gold", predicted]
    theirs = subprocess.run(score, capture_output=True, check=True, text=True, encoding="utf-8").stdout.splitlines()
    ours = judged.stdout.splitlines()
    for mine, other in zip(ours[1:16], theirs[1:16], strict=True):
        assert mine.split()[:5] == other.split()
    assert ours[-1].split()[:8] == theirs[-1].split()[:8]


@needs_shared
def test_scores_have_not_fallen_below_the_committed_table(judged: subprocess.CompletedProcess[str]) -> None:
    assert judged.returncode == 0, judged.stderr


def macro_of(done: subprocess.CompletedProcess[str]) -> float:
    assert done.returncode == 0, done.stderr
    return float(done.stdout.splitlines()[-1].split(": ")[1].split()[0])


@needs_shared
def test_scores_reach_what_was_asked_of_the_first_release(judged: subprocess.CompletedProcess[str]) -> None:
    assert macro_of(judged) >= 0.65
    assert macro_of(bienban("evaluate", SHARED / "gold", "--only", "real-*")) >= 0.70
