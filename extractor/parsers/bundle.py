"""Opens bundles: archives (.zip) and e-mails (.eml, .mht, .msg). Each member is a document of its own, with its place in the bundle."""

from __future__ import annotations

import email
import email.policy
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, MIMEPart
from pathlib import PurePosixPath

from extractor.document import ParsedDocument
from extractor.errors import BienbanError, DamagedFile, FileTooLarge, IsBundle, PasswordProtected
from extractor.parsers.sniff import sniff

BUNDLES = frozenset({"zip", "eml", "msg"})
MAX_MEMBERS = 2000
MAX_DEPTH = 4
"""An archive in an e-mail in an archive is real; deeper nests are made to trap."""
MAX_TOTAL = 1024 * 1024 * 1024
"""Bytes that all members may come to."""
_LEFT_OUT = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_SPELT = "utf-8"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a bundle: its path from the bundle's own name on ("thư.eml/đính kèm.zip/a.doc"), its bytes, or why it has none."""

    path: str
    data: bytes = b""
    error: BienbanError | None = None

    @property
    def name(self) -> str:
        """The last part of the path, by which a parser goes."""
        return PurePosixPath(self.path).name


def parse(data: bytes, name: str) -> ParsedDocument:
    """A bundle is no document: raises IsBundle, so that the caller unpacks it."""
    raise IsBundle(name)


def is_bundle(data: bytes, name: str) -> bool:
    """Whether `unpack` finds members in the file. Never raises."""
    try:
        return sniff(data, name) in BUNDLES
    except BienbanError:
        return False


def unpack(data: bytes, name: str) -> Iterator[Member]:
    """The documents of a bundle in their order, those of bundles inside it too; of a file that is none, the file itself.

    What is beyond the limits or cannot be opened comes as a member with its error; nothing is left out silently.
    """
    yield from _Unpacking().members(data, name, 0)


class _Unpacking:
    """One walk through a bundle; counts what came out so far, through all depths."""

    def __init__(self) -> None:
        self.count = 0
        self.size = 0

    def members(self, data: bytes, path: str, depth: int) -> Iterator[Member]:
        try:
            kind = sniff(data, path)
        except BienbanError:
            kind = ""  # the parser that reads it says what is wrong
        if kind not in BUNDLES:
            yield Member(path, data)
            return
        if depth >= MAX_DEPTH:
            yield Member(path, error=FileTooLarge(f"{path}: {MAX_DEPTH} deep"))
            return
        try:
            for inner, content in _OPENERS[kind](data):
                self.count += 1
                if isinstance(content, BienbanError):
                    yield Member(f"{path}/{inner}", error=content)
                    continue
                self.size += len(content)
                if self.count > MAX_MEMBERS or self.size > MAX_TOTAL:
                    yield Member(f"{path}/{inner}", error=FileTooLarge(path))
                    return
                yield from self.members(content, f"{path}/{inner}", depth + 1)
        except BienbanError as error:
            yield Member(path, error=error)


Contents = Iterator[tuple[str, bytes | BienbanError]]


def _zip(data: bytes) -> Contents:
    """The files of an archive. Names in old archives are in the code page of their maker; those that are not UTF-8 are read as such."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                name = _name(info)
                if info.is_dir() or not name or name.startswith(_LEFT_OUT) or name.endswith(_LEFT_OUT):
                    continue
                yield name, _read(archive, info)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error) as error:
        raise DamagedFile("zip") from error


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | BienbanError:
    """One member, or why it cannot be had; never more bytes than it declares."""
    if info.flag_bits & 1:
        return PasswordProtected(info.filename)
    if info.file_size > MAX_TOTAL:
        return FileTooLarge(info.filename)
    try:
        with archive.open(info) as member:
            content = member.read(info.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return DamagedFile(info.filename)
    return content if len(content) <= info.file_size else DamagedFile(info.filename)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's path without what leads out of the bundle."""
    name = info.filename
    if not info.flag_bits & 0x800:  # no UTF-8 flag: Python took the bytes for code page 437
        try:
            name = name.encode("cp437").decode(_SPELT)
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    return _safe(name)


def _safe(name: str) -> str:
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join("".join(c for c in part if c.isprintable()) for part in parts)


def _eml(data: bytes) -> Contents:
    """The text of an e-mail or saved web page, then its attachments; pictures that only dress the text are left out."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        body = message.get_body(("html", "plain")) if isinstance(message, EmailMessage) else None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, IndexError) as error:
        raise DamagedFile("eml") from error
    if body is not None and (text := _payload(body)) and text.strip():
        yield ("thư.html" if body.get_content_subtype() == "html" else "thư.txt"), text
    number = 0
    for part in message.walk():
        if part is body or part.is_multipart() or not isinstance(part, EmailMessage | MIMEPart):
            if part.get_content_type() == "message/rfc822":
                number += 1
                yield f"thư {number}.eml", _inner(part)
            continue
        name = _attachment_name(part)
        if name is None:
            continue
        number += 1
        yield _safe(name) or f"đính kèm {number}", _payload(part)


def _inner(part: object) -> bytes:
    payload = part.get_payload()  # type: ignore[attr-defined]  # the library types parts too narrowly
    first = payload[0] if isinstance(payload, list) and payload else None
    return first.as_bytes() if first is not None else b""


def _attachment_name(part: EmailMessage | MIMEPart) -> str | None:
    """The file name of an attached document; None for what belongs to the text."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        name = None
    if part.get_content_disposition() == "attachment":
        return name or "đính kèm"
    if name and not (part.get_content_maintype() == "image" and part["Content-ID"]):
        return name
    return None


def _payload(part: MIMEPart) -> bytes:
    """The bytes of a part; text comes as UTF-8, whatever encoding it names."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        content = None
    if not isinstance(content, bytes):
        return b""
    if part.get_content_maintype() == "text":
        charset = part.get_content_charset() or ""
        try:
            return content.decode(charset).encode(_SPELT) if charset else content
        except (LookupError, UnicodeDecodeError, UnicodeEncodeError):
            return content
    return content


def _msg(data: bytes) -> Contents:
    """The text of an Outlook message and its attachments ([MS-OXMSG])."""
    from oxmsg import Message

    try:
        message = Message.load(io.BytesIO(data))
        html, text = message.html_body, message.body
        attachments = [(part.file_name or "đính kèm", part.file_bytes or b"") for part in message.attachments]
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error, AssertionError, RecursionError) as error:
        raise DamagedFile("msg") from error
    if html or text:
        yield ("thư.html", html.encode(_SPELT)) if html else ("thư.txt", (text or "").encode(_SPELT))
    for name, content in attachments:
        yield _safe(name) or "đính kèm", content


_OPENERS = {"zip": _zip, "eml": _eml, "msg": _msg}
