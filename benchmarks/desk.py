"""How many keys and how long the review desk takes: for a person in a real Chromium, and for the server with many documents in the store.

    .venv/bin/python benchmarks/desk.py --data /tmp/desk --documents 100000

Three parts: the keys of two tasks, counted and timed; how soon the page of a 60-page document can be worked with; and the milliseconds
of the server for review pages of our own documents (models/documents), in a store of that folder that is filled up with so many more.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect
from sqlalchemy import func, insert, select

from extractor import extract
from web import create_app
from web.ingest import ingest_bytes
from web.settings import Settings
from web.state import State, state_of
from web.store import users
from web.store.models import Document, MachineRecord, Role, Status

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.chromium import running_chromium  # the checkout's own, found by the line above

BIENBAN = Path(sys.executable).with_name("bienban")
DOCUMENTS = Path(__file__).resolve().parents[1] / "models" / "documents"
PASSWORD = "mật khẩu để đo"
A_PAGE = 2500
"""Characters of a page of such documents."""
REPORT = """Cụm thi đua số 2 huyện Thạch Sơn tổng kết công tác năm 2023

Sáng 15/01/2024, tại Hội trường UBND huyện Thạch Sơn, Cụm thi đua số 2 tổ chức Hội nghị tổng kết. Đồng chí Lê Văn Khánh, \
Phó Chủ tịch UBND huyện chủ trì. Hội nghị thống nhất suy tôn Trung tâm Hỗ trợ nông dân Hoa Phượng đỏ là Cụm trưởng năm 2024.
"""
CUT, WHOLE = "Trung tâm Hỗ trợ nông dân Hoa Phượng", "Trung tâm Hỗ trợ nông dân Hoa Phượng đỏ"
"""What the machine reads of a name, and the name."""


@dataclass
class Hands:
    """A person at the keyboard: every press is counted, a chord such as Ctrl+Enter as one."""

    page: Page
    presses: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.presses.append(key)
        self.page.keyboard.press(key)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a folder for the store with many documents; without it that part is left out")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=200)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        in_browser(Path(folder))
    if chosen.data:
        of_server(chosen.data, chosen.documents, chosen.requests)


def in_browser(data: Path) -> None:
    command = [BIENBAN, "user", "add", "do", "--password-stdin", "--data", data]
    subprocess.run(command, input=f"{PASSWORD}\n".encode(), check=True, capture_output=True)
    files = {"đúng.txt": REPORT.replace(WHOLE, "Hội Luật gia huyện"), "sai.txt": REPORT, "dài.txt": long_text(60)}
    for name, text in files.items():
        (data / name).write_text(text, "utf-8")
        subprocess.run([BIENBAN, "ingest", data / name, "--data", data], check=True, capture_output=True)
    process = subprocess.Popen([BIENBAN, "serve", "--port", "0", "--data", data], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = process.stdout.readline().split()[1]
    try:
        with running_chromium() as browser:
            page = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=address).new_page()
            page.goto("/")
            page.get_by_label("Tên tài khoản").fill("do")
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            told_task("confirm a report whose record is right", page, 1, confirm)
            told_task("correct a name cut short, there and where it is repeated", page, 2, correct)
            told_opening(page, 3)
    finally:
        process.terminate()
        process.communicate()


def opened(page: Page, number: int) -> None:
    page.goto(f"/documents/{number}")
    expect(page.locator("body.with-script")).to_be_attached(timeout=30_000)


def told_task(name: str, page: Page, number: int, task: Callable[[Hands], None]) -> None:
    opened(page, number)
    hands, begun = Hands(page), time.perf_counter()
    task(hands)
    print(f"{name}: {len(hands.presses)} presses ({' '.join(hands.presses)}), {time.perf_counter() - begun:.2f} s with the answers")


def confirm(hands: Hands) -> None:
    hands.press("Control+Enter")
    expect(hands.page.get_by_text("Đã xác nhận.")).to_be_visible()


def correct(hands: Hands) -> None:
    found = hands.page.locator("#section-organizations .entry-title").get_by_text(CUT, exact=True)
    found.click()  # the task begins once the entry is reached
    hands.press("]")
    hands.press("i")
    names = hands.page.locator("#section-organizations [name$=-name], #section-leaders [name$=-holder]")
    said = names.evaluate_all("all => all.map((one) => one.value)")
    assert said.count(WHOLE) == 2 and CUT not in said, said
    hands.press("Control+s")
    expect(hands.page.get_by_text("Đã lưu.")).to_be_visible()


def told_opening(page: Page, number: int) -> None:
    """How long until the page is painted and a key does something, five times; and how much the page's own thread works for it the first
    time, when nothing is in the browser's memory yet: that does not depend on what else the machine does."""
    clock = page.context.new_cdp_session(page)
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})
    taken, worked = [], 0.0
    for _ in range(5):
        before = spent(clock)
        taken.append(opening(page, number))
        worked = worked or spent(clock) - before
    entries = page.locator("[data-entry]").count()
    print(f"the page of a 60-page document ({entries} entries): the first key has its effect after {told_seconds(taken)} s;")
    print(f"    work of the page's thread: {worked * 1000:.0f} ms; load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def opening(page: Page, number: int) -> float:
    """Seconds from asking for the page until its first key has had its effect."""
    begun = time.perf_counter()
    page.goto(f"/documents/{number}", wait_until="commit")
    page.wait_for_selector("body.with-script [data-entry].on", state="attached")
    before = page.locator("[data-entry].on").first.get_attribute("id")
    page.keyboard.press("j")
    page.wait_for_selector(f"[data-entry].on:not(#{before})", state="attached")
    return time.perf_counter() - begun


def spent(clock: CDPSession) -> float:
    """Processor seconds of the page's thread so far."""
    metrics = clock.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def told_seconds(taken: list[float]) -> str:
    return f"{statistics.median(taken):.2f} (median), {max(taken):.2f} (worst of {len(taken)})"


def long_text(pages: int) -> str:
    """As many pages of our own documents, one after the other, again and again under other numbers."""
    texts = [path.read_text("utf-8") for path in sorted(DOCUMENTS.glob("*/source.*"))]
    written, round_number = "", 0
    while len(written) < pages * A_PAGE:
        round_number += 1
        written += "".join(f"\n\nPhần {round_number}\n{text}" for text in texts)
    return written[: pages * A_PAGE]


def of_server(data: Path, wanted: int, requests: int) -> None:
    app = create_app(Settings.load(data))
    state = state_of(app)
    with closing(state.store):
        numbers = fill(state, wanted)
        client = app.test_client()
        token = client.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
        client.post("/login", data={"csrf_token": token, "name": "do", "password": PASSWORD})
        taken = []
        for i in range(requests + 5):
            begun = time.perf_counter()
            answer = client.get(f"/documents/{numbers[i % len(numbers)]}")
            taken.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200
        ordered = sorted(taken[5:])
        print(
            f"review pages of {len(numbers)} documents among {wanted}, {state.store.engine.dialect.name}: median "
            f"{statistics.median(ordered):.0f} ms, 95th percentile {ordered[int(0.95 * len(ordered))]:.0f} ms ({requests} requests)"
        )


def fill(state: State, wanted: int) -> list[int]:
    """Our own documents as they are read, and copies of one small record up to `wanted`. Gives the numbers of the former."""
    filler = extract(REPORT.encode(), "đầy.txt").model_dump(mode="json")
    with state.store.session() as session:
        if users.by_name(session, "do") is None:
            users.add(session, "do", PASSWORD, Role.REVIEWER)
        last = session.scalar(select(func.max(Document.id))) or 0
    while last < wanted:
        batch = range(last + 1, min(last + 5000, wanted) + 1)
        rows = [
            {"id": i, "sha256": f"{i:064x}", "name": f"{i}.txt", "size": 900, "format": "txt", "status": Status.EXTRACTED, "version": 0}
            for i in batch
        ]
        with state.store.session() as session:
            session.execute(insert(Document), rows)
            session.execute(insert(MachineRecord), [{"document_id": i, "record": filler, "model_version": "made"} for i in batch])
        last = batch[-1]
    return [
        number
        for path in sorted(DOCUMENTS.glob("*/source.*"))
        if (number := ingest_bytes(state.store, state.archive, f"{path.parent.name}.txt", path.read_bytes()).document_id) is not None
    ]


if __name__ == "__main__":
    main()
