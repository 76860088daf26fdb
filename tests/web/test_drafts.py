"""Drafts: every change is kept, later ones replace earlier ones, and no page takes another page's work away."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.conftest import Beginning, Database, Person
from tests.web.forms import form_of, notes, parsed, token_of
from web.state import State
from web.store import documents
from web.store.models import Status

pytestmark = pytest.mark.usefixtures("document")
SCRIPT = {"Accept": "application/json"}


def send(person: Person, form: MultiDict[str, str], edit: int = 1, number: int = 1) -> TestResponse:
    """Post the form as the page's script does after its change number `edit`."""
    form = MultiDict(form)
    form["edit"] = str(edit)
    return person.client.post(f"/documents/{number}/draft", data=form, headers=SCRIPT)


def changed(form: MultiDict[str, str], place: str) -> MultiDict[str, str]:
    form = MultiDict(form)
    form["meeting-m0-place"] = place
    return form


def drafts_kept(database: Database) -> int:
    return int(database.execute("SELECT count(*) FROM drafts WHERE open").fetchone()[0])


def test_a_change_is_there_again_when_the_page_is_opened_anew(reviewer: Person, colleague: Person, state: State) -> None:
    answer = send(reviewer, changed(reviewer.record_form(), "Nà Giàng"))
    assert answer.status_code == 200 and answer.json["version"] == 0 and answer.json["problems"] == {} and answer.json["saved_at"]
    assert reviewer.record_form()["meeting-m0-place"] == "Nà Giàng"
    assert "bản nháp chưa lưu của bạn" in notes(reviewer.get("/documents/1").text)
    assert colleague.record_form()["meeting-m0-place"] == "Trà Lĩnh"
    with state.store.session() as session:
        assert documents.get(session, 1).status == Status.EXTRACTED


def test_a_late_answer_to_a_draft_takes_no_message_away(reviewer: Person) -> None:
    """Whatever the browser has of the session stays as it is: what it answers last may have been asked before the form was sent."""
    form = reviewer.record_form()
    answer = send(reviewer, changed(form, "Nà Giàng"))
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert reviewer.decide(form).status_code == 302
    assert "Đã lưu." in notes(reviewer.get("/documents/1").text)


def test_a_draft_is_one_row_and_no_version(reviewer: Person, database: Database) -> None:
    form = reviewer.record_form()
    for edit, words in enumerate(("N", "Nà", "Nà G"), start=1):
        assert send(reviewer, changed(form, words), edit).json["kept"]
    assert drafts_kept(database) == 1
    assert database.execute("SELECT count(*) FROM review_records").fetchone() == (0,)
    assert reviewer.record_form()["meeting-m0-place"] == "Nà G"


def test_wrong_values_added_rows_and_ticks_are_kept_as_they_were_left(reviewer: Person) -> None:
    form = reviewer.record_form()
    form["document-m0-date"] = "31/02/2024"
    form["organizations-m1-remove"] = "1"
    form.update({"tasks-n4-text": "Xây dựng kế hoạch", "tasks-n4-assignee": "", "tasks-n4-deadline": ""})
    answer = send(reviewer, form)
    assert answer.json["problems"] == {"document-m0-date": "Không có ngày này trong lịch."}
    again = reviewer.record_form()
    assert again["document-m0-date"] == "31/02/2024" and again["organizations-m1-remove"] == "1"
    assert again["tasks-n4-text"] == "Xây dựng kế hoạch"
    assert "Không có ngày này trong lịch." in notes(reviewer.get("/documents/1").text)


def test_an_answer_lost_on_the_way_costs_nothing(reviewer: Person) -> None:
    form = reviewer.record_form()
    assert send(reviewer, changed(form, "Nà Giàng"), 3).json["kept"]
    again, late = send(reviewer, changed(form, "Nà Giàng"), 3), send(reviewer, changed(form, "Nà"), 2)
    assert (again.status_code, again.json["kept"], late.status_code, late.json["kept"]) == (200, False, 200, False)
    assert reviewer.record_form()["meeting-m0-place"] == "Nà Giàng"


