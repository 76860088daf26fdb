"""A real service on a store of its own, with one document that was read. Every test that takes it runs on SQLite and on PostgreSQL.

Where a test has several cases, all run on SQLite and the first on PostgreSQL as well: they mostly differ in what a page is asked, and each
database costs a fifth of a second. Where the database itself may treat them differently, `each_on_both` asks for all on both.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import CursorResult
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from extractor.record import Record
from tests.postgresql import NoServer, Server, running_server
from tests.web.forms import form_of, token_of
from web import create_app
from web.extraction import extraction_of
from web.settings import Settings
from web.state import State
from web.store import Store, documents, open_store, passwords, users
from web.store.engine import POSTGRESQL, SQLITE, open_engine
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
        page = self.get("/exports")
        return token_of(page.text if page.status_code == 200 else self.get("/login").text)

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
    """A data folder and a database with its tables: made once, copied for every test. Where it has accounts there is one of each role, and
    the session of each who signed in there. `database` is the name of a PostgreSQL database; on SQLite it lies in the folder."""

    data: Path
    sessions: Mapping[str, str]
    database: str = ""


@pytest.fixture(scope="session", autouse=True)
def hasher() -> Iterator[PasswordHasher]:
    """What makes the service's hashes, for a test that is about them. In all others argon2 works with little memory and one round: each
    password that the tests type would else cost a quarter of a second, a tenth of the time of all tests of the service."""
    own = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield own


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server. Without one these tests are skipped on a person's machine; a build server must have it."""
    try:
        with running_server() as server:
            yield server
    except NoServer as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the further cases of a test on PostgreSQL."""
    begun: set[str] = set()
    left_out = []
    for item in items:
        if isinstance(item, pytest.Function) and _is_a_case_on_postgresql(item):
            name = item.nodeid.partition("[")[0]
            if name in begun:
                left_out.append(item)
            begun.add(name)
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _is_a_case_on_postgresql(item: pytest.Function) -> bool:
    """Whether it is one of several cases, on PostgreSQL, of a test for which that makes no difference. For whatever jobs do it does."""
    cases: dict[str, object] = item.callspec.params if hasattr(item, "callspec") else {}
    differs = item.get_closest_marker("each_on_both") or "jobs" in item.path.parts
    return not differs and cases.get("backend") == POSTGRESQL and len(cases) > 1


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def backend(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def beginnings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], Beginning]:
    """The beginning of a kind of database, with or without accounts, made when it is first asked for."""

    @cache
    def made(kind: str, accounts: bool) -> Beginning:
        data, name, variables = tmp_path_factory.mktemp("beginning"), "", {}
        if kind == POSTGRESQL:
            server: Server = request.getfixturevalue("server")
            name = server.new_database()
            variables = {"BIENBAN_DATABASE_URL": server.url(name)}
        settings = Settings.load(data, variables)
        if accounts:
            return Beginning(data, _sessions(settings), name)
        open_store(settings).close()
        return Beginning(data, {}, name)

    return made


@pytest.fixture
def beginning(backend: str, beginnings: Callable[[str, bool], Beginning]) -> Beginning:
    """The one with accounts."""
    return beginnings(backend, True)


@pytest.fixture
def nothing() -> None:
    """For a test that makes the tables itself."""


def _sessions(settings: Settings) -> Mapping[str, str]:
    """Make the accounts; the sessions of who signed in."""
    app = create_app(settings)
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
    held(app).close()
    return sessions


@pytest.fixture
def environment(backend: str, beginnings: Callable[[str, bool], Beginning], request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The variables that lead to an own database at its beginning; on SQLite none, since it lies in the data folder."""
    if backend == SQLITE:
        yield {}
        return
    server: Server = request.getfixturevalue("server")
    empty = "nothing" in request.fixturenames
    name = server.new_database() if empty else server.new_database(beginnings(backend, "begun" in request.fixturenames).database)
    yield {"BIENBAN_DATABASE_URL": server.url(name)}
    server.drop_database(name)


@pytest.fixture
def settings(
    tmp_path: Path,
    environment: dict[str, str],
    backend: str,
    beginnings: Callable[[str, bool], Beginning],
    request: pytest.FixtureRequest,
) -> Settings:
    """Settings for a data folder and a database of the test's own; originals lie in the bucket of a test that asks for one."""
    if backend == SQLITE and not {"begun", "nothing"} & set(request.fixturenames):
        shutil.copytree(beginnings(backend, False).data, tmp_path / "data", dirs_exist_ok=True)
    elsewhere = {"BIENBAN_ORIGINALS": request.getfixturevalue("s3")} if "s3" in request.fixturenames else {}
    return Settings.load(tmp_path / "data", {"BIENBAN_UPLOAD_LIMIT_MB": "1", **environment, **elsewhere})


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """A store with its tables and nothing in it."""
    store = open_store(settings)
    yield store
    store.close()


@pytest.fixture
def begun(settings: Settings, beginning: Beginning) -> Settings:
    """The settings, with the beginning where they lead."""
    shutil.copytree(beginning.data, settings.data, dirs_exist_ok=True)
    return settings


@pytest.fixture(scope="session")
def translated(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """The templates as jinja2 has translated them, for all services of one run: each would take a third of its time for that."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(begun: Settings, translated: BytecodeCache) -> Iterator[Flask]:
    app = create_app(begun)
    app.jinja_env.bytecode_cache = translated
    yield app
    held(app).close()


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
        keep_extraction(session, row, machine_record().model_dump(mode="json"), "test")
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


def keep_extraction(session: Session, document: Document, record: Mapping[str, Any], model_version: str) -> None:
    """Keep what the machine extracted of one document, a plain JSON record without a layout."""
    documents.keep_extractions(session, [(document, extraction_of(record, document.name))], model_version)


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


class Database:
    """The database itself, to see what is really kept; each statement is its own transaction."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def execute(self, statement: str) -> CursorResult[Any]:
        return self._connection.exec_driver_sql(statement)

    def close(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Nothing to commit: each statement has been."""


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    opened = Database(settings.database_url)
    yield opened
    opened.close()
