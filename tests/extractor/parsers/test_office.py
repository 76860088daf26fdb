"""Old Office files and workbooks: read through LibreOffice where it is installed, by xlrd and openpyxl without it."""

from __future__ import annotations

import io
import os
import re
import shutil
from pathlib import Path

import docx
import openpyxl
import pytest

from extractor.document import BlockKind, ParsedDocument
from extractor.errors import DamagedFile, EmptyFile, MissingProgram, TookTooLong
from extractor.parsers import office
from extractor.parsers.doc_tables import tables, with_tables
from extractor.parsers.legacy_tables import VPS
from extractor.parsers.office import converted, parse_doc, parse_odt, parse_rtf
from extractor.parsers.plain import parse_text
from extractor.parsers.programs import run
from extractor.parsers.sheets import parse_xls, parse_xlsx
from extractor.parsers.word import parse
from extractor.text.clean import clean

SHARED = Path(__file__).parents[4] / "shared"
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: libreoffice-writer-nogui")
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


def report() -> bytes:
    document = docx.Document()
    document.add_paragraph("Hội nghị tổng kết công tác thi đua năm 2023")
    table = document.add_table(rows=2, cols=2, style="Table Grid")
    for i, row in enumerate((("STT", "Đơn vị"), ("1", "Sở Tài chính"))):
        for cell, text in zip(table.rows[i].cells, row, strict=True):
            cell.text = text
    document.add_paragraph("Hội nghị kết thúc cùng ngày.")
    signatures = document.add_table(rows=1, cols=2)
    signatures.cell(0, 0).text, signatures.cell(0, 1).text = "THƯ KÝ\nLê Thị Mẫu", "CHỦ TRÌ\nTrần Văn Mẫu"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def shown(parsed: ParsedDocument) -> list[tuple[str, bool, str]]:
    text = clean(parsed)
    return [(b.kind.value, b.ruled, text.text[b.start : b.end]) for b in text.blocks]


@needs_office
@pytest.mark.parametrize(("ending", "read"), [("doc", parse_doc), ("rtf", parse_rtf), ("odt", parse_odt)])
def test_old_forms_give_the_blocks_of_the_word_file(ending: str, read: object) -> None:
    data = converted(report(), "docx", ending)
    parsed = read(data, f"a.{ending}")  # type: ignore[operator]  # parametrised functions lose their types
    assert parsed.format == ending
    assert shown(parsed) == shown(parse(report(), "a.docx"))


@needs_office
def test_what_libreoffice_cannot_open_is_damaged_or_empty() -> None:
    with pytest.raises((DamagedFile, EmptyFile)):
        parse_odt(b"PK\x03\x04 none", "a.odt")


def test_a_word_file_without_tables_of_its_own_stays() -> None:
    assert tables(b"\xd0\xcf\x11\xe0 junk") == []
    parsed = parse_text(b"Hoi nghi", "a.txt")
    assert with_tables(parsed, [[["Khong", "co"]]]) is parsed


def test_tables_that_became_text_are_tables_again() -> None:
    parsed = parse(report(), "a.docx")
    flat = parse_text("Mở đầu\nTHƯ KÝ\nLê Thị MẫuCHỦ TRÌ\nTrần Văn Mẫu\nKết thúc".encode(), "a.txt")
    again = with_tables(flat, [[["THƯ KÝ\nLê Thị Mẫu", "CHỦ TRÌ\nTrần Văn Mẫu"]]])
    assert shown(again)[1:3] == shown(parsed)[-2:]
    assert [b.kind for b in again.blocks] == [BlockKind.PARAGRAPH, BlockKind.CELL, BlockKind.CELL, BlockKind.PARAGRAPH]
    assert all(again.text[b.start : b.end].strip() for b in again.blocks)


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgram, match="libreoffice-writer-nogui"):
        parse_doc(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc")


def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    with pytest.raises(TookTooLong):
        run(["bash", "-c", f"sleep 60 & echo $! > {mark}; wait"], package="bash", seconds=0.5)
    child = Path(f"/proc/{mark.read_text().strip()}")
    assert not child.exists() or "Z" in (child / "stat").read_text().split()[2]


def test_office_is_given_a_profile_of_its_own() -> None:
    folder = office._profile()
    assert folder == office._profile()
    assert "DisableMacrosExecution" in (folder / "user" / "registrymodifications.xcu").read_text()
    assert os.access(folder, os.W_OK)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("DANH SÁCH KHEN THƯỞNG", None, None), ("STT", "Đơn vị", "Điểm"), (1, "Sở Tài chính", 98.5), (2, "Sở Nội vụ", 97)):
        sheet.append(row)
    sheet["B4"].font = openpyxl.styles.Font(name=".VnTime")
    sheet["B4"] = "Së Néi vô"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_is_its_title_and_its_table() -> None:
    parsed = parse_xlsx(workbook(), "a.xlsx")
    assert [(b.kind.value, b.row, b.column, parsed.text[b.start : b.end]) for b in parsed.blocks] == [
        ("paragraph", None, None, "DANH SÁCH KHEN THƯỞNG"),
        ("cell", 1, 0, "STT"),
        ("cell", 1, 1, "Đơn vị"),
        ("cell", 1, 2, "Điểm"),
        ("cell", 2, 0, "1"),
        ("cell", 2, 1, "Sở Tài chính"),
        ("cell", 2, 2, "98,5"),
        ("cell", 3, 0, "2"),
        ("cell", 3, 1, "Sở Nội vụ"),
        ("cell", 3, 2, "97"),
    ]


