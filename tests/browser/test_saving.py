"""Nothing is lost in a real browser: drafts while typing, while the connection is away, and with two people on one document."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Service, new_page
from tests.browser.people import add_account, at_the_review_of, office_screen, sign_in
from tests.browser.test_main_path import report
from tests.serving import PATIENCE

__all__ = ["report"]  # the fixture of a report that the store does not know yet
PLACE = "meeting-m0-place"


@pytest.fixture(scope="module")
def colleague(chromium: Browser, service: Service) -> Iterator[Page]:
    """A second reviewer at another computer, signed in."""
    add_account(service, "minh", "reviewer")
    page = office_screen(chromium, service)
    sign_in(page, "minh")
    yield page
    page.context.close()


@pytest.fixture
def opened(seat: Page, report: Path) -> Page:
    """The review page of a new report."""
    at_the_review_of(seat, report)
    seat.wait_for_load_state("networkidle")  # the next step may be to cut the connection, or to take away the session that answers renew
    return seat


def place(page: Page, words: str) -> None:
    page.locator(f"[name={PLACE}]").fill(words)


def kept(page: Page) -> None:
    """The page says that the server has everything."""
    expect(page.locator("#saving-state")).to_contain_text("Đã lưu nháp lúc")


def held_in_the_browser(page: Page) -> list[str]:
    """What waits there to be sent. Playwright's own waiting for a condition is refused by the page's policy once it asks twice."""
    held: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('bienban'))")
    return held


def test_what_was_typed_is_there_after_the_page_was_closed_without_saving(opened: Page) -> None:
    place(opened, "Hội trường Nà Giàng")
    kept(opened)
    with new_page(opened):
        opened.get_by_role("link", name="Văn bản", exact=True).click()
    opened.go_back()
    opened.reload()
    expect(opened.locator(f"[name={PLACE}]")).to_have_value("Hội trường Nà Giàng")
    expect(opened.get_by_text("Đây là bản nháp chưa lưu của bạn")).to_be_visible()
    with new_page(opened):
        opened.get_by_role("button", name="Bỏ bản nháp").click()
    expect(opened.locator(f"[name={PLACE}]")).not_to_have_value("Hội trường Nà Giàng")


def test_what_is_ticked_before_the_script_runs_is_kept_too(opened: Page) -> None:
    """A slow line brings the page long before its script."""
    waiting: list[Route] = []
    opened.route("**/static/review.js*", lambda route: waiting.append(route))
    opened.goto(opened.url, wait_until="commit")
    ticked = opened.locator("#section-organizations [name$=-remove]").first
    ticked.press("Space")
    assert waiting and opened.locator("body.with-script").count() == 0
    waiting[0].continue_()
    opened.unroute("**/static/review.js*")
    kept(opened)
    expect(opened.locator("#section-organizations > .entries > .removed")).to_have_count(1)
    opened.reload()
    expect(opened.locator("#section-organizations > .entries > .removed")).to_have_count(1)


def test_what_is_typed_before_the_script_that_saves_runs_is_kept_too(opened: Page) -> None:
    waiting: list[Route] = []
    opened.route("**/static/saving.js*", lambda route: waiting.append(route))
    opened.goto(opened.url, wait_until="commit")
    expect(opened.locator("body.with-script")).to_be_attached()
    place(opened, "Hội trường Phja Đén")
    assert waiting
    waiting[0].continue_()
    opened.unroute("**/static/saving.js*")
    kept(opened)
    opened.reload()
    expect(opened.locator(f"[name={PLACE}]")).to_have_value("Hội trường Phja Đén")


def test_while_the_connection_is_away_work_goes_on_and_is_sent_afterwards(opened: Page, screenshots: Path) -> None:
    opened.context.set_offline(True)
    place(opened, "Hội trường Bản Giốc")
    expect(opened.locator("#saving-trouble")).to_contain_text("Mất kết nối")
    opened.screenshot(path=screenshots / "saving-offline.png")
    opened.locator(f"[name={PLACE}]").press_sequentially(", tầng hai")
    opened.context.set_offline(False)
    kept(opened)
    expect(opened.locator("#saving-trouble")).to_have_count(0)
    opened.reload()
    expect(opened.locator(f"[name={PLACE}]")).to_have_value("Hội trường Bản Giốc, tầng hai")


def test_a_page_closed_while_the_connection_was_away_sends_its_work_when_it_is_opened_again(opened: Page) -> None:
    address = opened.url
    opened.context.set_offline(True)
    place(opened, "Hội trường Pác Bó")
    expect(opened.locator("#saving-trouble")).to_contain_text("Mất kết nối")
    other = opened.context.new_page()
    opened.close(run_before_unload=False)
    other.context.set_offline(False)
    other.goto(address)
    expect(other.locator(f"[name={PLACE}]")).to_have_value("Hội trường Pác Bó")
    until = time.monotonic() + PATIENCE
    while held_in_the_browser(other):  # until it has been sent
        assert time.monotonic() < until
        other.wait_for_timeout(50)


def test_after_the_session_ended_work_goes_on_once_signed_in_again_in_another_tab(opened: Page) -> None:
    cookies = opened.context.cookies()
    opened.context.clear_cookies()
    place(opened, "Hội trường Trùng Khánh")
    expect(opened.locator("#saving-trouble")).to_contain_text("Đăng nhập lại ở một thẻ khác")
    opened.context.add_cookies(cookies)
    opened.locator(f"[name={PLACE}]").press_sequentially(" 2")
    kept(opened)


def test_work_that_arrived_while_the_page_was_on_its_way_is_shown(opened: Page) -> None:
    address = opened.url
    opened.context.set_offline(True)
    place(opened, "Hội trường Nà Bao")
    expect(opened.locator("#saving-trouble")).to_contain_text("Mất kết nối")
    other = opened.context.new_page()
    opened.close(run_before_unload=False)
    other.context.set_offline(False)

    def arrive_twice(route: Route) -> None:
        route.fetch()  # as the closing page's own, only now at the server
        route.continue_()

    other.route("**/draft", arrive_twice)
    other.goto(address)
    expect(other.locator(f"[name={PLACE}]")).to_have_value("Hội trường Nà Bao")
    other.unroute_all(behavior="wait")  # what is still on its way may not meet the end of this browser


def test_two_people_on_one_document_see_each_other(opened: Page, colleague: Page, screenshots: Path) -> None:
    colleague.goto(opened.url)
    expect(colleague.locator("#presence")).to_contain_text("lan đang xem")
    place(opened, "Hội trường Nà Giàng")
    kept(opened)
    colleague.reload()
    expect(colleague.locator("#presence")).to_contain_text("lan đang sửa")
    colleague.screenshot(path=screenshots / "presence.png")
    opened.goto("/")
    colleague.reload()
    expect(colleague.locator("#presence")).to_be_empty()


def test_two_people_who_changed_the_same_entry_choose_side_by_side(opened: Page, colleague: Page, screenshots: Path) -> None:
    block = opened.locator("[name=meeting-m0-block]").input_value()
    place(opened, "Hội trường Nà Giàng")
    kept(opened)
    colleague.goto(opened.url)
    place(colleague, "Nhà văn hóa Pác Bó")
    colleague.locator("[name=meeting-m0-title]").fill("Hội nghị tổng kết")
    with new_page(colleague):
        colleague.keyboard.press("Control+s")
    expect(colleague.get_by_text("Đã lưu.")).to_be_visible()

    opened.locator(f"[name={PLACE}]").press_sequentially(", tầng hai")
    with new_page(opened):
        opened.get_by_role("link", name="So sánh và gộp").click()
    row = opened.get_by_role("row").filter(has_text="Nơi họp")
    expect(row).to_contain_text("Nhà văn hóa Pác Bó")
    expect(row).to_contain_text("Hội trường Nà Giàng, tầng hai")
    opened.screenshot(path=screenshots / "merge.png")
    row.get_by_role("radio").nth(1).check()
    with new_page(opened):
        opened.get_by_role("button", name="Gộp thành bản nháp của tôi").click()
    expect(opened.locator(f"[name={PLACE}]")).to_have_value("Hội trường Nà Giàng, tầng hai")
    expect(opened.locator("[name=meeting-m0-title]")).to_have_value("Hội nghị tổng kết")
    with new_page(opened):
        opened.keyboard.press("Control+s")
    expect(opened.get_by_text("Đã lưu.")).to_be_visible()
    colleague.reload()
    expect(colleague.locator(f"[name={PLACE}]")).to_have_value("Hội trường Nà Giàng, tầng hai")
    assert opened.locator("[name=meeting-m0-block]").input_value() == block


def test_the_history_says_who_changed_what_and_any_version_comes_back(opened: Page, screenshots: Path) -> None:
    before = opened.locator(f"[name={PLACE}]").input_value()
    place(opened, "Hội trường Trùng Khánh")
    with new_page(opened):
        opened.keyboard.press("Control+s")
    expect(opened.get_by_text("Đã lưu.")).to_be_visible()
    opened.get_by_text("Lịch sử", exact=True).click()
    with new_page(opened):
        opened.get_by_role("link", name="Ai đã sửa gì, khôi phục bản trước").click()
    expect(opened.get_by_role("listitem").filter(has_text="Bản 1").first).to_contain_text("Hội trường Trùng Khánh")
    opened.screenshot(path=screenshots / "history.png")
    with new_page(opened):
        opened.get_by_role("link", name="So với bản hiện tại, khôi phục").click()
    with new_page(opened):
        opened.get_by_role("button", name="Khôi phục bản này").click()
    expect(opened.get_by_text("Đã khôi phục.")).to_be_visible()
    expect(opened.locator(f"[name={PLACE}]")).to_have_value(before)
