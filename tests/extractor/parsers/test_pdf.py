"""PDF files: those of the samples, and small ones drawn for the purpose."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import DamagedFile, EmptyFile, NoTextLayer, PasswordProtected, UnreadableFile
from extractor.parsers.pdf import parse

SAMPLES = Path(__file__).parents[3] / "samples" / "pdf"
MINUTES = (SAMPLES / "bien-ban-dai-hoi-cong-doan.pdf").read_bytes()
GOLD = Path(__file__).parents[4] / "shared" / "gold"
FILES = GOLD.parent / "files" / "pdf"


def drawn(*pages: Callable[[Canvas], None], encrypt: str | None = None) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(600, 800), encrypt=encrypt, invariant=1)
    for draw in pages:
        canvas.setFont("Helvetica", 12)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def paragraph(top: float, *lines: str, left: float = 80) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for i, line in enumerate(lines):
            canvas.drawString(left, top - 15 * i, line)

    return draw


def both(*drawings: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for drawing in drawings:
            drawing(canvas)

    return draw


def grid(canvas: Canvas) -> None:
    canvas.grid([80, 200, 400], [600, 630, 660])
    for i, row in enumerate((("STT", "Don vi"), ("1", "So Tai chinh"))):
        for x, text in zip((90, 210), row, strict=True):
            canvas.drawString(x, 640 - 30 * i, text)


def scan(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 600, 800)


def shown(parsed: ParsedDocument) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


WRAPPED = ("Hoi nghi tong ket cong tac thi dua khen thuong nam hai nghin hai muoi ba cua Khoi", "thi dua so hai.")
PROSE = paragraph(750, *WRAPPED)


def test_wrapped_lines_are_one_paragraph_and_short_ones_end_it() -> None:
    parsed = parse(drawn(both(PROSE, paragraph(720, "Sang ngay 5/3, hoi nghi khai mac."))), "a.pdf")
    assert shown(parsed) == [("paragraph", " ".join(WRAPPED)), ("paragraph", "Sang ngay 5/3, hoi nghi khai mac.")]


def test_wider_gap_begins_a_paragraph() -> None:
    parsed = parse(drawn(both(PROSE, paragraph(710, WRAPPED[0], "het."))), "a.pdf")
    assert len(parsed.blocks) == 2


def test_paragraph_goes_on_over_a_page_end() -> None:
    parsed = parse(drawn(paragraph(100, WRAPPED[0]), paragraph(750, *WRAPPED[1:])), "a.pdf")
    assert shown(parsed) == [("paragraph", " ".join(WRAPPED))]
    assert [page.number for page in parsed.pages] == [1, 2]
    assert [parsed.text[word.start : word.end] for word in parsed.pages[1].words] == WRAPPED[1].split()


def test_ruled_table_gives_cells() -> None:
    parsed = parse(drawn(both(PROSE, grid)), "a.pdf")
    cells = [(b.row, b.column, b.ruled, parsed.text[b.start : b.end]) for b in parsed.blocks if b.kind is BlockKind.CELL]
    assert cells == [(0, 0, True, "STT"), (0, 1, True, "Don vi"), (1, 0, True, "1"), (1, 1, True, "So Tai chinh")]


def test_lines_side_by_side_are_a_borderless_table() -> None:
    sides = both(paragraph(780, "HOI NONG DAN", "TINH MAU"), paragraph(780, "CONG HOA XA HOI", "Doc lap", left=330), PROSE)
    parsed = parse(drawn(sides), "a.pdf")
    assert [(b.kind.value, b.ruled, parsed.text[b.start : b.end]) for b in parsed.blocks][:2] == [
        ("cell", False, "HOI NONG DAN\nTINH MAU"),
        ("cell", False, "CONG HOA XA HOI\nDoc lap"),
    ]


def test_page_numbers_are_furniture() -> None:
    def page(number: str) -> Callable[[Canvas], None]:
        return both(PROSE, paragraph(30, number, left=290))

    parsed = parse(drawn(page("1"), page("2"), page("Trang 3/3")), "a.pdf")
    assert [text for kind, text in shown(parsed) if kind == "furniture"] == ["1", "2", "Trang 3/3"]
    assert all(kind == "paragraph" for kind, _ in shown(parsed)[:3])


def test_furniture_at_one_height_is_read_from_the_left() -> None:
    heads = [paragraph(790, word, left=left) for left, word in ((420, "Hai"), (80, "Mot"), (250, "Ba"))]
    parsed = parse(drawn(*[both(PROSE, *heads)] * 3), "a.pdf")
    assert [text for kind, text in shown(parsed) if kind == "furniture" and text in {"Mot", "Ba", "Hai"}] == ["Mot", "Ba", "Hai"] * 3


def test_line_above_that_joins_both_columns_is_read_too() -> None:
    middle = 80 + stringWidth("HOI NONG DAN", "Helvetica", 12) + 0.5
    below = both(paragraph(735, "HOI NONG DAN"), paragraph(735, "TINH MAU", left=middle + 40))
    parsed = parse(drawn(both(paragraph(750, "Trong nam qua cac don vi", left=middle), below)), "a.pdf")
    assert shown(parsed) == [("paragraph", "Trong nam qua cac don vi"), ("paragraph", "HOI NONG DAN TINH MAU")]


def test_page_without_text_among_others_is_named() -> None:
    parsed = parse(drawn(PROSE, scan), "a.pdf")
    assert [warning[:12] for warning in parsed.warnings] == ["W104 Trang 2"]


def test_scanned_file_is_refused() -> None:
    with pytest.raises(NoTextLayer):
        parse(drawn(scan), "scan.pdf")


@pytest.mark.parametrize("data", [b"", drawn(lambda canvas: None)], ids=["no bytes", "blank page"])
def test_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        parse(data, "rong.pdf")


def test_encrypted_file_is_refused() -> None:
    with pytest.raises(PasswordProtected):
        parse(drawn(PROSE, encrypt="mat-khau"), "khoa.pdf")


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8, 0.97])
def test_truncated_file_is_refused_or_read_in_part_with_a_warning(share: float) -> None:
    try:
        parsed = parse(MINUTES[: int(len(MINUTES) * share)], "cut.pdf")
    except UnreadableFile as error:
        assert error.code in {"E101", "E104"}
    else:
        assert any(warning.startswith(("W102", "W103")) for warning in parsed.warnings)


def test_looping_page_tree_ends() -> None:
    data = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
    )
    with pytest.raises((DamagedFile, EmptyFile)):
        parse(data, "vong.pdf")


def test_no_pdf_at_all_is_refused() -> None:
    with pytest.raises(DamagedFile):
        parse(b"%PDF-1.7\n" + b"rac " * 100, "rac.pdf")


def test_sample_minutes() -> None:
    parsed = parse(MINUTES, "bien-ban.pdf")
    assert ("title", "BIÊN BẢN") in shown(parsed)
    assert parsed.warnings == ()
    assert [b.ruled for b in parsed.blocks if b.kind is BlockKind.CELL].count(False) == len([b for b in parsed.blocks if not b.ruled])
    assert "Độc lập - Tự do - Hạnh phúc" in parsed.text


@pytest.mark.skipif(not FILES.is_dir(), reason="../shared is absent")
def test_words_agree_with_the_plain_source() -> None:
    for name in ("dev-11", "dev-17", "dev-24"):
        source = (GOLD / name / "source.md").read_text("utf-8").replace("<br>", " ").replace("**", "").replace("<!-- borderless -->", "")
        words = [word for word in source.split() if not set(word) <= set("|#-")]
        read = [word for word in parse((FILES / f"{name}.pdf").read_bytes(), name).text.split() if word != "-"]
        assert sorted(words) == sorted(read)
