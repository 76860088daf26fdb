"""The originals, exactly as they came: content-addressed by sha256, never changed, never overwritten.

They lie in a local folder, or in any store that fsspec has a driver for (`s3://bucket/prefix`), where many machines reach them.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Protocol

from web.errors import ArchiveAway, SettingsError

_DIGEST = re.compile(r"[0-9a-f]{64}")
SHELVES = tuple(f"{number:02x}" for number in range(256))
"""The first two digits of a sha256: originals of one shelf are looked at together, so that nobody holds the whole list."""
_WHOLE_OR_NOTHING = {"s3", "s3a", "gs", "gcs", "az", "abfs", "oss", "memory"}
"""Stores in which a file appears only once all of it is there."""


class Keeper(Protocol):
    """Where originals lie: a file has a shelf and a name."""

    def has(self, digest: str) -> bool: ...

    def write(self, digest: str, data: bytes) -> None: ...

    def read(self, digest: str) -> bytes: ...

    def open(self, digest: str) -> IO[bytes]: ...

    def names(self, shelf: str) -> Iterator[str]: ...

    def written(self, digest: str) -> float: ...


class Archive:
    """The originals at `place`, a folder or an fsspec URL; a file lies at `<first two hex digits>/<sha256>`."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self._keeper: Keeper = LocalFolder(place) if isinstance(place, Path) else _remote(place)

    def put(self, data: bytes) -> str:
        """Keep `data` and return its sha256. After the return it survives a crash of the machine; twice the same is once."""
        digest = hashlib.sha256(data).hexdigest()
        if not self._keeper.has(digest):
            self._keeper.write(digest, data)
        return digest

    def has(self, digest: str) -> bool:
        """Whether a file of this sha256 is kept."""
        return self._keeper.has(checked(digest))

    def read(self, digest: str) -> bytes:
        """The bytes of this sha256. Raises FileNotFoundError where they are not kept, ArchiveAway where they cannot be reached."""
        return self._keeper.read(checked(digest))

    def open(self, digest: str) -> IO[bytes]:
        """The file of this sha256, to be read piece by piece. Raises as `read` does."""
        return self._keeper.open(checked(digest))

    def is_whole(self, digest: str) -> bool:
        """Whether what is kept under this sha256 still has it. Raises as `read` does."""
        return hashlib.sha256(self.read(digest)).hexdigest() == digest

    def on_shelf(self, shelf: str) -> set[str]:
        """The sha256 of everything kept on one of the `SHELVES`."""
        return {name for name in self._keeper.names(shelf) if _DIGEST.fullmatch(name)}

    def age(self, digest: str) -> float:
        """Seconds since this was kept. Raises as `read` does."""
        return time.time() - self._keeper.written(checked(digest))

    def path(self, digest: str) -> Path:
        """Where in a local folder the file of this sha256 lies. Raises ValueError for anything that is no sha256."""
        if not isinstance(self._keeper, LocalFolder):
            raise ValueError("these originals lie in no folder of this machine")
        return self._keeper.path(checked(digest))


def checked(digest: str) -> str:
    """The same where it is a sha256. Raises ValueError for anything else, which could lead elsewhere."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"not a sha256: {digest!r}")
    return digest


@dataclass(frozen=True, slots=True)
class LocalFolder:
    """A folder of this machine."""

    folder: Path

    def path(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        return self.path(digest).exists()

    def write(self, digest: str, data: bytes) -> None:
        """Under another name first: nobody finds half a file, not even after a power cut."""
        target = self.path(digest)
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as draft:
            try:
                draft.write(data)
                draft.flush()
                os.fsync(draft.fileno())
                Path(draft.name).replace(target)
            except BaseException:  # half an original must not stay, whatever ended it; it is raised again
                Path(draft.name).unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)

    def read(self, digest: str) -> bytes:
        return self.path(digest).read_bytes()

    def open(self, digest: str) -> IO[bytes]:
        return self.path(digest).open("rb")

    def names(self, shelf: str) -> Iterator[str]:
        folder = self.folder / shelf
        if folder.is_dir():
            yield from (path.name for path in folder.iterdir())

    def written(self, digest: str) -> float:
        return self.path(digest).stat().st_mtime


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder behind a driver of fsspec. What the driver raises becomes ArchiveAway, unless a file is simply not there."""

    system: Any
    folder: str
    whole_or_nothing: bool

    def has(self, digest: str) -> bool:
        with _reaching(self.folder):
            found: bool = self.system.exists(self._path(digest))
        return found

    def write(self, digest: str, data: bytes) -> None:
        target = self._path(digest)
        with _reaching(self.folder):
            if self.whole_or_nothing:
                self.system.pipe_file(target, data)
                return
            draft = f"{self.folder}/{digest[:2]}/.new-{secrets.token_hex(8)}"
            self.system.makedirs(f"{self.folder}/{digest[:2]}", exist_ok=True)
            self.system.pipe_file(draft, data)
            self.system.mv(draft, target)

    def read(self, digest: str) -> bytes:
        with _reaching(self.folder):
            data: bytes = self.system.cat_file(self._path(digest))
        return data

    def open(self, digest: str) -> IO[bytes]:
        with _reaching(self.folder):
            opened: IO[bytes] = self.system.open(self._path(digest), "rb")
        return opened

    def names(self, shelf: str) -> Iterator[str]:
        with _reaching(self.folder):
            try:
                found = self.system.ls(f"{self.folder}/{shelf}", detail=False, refresh=True)
            except FileNotFoundError:
                found = []
        yield from (str(path).rpartition("/")[2] for path in found)

    def written(self, digest: str) -> float:
        with _reaching(self.folder):
            moment: float = self.system.modified(self._path(digest)).timestamp()
        return moment

    def _path(self, digest: str) -> str:
        return f"{self.folder}/{digest[:2]}/{digest}"


def _remote(url: str) -> RemoteFolder:
    """The folder at an fsspec URL. Raises SettingsError where no driver for it is installed."""
    from fsspec.core import url_to_fs  # type: ignore[import-untyped]  # the package ships no types

    try:
        system, folder = url_to_fs(url, use_listings_cache=False)
    except (ValueError, ImportError) as error:
        raise SettingsError(f"originals: {url.partition('://')[0]}://: {error}") from error
    return RemoteFolder(system, folder.rstrip("/"), url.partition("://")[0] in _WHOLE_OR_NOTHING)


@contextmanager
def _reaching(folder: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # every driver has exceptions of its own; all say that the store cannot be reached
        raise ArchiveAway(f"{folder}: {type(error).__name__}") from error


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
