"""Reading again: only the machine's side changes, a person's decision stays, and what differs waits for people to look at."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

import pytest

from tests.serving import BIENBAN
from tests.web.commands import command
from tests.web.conftest import Database, Person, keep_extraction, machine_record
from tests.web.forms import form_of
from web.state import State
from web.store import documents, rereadings, reviews
from web.store.models import Act, Status


@pytest.fixture
def confirmed(state: State, document: int) -> int:
    """A document of which a person confirmed an older reading: one without organisations."""
    with state.store.session() as session:
        row = documents.get(session, document)
        older = machine_record().model_dump(mode="json") | {"organizations": []}
        keep_extraction(session, row, older, "0.0")
        reviews.keep(session, seen := reviews.reviewed(session, row), dict(seen.record), Act.CONFIRMED, 1, version=0)
    return document


def reextract(state: State, environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return command("reextract", *arguments, environment={**environment, "BIENBAN_DATA": str(state.settings.data)})


def test_a_decision_stays_and_what_is_read_otherwise_waits_for_people(
    reviewer: Person, state: State, confirmed: int, database: Database, environment: dict[str, str], tmp_path: Path
) -> None:
    before = database.execute("SELECT CAST(record AS TEXT), version, act FROM review_records").fetchall()
    env = {**os.environ, **environment, "BIENBAN_DATA": str(state.settings.data)}
    asked = ["reextract", "--where", "status=confirmed", "--workers", "1", "--report", tmp_path / "khác.csv"]
    done = subprocess.run([BIENBAN, *asked], capture_output=True, env=env, check=False)
    assert (done.returncode, done.stderr.startswith(b"1 read again, 0 failed; 1 read otherwise, 1 of them")) == (0, True), done.stderr
    assert database.execute("SELECT CAST(record AS TEXT), version, act FROM review_records").fetchall() == before
    with state.store.session() as session:
        row = documents.get(session, confirmed)
        assert row.status == Status.CONFIRMED and reviews.reviewed(session, row).record["organizations"] == []
    rows = list(csv.DictReader((tmp_path / "khác.csv").read_text("utf-8-sig").splitlines()))
    assert {"section": "organizations", "deed": "added", "now": "Hội Nông dân huyện"}.items() <= next(
        row for row in rows if row["now"] == "Hội Nông dân huyện"
    ).items()
    page = reviewer.get("/rereadings").text
    assert "Hội Nông dân huyện" in page and 'href="/documents/1"' in page and "1 văn bản máy đọc khác trước" in reviewer.get("/").text


def test_what_somebody_has_looked_at_is_put_away(reviewer: Person, state: State, confirmed: int) -> None:
    with state.store.session() as session:
        keep_extraction(session, documents.get(session, confirmed), machine_record().model_dump(mode="json"), "1.0")
    form = form_of(reviewer.get("/rereadings").text, "/rereadings")
    token = {"csrf_token": form["csrf_token"]}
    assert reviewer.client.post("/rereadings", data=form).status_code == 302
    with state.store.session() as session:
        assert rereadings.page(session, True, 0, 10) == [] and rereadings.waiting(session) == 0
    for wrong in ({}, {"reading": "x"}, {"reading": "9" * 30}):
        assert reviewer.client.post("/rereadings", data={**token, **wrong}).status_code == 400


def test_several_readings_are_seen_as_one_from_what_the_person_saw(state: State, confirmed: int) -> None:
    newest = machine_record().model_dump(mode="json")
    with state.store.session() as session:
        row = documents.get(session, confirmed)
        keep_extraction(session, row, newest | {"people": []}, "1.0")
        keep_extraction(session, row, newest, "1.1")
        (found,) = rereadings.page(session, True, 0, 10)
        assert {change.section for change in found.changes} == {"organizations"} and found.model_version == "1.1"
        keep_extraction(session, row, newest | {"organizations": []}, "1.2")  # as the person saw it: nothing to look at
        assert rereadings.page(session, True, 0, 10) == []


def test_order_places_and_confidence_are_no_difference(state: State, confirmed: int) -> None:
    record = machine_record().model_dump(mode="json") | {"organizations": []}
    record["people"] = [{**person, "confidence": 0.1, "spans": [], "evidence": {}} for person in record["people"]]
    with state.store.session() as session:
        keep_extraction(session, documents.get(session, confirmed), record, "1.0")
        assert rereadings.page(session, True, 0, 10) == []


def test_only_what_the_condition_names_is_read_again(state: State, confirmed: int, database: Database, environment: dict[str, str]) -> None:
    assert reextract(state, environment, "--dry-run").stdout == b"1\n"
    assert reextract(state, environment, "--dry-run", "--older", "--where", "kind=minutes&status=confirmed").stdout == b"1\n"
    assert b"E323" in reextract(state, environment, "--where", "status=failed").stderr
    for wrong in ("status=nothing", "status", "year=12"):
        done = reextract(state, environment, "--where", wrong)
        assert done.returncode == 1 and b"bienban: E" in done.stderr and len(done.stderr.splitlines()) == 1
    assert database.execute("SELECT count(*) FROM machine_records").fetchone() == (2,)
