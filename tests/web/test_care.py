"""Care of the archive: a copy comes back whole, on the same database or another; what is wrong is found and named."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from tests.postgresql import Server
from tests.serving import BIENBAN
from tests.web.commands import command
from tests.web.conftest import TEXT, Beginning, Database
from tests.web.test_store import kept
from web.archive import Archive
from web.care import tables
from web.care.backup import MANIFEST, make, restore
from web.care.checking import Fault, Finding, Looked, check
from web.errors import BackupUnusable, StoreNotEmpty, Unwritable
from web.ingest import ingest_bytes
from web.settings import Settings
from web.state import State
from web.store import Store, documents, open_store, reviews, search, users
from web.store.engine import POSTGRESQL, SQLITE
from web.store.models import Act, Document, Role

pytestmark = pytest.mark.each_on_both


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def elsewhere(
    request: pytest.FixtureRequest, beginnings: Callable[[str, bool], Beginning], tmp_path: Path
) -> Iterator[tuple[Store, Archive]]:
    """An empty store of each kind, to bring a copy back to."""
    empty, env = beginnings(request.param, False), {}
    if request.param == POSTGRESQL:
        server: Server = request.getfixturevalue("server")
        env = {"BIENBAN_DATABASE_URL": server.url(server.new_database(empty.database))}
    else:
        shutil.copytree(empty.data, tmp_path / "elsewhere")
    settings = Settings.load(tmp_path / "elsewhere", env)
    store = open_store(settings)
    yield store, Archive(settings.originals)
    store.close()


@pytest.fixture
def worked_on(state: State, document: int) -> State:
    """A store in which people have worked: one confirmed document, one that cannot be read, one that waits for a person."""
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.CONFIRMED, 1, version=0)
    ingest_bytes(state.store, state.archive, "hỏng.pdf", b"%PDF-1.7 cut off")
    ingest_bytes(state.store, state.archive, "hai.txt", TEXT.replace("số 4", "số 5").encode())
    return state


def everything(store: Store, folder: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, as a copy holds them."""
    folder.mkdir()
    with store.engine.connect() as connection:
        for table in tables.kept_tables():
            tables.write(connection, table, folder / table.name)
    return {table.name: list(tables.rows_of(folder / table.name)) for table in tables.kept_tables()}


def faults(store: Store, archive: Archive, content: bool = True) -> list[Finding]:
    return list(check(store, archive, Looked(), content))


def found_by(store: Store, words: str) -> list[int]:
    """The documents that search finds."""
    with store.session() as session:
        chosen = select(Document.id).where(search.Query.of(words).condition(store.engine.dialect.name))
        return list(session.scalars(chosen.order_by(Document.id)))


def long_ago(archive: Archive, digest: str) -> None:
    """Let an original have come in yesterday."""
    os.utime(archive.path(digest), (time.time() - 86400,) * 2)


def test_a_copy_comes_back_whole_on_either_database(worked_on: State, elsewhere: tuple[Store, Archive], tmp_path: Path) -> None:
    before = everything(worked_on.store, tmp_path / "before")
    assert len(before["documents"]) == 3 and before["review_records"] and before["jobs"]
    make(worked_on.store, worked_on.archive, tmp_path / "copy")
    store, archive = elsewhere
    restore(store, archive, tmp_path / "copy")
    assert everything(store, tmp_path / "after") == before
    assert faults(store, archive) == []
    assert [found_by(store, words) for words in ("hoi nong dan huyen", "cụm thi đua số 5", "hội nông dẫn")] == [[1, 3], [3], []]
    assert ingest_bytes(store, archive, "ba.txt", TEXT.replace("số 4", "số 6").encode()).document_id == 4
    with store.session() as session:
        users.add(session, "mới", "mật khẩu đủ dài", Role.VIEWER)


def test_a_copy_made_again_takes_only_what_is_new(worked_on: State, tmp_path: Path) -> None:
    make(worked_on.store, worked_on.archive, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "originals").rglob("*") if path.is_file()}
    ingest_bytes(worked_on.store, worked_on.archive, "ba.txt", TEXT.replace("số 4", "số 6").encode())
    done = make(worked_on.store, worked_on.archive, tmp_path)
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "originals").rglob("*") if path.is_file()}
    assert len(before) == 3 and len(after) == 4 == done.originals and before.items() <= after.items()
    assert len(list(tmp_path.glob("database-*"))) == 1


