"""Word documents, written by python-docx and altered where Word writes what it cannot."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import DamagedFile, EmptyFile
from extractor.parsers.plain import parse_markdown
from extractor.parsers.word import parse
from extractor.text.clean import clean

SAMPLES = Path(__file__).parents[3] / "samples"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_body(xml: str) -> bytes:
    """A document with this XML in front of its body."""
    source, target = zipfile.ZipFile(io.BytesIO(saved(docx.Document()))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = re.sub(rb"(<w:body[^>]*>)", lambda m: m.group(1) + xml.encode(), data)
            archive.writestr(name, data)
    return target.getvalue()


def shown(parsed: ParsedDocument) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.start : b.end]) for b in parsed.blocks]


def test_paragraphs_and_tables_in_reading_order() -> None:
    document = docx.Document()
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("BIÊN BẢN").bold = True
    document.add_paragraph("Hôm nay, Khối thi đua họp.")
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    table.cell(0, 0).text, table.cell(0, 1).text = "1", "Sở A\nSở B"
    document.add_paragraph("- Một việc")
    assert shown(parse(saved(document), "a.docx")) == [
        ("title", "BIÊN BẢN"),
        ("paragraph", "Hôm nay, Khối thi đua họp."),
        ("cell", "1"),
        ("cell", "Sở A\nSở B"),
        ("item", "- Một việc"),
    ]


def test_table_is_ruled_by_its_style_or_its_borders() -> None:
    document = docx.Document()
    for style in (None, "Table Grid"):
        table = document.add_table(rows=1, cols=2, style=style)
        table.cell(0, 0).text = table.cell(0, 1).text = "x"
    parsed = parse(saved(document), "a.docx")
    assert [b.ruled for b in parsed.blocks] == [False, False, True, True]


def test_merged_cells_keep_their_places() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3, style="Table Grid")
    for i, row in enumerate(table.rows):
        for j, cell in enumerate(row.cells):
            cell.text = f"{i}{j}"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "đứng"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "ngang"
    parsed = parse(saved(document), "a.docx")
    assert [(b.row, b.column, parsed.text[b.start : b.end]) for b in parsed.blocks] == [
        (0, 0, "đứng"),
        (0, 1, "ngang"),
        (1, 1, "11"),
        (1, 2, "12"),
    ]


def test_automatic_numbers_stand_in_the_text() -> None:
    document = docx.Document()
    for text in ("Sở A", "Sở B"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Sở C", style="List Bullet")
    assert shown(parse(saved(document), "a.docx")) == [("item", "1. Sở A"), ("item", "2. Sở B"), ("item", "- Sở C")]


def test_tracked_changes_show_what_is_there_now() -> None:
    xml = (
        f"<w:p {W}><w:r><w:t>Khối </w:t></w:r><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>mới</w:t></w:r></w:ins></w:p>"
    )
    assert shown(parse(with_body(xml), "a.docx")) == [("paragraph", "Khối mới")]


def test_content_controls_and_smart_tags_are_read() -> None:
    xml = (
        f"<w:sdt {W}><w:sdtContent><w:p><w:smartTag><w:r><w:t>Hội</w:t></w:r></w:smartTag><w:r><w:noBreakHyphen/><w:t>A</w:t></w:r></w:p>"
        "</w:sdtContent></w:sdt>"
    )
    assert shown(parse(with_body(xml), "a.docx")) == [("paragraph", "Hội-A")]


def test_frame_of_one_column_is_no_table() -> None:
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "Ghi chú"
    assert shown(parse(saved(document), "a.docx")) == [("paragraph", "Ghi chú")]


def test_table_inside_a_cell_is_a_table() -> None:
    document = docx.Document()
    inner = document.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "a", "b"
    assert shown(parse(saved(document), "a.docx")) == [("cell", "a"), ("cell", "b")]


def test_empty_files_are_refused() -> None:
    for data in (b"", saved(docx.Document())):
        with pytest.raises(EmptyFile):
            parse(data, "rong.docx")


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_cut_file_is_refused(cut: float) -> None:
    data = (SAMPLES / "docx" / "quyet-dinh-tang-giay-khen.docx").read_bytes()
    with pytest.raises(DamagedFile):
        parse(data[: int(len(data) * cut)], "cut.docx")


def test_broken_compression_is_refused() -> None:
    data = bytearray((SAMPLES / "docx" / "quyet-dinh-tang-giay-khen.docx").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.getinfo("word/document.xml").header_offset + 60
    data[start : start + 200] = bytes(range(200))
    with pytest.raises(DamagedFile):
        parse(bytes(data), "hong.docx")


def test_broken_xml_is_refused() -> None:
    with pytest.raises(DamagedFile):
        parse(with_body("<w:p>"), "hong.docx")


def test_properties_of_the_file_are_not_passed_on() -> None:
    document = docx.Document()
    document.core_properties.author = "Máy cơ quan"
    document.add_paragraph("Hội nghị")
    metadata = parse(saved(document), "a.docx").metadata
    assert (metadata.title, metadata.date, metadata.author) == (None, None, None)


GOLD = Path(__file__).parents[4] / "shared" / "gold"
FILES = GOLD.parent / "files"


@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared is absent")
def test_same_blocks_as_the_plain_source() -> None:
    for name in ("dev-11", "dev-15", "dev-17", "dev-22"):
        plain = clean(parse_markdown((GOLD / name / "source.md").read_bytes(), "source.md"))
        word = clean(parse((FILES / "docx" / f"{name}.docx").read_bytes(), f"{name}.docx"))
        assert word.text == plain.text
        assert word.blocks == plain.blocks


def test_kinds_of_sample() -> None:
    parsed = parse((SAMPLES / "docx" / "to-trinh-khen-thuong-hop-tac-xa.docx").read_bytes(), "to-trinh.docx")
    assert {b.kind for b in parsed.blocks} >= {BlockKind.TITLE, BlockKind.CELL, BlockKind.PARAGRAPH}