@pytest.mark.parametrize(("read", "data"), [(parse_xls, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000)), (parse_xlsx, b"PK\x03\x04 x")])
def test_broken_workbooks_are_named(read: object, data: bytes) -> None:
    with pytest.raises(DamagedFile):
        read(data, "a")  # type: ignore[operator]  # parametrised functions lose their types


@needs_shared
def test_an_old_workbook_in_a_legacy_font() -> None:
    parsed = parse_xls((SHARED / "files" / "legacy" / "2005-FDILangson.xls").read_bytes(), "a.xls")
    truth = (SHARED / "files" / "legacy" / "truth" / "2005-FDILangson.txt").read_text("utf-8").casefold().split()
    assert sum(word in parsed.text.casefold().split() for word in truth) > 0.99 * len(truth)


def rich_text(font: str, charset: int, page: int, *paragraphs: str) -> bytes:
    """An RTF file whose text stands in one font, as codes of Latin-1: `\\'xx`."""
    written = [rf"\pard\f0 {''.join(c if c.isascii() else f'{chr(92)}{chr(39)}{ord(c):02x}' for c in text)}\par" for text in paragraphs]
    fonts = rf"{{\fonttbl{{\f0\fnil\fcharset{charset} {font};}}}}"
    return rf"{{\rtf1\ansi\ansicpg{page}\deff0{fonts}{' '.join(written)}}}".encode("ascii")


@needs_office
@pytest.mark.parametrize(("charset", "page"), [(0, 1252), (1, 1252), (1, 1258), (163, 1258), (2, 1252)])
def test_rtf_in_a_font_of_before_unicode_whatever_charset_it_claims(charset: int, page: int) -> None:
    data = rich_text(".VnTime", charset, page, "Héi nghÞ tæng kÕt c«ng t¸c thi ®ua", "§éc lËp - Tù do - H¹nh phóc")
    assert clean(parse_rtf(data, "a.rtf")).text == "Hội nghị tổng kết công tác thi đua\nĐộc lập - Tự do - Hạnh phúc"


@needs_office
def test_rtf_in_viscii_keeps_capitals_that_windows_shows_as_quotes() -> None:
    data = rich_text("VI Times", 0, 1252, "C\x93NG HOÀ XÃ H\x93I CHÜ NGHÎA VI\x8eT NAM".replace("Ü", "\x9c").replace("Î", "\xce"))
    assert clean(parse_rtf(data, "a.rtf")).text == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@needs_office
def test_rtf_in_vps_keeps_capitals_in_the_place_of_control_codes() -> None:
    code = {letter: c for c, letter in VPS.items()}
    text = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM, HUYỆN LẬP THẠCH, ĐẶNG THỊ MẪU, HỢP TÁC, HỌC VỤ"
    raw = rich_text("VPS Times", 0, 1252, "".join(code.get(c, c) for c in text)).replace(b"VPS", rb"{\*\panose 02020603050405020304}VPS")
    escaped = re.sub(rb"[\x02-\x1e]", lambda found: b"\\'%02x" % found[0][0], raw)
    assert [clean(parse_rtf(data, "a.rtf")).text for data in (raw, escaped)] == [text, text]
