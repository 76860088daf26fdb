"""Pages are graded by confidence, spelling and broken characters."""

from __future__ import annotations

import pytest

from extractor.document import Page, Text, WordBox
from extractor.text.grades import Grade, grade, graded

SOUND = "Hội nghị tổng kết công tác thi đua khen thưởng năm của khối các cơ quan tham mưu tổng hợp tỉnh"


def page(text: str, confidence: float = 1.0) -> Page:
    boxes, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        boxes.append(WordBox(start, at, 0, 0, 1, 1, confidence))
    return Page(1, 0, len(text), 595, 842, 0, tuple(boxes))


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        (SOUND, 1.0, Grade.GOOD),
        (SOUND, 0.93, Grade.GOOD),
        (SOUND, 0.8, Grade.FAIR),
        (SOUND, 0.5, Grade.POOR),
        ("Héi nghÞ tæng kÕt c«ng t¸c thi ®ua khen th\xadëng n¨m 2023 cña khèi thi ®ua c¸c c¬ quan", 1.0, Grade.POOR),
        (SOUND + " \ufffd", 1.0, Grade.POOR),
        ("UBND HĐND 15/2024 KTĐ", 1.0, Grade.GOOD),
    ],
)
def test_grades(text: str, confidence: float, expected: Grade) -> None:
    assert grade(text, page(text, confidence)) is expected


def test_pages_that_are_not_good_are_warned_of() -> None:
    text = graded(Text(SOUND, (), "scan", pages=(page(SOUND, 0.8),), warnings=("W000",)))
    assert text.pages[0].grade == "fair" and [w[:4] for w in text.warnings] == ["W000", "W110"]


def test_formats_without_pages_have_no_grades() -> None:
    assert graded(Text("x", (), "txt")) == Text("x", (), "txt")
