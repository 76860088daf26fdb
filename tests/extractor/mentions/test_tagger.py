"""The trained tagger: what it sees, and what it says of sentences that nobody trained it on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from extractor import marking
from extractor.mentions import tagger
from extractor.mentions.weights import REACH
from extractor.pipeline import read


def test_shapes_tell_capitals_numbers_and_marks() -> None:
    assert [tagger.shape(w) for w in ("Hội", "UBND", "A", "tỉnh", "2024", "–", "MTTQVn")] == ["Xx", "XX", "X", "xx", "9999", "-", "M"]


def test_classes_open_in_capitals_and_go_on_in_small_letters() -> None:
    tokens = marking.read("Chủ tịch UBND tỉnh Hà Nam").tokens
    chairman, chair, committee, level, place, name = tagger.classes([t.lower for t in tokens])
    assert "T" in chairman and "t" in chair
    assert "L" in committee and "V" in level
    assert "P" in place and "p" in name


def test_a_row_of_features_for_each_token() -> None:
    tokens = marking.read("“Hội Nông dân (HND)” tỉnh.").tokens
    rows = tagger.features(tokens)
    assert len(rows) == len(tokens)
    assert len({len(row) for row in rows}) == 1
    assert tagger.features(()) == []


def test_ranges_of_labels() -> None:
    tags = tagger.Tags(("O",), ("B-ORG", "I-ORG", "O", "B-ORG", "B-ORG", "I-PER"), ((1.0,),) * 6)
    assert tags.spans("ORG") == [(0, 2), (3, 4), (4, 5)]
    assert tags.spans("PER") == [(5, 6)]


def test_weights_add_up_to_one() -> None:
    text = read("Đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân tỉnh dự hội nghị của Khối thi đua số 3.".encode(), "tin.txt")
    tags = tagger.tag(text)
    assert len(tags.labels) == len(text.tokens)
    assert all(sum(row) == pytest.approx(1) for row in tags.weights)
    assert tags == tagger.tag(text)


def test_a_model_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        tagger.tag(read("Hội Nông dân tỉnh dự hội nghị tổng kết năm.".encode(), "tin.txt"), tmp_path / "none.crf")


@pytest.mark.parametrize(
    "line",
    [
        "Dự hội nghị có đồng chí <PER>Vũ Đức Thiện</PER>, <POS>Phó Chủ tịch</POS> <ORG>UBND tỉnh</ORG>.",
        "<POS>Chủ tịch</POS> <ORG>Hội Luật gia Việt Nam</ORG> <PER>Trần Minh Châu</PER> phát biểu chỉ đạo hội nghị.",
        "Hội nghị thống nhất suy tôn <ORG>Sở Giao thông vận tải</ORG> làm <POS>Khối trưởng</POS> năm 2024.",
        "Phong trào do các cấp hội phát động được nhân dân hưởng ứng.",
        "Ông <PER>Kring Thị Nghiêm</PER> ở thôn 3 được tặng Giấy khen.",
    ],
)
def test_plain_sentences_are_tagged_right(line: str) -> None:
    sentence = marking.read(line)
    text = read(" ".join(t.text for t in sentence.tokens).encode(), "tin.txt")
    assert tagger.tag(text).labels == sentence.labels


def test_words_far_from_every_capital_are_not_read() -> None:
    low = "và " * 40
    text = read(f"Hội Nông dân tỉnh {low}Sở Nội vụ {low}.".encode(), "tin.txt")
    (first, end), (second, last) = tagger.pieces(text)
    assert first == 0 and end == 2 + tagger.BEHIND
    assert (second, last) == (44 - REACH, 46 + tagger.BEHIND)
    assert set(tagger.tag(text).labels[end:second]) == {"O"}
    assert not list(tagger.pieces(read(b"khong co ten nao o day ca.", "tin.txt")))


def test_a_long_list_is_read_in_parts_that_end_with_its_semicolons() -> None:
    names = [f"Hội Nông dân, Hội Phụ nữ và Hội Cựu chiến binh huyện {place}" for place in ("Sơn Hà", "Trà Bồng", "Đức Phổ", "Ba Tơ")]
    text = read(f"Dự họp có {'; '.join(names)}.".encode(), "tin.txt")
    found = list(tagger.pieces(text))
    assert len(found) == len(names) and found[0][0] == 0
    assert all(end == first for (_, end), (first, _) in pairwise(found))
    assert all(text.tokens[end - 1].text == ";" for _, end in found[:-1])
    read_in = "".join(label[0] for label in tagger.tag(text).labels)
    assert read_in.count("B") == 3 * len(names)
