"""One's own account: changing the password, the second factor, and sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from lxml import html

from tests.web.conftest import PASSWORD, Person
from tests.web.forms import notes, token_of
from web.errors import WeakPassword
from web.state import State
from web.store import passwords, secondfactor, signins, users
from web.store.accountmodels import SignIn
from web.store.models import User, now

NEW = "một mật khẩu khác hẳn"


def post(person: Person, path: str, **fields: str) -> tuple[int, str]:
    answer = person.client.post(path, data={"csrf_token": person.token(), **fields}, follow_redirects=True)
    return answer.status_code, answer.text


def user_of(state: State, name: str) -> User:
    with state.store.session() as session:
        user = users.by_name(session, name)
        assert user is not None
        return user


def code(state: State, name: str, step: int = 0) -> str:
    """What the person's phone shows, `step` half minutes from now.

    The present one switches the factor on and the next one signs in, never the one before: a half minute that ends
    between the reading and the entering makes either a step older, and a code is good for one step behind its own.
    """
    secret = user_of(state, name).totp_secret
    assert secret is not None
    return pyotp.TOTP(secret).generate_otp(int(now().timestamp()) // secondfactor.STEP + step)


def switch_on(person: Person, state: State) -> list[str]:
    """Go through the pages as a person with a phone does; gives the recovery codes."""
    status, page = post(person, "/account/factor")
    assert status == 200 and "<svg" in page and "style=" not in page
    secret = html.document_fromstring(page).xpath("string(//code)")
    assert secret == user_of(state, "reviewer").totp_secret
    status, page = post(person, "/account/factor/on", code=code(state, "reviewer"))
    assert status == 200
    return [str(found.text) for found in html.document_fromstring(page).xpath("//li/code")]


def test_changing_the_password_ends_the_sessions_elsewhere(app: Flask, reviewer: Person) -> None:
    elsewhere = Person(app)
    elsewhere.sign_in("reviewer")
    status, page = post(reviewer, "/account/password", present=PASSWORD, chosen=NEW, repeated=NEW)
    assert status == 200 and "Đã đổi mật khẩu" in page
    assert reviewer.get("/").status_code == 200 and elsewhere.get("/").status_code == 302
    assert elsewhere.sign_in("reviewer").status_code == 401 and elsewhere.sign_in("reviewer", NEW).status_code == 302


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"present": "sai mật khẩu"}, "E381"),
        ({"repeated": "một mật khẩu khác hẵn"}, "E382"),
        ({"chosen": "1234567890", "repeated": "1234567890"}, "E380"),
        ({"chosen": "ngắn", "repeated": "ngắn"}, "E380"),
        ({"chosen": "x" * 1001}, "E306"),
        ({"role": "admin"}, "E306"),
    ],
)
def test_a_change_that_is_not_right_changes_nothing(app: Flask, reviewer: Person, fields: dict[str, str], told: str) -> None:
    status, page = post(reviewer, "/account/password", **({"present": PASSWORD, "chosen": NEW, "repeated": NEW} | fields))
    assert status in (400, 422) and told in notes(page)
    assert Person(app).sign_in("reviewer").status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertyuiop",
        "aaaaaaaaaaaa",
        "password123",
        "matkhau123456",
        "anhyeuem2024",
        "thiduakhenthuong",
        "bienban2024",
        "reviewer123",
        "12/01/1990",
    ]
    + ["Mật khẩu 123", "iloveyou!!", "abcdefghijk", "anh yêu em 123"],
)
def test_passwords_that_guessers_try_first_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword):
        passwords.check(password, "reviewer")


@pytest.mark.parametrize("password", [PASSWORD, NEW, "k7#mQ2!vX9pL", "con mèo leo cây cau", "xe dap xanh tren mai nha"])
def test_passwords_that_are_hard_to_guess_are_taken(password: str) -> None:
    passwords.check(password, "reviewer")


def test_made_up_passwords_are_always_good_enough() -> None:
    for _ in range(20):
        passwords.check(passwords.new_password(), "reviewer")


def test_with_the_second_factor_the_password_alone_opens_nothing(app: Flask, reviewer: Person, state: State) -> None:
    assert len(switch_on(reviewer, state)) == secondfactor.RECOVERY_CODES
    person = Person(app)
    assert person.sign_in("reviewer").headers["Location"] == "/login/code"
    assert person.get("/").status_code == 302
    page = person.get("/login/code").text
    wrong = person.client.post("/login/code", data={"csrf_token": token_of(page), "code": "000000", "next": ""})
    assert wrong.status_code == 422 and "E383" in notes(wrong.text) and person.get("/").status_code == 302
    right = code(state, "reviewer", 1)
    assert (
        person.client.post("/login/code", data={"csrf_token": token_of(page), "code": right, "next": "/upload"}).headers["Location"]
        == "/upload"
    )
    assert person.get("/").status_code == 200


def test_a_code_opens_once_and_a_recovery_code_too(app: Flask, reviewer: Person, state: State) -> None:
    recovery = switch_on(reviewer, state)
    right = code(state, "reviewer", 1)
    for entered, statuses in ((right, (302, 422)), (recovery[3].upper(), (302, 422))):
        for status in statuses:
            person = Person(app)
            person.sign_in("reviewer")
            token = token_of(person.get("/login/code").text)
            assert person.client.post("/login/code", data={"csrf_token": token, "code": entered, "next": ""}).status_code == status
    with state.store.session() as session:
        assert secondfactor.codes_left(session, user_of(state, "reviewer")) == secondfactor.RECOVERY_CODES - 1


def test_guessing_codes_locks_the_account_although_the_password_is_right_each_time(app: Flask, reviewer: Person, state: State) -> None:
    switch_on(reviewer, state)
    statuses = []
    for _ in range(users.TRIES):
        person = Person(app)
        person.sign_in("reviewer")
        token = token_of(person.get("/login/code").text)
        statuses.append(person.client.post("/login/code", data={"csrf_token": token, "code": "000000", "next": ""}).status_code)
    assert statuses == [422] * users.TRIES
    assert Person(app).sign_in("reviewer").status_code == 429


def test_switching_the_second_factor_off_takes_the_password(app: Flask, reviewer: Person, state: State) -> None:
    switch_on(reviewer, state)
    status, page = post(reviewer, "/account/factor/off", present="sai mật khẩu")
    assert status == 422 and "E381" in notes(page) and user_of(state, "reviewer").totp_on
    status, _ = post(reviewer, "/account/factor/off", present=PASSWORD)
    assert status == 200 and not user_of(state, "reviewer").totp_on
    assert Person(app).sign_in("reviewer").headers["Location"] == "/"


def test_the_step_for_the_code_is_nothing_without_the_password_before_it(app: Flask, reviewer: Person, state: State) -> None:
    switch_on(reviewer, state)
    stranger = Person(app)
    assert stranger.get("/login/code").headers["Location"] == "/login"
    token = token_of(stranger.get("/login").text)
    answer = stranger.client.post("/login/code", data={"csrf_token": token, "code": code(state, "reviewer", 1)})
    assert answer.headers["Location"] == "/login" and stranger.get("/").status_code == 302


@pytest.mark.each_on_both
@pytest.mark.parametrize("field", ["seen", "started"])
def test_a_session_ends_by_idleness_and_by_age(reviewer: Person, state: State, field: str) -> None:
    lifetime = state.settings.lifetime
    limit = lifetime.idle if field == "seen" else lifetime.age
    for age, status in ((limit - timedelta(minutes=5), 200), (limit + timedelta(seconds=1), 302)):
        with state.store.session() as session:
            for row in session.query(SignIn).filter_by(user_id=user_of(state, "reviewer").id):
                setattr(row, field, now() - age)
        assert reviewer.get("/exports").status_code == status


def test_a_request_begins_idleness_anew_but_not_what_a_page_asks_by_itself(reviewer: Person, state: State, document: int) -> None:
    def seen() -> timedelta:
        with state.store.session() as session:
            (row,) = signins.of_user(session, user_of(state, "reviewer").id, state.settings.lifetime)
            return now() - row.seen

    def back() -> None:
        with state.store.session() as session:
            session.query(SignIn).update({"seen": now() - timedelta(minutes=5)})

    back()
    assert reviewer.get("/form-token").status_code == 200
    assert seen() > timedelta(minutes=4)
    reviewer.get("/exports")
    assert seen() < timedelta(minutes=4)


def test_signing_out_ends_the_session_for_a_stolen_cookie_too(app: Flask, reviewer: Person) -> None:
    cookie = reviewer.client.get_cookie("session")
    assert cookie is not None
    thief = Person(app, cookie.value)
    assert thief.get("/").status_code == 200
    post(reviewer, "/logout")
    assert thief.get("/").status_code == 302


def test_one_sees_where_one_is_signed_in_and_ends_the_others(app: Flask, reviewer: Person) -> None:
    elsewhere = Person(app)
    elsewhere.client.environ_base["HTTP_USER_AGENT"] = "Browser/9.9 (at home)"
    elsewhere.sign_in("reviewer")
    assert "Browser/9.9 (at home)" in reviewer.get("/account").text
    status, _ = post(reviewer, "/account/elsewhere")
    assert status == 200 and elsewhere.get("/").status_code == 302 and reviewer.get("/").status_code == 200
