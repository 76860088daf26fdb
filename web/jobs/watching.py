"""A folder that is consumed: files are taken once they have settled, and put away once they are safe in the store."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event

from web.jobs.intake import Found

try:
    import fcntl
except ImportError:  # Windows has no leases: there a file that somebody writes cannot be opened
    fcntl = None  # type: ignore[assignment]  # asked for below

log = logging.getLogger(__name__)
SETTLED = 2.0
"""Seconds for which a file keeps its size and time before it is taken."""
LOOK = 0.5
"""Seconds between two looks at the folder."""
TAKEN = "da-nhan"
"""The folder in the watched one to which files go that are safe in the store."""


@dataclass(frozen=True, slots=True)
class _State:
    """A file as it was seen: size, when its content and when anything about it changed."""

    size: int
    changed: int
    touched: int

    @classmethod
    def of(cls, path: Path) -> _State:
        found = path.stat()
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Watched:
    """What a folder holds, from one look to the next."""

    def __init__(self, top: Path, settled: float = SETTLED) -> None:
        self.top, self.settled = top, settled
        self.taken = top / TAKEN
        self._seen: dict[Path, tuple[_State, float]] = {}
        self._given: dict[Path, _State] = {}

    def settled_files(self, found: Iterable[Found]) -> Iterator[Found]:
        """Of the files found now, those that have settled, each once in each state; each puts itself away once it is safe."""
        now = time.monotonic()
        seen: dict[Path, tuple[_State, float]] = {}
        for one in found:
            path = Path(one.given)
            try:
                state = _State.of(path)
            except OSError:
                continue  # it went away again
            before, since = self._seen.get(path, (None, now))
            seen[path] = (state, since if state == before else now)
            if self._given.get(path) != state and now - seen[path][1] >= self.settled and not is_being_written(path):
                self._given[path] = state
                yield replace(one, taken=partial(self.put_away, path, state))
        self._seen = seen
        self._given = {path: state for path, state in self._given.items() if path in seen}

    def put_away(self, path: Path, state: _State) -> None:
        """Move a file whose bytes are safe out of the way, beside one of its name where there is one; one changed meanwhile stays."""
        target = self.taken / path.relative_to(self.top)
        try:
            if _State.of(path) != state:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            number = 1
            while target.exists():
                number += 1
                target = target.with_name(f"{path.stem} ({number}){path.suffix}")
            path.rename(target)
        except OSError as error:
            log.warning("%s stays where it is: %s", path, error.strerror)


def looks(ended: Event) -> Iterator[None]:
    """One step for each look at the folder, until the end."""
    while not ended.is_set():
        yield
        ended.wait(LOOK)


def is_being_written(path: Path) -> bool:
    """Whether a process has the file open for writing, as far as the system tells: Linux does so of files on its own disks."""
    if fcntl is None or not hasattr(fcntl, "F_SETLEASE"):
        return False
    try:
        with path.open("rb") as file:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)  # refused while somebody writes
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:  # a network disk, or a file of another account: its size and time have to do
        return False
    return False
