"""Organisations with their aliases and the members of the block from texts of our own; every value is words of its places."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.pipeline import extract
from extractor.record import Organization, Record
from extractor.relations.organizations import key

CASES = tomllib.loads(Path(__file__).with_name("organizations.toml").read_text("utf-8"))["case"]


def record_of(words: str) -> Record:
    return extract(words.encode(), "case.md" if words.lstrip().startswith("<!--") else "case.txt")


def told(body: Organization) -> list[str]:
    return [body.name, "block" if body.kind == "block" else "-", "member" if body.member else "-", "; ".join(body.aliases) or "-"]


def entries_of(words: str) -> list[list[str]]:
    return [told(body) for body in record_of(words).organizations]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"].strip()[:60])
def test_text(case: dict[str, list[str]]) -> None:
    wanted = [[part.strip() for part in entry.split("|")] for entry in case["entries"]]
    got = entries_of(str(case["text"]))
    assert len(got) == len(wanted), got
    assert got == [[g if w == "*" else w for w, g in zip(want, have, strict=True)] for want, have in zip(wanted, got, strict=True)]


def test_decomposed_letters_give_the_same_bodies() -> None:
    words = "Hội Đông y tỉnh và Ủy ban nhân dân huyện Mường Tè ký kết với Khối thi đua các sở kinh tế; UBND huyện chủ trì."
    assert entries_of(unicodedata.normalize("NFD", words)) == entries_of(words)
    assert [name for name, *_ in entries_of(words)] == ["Hội Đông y tỉnh", "Ủy ban nhân dân huyện Mường Tè", "Khối thi đua các sở kinh tế"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HĐND xã Ea Tu", "Hội đồng nhân dân xã Ea Tu"),
        ("SỞ NỘI VỤ", "Sở Nội vụ"),
        ("Uỷ ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Ban Thi đua - Khen thưởng tỉnh", "Ban Thi đua – Khen thưởng tỉnh"),
        ("Trường THPT Chu Văn An", "Trường Trung học phổ thông Chu Văn An"),
    ],
)
def test_two_forms_of_one_name_have_one_key(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sở Y tế", "Sở Nội vụ"), ("Hội Nông dân xã A", "Hội Nông dân xã B"), ("Ban Dân vận Tỉnh ủy", "Ban Dân vận Huyện ủy")],
)
def test_two_bodies_have_two_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


PIECES = [
    *("UBND", "tỉnh", "Ủy ban nhân dân", "tỉnh Lào Cai", "Hội Nông dân", "Việt Nam", "Sở", "Tài chính", "và Đầu tư", "Công ty CP"),
    *("Sông Hinh", "(SHW)", "SHW", "Khối thi đua", "số 3", "các cơ quan Đảng", "gồm:", "các đơn vị thành viên", "làm Khối trưởng"),
    *(",", ";", ".", "-", "(", ")", "“", "”", "của", "và", "\n", "Trường THPT", "Lê Lợi", "TRUNG ƯƠNG ĐẢNG", "khóa XIII", "Ban Thường vụ"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_every_value_is_words_of_its_places(words: list[str]) -> None:
    record = record_of("Biên bản họp. " + " ".join(words))
    for body in record.organizations:
        for name, values in (("name", {body.name}), ("aliases", set(body.aliases))):
            assert values == {" ".join(record.text[p.start : p.end].split()) for p in body.evidence.get(name, [])}
        assert body.name not in body.aliases
