"""A real service in a process of its own, and a real Chromium at it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.chromium import NoChromium, running_chromium
from tests.serving import BIENBAN, serving

REVIEWER = "lan"
PASSWORD = "mật khẩu để thử"
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"

PATIENCE = 120_000
"""Milliseconds for what takes a few on an idle machine: a busy one is no fault of the page."""

expect.set_options(timeout=PATIENCE)


@dataclass(frozen=True)
class Service:
    """A running service: its address and its data folder."""

    address: str
    data: Path


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    data = tmp_path_factory.mktemp("data")
    command = [BIENBAN, "user", "add", "lan", "--password-stdin", "--data", data]
    subprocess.run(command, input=f"{PASSWORD}\n".encode(), check=True, capture_output=True)
    with serving(data) as running:
        yield Service(running.address, data)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        with running_chromium() as browser:
            yield browser
    except NoChromium as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, service: Service) -> StorageState:
    """What a browser keeps of a reviewer who has signed in at the page for it."""
    context = office_computer(chromium, service)
    page = context.new_page()
    sign_in(page)
    expect(page).not_to_have_url(re.compile("login"))
    kept = context.storage_state()
    context.close()
    return kept


def office_computer(browser: Browser, service: Service, signed_in: StorageState | None = None) -> BrowserContext:
    """A browser of its own, at an office screen."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768},
        locale="vi-VN",
        base_url=service.address,
        reduced_motion="reduce",
        storage_state=signed_in,
    )
    context.set_default_timeout(PATIENCE)
    return context


@contextmanager
def new_page(page: Page) -> Iterator[None]:
    """What is done in here leads to another page; at the end that one is there, and its scripts listen.

    A key that is pressed as soon as the first words of a page are seen may come before them. They run before this event, in every browser.
    """
    with page.expect_navigation(wait_until="domcontentloaded"):
        yield


def sign_in(page: Page, name: str = REVIEWER, password: str = PASSWORD) -> None:
    """Sign in at the page for it; the reviewer of the tests, if nobody is named."""
    page.goto("/login")
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    with new_page(page):
        page.get_by_role("button", name="Đăng nhập").click()


@pytest.fixture
def seat(chromium: Browser, service: Service, signed_in: StorageState) -> Iterator[Page]:
    """A reviewer who has signed in, at an office screen that shows no page yet. What the browser complains of fails the test."""
    context = office_computer(chromium, service, signed_in)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
    if "login" in page.request.get("/account").url:
        sign_in(page)  # a test before ended the sessions of this account
        expect(page).not_to_have_url(re.compile("login"))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def page(seat: Page) -> Page:
    """The same at the list of documents, where everybody begins."""
    seat.goto("/")
    return seat


@pytest.fixture
def screenshots(tmp_path: Path) -> Path:
    """Where pictures go: into the documentation when asked for, else nowhere that stays."""
    if os.environ.get("BIENBAN_SCREENSHOTS") == "1":
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        return SCREENSHOTS
    return tmp_path
