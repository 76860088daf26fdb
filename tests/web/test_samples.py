"""The samples through the whole service: in, shown, saved as they are, out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor import Record, extract
from extractor.evaluation import evaluate
from tests.web.conftest import Person
from web.ingest import Result, ingest_bytes
from web.state import State
from web.store import documents, reviews

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
GOLD = ROOT.parent / "shared" / "gold"
PATHS = sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".txt", ".md", ".html", ".docx", ".pdf"))


def test_there_are_samples() -> None:
    assert len(PATHS) >= 8


REAL = sorted(path for n in range(1, 11) for path in (GOLD / f"real-{n}").glob("source.*"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_sample_saved_as_it_is_stays_as_the_machine_found_it(reviewer: Person, state: State, path: Path) -> None:
    assert goes_through(reviewer, state, path) == path.suffix[1:]


@pytest.mark.skipif(not GOLD.is_dir(), reason="../shared is absent")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.parent.name)
def test_a_real_report_goes_through_the_service(reviewer: Person, state: State, path: Path) -> None:
    assert goes_through(reviewer, state, path) == "txt"


def goes_through(reviewer: Person, state: State, path: Path) -> str | None:
    """Confirmed and exported as it is, a document's record is the machine's; gives the format that it was read as."""
    outcome = ingest_bytes(state.store, state.archive, path.name, path.read_bytes())
    assert outcome.result is Result.EXTRACTED and outcome.error is None
    assert reviewer.decide(reviewer.record_form(), "confirm").status_code == 302
    with state.store.session() as session:
        current = reviews.reviewed(session, documents.get(session, 1))
    with reviewer.get("/exports/records.jsonl") as answer:
        exported = json.loads(answer.data)
    assert {**exported, "source": None, "sha256": None} == {**current.machine.record, "source": None, "sha256": None}
    return current.document.format


def test_the_records_beside_the_samples_are_what_extraction_comes_near_to() -> None:
    gold = {path.name: json.loads((path.parent / f"{path.stem}.record.json").read_text("utf-8")) for path in PATHS}
    for record in gold.values():
        Record.model_validate(record)
    found = {path.name: extract(path).model_dump(mode="json") for path in PATHS}
    assert evaluate(gold, found).macro_f1 >= 0.9
