"""The audit log: who saw, changed, exported and deleted what, and that nobody can rewrite it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from tests.web.conftest import Person
from tests.web.messages import WEB
from web.auditing import CHANGED, SEEN
from web.labels import AUDIT
from web.state import State
from web.store import audit
from web.store.accountmodels import AuditEntry
from web.store.models import now
from web.views.admin import DONE

pytestmark = pytest.mark.each_on_both


def log(state: State) -> list[tuple[str, str, int | None, str]]:
    """The log without the sign-ins that the test begins with."""
    with state.store.session() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.act != "signed_in").order_by(AuditEntry.id))
        return [(row.actor, row.act, row.document_id, row.detail) for row in rows]


def test_seeing_changing_and_exporting_leave_lines(reviewer: Person, state: State, document: int) -> None:
    reviewer.get("/documents/1")
    reviewer.decide(reviewer.record_form())
    reviewer.decide(reviewer.record_form(), "confirm")
    reviewer.client.post("/documents/1/reopen", data={"csrf_token": reviewer.token(), "version": "2"})
    reviewer.get("/documents/1/original").close()
    reviewer.get("/exports/records.csv?scope=all").close()
    reviewer.get("/exports/records.xlsx?document=1").close()
    assert log(state) == [
        ("reviewer", "saw", 1, ""),
        ("reviewer", "decided", 1, "save"),
        ("reviewer", "decided", 1, "confirm"),
        ("reviewer", "reopened", 1, ""),
        ("reviewer", "opened_original", 1, ""),
        ("reviewer", "exported", None, "format_name=csv scope=all"),
        ("reviewer", "exported", 1, "format_name=xlsx"),
    ]


def test_what_was_refused_is_not_noted_as_done(reviewer: Person, state: State, document: int) -> None:
    form = reviewer.record_form()
    form["version"] = "7"
    assert reviewer.decide(form).status_code == 400
    assert reviewer.get("/documents/77").status_code == 404
    assert log(state) == [("reviewer", "saw", 1, "")]


def test_looking_again_soon_is_the_same_look(reviewer: Person, colleague: Person, state: State, document: int) -> None:
    for _ in range(3):
        reviewer.get("/documents/1")
    colleague.get("/documents/1")
    assert log(state) == [("reviewer", "saw", 1, ""), ("lead", "saw", 1, "")]
    with state.store.session() as session:
        old = AuditEntry(actor_id=1, actor="viewer", act="saw", document_id=1, moment=now() - audit.SAME_SIGHT - timedelta(seconds=1))
        session.add(old)
        session.flush()
        audit.note_once(session, audit.Actor(1, "viewer"), "saw", 1)
    assert [actor for actor, *_ in log(state)] == ["reviewer", "lead", "viewer", "viewer"]


def test_signing_in_and_out_are_noted(app: Flask, state: State) -> None:
    person = Person(app)
    person.sign_in("lead")
    person.client.post("/logout", data={"csrf_token": person.token()})
    with state.store.session() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [(row.actor, row.act, row.address) for row in last] == [("lead", "signed_out", "127.0.0.1"), ("lead", "signed_in", "127.0.0.1")]


@pytest.mark.parametrize("statement", [update(AuditEntry).values(actor="ai khác"), delete(AuditEntry)])
def test_the_database_refuses_to_change_or_delete_a_line(state: State, reviewer: Person, document: int, statement: object) -> None:
    reviewer.get("/documents/1")
    before = log(state)
    with pytest.raises(DBAPIError, match="only grows"), state.store.session() as session:
        session.execute(statement)  # type: ignore[call-overload]  # an update or a delete, both can be executed
    assert log(state) == before != []


def test_every_act_that_is_noted_has_a_name_for_the_reader() -> None:
    calls = re.compile(r"(?:noted|audit\.note|note_once|_done_to_ticked)\(\s*['\"]?\w+['\"]?,\s*(?:\w+,\s*)?['\"](\w+)['\"]")
    acts = {act for path in sorted(WEB.rglob("*.py")) for act in calls.findall(path.read_text("utf-8"))}
    assert len(acts) > 20 and acts | set(SEEN.values()) | set(CHANGED.values()) | set(DONE) <= set(AUDIT)
