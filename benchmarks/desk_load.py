"""What saving an edit costs in a large store, and whether two hundred reviewers at once meet an error or lose anything.

    python benchmarks/desk_load.py [--documents 100000] [--people 200] [--seconds 120]

Makes a store in a temporary folder (records of a real sample for the documents that are worked on, small ones for the rest), starts the
service, and prints: the time of an edit by one person, as the person waits for it over the loopback, and the processor time that it costs;
then locust's figures for all people at once, and how many of their acknowledged edits the store does not hold. Needs
`pip install -e '.[bench]'`.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import insert

from extractor import extract
from web import create_app
from web.extraction import extraction_of
from web.settings import Settings
from web.store import Store, documents, drafts, open_store, reviews, signins, users
from web.store.models import Document, MachineRecord, Role, Status, User, now

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.web.forms import form_of, token_of  # noqa: E402  # the checkout's own, found by the line above

BIENBAN = Path(sys.executable).with_name("bienban")
PASSWORD = "mật khẩu để đo"
EDITS = 300
A_BATCH = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=120)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(folder, {})
        store = open_store(settings)
        fill(store, wanted.documents, wanted.people)
        print(f"{wanted.documents} documents, database {settings.data.joinpath('bienban.sqlite3').stat().st_size / 2**20:.0f} MiB")
        with serving(settings) as (process, address):
            print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            one_person(process, address, wanted.people + 1)
            told, cookies = Path(folder) / "acknowledged.json", Path(folder) / "cookies.json"
            cookies.write_text(json.dumps(signed_in(settings, store, wanted.people)), "utf-8")
            crowd(address, wanted.people, wanted.seconds, told, cookies)
            lost(store, json.loads(told.read_text("utf-8")))
        store.close()


def fill(store: Store, how_many: int, people: int) -> None:
    """One document a person with the record of a real sample, and as many small ones as are wanted beside them."""
    sample = extract(str(ROOT / "samples/docx/to-trinh-khen-thuong-hop-tac-xa.docx")).model_dump(mode="json")
    if sample["meeting"] is None:  # the desk's edit is one of the meeting's place
        sample["meeting"] = {"title": None, "kind": "other", "date": None, "place": None, "block": None, "conveners": []}
        sample["meeting"] |= dict.fromkeys(("review_year", "plan_year", "pact_year"))
    with store.session() as session:
        first = users.add(session, "r001", PASSWORD, Role.REVIEWER)
        for number in range(2, people + 2):
            session.add(User(name=f"r{number:03}", password_hash=first.password_hash, role=Role.REVIEWER, must_change=False))
        for number in range(1, people + 2):
            row = Document(sha256=f"{number:064x}", name=f"Tờ trình {number}.docx", size=1, format="docx", status=Status.NEW)
            documents.add(session, row)
            documents.keep_extractions(session, [(row, extraction_of(copy.deepcopy(sample), row.name))], "bench")
    small = {**sample, "text": sample["text"][:300], **dict.fromkeys(("organizations", "people", "leaders", "awards", "tasks"), [])}
    for start in range(people + 2, how_many + 1, A_BATCH):
        numbers = range(start, min(start + A_BATCH, how_many + 1))
        with store.session() as session:
            session.execute(insert(Document), [_row(number) for number in numbers])
            session.execute(insert(MachineRecord), [{"document_id": n, "record": small, "model_version": "bench"} for n in numbers])


def signed_in(settings: Settings, store: Store, people: int) -> dict[int, str]:
    """The session cookie of each person, who signed in earlier: checking a password is slow on purpose, and nobody signs in all day."""
    app = create_app(settings)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None  # the app has a key
    cookies = {}
    with store.session() as session:
        for number in range(1, people + 1):
            user = users.by_name(session, f"r{number:03}")
            assert user is not None
            key = signins.begin(session, user, "desk_load", settings.lifetime)
            cookies[number] = str(serializer.dumps({"_user_id": key, "_fresh": True, "_permanent": True}))
    app.extensions["bienban"].store.close()
    return cookies


def _row(number: int) -> dict[str, Any]:
    status = (Status.EXTRACTED, Status.IN_REVIEW, Status.CONFIRMED)[number % 3]
    held = {"id": number, "sha256": f"{number:064x}", "name": f"Văn bản {number}.txt", "title": f"Báo cáo tổng kết số {number}"}
    return held | {"size": 1, "format": "txt", "status": status, "kind": "report", "created": now(), "updated": now()}


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service in a process of its own, and its address."""
    process = subprocess.Popen([BIENBAN, "serve", "--port", "0", "--data", settings.data], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 120)
    line = process.stdout.readline() if ready else ""
    assert "http://" in line, line
    try:
        yield process, line.split()[1]
    finally:
        process.terminate()
        process.wait(30)


