"""Marks: whatever overlaps, every character of the text is shown once, under exactly the marks that cover it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.marks import Mark, paragraphs

texts = st.text(alphabet="aá \n.", max_size=60)
spans = st.lists(st.tuples(st.integers(0, 70), st.integers(1, 70), st.sampled_from("xyz")), max_size=12)


@given(texts, spans)
def test_segments_give_the_text_and_the_marks_back(text: str, chosen: list[tuple[int, int, str]]) -> None:
    marks = [
        Mark(start, min(start + size, len(text)), name, f"{name}-m{i}") for i, (start, size, name) in enumerate(chosen) if start < len(text)
    ]
    shown = paragraphs(text, marks)
    assert ["".join(segment.text for segment in paragraph.segments) for paragraph in shown] == [
        line for line in text.split("\n") if line.strip()
    ]
    covered = dict.fromkeys(marks, "")
    for paragraph in shown:
        for segment in paragraph.segments:
            for mark in segment.marks:
                covered[mark] += segment.text
    for mark, words in covered.items():
        visible = [text[max(start, mark.start) : min(start + len(line), mark.end)] for start, line in _placed(text) if line.strip()]
        assert words == "".join(visible)


@given(texts, spans)
def test_every_row_opens_once_at_most(text: str, chosen: list[tuple[int, int, str]]) -> None:
    marks = [Mark(start, min(start + size, len(text)), name, f"{name}-m0") for start, size, name in chosen if start < len(text)]
    opened = [row for paragraph in paragraphs(text, marks) for segment in paragraph.segments for row in segment.opens]
    assert len(opened) == len(set(opened))


def _placed(text: str) -> list[tuple[int, str]]:
    placed, start = [], 0
    for line in text.split("\n"):
        placed.append((start, line))
        start += len(line) + 1
    return placed
