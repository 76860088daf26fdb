"""The originals, exactly as they came: content-addressed by sha256 in a local folder, never changed, never overwritten."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Archive:
    """A folder of originals; a file lies at `<first two hex digits>/<sha256>`."""

    folder: Path

    def put(self, data: bytes) -> str:
        """Keep `data` and return its sha256. After the return it survives a crash of the machine; twice the same is once."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as draft:
            try:
                draft.write(data)
                draft.flush()
                os.fsync(draft.fileno())
                Path(draft.name).replace(target)
            except BaseException:
                Path(draft.name).unlink(missing_ok=True)
                raise
        _sync_folder(target.parent)
        return digest

    def path(self, digest: str) -> Path:
        """Where the file of this sha256 lies. Raises ValueError for anything that is no sha256."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a sha256: {digest!r}")
        return self.folder / digest[:2] / digest

    def read(self, digest: str) -> bytes:
        """The bytes of this sha256. Raises FileNotFoundError where they are not kept."""
        return self.path(digest).read_bytes()


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable; Windows neither needs nor allows it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
