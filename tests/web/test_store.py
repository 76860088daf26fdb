"""The store: tables follow their models, versions are kept, and nobody overwrites what they have not seen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from tests.postgresql import Server
from tests.web.conftest import Database, keep_extraction
from web.errors import DatabaseUnavailable, SettingsError, StaleVersion
from web.settings import Settings
from web.state import State
from web.store import Store, documents, migrations, newest_migration, open_store, queue, reviews
from web.store.engine import alone
from web.store.models import Act, Base, Document, Status
from web.store.queue import Filter
from web.store.search import belongs_to_search

pytestmark = pytest.mark.each_on_both

COMPARED = {"compare_type": True, "include_name": lambda name, kind, parents: kind != "table" or not belongs_to_search(name)}
"""All tables but the index of the search, which is no table of rows."""


@pytest.mark.usefixtures("nothing")
def test_the_migrations_make_the_tables_that_the_models_describe(settings: Settings) -> None:
    store = open_store(settings)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=COMPARED), Base.metadata) == []
    store.close()


def test_sqlite_lets_people_read_while_somebody_writes(tmp_path: Path) -> None:
    store = open_store(Settings.load(tmp_path, {}))
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_the_migrations_go_back_and_forth_with_what_is_kept(state: State, document: int, settings: Settings) -> None:
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.CONFIRMED, 1, version=0)
    before = kept(state.store.engine)
    for first in ("0001", "base"):
        move(state.store.engine, first)
        if first != "base":
            assert kept(state.store.engine) == before
        open_store(settings).close()
    assert kept(state.store.engine) == {table: [] for table in before}
    with state.store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=COMPARED), Base.metadata) == []


def kept(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """What the columns of the first migration hold; every later one keeps them."""
    wanted = {
        "users": "id, name, role",
        "documents": "id, sha256, name, size, format, status, title, kind, version",
        "machine_records": "id, document_id, model_version",
        "review_records": "id, document_id, machine_record_id, version, act, reviewer_id",
    }
    with engine.connect() as connection:
        found = {table: connection.exec_driver_sql(f"SELECT {columns} FROM {table} ORDER BY id") for table, columns in wanted.items()}
        return {table: [tuple(row) for row in rows] for table, rows in found.items()}


def move(engine: Engine, revision: str) -> None:
    """Go back to a migration, as an office would that returns to the version before."""
    with engine.connect() as connection, alone(connection):
        command.downgrade(migrations(connection), revision)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "E319"),
        ("mysql://root:secret@127.0.0.1/bienban", "E301"),
        ("no address at all", "E301"),
        ("sqlite:////nowhere/at/all.sqlite3", "E319"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path, url: str, told: str) -> None:
    with pytest.raises((DatabaseUnavailable, SettingsError), match=told) as raised:
        open_store(Settings.load(tmp_path, {"BIENBAN_DATABASE_URL": url}))
    assert "secret" not in str(raised.value)


def test_a_server_that_does_not_keep_every_letter_is_refused(server: Server, tmp_path: Path) -> None:
    server.do("CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(DatabaseUnavailable, match="UTF8"):
        open_store(Settings.load(tmp_path, {"BIENBAN_DATABASE_URL": server.url("latin")}))


def test_what_a_savepoint_kept_goes_with_the_transaction_around_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.session() as session:
        assert documents.add(session, Document(sha256="a" * 64, name="a", size=1, format="txt"))
        raise ZeroDivisionError
    with store.session() as session:
        assert queue.count(session, Filter()) == 0


def test_many_who_write_at_once_wait_for_each_other(store: Store) -> None:
    def write(number: int) -> None:
        with store.session() as session:
            queue.count(session, Filter())  # who reads first must not be refused because another wrote meanwhile
            assert documents.add(session, Document(sha256=f"{number:064d}", name="a", size=1, format="txt"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))
    with store.session() as session:
        assert queue.count(session, Filter()) == 80


def test_several_processes_may_open_a_new_store_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(open_store, [settings] * 4):
            store.close()


def test_content_that_is_already_there_is_not_added_again(state: State, document: int) -> None:
    with state.store.session() as session:
        again = Document(sha256=documents.get(session, document).sha256, name="b", size=1, format="txt")
        assert not documents.add(session, again)
        assert queue.count(session, Filter()) == 1


def test_two_people_who_saw_the_same_version_cannot_both_save(state: State, document: int) -> None:
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.SAVED, 1, version=0)
    with state.store.session() as session, pytest.raises(StaleVersion):
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.SAVED, 2, version=0)


def test_extracting_anew_never_touches_what_a_person_decided(state: State, document: int, database: Database) -> None:
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, {**seen.record, "organizations": []}, Act.CONFIRMED, 1, version=0)
    before = database.execute("SELECT * FROM review_records").fetchall()
    with state.store.session() as session:
        row = documents.get(session, document)
        keep_extraction(session, row, dict(seen.machine.record), "newer")
        documents.keep_failure(row, "E100", "")
        assert row.status == Status.CONFIRMED
        assert reviews.reviewed(session, row).record["organizations"] == []
    assert database.execute("SELECT * FROM review_records").fetchall() == before
    assert database.execute("SELECT count(*) FROM machine_records").fetchone() == (2,)


def test_words_are_found_in_names_and_titles_and_wildcards_mean_themselves(state: State, document: int) -> None:
    with state.store.session() as session:
        found = [queue.count(session, Filter(words=words)) for words in ("cụm 4", "tổng kết", "%", "_")]
    assert found == [1, 1, 0, 0]


def test_the_newest_migration_is_the_one_that_the_others_lead_to(store: Store) -> None:
    with store.engine.connect() as connection:
        assert ScriptDirectory.from_config(migrations(connection)).get_current_head() == newest_migration()
