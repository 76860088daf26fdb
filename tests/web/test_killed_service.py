"""A service that is killed in the middle of its work loses no edit that it has acknowledged."""

from __future__ import annotations

import json
import os
import signal
import threading
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from tests.serving import PATIENCE, serving
from tests.web.conftest import TEXT, Beginning, keep_extraction, machine_record
from tests.web.forms import form_of
from web.settings import Settings
from web.state import State
from web.store import documents, drafts, reviews, users
from web.store.models import Document, Status

EDITS_BEFORE_THE_KILL = 60
EVERY = 5
"""Each fifth change is saved as a version instead of being kept as a draft."""


class Editor(threading.Thread):
    """A person who changes one document again and again until the service is gone, and writes down what it acknowledged."""

    def __init__(self, address: str, session: str, number: int) -> None:
        super().__init__()
        self.connection = HTTPConnection(address, timeout=PATIENCE)
        self.headers = {"Cookie": f"session={session}", "Content-Type": "application/x-www-form-urlencoded"}
        self.number = number
        self.drafted, self.saved, self.wrong = "", "", ""
        self.acknowledged = 0

    def run(self) -> None:
        try:
            while not self.wrong:
                self._page()
        except (OSError, HTTPException):
            return  # the service was killed
        finally:
            self.connection.close()

    def _page(self) -> None:
        """Open the page, change it some times, then save it."""
        form = form_of(self.ask("GET", f"/documents/{self.number}")[1], f"/documents/{self.number}")
        for edit in range(1, EVERY):
            words = self._change(form, edit)
            status, said = self.ask("POST", f"/documents/{self.number}/draft", form)
            if status != 200 or not json.loads(said)["kept"]:
                self.wrong = f"{status} {said[:200]}"
                return
            self.drafted, self.acknowledged = words, self.acknowledged + 1
        words = self._change(form, EVERY)
        form["act"] = "save"
        status, said = self.ask("POST", f"/documents/{self.number}", form)
        if status != 302:
            self.wrong = f"{status} {said[:200]}"
            return
        self.drafted, self.saved, self.acknowledged = "", words, self.acknowledged + 1

    def _change(self, form: MultiDict[str, str], edit: int) -> str:
        form["edit"], form["meeting-m0-place"] = str(edit), f"Hội trường {self.acknowledged + 1}"
        return form["meeting-m0-place"]

    def ask(self, method: str, path: str, form: MultiDict[str, str] | None = None) -> tuple[int, str]:
        body = urlencode(list(form.items(multi=True))) if form is not None else None
        accept = {"Accept": "application/json"} if path.endswith("/draft") else {}
        self.connection.request(method, path, body, {**self.headers, **accept})
        answer = self.connection.getresponse()
        for name, value in SimpleCookie(answer.getheader("Set-Cookie", "")).items():
            self.headers["Cookie"] = f"{name}={value.value}"
        return answer.status, answer.read().decode()


def test_a_killed_service_loses_no_edit_that_it_acknowledged(
    state: State, settings: Settings, environment: dict[str, str], beginning: Beginning
) -> None:
    people = {name: beginning.sessions[name] for name in ("reviewer", "lead", "admin")}
    numbers = dict(zip(people, add_documents(state, len(people)), strict=True))
    with serving(settings.data, environment=environment) as service:
        editors = [Editor(service.place, session, numbers[name]) for name, session in people.items()]
        for editor in editors:
            editor.start()
        while sum(editor.acknowledged for editor in editors) < EDITS_BEFORE_THE_KILL and not any(editor.wrong for editor in editors):
            editors[0].join(0.01)
        os.kill(service.process.pid, signal.SIGKILL)
        for editor in editors:
            editor.join(PATIENCE)
    assert [editor.wrong for editor in editors] == ["", "", ""]
    for name, editor in zip(people, editors, strict=True):
        assert number_of(held(state, name, editor.number)) >= number_of(editor.drafted or editor.saved)
        assert number_of(saved(state, editor.number)) >= number_of(editor.saved)
    with serving(settings.data, environment=environment) as service:
        for name, editor in zip(people, editors, strict=True):
            again = Editor(service.place, people[name], editor.number)
            form = form_of(again.ask("GET", f"/documents/{editor.number}")[1], f"/documents/{editor.number}")
            again.connection.close()
            assert number_of(form["meeting-m0-place"]) >= number_of(editor.drafted or editor.saved)


def add_documents(state: State, how_many: int) -> list[int]:
    """Documents that were read, each of its own content."""
    numbers = []
    with state.store.session() as session:
        for number in range(how_many):
            row = Document(sha256=f"{number:064x}", name=f"Biên bản {number}.txt", size=len(TEXT), format="txt", status=Status.NEW)
            assert documents.add(session, row)
            keep_extraction(session, row, machine_record().model_dump(mode="json"), "test")
            numbers.append(row.id)
    return numbers


def number_of(words: str) -> int:
    """The number of the edit that wrote these words; 0 for those that the machine found."""
    last = words.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


def held(state: State, name: str, number: int) -> str:
    """The place in the person's open draft, else as it was saved."""
    with state.store.session() as session:
        user = users.by_name(session, name)
        assert user is not None
        draft = drafts.of(session, number, user.id)
        return draft.form["meeting-m0-place"][0] if draft else saved(state, number)


def saved(state: State, number: int) -> str:
    """The place in the newest version."""
    with state.store.session() as session:
        return str(reviews.reviewed(session, documents.get(session, number)).record["meeting"]["place"])
