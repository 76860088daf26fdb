"""The queue as people work through it: finding, ticking by mouse and keys, acting on many, the bin, and a look at the pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_page
from tests.browser.test_main_path import REPORT, upload


@pytest.fixture
def reports(tmp_path: Path, request: pytest.FixtureRequest) -> list[Path]:
    """Three reports that no other test uploads."""
    made = []
    for number in range(3):
        path = tmp_path / f"{request.node.name} {number}.txt"
        path.write_text(f"{REPORT}\nMã hồ sơ {request.node.name} tờ {number}\n", "utf-8")
        made.append(path)
    return made


def test_a_document_is_found_without_typing_a_mark_and_the_filter_is_kept(page: Page, reports: list[Path], screenshots: Path) -> None:
    upload(page, *reports)
    with new_page(page):
        page.get_by_role("link", name="Văn bản", exact=True).click()
    page.keyboard.press("/")
    page.keyboard.type(f"hoi chu thap do, {reports[0].stem}")
    with new_page(page):
        page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_text("Bộ lọc", exact=True).click()
    page.get_by_label("Năm", exact=True).fill("2023")
    with new_page(page):
        page.get_by_role("button", name="Lọc", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Đặt tên bộ lọc này").fill("Chữ thập đỏ")
    with new_page(page):
        page.get_by_role("button", name="Lưu bộ lọc").click()
    expect(page.get_by_text("Đã lưu bộ lọc.")).to_be_visible()
    page.screenshot(path=screenshots / "queue-filter.png")
    with new_page(page):
        page.get_by_role("link", name="Văn bản", exact=True).click()
    with new_page(page):
        page.get_by_role("link", name="Chữ thập đỏ", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(1)


def test_documents_are_ticked_by_keys_and_taken_in_hand(page: Page, reports: list[Path], screenshots: Path) -> None:
    upload(page, *reports)
    page.goto("/?order=newest")
    expect(page.locator("#acts")).to_be_hidden()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    expect(page.locator("#ticked")).to_have_text("Đã đánh dấu 2")
    page.screenshot(path=screenshots / "queue-ticked.png")
    with new_page(page):
        page.get_by_role("button", name="Giao", exact=True).click()
    expect(page.get_by_text("Đã giao: 2 văn bản.")).to_be_visible()
    expect(page.locator("tbody tr").nth(0).locator(".person")).to_have_text("lan")
    expect(page.locator("tbody tr").nth(2).locator(".person")).to_have_count(0)


def test_a_row_of_boxes_is_ticked_with_the_shift_key_and_the_whole_page_by_one(page: Page, reports: list[Path]) -> None:
    upload(page, *reports)
    page.goto("/?order=newest")
    boxes = page.locator("input[name=document]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("#ticked")).to_have_text("Đã đánh dấu 3")
    page.get_by_label("Đánh dấu mọi văn bản của trang").check()
    expect(page.locator("#ticked")).to_have_text(f"Đã đánh dấu {boxes.count()}")


def test_next_and_previous_follow_the_list_that_the_reviewer_came_from(page: Page, reports: list[Path]) -> None:
    upload(page, *reports)
    page.goto(f"/?order=oldest&q={reports[0].stem.rpartition(' ')[0]}")
    expect(page.locator("tbody tr")).to_have_count(len(reports))
    shown = [str(one.get_attribute("href")).split("?")[0] for one in page.locator("tbody .title").all()]
    with new_page(page):
        page.locator("tbody .title").nth(1).click()
    with new_page(page):
        page.keyboard.press("p")
    expect(page).to_have_url(re.compile(rf"{shown[0]}\?queue="))
    page.keyboard.press("p")
    expect(page.locator("#spoken")).to_have_text("Không có văn bản nào phía trước trong danh sách.")
    with new_page(page):
        page.keyboard.press("n")
    expect(page).to_have_url(re.compile(rf"{shown[1]}\?queue="))
    with new_page(page):
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Đã xác nhận.")).to_be_visible()
    with new_page(page):
        page.keyboard.press("n")
    expect(page).to_have_url(re.compile(rf"{shown[2]}\?queue="))
    with new_page(page):
        page.get_by_role("link", name="Danh sách", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(len(reports))


def test_ticked_documents_are_downloaded_in_one_file(page: Page, reports: list[Path]) -> None:
    upload(page, *reports)
    page.goto("/?order=newest")
    page.locator("input[name=document]").nth(0).check()
    page.get_by_label("Định dạng xuất").select_option("jsonl")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Xuất", exact=True).click()
    assert len(Path(downloading.value.path()).read_text("utf-8").splitlines()) == 1


def test_names_are_offered_while_a_filter_is_typed(page: Page, reports: list[Path]) -> None:
    upload(page, reports[0])
    page.goto("/")
    page.get_by_text("Bộ lọc", exact=True).click()
    page.get_by_label("Tổ chức").press_sequentially("hoi luat")
    expect(page.locator("#organizations option[value='Hội Luật gia huyện']")).to_have_count(1)


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (768, 1024), (683, 384)])
def test_the_queue_and_the_overview_fit_every_screen(page: Page, reports: list[Path], width: int, height: int) -> None:
    upload(page, reports[0])
    page.set_viewport_size({"width": width, "height": height})
    for address in ("/?year=2023", "/desk", "/upload"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_the_overview_shows_pictures_with_their_tables(page: Page, reports: list[Path], screenshots: Path) -> None:
    upload(page, reports[0])
    with new_page(page):
        page.get_by_role("link", name="Tổng quan").click()
    page.wait_for_load_state()  # with its pictures
    shown = page.locator(".picture img")
    assert shown.count() >= 2
    assert all(shown.evaluate_all("(all) => all.map((image) => image.complete && image.naturalWidth > 0)"))
    page.get_by_text("Bảng số liệu").first.click()
    expect(page.locator(".numbers").first).to_be_visible()
    page.screenshot(path=screenshots / "overview.png", full_page=True)
