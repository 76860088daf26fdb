"""A real service on a store of its own in a temporary folder, with one document that was read."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from extractor.record import Record
from tests.web.forms import form_of, token_of
from web import create_app
from web.settings import Settings
from web.state import State
from web.store import documents, users
from web.store.models import Document, Role, Status

PASSWORD = "mật khẩu đủ dài"
TEXT = (
    "Cụm thi đua số 4 tổng kết công tác năm 2023\n"
    "Ngày 12/01/2024, Cụm thi đua số 4 họp tại Trà Lĩnh. Bà Trần Thị Bình, Chủ tịch Hội Nông dân huyện, chủ trì; "
    "Hội Luật gia huyện được suy tôn là Cụm trưởng năm 2024."
)


class Person:
    """Somebody at a browser: keeps cookies, and sends the forms that the pages hold."""

    def __init__(self, app: Flask, session: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        if session:
            self.client.set_cookie("session", session)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def token(self) -> str:
        return token_of(self.get("/exports" if "200" in self.get("/exports").status else "/login").text)

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        form = {"csrf_token": token_of(self.get("/login").text), "name": name, "password": password}
        return self.client.post("/login", data=form)

    def record_form(self, number: int = 1) -> MultiDict[str, str]:
        return form_of(self.get(f"/documents/{number}").text, f"/documents/{number}")

    def decide(self, form: MultiDict[str, str], act: str = "save", number: int = 1) -> TestResponse:
        form = MultiDict(form)
        form["act"] = act
        return self.client.post(f"/documents/{number}", data=form, follow_redirects=False)


@dataclass(frozen=True)
class Beginning:
    """A data folder with an account of each role, and the session of each who signed in there: made once, copied for every test."""

    data: Path
    sessions: Mapping[str, str]


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Beginning:
    data = tmp_path_factory.mktemp("beginning")
    app = create_app(Settings.load(data, {}))
    with held(app).store.session() as session:
        for role in Role:
            users.add(session, role.value, PASSWORD, role)
    sessions = {}
    for role in Role:
        person = Person(app)
        assert person.sign_in(role.value).status_code == 302
        cookie = person.client.get_cookie("session")
        assert cookie is not None
        sessions[role.value] = cookie.value
    held(app).store.close()
    return Beginning(data, sessions)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path / "data", {"BIENBAN_UPLOAD_LIMIT_MB": "1"})


@pytest.fixture
def app(settings: Settings, beginning: Beginning) -> Iterator[Flask]:
    shutil.copytree(beginning.data, settings.data, dirs_exist_ok=True)
    app = create_app(settings)
    yield app
    held(app).store.close()


@pytest.fixture
def state(app: Flask) -> State:
    return held(app)


@pytest.fixture
def reviewer(app: Flask, beginning: Beginning) -> Person:
    return Person(app, beginning.sessions["reviewer"])


@pytest.fixture
def colleague(app: Flask, beginning: Beginning) -> Person:
    return Person(app, beginning.sessions["lead"])


@pytest.fixture
def document(state: State) -> int:
    """The number of a document with a machine record, each value with its place."""
    digest = state.archive.put(TEXT.encode())
    with state.store.session() as session:
        row = Document(sha256=digest, name="Biên bản cụm 4.txt", size=len(TEXT), format="txt", status=Status.NEW)
        assert documents.add(session, row)
        documents.keep_extraction(session, row, machine_record().model_dump(mode="json"), "test")
        return row.id


def held(app: Flask) -> State:
    found: State = app.extensions["bienban"]
    return found


def place(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def entry(evidence: dict[str, list[str]], **values: object) -> dict[str, object]:
    """An entry with the places of its words."""
    places = {name: [place(words) for words in found] for name, found in evidence.items()}
    spans = [one for found in places.values() for one in found]
    return {**values, "evidence": places, "spans": spans, "confidence": 0.8, "rules": ["test"]}


def machine_record() -> Record:
    """What the machine found in TEXT, with one mistake for people to correct: the name of the cluster lacks its number."""
    title = "Cụm thi đua số 4 tổng kết công tác năm 2023"
    chair = entry({"title": ["Chủ tịch"], "organization": ["Hội Nông dân huyện"]}, title="Chủ tịch", organization="Hội Nông dân huyện")
    law = {"holder": ["Hội Luật gia huyện"], "position": ["Cụm trưởng"], "term": ["2024."]}
    return Record.model_validate(
        {
            "text": TEXT,
            "document": entry({"title": [title]}, kind="minutes", title=title, number=None, date="2024-01-12", authors=[]),
            "meeting": entry(
                {"place": ["Trà Lĩnh"]}, title=None, kind="review", date="2024-01-12", place="Trà Lĩnh", block="Cụm thi đua số 4"
            )
            | {"conveners": [], "review_year": 2023, "plan_year": None, "pact_year": None},
            "organizations": [
                entry({"name": ["Cụm thi đua"]}, name="Cụm thi đua", aliases=[], kind="block", member=False),
                entry({"name": ["Hội Nông dân huyện"]}, name="Hội Nông dân huyện", aliases=[], kind="organization", member=True),
                entry({"name": ["Hội Luật gia huyện"]}, name="Hội Luật gia huyện", aliases=[], kind="organization", member=True),
            ],
            "people": [entry({"name": ["Trần Thị Bình"]}, name="Trần Thị Bình", positions=[chair], parts=["chair"])],
            "leaders": [
                entry(law, position="Cụm trưởng", holder="Hội Luật gia huyện", holder_kind="organization", body=None, term="2024")
                | {"action": "elected"}
            ],
            "campaigns": [],
            "awards": [],
            "references": [],
            "tasks": [],
        }
    )


@pytest.fixture
def database(settings: Settings) -> Iterator[sqlite3.Connection]:
    """The file itself, to see what is really kept."""
    connection = sqlite3.connect(settings.data / "bienban.sqlite3")
    yield connection
    connection.close()
