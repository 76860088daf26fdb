"""Units: what belongs to another unit is not there, on whatever road one comes."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.web.conftest import TEXT, Person, keep_extraction, machine_record
from tests.web.forms import form_of, notes
from web.state import State
from web.store import batch, documents, users
from web.store.accountmodels import AuditEntry, Membership
from web.store.models import Document, MachineRecord, Status, Unit

pytestmark = pytest.mark.each_on_both

HERE, THERE = "Sở Nội vụ", "Sở Y tế"


@pytest.fixture
def offices(state: State) -> dict[str, int]:
    """Two units with the same content each, a document of none; the reviewer belongs to the first, the lead to the second."""
    with state.store.session() as session:
        units = {name: Unit(name=name) for name in (HERE, THERE)}
        session.add_all(units.values())
        session.flush()
        for name, account in ((HERE, "reviewer"), (THERE, "lead")):
            user = users.by_name(session, account)
            assert user is not None
            user.all_units = False
            session.add(Membership(user_id=user.id, unit_id=units[name].id))
        for unit in (units[HERE].id, units[THERE].id, None):
            row = Document(
                sha256=state.archive.put(TEXT.encode()), name=f"{unit}.txt", size=1, format="txt", status=Status.NEW, unit_id=unit
            )
            assert documents.add(session, row)
            keep_extraction(session, row, machine_record().model_dump(mode="json"), "test")
        return {name: unit.id for name, unit in units.items()}


def statuses(person: Person, road: str, *numbers: int) -> list[int]:
    """What the person is answered for each of these documents."""
    answers = [person.get(road.format(number)) for number in numbers]
    for answer in answers:
        answer.close()
    return [answer.status_code for answer in answers]


@pytest.mark.usefixtures("offices")
def test_documents_are_given_only_to_people_who_see_them(state: State) -> None:
    with state.store.session() as session:
        reviewer = users.by_name(session, "reviewer")
        assert reviewer is not None
        assert batch.assign(session, [1, 2, 3], reviewer.id) == batch.Done((1,), 2)
        assert sorted(batch.free(session, [1, 2, 3]).numbers) == [1, 2, 3]


ROADS = ("/documents/{}", "/documents/{}/original", "/exports/records.jsonl?document={}")


@pytest.mark.usefixtures("offices")
@pytest.mark.parametrize("road", ROADS)
def test_a_document_of_another_unit_or_of_none_is_not_there(reviewer: Person, colleague: Person, road: str) -> None:
    assert statuses(reviewer, road, 1, 2, 3, 4) == [200, 404, 404, 404]
    assert statuses(colleague, road, 1, 2, 3, 4) == [404, 200, 404, 404]


@pytest.mark.usefixtures("offices")
@pytest.mark.parametrize("road", ROADS)
def test_accounts_for_all_units_and_administrators_see_every_document(app: Flask, road: str) -> None:
    for name in ("viewer", "admin"):
        person = Person(app)
        person.sign_in(name)
        assert statuses(person, road, 1, 2, 3) == [200, 200, 200]


@pytest.mark.usefixtures("offices")
def test_lists_counts_and_exports_hold_the_own_unit_alone(reviewer: Person) -> None:
    assert "/documents/1" in (page := reviewer.get("/").text)
    assert "/documents/2" not in page and "/documents/3" not in page
    with reviewer.get("/exports/records.jsonl?scope=all") as exported:
        assert len(exported.text.splitlines()) == 1
    with reviewer.get("/exports/records.jsonl?scope=all") as exported:
        assert len(exported.text.splitlines()) == 1


@pytest.mark.usefixtures("offices")
def test_nothing_of_another_unit_can_be_decided(reviewer: Person, colleague: Person, state: State) -> None:
    form = reviewer.record_form(1)
    form["act"] = "confirm"
    foreign = colleague.record_form(2)
    assert reviewer.client.post("/documents/2", data=form).status_code == 404
    assert colleague.client.post("/documents/2", data=form).status_code == 400  # the form of another document
    assert colleague.decide(foreign, "confirm", 2).status_code == 302
    with state.store.session() as session:
        assert [documents.get(session, number).status for number in (1, 2)] == [Status.EXTRACTED, Status.CONFIRMED]


def test_the_store_itself_keeps_units_apart(state: State, offices: dict[str, int]) -> None:
    state.store.units_of = lambda: frozenset({offices[HERE]})
    with state.store.session() as session:
        assert session.get(Document, 2) is None and session.get(Document, 3) is None
        assert session.scalar(select(func.count()).select_from(Document)) == 1
        assert session.scalars(select(MachineRecord.document_id)).all() == [1]
        assert session.scalar(update(Document).where(Document.id == 2).values(name="x").returning(Document.id)) is None
    state.store.units_of = lambda: frozenset()
    with state.store.session() as session:
        assert session.scalars(select(Document.id)).all() == []


def test_each_unit_may_hold_the_same_content_once(state: State, offices: dict[str, int]) -> None:
    with state.store.session() as session:
        digest = documents.get(session, 1).sha256
        for unit in (*offices.values(), None):
            assert documents.by_digests(session, [digest], unit)[digest].unit_id == unit
            assert not documents.add(session, Document(sha256=digest, name="b", size=1, format="txt", unit_id=unit))


def test_the_audit_log_keeps_what_happened_in_other_units(state: State, offices: dict[str, int], reviewer: Person) -> None:
    reviewer.get("/documents/1")
    state.store.units_of = lambda: frozenset({offices[THERE]})
    with state.store.session() as session:
        assert session.scalars(select(AuditEntry.document_id).where(AuditEntry.act == "saw")).all() == [1]


def kept_in(state: State, content: bytes) -> list[int | None]:
    """The units of the documents with this content."""
    with state.store.session() as session:
        return list(session.scalars(select(Document.unit_id).where(Document.sha256 == sha256(content).hexdigest())))


def brought(person: Person, content: bytes, **fields: str) -> int:
    data = {"csrf_token": person.token(), "files": (BytesIO(content), "mới.txt"), **fields}
    return person.client.post("/upload", data=data).status_code


def test_an_upload_goes_to_the_unit_of_who_brings_it(app: Flask, reviewer: Person, state: State, offices: dict[str, int]) -> None:
    assert brought(reviewer, b"m\xe1\xbb\x9bi") == 200 and 'name="unit"' not in reviewer.get("/upload").text
    assert kept_in(state, b"m\xe1\xbb\x9bi") == [offices[HERE]]
    assert brought(reviewer, b"hai", unit=str(offices[THERE])) == 422 and kept_in(state, b"hai") == []
    admin = Person(app)
    admin.sign_in("admin")
    assert brought(admin, b"ba") == 200 and kept_in(state, b"ba") == [None]
    assert brought(admin, b"ba", unit=str(offices[THERE])) == 200 and kept_in(state, b"ba") == [None, offices[THERE]]
    assert brought(admin, b"ba", unit="77") == 422 and brought(admin, b"ba", unit="x") == 400


def test_who_belongs_to_several_units_chooses_one_and_who_belongs_to_none_brings_nothing(
    reviewer: Person, state: State, offices: dict[str, int]
) -> None:
    with state.store.session() as session:
        user = users.by_name(session, "reviewer")
        assert user is not None
        users.set_reach(session, user, offices.values())
    assert THERE in reviewer.get("/upload").text
    assert brought(reviewer, b"m") == 422
    assert brought(reviewer, b"m", unit=str(offices[THERE])) == 200 and kept_in(state, b"m") == [offices[THERE]]
    with state.store.session() as session:
        user = users.by_name(session, "reviewer")
        assert user is not None
        users.set_reach(session, user, [])
    assert brought(reviewer, b"n") == 422 and kept_in(state, b"n") == []
    assert reviewer.get("/documents/1").status_code == 404


@pytest.mark.usefixtures("offices")
def test_people_of_other_units_are_not_named(reviewer: Person, state: State, offices: dict[str, int]) -> None:
    with state.store.session() as session:
        names = [user.name for user in users.colleagues(session, frozenset({offices[HERE]}))]
    assert "reviewer" in names and "viewer" in names and "lead" not in names
    assert ">lead<" not in reviewer.get("/").text


def moved(person: Person, unit: int, *numbers: int) -> tuple[int, str]:
    """What comes of pressing the button that moves these documents, ticked in the list."""
    form = form_of(person.get("/").text, "/queue/export")
    form.setlist("document", [str(number) for number in numbers])
    form["unit"] = str(unit)
    answer = person.client.post("/queue/move", data=form, follow_redirects=True)
    return answer.status_code, notes(answer.text)


@pytest.fixture
def lead_of_both(state: State, offices: dict[str, int], colleague: Person) -> Person:
    """The lead, who sees both units but not what belongs to none."""
    with state.store.session() as session:
        user = users.by_name(session, "lead")
        assert user is not None
        users.set_reach(session, user, offices.values())
    return colleague


def test_documents_move_to_another_unit_with_their_record_and_leave_whoever_does_not_see_it(
    state: State, offices: dict[str, int], lead_of_both: Person, reviewer: Person
) -> None:
    with state.store.session() as session:
        documents.get(session, 2).sha256 = "0" * 64  # another content, so that the other unit may take the first
        reviewer_id = users.by_name(session, "reviewer").id  # type: ignore[union-attr]  # the account is there
        batch.assign(session, [1], reviewer_id)
    assert reviewer.decide(reviewer.record_form(1)).status_code == 302
    code, said = moved(lead_of_both, offices[THERE], 1, 2)
    assert code == 200 and "Đã chuyển đơn vị: 1 văn bản." in said and "Bỏ qua: 1 văn bản" in said
    assert statuses(reviewer, "/documents/{}", 1) == [404] and statuses(lead_of_both, "/documents/{}", 1) == [200]
    with state.store.session() as session:
        document = documents.get(session, 1)
        assert (document.unit_id, document.assignee_id, document.status) == (offices[THERE], None, Status.IN_REVIEW)
        noted = session.execute(select(AuditEntry.document_id, AuditEntry.actor, AuditEntry.detail).where(AuditEntry.act == "moved")).all()
        assert [tuple(row) for row in noted] == [(1, "lead", f"→ {offices[THERE]}")]


def test_content_that_a_unit_has_already_does_not_move_there_and_of_two_alike_one_goes(state: State, offices: dict[str, int]) -> None:
    with state.store.session() as session:
        third = Unit(name="Sở Công thương")
        session.add(third)
        session.flush()
        assert batch.move(session, [1], offices[THERE]) == batch.Done((), 1)
        assert batch.move(session, [2, 1, 3], third.id) == batch.Done((1,), 2)
        assert batch.remove(session, [2]).numbers == (2,)
        assert batch.move(session, [2], third.id) == batch.Done((), 1)
    with state.store.session() as session:
        assert session.scalars(select(Document.unit_id).order_by(Document.id)).all() == [third.id, offices[THERE], None]


def test_nobody_moves_documents_out_of_or_into_a_unit_that_they_do_not_see(
    app: Flask, state: State, offices: dict[str, int], reviewer: Person, colleague: Person
) -> None:
    assert "/queue/move" not in colleague.get("/").text  # one unit: nowhere to move to
    for unit in (offices[HERE], 0, 77):
        code, said = moved(colleague, unit, 2)
        assert code == 422 and "E387" in said
    assert moved(colleague, offices[THERE], 1)[0] == 200  # not seen, so not there
    assert moved(reviewer, offices[HERE], 1)[0] == 403
    with state.store.session() as session:
        assert [documents.get(session, number).unit_id for number in (1, 2)] == [offices[HERE], offices[THERE]]
        assert session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.act == "moved")) == 0
    admin = Person(app)
    admin.sign_in("admin")
    assert "/queue/move" in admin.get("/").text
