"""Scans: pictures drawn for the purpose, prepared, their tables found, and read where Tesseract is installed."""

from __future__ import annotations

import io
import math
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import DamagedFile, FileTooLarge, MissingProgram, NoTextLayer
from extractor.parsers import pdf, picture, scan_image, scan_words
from extractor.parsers.pdf_words import Word
from extractor.parsers.scan import read_pages
from extractor.parsers.scan_image import pictures, prepared, skew
from extractor.parsers.scan_rules import ruled_tables
from extractor.parsers.scan_spelling import mended, with_marks
from extractor.text.clean import clean
from extractor.text.grades import graded

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
needs_ocr = pytest.mark.skipif(
    not scan_words.is_installed() or not FONT.exists(), reason="not installed: tesseract-ocr tesseract-ocr-vie fonts-dejavu-core"
)
LINES = [
    "Hội nghị tổng kết công tác thi đua, khen thưởng năm 2023",
    "của Khối thi đua các cơ quan tham mưu tổng hợp tỉnh.",
    "Đồng chí Chủ tịch Hội Nông dân tỉnh chủ trì hội nghị.",
]
ROWS = [["STT", "Đơn vị", "Điểm"], ["1", "Sở Tài chính", "98"], ["2", "Sở Nội vụ", "97"]]


def sheet(lines: list[str] = LINES, rows: list[list[str]] | None = None) -> Image.Image:
    image = Image.new("L", (1200, 900), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 28) if FONT.exists() else ImageFont.load_default(28)
    for i, line in enumerate(lines):
        draw.text((100, 100 + 60 * i), line, 0, font)
    if rows:
        for i in range(len(rows) + 1):
            draw.line((100, 400 + 80 * i, 1000, 400 + 80 * i), 0, 3)
        for x in (100, 250, 750, 1000):
            draw.line((x, 400, x, 400 + 80 * len(rows)), 0, 3)
        for i, row in enumerate(rows):
            for x, text in zip((115, 265, 765), row, strict=True):
                draw.text((x, 420 + 80 * i), text, 0, font)
    return image


