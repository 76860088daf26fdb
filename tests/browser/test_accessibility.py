"""WCAG 2.2 AA on every page: axe-core finds nothing, everything fits at 200 %, and everything is reached by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.conftest import Service, new_page
from tests.browser.people import add_account, faults, office_screen, sign_in
from tests.serving import serving
from tests.web.addresses import address_of
from web import create_app
from web.settings import Settings

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PAGES = {
    "list": "/",
    "list, nothing found": "/?q=khongcogi",
    "upload": "/upload",
    "exports": "/exports",
    "review": "/documents/1",
    "read otherwise": "/rereadings",
    "unread": "/documents/2",
    "own account": "/account",
    "accounts": "/admin/accounts",
    "account": "/admin/accounts/1",
    "units": "/admin/units",
    "audit log": "/admin/audit",
    "guide": "/guide/01-bat-dau",
    "not there": "/documents/777",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, since PAGES name documents by their numbers."""
    data = tmp_path_factory.mktemp("office")
    with serving(data) as running:
        yield Service(running.address, data)


@pytest.fixture(scope="module")
def admin(chromium: Browser, office: Service) -> Iterator[Page]:
    """An administrator in a service with a document that was read, one that cannot be read, and a unit."""
    add_account(office, "quan.tri", "admin")
    page = office_screen(chromium, office)
    sign_in(page, "quan.tri")
    broken: FilePayload = {"name": "hỏng.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 \x00"}
    bring(page, min((SAMPLES / "docx").glob("*.docx")), "Đã đọc xong, chờ duyệt.")
    bring(page, broken, "E104")
    page.goto("/admin/units")
    page.get_by_label("Tên đơn vị").last.fill("Sở Nội vụ")
    with new_page(page):
        page.get_by_role("button", name="Thêm đơn vị").click()
    yield page
    page.context.close()


def bring(page: Page, file: Path | FilePayload, outcome: str) -> None:
    """Upload a file, and wait for what comes of it: the pages name documents in the order in which they came."""
    page.goto("/upload")
    page.get_by_label("Chọn một hoặc nhiều tệp").set_input_files(file)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.locator("#rows .state")).to_contain_text(outcome)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(admin: Page, path: str, scheme: str) -> None:
    admin.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two words that it takes
    admin.goto(path)
    assert faults(admin) == []


def test_axe_finds_nothing_on_any_other_page_that_the_service_has(admin: Page, tmp_path: Path) -> None:
    app = create_app(Settings.load(tmp_path, {}))
    seen = 0
    for rule in app.url_map.iter_rules():
        address = address_of(app, rule) if "GET" in (rule.methods or ()) else "/health"
        answer = admin.request.get(address)
        if answer.ok and answer.headers["content-type"].startswith("text/html"):
            admin.goto(address)
            assert faults(admin) == [], address
            seen += 1
    assert seen > len(PAGES) - 3


def test_axe_finds_nothing_at_the_sign_in_and_in_the_list_of_keys(chromium: Browser, office: Service, admin: Page) -> None:
    stranger = office_screen(chromium, office)
    stranger.goto("/login")
    assert faults(stranger) == []
    stranger.context.close()
    admin.goto("/")
    admin.keyboard.press("?")
    expect(admin.get_by_role("dialog")).to_be_visible()
    assert faults(admin) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_at_200_per_cent_nothing_runs_out_of_the_screen(admin: Page, path: str) -> None:
    """At 200 % an office screen of 1366 × 768 shows as much as one of 683 × 384."""
    admin.set_viewport_size({"width": 683, "height": 384})
    admin.goto(path)
    wide = admin.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    cut = admin.evaluate(CUT)
    admin.set_viewport_size({"width": 1366, "height": 768})
    assert wide <= 0 and cut == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_on_a_tablet_nothing_runs_out_of_the_screen(admin: Page, path: str) -> None:
    admin.set_viewport_size({"width": 820, "height": 1180})
    admin.goto(path)
    wide = admin.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    admin.set_viewport_size({"width": 1366, "height": 768})
    assert wide <= 0


CUT = """[...document.querySelectorAll('button, a.button, input:not([type=hidden]), select')]
  .filter((node) => node.getClientRects().length && !node.closest('.unseen'))
  .filter((node) => { const box = node.getBoundingClientRect(); return box.right > innerWidth + 1 && !node.closest('.pane, .scroll') })
  .map((node) => node.outerHTML.slice(0, 120))"""
"""What can be pressed or filled but lies out of reach to the right."""


def test_every_page_opens_its_keys_and_its_guide_by_the_question_mark(admin: Page) -> None:
    for path in ("/", "/upload", "/documents/1", "/admin/accounts", "/account"):
        admin.goto(path)
        admin.locator("body").press("?")
        dialog = admin.get_by_role("dialog")
        expect(dialog).to_be_visible()
        address = dialog.get_by_role("link", name="Hướng dẫn cho trang này").get_attribute("href")
        admin.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        admin.goto(str(address))
        expect(admin.locator("article h1")).to_be_visible()


def test_a_question_mark_that_is_typed_stays_a_letter(admin: Page) -> None:
    admin.goto("/admin/audit")
    admin.get_by_role("textbox", name="Người").press_sequentially("ai?")
    expect(admin.get_by_role("dialog")).to_be_hidden()
    expect(admin.get_by_role("textbox", name="Người")).to_have_value("ai?")


def test_the_way_to_the_content_and_through_the_head_goes_by_keys(admin: Page) -> None:
    admin.goto("/exports")
    admin.keyboard.press("Tab")
    expect(admin.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    admin.keyboard.press("Enter")
    admin.keyboard.press("Tab")
    expect(admin.locator("main :focus")).to_be_attached()
