"""The files of an archive, one by one and never as a whole list: folders at any depth, bundles, addresses that fsspec knows (s3://…)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from extractor.errors import BienbanError, FileTooLarge
from web.commands.sources import SUFFIXES, NoDocuments, SourceUnavailable
from web.jobs.intake import Found

MOST_BYTES = 1024 * 1024 * 1024
"""A file beyond this is no document and no bundle of documents; it is told of and left where it is."""
_HEAD = 8
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_BEGINNINGS = (*_MAGIC, b"{\\rtf", b"<html", b"<!DOC", b"<!doc")
"""How documents begin that are known without their ending."""
MOMENTS = ("LastModified", "last_modified", "mtime", "created", "updated")
"""Where the file systems of fsspec say when a file was changed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which files of a folder are taken: changed since a moment; whether the names of their folders become tags; tags for all."""

    since: datetime | None = None
    folder_tags: bool = True
    tags: tuple[str, ...] = ()
    skip: frozenset[Path] = frozenset()

    def found(self, given: str, folders: Iterable[str], read: Callable[[], bytes]) -> Found:
        names = tuple(folders) if self.folder_tags else ()
        return Found(given, read, (*self.tags, *names))


def walk(arguments: Iterable[str], wanted: Wanted) -> Iterator[Found]:
    """The documents that the arguments name, in a settled order; what cannot be opened comes too, and raises when it is read."""
    for argument in arguments:
        if "://" in argument:
            yield from _remote(argument, wanted)
        elif argument == "-":
            yield wanted.found("-", (), sys.stdin.buffer.read)
        elif Path(argument).is_dir():
            yield from _folder(Path(argument), wanted)
        else:
            yield wanted.found(argument, (), partial(read_file, Path(argument)))


def read_file(path: Path) -> bytes:
    """The bytes of a file here. Raises SourceUnavailable, FileTooLarge."""
    try:
        with path.open("rb") as file:
            _judge_size(os.fstat(file.fileno()).st_size)
            return file.read()
    except OSError as error:
        raise SourceUnavailable(error.strerror or "") from error


def _folder(top: Path, wanted: Wanted) -> Iterator[Found]:
    """The documents under a folder; hidden files and the lock files of office programs are none."""
    refused: list[OSError] = []
    some = False
    for parent, folders, files in os.walk(top, onerror=refused.append):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and here / name not in wanted.skip)
        for name in sorted(files):
            path = here / name
            if _is_document(name, partial(_head, path)) and _is_recent(path, wanted):
                some = True
                yield wanted.found(str(path), here.relative_to(top).parts, partial(read_file, path))
        while refused:
            error = refused.pop()
            some = True
            yield wanted.found(str(error.filename), (), partial(_raise, SourceUnavailable(error.strerror or "")))
    if not some and wanted.since is None and not wanted.skip:
        yield wanted.found(str(top), (), partial(_raise, NoDocuments()))


def _remote(address: str, wanted: Wanted) -> Iterator[Found]:
    """The documents at an address: a file, or all files under it."""
    try:
        from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # the package ships no types

        system, top = url_to_fs(address)
        scheme = address.partition("://")[0]
        if not system.isdir(top):
            yield wanted.found(address, (), partial(_fetch, system, top))
            return
        for parent, folders, files in system.walk(top, detail=True):
            for name in [name for name in folders if name.startswith(".")]:
                del folders[name]
            inside = PurePosixPath(parent).relative_to(PurePosixPath(top)).parts
            for name, info in sorted(files.items()):
                path = f"{parent}/{name}"
                if _is_document(name, partial(_remote_head, system, path)) and _is_since(info, wanted.since):
                    yield wanted.found(f"{scheme}://{path}", inside, partial(_fetch, system, path))
    except (OSError, ValueError, ImportError) as error:  # an unknown scheme, a package that is missing, an address that does not answer
        yield wanted.found(address, (), partial(_raise, SourceUnavailable(_reason(error))))


def _fetch(system: Any, path: str) -> bytes:
    try:
        _judge_size(system.size(path) or 0)
        content: bytes = system.cat_file(path)
    except OSError as error:
        raise SourceUnavailable(_reason(error)) from error
    return content


def _judge_size(size: int) -> None:
    if size > MOST_BYTES:
        raise FileTooLarge(f"{size // 1_000_000} MB")


def _is_document(name: str, head: Callable[[], bytes]) -> bool:
    """Whether a file of a folder is one of ours, by its ending, or where that is none of ours by how it begins."""
    if name.startswith((".", "~$")):
        return False
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in SUFFIXES or head().startswith(_BEGINNINGS)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _remote_head(system: Any, path: str) -> bytes:
    try:
        head: bytes = system.cat_file(path, 0, _HEAD)
    except OSError:
        return b""
    return head


def _is_recent(path: Path, wanted: Wanted) -> bool:
    if wanted.since is None:
        return True
    try:
        return path.stat().st_mtime >= wanted.since.timestamp()
    except OSError:
        return True  # reading it will tell what is wrong


def _is_since(info: dict[str, Any], since: datetime | None) -> bool:
    """Whether a remote file was changed since; one whose moment is not told counts as changed."""
    moment = next((info[name] for name in MOMENTS if info.get(name)), None)
    if since is None or moment is None:
        return True
    if isinstance(moment, datetime):
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) >= since
    return not isinstance(moment, int | float) or moment >= since.timestamp()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error) or type(error).__name__)[:200]


def _raise(error: BienbanError) -> bytes:
    raise error
