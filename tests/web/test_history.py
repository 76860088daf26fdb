"""The history of every entry: who, when, from what to what, back to the machine's value; and any version restored."""

from __future__ import annotations

import pytest
from lxml import html
from werkzeug.test import TestResponse

from tests.web.conftest import Database, Person, machine_record
from tests.web.forms import form_of, notes, parsed, token_of
from tests.web.test_drafts import send
from tests.web.test_merging import TASK, changed
from tests.web.test_review import current, status
from web.state import State
from web.store.models import Status

pytestmark = pytest.mark.usefixtures("document")


def save(person: Person, act: str = "save", **fields: str) -> None:
    answer = person.decide(changed(person.record_form(), {name.replace("_", "-"): value for name, value in fields.items()}), act)
    assert answer.status_code == 302


def told(person: Person, query: str = "") -> list[str]:
    """The versions that the history page tells of, each as one line of words."""
    cards = parsed(person.get(f"/documents/1/history{query}").text).xpath("//ol[@class='versions']/li")
    return [" ".join(words(card).split()) for card in cards]


def words(element: html.HtmlElement) -> str:
    return " ".join(element.itertext())


def restore(person: Person, to: int, version: int) -> TestResponse:
    token = token_of(person.get("/documents/1").text)
    return person.client.post("/documents/1/restore", data={"csrf_token": token, "to": str(to), "version": str(version)})


def test_each_version_tells_who_changed_what_from_what_to_what(reviewer: Person, colleague: Person) -> None:
    save(reviewer, meeting_m0_place="Nà Giàng", organizations_m1_remove="1")
    save(colleague, "confirm", people_m0_positions_m0_title="Chủ tịch Hội", **{name.replace("-", "_"): text for name, text in TASK.items()})
    second, first, machine = told(reviewer)
    assert "Bản 1 reviewer đã lưu" in first and "Nơi họp Trà Lĩnh → Nà Giàng" in first
    assert "Bỏ Tổ chức Hội Nông dân huyện" in first
    assert "Bản 2 lead đã xác nhận" in second and "Thêm Nhiệm vụ Việc của tôi" in second
    assert "Chức danh Chủ tịch → Chủ tịch Hội" in second and "Trần Thị Bình" in second
    assert "máy trích xuất" in machine


def test_the_history_of_one_entry_leads_back_to_the_machines_value(reviewer: Person, colleague: Person) -> None:
    save(reviewer, organizations_m0_name="Cụm thi đua số 4", meeting_m0_place="Nà Giàng")
    save(colleague, leaders_m0_holder="Ai đó")
    save(colleague, organizations_m0_name="Cụm thi đua 4")
    third, first, machine = told(reviewer, "?entry=organizations-m0")
    assert "Cụm thi đua số 4 → Cụm thi đua 4" in third and "lead" in third
    assert "Tên đầy đủ Cụm thi đua → Cụm thi đua số 4" in first and "Nà Giàng" not in first
    assert "Bản của máy" in machine


def test_an_added_entry_keeps_its_history_when_others_come_and_go(reviewer: Person) -> None:
    other = {name.replace("n0", "n1"): text and "Việc khác" for name, text in TASK.items()}
    save(reviewer, **{name.replace("-", "_"): text for name, text in (TASK | other).items()})
    form = reviewer.record_form()
    for name in [name for name in form if name.startswith("tasks-n0")]:
        del form[name]
    reviewer.decide(form)
    save(reviewer, tasks_n1_text="Việc khác hẳn")
    assert ["Việc khác → Việc khác hẳn" in told(reviewer, "?entry=tasks-n1")[0], len(told(reviewer, "?entry=tasks-n1"))] == [True, 3]
    assert "Bỏ Nhiệm vụ Việc của tôi" in told(reviewer)[1]


def test_any_version_can_be_restored_and_nothing_of_the_others_is_lost(reviewer: Person, colleague: Person, state: State) -> None:
    save(reviewer, meeting_m0_place="Nà Giàng", **{name.replace("-", "_"): text for name, text in TASK.items()})
    save(colleague, meeting_m0_place="Pác Bó", organizations_m0_remove="1", tasks_n0_text="Việc khác")
    page = reviewer.get("/documents/1/history/1").text
    assert "Pác Bó → Nà Giàng" in " ".join(words(parsed(page)).split())
    assert reviewer.client.post("/documents/1/restore", data=form_of(page, "/restore")).status_code == 302
    found = current(state)
    assert found["meeting"]["place"] == "Nà Giàng" and len(found["organizations"]) == 3 and found["tasks"][0]["text"] == "Việc của tôi"
    assert [line.split()[:2] for line in told(reviewer)[:3]] == [["Bản", "3"], ["Bản", "2"], ["Bản", "1"]]
    assert "reviewer đã khôi phục một bản trước" in told(reviewer)[0]
    assert reviewer.record_form()["tasks-n0-text"] == "Việc của tôi"


def test_the_machines_reading_can_be_restored_and_worked_on_again(reviewer: Person, state: State) -> None:
    save(reviewer, meeting_m0_place="Nà Giàng", organizations_m1_remove="1")
    page = reviewer.get("/documents/1/history/0").text
    assert reviewer.client.post("/documents/1/restore", data=form_of(page, "/restore")).status_code == 302
    assert current(state)["organizations"] == machine_record().model_dump(mode="json")["organizations"]
    save(reviewer, organizations_m0_name="Cụm thi đua số 4")
    assert [one["name"] for one in current(state)["organizations"]][0] == "Cụm thi đua số 4"


def test_restoring_keeps_the_persons_own_draft_for_merging(reviewer: Person, colleague: Person) -> None:
    save(colleague, meeting_m0_place="Pác Bó")
    send(reviewer, changed(reviewer.record_form(), {"leaders-m0-holder": "Ai đó"}))
    page = reviewer.get("/documents/1/history/0").text
    assert "bản nháp chưa lưu" in notes(page)
    reviewer.client.post("/documents/1/restore", data=form_of(page, "/restore"))
    assert reviewer.record_form()["leaders-m0-holder"] == "Ai đó" and reviewer.get("/documents/1/merge").status_code == 200


@pytest.mark.parametrize(("to", "version", "answer"), [(9, 1, 404), (0, 0, 409), (0, 2, 409), (10**8, 1, 404)])
def test_what_cannot_be_restored_changes_nothing(reviewer: Person, database: Database, to: int, version: int, answer: int) -> None:
    save(reviewer, meeting_m0_place="Nà Giàng")
    assert restore(reviewer, to, version).status_code == answer
    assert database.execute("SELECT count(*) FROM review_records").fetchone() == (1,)


def test_a_confirmed_document_is_not_restored_before_it_is_reopened(reviewer: Person, state: State) -> None:
    save(reviewer, "confirm", meeting_m0_place="Nà Giàng")
    answer = restore(reviewer, 0, 1)
    assert answer.status_code == 409 and "E311" in notes(answer.text) and status(state) == Status.CONFIRMED
    assert "Mở lại" in notes(reviewer.get("/documents/1/history/0").text)


@pytest.mark.parametrize(
    "address", ["history?entry=x", "history?entry=people-m0'--", "history/9", "history/99999999999", "history?entry=people-m999999"]
)
def test_histories_that_there_are_not(reviewer: Person, address: str) -> None:
    assert reviewer.get(f"/documents/1/{address}").status_code in (400, 404)
    assert reviewer.get("/documents/77/history").status_code == 404