def one_person(process: subprocess.Popen[str], address: str, number: int) -> None:
    """One person's edits, one after the other: time waited and processor time of the service."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
    cookies: dict[str, str] = {}

    def ask(method: str, path: str, fields: Any = None, accept: str = "text/html") -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Accept": accept}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(fields) if fields else None, headers)
        answer = connection.getresponse()
        cookies.update({name: morsel.value for name, morsel in SimpleCookie(answer.getheader("Set-Cookie", "")).items()})
        return answer.read().decode()

    ask("POST", "/login", {"csrf_token": token_of(ask("GET", "/login")), "name": f"r{number:03}", "password": PASSWORD})
    form = form_of(ask("GET", f"/documents/{number}"), f"/documents/{number}")
    waited = []
    before = spent(process.pid)
    for edit in range(1, EDITS + 1):
        form["edit"], form["meeting-m0-place"] = str(edit), f"Hội trường {edit}"
        start = time.perf_counter()
        said = ask("POST", f"/documents/{number}/draft", list(form.items(multi=True)), "application/json")
        waited.append((time.perf_counter() - start) * 1000)
        assert json.loads(said)["kept"], said
    cost = (spent(process.pid) - before) / EDITS * 1000
    connection.close()
    most = statistics.quantiles(waited, n=20)[-1]
    print(f"an edit by one person: median {statistics.median(waited):.1f} ms, 95th percentile {most:.1f} ms, processor {cost:.1f} ms")


def spent(pid: int) -> float:
    """Processor seconds of a process so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def crowd(address: str, people: int, seconds: int, told: Path, cookies: Path) -> None:
    """All people at once, by locust; its table goes to the screen."""
    command = [sys.executable, "-m", "locust", "-f", str(ROOT / "benchmarks/desk_users.py"), "--headless", "--only-summary"]
    command += ["--users", str(people), "--spawn-rate", "4", "--run-time", f"{seconds}s", "--host", address, "--exit-code-on-error", "0"]
    environment = {**os.environ, "BIENBAN_ACKNOWLEDGED": str(told), "BIENBAN_COOKIES": str(cookies), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    print("\n".join(line for line in ran.stderr.splitlines() + ran.stdout.splitlines() if not re.match(r"^\[|^$|^Task queue", line)))


def lost(store: Store, acknowledged: dict[str, int]) -> None:
    """Say how many acknowledged edits are neither in a draft nor in a version."""
    missing = 0
    with store.session() as session:
        for number, last in acknowledged.items():
            owner = users.by_name(session, f"r{int(number):03}")
            draft = drafts.of(session, int(number), owner.id) if owner else None
            record = reviews.reviewed(session, documents.get(session, int(number))).record
            words = draft.form["meeting-m0-place"][0] if draft else str((record["meeting"] or {}).get("place"))
            missing += int(words.rpartition(" ")[2]) < last
    print(f"{sum(acknowledged.values())} edits of {len(acknowledged)} people acknowledged; documents that lack one: {missing}")


if __name__ == "__main__":
    main()
