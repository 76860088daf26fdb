"""What the machine made of several documents, kept in one transaction as it would be one by one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.web.conftest import Database, machine_record
from web.extraction import Extraction, extraction_of
from web.settings import Settings
from web.state import State
from web.store import Store, documents, listing, open_store, queue, rereadings
from web.store.models import Document, Status
from web.store.queue import Filter

BASE = " ".join(f"Đơn vị thứ {n} hoàn thành {n * 7} nhiệm vụ được giao trong năm." for n in range(60))
FOUND = machine_record().model_dump(mode="json")


@pytest.fixture
def made(state: State, document: int) -> list[tuple[Document, Extraction]]:
    """Kept together: a document that was read before and is now read otherwise, and two new ones that resemble each other."""
    records = [FOUND | {"organizations": []}, FOUND | {"text": BASE}, FOUND | {"text": BASE.replace("thứ 7 ", "thứ bảy ")}]
    with state.store.session() as session:
        new = [Document(sha256=f"{n:064}", name=f"số {n}.txt", size=1, format="txt", status=Status.NEW) for n in (1, 2)]
        assert all(documents.add(session, one) for one in new)
        rows = [documents.get(session, document), *new]
        kept = [(row, extraction_of(record, row.name)) for row, record in zip(rows, records, strict=True)]
        documents.keep_extractions(session, kept, "newer")
        return kept


def test_each_document_has_its_own_record(state: State, made: list[tuple[Document, Extraction]]) -> None:
    with state.store.session() as session:
        found = [documents.machine_record(session, row.id) for row, _ in made]
        assert [one.record["text"] for one in found if one] == [FOUND["text"], BASE, BASE.replace("thứ 7 ", "thứ bảy ")]
        assert [len(one.record["organizations"]) for one in found if one] == [0, 3, 3]
        assert [row.document.name for row in rereadings.page(session, False, 0, 9)] == ["Biên bản cụm 4.txt"]


def test_each_is_found_by_its_own_words_and_names(state: State, made: list[tuple[Document, Extraction]]) -> None:
    with state.store.session() as session:
        counts = {words: queue.count(session, Filter(words=words)) for words in ("thứ bảy", "thu 8 hoan thanh", "chủ tịch", "số 2")}
        assert counts == {"thứ bảy": 1, "thu 8 hoan thanh": 2, "chủ tịch": 3, "số 2": 1}
        assert listing.suggestions(session, "hoi n") == ["Hội Nông dân huyện"]


def test_a_text_resembles_one_that_is_kept_with_it(state: State, made: list[tuple[Document, Extraction]]) -> None:
    with state.store.session() as session:
        _, first, second = (documents.get(session, row.id) for row, _ in made)
        assert (first.similar_id, second.similar_id) == (None, first.id) and (second.similarity or 0) > 0.9


@pytest.mark.usefixtures("made")
def test_letters_are_kept_as_they_are(database: Database) -> None:
    """An escape of six signs for every letter with a mark would make records half as long again."""
    for (record,) in database.execute("SELECT CAST(record AS TEXT) FROM machine_records"):
        assert "Hội Nông dân" in record and "\\u" not in record


def test_keeping_one_more_takes_no_more_of_the_database_the_more_there_are(tmp_path: Path) -> None:
    """Counted in hundreds of steps of SQLite's machine, so that it is the same on every run: all resemble each other, as forms do."""
    store = open_store(Settings.load(tmp_path, {}))
    few = steps_of_keeping(store, 100)
    many = steps_of_keeping(store, 1500)
    store.close()
    assert many < 1.1 * few


def steps_of_keeping(store: Store, last: int) -> int:
    """What it takes to keep sixteen documents, the last of so many."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    with store.session() as session:
        there = queue.count(session, Filter())
        keep_alike(session, range(there, last - 16))
        machine = session.connection().connection.dbapi_connection
        machine.set_progress_handler(count, 100)  # type: ignore[union-attr]  # a connection of sqlite3
        keep_alike(session, range(last - 16, last))
        machine.set_progress_handler(None, 0)  # type: ignore[union-attr]  # a connection of sqlite3
    return steps


def keep_alike(session: Session, numbers: range) -> None:
    """Keep the same text under so many names, sixteen at a time."""
    extraction = extraction_of(FOUND | {"text": BASE}, "")
    for start in numbers[::16]:
        new = [
            Document(sha256=f"{n:064}", name="", size=1, format="txt", status=Status.NEW)
            for n in range(start, min(start + 16, numbers.stop))
        ]
        documents.keep_extractions(session, [(row, extraction) for row in documents.add(session, *new)], "1")
