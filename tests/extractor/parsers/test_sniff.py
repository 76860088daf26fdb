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
        pytest.param(PNG, UnsupportedFormat, "png", id="picture renamed .docx"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", UnsupportedFormat, "jpeg", id="photograph"),
        pytest.param(rb"{\rtf1\ansi Hoi nghi}", UnsupportedFormat, "rtf", id="rtf"),
        pytest.param(OLE + "WordDocument".encode("utf-16-le"), UnsupportedFormat, "doc", id="Word 97"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), PasswordProtected, "", id="docx with password"),
        pytest.param(archive(a_xml="x"), UnsupportedFormat, "zip", id="zip"),
        pytest.param(archive(xl__workbook_xml="x"), UnsupportedFormat, "xlsx", id="Excel"),
        pytest.param(archive(mimetype="application/vnd.oasis.opendocument.text"), UnsupportedFormat, "odt", id="LibreOffice"),
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
    codes = [kind.code for kind in kinds]
    assert len(codes) == len(set(codes))
    for kind in kinds:
        assert kind("x").explain("vi") != kind("x").explain("en")
