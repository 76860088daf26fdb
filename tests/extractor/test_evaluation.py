"""The judge: its counts on small records, and its agreement with the scorer that stands beside the gold documents."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import extractor.comparison
from extractor.comparison import Forms, fold, keys_of, overlap
from extractor.evaluation import REPORTED_TYPES, Report, Tally, evaluate

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")

EMPTY: dict[str, Any] = {
    "document": {"kind": "news", "title": None, "number": None, "date": None, "authors": []},
    "meeting": None,
    **{kind: [] for kind in ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")},
}


def record(**parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(EMPTY), **parts}


def organization(name: str, *aliases: str, member: bool = False) -> dict[str, Any]:
    return {"name": name, "aliases": list(aliases), "kind": "organization", "member": member}


def only(gold: dict[str, Any], predicted: dict[str, Any]) -> Report:
    return evaluate({"a": gold}, {"a": predicted})


def test_modules_doctests() -> None:
    import doctest

    assert doctest.testmod(extractor.comparison).failed == 0


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("“Dân vận khéo”", "dân vận khéo"),
        ("Thi đua – Khen thưởng", "Thi đua-Khen thưởng"),
        ("Hội Cựu chiến binh", "Hội  Cựu chiến binh"),
    ],
)
def test_spellings_of_one_value_fold_together(a: str, b: str) -> None:
    assert fold(a) == fold(b)


def test_tones_still_tell_words_apart() -> None:
    assert fold("Hội") != fold("Hồi")


def test_overlap_counts_each_word_once() -> None:
    assert overlap("thi đua thi đua", "thi đua") == pytest.approx(2 / 3)
    assert overlap("", "") == 0


def test_an_alias_finds_its_organization() -> None:
    report = only(
        record(organizations=[organization("Liên đoàn Lao động tỉnh", "LĐLĐ tỉnh")]), record(organizations=[organization("LĐLĐ tỉnh")])
    )
    assert report.tallies["organizations"] == Tally(hits=1)


def test_an_alias_stands_for_the_organization_in_a_position() -> None:
    def person(body: str) -> dict[str, Any]:
        return {"name": "Trần Thị Bình", "parts": [], "positions": [{"title": "Chủ tịch", "organization": body}]}

    gold = record(organizations=[organization("Hội Nông dân tỉnh", "HND tỉnh")], people=[person("Hội Nông dân tỉnh")])
    assert only(gold, record(people=[person("HND tỉnh")])).tallies["positions"] == Tally(hits=1)


def test_one_prediction_serves_one_gold_entry() -> None:
    twice = record(campaigns=[{"name": "Dân vận khéo", "kind": "movement", "launched_by": None, "period": None}] * 2)
    once = record(campaigns=twice["campaigns"][:1])
    assert only(once, twice).tallies["campaigns"] == Tally(hits=1, false=1)
    assert only(twice, once).tallies["campaigns"] == Tally(hits=1, missed=1)


def test_a_wrong_boundary_is_one_difference_with_credit() -> None:
    report = only(
        record(organizations=[organization("Hội Luật gia tỉnh")]), record(organizations=[organization("Hội Luật gia tỉnh Hà Nam")])
    )
    tally = report.tallies["organizations"]
    assert (tally.hits, tally.false, tally.missed) == (0, 1, 1)
    assert 0.7 < tally.partial_f1 < 1
    assert report.error_patterns() == [("organizations: name differs", 1)]


def test_a_count_stands_for_recipients_without_names() -> None:
    def award(quantity: int) -> dict[str, Any]:
        return {"award": "Bằng khen", "grantor": None, "recipient": None, "recipient_kind": "collective", "quantity": quantity}

    assert only(record(awards=[award(3)]), record(awards=[award(3)])).tallies["awards"].hits == 1
    assert only(record(awards=[award(3)]), record(awards=[award(4)])).tallies["awards"].hits == 0


def test_a_wrong_field_is_false_and_missed() -> None:
    gold, wrong = record(), record()
    wrong["document"]["kind"] = "report"
    report = only(gold, wrong)
    assert report.tallies["document"] == Tally(hits=0, false=1, missed=1)
    assert [d.part for d in report.differences] == ["kind"]


def test_tasks_are_paired_by_their_words() -> None:
    task = {"text": "Tiếp tục đổi mới công tác thi đua trong toàn Khối năm tới", "assignee": None, "deadline": None}
    near = {**task, "text": "Tiếp tục đổi mới công tác thi đua trong toàn Khối năm tới."}
    assert only(record(tasks=[task]), record(tasks=[near])).tallies["tasks"] == Tally(hits=1)


def test_a_document_without_prediction_counts_as_empty() -> None:
    report = evaluate({"a": record(organizations=[organization("Sở Nội vụ")])}, {})
    assert report.tallies["organizations"] == Tally(missed=1)
    assert not report.judgements[0].predicted


def test_reports_divide_by_name_and_by_kind() -> None:
    minutes = record(organizations=[organization("Sở Nội vụ")])
    minutes["document"]["kind"] = "minutes"
    report = evaluate({"a": record(), "b": minutes}, {"a": record(), "b": record()})
    assert report.only(["a"]).macro_f1 == 1
    assert report.by_kind()["minutes"].tallies["organizations"].missed == 1


def test_keys_of_an_empty_record_are_empty() -> None:
    assert not any(keys_of({}, Forms({})).values())


def gold_records() -> dict[str, dict[str, Any]]:
    return {path.parent.name: json.loads(path.read_text("utf-8")) for path in sorted((SHARED / "gold").glob("*/record.json"))}


def shared_score(predicted: Path) -> dict[str, Any]:
    command = [sys.executable, str(SHARED / "score" / "score.py"), str(SHARED / "gold"), str(predicted), "--json"]
    answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8").stdout)
    return answer


def assert_agree(report: Report, theirs: dict[str, Any]) -> None:
    """To far more than the three decimals that are asked for: the two count the same things."""
    for kind in REPORTED_TYPES:
        tally, other = report.tallies[kind], theirs["types"][kind]
        assert (tally.precision, tally.recall, tally.f1, tally.gold) == pytest.approx(
            (other["p"], other["r"], other["f1"], other["n"]), abs=1e-9
        ), kind
    assert report.macro_f1 == pytest.approx(theirs["macro_f1"], abs=1e-9)
    assert {j.name: j.macro_f1 for j in report.judgements} == pytest.approx(theirs["by_document"], abs=1e-9)


class Vandal:
    """Damages records the way extractors do: drops, doubles, blanks, cuts words, respells, swaps."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self.value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return list(self.items([self.value(inner) for inner in value]))
        if isinstance(value, bool):
            return value ^ (self.dice.random() < 0.1)
        if value is None or isinstance(value, int):
            return value if self.dice.random() < 0.9 else self.dice.choice([None, 2019])
        return self.words(value)

    def items(self, items: list[Any]) -> Iterator[Any]:
        for item in items:
            roll = self.dice.random()
            if roll > 0.1:
                yield item
            if roll > 0.93:
                yield copy.deepcopy(item)

    def words(self, text: str) -> str:
        roll = self.dice.random()
        if roll < 0.06:
            return " ".join(text.split()[:-1])
        if roll < 0.1:
            return text + " tỉnh"
        return f"“{text.upper()}” ." if roll < 0.2 else text.replace("-", " – ") if roll < 0.3 else text


@needs_shared
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_the_shared_scorer_on_damaged_records(seed: int, tmp_path: Path) -> None:
    gold, vandal = gold_records(), Vandal(seed)
    damaged = {name: vandal.value(gold_record) for name, gold_record in gold.items() if vandal.dice.random() < 0.95}
    lines = [json.dumps({**body, "source": f"some/where/{name}/source.txt"}) for name, body in damaged.items()]
    path = tmp_path / "predicted.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    assert_agree(evaluate(gold, damaged), shared_score(path))


@needs_shared
def test_gold_against_itself_is_perfect() -> None:
    gold = gold_records()
    report = evaluate(gold, gold)
    assert report.macro_f1 == 1
    assert not list(report.differences)
