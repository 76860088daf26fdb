"""Dates: every rule by its own examples, ranges, impossible dates, and the year that is not written."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, Text
from extractor.lexicon import load
from extractor.mentions import dates

RULES = load("dates")["rule"]


def text_of(words: str) -> Text:
    return Text(words, (Block(BlockKind.PARAGRAPH, 0, len(words)),), "txt")


@pytest.mark.parametrize(
    ("rule", "example"), [(r["id"], e) for r in RULES for e in r["match"]], ids=lambda v: v if isinstance(v, str) else v["text"]
)
def test_rule_matches(rule: str, example: dict[str, object]) -> None:
    found = dates.find(text_of(str(example["text"])))
    assert [m.iso for m in found] == example["iso"]
    assert rule in {m.rule for m in found}


def test_table_is_well_formed() -> None:
    keys = {"id", "why", "pattern", "cue", "match", "no_match"}
    assert len({r["id"] for r in RULES}) == len(RULES)
    assert all(set(r) <= keys and r["match"] and r["no_match"] for r in RULES)


@pytest.mark.parametrize(("rule", "words"), [(r["id"], w) for r in RULES for w in r["no_match"]])
def test_rule_keeps_off(rule: str, words: str) -> None:
    assert rule not in {m.rule for m in dates.find(text_of(words))}


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Sáng ngày 05/9/2024, tại Hà Nội", ["2024-09-05"]),
        ("từ ngày 12 đến ngày 14 tháng 11 năm 2023", ["2023-11-12", "2023-11-14"]),
        ("hạn cuối là 17 giờ 00 ngày 30/12", ["--12-30"]),
        ("Chủ nhật, 7/4/2024 | 08:15", ["2024-04-07"]),
        ("biểu quyết 7/9 thành viên, đạt 77,8%", []),
        ("điểm số 9.5 và 10.2", []),
        ("Quyết định số 12/2023/QĐ-UBND", []),
        ("kỷ niệm 80 năm Ngày thành lập (22/12/1944 - 22/12/2024)", ["1944-12-22", "2024-12-22"]),
        ("ngày 30 tháng 02 năm 2024", ["2024-02"]),
        ("TP. Huế, ngày 3 tháng 02 năm 2020", ["2020-02-03"]),
        ("xong trong tháng 7/2024, chậm nhất tháng 8", ["2024-07", "--08"]),
    ],
)
def test_sentences(words: str, iso: list[str]) -> None:
    assert [m.iso for m in dates.find(text_of(words))] == iso


def test_furniture_is_not_read() -> None:
    words = "Thứ Bảy, 22/6/2024"
    assert dates.find(Text(words, (Block(BlockKind.FURNITURE, 0, len(words)),), "txt")) == ()


def test_long_input_is_read_once() -> None:
    words = "ngày 1 và 2 và " * 70_000
    assert dates.find(text_of(words)) == ()


@pytest.mark.parametrize(
    ("iso", "near", "full"),
    [
        ("--03-29", "2024-03-30", "2024-03-29"),
        ("--12-28", "2024-01-03", "2023-12-28"),
        ("--01-05", "2023-12-30", "2024-01-05"),
        ("--02-29", "2024-03-01", "2024-02-29"),
        ("--02-29", "2023-03-01", "2024-02-29"),
        ("--08", "2018-07-02", "2018-08"),
        ("--08-01", "2018", "2018-08-01"),
        ("--08-01", None, "--08-01"),
        ("2024-01", "2020-01-01", "2024-01"),
    ],
)
def test_resolve(iso: str, near: str | None, full: str) -> None:
    assert dates.resolve(iso, near) == full
