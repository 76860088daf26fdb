"""Entries of cited documents from sentences of our own, merging, and the gold documents where they are there."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Mentions, Text
from extractor.mentions import references as finder
from extractor.record import Reference
from extractor.relations.references import references
from tests.texts import text_of

CASES = tomllib.loads(Path(__file__).with_name("references.toml").read_text("utf-8"))["case"]
FIELDS = ("kind", "number", "date", "issuer", "title")


def entries_of(words: str) -> tuple[Text, list[Reference]]:
    text = text_of(words)
    return text, references(text, Mentions(references=finder.find(text)))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:60])
def test_sentence(case: dict[str, list[str]]) -> None:
    wanted = [[part.strip() for part in entry.split("|")] for entry in case["entries"]]
    _, found = entries_of(str(case["text"]))
    got = [[str(getattr(entry, name) or "-") for name in FIELDS] for entry in found]
    assert got == [[g if w == "*" else w for w, g in zip(want, have, strict=True)] for want, have in zip(wanted, got, strict=True)]


def test_a_bare_number_joins_the_full_one() -> None:
    _, found = entries_of("Chỉ thị 34 đã rõ. Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị; chỉ thị số 34 - CT / TW.")
    assert [(e.number, e.issuer, len(e.spans)) for e in found] == [("34-CT/TW", "Bộ Chính trị", 3)]


def test_two_laws_of_one_name_stay_two() -> None:
    _, found = entries_of(
        "Luật Thi đua, khen thưởng ngày 26/11/2003; Luật Thi đua, khen thưởng ngày 15/6/2022; theo Luật Thi đua, khen thưởng."
    )
    assert [e.date for e in found] == ["2003-11-26", "2022-06-15"]


PIECES = [
    *("Chỉ thị", "số", "34-CT/TW", "Luật", "của", "Bộ Chính trị", "ngày", "07/4/2014", "về", "“A", "B”", ",", ";", ".", "và"),
    *("Nghị quyết", "Đại hội", "XIII", "(", ")", "Quy chế", "12", "Thi đua", "năm 2022", "sửa đổi, bổ sung", "\n"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_every_value_is_in_the_text(words: list[str]) -> None:
    text, found = entries_of(" ".join(words) or ".")
    for entry in found:
        for name in ("kind", "number", "issuer", "title"):
            value = getattr(entry, name)
            assert value is None or value == " ".join(text.text[p.start : p.end] for p in entry.evidence[name])


@pytest.mark.parametrize(
    "words",
    [
        "Luật TĐKT đã rõ; theo Luật Thi đua, khen thưởng năm 2022, tức Luật Thi đua - Khen thưởng.",
        "Nghị quyết Đại hội lần thứ 13 của Đảng; nghị quyết đại hội XIII của Đảng, Nghị quyết Đại hội Đảng toàn quốc lần thứ XIII.",
        "Thông báo Kết luận số 50-TB/TW; Thông báo 50 - TB / TW; Thông báo 50 của Ban Bí thư.",
        "Quyết định số 18/2020/QĐ-UBND; Quyết định 18; quyết định số 18 /2020/QĐ - UBND.",
    ],
)
def test_forms_of_one_document_are_one_entry(words: str) -> None:
    assert [len(e.spans) for e in entries_of(words)[1]] == [3]
