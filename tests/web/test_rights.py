"""Who may open what: every page of the service walked over by everybody, and by somebody of another unit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.addresses import address_of
from tests.web.conftest import Beginning, Person, keep_extraction, machine_record
from tests.web.forms import notes
from web.access import NEEDED
from web.state import State
from web.store import documents, users
from web.store.accountmodels import Membership
from web.store.models import Document, Role, Status, Unit

pytestmark = pytest.mark.each_on_both

SECRET = "Zyxwvut Qponmlk"
"""A name that stands in nothing but a document of another unit."""
PUBLIC_PAGES = {
    "static", "accounts.health", "accounts.login", "accounts.sign_in", "accounts.language", "accounts.theme", "accounts.second_step",
    "accounts.check_code",
    "guide.index", "guide.chapter", "guide.picture", "observe.healthz", "observe.readyz", "observe.metrics",
}  # fmt: skip
OPEN_FORMS = {"accounts", "profile", "drafts.presence", "batch.download", "batch.save_filter", "batch.forget_filter"}
"""Forms, or areas of forms, that a viewer may send too: they change nothing of the office's."""


def roads(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every page with each of its methods; signing out comes last, since nobody gets further after it."""
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.endpoint == "accounts.logout", rule.endpoint))
    return ((rule, method) for rule in rules for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def walked(app: Flask, person: Person, rule: Rule, method: str, token: str, number: int = 1) -> TestResponse:
    answer = person.client.open(address_of(app, rule, number), method=method, data={"csrf_token": token} if method == "POST" else None)
    answer.close()
    return answer


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_it_may_and_nothing_else(app: Flask, beginning: Beginning, document: int, role: Role) -> None:
    person = Person(app, beginning.sessions[role.value])
    token = person.token()
    for rule, method in roads(app):
        answer = walked(app, person, rule, method, token)
        needed = NEEDED[rule.endpoint]
        if needed is None or role.includes(needed):
            assert answer.status_code not in (403, 500), (rule.rule, method)
            assert "/login" not in answer.headers.get("Location", "") or rule.endpoint.startswith("accounts."), (rule.rule, method)
        else:
            assert answer.status_code == 403, (rule.rule, method)


def test_who_is_not_signed_in_is_led_to_the_sign_in_by_every_other_page(app: Flask, document: int) -> None:
    stranger = Person(app)
    token = stranger.token()
    for rule, method in roads(app):
        answer = walked(app, stranger, rule, method, token)
        led = answer.status_code == 302 and answer.headers["Location"].startswith("/login")
        assert led or NEEDED[rule.endpoint] is None, (rule.rule, method)


def test_the_table_of_rights_says_what_the_office_expects(app: Flask) -> None:
    assert {endpoint for endpoint, role in NEEDED.items() if role is None} <= PUBLIC_PAGES
    for endpoint, role in NEEDED.items():
        if endpoint.startswith(("admin.", "audit.")):
            assert role is Role.ADMIN, endpoint
    for rule, method in roads(app):
        open_to_viewers = rule.endpoint in OPEN_FORMS or rule.endpoint.partition(".")[0] in OPEN_FORMS
        if method == "POST" and not open_to_viewers:
            needed = NEEDED[rule.endpoint]
            assert needed is not None and needed.includes(Role.REVIEWER), rule.endpoint


@pytest.fixture
def elsewhere(state: State) -> int:
    """The number of a document of another unit than the reviewer's, with a name in it that stands nowhere else."""
    with state.store.session() as session:
        here, there = Unit(name="Sở Nội vụ"), Unit(name="Sở Y tế")
        session.add_all([here, there])
        session.flush()
        user = users.by_name(session, "reviewer")
        assert user is not None
        user.all_units = False
        session.add(Membership(user_id=user.id, unit_id=here.id))
        record = machine_record().model_dump(mode="json")
        record["organizations"][0]["name"] = record["document"]["title"] = record["people"][0]["name"] = record["meeting"]["block"] = SECRET
        row = Document(
            sha256=state.archive.put(SECRET.encode()), name=f"{SECRET}.txt", size=1, format="txt", status=Status.NEW, unit_id=there.id
        )
        assert documents.add(session, row)
        keep_extraction(session, row, record, "test")
        return row.id


def test_no_page_shows_anything_of_another_unit(app: Flask, reviewer: Person, colleague: Person, elsewhere: int) -> None:
    """A colleague who sees every unit confirms it first, so that whatever is learnt from confirmed records is there to leak."""
    assert SECRET in colleague.get("/").text and colleague.decide(colleague.record_form(elsewhere), "confirm", elsewhere).status_code == 302
    token = reviewer.token()
    for rule, method in roads(app):
        if rule.endpoint == "accounts.logout":
            continue
        for query in ("", "?q=Zyx", "?scope=all") if method == "GET" else ("",):
            address = address_of(app, rule, elsewhere) + query
            answer = reviewer.client.open(address, method=method, data={"csrf_token": token} if method == "POST" else None)
            assert SECRET not in answer.text and "qponmlk" not in answer.text.lower(), (method, address)
            answer.close()
            if "<int:number>" in rule.rule and not rule.endpoint.startswith(("admin.", "guide.")):
                assert answer.status_code in (400, 404), (method, address, answer.status_code)
    with app.app_context(), colleague.get(f"/documents/{elsewhere}") as page:
        assert SECRET in page.text and notes(page.text)
