"""What the review page asks for while a person works: suggestions, checks of typed values, reasons, and the pages of the original."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.web.conftest import Person
from tests.web.forms import parsed
from web.ingest import ingest_bytes
from web.knownvalues import SORTS
from web.recordform.fields import sections
from web.state import State

SAMPLES = Path(__file__).parents[2] / "samples"


def suggested(person: Person, field: str, typed: str) -> list[str]:
    answer = person.client.get("/documents/1/suggestions", query_string={"field": field, "q": typed})
    assert answer.status_code == 200
    return [one["value"] for one in answer.json]


@pytest.mark.usefixtures("document")
def test_what_people_confirmed_is_suggested_in_every_field_of_its_sort(reviewer: Person) -> None:
    assert suggested(reviewer, "awards.recipient", "") == []
    reviewer.decide(reviewer.record_form(), "confirm")
    assert suggested(reviewer, "awards.recipient", "hoi nong") == ["Hội Nông dân huyện"]
    assert suggested(reviewer, "leaders.holder", "Trần") == ["Trần Thị Bình"]
    assert suggested(reviewer, "positions.title", "chu") == ["Chủ tịch"]
    assert suggested(reviewer, "people.name", "chu") == []


@pytest.mark.each_on_both
@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    ("typed", "found"), [("luat gia", True), ("Luật g", True), ("LUẬT", True), ("luạt", False), ("uat", False), ("%", False)]
)
def test_a_word_is_enough_and_marks_count_only_where_they_are_typed(reviewer: Person, typed: str, found: bool) -> None:
    reviewer.decide(reviewer.record_form(), "confirm")
    assert ("Hội Luật gia huyện" in suggested(reviewer, "organizations.name", typed)) == found


@pytest.mark.usefixtures("document")
def test_a_saved_but_not_confirmed_value_is_not_suggested(reviewer: Person, database: sqlite3.Connection) -> None:
    reviewer.decide(reviewer.record_form())
    assert suggested(reviewer, "organizations.name", "hoi") == []


def test_every_field_with_suggestions_is_a_field_of_the_record() -> None:
    labels = {
        field.label for section in sections() for outer in section.fields for field in (outer, *(outer.inner.fields if outer.inner else ()))
    }
    assert {label for some in SORTS.values() for label in some} <= labels


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("document.date", "31/02/2024", "Không có ngày này trong lịch."),
        ("document.date", "hôm qua", "Ghi ngày như 22/06/2024, 06/2024 hoặc 2024."),
        ("document.date", "22-6-2024", None),
        ("leaders.term", "2028-2023", "Ghi năm hoặc nhiệm kỳ như 2024 hoặc 2023-2028."),
        ("meeting.review_year", "hai nghìn", "Ghi một số nguyên bằng chữ số."),
        ("organizations.name", " ", "Không được để trống."),
        ("awards.recipient_kind", "robot", "Chọn một trong các giá trị đã cho."),
        ("positions.title", "Chủ tịch", None),
    ],
)
def test_a_value_is_judged_while_it_is_typed(reviewer: Person, field: str, value: str, problem: str | None) -> None:
    answer = reviewer.client.get("/check", query_string={"field": field, "value": value})
    assert answer.status_code == 200 and answer.json["problem"] == problem


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("path", ["/check?field=people.salary&value=1", "/check", "/documents/1/suggestions?field=x"])
def test_a_field_that_is_not_there_is_refused(reviewer: Person, path: str) -> None:
    assert reviewer.get(path).status_code == 400


@pytest.mark.usefixtures("document")
def test_the_page_says_why_the_machine_gave_an_entry(reviewer: Person) -> None:
    why = parsed(reviewer.get("/documents/1/why/people-m0-positions-m0").text)
    assert [mark.text for mark in why.xpath("//mark")] == ["Chủ tịch", "Hội Nông dân huyện"]
    assert why.xpath("string(//code)") == "test" and "80 %" in why.text_content()


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize("key", ["people-m7", "people-n0", "salaries-m0", "people-m0-positions-m4", "x", "document-m3"])
def test_an_entry_that_is_not_the_machines_has_no_reason(reviewer: Person, key: str) -> None:
    assert reviewer.get(f"/documents/1/why/{key}").status_code == 404


def kept(state: State, sample: str) -> int:
    path = SAMPLES / sample
    outcome = ingest_bytes(state.store, state.archive, path.name, path.read_bytes())
    assert outcome.document_id is not None
    return outcome.document_id


@pytest.mark.parametrize("sample", ["pdf/bien-ban-dai-hoi-cong-doan.pdf", "jpg/tin-dai-hoi-ccb-xa.jpg"])
def test_pages_are_drawn_and_the_boxes_of_their_words_lie_on_ink(reviewer: Person, state: State, sample: str) -> None:
    number = kept(state, sample)
    page = reviewer.get(f"/documents/{number}").text
    (figure, *_) = parsed(page).xpath("//figure[@data-page='1']")
    answer = reviewer.get(figure.xpath("string(img/@data-src)"))
    assert answer.status_code == 200 and answer.mimetype == "image/webp"
    picture = Image.open(io.BytesIO(answer.data)).convert("L")
    words: list[list[float]] = reviewer.get(figure.get("data-words")).json
    assert len(words) > 200
    scale = picture.width / float(figure.xpath("string(img/@width)"))
    inked = [picture.crop([round(side * scale) for side in word[2:]]).getextrema()[0] < 128 for word in words]
    assert sum(inked) > 0.97 * len(words)


def test_a_page_that_is_not_there_is_not_drawn(reviewer: Person, state: State, document: int) -> None:
    number = kept(state, "pdf/thong-bao-ket-luan-khoi-truong.pdf")
    for path in (
        f"/documents/{number}/pages/0",
        f"/documents/{number}/pages/99",
        f"/documents/{document}/pages/1",
        "/documents/77/pages/1",
    ):
        assert reviewer.get(path).status_code == 404


def test_tables_of_the_document_are_tables_of_the_page(reviewer: Person, state: State) -> None:
    page = parsed(reviewer.get(f"/documents/{kept(state, 'md/bien-ban-binh-xet-khoi.md')}").text)
    rows: list[Any] = page.xpath("//article//table[not(contains(@class, 'unruled'))]//tr")
    assert "".join(rows[0].text_content().split()).startswith("STT") and len(rows) > 10
    text = "".join(page.xpath("//article")[0].text_content().split())
    assert text == "".join(read_text(state).split())


def read_text(state: State) -> str:
    from web.store import documents

    with state.store.session() as session:
        record = documents.machine_record(session, 1)
        assert record is not None
        return str(record.record["text"])
