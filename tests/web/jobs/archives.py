"""An archive to be taken in, the command that does it, and what is in the store afterwards."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from tests.serving import BIENBAN, PATIENCE
from tests.web.commands import command
from tests.web.conftest import TEXT
from web.archive import Archive
from web.settings import Settings
from web.store import Store, open_store
from web.store.models import Document, Job, JobState, MachineRecord, Status


@dataclass(frozen=True)
class Found:
    """What a store holds: files among the originals, documents, records, documents by status, jobs that are not at an end, leases."""

    originals: int
    documents: int
    records: int
    read: int
    failed: tuple[str, ...]
    unfinished: int
    leases: int


def make_archive(folder: Path, number: int) -> Found:
    """So many readable texts in folders, one of them twice, a file that is no document and an empty one; what the store shall hold."""
    for n in range(number):
        place = folder / f"năm {2000 + n % 5}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"biên bản {n}.txt").write_text(TEXT.replace("số 4", f"số {n + 5}"), "utf-8")
    (folder / "bản sao.txt").write_text(TEXT.replace("số 4", "số 5"), "utf-8")
    (folder / "hỏng.docx").write_bytes(b"PK\x03\x04 no archive")
    (folder / "rỗng.txt").write_bytes(b"")
    return Found(number + 2, number + 2, number, number, ("E101", "E104"), 0, 0)


def found(settings: Settings) -> Found:
    """What the store of these settings holds now; every original that is counted has the content that its name says."""
    with opened(settings) as store, store.session() as session:
        archive = Archive(settings.originals)
        digests = session.scalars(select(Document.sha256)).all()
        files = [path for path in settings.originals.rglob("*") if path.is_file()]
        assert {path.name for path in files} == set(digests)
        assert all(archive.put(archive.read(digest)) == digest for digest in digests)
        open_ = Job.state.in_([JobState.WAITING, JobState.RUNNING])
        return Found(
            len(files),
            session.scalar(select(func.count()).select_from(Document)) or 0,
            session.scalar(select(func.count()).select_from(MachineRecord)) or 0,
            session.scalar(select(func.count()).select_from(Document).where(Document.status == Status.EXTRACTED)) or 0,
            tuple(sorted(code or "" for code in session.scalars(select(Document.error_code).where(Document.status == Status.FAILED)))),
            session.scalar(select(func.count()).select_from(Job).where(open_)) or 0,
            session.scalar(select(func.count()).select_from(Job).where(Job.owner.is_not(None))) or 0,
        )


def most_records_of_one(settings: Settings) -> int:
    """How many records the document has that has most."""
    with opened(settings) as store, store.session() as session:
        counts = session.scalars(select(func.count()).select_from(MachineRecord).group_by(MachineRecord.document_id))
        return max(counts, default=0)


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings)
    yield store
    store.close()


def start(settings: Settings, environment: Mapping[str, str], *arguments: str | Path) -> subprocess.Popen[bytes]:
    """A command of bienban on this store, in a process of its own."""
    env = {**os.environ, **environment, "BIENBAN_DATA": str(settings.data)}
    return subprocess.Popen([BIENBAN, *arguments], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Wait for a command; its exit status and what it said."""
    said = process.communicate(timeout=PATIENCE)[1].decode()
    return process.returncode, said


def here(settings: Settings, environment: Mapping[str, str], *arguments: str | Path) -> tuple[int, str]:
    """The same in this process, from beginning to end."""
    done = command(*arguments, environment={**environment, "BIENBAN_DATA": str(settings.data)})
    return done.returncode, done.stderr.decode()


def wait_until(what: object, *arguments: object) -> None:
    """Wait until `what(*arguments)` is true."""
    assert callable(what)
    until = time.monotonic() + PATIENCE
    while not what(*arguments):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)  # each look opens the store, which takes from what is looked at


def read_so_far(settings: Settings) -> int:
    """How many documents have been dealt with."""
    with opened(settings) as store, store.session() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.state.in_([JobState.DONE, JobState.FAILED]))) or 0
