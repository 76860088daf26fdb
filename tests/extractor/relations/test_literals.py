"""What a pattern cannot match without: every rule's own examples hold it, and made-up patterns say what they need."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from extractor.lexicon import LEXICONS, load
from extractor.relations.literals import hold, needed
from extractor.relations.rules import Rule, every, rules


def _all_rules() -> Iterator[Rule]:
    for path in sorted(LEXICONS.glob("*.toml")):
        for section, entries in load(path.stem).items():
            if isinstance(entries, list) and entries and isinstance(entries[0], dict) and {"id", "pattern", "match"} <= entries[0].keys():
                try:
                    yield from rules(path.stem, section)
                except ValueError:  # a table with keys of its own, which another module reads
                    continue


def test_matches_of_every_rule_hold_what_it_needs() -> None:
    seen = 0
    for rule in _all_rules():
        for example in rule.examples:
            for match in rule.pattern.finditer(example):
                seen += 1
                assert hold(rule.needs, match[0].lower()), (rule.id, rule.needs, match[0])
    assert seen > 200


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"(?i)\b(?:bầu|suy tôn)\b", (("bầu", "suy tôn"),)),
        (r"[Đđ]ợt thi đua", (("đợt thi đua",),)),
        (r"(?:năm )?\d+", ()),
        (r"(?=.*cờ)tặng(?: cờ)?", (("tặng",),)),
        (r"cử|trúng cử|đắc cử", (("cử",),)),
        (r"ab*c", ()),
        (r"(?P<a>xin)(?P=a)", ()),
        (r"(?i)(?-i:tham mưu)|sẽ", (("sẽ", "tham mưu"),)),
        (r"thứ {2,}nhất", (("thứ ",), ("nhất",))),
    ],
)
def test_needed(pattern: str, sets: tuple[tuple[str, ...], ...]) -> None:
    assert needed(pattern) == sets


def test_every_finds_what_the_pattern_finds() -> None:
    head = re.compile(load("meeting")["fragments"]["HEAD"])
    for text in ("HỘI NGHỊ tổng kết và Đại hội đồng, lễ ký kết, Lễ phát động", "hội thi đua, hội thi, Ngày hội; đại hội", "không có gì"):
        assert [m.span() for m in every("meeting", "HEAD", text)] == [m.span() for m in head.finditer(text)]
