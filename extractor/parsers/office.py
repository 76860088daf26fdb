"""Reads Word 97 (.doc), RTF and OpenDocument text (.odt): LibreOffice turns them into .docx, which the Word parser reads."""

from __future__ import annotations

import atexit
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Lock

from extractor.document import ParsedDocument
from extractor.errors import DamagedFile, EmptyFile, PasswordProtected, TookTooLong
from extractor.parsers import word
from extractor.parsers.doc_tables import tables, with_tables
from extractor.parsers.kept_office import KeptOffice
from extractor.parsers.legacy_fonts import FULL, font_encoding
from extractor.parsers.programs import found, run

PACKAGE = "libreoffice-writer-nogui"
SECONDS = 90.0
"""What LibreOffice gets for one file: a start takes 1 to 4 s, a thousand pages about 40 s."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop>
</item>
</oor:items>
"""
_DEFAULT_CHARSET = re.compile(rb"\\fcharset1(?!\d)")
_FONT_NAME = re.compile(rb"[ }\r\n]([^;{}\\\s][^;{}\\]{0,60});")
_CONTROL = re.compile(rb"\\'(0[2-6]|1[0-5]|19|1[c-e])|[\x02-\x06\x10-\x15\x19\x1c-\x1e]", re.I)
_LOCK = Lock()
"""LibreOffice serves one call a profile."""
_KEPT = KeptOffice()
atexit.register(_KEPT.end)


def parse_doc(data: bytes, name: str) -> ParsedDocument:
    """A Word 6 to 2003 document; blocks as in `word.parse`.

    Raises EmptyFile, DamagedFile, PasswordProtected, MissingProgram, TookTooLong.
    """
    return with_tables(_parse(data, "doc"), tables(data))


def parse_rtf(data: bytes, name: str) -> ParsedDocument:
    """A Rich Text document; as `parse_doc`."""
    return _parse(_with_controls(_with_charsets(data)), "rtf")


def _with_charsets(data: bytes) -> bytes:
    """The file with its fonts' charset "default", which LibreOffice takes for that of the machine, named as the one that Windows had: with
    UTF-8 it would lose every letter above 0x7F of a font of before Unicode.
    """
    return _DEFAULT_CHARSET.sub(rb"\\fcharset163" if b"\\ansicpg1258" in data[:4096] else rb"\\fcharset0", data)


def _with_controls(data: bytes) -> bytes:
    """The file with the letters that VPS and VISCII have in the place of control codes, which LibreOffice leaves out, written as characters
    of the private area, from which `legacy_fonts` takes them: only where a font of these encodings is named and no binary data lie within.
    """
    names = _FONT_NAME.findall(data[:65536])
    if b"\\bin" in data or not any(font_encoding(name.decode("latin-1"))[0] in FULL for name in names):
        return data
    return _CONTROL.sub(lambda found: b"{\\uc1\\u%d?}" % (_code(found) + 0xF000 - 0x10000), data)


def _code(found: re.Match[bytes]) -> int:
    return int(found[1], 16) if found[1] else found[0][0]


def parse_odt(data: bytes, name: str) -> ParsedDocument:
    """An OpenDocument text; as `parse_doc`."""
    return _parse(data, "odt")


def _parse(data: bytes, format: str) -> ParsedDocument:
    if not data:
        raise EmptyFile
    return replace(word.parse(converted(data, format), f"document.{format}"), format=format)


def converted(data: bytes, format: str, target: str = "docx") -> bytes:
    """The file as LibreOffice saves it in the format `target`. Raises as `parse_doc`."""
    if (format == "doc" and _is_encrypted(data)) or (format == "odt" and _is_locked(data)):
        raise PasswordProtected
    with tempfile.TemporaryDirectory(prefix="bienban-") as folder, _LOCK:
        source = Path(folder) / f"document.{format}"
        source.write_bytes(data)
        result = Path(folder) / f"document.{target}"
        _convert(source, target, Path(folder), result)
        if not result.exists():
            raise DamagedFile(format)
        return result.read_bytes()


def _convert(source: Path, target: str, folder: Path, result: Path) -> None:
    """Have LibreOffice write `result`; where a process that converted other files before wrote none, a new one tries."""
    installed = found("soffice", "libreoffice")
    program = [
        installed or "soffice",
        f"-env:UserInstallation={_profile().as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nologo"),
    ]
    command = [*program, "--convert-to", target, "--outdir", str(folder), str(source)]
    if installed and _KEPT.begin(program, _profile()):
        try:
            run(command, package=PACKAGE, seconds=SECONDS)
        except TookTooLong:
            _KEPT.end()
            raise
        if result.exists():
            _KEPT.rest()
            return
        _KEPT.end()
    run(command, package=PACKAGE, seconds=SECONDS)


@cache
def _profile() -> Path:
    """LibreOffice's settings for this process: nobody else's, macros and links to elsewhere switched off; made once."""
    folder = Path(tempfile.mkdtemp(prefix="bienban-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_PROFILE, "utf-8")
    return folder


def _is_locked(data: bytes) -> bool:
    """Whether the list of an OpenDocument file's members says that one is encrypted (OpenDocument 1.3 part 2, 4.8)."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as members, members.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(1 << 20)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError, zlib.error, RuntimeError):
        return False


def _is_encrypted(data: bytes) -> bool:
    """Whether the Word file header says so ([MS-DOC] 2.5.1: magic 0xA5EC, bit 8 of the flags at offset 10)."""
    start = data.find(b"\xec\xa5", 512)
    return 0 <= start < len(data) - 12 and start % 512 == 0 and bool(data[start + 11] & 1)
