"""What the arguments of a command name: files, the documents in folders, standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extractor.errors import BienbanError
from extractor.parsers.bundle import BUNDLES, is_bundle, unpack
from extractor.registry import ENDINGS, PARSERS

SUFFIXES = frozenset(f".{name}" for name in (*PARSERS, *ENDINGS))
"""The endings by which a document is known in a folder; a file that is named by itself may end as it likes."""

_HOLDERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How archives and Outlook messages begin, and much else."""

Lang = Literal["en", "vi"]


class SourceUnavailable(BienbanError):
    """A path that is not there or may not be read."""

    code = "E180"
    message = {"vi": "Không mở được tệp hoặc thư mục.", "en": "The file or folder cannot be opened."}
    next_step = {"vi": "Kiểm tra đường dẫn và quyền đọc.", "en": "Check the path and that you may read it."}


class NoDocuments(BienbanError):
    """A folder without a single file that we read."""

    code = "E181"
    message = {"vi": "Thư mục không có tài liệu nào đọc được.", "en": "The folder holds no document that can be read."}
    next_step = {
        "vi": f"Các đuôi tệp đọc được: {', '.join(sorted(SUFFIXES))}.",
        "en": f"Endings that are read: {', '.join(sorted(SUFFIXES))}.",
    }


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read. `given` is its name as the user gave it; `content` is a path, bytes, or the error that stands for it."""

    given: str
    content: Path | bytes | BienbanError


def collect(arguments: Iterable[str]) -> list[Source]:
    """The sources that the arguments name, in order; a folder gives its documents, sorted by path, at any depth.

    "-" is standard input, read once. What cannot be opened becomes a source that holds its error, so that the others are still read.
    """
    return [source for argument in arguments for source in _named(argument)]


def _named(argument: str) -> Iterator[Source]:
    path = Path(argument)
    if argument == "-":
        yield Source("-", sys.stdin.buffer.read())
    elif not path.exists():
        yield Source(argument, SourceUnavailable())
    elif path.is_dir():
        yield from _in_folder(argument)
    else:
        yield from _opened(argument, path)


def _in_folder(folder: str) -> Iterator[Source]:
    """The documents under a folder; hidden files and the lock files of office programs are none."""
    refused: list[OSError] = []
    found = []
    for parent, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [os.path.join(parent, name) for name in files if _is_document(name)]  # noqa: PTH118  # pathlib would drop a leading "./"
    for path in sorted(found):
        yield from _opened(path, Path(path))
    yield from (Source(str(error.filename), SourceUnavailable(error.strerror or "")) for error in refused)
    if not found and not refused:
        yield Source(folder, NoDocuments())


def _opened(given: str, path: Path) -> Iterator[Source]:
    """A file as one source, or a bundle (by content; by name where it is text) as one source a member, named by its place in the bundle."""
    try:
        with path.open("rb") as file:
            ending = path.suffix[1:].lower()
            may_hold = file.read(4) in _HOLDERS or ENDINGS.get(ending, ending) in BUNDLES
        data = path.read_bytes() if may_hold else b""
    except OSError as error:
        yield Source(given, SourceUnavailable(error.strerror or ""))
        return
    if not may_hold or not is_bundle(data, path.name):
        yield Source(given, path)
        return
    for member in unpack(data, given):
        yield Source(member.path, member.error or member.data)


def _is_document(name: str) -> bool:
    return not name.startswith((".", "~$")) and Path(name).suffix.lower() in SUFFIXES
