"""The format of a file by its content, and the error that names what cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from extractor.errors import BienbanError, DamagedFile, EmptyFile, FileTooLarge, PasswordProtected, UnsupportedFormat
from extractor.parsers.sniff import sniff

SAMPLES = Path(__file__).parents[3] / "samples"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in members.items():
            target.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return buffer.getvalue()


@pytest.mark.parametrize("path", sorted(p for p in SAMPLES.glob("*/*") if not p.name.endswith(".record.json")), ids=lambda p: p.name)
@pytest.mark.parametrize("name", ["{}", "../../etc/{}", "khong-co-duoi"])
def test_samples_are_known_by_content(path: Path, name: str) -> None:
    assert sniff(path.read_bytes(), name.format(path.name)) in {path.parent.name, *(["txt"] if path.parent.name == "md" else [])}


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*/*.record.json")), ids=lambda p: p.name)
def test_records_are_no_documents(path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="json"):
        sniff(path.read_bytes(), path.name)


@pytest.mark.parametrize(
    ("data", "error", "detail"),
    [
        pytest.param(b"", EmptyFile, "", id="0-byte docx"),
        pytest.param(b"  \n", EmptyFile, "", id="blanks"),
        pytest.param(b"GIF89a" + bytes(20), UnsupportedFormat, "gif", id="animation"),
        pytest.param(OLE + "PowerPoint Document".encode("utf-16-le"), UnsupportedFormat, "ppt", id="slides"),
        pytest.param(OLE, DamagedFile, "ole", id="compound file without its directory"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), PasswordProtected, "", id="docx with password"),
        pytest.param(archive(ppt__slide_xml="x"), UnsupportedFormat, "pptx", id="slides of today"),
        pytest.param(archive(**{"[Content_Types].xml": "<Types/>"}), DamagedFile, "word/document.xml", id="docx without document.xml"),
        pytest.param(b"PK\x03\x04" + bytes(60), DamagedFile, "zip", id="cut zip"),
        pytest.param(b"abc\x00\x01\x02" * 9, UnsupportedFormat, "binary", id="bytes"),
        pytest.param(b"Hoi nghi, " * 2_000_000, FileTooLarge, "20 MB", id="20 MB of one line"),
    ],
)
def test_unreadable_files_name_their_trouble(data: bytes, error: type[BienbanError], detail: str) -> None:
    with pytest.raises(error) as caught:
        sniff(data, "bao-cao.docx")
    assert caught.value.detail == detail
    assert caught.value.explain("vi").startswith(error.code)


@pytest.mark.parametrize(
    ("data", "format"),
    [
        pytest.param(PNG, "png", id="picture renamed .docx"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "jpg", id="photograph"),
        pytest.param(b"II*\x00" + bytes(20), "tif", id="fax"),
        pytest.param(b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp", id="picture of a phone"),
        pytest.param(rb"{\rtf1\ansi Hoi nghi}", "rtf", id="rtf"),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), "doc", id="Word 97"),
        pytest.param(OLE + "Workbook".encode("utf-16-le"), "xls", id="Excel 97"),
        pytest.param(OLE + "__properties_version1.0".encode("utf-16-le"), "msg", id="Outlook"),
        pytest.param(archive(a_xml="x"), "zip", id="zip"),
        pytest.param(archive(xl__workbook_xml="x"), "xlsx", id="Excel"),
        pytest.param(archive(mimetype="application/vnd.oasis.opendocument.text"), "odt", id="LibreOffice"),
        pytest.param(b"From: a@b.vn\r\nTo: c@d.vn\r\nSubject: Bao cao\r\nDate: Mon, 5 Feb 2024\r\n\r\nKinh gui", "eml", id="e-mail"),
    ],
)
def test_formats_are_known_by_content_whatever_the_name(data: bytes, format: str) -> None:
    assert sniff(data, "bao-cao.docx") == format


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        ("Hội nghị", "a.txt", "txt"),
        ("Hội nghị", "a.docx", "txt"),
        ("Hội nghị", "a.md", "md"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "-", "md"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a.txt", "txt"),
        ("<!DOCTYPE html><p>Hội nghị", "a.txt", "html"),
        ("<p>Hội nghị</p>", "a.htm", "html"),
        ("<p>Hội nghị</p>", "a.txt", "txt"),
        ("\n<!-- x --><html><body>", "-", "html"),
        ("[1] Ghi chú của hội nghị", "-", "txt"),
        ("BM 01: Biên bản họp", "-", "txt"),
    ],
)
def test_kinds_of_text(data: str, name: str, format: str) -> None:
    assert sniff(data.encode(), name) == format


def test_page_in_utf_16() -> None:
    assert sniff("<html><body><p>Hội nghị tổng kết".encode("utf-16"), "a.html") == "html"


def test_every_error_speaks_both_languages() -> None:
    kinds: list[type[BienbanError]] = [BienbanError]
    for kind in kinds:
        kinds.extend(kind.__subclasses__())
    codes = [kind.code for kind in kinds if "code" in vars(kind)]  # a special case may go by its parent's code
    assert len(codes) == len(set(codes))
    for kind in kinds:
        assert kind("x").explain("vi") != kind("x").explain("en")
