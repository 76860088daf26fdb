"""Marked sentences: read, written, and made from a document and its record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import marking
from extractor.document import Mentions
from extractor.mentions import campaigns, people
from extractor.pipeline import read as read_text

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "txt"
LINE = "Đồng chí <PER>Trần Thị Bình</PER>, <POS>Chủ tịch</POS> <ORG>Hội Nông dân tỉnh</ORG>; <BLOCK>Khối thi đua số 3</BLOCK>."


def record(**parts: object) -> dict[str, object]:
    return {"document": {"authors": []}, "people": [], "organizations": [], **parts}


def body(name: str, *aliases: str, kind: str = "organization") -> dict[str, object]:
    return {"name": name, "aliases": list(aliases), "kind": kind}


def marks(source: str, gold: dict[str, object]) -> list[str]:
    text = read_text(source.encode(), "tin.txt")
    mentions = Mentions(positions=people.find(text)[1], campaigns=campaigns.find(text))
    return list(marking.marked(text, gold, mentions))


def test_a_marked_sentence_gives_a_label_for_each_token() -> None:
    sentence = marking.read(LINE)
    assert [t.text for t in sentence.tokens][:5] == ["Đồng", "chí", "Trần", "Thị", "Bình"]
    assert sentence.labels[:7] == ("O", "O", "B-PER", "I-PER", "I-PER", "O", "B-POS")


@pytest.mark.parametrize("line", ["<ORG>Hội", "Hội</ORG>", "<ORG>Hội <PER>A</PER></ORG>", "<ORG>Hội</PER>", "<DATE>2024</DATE>"])
def test_marks_that_do_not_fit_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"unbalanced|not closed"):
        marking.read(line)


def test_what_is_read_is_written_alike() -> None:
    sentence = marking.read(LINE)
    assert marking.write(LINE, sentence.tokens, sentence.labels) == LINE


@given(
    st.lists(
        st.tuples(st.sampled_from(["", *marking.KINDS]), st.lists(st.sampled_from(["Hội", "an", "2024", ",", "Bộ"]), min_size=1)),
        max_size=6,
    )
)
def test_any_marks_survive_writing_and_reading(pieces: list[tuple[str, list[str]]]) -> None:
    line = " ".join(f"<{kind}>{' '.join(words)}</{kind}>" if kind else " ".join(words) for kind, words in pieces)
    sentence = marking.read(line)
    again = marking.read(marking.write(line, sentence.tokens, sentence.labels))
    assert (again.labels, [t.text for t in again.tokens]) == (sentence.labels, [t.text for t in sentence.tokens])


def test_the_longest_of_overlapping_names_is_marked() -> None:
    gold = record(organizations=[body("Sở Nội vụ"), body("Ban Thi đua - Khen thưởng Sở Nội vụ")])
    line = marks("Ban Thi đua - Khen thưởng Sở Nội vụ phối hợp với Sở Nội vụ thẩm định hồ sơ của tỉnh.", gold)[0]
    assert line.startswith("<ORG>Ban Thi đua - Khen thưởng Sở Nội vụ</ORG> phối hợp với <ORG>Sở Nội vụ</ORG>")


def test_a_title_leaves_its_last_word_to_the_body_that_shares_it() -> None:
    gold = record(
        organizations=[body("Ban Dân vận Trung ương")],
        people=[{"name": "Lê Văn An", "positions": [{"title": "Phó Trưởng Ban", "organization": "Ban Dân vận Trung ương"}]}],
    )
    line = marks("Đồng chí Lê Văn An, Phó Trưởng Ban Dân vận Trung ương phát biểu tại hội nghị của tỉnh.", gold)[0]
    assert "<PER>Lê Văn An</PER>, <POS>Phó Trưởng</POS> <ORG>Ban Dân vận Trung ương</ORG>" in line


def test_a_name_inside_a_campaign_is_not_marked() -> None:
    gold = record(organizations=[body("Hội Nông dân")])
    line = marks("Phong trào “Hội viên Hội Nông dân thi đua sản xuất giỏi” do Hội Nông dân phát động năm 2023.", gold)[0]
    assert line.count("<ORG>") == 1


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.record.json")), ids=lambda p: p.name.removesuffix(".record.json"))
def test_every_sample_gives_sentences_that_can_be_read(path: Path) -> None:
    gold = json.loads(path.read_text("utf-8"))
    source = path.with_name(path.name.replace(".record.json", ".txt"))
    lines = marks(source.read_text("utf-8"), gold)
    found = {label[2:] for line in lines for label in marking.read(line).labels if label != "O"}
    assert "ORG" in found or not gold["organizations"]
