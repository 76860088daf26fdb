"""Names of awards: every entry of the lexicon by its own marked examples, the rules around them, long input."""

from __future__ import annotations

import re

import pytest

from extractor.lexicon import load
from extractor.mentions import awards
from extractor.relations.rules import Rule, rules
from tests.texts import text_of

ENTRIES = load("awards")["award"]
SECTIONS = ("skip", "past", "plans", "aiming", "present", "lost", "section")


def find(words: str) -> list[tuple[str, str]]:
    text = text_of(words)
    return [(m.rule, text.value(m.span)) for m in awards.find(text)]


@pytest.mark.parametrize(("rule", "marked"), [(e["id"], m) for e in ENTRIES for m in e["match"]])
def test_entry_matches(rule: str, marked: str) -> None:
    wanted = re.search("<(.+)>", marked)
    assert wanted
    assert (rule, wanted[1]) in find(marked.replace("<", "").replace(">", ""))


@pytest.mark.parametrize(("rule", "words"), [(e["id"], w) for e in ENTRIES for w in e["no_match"]])
def test_entry_keeps_off(rule: str, words: str) -> None:
    assert rule not in {found for found, _ in find(words)}


@pytest.mark.parametrize("rule", [r for s in SECTIONS for r in rules("awards", s)], ids=lambda r: r.id)
def test_rules_by_their_examples(rule: Rule) -> None:
    assert all(rule.pattern.search(words) for words in rule.examples)
    assert not any(rule.pattern.search(words) for words in rule.counterexamples)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Tặng CSTĐCS cho 6 đồng chí, LĐTT cho 40 đồng chí", ["CSTĐCS", "LĐTT"]),
        ("danh hiệu “Chiến sĩ thi đua toàn quốc”", ["Chiến sĩ thi đua toàn quốc"]),
        ("danh hiệu “Cờ thi đua của UBND tỉnh”", ["Cờ thi đua"]),
        ("BẰNG KHEN CỦA THỦ TƯỚNG CHÍNH PHỦ", ["BẰNG KHEN"]),
        ("Kỷ niệm chương Vì sự nghiệp thi đua, khen thưởng", ["Kỷ niệm chương Vì sự nghiệp thi đua, khen thưởng"]),
        ("trao Kỷ niệm chương, Bằng khen", ["Kỷ niệm chương", "Bằng khen"]),
        ("Huân chương Độc lập hạng Nhất, HCLĐ hạng III", ["Huân chương Độc lập hạng Nhất", "HCLĐ hạng III"]),
        ("các em được cô giáo khen, ban giám khảo chấm bk", []),
        ("Nghệ nhân ưu tú Y Kông; danh hiệu Nghệ nhân ưu tú", ["Nghệ nhân ưu tú"]),
    ],
)
def test_names(words: str, names: list[str]) -> None:
    assert [name for _, name in find(words)] == names


def test_long_input_is_read_once() -> None:
    assert len(find("Bằng khen, danh hiệu “ và " * 20_000)) == 20_000
