"""People with their titles and parts from texts of our own; every value is words of its places."""

from __future__ import annotations

import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.pipeline import extract
from extractor.record import Person, Record

CASES = tomllib.loads(Path(__file__).with_name("people.toml").read_text("utf-8"))["case"]


def record_of(words: str) -> Record:
    return extract(words.encode(), "case.md" if words.lstrip().startswith("<!--") else "case.txt")


def told(person: Person) -> list[str]:
    titles = "; ".join(p.title + (f"@{p.organization}" if p.organization else "") for p in person.positions)
    return [person.name, titles or "-", ", ".join(person.parts) or "-"]


def entries_of(words: str) -> list[list[str]]:
    return [told(person) for person in record_of(words).people]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"].strip()[:60])
def test_text(case: dict[str, list[str]]) -> None:
    wanted = [[part.strip() for part in entry.split("|")] for entry in case["entries"]]
    got = entries_of(str(case["text"]))
    assert len(got) == len(wanted), got
    assert got == [[g if w == "*" else w for w, g in zip(want, have, strict=True)] for want, have in zip(wanted, got, strict=True)]


def test_decomposed_letters_give_the_same_people() -> None:
    words = "Đồng chí Lữ Thị Huệ Mẫn, Phó Trưởng Ban Dân vận Tỉnh ủy, và ông Y Tõ Knul, Chủ tịch Hội Nông dân xã, chủ trì hội nghị."
    whole = entries_of(unicodedata.normalize("NFD", words))
    assert whole == entries_of(words)
    assert whole[0][:2] == ["Lữ Thị Huệ Mẫn", "Phó Trưởng Ban@Ban Dân vận Tỉnh ủy"]


def test_a_by_line_is_no_person_of_the_record() -> None:
    article = "Hội Làm vườn tổng kết năm 2021\n08/01/2022\nSáng nay, bà Đinh Thị Hon phát biểu tại hội nghị.\nBài và ảnh: {}"
    assert [name for name, *_ in entries_of(article.format("Trịnh Công Lự"))] == ["Đinh Thị Hon"]


PIECES = [
    *("Đồng chí", "ông", "Bà", "Lê Thị Mây", "K'Brối", "NGUYỄN VĂN AN", "Thích Minh Đạo", "các", "đồng chí:", "Tổng Giám đốc", "Sở"),
    *("Chủ tịch", "Phó Trưởng Ban", "Dân vận Tỉnh ủy", "UBND tỉnh", "Khối trưởng", "Khối thi đua số 2", "nguyên", "kiêm", "và", "Hội"),
    *(",", ";", ":", ".", "-", "(", ")", "chủ trì", "dự", "phát biểu", "được bầu làm", "\n", "Thư ký:", "Thượng tá", "| a |", "1."),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_every_value_is_words_of_its_places(words: list[str]) -> None:
    record = record_of(f"Biên bản họp. {' '.join(words)}")
    for person in record.people:
        assert person.name in {record.text[p.start : p.end] for p in person.evidence["name"]}
        for position in person.positions:
            for name in ("title", "organization"):
                value = getattr(position, name)
                assert value is None or value == " ".join(" ".join(record.text[p.start : p.end] for p in position.evidence[name]).split())
