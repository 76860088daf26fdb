"""Fonts of before Unicode: names, tables, whole documents without fonts, and Unicode text that must stay as it is."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.parsers.encoding import decode as decode_bytes
from extractor.parsers.legacy_fonts import FontReader, Run, decode, font_encoding, guess, restored
from extractor.parsers.legacy_tables import TABLES
from extractor.parsers.word import parse
from extractor.spelling import is_syllable

GOLD = Path(__file__).parents[4] / "shared" / "gold"
SAMPLE = (Path(__file__).parents[3] / "samples" / "txt" / "tin-dai-hoi-ccb-xa.txt").read_text("utf-8")
LINES = [
    "Cộng hoà xã hội chủ nghĩa Việt Nam",
    "Độc lập - Tự do - Hạnh phúc",
    "Hội nghị tổng kết công tác thi đua, khen thưởng của khối các cơ quan tỉnh",
    "Tổ chức bình xét, suy tôn đơn vị dẫn đầu cụm; đề nghị tặng cờ thi đua",
]


def encoded(text: str, encoding: str) -> str:
    """`text` as programs show it that know nothing of the font; what the encoding lacks stays."""
    codes: dict[str, str] = {}
    for code, letter in TABLES[encoding].items():
        codes.setdefault(letter, code)
    return "".join(codes.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def word_file(*runs: tuple[str, str]) -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for text, font in runs:
        paragraph.add_run(text).font.name = font
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", "tcvn3", False),
        (".VnTimeH", "tcvn3", True),
        (".VnArial NarrowH", "tcvn3", True),
        ("FBHPFN+VnTimeHBold", "tcvn3", True),
        (".VnTime Tur", "tcvn3", False),
        ("VNI-Times", "vni", False),
        ("VNI-Helve-Condense", "vni", False),
        ("VPS Times", "vps", False),
        ("VI Times", "viscii", False),
        ("Times New Roman", None, False),
        ("Viner Hand ITC", None, False),
        ("Verdana", None, False),
        ("", None, False),
    ],
)
def test_font_names_claim_encodings(font: str, encoding: str | None, capitals: bool) -> None:
    assert font_encoding(font) == (encoding, capitals)


@pytest.mark.parametrize("encoding", TABLES)
@pytest.mark.parametrize("line", LINES)
def test_lines_come_back(line: str, encoding: str) -> None:
    assert decode(encoded(line, encoding), encoding) == line


@pytest.mark.parametrize("encoding", TABLES)
def test_text_without_fonts_is_told_by_its_words(encoding: str) -> None:
    assert restored([encoded(line, encoding) for line in LINES]) == LINES


@pytest.mark.parametrize("encoding", TABLES)
def test_bytes_of_a_text_file(encoding: str) -> None:
    shown = encoded("\n".join(LINES), encoding)
    assert decode_bytes(shown.encode("latin-1"))[0] == "\n".join(LINES)


def test_codes_that_other_code_pages_and_pdf_producers_show() -> None:
    assert decode("®\u2212îc", "tcvn3") == "được"
    assert decode("x\u2219 héi", "tcvn3") == "xã hội"
    assert decode("ViÖt \uf04e\uf061\uf06d", "tcvn3") == "Việt Nam"
    assert decode("®Şa", "tcvn3") == "địa"  # a font whose charset says Turkish


def test_a_letter_cut_by_runs_is_put_together() -> None:
    runs = [Run("Vie", "VNI-Times"), Run("ät", "VNI-Times"), Run(" Nam", "Arial")]
    assert FontReader([runs]).read(runs) == "Việt Nam"


def test_fonts_of_capitals_give_capitals() -> None:
    data = word_file(("Céng hoµ", ".VnTimeH"), (" x· héi chñ nghÜa", ".VnTime"))
    assert parse(data, "a.docx").text == "CỘNG HOÀ xã hội chủ nghĩa"


def test_unicode_text_in_a_style_that_names_a_legacy_font_stays() -> None:
    data = word_file(("Phó Giám đốc Sở Nội vụ và các ông bà", ".VnTime"), (" là", ".VnTime"))
    assert parse(data, "a.docx").text == "Phó Giám đốc Sở Nội vụ và các ông bà là"


def test_soft_hyphens_of_word_are_letters_of_tcvn3() -> None:
    data = word_file(("Tr\xadëng ban h\xadíng dÉn", ".VnTime"))
    assert parse(data, "a.docx").text == "Trưởng ban hướng dẫn"


@pytest.mark.parametrize("text", [SAMPLE, "Café à la carte, naïve señor über Straße", "© 2024 «Báo cáo» ½ ±5 °C", "Hội nghị"])
def test_sound_text_is_never_changed(text: str) -> None:
    assert restored(text.split("\n")) == text.split("\n")


@given(st.text(max_size=200))
def test_any_text_is_read_and_plain_text_stays(text: str) -> None:
    assert restored([text])[0] == text or guess([text]) is not None
    for encoding in TABLES:
        assert decode(decode(text, encoding).encode("ascii", "ignore").decode(), encoding).isascii()


@pytest.mark.skipif(not GOLD.exists(), reason="../shared is absent")
def test_no_gold_document_is_harmed() -> None:
    for path in GOLD.glob("*/source.*"):
        lines = path.read_text("utf-8").split("\n")
        assert restored(lines) == lines


@pytest.mark.parametrize("word", ["nghiêng", "quốc", "giữ", "gì", "Hòa", "hoà", "khuya", "Uỷ", "ỷ", "xoong", "quyết", "yêu", "oanh"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ViÖt", "cat", "hop", "zoo", "strength", "hộì", "thñ", "qá", ""])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
