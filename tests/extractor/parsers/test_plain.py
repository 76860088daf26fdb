"""Plain text and light Markdown: encodings, blocks and the marks of the dialect."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import Path

import pytest

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import EmptyFile, UndecodableText
from extractor.parsers.plain import parse_markdown, parse_text
from extractor.text.clean import clean

NEWS = "Hội Nông dân tỉnh ký kết giao ước thi đua\n\nNgày 29/3, đồng chí Trần Thị Mẫu, Chủ tịch Hội, chủ trì hội nghị.\n"
SAMPLES = Path(__file__).parents[3] / "samples"


def texts(parsed: ParsedDocument) -> list[str]:
    return [parsed.text[b.start : b.end] for b in parsed.blocks]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(NEWS.encode(), id="utf-8"),
        pytest.param(codecs.BOM_UTF8 + NEWS.encode(), id="utf-8 with mark"),
        pytest.param(NEWS.replace("\n", "\r\n").encode(), id="line ends of Windows"),
        pytest.param(codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"), id="utf-16 le with mark"),
        pytest.param(codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"), id="utf-16 be with mark"),
        pytest.param(NEWS.encode("utf-16-le"), id="utf-16 le"),
        pytest.param(NEWS.encode("utf-16-be"), id="utf-16 be"),
        pytest.param(unicodedata.normalize("NFD", NEWS).encode(), id="loose marks"),
        pytest.param(unicodedata.normalize("NFC", NEWS).translate({}).encode(), id="composed"),
    ],
)
def test_every_encoding_gives_the_same_clean_text(data: bytes) -> None:
    assert clean(parse_text(data, "tin.txt")).text == NEWS.replace("\n\n", "\n").strip()


def test_windows_1258_is_read_where_it_looks_vietnamese() -> None:
    composed = ""
    for character in "Hội nghị tổng kết phong trào thi đua của tỉnh":
        parts = unicodedata.normalize("NFD", character)
        tone = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
        composed += unicodedata.normalize("NFC", "".join(c for c in parts if c not in tone)) + tone
    data = composed.encode("cp1258")
    assert clean(parse_text(data, "cu.txt")).text == "Hội nghị tổng kết phong trào thi đua của tỉnh"


def test_few_broken_bytes_are_replaced_with_a_warning() -> None:
    parsed = parse_text((NEWS * 3).encode() + b"\xff", "tin.txt")
    assert parsed.warnings[0].startswith("W101")
    assert parsed.text.startswith("Hội Nông dân")


def test_lone_surrogate_becomes_the_replacement_character() -> None:
    data = NEWS.encode() + "\ud800".encode("utf-8", "surrogatepass")
    assert clean(parse_text(data, "tin.txt")).text.endswith("\ufffd")


def test_lone_surrogate_in_utf_16() -> None:
    data = codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le") + b"\x00\xd8"
    assert "Hội Nông dân tỉnh" in clean(parse_text(data, "tin.txt")).text


def test_bytes_in_no_encoding_are_refused() -> None:
    with pytest.raises(UndecodableText):
        parse_text(bytes(range(128, 256)) * 20, "rac.txt")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8])
def test_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        parse_text(data, "rong.txt")


def test_markdown_blocks() -> None:
    source = (
        "<!-- borderless -->\n| HỘI MẪU<br>Số: 1/BB | CỘNG HÒA |\n\n# BIÊN BẢN\n\nHôm nay, **ông** An\ndự họp.\n"
        "- Một\n* Hai *nghiêng*\n1. Ba\n\n"
        "| STT | Đơn vị |\n|---|:--|\n| 1 | Sở A |\n"
    )
    parsed = parse_markdown(source.encode(), "a.md")
    assert [(b.kind.value, parsed.text[b.start : b.end], b.ruled) for b in parsed.blocks] == [
        ("cell", "HỘI MẪU\nSố: 1/BB", False),
        ("cell", "CỘNG HÒA", False),
        ("title", "BIÊN BẢN", True),
        ("paragraph", "Hôm nay, ông An dự họp.", True),
        ("item", "- Một", True),
        ("item", "- Hai nghiêng", True),
        ("item", "1. Ba", True),
        ("cell", "STT", True),
        ("cell", "Đơn vị", True),
        ("cell", "1", True),
        ("cell", "Sở A", True),
    ]
    assert [(b.table, b.row, b.column) for b in parsed.blocks if b.kind is BlockKind.CELL and b.table == 1] == [
        (1, 0, 0),
        (1, 0, 1),
        (1, 1, 0),
        (1, 1, 1),
    ]


def test_markdown_keeps_the_places_of_empty_cells() -> None:
    parsed = parse_markdown(b"| a |  | c |\n", "a.md")
    assert [b.column for b in parsed.blocks] == [0, 2]


def test_markdown_takes_the_backslash_before_a_mark_away() -> None:
    source = "Khối họp\n1\\. Một *hai*\n\\- Ba \\* bốn \\* năm\n\nTệp C:\\Bao cao\n\n| a\\|b | c |\n"
    parsed = parse_markdown(source.encode(), "a.md")
    assert [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks] == [
        ("paragraph", "Khối họp"),
        ("item", "1. Một hai"),
        ("item", "- Ba * bốn * năm"),
        ("paragraph", "Tệp C:\\Bao cao"),
        ("cell", "a|b"),
        ("cell", "c"),
    ]


def test_sample_minutes() -> None:
    path = SAMPLES / "md" / "bien-ban-binh-xet-khoi.md"
    parsed = parse_markdown(path.read_bytes(), path.name)
    assert "BIÊN BẢN" in texts(parsed)
    assert not any("**" in text or "<br>" in text for text in texts(parsed))


@pytest.mark.parametrize(
    ("line", "plain"),
    [
        ("***Nơi nhận:***", "Nơi nhận:"),
        ("**_Nơi nhận:_**", "Nơi nhận:"),
        ("_**Nơi nhận:**_", "Nơi nhận:"),
        ("__Nơi nhận__: **đậm *nghiêng* nữa**", "Nơi nhận: đậm nghiêng nữa"),
        ("Số: ____/QĐ, a_b_c, ngày ___ và 2 \\* 3 \\_x\\_", "Số: ____/QĐ, a_b_c, ngày ___ và 2 * 3 _x_"),
    ],
)
def test_marks_of_emphasis_go_one_inside_another(line: str, plain: str) -> None:
    assert texts(parse_markdown(line.encode(), "a.md")) == [plain]


def test_lines_of_a_letterhead_are_no_paragraph() -> None:
    page = "TỔNG CÔNG TY ĐIỆN LỰC\nKHỐI THI ĐUA SỐ 2\n-------\nSố: 5/BB\nHôm nay họp\ntại Hà Nội  \nlúc 9 giờ\n"
    assert texts(parse_markdown(page.encode(), "a.md")) == [
        "TỔNG CÔNG TY ĐIỆN LỰC KHỐI THI ĐUA SỐ 2",
        "-------",
        "Số: 5/BB Hôm nay họp tại Hà Nội",
        "lúc 9 giờ",
    ]


def test_what_stands_for_a_signature_is_a_line_of_its_own() -> None:
    page = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n(Đã ký)\nLê Văn Ba\n\nHai bên\nđã ký kết\ngiao ước\n\nTHƯ KÝ\n(Ký, ghi rõ họ tên)\nHà Thị Tư"
    assert texts(parse_markdown(page.encode(), "a.md")) == [
        "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC",
        "(Đã ký)",
        "Lê Văn Ba",
        "Hai bên đã ký kết giao ước",
        "THƯ KÝ",
        "(Ký, ghi rõ họ tên)",
        "Hà Thị Tư",
    ]


def test_an_item_goes_on_in_the_lines_below_it() -> None:
    page = "c) Các hội gửi đăng ký danh hiệu thi đua về Liên hiệp các Hội Khoa\nhọc tỉnh;\n– Sở Y tế: ông A\n2.1. Thư ký:\nBà B\n"
    parsed = parse_markdown(page.encode(), "a.md")
    assert texts(parsed) == [
        "c) Các hội gửi đăng ký danh hiệu thi đua về Liên hiệp các Hội Khoa học tỉnh;",
        "– Sở Y tế: ông A",
        "2.1. Thư ký:",
        "Bà B",
    ]
    assert [b.kind for b in parsed.blocks] == [BlockKind.ITEM] * 3 + [BlockKind.PARAGRAPH]
