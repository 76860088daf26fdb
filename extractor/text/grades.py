"""Grades every page by how far its text can be trusted: good, fair or poor, from what recognition said and from how the words are spelt."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from extractor.document import Page, Text
from extractor.spelling import WORD, is_syllable

FEWEST_WORDS = 12
"""A page with fewer words is not judged by its spelling: a title page of names and numbers may hold anything."""
SURE, UNSURE = 0.85, 0.70
"""Mean confidence of recognised words of a good page, and below which a page is poor. A clean scan has 0.93."""
SPELT, MISSPELT = 0.70, 0.45
"""Share of Vietnamese syllables of a good page, and below which a page is poor. Minutes have 0.9, lists of codes and names 0.75."""
BROKEN = 0.002
"""Share of characters that mean nothing of a page that is no longer good; five times as many make it poor."""
_MEANINGLESS = frozenset("\ufffd\ufffe") | {chr(c) for c in range(0xE000, 0xF000)}
W_GRADE = {
    "fair": "W110 Trang {}: chất lượng chữ trung bình, nên kiểm tra (page {}: text of fair quality, worth a check)",
    "poor": "W111 Trang {}: chất lượng chữ kém, cần đối chiếu bản gốc (page {}: text of poor quality, compare with the original)",
}


class Grade(StrEnum):
    """How far the text of a page can be trusted."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


def graded(text: Text) -> Text:
    """The text with a grade for each page, and a warning for each that is not good. A format without pages has no grades.

    >>> graded(Text("Hội nghị", (), "txt")).warnings
    ()
    """
    if not text.pages:
        return text
    pages = tuple(replace(page, grade=grade(text.text, page).value) for page in text.pages)
    warnings = tuple(W_GRADE[page.grade].format(page.number, page.number) for page in pages if page.grade in W_GRADE)
    return replace(text, pages=pages, warnings=(*text.warnings, *warnings))


def grade(text: str, page: Page) -> Grade:
    """The grade of one page of `text`: the worst that confidence, spelling and broken characters give."""
    shown = " ".join(text[word.start : word.end] for word in page.words) or text[page.start : page.end]
    return max(_by_confidence(page), _by_spelling(shown), _by_characters(shown), key=list(Grade).index)


def _by_confidence(page: Page) -> Grade:
    letters = sum(word.end - word.start for word in page.words)
    if not letters:
        return Grade.GOOD
    return _step(sum(word.confidence * (word.end - word.start) for word in page.words) / letters, SURE, UNSURE)


def _by_spelling(shown: str) -> Grade:
    """Abbreviations in capitals are no sign of anything, and neither are single letters."""
    words = [word for word in WORD.findall(shown) if len(word) > 1 and not (word.isupper() and word.isascii())]
    if len(words) < FEWEST_WORDS:
        return Grade.GOOD
    return _step(sum(map(is_syllable, words)) / len(words), SPELT, MISSPELT)


def _by_characters(shown: str) -> Grade:
    broken = sum(character in _MEANINGLESS for character in shown) / max(len(shown), 1)
    return Grade.GOOD if broken <= BROKEN else Grade.FAIR if broken <= 5 * BROKEN else Grade.POOR


def _step(value: float, good: float, fair: float) -> Grade:
    return Grade.GOOD if value >= good else Grade.FAIR if value >= fair else Grade.POOR
