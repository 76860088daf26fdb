"""Two people on one version: what one of them touched merges by itself, the rest is shown side by side, and nobody overwrites anybody."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.web.conftest import Database, Person, keep_extraction, machine_record
from tests.web.forms import form_of, notes, parsed
from tests.web.test_drafts import send
from tests.web.test_review import current
from web.recordform.posting import form_of as posting_of
from web.recordform.reading import OWN_FIELDS
from web.recordform.rows import laid_out
from web.state import State
from web.store import documents, reviews

pytestmark = pytest.mark.usefixtures("document")
TASK = {"tasks-n0-text": "Việc của tôi", "tasks-n0-assignee": "", "tasks-n0-deadline": ""}


def both(reviewer: Person, colleague: Person, mine: dict[str, str], theirs: dict[str, str]) -> str:
    """The merge page after a colleague saved `theirs` and the reviewer, who began before, tried to save `mine`."""
    forms = [changed(reviewer.record_form(), mine), changed(colleague.record_form(), theirs)]
    assert colleague.decide(forms[1]).status_code == 302
    answer = reviewer.decide(forms[0])
    assert answer.status_code == 409 and "E305" in notes(answer.text)
    assert reviewer.get("/documents/1/merge").status_code == 200
    return answer.text


def changed(form: MultiDict[str, str], fields: dict[str, str]) -> MultiDict[str, str]:
    for name, value in fields.items():
        form[name] = value
    return form


def questions(page: str) -> dict[str, str]:
    """What the page asks, with the side that it suggests."""
    radios = parsed(page).xpath("//input[@type='radio']")
    return {radio.get("name"): "" for radio in radios} | {r.get("name"): r.get("value") for r in radios if r.get("checked") is not None}


def join(reviewer: Person, page: str, **answers: str) -> TestResponse:
    form = changed(form_of(page, "/documents/1/merge"), {name.replace("_", "-"): side for name, side in answers.items()})
    return reviewer.client.post("/documents/1/merge", data=form)


def test_a_layout_written_as_a_form_is_the_form_that_the_page_posts(reviewer: Person, state: State) -> None:
    form = reviewer.record_form()
    form.update(TASK | {"organizations-m1-remove": "1", "people-m0-positions-n0-title": "Cụm phó"})
    form.update(
        {"people-m0-positions-n0-organization": "", "people-m0-positions-n0-at": "", "tasks-n0-at": "text:0-4", "people-m0-accept": "1"}
    )
    reviewer.decide(form)
    with state.store.session() as session:
        seen = reviews.reviewed(session, documents.get(session, 1))
        rows = laid_out(seen.record, seen.machine.record, True)
    posted = {name: texts for name, texts in reviewer.record_form().lists() if name not in OWN_FIELDS}
    assert posting_of(rows) == posted


def test_entries_that_one_side_touched_merge_by_themselves(reviewer: Person, colleague: Person, state: State) -> None:
    theirs = {"leaders-m0-holder": "Hội Nông dân huyện", "organizations-m2-remove": "1"}
    page = both(reviewer, colleague, {"meeting-m0-place": "Nà Giàng", **TASK}, theirs)
    assert questions(page) == {}
    assert join(reviewer, page).status_code == 302
    assert current(state)["meeting"]["place"] == "Trà Lĩnh"  # merged is not saved
    assert reviewer.decide(reviewer.record_form()).status_code == 302
    found = current(state)
    assert found["meeting"]["place"] == "Nà Giàng" and found["tasks"][0]["text"] == "Việc của tôi"
    assert found["leaders"][0]["holder"] == "Hội Nông dân huyện" and len(found["organizations"]) == 2


def test_an_entry_that_both_changed_is_shown_side_by_side_and_chosen_field_by_field(
    reviewer: Person, colleague: Person, state: State
) -> None:
    page = both(
        reviewer,
        colleague,
        {"meeting-m0-place": "Nà Giàng", "meeting-m0-block": "Cụm 4"},
        {"meeting-m0-place": "Pác Bó", "meeting-m0-date": "13/01/2024"},
    )
    assert questions(page) == {"meeting-m0-place": "", "meeting-m0-block": "mine", "meeting-m0-date": "theirs"}
    cells = [" ".join(cell.text_content().split()) for cell in parsed(page).xpath("//tr[.//input[@name='meeting-m0-place']]/td")]
    assert cells == ["Trà Lĩnh", "Pác Bó", "Nà Giàng"]
    incomplete = join(reviewer, page)
    assert incomplete.status_code == 422 and questions(incomplete.text)["meeting-m0-block"] == "mine"
    assert join(reviewer, page, meeting_m0_place="mine").status_code == 302
    reviewer.decide(reviewer.record_form())
    meeting = current(state)["meeting"]
    assert (meeting["place"], meeting["block"], meeting["date"]) == ("Nà Giàng", "Cụm 4", "2024-01-13")


@pytest.mark.parametrize(("side", "place"), [("mine", "Nà Giàng"), ("theirs", "Pác Bó")])
def test_one_side_can_be_taken_for_everything(reviewer: Person, colleague: Person, state: State, side: str, place: str) -> None:
    page = both(reviewer, colleague, {"meeting-m0-place": "Nà Giàng"}, {"meeting-m0-place": "Pác Bó"})
    assert join(reviewer, page, all=side).status_code == 302
    reviewer.decide(reviewer.record_form())
    assert current(state)["meeting"]["place"] == place


@pytest.mark.parametrize(("side", "names"), [("theirs", 2), ("mine", 3)])
def test_taken_out_by_one_and_changed_by_the_other_is_asked(
    reviewer: Person, colleague: Person, state: State, side: str, names: int
) -> None:
    page = both(reviewer, colleague, {"organizations-m0-name": "Cụm thi đua số 4"}, {"organizations-m0-remove": "1"})
    assert questions(page) == {"organizations-m0-stands": ""}
    join(reviewer, page, organizations_m0_stands=side)
    reviewer.decide(reviewer.record_form())
    assert len(current(state)["organizations"]) == names


def test_entries_that_both_added_are_both_kept_and_the_same_one_once(reviewer: Person, colleague: Person, state: State) -> None:
    page = both(reviewer, colleague, TASK, TASK | {"tasks-n0-text": "Việc của người kia"})
    join(reviewer, page)
    reviewer.decide(reviewer.record_form())
    assert {task["text"] for task in current(state)["tasks"]} == {"Việc của tôi", "Việc của người kia"}
    same = {name.replace("n0", "n7"): "Như nhau" if name.endswith("text") else "" for name in TASK}
    page = both(reviewer, colleague, same, same)
    join(reviewer, page)
    reviewer.decide(reviewer.record_form())
    assert [task["text"] for task in current(state)["tasks"]].count("Như nhau") == 1


def test_the_same_change_by_both_is_no_question_however_it_is_written(reviewer: Person, colleague: Person) -> None:
    page = both(reviewer, colleague, {"meeting-m0-date": "5/2/2024"}, {"meeting-m0-date": "05/02/2024"})
    assert questions(page) == {}


def test_a_third_version_in_between_is_noticed(reviewer: Person, colleague: Person) -> None:
    page = both(reviewer, colleague, {"meeting-m0-place": "Nà Giàng"}, {"meeting-m0-block": "Cụm 4"})
    colleague.decide(changed(colleague.record_form(), {"leaders-m0-holder": "Ai đó"}))
    assert join(reviewer, page).status_code == 409
    assert reviewer.record_form()["meeting-m0-place"] == "Nà Giàng"
    join(reviewer, reviewer.get("/documents/1/merge").text, all="mine")
    assert reviewer.decide(reviewer.record_form()).status_code == 302


def test_where_the_other_one_confirmed_nothing_goes_in_before_it_is_reopened(reviewer: Person, colleague: Person, state: State) -> None:
    mine = changed(reviewer.record_form(), {"meeting-m0-place": "Nà Giàng"})
    colleague.decide(colleague.record_form(), "confirm")
    page = reviewer.decide(mine)
    assert page.status_code == 409 and "mở lại văn bản trước" in notes(page.text)
    assert join(reviewer, page.text).status_code == 409
    assert current(state)["meeting"]["place"] == "Trà Lĩnh"
    reviewer.client.post("/documents/1/reopen", data=form_of(page.text, "/reopen"))
    join(reviewer, reviewer.get("/documents/1/merge").text)
    reviewer.decide(reviewer.record_form())
    assert current(state)["meeting"]["place"] == "Nà Giàng"


@pytest.mark.parametrize("how", ["version=0", "version=x", "draft=", "draft=x", "meeting-m0-place=ours", "people-m0-name=mine", "all=x"])
def test_an_answer_that_no_page_of_ours_gives_changes_nothing(reviewer: Person, colleague: Person, database: Database, how: str) -> None:
    page = both(reviewer, colleague, {"meeting-m0-place": "Nà Giàng"}, {"meeting-m0-place": "Pác Bó"})
    before = database.execute("SELECT * FROM drafts").fetchall()
    name, _, value = how.partition("=")
    form = changed(form_of(page, "/documents/1/merge"), {"meeting-m0-place": "mine", name: value})
    assert reviewer.client.post("/documents/1/merge", data=form).status_code in (400, 409)
    assert database.execute("SELECT * FROM drafts").fetchall() == before


def test_there_is_nothing_to_merge_without_a_draft_that_was_overtaken(reviewer: Person) -> None:
    assert reviewer.get("/documents/1/merge").status_code == 302
    send(reviewer, reviewer.record_form())
    assert reviewer.get("/documents/1/merge").status_code == 302
    assert reviewer.get("/documents/99/merge").status_code == 404


def test_a_draft_made_from_an_older_reading_of_the_machine_merges_too(reviewer: Person, colleague: Person, state: State) -> None:
    mine = changed(reviewer.record_form(), {"meeting-m0-place": "Nà Giàng", "organizations-m0-name": "Cụm thi đua số 4", **TASK})
    newer: dict[str, Any] = machine_record().model_dump(mode="json")
    newer["organizations"] = [newer["organizations"][2], newer["organizations"][1]]
    with state.store.session() as session:
        document = documents.get(session, 1)
        keep_extraction(session, document, newer, "newer")
    assert colleague.decide(changed(colleague.record_form(), {"leaders-m0-remove": "1"})).status_code == 302
    page = reviewer.decide(mine)
    assert page.status_code == 409
    join(reviewer, page.text, all="mine")
    assert reviewer.decide(reviewer.record_form()).status_code == 302
    found = current(state)
    assert found["meeting"]["place"] == "Nà Giàng" and found["leaders"] == [] and len(found["tasks"]) == 1
    assert {one["name"] for one in found["organizations"]} == {"Hội Luật gia huyện", "Hội Nông dân huyện", "Cụm thi đua số 4"}