def test_of_two_pages_of_one_person_the_older_cannot_overwrite_the_newer(reviewer: Person) -> None:
    first, second = reviewer.record_form(), reviewer.record_form()
    send(reviewer, changed(second, "Nà Giàng"))
    answer = send(reviewer, changed(first, "Bản Giốc"))
    assert answer.status_code == 409 and answer.json["code"] == "E330"
    following = reviewer.record_form()
    assert following["meeting-m0-place"] == "Nà Giàng"
    assert send(reviewer, changed(following, "Pác Bó")).json["kept"]
    assert send(reviewer, changed(second, "Bản Giốc"), 2).status_code == 409


def test_saving_ends_the_draft_and_what_comes_late_from_that_page_is_not_taken(reviewer: Person, database: Database) -> None:
    form = changed(reviewer.record_form(), "Nà Giàng")
    send(reviewer, form, 1)
    form["edit"] = "2"
    assert reviewer.decide(form).status_code == 302
    assert drafts_kept(database) == 0
    assert send(reviewer, changed(form, "Nà"), 2).json["kept"] is False
    assert drafts_kept(database) == 0
    assert send(reviewer, changed(reviewer.record_form(), "Pác Bó")).json["kept"]


def test_saving_before_the_first_draft_came_in_also_shuts_the_door_behind_it(reviewer: Person, database: Database) -> None:
    form = changed(reviewer.record_form(), "Nà Giàng")
    form["edit"] = "1"
    assert reviewer.decide(form).status_code == 302
    assert send(reviewer, form, 1).json["kept"] is False and drafts_kept(database) == 0


def test_saving_on_one_page_leaves_the_unseen_draft_of_another(reviewer: Person) -> None:
    first, second = reviewer.record_form(), reviewer.record_form()
    send(reviewer, changed(second, "Nà Giàng"))
    assert reviewer.decide(first).status_code == 302
    page = reviewer.get("/documents/1").text
    assert form_of(page, "/documents/1")["meeting-m0-place"] == "Nà Giàng" and "Người khác đã lưu bản mới" in notes(page)


def test_a_draft_can_be_thrown_away(reviewer: Person, database: Database) -> None:
    send(reviewer, changed(reviewer.record_form(), "Nà Giàng"))
    form = form_of(reviewer.get("/documents/1").text, "/draft/discard")
    assert reviewer.client.post("/documents/1/draft/discard", data=form).status_code == 302
    assert reviewer.record_form()["meeting-m0-place"] == "Trà Lĩnh" and drafts_kept(database) == 0


def test_who_began_before_somebody_saved_is_told_and_the_draft_is_kept(reviewer: Person, colleague: Person) -> None:
    mine = reviewer.record_form()
    colleague.decide(changed(colleague.record_form(), "Pác Bó"))
    answer = send(reviewer, changed(mine, "Nà Giàng"))
    assert answer.json["kept"] and answer.json["stale"] and answer.json["version"] == 1
    assert reviewer.record_form()["meeting-m0-place"] == "Nà Giàng"


def test_a_confirmed_document_takes_no_draft(reviewer: Person, colleague: Person, database: Database) -> None:
    form = reviewer.record_form()
    colleague.decide(colleague.record_form(), "confirm")
    form["version"] = "1"
    answer = send(reviewer, form)
    assert answer.status_code == 409 and answer.json["code"] == "E311" and drafts_kept(database) == 0


@pytest.mark.parametrize(
    "how",
    [
        *(
            "version=",
            "version=-1",
            "version=9",
            "version=1e3",
            "version=٣",
            "machine=99",
            "machine=",
            "edit=",
            "edit=-1",
            "edit=9999999999",
        ),
        *("tab=", "tab=x", "tab=0123456789ABCDEF", "seen=x", "seen=0123456789abcdef", "people-m9-name=x", "admin=1", "end=", "end=2"),
        *(
            "people-m0-salary=1",
            "organizations-m0-confidence=1",
            "people-m0-name-m0-title=x",
            "-tab",
            "-end",
            "-people-m0-name",
            "+version",
        ),
        *("+tab", "+people-m0-name", "+csrf_token", "-csrf_token"),
    ],
)
def test_bad_input_is_refused_with_a_clear_message_and_nothing_is_kept(reviewer: Person, database: Database, how: str) -> None:
    form = reviewer.record_form()
    form["edit"] = "1"
    if how[0] == "-":
        del form[how[1:]]
    elif how[0] == "+":
        form.add(how[1:], form[how[1:]] + "x")
    else:
        name, _, value = how.partition("=")
        form[name] = value
    answer = reviewer.client.post("/documents/1/draft", data=form, headers=SCRIPT)
    if how == "+csrf_token":  # the first of two tokens is the right one, and the second says nothing
        assert answer.status_code == 200
        return
    assert answer.status_code == 400 and answer.json["code"] in ("E306", "E304") and answer.json["message"] and answer.json["next_step"]
    assert drafts_kept(database) == 0


