"""Files come in: several at once, again, broken, oddly named; nothing that came in whole is lost."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from tests.web.conftest import TEXT, Database, Person
from tests.web.forms import notes
from web.state import State
from web.store import queue
from web.store.models import Status
from web.store.queue import Filter, Order


def upload(person: Person, *files: tuple[str, bytes]) -> TestResponse:
    return post(person, {"csrf_token": person.token()}, *files)


def post(person: Person, fields: dict[str, str], *files: tuple[str, bytes]) -> TestResponse:
    boundary, body = encode_multipart(
        MultiDict([*fields.items(), *(("files", FileStorage(io.BytesIO(content), name)) for name, content in files)])
    )
    return person.client.post(
        "/upload", input_stream=io.BytesIO(body), content_type=f'multipart/form-data; boundary="{boundary}"', content_length=len(body)
    )


def kept(state: State) -> list[tuple[str, str, str | None]]:
    """Name, status and error code of every document, in order of arrival."""
    with state.store.session() as session:
        chosen = queue.choose(session, Filter())
        rows = [listed.document for listed in queue.page(session, chosen, Order.OLDEST, 1, 100)]
        return [(row.name, row.status, row.error_code) for row in rows]


def test_several_files_come_in_at_once_and_are_read(reviewer: Person, state: State) -> None:
    answer = upload(reviewer, ("một.txt", TEXT.encode()), ("hai.txt", TEXT.replace("số 4", "số 5").encode()))
    assert answer.status_code == 200
    assert kept(state) == [("một.txt", Status.EXTRACTED, None), ("hai.txt", Status.EXTRACTED, None)]
    page = reviewer.get("/documents/1").text
    assert "Trần Thị Bình" in page and "Cụm thi đua số 4" in page


def test_the_original_comes_back_as_it_came(reviewer: Person) -> None:
    upload(reviewer, ("Biên bản.txt", TEXT.encode("utf-16")))
    with reviewer.get("/documents/1/original") as answer:
        assert answer.data == TEXT.encode("utf-16")
        assert answer.headers["Content-Disposition"].startswith("attachment;") and answer.mimetype == "application/octet-stream"


def test_the_same_content_is_recognised_under_another_name(reviewer: Person, state: State) -> None:
    upload(reviewer, ("một.txt", TEXT.encode()))
    answer = upload(reviewer, ("bản sao.txt", TEXT.encode()))
    assert "đã có từ trước" in answer.text and 'href="/documents/1"' in answer.text
    assert [name for name, _, _ in kept(state)] == ["một.txt"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"%PDF-1.7 cut off", b"\x89PNG\r\n\x1a\n picture"])
def test_what_cannot_be_read_is_kept_with_its_reason_and_a_next_step(reviewer: Person, state: State, content: bytes) -> None:
    answer = upload(reviewer, ("hỏng.docx", content), ("tốt.txt", TEXT.encode()))
    (_, broken, code), (_, good, _) = kept(state)
    assert (broken, good) == (Status.FAILED, Status.EXTRACTED) and code is not None and code.startswith("E1")
    assert code in answer.text and "Tệp gốc vẫn được giữ" in answer.text
    assert state.archive.read(hashlib.sha256(content).hexdigest()) == content
    assert code in notes(reviewer.get("/documents/1").text)
    with reviewer.get("/documents/1/original") as original:
        assert original.data == content


def test_a_bundle_with_a_broken_member_is_kept_whole(reviewer: Person, state: State) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("hỏng.txt", b"x" * 500)
        archive.writestr("tốt.txt", TEXT)
    bundle = buffer.getvalue().replace(b"x" * 500, b"y" * 500, 1)  # its checksum is wrong now
    answer = upload(reviewer, ("năm 2024.zip", bundle))
    assert kept(state) == [("năm 2024.zip", Status.FAILED, "E104"), ("tốt.txt", Status.EXTRACTED, None)]
    assert "hỏng.txt" in answer.text and "Tệp gốc vẫn được giữ" in answer.text
    with reviewer.get("/documents/1/original") as original:
        assert original.data == bundle


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"H\xe1\xbb\x99i ngh\xff\xfe\x80 t\xe1", id="invalid UTF-8"),
        pytest.param("Hội nghị ".encode() + b"\xed\xa0\x80", id="lone surrogate"),
        pytest.param("Cụm thi đua\x00\x01 số 1".encode(), id="control characters"),
        pytest.param(b"The quick brown fox jumps over the lazy dog.", id="not Vietnamese"),
        pytest.param(b"a " * 50_000, id="one very long line"),
    ],
)
def test_strange_texts_are_kept_and_the_service_goes_on(reviewer: Person, state: State, content: bytes) -> None:
    assert upload(reviewer, ("lạ.txt", content)).status_code == 200
    ((_, status, code),) = kept(state)
    assert status == Status.EXTRACTED or code is not None and code.startswith("E1")
    assert state.archive.read(hashlib.sha256(content).hexdigest()) == content
    assert reviewer.get("/documents/1").status_code == 200


def test_what_failed_before_is_tried_again(reviewer: Person, state: State, database: Database) -> None:
    upload(reviewer, ("một.txt", TEXT.encode()))
    database.execute("DELETE FROM machine_records")
    database.execute("UPDATE documents SET status = 'failed', error_code = 'E100'")
    upload(reviewer, ("một.txt", TEXT.encode()))
    assert kept(state) == [("một.txt", Status.EXTRACTED, None)]


def test_names_with_paths_and_control_characters_are_shown_without_them(reviewer: Person, state: State) -> None:
    upload(reviewer, ("../../x/\x07Biên bản\u202e.txt", TEXT.encode()))
    assert [name for name, _, _ in kept(state)] == ["Biên bản.txt"]
    assert {path.parent.parent for path in state.settings.originals.rglob("*") if path.is_file()} == {state.settings.originals}


def test_a_name_is_text_never_markup(reviewer: Person) -> None:
    upload(reviewer, ("<script>alert(1)<b>.txt", TEXT.encode()))
    assert "<script>alert" not in reviewer.get("/").text


def test_no_file_chosen(reviewer: Person, state: State) -> None:
    answer = upload(reviewer)
    assert answer.status_code == 400 and "E302" in notes(answer.text) and kept(state) == []


def test_a_file_over_the_limit_is_refused_and_the_others_are_not(reviewer: Person, state: State) -> None:
    large = b"a" * (state.settings.upload_limit + 1)
    answer = upload(reviewer, ("lớn.txt", large), ("vừa.txt", TEXT.encode()))
    assert answer.status_code == 200 and "E303" in answer.text and [name for name, _, _ in kept(state)] == ["vừa.txt"]


def test_a_request_beyond_all_limits_is_refused_with_a_page(app: Flask, reviewer: Person, state: State) -> None:
    answer = upload(reviewer, ("lớn.txt", b"a" * (app.config["MAX_CONTENT_LENGTH"] + 1)))
    assert answer.status_code == 413 and "E303" in notes(answer.text) and kept(state) == []
    assert reviewer.get("/").status_code == 200


def test_an_upload_without_its_token_changes_nothing(reviewer: Person, state: State) -> None:
    answer = post(reviewer, {}, ("một.txt", TEXT.encode()))
    assert answer.status_code == 400 and "E304" in notes(answer.text) and kept(state) == []
