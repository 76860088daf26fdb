"""What is told of the work: a line a document without its content, numbers for Prometheus, whether the service can work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from tests.web.conftest import TEXT, Person, held
from web import create_app, observability
from web.errors import SettingsError
from web.ingest import ingest_bytes
from web.settings import Settings
from web.state import State

BIENBAN = Path(sys.executable).with_name("bienban")


def numbers(app: Flask) -> dict[tuple[str, ...], float]:
    """What Prometheus would read, by name and the values of its labels in their order by name."""
    answer = app.test_client().get("/metrics")
    assert answer.status_code == 200 and answer.mimetype == "text/plain"
    families = text_string_to_metric_families(answer.text)
    return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}


def test_numbers_tell_the_queue_the_stages_and_the_failures(app: Flask, state: State) -> None:
    before = {key: value for key, value in numbers(app).items() if "queue" not in key[0]}
    again = create_app(state.settings)  # counts of the store are kept for a while, but another service has its own
    ingest_bytes(state.store, state.archive, "một.txt", TEXT.encode())
    ingest_bytes(state.store, state.archive, "hỏng.pdf", b"%PDF-1.7 cut off")
    after = numbers(again)
    held(again).store.close()
    assert after["bienban_queue", "waiting"] == after["bienban_queue", "running"] == 0
    assert (after["bienban_documents", "extracted"], after["bienban_documents", "failed"]) == (1, 1)
    assert after["bienban_failed_documents", "E104"] == 1 and after["bienban_database_bytes", "all"] > 0
    for key in (("bienban_documents_dealt_with_total", "E104", "pdf"), ("bienban_documents_dealt_with_total", "", "txt")):
        assert after[key] == before.get(key, 0) + 1
    for stage in ("fetch", "text", "record", "keep"):
        key = ("bienban_stage_seconds_count", "txt", stage)
        assert after[key] == before.get(key, 0) + 1


def test_only_the_networks_that_are_named_may_ask_for_numbers(app: Flask) -> None:
    asked = app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"})
    assert asked.status_code == 404
    app.extensions["bienban"] = replace(held(app), settings=replace(held(app).settings, metrics_from=(ip_network("10.0.0.0/8"),)))
    assert app.test_client().get("/metrics", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200
    assert app.test_client().get("/metrics").status_code == 404


def test_the_service_tells_whether_it_lives_and_whether_it_can_work(app: Flask, state: State, tmp_path: Path) -> None:
    client = Person(app).client
    assert client.get("/healthz").text == "ok\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"database": True, "originals": True})


def test_a_service_whose_database_went_away_lives_but_cannot_work(app: Flask, state: State, backend: str, server: object) -> None:
    if backend == "sqlite":
        state.store.close()
        for path in state.settings.data.glob("bienban.sqlite3*"):
            path.unlink()
        (state.settings.data / "bienban.sqlite3").mkdir()
    else:
        state.store.close()
        server.drop_database(state.settings.database_url.rpartition("/")[2])  # type: ignore[attr-defined]  # the fixture's server
    client = app.test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"database": False, "originals": True})
    assert client.get("/healthz").status_code == 200


def test_each_document_is_one_line_of_json_without_its_content(state: State, tmp_path: Path) -> None:
    observability.set_up(replace(state.settings, log=str(tmp_path / "log.jsonl")))
    try:
        ingest_bytes(state.store, state.archive, "Biên bản mật.txt", TEXT.encode())
        ingest_bytes(state.store, state.archive, "hỏng.pdf", b"%PDF-1.7 cut off")
    finally:
        observability.set_up(state.settings)
    written = (tmp_path / "log.jsonl").read_text("utf-8")
    read, failed = map(json.loads, written.splitlines())
    assert (read["event"], read["document"], read["format"], read["code"], read["attempt"]) == ("read", 1, "txt", None, 1)
    assert set(read["stages"]) == {"fetch", "text", "record", "keep"} and read["seconds"] > 0
    assert (failed["event"], failed["document"], failed["code"]) == ("failed", 2, "E104")
    assert not any(word in written for word in ("Trần Thị Bình", "Trà Lĩnh", "mật", "Nông dân"))


def test_a_command_logs_where_the_settings_say(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    env = {**os.environ, **environment, "BIENBAN_LOG": str(tmp_path / "log.jsonl"), "BIENBAN_DATA": str(tmp_path / "data")}
    assert subprocess.run([BIENBAN, "ingest", tmp_path / "a.txt"], env=env, capture_output=True, check=False).returncode == 0
    assert json.loads((tmp_path / "log.jsonl").read_text("utf-8"))["event"] == "read"
    told = subprocess.run([BIENBAN, "stats", "--json"], env=env, capture_output=True, check=True)
    found = json.loads(told.stdout)
    assert found["documents"]["extracted"] == found["records"] == found["formats"]["txt"]["documents"] == 1
    assert found["originals_bytes"] == len(TEXT.encode()) and found["database_bytes"] > 0 and found["waiting_since"] is None
    told = subprocess.run([BIENBAN, "--lang", "vi", "stats"], env=env, capture_output=True, check=True)
    assert "văn bản theo trạng thái:" in told.stdout.decode() and "bản ghi của máy: 1" in told.stdout.decode()


@pytest.mark.parametrize("wrong", [{"BIENBAN_METRICS_FROM": "office"}, {"BIENBAN_METRICS_PORT": "x"}])
def test_settings_that_name_no_network_or_port_are_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="E301"):
        Settings.load(tmp_path, wrong)
