"""Campaigns: every rule by its own examples, quotation marks of all kinds, lists in bullets, long input."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.document import Text
from extractor.lexicon import load
from extractor.mentions import campaigns
from extractor.mentions.quotations import quotation
from tests.texts import text_of

RULES = load("campaigns")["rule"]


def names_of(text: Text) -> list[str]:
    return [text.value(*m.fields.get("name", ())) for m in campaigns.find(text)]


@pytest.mark.parametrize(
    ("rule", "example"), [(r["id"], e) for r in RULES for e in r["match"]], ids=lambda v: v if isinstance(v, str) else v["text"]
)
def test_rule_matches(rule: str, example: dict[str, Any]) -> None:
    text = text_of(example["text"])
    found = campaigns.find(text)
    assert names_of(text) == example["names"]
    assert rule in {m.rule for m in found}
    for mention in found:
        fields = {name: text.value(*spans) for name, spans in mention.fields.items()} | dict(mention.values)
        assert {f: fields.get(f) for f in ("kind", "launched_by", "period") if f in example}.items() <= example.items()


@pytest.mark.parametrize(("rule", "words"), [(r["id"], w) for r in RULES for w in r["no_match"]])
def test_rule_keeps_off(rule: str, words: str) -> None:
    assert rule not in {m.rule for m in campaigns.find(text_of(words))}


def test_table_is_well_formed() -> None:
    keys = {"id", "confidence", "match", "no_match"}
    assert len({r["id"] for r in RULES}) == len(RULES)
    assert all(set(r) <= keys and r["match"] and r["no_match"] for r in RULES)


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("“Quyết thắng”", "Quyết thắng"),
        ('"Ba nhất", và', "Ba nhất"),
        ("«Sạch làng»", "Sạch làng"),
        ("‘Ba không’ và", "Ba không"),
        ("“Chống lãng phí’’, phong trào “B”", "Chống lãng phí"),
        ("“Phẩm chất ‘Bộ đội’ mới”", "Phẩm chất ‘Bộ đội’ mới"),
        ("“Phẩm chất “Bộ đội” mới”", "Phẩm chất “Bộ đội” mới"),
        ("“Không đóng ngoặc. Câu sau", "Không đóng ngoặc"),
        ('" có dấu cách ".', "có dấu cách"),
        ("chữ thường", None),
    ],
)
def test_quotation(words: str, quoted: str | None) -> None:
    found = quotation(words, 0, len(words))
    assert (words[found[0].start : found[0].end] if found else None) == quoted


def test_bullets_take_their_kind_from_the_line_above() -> None:
    text = text_of("Các phong trào thi đua do UBND tỉnh phát động gồm:", "- “Cải cách hành chính”;", "- “Sông xanh”.", "Kết quả như sau")
    found = campaigns.find(text)
    assert names_of(text) == ["Cải cách hành chính", "Sông xanh"]
    assert {text.value(*m.fields["launched_by"]) for m in found} == {"UBND tỉnh"}


@pytest.mark.parametrize(
    "piece",
    ["phong trào “", "phong trào thi đua do UBND ", "các phong trào: a; ", "“A”, ", "Chương trình MTQG xây ", "phát động phong trào "],
)
def test_long_input_ends(piece: str) -> None:
    found = campaigns.find(text_of(piece * (1_000_000 // len(piece))))
    assert all(m.start <= m.end for m in found)
