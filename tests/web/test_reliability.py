"""Calibration: what the table learns, how it is applied, the error, the plot, and the committed table on documents kept out."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from extractor import extract
from extractor.calibration import Verdict, all_verdicts, applied, bins, expected_error, fit, left_out, verdicts
from extractor.confidence import calibrated, confidence
from web.commands import reliability, scorecard

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")
REPORT = "Đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân tỉnh, chủ trì hội nghị.".encode()


def made(rule: str, right: int, wrong: int, document: str = "dev-01", sure: float = 0.5) -> list[Verdict]:
    return [Verdict(document, "people", (rule,), sure, i < right) for i in range(right + wrong)]


def test_a_rule_that_is_right_more_often_is_surer() -> None:
    shares = fit([*made("a", 95, 5), *made("b", 50, 50)])["people"]
    assert shares["a"] > 0.9
    assert shares["b"] < 0.6
    assert shares["b"] < shares[""] < shares["a"]


def test_few_entries_lean_on_their_type() -> None:
    shares = fit([*made("a", 90, 10), *made("rare", 0, 1)])["people"]
    assert shares["rare"] > 0.7


def test_unseen_documents_lower_what_tuned_ones_promise() -> None:
    tuned, unseen = made("a", 200, 0), made("a", 60, 40, "test-01")
    assert fit(tuned)["people"]["a"] > 0.97
    assert 0.55 < fit(tuned, unseen)["people"]["a"] < 0.7


def test_rules_together_have_a_share_of_their_own() -> None:
    both = [Verdict("dev-01", "awards", ("x", "y"), 0.5, i >= 30) for i in range(40)]
    shares = fit([*both, *(Verdict("dev-01", "awards", ("x",), 0.5, True) for _ in range(100))])
    assert confidence(shares, "awards", ["y", "x"]) == shares["awards"]["x+y"] < 0.5 < shares["awards"]["x"]


def test_a_document_is_judged_without_itself() -> None:
    unseen = [*made("a", 20, 0, "test-01"), *made("a", 0, 20, "test-02")]
    judged = list(left_out([], unseen))
    assert len(judged) == 40
    assert all(v.confidence < 0.5 for v in judged if v.document == "test-01")


def test_error_is_nought_where_confidence_is_the_share_right() -> None:
    assert expected_error(made("a", 9, 1, sure=0.9)) == pytest.approx(0)
    assert expected_error(made("a", 5, 5, sure=0.9)) == pytest.approx(0.4)
    assert expected_error([]) == 0
    assert [b.count for b in bins([*made("a", 1, 0, sure=1.0), *made("a", 1, 0, sure=0.05)])] == [1, 1]


def test_a_record_against_itself_is_right_throughout() -> None:
    record = extract(REPORT, "tin.txt").model_dump(mode="json")
    found = list(verdicts("one", record, record))
    assert {v.kind for v in found} >= {"people", "positions", "organizations", "document"}
    assert all(v.right for v in found)


def test_what_gold_lacks_is_wrong_and_serves_once() -> None:
    record = extract(REPORT, "tin.txt").model_dump(mode="json")
    twice = {**record, "people": record["people"] * 2}
    assert [v.right for v in verdicts("one", record, twice) if v.kind == "people"] == [True, False]


def test_the_table_sets_every_entry_and_leaves_unknown_types() -> None:
    record = calibrated(extract(REPORT, "tin.txt"), {"people": {"": 0.4}, "positions": {"": 0.3}})
    assert [p.confidence for p in record.people] == [0.4]
    assert [q.confidence for p in record.people for q in p.positions] == [0.3]
    assert calibrated(record, {}) is record
    assert applied({}, made("a", 1, 0)[0]).confidence == 0.5


def test_calibration_writes_a_table_and_a_plot(tmp_path: Path) -> None:
    found = [Verdict(name, "people", ("person.honorific",), 0.5, i % 4 > 0) for name in ("dev-01", "test-01") for i in range(40)]
    table, plot = tmp_path / "calibration.json", tmp_path / "reliability.svg"
    told = list(reliability.calibrate(found, frozenset(), table, plot))
    written = json.loads(table.read_text("utf-8"))
    assert written["documents"] == {"tuned": 1, "unseen": 1}
    assert written["shares"]["people"]["person.honorific"] == pytest.approx(0.75, abs=0.02)
    assert ET.fromstring(plot.read_text("utf-8")).tag.endswith("svg")
    assert told[-1].startswith("expected calibration error")


def test_the_error_of_unseen_documents_is_told_as_a_sum_only() -> None:
    found = [Verdict(name, "people", (), 0.9, True) for name in ("one", "dev-07", "test-01")]
    assert [line.split(":")[0] for line in reliability.lines(found, frozenset({"dev-07"}))] == [
        "expected calibration error, tuned documents",
        "expected calibration error, unseen documents",
    ]


@needs_shared
def test_confidence_holds_on_the_documents_kept_out() -> None:
    gold = {p.parent.name: json.loads(p.read_text("utf-8")) for p in (SHARED / "gold").glob("*/record.json")}
    hidden = {name: gold[name] for name in sorted(scorecard.kept_out()) if name in gold}
    found = {n: extract(next((SHARED / "gold" / n).glob("source.*"))).model_dump(mode="json") for n in hidden}
    assert expected_error(all_verdicts(hidden, found)) <= 0.06