def saved(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def word(text: str, left: float, order: int, base: float = 0.0) -> Word:
    return Word(text, left, left + 10, base, 30, False, order)


@pytest.mark.parametrize("degrees", [-3.0, -0.6, 0.0, 0.8, 4.0])
def test_skew_is_measured(degrees: float) -> None:
    lines = Image.new("L", (1200, 900), 255)
    for i in range(12):
        ImageDraw.Draw(lines).line((100, 80 + 60 * i, 1100, 80 + 60 * i), 0, 8)
    turned = lines.rotate(-degrees, fillcolor=255)
    assert math.isclose(skew(np.asarray(turned), 150), degrees, abs_tol=0.15)


def test_shadows_are_divided_out() -> None:
    shade = np.linspace(90, 250, 1200, dtype=np.float32)[None, :]
    dark = Image.fromarray((np.asarray(sheet(), dtype=np.float32) / 255 * shade).astype(np.uint8))
    grey, _, _ = prepared(dark, 200)
    assert np.percentile(grey[:, :300], 50) > 220 and np.percentile(grey[:, -300:], 50) > 220


def test_ruled_tables_are_found_and_their_rules_taken_away() -> None:
    (table,), clear = ruled_tables(np.asarray(sheet(rows=ROWS)), 200)
    assert len(table.columns) == 3 and len(table.cells) == 9
    assert [(c.row, c.column) for c in table.cells[:4]] == [(0, 0), (0, 1), (0, 2), (1, 0)]
    assert clear[398:403, 300:700].min() > 200


def test_cells_without_a_rule_between_them_are_one() -> None:
    image = sheet(rows=ROWS)
    ImageDraw.Draw(image).rectangle((245, 404, 255, 476), 255)
    (table,), _ = ruled_tables(np.asarray(image), 200)
    assert len(table.cells) == 8


def test_text_alone_has_no_tables() -> None:
    assert ruled_tables(np.asarray(sheet(LINES * 4)), 200)[0] == []


def test_marks_are_mended_where_the_neighbour_leaves_no_doubt() -> None:
    texts = ["Băng", "khen", "của", "Hội", "đồng", "thị", "đua;", "Đỗ", "Thị", "Ngân"]
    assert [w.text for w in mended([word(t, 0, i) for i, t in enumerate(texts)])] == [
        *("Bằng", "khen", "của", "Hội", "đồng", "thi", "đua;", "Đỗ", "Thị", "Ngân")
    ]


def test_list_marks_are_mended_from_their_neighbours() -> None:
    marks = ["1.", "2.", "G2.", "4.", "9.", "x.", "7."]
    words = [w for i, m in enumerate(marks) for w in (word(m, 250, 10 * i, 60.0 * i), word("Sở", 290, 10 * i + 1, 60.0 * i))]
    assert [w.text for w in with_marks(words)][::2] == ["1.", "2.", "3.", "4.", "5.", "6.", "7."]


def test_pictures_too_large_or_broken_are_named() -> None:
    with pytest.raises(FileTooLarge):
        list(pictures(saved(Image.new("1", (20_000, 20_000), 1))))
    with pytest.raises(DamagedFile):
        list(pictures(saved(sheet())[:3000]))
    with pytest.raises(DamagedFile):
        list(pictures(b"\x89PNG\r\n\x1a\n junk"))


@pytest.mark.parametrize("size", [(1, 1), (30_000, 3), (3, 5_000), (9_000, 9_000)])
def test_odd_shapes_stay_within_bounds(size: tuple[int, int]) -> None:
    ((picture_of, dpi),) = pictures(saved(Image.new("L", size, 255)))
    grey, _, _ = prepared(picture_of, dpi)
    assert grey.size <= scan_image.MAX_PREPARED * 1.1


def test_transparent_and_coloured_pictures_come_grey() -> None:
    for image in (Image.new("RGBA", (40, 40), (0, 0, 0, 0)), Image.new("P", (40, 40)), Image.new("CMYK", (40, 40))):
        ((grey, _),) = pictures(saved(image, "TIFF"))
        assert grey.mode == "L"


@needs_ocr
def test_a_photograph_is_read_with_its_table_boxes_and_grade() -> None:
    text = graded(clean(picture.parse(saved(sheet(rows=ROWS), dpi=(150, 150)), "a.png")))
    cells = [(b.row, b.column, text.text[b.start : b.end]) for b in text.blocks if b.table is not None]
    assert cells == [(i, j, cell) for i, row in enumerate(ROWS) for j, cell in enumerate(row)]
    assert all(line.rstrip(".") in text.text.replace("\n", " ") for line in LINES)
    (page,) = text.pages
    assert page.grade == "good" and text.warnings == ()
    first = page.words[0]
    assert text.text[first.start : first.end] == "Hội" and abs(first.left - 100 * 72 / 150) < 3 and 0.5 < first.confidence <= 1


@needs_ocr
@pytest.mark.parametrize("degrees", [90, 180])
def test_a_sheet_on_its_side_or_head_is_turned(degrees: int) -> None:
    (page,) = read_pages([(sheet(LINES * 3).rotate(degrees, expand=True), 150)])
    assert page.turned == degrees
    assert "Nông dân tỉnh chủ trì" in " ".join(w.text for w in page.words)


@needs_ocr
def test_scanned_pages_among_others_are_read_in_their_place() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(576, 432))
    canvas.drawString(60, 380, "Trang mot co lop chu")
    canvas.showPage()
    canvas.drawImage(ImageReader(sheet()), 0, 0, 576, 432)
    canvas.showPage()
    canvas.save()
    parsed = pdf.parse(buffer.getvalue(), "a.pdf")
    first, second = parsed.pages
    assert parsed.text[first.start : first.end] == "Trang mot co lop chu"
    assert "khen thưởng năm 2023" in parsed.text[second.start : second.end]


@needs_ocr
def test_pages_read_together_are_what_each_is_alone() -> None:
    too_wide = Image.new("L", (33_000, 120), 255)  # Tesseract takes no picture of more than 32,767 pixels across, and stops at it
    ImageDraw.Draw(too_wide).line((40, 60, 32_900, 60), 0, 9)
    empty = Image.new("L", (1200, 900), 255)
    sheets = [(sheet(rows=ROWS), 150.0), (empty, 150.0), (sheet(LINES[:2], ROWS[:2]), 150.0), (too_wide, 150.0), (sheet(LINES[1:]), 110.0)]
    together = list(read_pages(sheets * 3))
    assert together == [page for one in sheets for page in read_pages([one])] * 3
    assert [len(page.every_word) > 8 for page in together[:5]] == [True, False, True, False, True]


@needs_ocr
def test_an_empty_sheet_has_no_text() -> None:
    with pytest.raises(NoTextLayer):
        picture.parse(saved(Image.new("L", (800, 600), 255)), "a.png")


def test_without_tesseract_the_package_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    scan_words._check.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgram, match="tesseract-ocr-vie"):
        picture.parse(saved(sheet()), "a.png")
    scan_words._check.cache_clear()


def test_the_resolution_is_that_of_the_file_or_of_a_sheet() -> None:
    ((_, told),) = pictures(saved(sheet(), dpi=(150, 150)))
    ((_, taken),) = pictures(saved(sheet(), dpi=(1, 1)))
    assert round(told) == 150 and round(taken) == round(900 / scan_image.A4_WIDTH)
