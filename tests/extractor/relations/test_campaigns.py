"""Entries of campaigns from sentences of our own, and merging."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Mentions, Text
from extractor.mentions import campaigns as finder
from extractor.record import Campaign
from extractor.relations.campaigns import campaigns
from tests.texts import text_of

CASES = tomllib.loads(Path(__file__).with_name("campaigns.toml").read_text("utf-8"))["case"]
FIELDS = ("name", "kind", "launched_by", "period")


def entries_of(words: str) -> tuple[Text, list[Campaign]]:
    text = text_of(words)
    return text, campaigns(text, Mentions(campaigns=finder.find(text)))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_sentence(case: dict[str, list[str]]) -> None:
    wanted = [[part.strip() for part in entry.split("|")] for entry in case["entries"]]
    _, found = entries_of(str(case["text"]))
    got = [[str(getattr(entry, name) or "-") for name in FIELDS] for entry in found]
    assert got == [[g if w == "*" else w for w, g in zip(want, have, strict=True)] for want, have in zip(wanted, got, strict=True)]


def test_fullest_name_wins() -> None:
    _, found = entries_of("phong trào “Quân đội chung sức xây dựng nông thôn” và phong trào “Quân đội chung sức xây dựng nông thôn mới”")
    assert [(e.name, len(e.spans)) for e in found] == [("Quân đội chung sức xây dựng nông thôn mới", 2)]


def test_the_only_wave_takes_its_launcher_from_elsewhere() -> None:
    _, found = entries_of("Lễ phát động đợt thi đua “90 ngày đêm”. Nội dung đợt thi đua do UBND xã phát động gồm:")
    assert [(e.name, e.launched_by) for e in found] == [("90 ngày đêm", "UBND xã")]


PIECES = [
    *("phong trào", "thi đua", "“A B", "C”", '"', "do", "UBND tỉnh", "phát động", "năm 2023", "giai đoạn", "2021-2025", ",", ";", "."),
    *("và", "Chương trình", "MTQG", "đợt thi đua", "’’", "(", ")", "các", "như:", "Sạch đẹp", "\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_every_value_is_in_the_text(words: list[str]) -> None:
    text, found = entries_of(" ".join(words) or ".")
    for entry in found:
        for name in ("name", "launched_by"):
            value = getattr(entry, name)
            assert value is None or value == " ".join(text.text[p.start : p.end] for p in entry.evidence[name])
