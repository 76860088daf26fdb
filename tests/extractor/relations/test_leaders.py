"""Who leads and who was elected, from sentences of our own behind heads of news, congresses, plenums and decisions."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.pipeline import extract

TABLE = tomllib.loads(Path(__file__).with_name("leaders.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda c: c["text"][:60])
def test_sentence(case: dict[str, str | list[str]]) -> None:
    record = extract(f"{TABLE['heads'][case['head']]}{case['text']}".encode(), f"bien-ban.{case.get('format', 'txt')}")
    got = [f"{e.position} | {e.holder} | {e.term or '-'} | {e.action}" for e in record.leaders]
    assert sorted(got) == sorted(case["entries"])


PIECES = [
    *(
        "bầu",
        "Đại hội",
        "Ban Chấp hành",
        "Ban Thường vụ gồm:",
        "đồng chí Lê Văn Thái",
        "ông Đỗ Đình Quý",
        "Sở Y tế",
        "Khối trưởng",
        "Khối phó",
    ),
    *(
        "làm",
        "giữ chức",
        "Chủ tịch",
        "Phó Chủ tịch",
        "vào",
        ",",
        ";",
        ":",
        ".",
        "và",
        "(",
        ")",
        "12/12 phiếu",
        "năm 2024",
        "nhiệm kỳ 2023 - 2028",
        "\n",
    ),
    *("tân", "ủy viên", "là", "bàn giao", "cho", "- ", "TM. KHỐI", "KHỐI TRƯỞNG\n"),
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30))
def test_every_holder_is_in_the_text(words: list[str]) -> None:
    record = extract((TABLE["heads"]["congress"] + " ".join(words)).encode(), "a.txt")
    for entry in record.leaders:
        for name in ("holder", "body"):
            value = getattr(entry, name)
            assert value is None or value == " ".join(record.text[p.start : p.end] for p in entry.evidence[name])
        assert all(record.text[p.start : p.end].strip() for p in entry.spans)


@pytest.mark.parametrize(
    ("told", "body"),
    [
        ("Đồng chí Lê Văn Thái được bầu làm Ủy viên Ban Chấp hành Hội Nông dân tỉnh.", "Hội Nông dân tỉnh"),
        ("Đại hội bầu Ủy viên Ban Thường vụ Hội là đồng chí Lê Văn Thái.", "Hội Nông dân tỉnh Thái Bình"),
        ("Đồng chí Lê Văn Thái được bầu làm Ủy viên Ban Thường vụ.", "Hội Nông dân tỉnh Thái Bình"),
        ("Đại hội bầu bổ sung đồng chí Lê Văn Thái vào Ban Chấp hành Hội Nông dân tỉnh.", "Hội Nông dân tỉnh"),
    ],
)
def test_a_seat_is_in_the_body_whose_committee_it_is(told: str, body: str) -> None:
    record = extract((TABLE["heads"]["congress"] + told).encode(), "a.txt")
    assert [e.body for e in record.leaders] == [body]


def test_offices_of_several_blocks_are_each_of_the_one_named_last() -> None:
    first = "Năm 2024, Sở Công Thương là Khối trưởng Khối Kinh tế ngành, Sở Xây dựng là Khối phó"
    record = extract(f"{first}; Sở Y tế là Khối trưởng Khối Văn hóa - Xã hội, Sở Nội vụ là Khối phó.".encode(), "tin.txt")
    assert [e.body for e in record.leaders] == [
        "Khối Kinh tế ngành",
        "Khối Kinh tế ngành",
        "Khối Văn hóa - Xã hội",
        "Khối Văn hóa - Xã hội",
    ]


def test_an_office_joined_to_the_next_has_its_body() -> None:
    record = extract("Đồng chí Lê Văn Thái được bầu làm Phó Chủ tịch kiêm Tổng Thư ký Hội Nhà báo tỉnh.".encode(), "a.txt")
    assert [(e.position, e.body) for e in record.leaders] == [
        ("Phó Chủ tịch", "Hội Nhà báo tỉnh"),
        ("Tổng Thư ký", "Hội Nhà báo tỉnh"),
    ]


def test_an_office_of_no_named_body_is_of_whose_congress_it_is() -> None:
    told = "Ngày 5/7/2022, Đại hội lần thứ V Hội Luật gia tỉnh bế mạc. Bà Hoàng Thị Lụa được bầu giữ chức Tổng Thư ký."
    record = extract(f"Bế mạc Đại hội\n{told}".encode(), "a.txt")
    assert [e.body for e in record.leaders] == ["Hội Luật gia tỉnh"]