def test_a_copy_made_while_files_come_in_fits_together(worked_on: State, elsewhere: tuple[Store, Archive], tmp_path: Path) -> None:
    stop, first = Event(), Event()

    def come_in() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            ingest_bytes(worked_on.store, worked_on.archive, f"{number}.txt", f"{TEXT} {number}".encode())
            first.set()

    writer = Thread(target=come_in)
    writer.start()
    try:
        assert first.wait(60)
        done = make(worked_on.store, worked_on.archive, tmp_path / "copy")
        assert done.missing == [] and faults(worked_on.store, worked_on.archive) == []
    finally:
        stop.set()
        writer.join()
    store, archive = elsewhere
    restore(store, archive, tmp_path / "copy")
    assert faults(store, archive) == [] and len(kept(store.engine)["documents"]) == done.originals >= 4


def test_a_store_that_is_in_use_is_replaced_only_when_asked(worked_on: State, tmp_path: Path) -> None:
    make(worked_on.store, worked_on.archive, tmp_path)
    before = kept(worked_on.store.engine)
    ingest_bytes(worked_on.store, worked_on.archive, "ba.txt", TEXT.replace("số 4", "số 6").encode())
    more = kept(worked_on.store.engine)
    with pytest.raises(StoreNotEmpty, match="E322"):
        restore(worked_on.store, worked_on.archive, tmp_path)
    assert kept(worked_on.store.engine) == more
    restore(worked_on.store, worked_on.archive, tmp_path, replace=True)
    assert kept(worked_on.store.engine) == before and faults(worked_on.store, worked_on.archive) == []
    long_ago(worked_on.archive, worked_on.archive.put(TEXT.replace("số 4", "số 6").encode()))
    (stranger,) = faults(worked_on.store, worked_on.archive)
    assert stranger.fault is Fault.ORPHAN


def test_a_copy_of_the_first_version_comes_back_in_this_one(store: Store, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "database-1").mkdir()
    moment = "2024-01-12T08:00:00+00:00"
    rows = {
        "users": (
            [["id", "plain"], ["name", "plain"], ["password_hash", "plain"], ["role", "plain"], ["active", "plain"],
             ["failed_logins", "plain"], ["created", "moment"]],
            [1, "lan", "x", "admin", True, 0, moment],
        ),
        "documents": (
            [["id", "plain"], ["sha256", "plain"], ["name", "plain"], ["size", "plain"], ["format", "plain"], ["status", "plain"],
             ["version", "plain"], ["uploader_id", "plain"], ["created", "moment"], ["updated", "moment"]],
            [7, "a" * 64, "cũ.txt", 3, "txt", "new", 0, 1, moment, moment],
        ),
    }  # fmt: skip
    told = {}
    for name, (columns, row) in rows.items():
        path = tmp_path / "database-1" / f"{name}{tables.SUFFIX}"
        with gzip.open(path, "wt", encoding="ascii") as file:
            file.write(json.dumps({"table": name, "columns": columns}) + "\n" + json.dumps(row) + "\n")
        told[name] = {"rows": 1, "sha256": tables.digest_of(path)}
    manifest = {"made": moment, "version": "0.1.0", "revision": "0001", "folder": "database-1", "tables": told, "originals": 1}
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, "missing": [], "form": 1}), "utf-8")
    restore(store, Archive(settings.originals), tmp_path)
    with store.session() as session:
        assert documents.get(session, 7).name == "cũ.txt"
        assert users.by_name(session, "Lan") is not None
        assert documents.add(session, Document(sha256="b" * 64, name="mới", size=1, format="txt"))


@pytest.mark.parametrize("how", ["no copy", "a table cut short", "a newer version", "an original changed"])
def test_a_copy_that_is_not_whole_changes_nothing(worked_on: State, elsewhere: tuple[Store, Archive], tmp_path: Path, how: str) -> None:
    make(worked_on.store, worked_on.archive, tmp_path / "copy")
    manifest = tmp_path / "copy" / MANIFEST
    if how == "no copy":
        manifest.unlink()
    elif how == "a newer version":
        manifest.write_text(manifest.read_text("utf-8").replace('"revision": "', '"revision": "9'), "utf-8")
    elif how == "a table cut short":
        (table,) = (tmp_path / "copy").glob("database-*/documents*")
        table.write_bytes(table.read_bytes()[:-9])
    else:
        next(path for path in (tmp_path / "copy" / "originals").rglob("*") if path.is_file()).write_bytes(b"other")
    store, archive = elsewhere
    with store.session() as session:
        users.add(session, "lan", "mật khẩu đủ dài", Role.ADMIN)
    before = kept(store.engine)
    with pytest.raises(BackupUnusable, match="E321"):
        restore(store, archive, tmp_path / "copy", replace=True)
    assert kept(store.engine) == before