def test_an_overlong_value_is_kept_and_told_and_an_overlong_form_refused(reviewer: Person, database: Database) -> None:
    form = reviewer.record_form()
    form["leaders-m0-holder"] = "x" * 30_000
    assert send(reviewer, form).json["problems"] == {"leaders-m0-holder": "Dài quá 20.000 ký tự."}
    form["leaders-m0-holder"] = "x" * 3_000_000
    answer = send(reviewer, form, 2)
    assert answer.status_code == 413 and answer.json["code"] == "E332"
    assert len(reviewer.record_form()["leaders-m0-holder"]) == 30_000


def test_documents_that_are_not_there_are_not_found(reviewer: Person) -> None:
    assert send(reviewer, reviewer.record_form(), number=99).status_code == 404
    assert send(reviewer, reviewer.record_form(), number=10**12).status_code == 404


def test_who_may_not_review_keeps_no_draft_and_who_is_signed_out_is_told_so(app: Flask, beginning: Beginning, reviewer: Person) -> None:
    form = reviewer.record_form()
    viewer = Person(app, beginning.sessions["viewer"])
    form["csrf_token"] = token_of(viewer.get("/exports").text)
    answer = send(viewer, form)
    assert answer.status_code == 403 and answer.json["code"] == "E312"
    nobody = Person(app)
    answer = nobody.client.get("/form-token", headers=SCRIPT)
    assert answer.status_code == 401 and answer.json["code"] == "E331"
    assert nobody.client.get("/form-token").status_code == 302


def test_a_page_that_outlived_its_session_goes_on_with_a_new_token(app: Flask, reviewer: Person) -> None:
    form, later = changed(reviewer.record_form(), "Nà Giàng"), Person(app)
    later.sign_in("reviewer")
    assert send(later, form).json["code"] == "E304"
    form["csrf_token"] = later.client.get("/form-token", headers=SCRIPT).json["csrf_token"]
    assert send(later, form).json["kept"]


def present(person: Person, doing: str = "reading", version: str = "0", number: int = 1) -> TestResponse:
    form = {"csrf_token": token_of(person.get("/exports").text), "doing": doing, "version": version}
    return person.client.post(f"/documents/{number}/presence", data=form, headers=SCRIPT)


def test_two_people_on_one_document_see_each_other(reviewer: Person, colleague: Person) -> None:
    assert present(reviewer).json["others"] == []
    assert present(colleague).json["others"] == [{"name": "reviewer", "editing": False}]
    send(reviewer, reviewer.record_form())
    assert present(colleague).json["others"] == [{"name": "reviewer", "editing": True}]
    assert present(reviewer, "leaving").json["others"] == [{"name": "lead", "editing": False}]
    assert present(colleague).json["others"] == []


def test_who_is_not_heard_of_any_more_is_no_longer_shown(reviewer: Person, colleague: Person, database: Database) -> None:
    present(reviewer)
    database.execute("UPDATE presences SET seen = '2020-01-01 00:00:00.000000'")
    assert present(colleague).json["others"] == []


def test_who_only_looks_learns_of_a_newer_version(reviewer: Person, colleague: Person) -> None:
    colleague.decide(colleague.record_form())
    assert present(reviewer).json["stale"] is True and present(reviewer, version="1").json["stale"] is False


@pytest.mark.parametrize(("doing", "version"), [("sleeping", "0"), ("", "0"), ("reading", "x"), ("reading", "")])
def test_a_sign_of_life_that_no_page_sends_is_refused(reviewer: Person, doing: str, version: str) -> None:
    assert present(reviewer, doing, version).status_code == 400


def test_the_state_of_saving_has_its_place_on_the_page(reviewer: Person) -> None:
    (state,) = parsed(reviewer.get("/documents/1").text).xpath("//*[@id='saving-state']")
    assert state.get("data-draft-url") == "/documents/1/draft" and state.get("data-writes") == "1"
