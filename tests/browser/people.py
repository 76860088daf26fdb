"""Ways through the pages that several tests go."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page

from tests.browser.conftest import PASSWORD, Service, office_computer, sign_in
from tests.serving import BIENBAN, PATIENCE

__all__ = ["add_account", "faults", "office_screen", "sign_in"]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


def add_account(service: Service, name: str, role: str) -> None:
    """An account made on the command line, with the password of all tests."""
    command = [BIENBAN, "user", "add", name, "--role", role, "--password-stdin", "--data", service.data]
    subprocess.run(command, input=f"{PASSWORD}\n".encode(), check=True, capture_output=True)


def office_screen(browser: Browser, service: Service) -> Page:
    """A new browser of its own, at an office screen."""
    return office_computer(browser, service).new_page()


def at_the_review_of(page: Page, file: Path) -> None:
    """Bring a file as the script of the page for that does, without looking at that page, and go to its review page."""
    token = page.request.get("/form-token").json()["csrf_token"]
    payload: FilePayload = {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.read_bytes()}
    answer = page.request.post("/upload", multipart={"csrf_token": token, "files": payload}, headers={"Accept": "application/json"})
    (told,) = answer.json()
    until = time.monotonic() + PATIENCE
    while told["stage"] != "ready":
        assert time.monotonic() < until, told
        time.sleep(0.05)
        (told,) = page.request.get(f"/upload/progress?documents={told['document']}", headers={"Accept": "application/json"}).json()
    page.goto(f"/documents/{told['document']}")


def faults(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]
