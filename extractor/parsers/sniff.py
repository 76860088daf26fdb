"""Which format a file has, judged by its content. The name's ending only decides between kinds of text."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from pathlib import PurePath

import olefile  # type: ignore[import-untyped]  # ships no types

from extractor.errors import DamagedFile, EmptyFile, FileTooLarge, PasswordProtected, UnsupportedFormat
from extractor.parsers.encoding import BOMS, utf16_without_mark

MAX_BYTES = 128 * 1024 * 1024
MAX_TEXT_BYTES = 10 * 1024 * 1024
"""A thousand pages of Vietnamese are about 4 MB; a text of 10 MB is an export or a log, no document."""
MAX_EXPANDED_BYTES = 512 * 1024 * 1024
"""What the members of one archive may come to: against archives made to burst."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "gif"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gzip"),
    (b"MZ", "exe"),
    (b"\x7fELF", "elf"),
    (b"ID3", "mp3"),
    (b"RIFF", "riff"),
    (b"%!PS", "postscript"),
)
_IMAGES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"II*\0", "tif"),
    (b"MM\0*", "tif"),
    (b"BM", "bmp"),
)
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("__properties_version1.0", "msg"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
READ_OLE = frozenset({"doc", "xls", "msg"})
_HEADER = re.compile(
    r"^(from|to|cc|subject|date|mime-version|received|return-path|message-id|delivered-to|content-type|reply-to|sender):", re.I | re.M
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(r"<(?:p|div|table|br|span|article|h[1-6]|li|meta|a)\b[^<>]*>", re.I)
_MARKDOWN = re.compile(r"^\s*(?:\|(?:\s*:?-{2,}:?\s*\|)+|<!-- borderless -->)\s*$", re.M)


def sniff(data: bytes, name: str) -> str:
    """The registry's key for the format of the file's content: "txt", "docx", "pdf", "png", …

    Raises EmptyFile, FileTooLarge, UnsupportedFormat (naming what was found), PasswordProtected or DamagedFile.

    >>> sniff(b"%PDF-1.7 ...", "scan.docx")
    'pdf'
    """
    if not data:
        raise EmptyFile
    if len(data) > MAX_BYTES:
        raise FileTooLarge(f"{len(data) // 1_000_000} MB")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(data)
    if data.startswith(_OLE):
        return _ole(data)
    image = next((format for magic, format in _IMAGES if data.startswith(magic)), None)
    if image and (image != "bmp" or b"\0" in data[:64]):
        return image
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    return _text(data, name)


def _archive(data: bytes) -> str:
    """What an archive is: a document of Office or OpenDocument, or a bundle of files."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            mimetype = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in archive.namelist() else ""
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise DamagedFile("zip") from error
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise PasswordProtected
    if sum(info.file_size for info in infos) > MAX_EXPANDED_BYTES:
        raise FileTooLarge("zip")
    if "word/document.xml" in names:
        return "docx"
    if "opendocument.text" in mimetype:
        return "odt"
    if "xl/workbook.xml" in names:
        return "xlsx"
    for folder, format in (("xl/", "xlsb"), ("ppt/", "pptx"), ("META-INF/", "odf/epub")):
        if any(n.startswith(folder) for n in names):
            raise UnsupportedFormat(format)
    if "[Content_Types].xml" in names:
        return _other_office(data)
    return "zip"


def _other_office(data: bytes) -> str:
    """An Office package whose main part stands elsewhere than usual, or has none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            types = archive.read("[Content_Types].xml")
        except (zipfile.BadZipFile, EOFError, OSError, zlib.error) as error:
            raise DamagedFile("[Content_Types].xml") from error
        part = re.search(rb'PartName="/([^"]+)"\s+ContentType="[^"]*wordprocessingml\.document\.main', types)
        if part and part.group(1).decode("utf-8", "replace") in archive.namelist():
            return "docx"
    raise DamagedFile("word/document.xml")


def _ole(data: bytes) -> str:
    """What an OLE compound file (Word 97 and its kin, Outlook messages) is, by the streams at its root."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordProtected
    torn = False
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            streams = {path[0] for path in file.listdir() if len(path) == 1}
    except (OSError, ValueError, IndexError, TypeError, struct.error, AttributeError, RecursionError):
        streams, torn = set(), True
    if not any(name in streams for name, _ in _OLE_STREAMS):  # the directory of a file that is cut short may be torn
        streams = {name for name, _ in _OLE_STREAMS if name.encode("utf-16-le") in data}
    format = next((format for stream, format in _OLE_STREAMS if stream in streams), "ole")
    if format == "ole" and torn:
        raise DamagedFile("ole")
    if format not in READ_OLE:
        raise UnsupportedFormat(format)
    return format


def _text(data: bytes, name: str) -> str:
    """Which kind of text this is; raises UnsupportedFormat for bytes that are none."""
    head = data[:65536]
    encoding = next((e for mark, e in BOMS if data.startswith(mark)), None) or utf16_without_mark(data)
    for magic, format in _FOREIGN:
        if head.startswith(magic) and (b"\0" in head or not _printable(head)):
            raise UnsupportedFormat(format)
    if encoding is None:
        if head.lstrip()[:5] == b"{\\rtf":
            return "rtf"
        if head[4:8] == b"ftyp":
            raise UnsupportedFormat(head[8:12].decode("ascii", "replace").strip())
        if b"\0" in head:
            raise UnsupportedFormat("binary")
    if len(data) > MAX_TEXT_BYTES:
        raise FileTooLarge(f"{len(data) // 1_000_000} MB")
    if data.lstrip()[:1] in {b"{", b"["} and _is_json(data):
        raise UnsupportedFormat("json")
    sample = head.decode(encoding or "utf-8", "ignore").lstrip("\ufeff")
    if not sample.strip() and not data.strip():
        raise EmptyFile
    suffix = PurePath(name).suffix.lower()
    if _is_mail(sample, suffix):
        return "eml"
    return _kind_of_text(sample, suffix)


def _is_mail(sample: str, suffix: str) -> bool:
    """Whether a text begins with the header of an e-mail."""
    head = sample[:16384].replace("\r\n", "\n").partition("\n\n")[0]
    known = {name.lower() for name in _HEADER.findall(head)}
    return bool(re.match(r"[\w-]+:[ \t]", head)) and len(known) >= (2 if suffix in {".eml", ".mht", ".mhtml"} else 4)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _printable(head: bytes) -> bool:
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head[:512])


def _kind_of_text(sample: str, suffix: str) -> str:
    if _HTML.match(sample) or (suffix in {".html", ".htm", ".xhtml"} and _TAG.search(sample)):
        return "html"
    if suffix in {".md", ".markdown"} or (suffix != ".txt" and _MARKDOWN.search(sample)):
        return "md"
    return "txt"
