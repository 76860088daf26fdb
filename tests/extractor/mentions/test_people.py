"""What a title and a name carry beside their place: the body held in, the head that stands for one, the class, the honorific."""

from __future__ import annotations

import pytest

from extractor.document import Mentions, Span, Text
from extractor.pipeline import find, read


def of(words: str) -> tuple[Text, Mentions]:
    text = read(words.encode(), "case.txt")
    return text, find(text)


def words_at(text: Text, span: Span | None) -> str:
    return text.value(span) if span is not None else "-"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Phó Chủ tịch UBND tỉnh", "Phó Chủ tịch | UBND tỉnh | - | - | plain"),
        ("Phó Trưởng Ban Dân vận Tỉnh ủy dự.", "Phó Trưởng Ban | Ban Dân vận Tỉnh ủy | - | Tỉnh ủy | shared"),
        (
            "Chánh Văn phòng Trung ương Hội Đông y dự.",
            "Chánh Văn phòng | Văn phòng Trung ương Hội Đông y | - | Trung ương Hội Đông y | shared",
        ),
        ("Bí thư Huyện đoàn Sa Pa", "Bí thư | Huyện đoàn Sa Pa | - | - | party"),
        ("Chủ tịch Hội dự.", "Chủ tịch | - | Hội | - | plain"),
        ("Khối trưởng dự.", "Khối trưởng | - | - | - | block"),
        ("Tỉnh ủy viên dự.", "Tỉnh ủy viên | - | - | - | alone"),
        ("nguyên Giám đốc Sở Y tế", "nguyên Giám đốc | Sở Y tế | - | - | plain"),
        ("Phó Giám đốc phụ trách Sở Y tế", "Phó Giám đốc phụ trách | Sở Y tế | - | - | plain"),
    ],
)
def test_a_title_carries_its_body(words: str, told: str) -> None:
    text, mentions = of(words)
    (title,) = mentions.positions
    parts = (title.span, title.organization, title.anaphor, title.outer)
    assert " | ".join([*(words_at(text, part) for part in parts), title.kind]) == told


@pytest.mark.parametrize(
    ("words", "honorific", "name"),
    [
        ("Đồng chí Sùng A Tráng dự.", "Đồng chí", "Sùng A Tráng"),
        ("Thượng tọa Thích Huệ Đăng dự.", "Thượng tọa", "Thích Huệ Đăng"),
        ("Có PGS.TS Lã Văn Kháng dự.", "PGS.TS", "Lã Văn Kháng"),
        ("Có đ/c: Hoàng Thị Sín dự.", "đ/c", "Hoàng Thị Sín"),
        ("Chủ tịch UBND tỉnh Hoàng Thị Sín dự.", "", "Hoàng Thị Sín"),
    ],
)
def test_a_name_carries_its_honorific(words: str, honorific: str, name: str) -> None:
    text, mentions = of(words)
    assert [(m.honorific, text.value(m.span)) for m in mentions.people] == [(honorific, name)]


@pytest.mark.parametrize("words", ["Văn kiện số 34-CT/TW.", "Đoàn Chủ tịch điều hành.", "Chủ tịch Hồ Chí Minh căn dặn."])
def test_no_title_inside_codes_organs_and_names_of_history(words: str) -> None:
    assert of(words)[1].positions == ()
