"""What holds for every page: headers, tokens, languages, and errors that say what to do."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from extractor.errors import BienbanError
from tests.web.addresses import address_of, takers
from tests.web.conftest import Database, Person
from tests.web.forms import notes, parsed
from web.access import NEEDED
from web.errorpages import status_of

PAGES = (
    "/",
    "/?status=confirmed&q=x&page=99",
    "/upload",
    "/exports",
    "/documents/1",
    "/documents/77",
    "/no/such/page",
    "/guide/01-bat-dau",
)


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_and_nothing_from_elsewhere(reviewer: Person, path: str) -> None:
    answer = reviewer.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    page = parsed(answer.text)
    assert page.xpath("//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')]") == []
    assert all(address.startswith("/static/") for address in page.xpath("//script/@src | //link/@href"))
    assert all(re.match(r"/(static|guide/pictures)/", address) for address in page.xpath("//img/@src"))


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("path", PAGES)
def test_every_form_that_changes_something_carries_a_token(reviewer: Person, path: str) -> None:
    for form in parsed(reviewer.get(path).text).forms:
        assert (form.get("method") or "get").lower() == "get" or form.xpath(".//input[@name='csrf_token']/@value") != [""]


def test_without_a_token_no_form_is_taken(app: Flask, reviewer: Person) -> None:
    assert len(takers(app)) >= 6 and {rule.endpoint for rule in takers(app)} <= set(NEEDED)
    for rule in takers(app):
        answer = reviewer.client.post(address_of(app, rule), data={"name": "x"})
        assert answer.status_code == 400 and "E304" in notes(answer.text), rule.rule


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("path", PAGES)
def test_every_label_has_its_field_and_every_id_is_there_once(reviewer: Person, path: str) -> None:
    page = parsed(reviewer.get(path).text)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//label/@for")) <= set(ids)
    unnamed = page.xpath(
        "//input[not(@type='hidden')][not(ancestor::label)][not(@aria-label)] | //select[not(ancestor::label)] | //textarea"
    )
    assert all(field.get("id") in page.xpath("//label/@for") or field.get("aria-label") for field in unnamed)


@pytest.mark.parametrize("path", ["/documents/77", "/documents/99999999999999999999/original", "/nowhere"])
def test_a_page_that_is_not_there_says_so_with_a_code(reviewer: Person, path: str) -> None:
    answer = reviewer.get(path)
    assert answer.status_code == 404 and "E308" in notes(answer.text) and "Trở về danh sách" in answer.text


def test_a_wrong_method_says_so_with_a_code(reviewer: Person) -> None:
    answer = reviewer.get("/logout")
    assert answer.status_code == 405 and "E313" in notes(answer.text)


@pytest.mark.parametrize("table", ["documents", "users"])
def test_an_unforeseen_fault_shows_a_code_and_no_trace_and_the_service_goes_on(reviewer: Person, database: Database, table: str) -> None:
    database.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
    answer = reviewer.get("/")
    assert answer.status_code == 500 and "E399" in notes(answer.text) and "sqlite" not in answer.text.lower()
    database.execute(f"ALTER TABLE elsewhere RENAME TO {table}")
    assert reviewer.get("/").status_code == 200


def test_english_is_one_click_away_and_stays(reviewer: Person) -> None:
    assert 'lang="vi"' in reviewer.get("/").text
    answer = reviewer.client.post("/language", data={"csrf_token": reviewer.token(), "language": "en", "next": "/upload"})
    assert answer.headers["Location"] == "/upload"
    page = reviewer.get("/upload").text
    assert '<html lang="en">' in page and "Upload documents" in page and "Tải" not in page
    assert "There is no such page" in reviewer.get("/documents/77").text


def test_a_language_that_is_not_there_changes_nothing(reviewer: Person) -> None:
    reviewer.client.post("/language", data={"csrf_token": reviewer.token(), "language": "xx"})
    assert '<html lang="vi">' in reviewer.get("/").text


def test_every_error_of_the_service_has_a_code_of_its_own_and_both_languages() -> None:
    def children(root: type[BienbanError]) -> list[type[BienbanError]]:
        return [one for child in root.__subclasses__() for one in (child, *children(child))]

    own = [error for error in children(BienbanError) if error.__module__ == "web.errors"]
    assert len({error.code for error in own}) == len(own)
    for error in own:
        assert re.fullmatch(r"E3\d\d", error.code) and 400 <= status_of(error()) < 600
        assert all(error.message[lang] and error.next_step[lang] for lang in ("vi", "en"))
