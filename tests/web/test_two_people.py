"""The two-person check: a second reviewer confirms, differences are listed, and agreement is told by record type."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from tests.web.conftest import Beginning, Person
from tests.web.forms import notes, parsed
from tests.web.test_history import save, words
from tests.web.test_merging import TASK, changed
from tests.web.test_review import current, status
from web import create_app
from web.settings import Settings
from web.state import State
from web.store import agreements, batch, users
from web.store.agreements import Judgement, Measure, Pair
from web.store.models import Status

pytestmark = pytest.mark.usefixtures("document")
ADDED_TASK = {name.replace("-", "_"): text for name, text in TASK.items()}


@pytest.fixture
def begun(begun: Settings) -> Settings:
    """An office that wants two people on every document."""
    return replace(begun, two_person_check=True)


@pytest.fixture
def admin(app: Flask, beginning: Beginning) -> Person:
    return Person(app, beginning.sessions["admin"])


def test_a_document_is_confirmed_once_two_people_have_confirmed_it(reviewer: Person, colleague: Person, state: State) -> None:
    save(reviewer, "confirm", meeting_m0_place="Nà Giàng")
    assert status(state) == Status.CHECKED
    assert "reviewer đã xác nhận lần thứ nhất" in notes(colleague.get("/documents/1").text)
    refused = reviewer.decide(changed(reviewer.record_form(), {"meeting-m0-place": "Pác Bó"}), "confirm")
    assert refused.status_code == 409 and "E333" in notes(refused.text) and "Pác Bó" in refused.text
    assert status(state) == Status.CHECKED and current(state)["meeting"]["place"] == "Nà Giàng"
    save(colleague, "confirm")
    assert status(state) == Status.CONFIRMED


def test_the_first_confirmation_stands_while_the_second_person_works_and_falls_when_its_giver_changes_the_record(
    reviewer: Person, colleague: Person, state: State
) -> None:
    save(reviewer, "confirm")
    save(colleague, meeting_m0_place="Pác Bó")
    assert status(state) == Status.CHECKED
    save(reviewer, meeting_m0_place="Nà Giàng")
    assert status(state) == Status.IN_REVIEW
    save(colleague, "confirm")
    assert status(state) == Status.CHECKED
    save(reviewer, "confirm")
    assert status(state) == Status.CONFIRMED


def test_an_office_that_gives_the_check_up_lets_one_person_confirm_what_waits(
    reviewer: Person, beginning: Beginning, begun: Settings, state: State
) -> None:
    save(reviewer, "confirm")
    later = create_app(replace(begun, two_person_check=False))
    save(Person(later, beginning.sessions["reviewer"]), "confirm")
    assert status(state) == Status.CONFIRMED
    with state.store.session() as session:
        assert agreements.by_section(session) == {}  # nobody has to agree with themselves
    later.extensions["bienban"].close()


def test_what_the_second_person_saw_otherwise_is_listed(reviewer: Person, colleague: Person) -> None:
    save(reviewer, "confirm", meeting_m0_place="Nà Giàng", organizations_m1_remove="1")
    save(colleague, "confirm", meeting_m0_place="Pác Bó", people_m0_positions_m0_title="Phó Chủ tịch", **ADDED_TASK)
    page = " ".join(words(parsed(reviewer.get("/documents/1/agreement").text)).split())
    assert "Nà Giàng → Pác Bó" in page and "Chủ tịch → Phó Chủ tịch" in page and "Thêm Nhiệm vụ Việc của tôi" in page
    assert "reviewer xác nhận trước; lead xem lại" in page
    assert "Hội Nông dân huyện" not in page.split("Sửa", 1)[1]  # on what both took out they agree


def test_agreement_is_told_by_record_type(reviewer: Person, colleague: Person, admin: Person) -> None:
    save(reviewer, "confirm", organizations_m0_name="Cụm thi đua số 4", organizations_m1_remove="1")
    form = changed(colleague.record_form(), {"organizations-m0-name": "Cụm thi đua 4", **TASK})
    del form["organizations-m1-remove"]
    assert colleague.decide(form, "confirm").status_code == 302
    rows = {
        " ".join(row.xpath("string(th)").split()): [cell.text_content() for cell in row.xpath("td")]
        for row in parsed(admin.get("/agreement").text).xpath("//table[contains(@class, 'rates')]//tr[td]")
    }
    # Organisations: corrected otherwise, taken out against kept, kept alike. F1: one hit of 2 and 3 entries. Kappa: agreed 1/3; by chance
    # corrected 1/3 × 1/3, kept 1/3 × 2/3, taken out 1/3 × 0: together 1/3, so nothing beyond chance.
    assert rows["Tổ chức"] == ["3", "2", "0,40", "0,00"]
    assert rows["Nhiệm vụ"] == ["1", "1", "0,00", "0,00"]
    assert rows["Người"] == ["1", "0", "1,00", "—"] and rows["Chức vụ"] == ["1", "0", "1,00", "—"]
    assert rows["Tất cả"][:2] == ["9", "3"]


def test_confirming_many_at_once_counts_as_one_persons_confirmation(state: State) -> None:
    with state.store.session() as session:
        numbers = [user.id for user in users.everyone(session)][:2]
    told = [len(batch.confirm(state.store, [1], 0.5, number, two_people=True).numbers) for number in (numbers[0], *numbers)]
    assert told == [1, 0, 1] and status(state) == Status.CONFIRMED


def test_the_figures_are_those_of_the_textbook() -> None:
    kept, removed = Judgement.KEPT, Judgement.REMOVED
    counts = {(kept, kept): 20, (kept, removed): 5, (removed, kept): 10, (removed, removed): 15}
    measure = Measure({Pair("awards", one, other, one is other): number for (one, other), number in counts.items()})
    assert (measure.entries, measure.differing) == (50, 15)
    assert measure.kappa == pytest.approx(0.4)
    assert measure.f1 == pytest.approx(2 * 20 / (25 + 30))
    assert Measure({}).kappa is None and Measure({}).f1 is None


def test_who_may_see_agreement(reviewer: Person, admin: Person) -> None:
    assert reviewer.get("/agreement").status_code == 403
    assert "Chưa có văn bản nào" in notes(admin.get("/agreement").text)
    assert reviewer.get("/documents/1/agreement").status_code == 404
