"""Copies of everything, made and brought back while the service runs.

A copy is a folder: `backup.json` says what it holds, `database-*/` has a file a table, `originals/` the files by sha256. It is made in one
look at the database, so it fits together however much is written meanwhile; originals come after, since they are only ever added. Making it
again in the same folder copies only new originals, and the copy before stands until the new one is whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, select

from web.archive import SHELVES, Archive
from web.care import tables
from web.errors import BackupUnusable, StoreNotEmpty, Unwritable
from web.store import Store, migrations, search
from web.store.engine import POSTGRESQL, alone
from web.store.models import Base, Document, SearchText, User, now

MANIFEST = "backup.json"
FORM = 1


@dataclass(frozen=True, slots=True)
class Copied:
    """What one table came to: rows, and the sha256 of its file."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds. `missing` are the sha256 of originals that were not there, or not whole, when it was made."""

    made: str
    version: str
    revision: str
    folder: str
    tables: dict[str, Copied]
    originals: int
    missing: list[str]
    form: int = FORM

    @classmethod
    def of(cls, place: Path) -> Backup:
        """The copy in a folder. Raises BackupUnusable where there is none, or not one of ours."""
        try:
            told = json.loads((place / MANIFEST).read_text("utf-8"))
            if told["form"] != FORM:
                raise BackupUnusable(f"form {told['form']}")
            return cls(**told | {"tables": {name: Copied(**one) for name, one in told["tables"].items()}})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BackupUnusable(f"{place}: {type(error).__name__}") from error

    def path(self, place: Path, table: str) -> Path:
        return place / self.folder / f"{table}{tables.SUFFIX}"


def make(store: Store, archive: Archive, place: Path) -> Backup:
    """Make a copy of everything in the folder `place`, or bring the one there up to date. Raises Unwritable."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="database-", dir=place))
        try:
            done = _copy(store, archive, place, folder)
            draft = place / f".{MANIFEST}"
            draft.write_text(json.dumps(asdict(done), ensure_ascii=False, indent=1), "utf-8")
            draft.replace(place / MANIFEST)
        except BaseException:  # half a copy must not stay, whatever ended it; it is raised again
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for old in place.glob("database-*"):
            if old != folder:
                shutil.rmtree(old)
    except OSError as error:
        raise Unwritable(f"{place}: {error.strerror or error}") from error
    return done


def restore(store: Store, archive: Archive, place: Path, replace: bool = False) -> Backup:
    """Put the copy in `place` where the database and the originals are; until all of it is there, everybody sees what was there before.

    Raises BackupUnusable for a copy that is not whole or was made by a newer version, StoreNotEmpty unless `replace`.
    """
    found = Backup.of(place)
    for name, copied in found.tables.items():
        path = found.path(place, name)
        if not path.exists() or tables.digest_of(path) != copied.sha256:
            raise BackupUnusable(path.name)
    if not replace and not _is_empty(store):
        raise StoreNotEmpty
    source = Archive(place / "originals")
    for shelf in SHELVES:
        for digest in source.on_shelf(shelf) - archive.on_shelf(shelf):
            if archive.put(source.read(digest)) != digest:
                raise BackupUnusable(f"originals/{shelf}/{digest}")
    with store.engine.connect() as connection, alone(connection):
        _put_in_place(connection, found, place)
    return found


def _copy(store: Store, archive: Archive, place: Path, folder: Path) -> Backup:
    with one_look(store) as connection:
        copied = {}
        for table in tables.kept_tables():
            copied[table.name] = Copied(*tables.write(connection, table, folder / f"{table.name}{tables.SUFFIX}"))
        number, missing = 0, []
        target = Archive(place / "originals")
        for shelf in SHELVES:
            wanted = _digests(connection, shelf)
            number += len(wanted)
            missing += [digest for digest in sorted(wanted - target.on_shelf(shelf)) if not _copy_original(archive, target, digest)]
        revision = MigrationContext.configure(connection).get_current_revision() or ""
    made = now().isoformat(timespec="seconds")
    return Backup(made, version("bienban"), revision, folder.name, copied, number, missing)


def _copy_original(archive: Archive, target: Archive, digest: str) -> bool:
    """Whether the original could be copied, and is what it should be."""
    try:
        data = archive.read(digest)
    except FileNotFoundError:
        return False
    return target.put(data) == digest


def _digests(connection: Connection, shelf: str) -> set[str]:
    """The sha256 of the documents whose originals lie on a shelf."""
    return set(connection.scalars(select(Document.sha256).where(Document.sha256 >= shelf, Document.sha256 < shelf + "g")))


@contextmanager
def one_look(store: Store) -> Iterator[Connection]:
    """A connection that sees the database as it stands now, however much is written meanwhile; nobody waits for it."""
    with store.engine.connect() as connection:
        if connection.dialect.name == POSTGRESQL:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        else:
            connection.exec_driver_sql("BEGIN")
        yield connection


def _is_empty(store: Store) -> bool:
    with store.session() as session:
        return not any(session.scalar(select(func.count()).select_from(select(table.id).limit(1).subquery())) for table in (Document, User))


def _put_in_place(connection: Connection, found: Backup, place: Path) -> None:
    config = migrations(connection)
    tables.empty(connection)
    if found.revision != ScriptDirectory.from_config(config).get_current_head():
        try:
            command.downgrade(config, found.revision)
        except CommandError as error:
            raise BackupUnusable(f"bienban {found.version}") from error
    order = [table.name for table in Base.metadata.sorted_tables]
    for name in sorted(found.tables, key=lambda name: order.index(name) if name in order else len(order)):
        tables.read(connection, found.path(place, name))
    command.upgrade(config, "head")
    if SearchText.__tablename__ in found.tables:  # the index itself is in no copy; an older one is described by the migrations
        search.rebuild(connection)
