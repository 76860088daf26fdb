"""A real Chromium without windows: for tests and benchmarks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Programs that are Chromium, the best first. The first lays out and runs pages as the others do and is only made without windows: a new
page takes it a quarter of the processor time."""
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")


class NoChromium(Exception):
    """None of the programs is on this machine."""


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser that nobody has used. Raises NoChromium."""
    path = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        raise NoChromium(f"no Chromium is installed (Debian package: {PROGRAMS[0]})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()
