"""Each migration back, with rows in its tables: what it added is gone, all that older ones hold stands, and the way forward is open."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from tests.web.conftest import Database, Person
from tests.web.test_history import save
from tests.web.test_store import kept, move
from web import checking
from web.entryhistory import restore
from web.jsontext import json_text
from web.layouts import KeptLayout
from web.settings import Settings
from web.state import State
from web.store import documents, drafts, layouts, open_store, presences, reviews, users
from web.store.drafts import Source, Work
from web.store.models import Act, Document

pytestmark = [pytest.mark.each_on_both, pytest.mark.usefixtures("worked")]

OF_SECOND = {
    "drafts": "document_id, reviewer_id, machine_record_id, base_version, tab, edit, open",
    "presences": "document_id, user_id, editing",
    "agreements": "first_id, second_id, section, first, second, same, number",
}
OF_THIRD = ("layouts", "page_words", "known_values")


@pytest.fixture
def worked(state: State, document: int, reviewer: Person) -> None:
    """Two people worked on the document, so that each table of the second and the third migration has rows."""
    save(reviewer, meeting_m0_place="Nà Giàng")
    with state.store.session() as session:
        one, other = [user.id for user in users.everyone(session)][:2]
        row = documents.get(session, document)
        machine = reviews.reviewed(session, row).machine.id
        layouts.keep(session, [(machine, KeptLayout(json_text([]), json_text([]), ((1, b"words"),)))])
        restore(session, row, to=0, seen=1, reviewer=one)
        for person in (one, other):
            confirm(session, row, person)
        reviews.keep(session, (seen := reviews.reviewed(session, row)), seen.record, Act.REOPENED, other, row.version)
        confirm(session, row, one)
        drafts.keep(session, document, other, Source("0" * 16, 1), Work({"meeting-m0-place": ["Pác Bó"]}, machine, row.version))
        presences.note(session, document, other, editing=True)


def confirm(session: Session, document: Document, person: int) -> None:
    seen = reviews.reviewed(session, document)
    checking.decide(session, seen, seen.record, Act.CONFIRMED, person, document.version, two_people=True)


def rows(engine: Engine, tables: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"SELECT {columns} FROM {name} ORDER BY {columns}") for name, columns in tables.items()}
        return {name: [tuple(row) for row in some] for name, some in found.items()}


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_without_layouts_and_known_values_the_drafts_and_the_agreement_of_two_people_stand(state: State, settings: Settings) -> None:
    engine = state.store.engine
    before, own = kept(engine), rows(engine, OF_SECOND)
    assert all(own.values()) and all(rows(engine, dict.fromkeys(OF_THIRD, "1")).values())
    move(engine, "0002")
    assert not tables_of(engine) & set(OF_THIRD)
    assert (kept(engine), rows(engine, OF_SECOND)) == (before, own)
    open_store(settings).close()
    assert (kept(engine), rows(engine, OF_SECOND)) == (before, own)
    assert rows(engine, dict.fromkeys(OF_THIRD, "1")) == {name: [] for name in OF_THIRD}


def test_before_the_check_by_two_what_waited_for_the_second_person_is_in_work(
    state: State, settings: Settings, database: Database, app: Flask
) -> None:
    engine = state.store.engine
    acts = [row[0] for row in database.execute("SELECT act FROM review_records ORDER BY version")]
    assert acts == ["saved", "restored", "checked", "confirmed", "reopened", "checked"]
    before = kept(engine)
    move(engine, "0001")
    assert not tables_of(engine) & {*OF_SECOND, *OF_THIRD}
    after = kept(engine)
    assert [row[4] for row in after["review_records"]] == ["saved", "saved", "saved", "confirmed", "reopened", "saved"]
    assert [row[5] for row in before["documents"]] == ["checked"] and [row[5] for row in after["documents"]] == ["in_review"]
    assert [(*row[:4], row[5]) for row in after["review_records"]] == [(*row[:4], row[5]) for row in before["review_records"]]
    open_store(settings).close()
    assert rows(engine, OF_SECOND) == {name: [] for name in OF_SECOND}
    person = Person(app)
    assert person.sign_in("reviewer").status_code == 302  # the sign-ins went with their table
    save(person, "confirm")
    assert database.execute("SELECT status, version FROM documents").fetchall() == [("confirmed", 7)]


def test_long_texts_are_packed_and_terms_in_the_order_of_bytes_where_the_server_can(state: State, settings: Settings) -> None:
    engine = state.store.engine
    if engine.dialect.name != "postgresql":  # SQLite packs nothing and knows one order: its tables stay as they are
        before = kept(engine)
        move(engine, "0010")
        assert kept(engine) == before
        return
    before = packing(engine)
    assert set(before) == {"lz4 C"}
    move(engine, "0010")
    assert set(packing(engine)) == {"default default"}
    open_store(settings).close()
    assert packing(engine) == before


def packing(engine: Engine) -> list[str]:
    """How the terms of the index are packed and ordered."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT CASE attcompression WHEN 'l' THEN 'lz4' ELSE 'default' END || ' ' || collname FROM pg_attribute"
            " JOIN pg_collation ON pg_collation.oid = attcollation WHERE attrelid = 'search_terms'::regclass AND attname = 'terms'"
        )
        return [row[0] for row in found]