def test_a_place_that_cannot_be_written_is_told(worked_on: State, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unwritable, match="E318"):
        make(worked_on.store, worked_on.archive, tmp_path / "file" / "copy")


def test_an_original_that_is_gone_is_named_and_the_others_are_copied(worked_on: State, tmp_path: Path) -> None:
    digest = worked_on.archive.put(TEXT.encode())
    worked_on.archive.path(digest).unlink()
    done = make(worked_on.store, worked_on.archive, tmp_path)
    assert done.missing == [digest] and len([path for path in (tmp_path / "originals").rglob("*") if path.is_file()]) == 2


def test_a_whole_archive_has_no_fault(worked_on: State) -> None:
    looked = Looked()
    assert list(check(worked_on.store, worked_on.archive, looked)) == []
    assert (looked.originals, looked.records) == (3, 3)


def test_every_fault_is_found_and_named(worked_on: State, database: Database) -> None:
    archive, digest = worked_on.archive, worked_on.archive.put(TEXT.encode())
    archive.path(digest).write_bytes(b"other")
    assert faults(worked_on.store, archive) == [Finding(Fault.CHANGED, digest)]
    assert faults(worked_on.store, archive, content=False) == []
    archive.path(digest).unlink()
    assert faults(worked_on.store, archive) == [Finding(Fault.MISSING, digest)]
    assert archive.put(TEXT.encode()) == digest
    stranger = archive.put(b"of nobody")
    assert faults(worked_on.store, archive) == []  # it may be on its way in
    long_ago(archive, stranger)
    assert faults(worked_on.store, archive) == [Finding(Fault.ORPHAN, stranger)]
    archive.path(stranger).unlink()
    record = json.loads(database.execute("SELECT CAST(record AS TEXT) FROM machine_records WHERE document_id = 1").fetchone()[0])
    assert faults(worked_on.store, archive) == []
    with worked_on.store.session() as session:
        row = documents.machine_record(session, 1)
        assert row is not None
        row.record = {**record, "text": record["text"][:40]}
    assert faults(worked_on.store, archive) == [Finding(Fault.PLACE, "1"), Finding(Fault.PLACE, "1")]  # the machine's, and the person's
    database.execute("UPDATE documents SET status = 'extracted' WHERE id = 2")
    assert Finding(Fault.NO_RECORD, "2") in faults(worked_on.store, archive)
    with worked_on.store.session() as session:
        other = documents.machine_record(session, 3)
        assert other is not None
        database_id = other.id
    database.execute(f"UPDATE review_records SET machine_record_id = {database_id}")
    assert Finding(Fault.STRANGE_REVIEW, "1") in faults(worked_on.store, archive)


def test_check_backup_and_restore_from_the_command_line(worked_on: State, environment: dict[str, str], tmp_path: Path) -> None:
    env = {**environment, "BIENBAN_DATA": str(worked_on.settings.data)}
    bienban = partial(command, environment=env)
    done = subprocess.run([BIENBAN, "check"], capture_output=True, env={**os.environ, **env}, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"3 originals, 3 records, 0 faults\n")
    done = bienban("backup", tmp_path / "copy")
    assert done.returncode == 0 and done.stderr.startswith(b"3 originals, ")
    assert bienban("restore", tmp_path / "copy").stderr.startswith(b"bienban: E322")
    assert bienban("restore", "--replace", tmp_path / "copy").returncode == 0
    digest = worked_on.archive.put(TEXT.encode())
    worked_on.archive.path(digest).unlink()
    done = bienban("check")
    assert done.returncode == 1 and done.stdout.decode() == f"missing: {digest}: the original is not there\n"
    assert bienban("backup", tmp_path / "new").returncode == 1
