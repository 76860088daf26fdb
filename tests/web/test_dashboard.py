"""The pictures of the desk: their numbers are what happened, each stands in a table too, and each is drawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree
from sqlalchemy import select

from tests.web.conftest import Person
from tests.web.forms import notes, parsed
from web.localization import ZONE
from web.pictures import PICTURES
from web.state import State
from web.store import documents
from web.store.models import Document, Job, JobState, Judgement, now

pytestmark = pytest.mark.each_on_both


def table(person: Person, name: str) -> list[list[str]]:
    """The table under a picture, row by row."""
    rows = parsed(person.get("/desk").text).xpath(f"//section[@aria-labelledby='p-{name}']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


@pytest.fixture
def confirmed(reviewer: Person, document: int) -> int:
    """A document that was confirmed after one organisation was corrected, one removed and one added."""
    form = reviewer.record_form(document)
    form["organizations-m0-name"] = "Cụm thi đua số 4"
    form["organizations-m1-remove"] = "1"
    for name, value in (("name", "Hội Chữ thập đỏ huyện"), ("aliases", ""), ("kind", "organization")):
        form[f"organizations-n0-{name}"] = value
    answer = reviewer.decide(form, "confirm", document)
    assert answer.status_code == 302, notes(answer.text)
    return document


def test_what_came_and_what_was_confirmed_stands_at_its_day(reviewer: Person, state: State, confirmed: int) -> None:
    with state.store.session() as session:
        moments = documents.get(session, confirmed).created, session.scalars(select(Judgement.judged)).first()
    came, judged = (f"{moment.astimezone(ZONE):%d/%m}" for moment in moments if moment)
    rows = table(reviewer, "throughput")
    assert len(rows) == 30 and {row[0] for row in rows[-2:]} >= {came, judged}  # two days where midnight came between
    assert all(row[1:] == [str(int(row[0] == came)), str(int(row[0] == judged))] for row in rows)


def test_what_people_corrected_is_counted_by_type(reviewer: Person, confirmed: int) -> None:
    rows = {row[0]: row[1:] for row in table(reviewer, "corrections")}
    assert rows["Tổ chức"] == ["1", "1", "1", "1"] and rows["Người"] == ["1", "0", "0", "0"] and rows["Chức vụ"] == ["1", "0", "0", "0"]


def test_the_machine_is_as_right_as_people_saw(reviewer: Person, confirmed: int) -> None:
    # document, meeting, 3 organisations, 1 person, 1 position, 1 leader, 1 added: 9 entries, 6 of them as the machine had them
    assert [row[1:] for row in table(reviewer, "hits") if row[2] != "0"] == [["66,7", "9"]]


def test_the_pile_is_parted_by_age_and_empties_when_people_confirm(reviewer: Person, state: State, document: int) -> None:
    with state.store.session() as session:
        documents.get(session, document).created = now() - timedelta(days=10)
    assert [row[1] for row in table(reviewer, "pile")] == ["0", "0", "0", "1", "0"]
    assert reviewer.decide(reviewer.record_form(document), "confirm", document).status_code == 302
    assert "Chưa có số liệu." in reviewer.get("/desk").text and table(reviewer, "pile") == []


def test_pages_are_counted_by_their_grade(reviewer: Person, state: State, document: int) -> None:
    with state.store.session() as session:
        session.merge(Job(document_id=document, state=JobState.DONE, pages=9, fair_pages=3, poor_pages=1))
    assert [row[1] for row in table(reviewer, "pages")] == ["5", "3", "1"]


@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_is_drawn_for_light_and_dark(reviewer: Person, state: State, confirmed: int, name: str) -> None:
    with state.store.session() as session:
        session.add(Document(sha256="0" * 64, name="x", size=1, format="txt", status="extracted"))
    for address in (f"/desk/{name}.svg", f"/desk/{name}.svg?dark=1"):
        answer = reviewer.get(address)
        assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
        assert etree.fromstring(answer.data).tag == "{http://www.w3.org/2000/svg}svg"


def test_a_picture_that_is_not_there(reviewer: Person) -> None:
    assert reviewer.get("/desk/x.svg").status_code == 404
