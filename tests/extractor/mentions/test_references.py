"""Citations: every rule by its own examples, the document's own number, long input."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.document import ReferenceMention, Text
from extractor.lexicon import load
from extractor.mentions import references
from tests.texts import text_of

RULES = load("references")["rule"]


def fields_of(text: Text, mention: ReferenceMention) -> dict[str, str]:
    return {name: text.value(*spans) for name, spans in mention.fields.items()} | dict(mention.values)


@pytest.mark.parametrize(
    ("rule", "example"), [(r["id"], e) for r in RULES for e in r["match"]], ids=lambda v: v if isinstance(v, str) else v["text"]
)
def test_rule_matches(rule: str, example: dict[str, Any]) -> None:
    text = text_of(example["text"])
    wanted = {name: value for name, value in example.items() if name != "text"}
    found = [fields_of(text, m) for m in references.find(text) if m.rule == rule]
    assert any(wanted.items() <= fields.items() for fields in found), found


@pytest.mark.parametrize(("rule", "words"), [(r["id"], w) for r in RULES for w in r["no_match"]])
def test_rule_keeps_off(rule: str, words: str) -> None:
    assert rule not in {m.rule for m in references.find(text_of(words))}


def test_table_is_well_formed() -> None:
    keys = {"id", "confidence", "kinds", "pattern", "tail", "seen", "match", "no_match"}
    assert len({r["id"] for r in RULES}) == len(RULES)
    assert all(set(r) <= keys and r["match"] and r["no_match"] for r in RULES)


def test_own_number_is_no_citation() -> None:
    text = text_of("Số: 186/QĐ-UBND", "(Kèm theo Quyết định số 186/QĐ-UBND ngày 17/01/2025 của Chủ tịch UBND thị xã)")
    assert references.find(text) == ()


def test_citation_inside_a_title_is_found_too() -> None:
    text = text_of("Kế hoạch số 5/KH-SNV về thực hiện Chỉ thị số 19/CT-TTg ngày 16/7/2021 của Thủ tướng Chính phủ")
    assert [text.value(*m.fields["number"]) for m in references.find(text)] == ["5/KH-SNV", "19/CT-TTg"]


@pytest.mark.parametrize("piece", ["Quyết định của ", "Nghị quyết Đại hội ", "Luật ", "Chỉ thị số 1-CT/TW, ", "Quy chế và của "])
def test_long_input_ends(piece: str) -> None:
    found = references.find(text_of(piece * (1_000_000 // len(piece))))
    assert all(m.start < m.end for m in found)
