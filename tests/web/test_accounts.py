"""Signing in, being locked out, and who may open what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.web.conftest import PASSWORD, Beginning, Database, Person
from tests.web.forms import notes, token_of
from web.access import NEEDED
from web.errors import BadAccount, ServiceError, UserExists, WeakPassword
from web.state import State
from web.store import passwords, users
from web.store.models import Role, now


def test_every_page_has_its_place_in_the_table_of_rights(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(NEEDED)


def test_without_signing_in_every_page_leads_to_the_sign_in(app: Flask, document: int) -> None:
    stranger = Person(app)
    for path in ("/", "/upload", "/exports", "/documents/1", "/documents/1/original", "/exports/records.jsonl?scope=all"):
        assert stranger.get(path).headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("reviewer", 200), ("lead", 200), ("admin", 200)])
def test_a_viewer_looks_but_does_not_touch(app: Flask, beginning: Beginning, document: int, role: str, status: int) -> None:
    person = Person(app, beginning.sessions[role])
    assert person.get("/documents/1").status_code == 200
    assert person.get("/upload").status_code == status
    if status == 403:
        assert "E312" in person.client.post("/documents/1", data={"csrf_token": person.token()}).text


def test_after_repeated_failures_the_account_is_locked_for_a_while(app: Flask, state: State) -> None:
    person = Person(app)
    answers = [person.sign_in("reviewer", "sai mật khẩu") for _ in range(users.TRIES)]
    assert {answer.status_code for answer in answers} == {401}
    locked = person.sign_in("reviewer", PASSWORD)
    assert locked.status_code == 429 and "E309" in notes(locked.text)
    with state.store.session() as session:
        user = users.by_name(session, "reviewer")
        assert user is not None
        user.locked_until = now() - timedelta(seconds=1)
    assert person.sign_in("reviewer", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_failures_before_it(app: Flask) -> None:
    person = Person(app)
    for _ in range(2):
        for _ in range(users.TRIES - 1):
            person.sign_in("reviewer", "sai mật khẩu")
        assert person.sign_in("reviewer", PASSWORD).status_code == 302


def test_an_unknown_name_is_answered_like_a_wrong_password(app: Flask) -> None:
    unknown, wrong = Person(app).sign_in("ai đó", "sai mật khẩu"), Person(app).sign_in("lead", "sai mật khẩu")
    assert notes(unknown.text) == notes(wrong.text) and "E310" in notes(wrong.text)


def test_passwords_are_kept_as_argon2(app: Flask, database: Database) -> None:
    hashes = {row[0] for row in database.execute("SELECT password_hash FROM users")}
    assert len(hashes) == len(Role) and all(value.startswith("$argon2id$") for value in hashes)


def test_a_password_that_was_kept_with_less_work_is_kept_anew_at_the_next_sign_in(
    app: Flask, database: Database, hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is what RFC 9106 recommends: three rounds over 64 MB, four at a time."""
    monkeypatch.setattr(passwords, "_hasher", hasher)
    assert Person(app).sign_in("lead").status_code == 302
    kept = database.execute("SELECT password_hash FROM users WHERE name = 'lead'").scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and hasher.verify(kept, PASSWORD)


@pytest.mark.parametrize(
    ("name", "password", "error"),
    [
        ("", PASSWORD, BadAccount),
        ("a b", PASSWORD, BadAccount),
        ("x" * 65, PASSWORD, BadAccount),
        ("lan", "ngắn", WeakPassword),
        ("lan", "k#9" * 400, WeakPassword),
    ],
)
def test_names_and_passwords_that_cannot_be_used_are_refused(state: State, name: str, password: str, error: type[ServiceError]) -> None:
    with state.store.session() as session, pytest.raises(error):
        users.add(session, name, password, Role.VIEWER)


def test_a_name_is_given_once_whatever_its_capitals(state: State) -> None:
    with state.store.session() as session, pytest.raises(UserExists):
        users.add(session, "Admin", PASSWORD, Role.VIEWER)


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx"])
def test_signing_in_leads_nowhere_else(app: Flask, address: str) -> None:
    person = Person(app)
    form = {"csrf_token": token_of(person.get("/login").text), "name": "lead", "password": PASSWORD, "next": address}
    assert person.client.post("/login", data=form).headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_wanted(app: Flask, document: int) -> None:
    person = Person(app)
    form = {"csrf_token": token_of(person.get("/login").text), "name": "lead", "password": PASSWORD, "next": "/documents/1?a=b"}
    assert person.client.post("/login", data=form).headers["Location"] == "/documents/1?a=b"


def test_signing_out_ends_the_session(reviewer: Person) -> None:
    reviewer.client.post("/logout", data={"csrf_token": reviewer.token()})
    assert reviewer.get("/").status_code == 302


def test_an_account_that_is_put_to_rest_is_out_at_once(reviewer: Person, state: State) -> None:
    with state.store.session() as session:
        user = users.by_name(session, "reviewer")
        assert user is not None
        user.active = False
    assert reviewer.get("/").status_code == 302
