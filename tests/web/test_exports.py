"""Records leave: the person's decision where there is one, in three formats that open safely."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest
from openpyxl import load_workbook

from extractor.record import Record
from tests.web.conftest import TEXT, Person
from tests.web.forms import notes
from web.recordform.fields import sections

pytestmark = pytest.mark.usefixtures("document")


def lines(person: Person, query: str = "") -> list[dict[str, Any]]:
    with person.get(f"/exports/records.jsonl{query}") as answer:
        return [json.loads(line) for line in answer.data.splitlines()]


def corrected(person: Person, **values: str) -> None:
    """Confirm the document with some values of its first organisation and person changed."""
    form = person.record_form()
    for key, value in values.items():
        form[key.replace("__", "-")] = value
    assert person.decide(form, "confirm").status_code == 302


def test_only_what_was_confirmed_leaves_unless_all_is_asked_for(reviewer: Person) -> None:
    assert lines(reviewer) == []
    assert [line["organizations"][0]["name"] for line in lines(reviewer, "?scope=all")] == ["Cụm thi đua"]


def test_a_line_is_a_record_with_its_source_and_what_the_person_decided(reviewer: Person) -> None:
    corrected(reviewer, organizations__m0__name="Cụm thi đua số 4")
    (line,) = lines(reviewer)
    assert line["source"] == "Biên bản cụm 4.txt" and line["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    assert line["organizations"][0]["name"] == "Cụm thi đua số 4" and "origin" not in json.dumps(line)
    record = Record.model_validate(line)
    assert record.text[record.people[0].evidence["name"][0].start :].startswith(record.people[0].name)


def test_csv_holds_one_file_a_record_type_that_excel_reads_as_vietnamese(reviewer: Person) -> None:
    corrected(reviewer)
    with reviewer.get("/exports/records.csv") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {name.removesuffix(".csv") for name in archive.namelist()} == {section.name for section in sections()} | {"positions"}
        content = archive.read("people.csv")
        positions = list(csv.DictReader(io.StringIO(archive.read("positions.csv").decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    (person,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert person["Họ và tên"] == "Trần Thị Bình" and person["Chức vụ"] == "Chủ tịch, Hội Nông dân huyện"
    assert person["Vai trò tại cuộc họp"] == "chủ trì" and person["Trạng thái"] == "Đã xác nhận"
    assert [(row["Họ và tên"], row["Chức danh"], row["Nơi giữ chức"]) for row in positions] == [
        ("Trần Thị Bình", "Chủ tịch", "Hội Nông dân huyện")
    ]


def test_xlsx_has_one_sheet_a_record_type_with_vietnamese_headings(reviewer: Person) -> None:
    corrected(reviewer)
    with reviewer.get("/exports/records.xlsx") as answer:
        book = load_workbook(io.BytesIO(answer.data))
    assert len(book.sheetnames) == len(sections()) + 1
    meeting = [[cell.value for cell in row] for row in book["Cuộc họp"].iter_rows()]
    assert meeting[0][:4] == ["Mã văn bản", "Tên tệp", "Trạng thái", "Tên cuộc họp"]
    assert 2023 in meeting[1] and "Sơ kết, tổng kết" in meeting[1]


def test_english_headings_for_those_who_chose_english(reviewer: Person) -> None:
    corrected(reviewer)
    reviewer.client.post("/language", data={"csrf_token": reviewer.token(), "language": "en"})
    with reviewer.get("/exports/records.xlsx") as answer:
        assert load_workbook(io.BytesIO(answer.data)).sheetnames[:2] == ["Document", "Meeting"]


@pytest.mark.parametrize("formula", ["=1+1", "+84 24", "-1", "@SUM(A1)"])
def test_a_text_never_becomes_a_formula(reviewer: Person, formula: str) -> None:
    corrected(reviewer, organizations__m0__name=formula)
    with reviewer.get("/exports/records.xlsx") as answer:
        cell = load_workbook(io.BytesIO(answer.data))["Tổ chức"]["D2"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (formula, "s", True)
    with reviewer.get("/exports/records.csv") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert f"'{formula}" in archive.read("organizations.csv").decode()


def test_one_document_leaves_by_itself_confirmed_or_not(reviewer: Person) -> None:
    assert len(lines(reviewer, "?document=1")) == 1
    answer = reviewer.get("/exports/records.xlsx?document=2")
    assert answer.status_code == 404 and "E308" in notes(answer.text)


def test_the_same_records_give_the_same_bytes(reviewer: Person) -> None:
    corrected(reviewer)
    for format_name in ("jsonl", "csv"):
        with reviewer.get(f"/exports/records.{format_name}") as first, reviewer.get(f"/exports/records.{format_name}") as second:
            assert first.data == second.data


def test_an_unknown_format_has_a_page_of_its_own(reviewer: Person) -> None:
    answer = reviewer.get("/exports/records.exe")
    assert answer.status_code == 404 and "E317" in notes(answer.text)
