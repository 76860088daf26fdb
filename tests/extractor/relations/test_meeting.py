"""Meetings from texts of our own: names, days, places, blocks, years; nothing where no meeting is told of."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Span
from extractor.pipeline import find, read
from extractor.record import Meeting
from extractor.relations.document import document
from extractor.relations.meeting import meeting
from extractor.relations.naming import cut

CASES = tomllib.loads(Path(__file__).with_name("meeting.toml").read_text("utf-8"))["case"]


def of(words: str) -> Meeting | None:
    text = read(words.encode(), "case.md" if words.lstrip().startswith("<!--") else "case.txt")
    mentions = find(text)
    return meeting(text, mentions, document(text, mentions))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"].strip()[:50])
def test_meeting(case: dict[str, object]) -> None:
    found = of(str(case["text"]))
    if case.get("none"):
        assert found is None
        return
    want = case["want"]
    assert isinstance(want, dict)
    assert found is not None
    assert {name: getattr(found, name) or "" for name in want} == want


@pytest.mark.parametrize(
    "marked",
    [
        "<Hội nghị tổng kết năm 2020> diễn ra tại Huế",
        "<Hội nghị sơ kết công tác 6 tháng đầu năm, triển khai nhiệm vụ 6 tháng cuối năm 2021>.",
        "<Hội nghị Ban Chấp hành (mở rộng) lần thứ 5, khóa XII> đã bế mạc",
        "<Hội nghị tổng kết phong trào “Dạy tốt, học tốt” năm học 2019 - 2020>; trao thưởng",
        "<Đại hội đại biểu Hội Nông dân TP. Huế lần thứ V, nhiệm kỳ 2018 - 2023>, có 120 đại biểu",
        "<hội nghị cán bộ, viên chức và người lao động năm 2021>. Ông A dự",
        "<Lễ ký kết giao ước thi đua năm 2014> với sự tham dự của 19 tỉnh",
        "<cuộc họp xét thi đua năm 2022> vào chiều 5/1",
    ],
)
def test_cut(marked: str) -> None:
    value = marked.replace("<", "").replace(">", "")
    head = value.split()[0] + " " + value.split()[1]
    assert value[: cut(value, 0, len(head))] == marked[1 : marked.index(">")]


def test_a_name_of_an_organisation_is_not_cut() -> None:
    value = "Hội nghị tổng kết năm 2016 của Khối thi đua Đảng và các đoàn thể, hội quần chúng huyện"
    assert value[: cut(value, 0, 8, (Span(value.index("Khối"), len(value)),))] == value


@given(
    st.lists(
        st.sampled_from(["Hội nghị", "tổng kết", "năm 2020", ",", "tại Huế", "ngày 3/4", "tổ chức", "Khối thi đua", "(", "“", "."]),
        max_size=25,
    )
)
def test_values_are_words_of_the_text(words: list[str]) -> None:
    source = "đầu đề của một bản tin\n" + " ".join(words)
    text = read(source.encode(), "case.txt")
    mentions = find(text)
    found = meeting(text, mentions, document(text, mentions))
    for name in ("title", "place", "block") if found else ():
        value = getattr(found, name)
        if value and found:
            at = " ".join(text.text[p.start : p.end] for p in found.evidence[name])
            assert value in " ".join(at.split())
