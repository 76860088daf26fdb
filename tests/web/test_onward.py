"""The next and the previous document are those of the list that a person came from, also when deciding took the document out of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.conftest import TEXT, Person, keep_extraction, machine_record
from tests.web.forms import form_of, parsed
from web.state import State
from web.store import documents, neighbours, queue
from web.store.models import Document, Status
from web.store.neighbours import Place
from web.store.queue import Filter, Order

BEGAN = datetime(2024, 1, 2, 8, tzinfo=UTC)
MINUTES = (5, 1, 3, 3, 2)
DOUBTS = (2.5, 0.25, 7.0, 2.5, 4.0)
"""When each of the documents came, and what the machine doubts in it; some are equal in one or the other."""


@pytest.fixture
def pile(state: State) -> list[int]:
    """Documents that wait, the last of them already worked on."""
    numbers = []
    with state.store.session() as session:
        for place, (minutes, doubt) in enumerate(zip(MINUTES, DOUBTS, strict=True)):
            row = Document(sha256=f"{place:064x}", name=f"văn bản {place}.txt", size=len(TEXT), format="txt", status=Status.NEW)
            assert documents.add(session, row)
            keep_extraction(session, row, machine_record().model_dump(mode="json"), "test")
            row.created, row.doubt = BEGAN + timedelta(minutes=minutes), doubt
            numbers.append(row.id)
        row.status = Status.IN_REVIEW
    return numbers


def link(page: str, rel: str) -> str | None:
    found = parsed(page).xpath(f"//nav[@class='onward']/a[@rel='{rel}']/@href")
    return str(found[0]) if found else None


@pytest.mark.parametrize("order", Order)
def test_the_neighbours_are_those_of_the_list_in_its_order(state: State, pile: list[int], order: Order) -> None:
    with state.store.session() as session:
        wanted = Filter(words="hội luật gia", status=Status.EXTRACTED)
        listed = queue.numbers(session, queue.choose(session, wanted), order, 10)
        assert sorted(listed) == pile[:4]
        found = [neighbours.in_list(session, wanted, Place.of(documents.get(session, number), order)) for number in listed]
    assert [one.before for one in found] == [None, *listed[:-1]]
    assert [one.after for one in found] == [*listed[1:], None]


def test_a_document_that_left_the_list_keeps_its_place_in_it(state: State, pile: list[int]) -> None:
    with state.store.session() as session:
        outside = documents.get(session, pile[4])
        found = neighbours.in_list(session, Filter(status=Status.EXTRACTED), Place.of(outside, Order.DOUBTFUL))
        assert (found.before, found.after) == (pile[2], pile[0])
        outside.doubt = 0.0  # as deciding leaves it
        assert neighbours.in_list(session, Filter(status=Status.EXTRACTED), Place.of(outside, Order.DOUBTFUL, 4.0)) == found


def test_whoever_comes_from_elsewhere_goes_through_what_waits_and_begins_again_at_its_end(state: State, pile: list[int]) -> None:
    with state.store.session() as session:
        by_arrival = [pile[1], pile[4], pile[2], pile[3], pile[0]]
        found = [neighbours.among_waiting(session, documents.get(session, number)) for number in by_arrival]
    assert [one.after for one in found] == [*by_arrival[1:], by_arrival[0]]
    assert [one.before for one in found] == [None, *by_arrival[:-1]]


def test_the_list_goes_along_from_page_to_page(reviewer: Person, pile: list[int]) -> None:
    shown = parsed(reviewer.get("/?status=extracted&year=2023").text).xpath("//a[@class='title']/@href")
    assert [urlsplit(address).path for address in shown] == [f"/documents/{pile[place]}" for place in (2, 0, 3, 1)]
    first = reviewer.get(shown[0]).text
    assert link(first, "prev") is None
    assert link(first, "next") == shown[1]
    assert parsed(first).xpath("//a[@class='back']/@href") == ["/?status=extracted&year=2023"]
    assert link(reviewer.get(shown[1]).text, "prev") == shown[0]


def test_after_a_decision_the_way_goes_on_from_where_the_document_stood(reviewer: Person, pile: list[int]) -> None:
    address = f"/documents/{pile[0]}?queue=status%3Dextracted"
    page = reviewer.get(address).text
    (action,) = (form.get("action") for form in parsed(page).forms if form.get("id") == "record")
    form = form_of(page, f"/documents/{pile[0]}")
    form["act"] = "confirm"
    answer = reviewer.client.post(action, data=form)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.location).query) == {"queue": ["status=extracted"], "stood": ["2.5"], "decided": ["1"]}
    after = reviewer.get(answer.location).text
    assert urlsplit(str(link(after, "next"))).path == f"/documents/{pile[3]}"
    assert urlsplit(str(link(after, "prev"))).path == f"/documents/{pile[2]}"


@pytest.mark.parametrize("wrong", ["queue=year%3Dabc", "queue=&queue=", "queue=order%3Ddoubtful&stood=x", f"queue={'a%3D1%26' * 60}"])
def test_an_address_that_no_page_of_ours_has_is_refused(reviewer: Person, pile: list[int], wrong: str) -> None:
    answer = reviewer.get(f"/documents/{pile[0]}?{wrong}")
    assert answer.status_code == 400 and "E340" in answer.text
