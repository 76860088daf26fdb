"""What one reviewer, signed in already, does at the desk, for locust: open a document, change it every few seconds, save now and then.

Started by `desk_load.py`. What the service acknowledged is written to the file that BIENBAN_ACKNOWLEDGED names, to be compared with what
the store holds.
"""

from __future__ import annotations

import json
import os
from itertools import count
from pathlib import Path
from typing import Any

from locust import HttpUser, between, events, task
from werkzeug.datastructures import MultiDict

from tests.web.forms import form_of

COOKIES = json.loads(Path(os.environ["BIENBAN_COOKIES"]).read_text("utf-8"))
JSON = {"Accept": "application/json"}
_numbers = count(1)
acknowledged: dict[int, int] = {}
"""Document → the number of the last change that the service acknowledged."""


class Reviewer(HttpUser):
    wait_time = between(4, 10)

    def on_start(self) -> None:
        self.number = next(_numbers)
        self.client.cookies.set("session", COOKIES[str(self.number)], domain="127.0.0.1")
        self.open()

    def open(self) -> None:
        page = self.client.get(f"/documents/{self.number}", name="open the review page")
        self.form: MultiDict[str, str] = form_of(page.text, f"/documents/{self.number}")
        self.edit = 0

    @task(8)
    def change(self) -> None:
        words = self._next()
        with self.client.post(
            f"/documents/{self.number}/draft", self._posted(), headers=JSON, name="change (draft)", catch_response=True
        ) as answer:
            if answer.status_code != 200 or not answer.json()["kept"]:
                answer.failure(f"{answer.status_code} {answer.text[:200]}")
            else:
                acknowledged[self.number] = words

    @task(3)
    def be_there(self) -> None:
        sign = {"csrf_token": self.form["csrf_token"], "doing": "editing", "version": self.form["version"]}
        self.client.post(f"/documents/{self.number}/presence", sign, headers=JSON, name="sign of life")

    @task(1)
    def save(self) -> None:
        words = self._next()
        self.form["act"] = "save"
        with self.client.post(
            f"/documents/{self.number}", self._posted(), name="save", allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 302:
                answer.failure(f"{answer.status_code} {answer.text[:200]}")
            else:
                acknowledged[self.number] = words
        self.open()

    def _next(self) -> int:
        self.words = acknowledged.get(self.number, 0) + 1
        self.edit += 1
        self.form["edit"], self.form["meeting-m0-place"] = str(self.edit), f"Hội trường {self.words}"
        return self.words

    def _posted(self) -> dict[str, list[str]]:
        return dict(self.form.lists())


@events.quitting.add_listener
def write_down(environment: Any, **_: Any) -> None:
    Path(os.environ["BIENBAN_ACKNOWLEDGED"]).write_text(json.dumps(acknowledged), "utf-8")
