"""The review page: correcting, adding, removing, confirming, reopening, and everything that can be wrong with a posted form."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from tests.web.conftest import TEXT, Beginning, Database, Person, machine_record
from tests.web.forms import form_of, notes, parsed
from web.state import State
from web.store import documents, reviews
from web.store.models import Status

pytestmark = pytest.mark.usefixtures("document")


def current(state: State) -> dict[str, Any]:
    """The record as it stands, as it would be exported."""
    with state.store.session() as session:
        return reviews.plain_record(reviews.reviewed(session, documents.get(session, 1))).model_dump(mode="json")


def status(state: State) -> str:
    with state.store.session() as session:
        return documents.get(session, 1).status


def untouched(database: Database) -> bool:
    return database.execute("SELECT (SELECT count(*) FROM review_records), (SELECT max(version) FROM documents)").fetchone() == (0, 0)


def test_every_value_is_marked_in_the_text(reviewer: Person) -> None:
    page = parsed(reviewer.get("/documents/1").text)
    marked = {mark.text: mark.get("data-rows") for mark in page.xpath("//a[contains(@class, 'mark')]")}
    assert marked["Trần Thị Bình"] == "people-m0"
    assert marked["Hội Nông dân huyện"] == "organizations-m1 people-m0-positions-m0"
    assert "".join(page.xpath("//article")[0].text_content().split()) == "".join(TEXT.split())


def test_saving_the_form_as_it_is_changes_no_value_and_no_place(reviewer: Person, state: State) -> None:
    assert reviewer.decide(reviewer.record_form()).status_code == 302
    expected = machine_record().model_dump(mode="json")
    assert {name: value for name, value in current(state).items() if name in expected and name not in ("source", "sha256")} == {
        name: value for name, value in expected.items() if name not in ("source", "sha256")
    }
    assert status(state) == Status.IN_REVIEW


def test_a_corrected_value_loses_its_place_and_the_others_keep_theirs(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["leaders-m0-holder"] = "Hội Nông dân huyện"
    assert reviewer.decide(form).status_code == 302
    before, (after,) = machine_record().model_dump(mode="json")["leaders"][0], current(state)["leaders"]
    assert after["holder"] == "Hội Nông dân huyện"
    assert after["evidence"] == {name: places for name, places in before["evidence"].items() if name != "holder"}
    assert after["spans"] == before["evidence"]["position"] + before["evidence"]["term"]


def test_the_machines_value_stays_beside_the_changed_one_and_in_its_own_table(reviewer: Person, database: Database) -> None:
    form = reviewer.record_form()
    form["organizations-m0-name"] = "Cụm thi đua số 4"
    reviewer.decide(form)
    (beside,) = parsed(reviewer.get("/documents/1").text).xpath("//fieldset[@id='organizations-m0']//p[@class='machine' and not(@hidden)]")
    assert "Cụm thi đua" in beside.text_content() and "số 4" not in beside.text_content()
    machine, decided = (
        json.loads(database.execute(f"SELECT CAST(record AS TEXT) FROM {table}").fetchone()[0])
        for table in ("machine_records", "review_records")
    )
    assert machine["organizations"][0]["name"] == "Cụm thi đua" and decided["organizations"][0]["name"] == "Cụm thi đua số 4"


def test_taking_a_correction_back_brings_the_place_back(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["people-m0-name"] = "Trần Thị Bích"
    reviewer.decide(form)
    form = reviewer.record_form()
    form["people-m0-name"] = "Trần Thị Bình"
    reviewer.decide(form)
    assert current(state)["people"] == machine_record().model_dump(mode="json")["people"]


def test_an_entry_is_removed_and_brought_back(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["organizations-m1-remove"] = "1"
    reviewer.decide(form)
    assert [one["name"] for one in current(state)["organizations"]] == ["Cụm thi đua", "Hội Luật gia huyện"]
    form = reviewer.record_form()
    del form["organizations-m1-remove"]
    reviewer.decide(form)
    assert current(state)["organizations"] == machine_record().model_dump(mode="json")["organizations"]


def test_the_meeting_can_be_removed(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["meeting-m0-remove"] = "1"
    reviewer.decide(form)
    assert current(state)["meeting"] is None


def test_entries_of_every_kind_can_be_added(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form.update({"tasks-n0-text": "Xây dựng  kế hoạch\nnăm 2024", "tasks-n0-assignee": "Hội Luật gia huyện", "tasks-n0-deadline": "quý I"})
    form.update({"people-m0-positions-n0-title": "Cụm phó", "people-m0-positions-n0-organization": ""})
    form.update(
        {"campaigns-n3-name": "Dân vận khéo", "campaigns-n3-kind": "movement"}
        | dict.fromkeys(["campaigns-n3-launched_by", "campaigns-n3-period"], "")
    )
    assert reviewer.decide(form).status_code == 302
    found = current(state)
    assert found["tasks"][0]["text"] == "Xây dựng kế hoạch năm 2024" and found["tasks"][0]["spans"] == []
    assert [one["title"] for one in found["people"][0]["positions"]] == ["Chủ tịch", "Cụm phó"]
    assert found["campaigns"][0]["launched_by"] is None
    assert reviewer.record_form()["campaigns-n3-name"] == "Dân vận khéo"


def test_a_row_left_empty_is_no_entry(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form.update({"organizations-n0-name": " ", "organizations-n0-aliases": "", "organizations-n0-kind": "block"})
    assert reviewer.decide(form).status_code == 302
    assert len(current(state)["organizations"]) == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("22/6/2024", "2024-06-22"),
        ("22-06-2024", "2024-06-22"),
        ("6/2024", "2024-06"),
        ("2024", "2024"),
        ("2024-06-22", "2024-06-22"),
        ("", None),
    ],
)
def test_dates_are_understood_as_people_here_write_them(reviewer: Person, state: State, typed: str, kept: str | None) -> None:
    form = reviewer.record_form()
    form["document-m0-date"] = typed
    assert reviewer.decide(form).status_code == 302
    assert current(state)["document"]["date"] == kept


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("document-m0-date", "31/02/2024", "Không có ngày này trong lịch."),
        ("document-m0-date", "hôm qua", "Ghi ngày như"),
        ("leaders-m0-term", "2028-2023", "Ghi năm hoặc nhiệm kỳ"),
        ("meeting-m0-review_year", "hai nghìn", "Ghi một số nguyên"),
        ("people-m0-name", "  ", "Không được để trống."),
        ("organizations-m0-kind", "party", "Chọn một trong các giá trị"),
        ("people-m0-parts", "sing", "Chọn một trong các giá trị"),
        ("leaders-m0-holder", "x" * 20_001, "Dài quá 20.000 ký tự."),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_typed_is_lost(
    reviewer: Person, database: Database, field: str, typed: str, message: str
) -> None:
    form = reviewer.record_form()
    form[field] = typed
    form["meeting-m0-place"] = "Nà Giàng"
    answer = reviewer.decide(form)
    assert answer.status_code == 422 and "E307" in notes(answer.text) and message in notes(answer.text)
    again = form_of(answer.text, "/documents/1")
    assert again["meeting-m0-place"] == "Nà Giàng" and (typed in again.getlist(field) or field.endswith("parts"))
    assert untouched(database)


def test_who_saves_over_a_newer_version_is_told_and_loses_nothing(reviewer: Person, colleague: Person, state: State) -> None:
    mine, theirs = reviewer.record_form(), colleague.record_form()
    theirs["meeting-m0-place"] = "Nà Giàng"
    colleague.decide(theirs)
    mine["meeting-m0-place"] = "Thị trấn Trà Lĩnh"
    answer = reviewer.decide(mine)
    assert answer.status_code == 409 and "E305" in notes(answer.text) and "lead" in answer.text
    assert current(state)["meeting"]["place"] == "Nà Giàng"
    assert reviewer.record_form()["meeting-m0-place"] == "Thị trấn Trà Lĩnh"
    assert reviewer.decide(reviewer.record_form()).status_code == 409


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(app: Flask, beginning: Beginning, state: State) -> None:
    people = [Person(app, beginning.sessions["reviewer"]) for _ in range(6)]
    forms = [person.record_form() for person in people]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda pair: pair[0].decide(pair[1]).status_code, zip(people, forms, strict=True)))
    assert sorted(answers) == [302] + [409] * (len(people) - 1)
    with state.store.session() as session:
        assert [row.version for row, _ in reviews.history(session, 1)] == [1]


def test_confirming_locks_and_reopening_is_a_recorded_act(reviewer: Person, state: State) -> None:
    open_form = reviewer.record_form()
    assert reviewer.decide(open_form, "confirm").status_code == 302
    assert status(state) == Status.CONFIRMED
    open_form["version"] = "1"
    refused = reviewer.decide(open_form)
    assert refused.status_code == 409 and "E311" in notes(refused.text)
    page = reviewer.get("/documents/1").text
    assert [name for name in form_of(page, "/documents/1") if name.startswith("people")] == []
    reviewer.client.post("/documents/1/reopen", data=form_of(page, "/reopen"))
    assert status(state) == Status.IN_REVIEW
    with state.store.session() as session:
        assert [row.act for row, _ in reviews.history(session, 1)] == ["reopened", "confirmed"]


def broken(form: MultiDict[str, str], how: str) -> MultiDict[str, str]:
    """The form with one thing wrong that no page of ours would send."""
    if how == "doubled":
        form.add("people-m0-name", "Ai đó")
    elif how == "cut short":
        del form["end"]
    elif how == "field missing":
        del form["leaders-m0-holder"]
    elif how == "row missing":
        form = MultiDict((key, value) for key, value in form.items(multi=True) if not key.startswith("organizations-m2"))
    elif how == "document removed":
        form["document-m0-remove"] = "1"
    elif how == "two meetings":
        form.update({key.replace("m0", "n0"): value for key, value in form.items() if key.startswith("meeting-m0")})
    else:
        key, _, value = how.partition("=")
        form[key] = value
    return form


@pytest.mark.parametrize(
    "how",
    [
        *("doubled", "cut short", "field missing", "row missing", "document removed", "two meetings"),
        *("people-m0-salary=1", "secrets-m0-name=x", "people-m9-name=x", "people-m0-positions-m7-title=x", "people-m0-positions=x"),
        *(
            "people-m0-name-m0-title=x",
            "people-nOUTER-name=x",
            "admin=1",
            "version=",
            "version=-1",
            "version=1e3",
            "machine=99",
            "act=erase",
        ),
        *("overwrite=x", "organizations-m0-evidence=x", "organizations-m0-spans=x"),
        *("organizations-m0-at=name:0-9999", "organizations-m0-at=name:9-9", "organizations-m0-at=salary:0-3", "organizations-m0-at=x"),
    ],
)
def test_a_form_that_no_page_of_ours_sends_is_refused_and_nothing_changes(reviewer: Person, database: Database, how: str) -> None:
    form = broken(reviewer.record_form(), how)
    act = form.pop("act", "save")
    answer = reviewer.decide(form, act)
    assert answer.status_code == 400 and "E306" in notes(answer.text)
    assert untouched(database)
    assert reviewer.get("/documents/1").status_code == 200


def test_a_form_without_its_token_is_refused_and_nothing_changes(reviewer: Person, database: Database) -> None:
    form = reviewer.record_form()
    del form["csrf_token"]
    answer = reviewer.decide(form)
    assert answer.status_code == 400 and "E304" in notes(answer.text)
    assert untouched(database)


def test_control_characters_and_markup_are_only_text(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["meeting-m0-place"] = "Trà\x00 Lĩnh\x1b\u200b <script>alert(1)</script>"
    reviewer.decide(form)
    assert current(state)["meeting"]["place"] == "Trà Lĩnh <script>alert(1)</script>"
    assert "<script>alert(1)" not in reviewer.get("/documents/1").text


def places(state: State, section: str = "organizations", number: int = 0) -> dict[str, list[str]]:
    """The words at the places of an entry, by field."""
    found = current(state)[section][number]["evidence"]
    return {name: [TEXT[place["start"] : place["end"]] for place in spans] for name, spans in found.items()}


def at(words: str, after: int = 0) -> str:
    start = TEXT.index(words, after)
    return f"{start}-{start + len(words)}"


def test_the_places_of_a_value_are_a_persons_to_set(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["organizations-m0-name"] = "Cụm thi đua số 4"
    form["organizations-m0-at"] = f"name:{at('Cụm thi đua số 4')},{at('Cụm thi đua số 4', 30)}"
    form["people-m0-positions-m0-at"] = f"title:{at('Chủ tịch')}"
    assert reviewer.decide(form).status_code == 302
    assert places(state) == {"name": ["Cụm thi đua số 4", "Cụm thi đua số 4"]}
    entry = current(state)["organizations"][0]
    assert entry["spans"] == entry["evidence"]["name"] and entry["confidence"] == 1.0
    again = reviewer.record_form()
    assert again["organizations-m0-at"] == form["organizations-m0-at"]


def test_an_added_entry_has_the_places_that_a_person_gave_it(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form.update({"campaigns-n0-name": "Trà Lĩnh", "campaigns-n0-kind": "movement", "campaigns-n0-at": f"name:{at('Trà Lĩnh')}"})
    form.update({"campaigns-n0-launched_by": "", "campaigns-n0-period": ""})
    assert reviewer.decide(form).status_code == 302
    assert places(state, "campaigns") == {"name": ["Trà Lĩnh"]}
    assert len(current(state)["campaigns"][0]["spans"]) == 1


def test_what_a_person_found_right_stays_so_and_leaves_no_trace_in_exports(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form["organizations-m1-accept"] = "1"
    reviewer.decide(form)
    assert reviewer.record_form()["organizations-m1-accept"] == "1"
    assert current(state)["organizations"][1] == machine_record().model_dump(mode="json")["organizations"][1]
