"""Files come in: several at once, again, broken, oddly named; nothing that came in whole is lost."""

from __future__ import annotations

import hashlib
import io
import zipfile
from time import monotonic, sleep

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from extractor.errors import EmptyFile
from tests.serving import PATIENCE
from tests.web.conftest import TEXT, Database, Person
from tests.web.forms import notes
from web.guard import Guard, GuardLimits
from web.ingest import Arrival, new_run, take_in
from web.jobs import queue as jobs
from web.jobs.queue import Reached
from web.state import State
from web.store import batch, documents, queue
from web.store.models import Status, Turn
from web.store.queue import Filter, Order


def upload(person: Person, *files: tuple[str, bytes]) -> TestResponse:
    return post(person, {"csrf_token": person.token()}, *files)


def post(person: Person, fields: dict[str, str], *files: tuple[str, bytes], accept: str = "text/html") -> TestResponse:
    boundary, body = encode_multipart(
        MultiDict([*fields.items(), *(("files", FileStorage(io.BytesIO(content), name)) for name, content in files)])
    )
    return person.client.post(
        "/upload",
        input_stream=io.BytesIO(body),
        content_type=f'multipart/form-data; boundary="{boundary}"',
        content_length=len(body),
        headers={"Accept": accept},
    )


def kept(state: State) -> list[tuple[str, str, str | None]]:
    """Name, status and error code of every document, in order of arrival."""
    with state.store.session() as session:
        chosen = queue.choose(session, Filter())
        rows = [listed.document for listed in queue.page(session, chosen, Order.OLDEST, 1, 100)[0]]
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


@pytest.mark.each_on_both
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


def sent_by_script(person: Person, name: str, data: bytes) -> TestResponse:
    return post(person, {"csrf_token": person.token()}, (name, data), accept="application/json")


def told(person: Person, *numbers: int) -> list[dict[str, object]]:
    answer = person.client.get(f"/upload/progress?documents={','.join(map(str, numbers))}", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.get_json()
    return found


def when_done(person: Person, number: int) -> dict[str, object]:
    until = monotonic() + PATIENCE
    while True:
        (one,) = told(person, number)
        if one["stage"] not in ("waiting", "reading", "extracting"):
            return one
        assert monotonic() < until, one
        sleep(0.1)


def test_a_script_is_answered_at_once_and_asks_how_far_its_documents_are(reviewer: Person) -> None:
    (first,) = sent_by_script(reviewer, "một.txt", TEXT.encode()).get_json()
    assert first["known"] is False and first["stage"] in ("waiting", "reading", "extracting", "ready")
    done = when_done(reviewer, first["document"])
    assert (done["stage"], done["title"]) == ("ready", "Cụm thi đua số 4 tổng kết công tác năm 2023")
    (again,) = sent_by_script(reviewer, "bản sao.txt", TEXT.encode()).get_json()
    assert (again["known"], again["document"], again["name"]) == (True, first["document"], "bản sao.txt")


def test_a_script_is_told_why_a_file_cannot_be_read_and_what_to_do(reviewer: Person) -> None:
    (one,) = sent_by_script(reviewer, "rỗng.txt", b" ").get_json()
    done = when_done(reviewer, one["document"])
    assert done["stage"] == "failed" and "E101" in str(done["error"])


def test_a_bundle_is_told_document_by_document(reviewer: Person) -> None:
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("một.txt", TEXT)
        archive.writestr("hai.txt", TEXT.replace("2023", "2022"))
    assert [one["name"] for one in sent_by_script(reviewer, "gói.zip", bundle.getvalue()).get_json()] == ["một.txt", "hai.txt"]


def test_a_file_over_the_limit_is_refused_to_a_script_with_a_next_step(reviewer: Person, state: State) -> None:
    answer = sent_by_script(reviewer, "lớn.txt", b"a" * (state.settings.upload_limit + 1))
    assert answer.status_code == 413 and answer.get_json()["code"] == "E303" and answer.get_json()["next_step"] and kept(state) == []


@pytest.mark.parametrize("documents", ["", "x", "1,,2", "-1", "99999999999", ",".join(map(str, range(1, 202)))])
def test_progress_of_what_cannot_be_is_refused(reviewer: Person, documents: str) -> None:
    assert reviewer.get(f"/upload/progress?documents={documents}").status_code == 400


def test_progress_of_what_is_not_there_is_left_out(reviewer: Person) -> None:
    assert told(reviewer, 7) == []


@pytest.fixture
def waiting(state: State) -> int:
    """A document that the reviewer brought and that nobody has begun to read."""
    coming = [Arrival("chờ.txt", TEXT.encode(), uploader=2)]
    (taken,) = take_in(state.store, state.archive, coming, new_run(), Turn.UPLOAD)
    return taken.document_id


def cancelled(person: Person, **fields: str) -> TestResponse:
    return person.client.post("/upload/cancel", data={"csrf_token": person.token(), **fields}, headers={"Accept": "application/json"})


def test_an_upload_that_nobody_has_read_is_taken_back_and_may_return_from_the_bin(reviewer: Person, state: State, waiting: int) -> None:
    (one,) = cancelled(reviewer, document=str(waiting)).get_json()
    assert one["stage"] == "cancelled" and kept(state) == []
    with state.store.session() as session:
        assert not jobs.any_waiting(session)
        assert batch.restore(session, [waiting]).numbers == (waiting,)
        assert jobs.any_waiting(session)
    state.background.wake()
    assert when_done(reviewer, waiting)["stage"] == "ready"


def test_what_is_being_read_when_it_is_taken_back_keeps_nothing(reviewer: Person, state: State, waiting: int) -> None:
    with state.store.session() as session:
        (claim,) = jobs.claim(session, "somebody", 1)
    cancelled(reviewer, document=str(waiting))
    with state.store.session() as session:
        assert not jobs.finish(session, {claim: Reached(None, 1.0)}, "test")


def test_what_was_read_is_no_longer_taken_back(reviewer: Person, state: State, document: int) -> None:
    with state.store.session() as session:
        documents.get(session, document).uploader_id = 2
    (one,) = cancelled(reviewer, document=str(document)).get_json()
    assert one["stage"] == "ready" and [name for name, _, _ in kept(state)] == ["Biên bản cụm 4.txt"]


def test_nobody_takes_back_what_another_person_brought(colleague: Person, state: State, waiting: int) -> None:
    assert cancelled(colleague, document=str(waiting)).status_code == 404
    assert cancelled(colleague).status_code == cancelled(colleague, document="x").status_code == 400
    assert [name for name, _, _ in kept(state)] == ["chờ.txt"]


def test_a_reader_tells_when_it_has_the_text_and_a_file_without_text_is_never_said_to_have_it() -> None:
    guard, said = Guard(GuardLimits()), []
    guard.read(TEXT.encode(), "một.txt", lambda: said.append("một.txt"))
    with pytest.raises(EmptyFile):
        guard.read(b" ", "rỗng.txt", lambda: said.append("rỗng.txt"))
    guard.close()
    assert said == ["một.txt"]
