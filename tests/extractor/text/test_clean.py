"""Clean text: what it looks like, and that every character of it leads back to the parsed text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.document import Block, BlockKind, Page, ParsedDocument, Text
from extractor.text.clean import BLANKS, INVISIBLE, REPLACED, clean


def one_block(text: str, kind: BlockKind = BlockKind.PARAGRAPH) -> Text:
    return clean(ParsedDocument(text, (Block(kind, 0, len(text)),), "txt"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("Hội\u00a0nghị   tổng\tkết", "Hội nghị tổng kết", id="blanks"),
        pytest.param(unicodedata.normalize("NFD", "Khối trưởng Đặng Thị Ửng"), "Khối trưởng Đặng Thị Ửng", id="loose marks"),
        pytest.param("kha\u0323\u0302n", "khận", id="marks in either order"),
        pytest.param("thi \u200b\ufeff đua", "thi đua", id="zero width between blanks"),
        pytest.param("khen\u00ad thưởng\u200b", "khen thưởng", id="soft hyphen"),
        pytest.param("o\u200b\u0302ng", "ông", id="zero width before a mark"),
        pytest.param("o\ufb03ce", "office", id="ligature"),
        pytest.param("a\ud800b", "a\ufffdb", id="lone surrogate"),
        pytest.param("34\u2011CT/TW", "34-CT/TW", id="hard hyphen"),
        pytest.param("\u00d0ảng b\u1ed9", "Đảng bộ", id="eth for Đ"),
        pytest.param("một\ndòng", "một dòng", id="line break in a paragraph"),
        pytest.param("a\x00b\x07c", "abc", id="control characters"),
    ],
)
def test_clean_form(source: str, expected: str) -> None:
    assert one_block(source).text == expected


def test_cell_keeps_its_line_breaks() -> None:
    assert one_block("KHỐI TRƯỞNG \r\n \n (Đã ký)", BlockKind.CELL).text == "KHỐI TRƯỞNG\n(Đã ký)"


def test_offsets_lead_back_over_what_was_taken_out() -> None:
    text = one_block("  Hội\u200b  nghi\u0323 ")
    assert text.text == "Hội nghị"
    assert [text.offsets.old(i) for i in range(len(text.text))] == [2, 3, 4, 5, 8, 9, 10, 11]


def test_blank_blocks_are_left_out_and_the_others_follow_each_other() -> None:
    source = "A\n \nB"
    text = clean(ParsedDocument(source, tuple(Block(BlockKind.PARAGRAPH, i, i + 1) for i in (0, 2, 4)), "txt"))
    assert text.text == "A\nB"
    assert [b.span for b in text.blocks] == [(0, 1), (2, 3)]


def test_pages_move_along() -> None:
    parsed = ParsedDocument(
        "A  b\nC", (Block(BlockKind.PARAGRAPH, 0, 4), Block(BlockKind.PARAGRAPH, 5, 6)), "pdf", pages=(Page(1, 0, 4), Page(2, 5, 6))
    )
    text = clean(parsed)
    assert [text.text[p.start : p.end] for p in text.pages] == ["A b", "C"]


def test_long_line_keeps_every_offset() -> None:
    piece = "Hội nghị  tổng kết\u200b năm 2024. "
    text = one_block(piece * 20_000)
    assert text.text == ("Hội nghị tổng kết năm 2024. " * 20_000).strip()
    assert text.offsets.old(28 * 19_999) == len(piece) * 19_999


ALPHABET = st.sampled_from(
    "aăâbđeêoơuưyAĐ ộặ.,-/12"
    + "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"
    + "\u200b\ufeff\xad\xa0\t\r\n\ud800\ufb01\u1100\u1161\u11a8"
)


def plainly(source: str, kind: BlockKind) -> str:
    """The clean form by the plainest means, with no thought of offsets."""
    kept = "".join(REPLACED.get(c, c) for c in source if c not in INVISIBLE)
    kept = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in unicodedata.normalize("NFC", kept))
    lines = kept.replace("\r", "\n").split("\n")
    joined = [" ".join("".join(" " if c in BLANKS else c for c in line).split(" ")) for line in lines]
    words = [" ".join(w for w in line.split(" ") if w) for line in joined]
    return ("\n" if kind is BlockKind.CELL else " ").join(w for w in words if w)


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABET, max_size=40), st.sampled_from([BlockKind.PARAGRAPH, BlockKind.CELL]))
def test_same_as_the_plain_way_and_every_character_leads_back(source: str, kind: BlockKind) -> None:
    text = one_block(source, kind)
    assert text.text == plainly(source, kind)
    places = [text.offsets.old(i) for i in range(len(text.text) + 1)]
    assert places == sorted(places)
    for i, character in enumerate(text.text):
        behind = source[places[i] : next(place for place in [*places[i + 1 :], len(source)] if place > places[i])]
        assert character in plainly("x" + behind, BlockKind.CELL) or (character.isspace() and any(c in BLANKS for c in behind))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_out_clean_and_stays_as_it_is_the_second_time(source: str) -> None:
    text = one_block(source).text
    assert unicodedata.is_normalized("NFC", text)
    assert "  " not in text
    assert one_block(text).text == text
