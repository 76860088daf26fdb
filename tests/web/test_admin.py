"""Administration: accounts, units and the log, as an administrator goes about them."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from tests.web.conftest import PASSWORD, TEXT, Beginning, Person
from tests.web.forms import notes
from web.state import State
from web.store import documents, secondfactor, units, users
from web.store.accountmodels import AuditEntry
from web.store.models import Document, Role, User

NEW = "một mật khẩu khác hẳn"


@pytest.fixture
def admin(app: Flask, beginning: Beginning) -> Person:
    return Person(app, beginning.sessions["admin"])


def post(person: Person, path: str, **fields: str | list[str]) -> tuple[int, str]:
    answer = person.client.post(path, data={"csrf_token": person.token(), **fields}, follow_redirects=True)
    return answer.status_code, answer.text


def shown_password(page: str) -> str:
    return str(html.document_fromstring(page).xpath("string(//p[@class='password']/code)"))


def user_of(state: State, name: str) -> User:
    with state.store.session() as session:
        user = users.by_name(session, name)
        assert user is not None
        return user


def noted(state: State) -> list[tuple[str, str]]:
    with state.store.session() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.actor == "admin", AuditEntry.act != "signed_in").order_by(AuditEntry.id))
        return [(row.act, row.detail) for row in rows]


def test_a_new_account_gets_a_password_that_must_be_changed_before_anything_else(app: Flask, admin: Person, state: State) -> None:
    status, page = post(admin, "/admin/accounts", name="Trần.Thị-Hoa", role="reviewer", reach="all")
    assert status == 200
    person = Person(app)
    assert person.sign_in("Trần.Thị-Hoa", password := shown_password(page)).status_code == 302
    assert person.get("/").headers["Location"] == "/account" == person.get("/exports").headers["Location"]
    assert person.client.post("/upload", data={"csrf_token": person.token()}).headers["Location"] == "/account"
    status, page = post(person, "/account/password", present=password, chosen=NEW, repeated=NEW)
    assert status == 200 and person.get("/").status_code == 200
    assert noted(state) == [("account_added", "Trần.Thị-Hoa reviewer")]


def test_a_reset_ends_the_sessions_and_the_old_password(app: Flask, admin: Person, reviewer: Person, state: State) -> None:
    number = user_of(state, "reviewer").id
    _, page = post(admin, f"/admin/accounts/{number}/password")
    assert reviewer.get("/").status_code == 302
    assert Person(app).sign_in("reviewer").status_code == 401
    assert Person(app).sign_in("reviewer", shown_password(page)).status_code == 302
    assert noted(state) == [("password_reset", "reviewer")]


def test_a_changed_role_holds_from_the_next_click(admin: Person, reviewer: Person, state: State) -> None:
    number = user_of(state, "reviewer").id
    assert reviewer.get("/upload").status_code == 200
    post(admin, f"/admin/accounts/{number}/rights", role="viewer", reach="all")
    assert reviewer.get("/upload").status_code == 403
    assert noted(state) == [("account_changed", "reviewer reviewer→viewer *")]


def test_resting_signs_out_at_once_and_waking_lets_in_again(app: Flask, admin: Person, reviewer: Person, state: State) -> None:
    number = user_of(state, "reviewer").id
    post(admin, f"/admin/accounts/{number}/rest")
    assert reviewer.get("/").status_code == 302 and Person(app).sign_in("reviewer").status_code == 401
    post(admin, f"/admin/accounts/{number}/wake")
    assert Person(app).sign_in("reviewer").status_code == 302


def test_a_lock_is_lifted_and_a_lost_phone_is_helped(app: Flask, admin: Person, state: State) -> None:
    number = user_of(state, "reviewer").id
    for _ in range(users.TRIES):
        Person(app).sign_in("reviewer", "sai mật khẩu")
    assert "đang khóa" in admin.get("/admin/accounts").text and Person(app).sign_in("reviewer").status_code == 429
    post(admin, f"/admin/accounts/{number}/unlock")
    with state.store.session() as session:
        user = users.known(session, number)
        secondfactor.begin(user)
        user.totp_on = True
    assert Person(app).sign_in("reviewer").headers["Location"] == "/login/code"
    post(admin, f"/admin/accounts/{number}/factor")
    assert Person(app).sign_in("reviewer").headers["Location"] == "/"


@pytest.mark.parametrize("act", ["rest", "rights"])
def test_the_last_administrator_stays(admin: Person, state: State, act: str) -> None:
    number = user_of(state, "admin").id
    fields = {"role": "lead", "reach": "all"} if act == "rights" else {}
    status, page = post(admin, f"/admin/accounts/{number}/{act}", **fields)
    assert status == 409 and "E384" in notes(page)
    assert user_of(state, "admin").role == Role.ADMIN and user_of(state, "admin").active
    with state.store.session() as session:
        users.add(session, "thứ_hai", PASSWORD, Role.ADMIN)
    assert post(admin, f"/admin/accounts/{number}/{act}", **fields)[0] in (200, 403)


@pytest.mark.parametrize(
    ("path", "fields", "status", "told"),
    [
        ("/admin/accounts", {"name": "lan", "role": "king", "reach": "all"}, 400, "E306"),
        ("/admin/accounts", {"name": "lan", "reach": "all"}, 400, "E306"),
        ("/admin/accounts", {"name": ["lan", "minh"], "role": "viewer", "reach": "all"}, 400, "E306"),
        ("/admin/accounts", {"name": "lan", "role": "viewer", "reach": "all", "active": "1"}, 400, "E306"),
        ("/admin/accounts", {"name": "x" * 65, "role": "viewer", "reach": "all"}, 400, "E315"),
        ("/admin/accounts", {"name": "a b", "role": "viewer", "reach": "all"}, 400, "E315"),
        ("/admin/accounts", {"name": "\u202ea\x00", "role": "viewer", "reach": "all"}, 400, "E315"),
        ("/admin/accounts", {"name": "LEAD", "role": "viewer", "reach": "all"}, 409, "E314"),
        ("/admin/accounts", {"name": "lan", "role": "viewer", "reach": "some"}, 422, "E387"),
        ("/admin/accounts", {"name": "lan", "role": "viewer", "reach": "some", "units": "77"}, 400, "E306"),
        ("/admin/accounts/77/rest", {}, 404, "E308"),
        ("/admin/accounts/99999999999999999999/rest", {}, 404, "E308"),
        ("/admin/accounts/1/rest", {"sure": "1"}, 400, "E306"),
        ("/admin/accounts/1/burn", {}, 404, "E308"),
        ("/admin/units", {"name": ""}, 422, "E387"),
        ("/admin/units", {"name": "x" * 201}, 422, "E387"),
        ("/admin/units", {"name": "a\x07b"}, 422, "E387"),
        ("/admin/units/77", {"name": "Sở"}, 404, "E308"),
        ("/admin/units/77/adopt", {}, 404, "E308"),
    ],
)
def test_a_form_that_is_not_right_is_told_and_changes_nothing(
    admin: Person, state: State, path: str, fields: dict[str, str | list[str]], status: int, told: str
) -> None:
    answered, page = post(admin, path, **fields)
    assert (answered, told in notes(page)) == (status, True)
    with state.store.session() as session:
        assert sorted(user.name for user in users.everyone(session) if user.active) == sorted(Role) and units.named(session) == {}
    assert noted(state) == []


def test_units_are_added_renamed_filled_and_removed(admin: Person, state: State, document: int) -> None:
    assert post(admin, "/admin/units", name="  Sở   Nội vụ ")[0] == 200
    assert post(admin, "/admin/units", name="SỞ NỘI VỤ")[0] == 409
    assert post(admin, "/admin/units", name="Sở Y tế")[0] == 200
    assert post(admin, "/admin/units/2", name="Sở Y Tế")[0] == 200
    with state.store.session() as session:
        assert dict(units.named(session)) == {1: "Sở Nội vụ", 2: "Sở Y Tế"}
    number = user_of(state, "reviewer").id
    post(admin, f"/admin/accounts/{number}/rights", role="reviewer", reach="some", units=["2"])
    assert post(admin, "/admin/units/2/remove")[0] == 409
    assert post(admin, "/admin/units/1/adopt")[0] == 200
    assert post(admin, "/admin/units/1/remove")[0] == 409
    post(admin, f"/admin/accounts/{number}/rights", role="reviewer", reach="all")
    assert post(admin, "/admin/units/2/remove")[0] == 200
    with state.store.session() as session:
        assert documents.get(session, document).unit_id == 1
    assert " ".join(act for act, _ in noted(state)) == (
        "unit_added unit_added unit_renamed account_changed documents_moved account_changed unit_removed"
    )


def test_taking_the_documents_of_no_unit_leaves_what_the_unit_has_already(admin: Person, state: State, document: int) -> None:
    post(admin, "/admin/units", name="Sở Nội vụ")
    with state.store.session() as session:
        digest = documents.get(session, document).sha256
        assert documents.add(session, Document(sha256=digest, name="b", size=len(TEXT), format="txt", unit_id=1))
    status, page = post(admin, "/admin/units/1/adopt")
    assert status == 200 and "Đã chuyển 0 văn bản" in page


def test_the_log_is_chosen_by_person_act_document_and_day(admin: Person, reviewer: Person, colleague: Person, document: int) -> None:
    reviewer.get("/documents/1")
    colleague.get("/documents/1")

    def rows(query: str) -> list[str]:
        found = html.document_fromstring(admin.get(f"/admin/audit?{query}").text).xpath("//tbody/tr")
        return [" ".join(row.text_content().split()) for row in found]

    assert len(rows("act=saw")) == 2 and len(rows("act=saw&actor=REVIEW")) == 1 and len(rows("document=1")) == 2
    assert rows("document=2") == [] == rows("since=2001-01-01&until=2001-01-02")
    assert len(rows("since=2001-01-01&act=saw")) == 2
    assert rows("act=saw&actor=%25") == []


@pytest.mark.parametrize(
    "query", ["act=x", "document=x", "document=-1", "since=2024-13-01", "actor=" + "x" * 65, "before=١", "document=9999999999"]
)
def test_a_filter_that_is_not_right_is_told(admin: Person, query: str) -> None:
    answer = admin.get(f"/admin/audit?{query}")
    assert answer.status_code == 400 and "E340" in notes(answer.text)


def test_the_log_is_taken_away_as_a_table_without_formulas(admin: Person, state: State) -> None:
    post(admin, "/admin/units", name="=HYPERLINK(1)")
    with admin.get("/admin/audit/log.csv?act=unit_added") as answer:
        text = answer.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["actor"], row["act"], row["detail"]) for row in rows] == [("admin", "unit_added", "'=HYPERLINK(1)")]
    assert noted(state)[-1] == ("audit_exported", "")
