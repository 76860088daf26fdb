"""The store: tables follow their models, versions are kept, and nobody overwrites what they have not seen."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from web.errors import StaleVersion
from web.settings import Settings
from web.state import State
from web.store import documents, open_store, reviews
from web.store.documents import Filter
from web.store.models import Act, Base, Document, Status


def test_the_migrations_make_the_tables_that_the_models_describe(settings: Settings) -> None:
    store = open_store(settings)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    store.close()


def test_several_processes_may_open_a_new_store_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(4) as pool:
        for store in pool.map(open_store, [settings] * 4):
            store.close()


def test_content_that_is_already_there_is_not_added_again(state: State, document: int) -> None:
    with state.store.session() as session:
        again = Document(sha256=documents.get(session, document).sha256, name="b", size=1, format="txt")
        assert not documents.add(session, again)
        assert documents.count(session, Filter()) == 1


def test_two_people_who_saw_the_same_version_cannot_both_save(state: State, document: int) -> None:
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.SAVED, 1, version=0)
    with state.store.session() as session, pytest.raises(StaleVersion):
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, dict(seen.record), Act.SAVED, 2, version=0)


def test_extracting_anew_never_touches_what_a_person_decided(state: State, document: int, database: sqlite3.Connection) -> None:
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, document))
        reviews.keep(session, seen, {**seen.record, "organizations": []}, Act.CONFIRMED, 1, version=0)
    before = database.execute("SELECT * FROM review_records").fetchall()
    with state.store.session() as session:
        row = documents.get(session, document)
        documents.keep_extraction(session, row, dict(seen.machine.record), "newer")
        documents.keep_failure(row, "E100", "")
        assert row.status == Status.CONFIRMED
        assert reviews.reviewed(session, row).record["organizations"] == []
    assert database.execute("SELECT * FROM review_records").fetchall() == before
    assert database.execute("SELECT count(*) FROM machine_records").fetchone() == (2,)


def test_words_are_found_in_names_and_titles_and_wildcards_mean_themselves(state: State, document: int) -> None:
    with state.store.session() as session:
        found = [documents.count(session, Filter(words=words)) for words in ("cụm 4", "tổng kết", "%", "_")]
    assert found == [1, 1, 0, 0]
