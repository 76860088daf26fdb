"""The main job in a real browser: upload, correct, confirm, export; with the mouse and without it."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import new_page

_serial = count(1)
REPORT = """Cụm thi đua số 2 huyện Thạch Sơn tổng kết công tác năm 2023

Ngày đăng: 16/01/2024

Sáng 15/01/2024, tại Hội trường UBND huyện Thạch Sơn, Cụm thi đua số 2 tổ chức Hội nghị tổng kết công tác thi đua, khen thưởng năm 2023. \
Đồng chí Lê Văn Khánh, Phó Chủ tịch UBND huyện và đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân huyện, Cụm trưởng, chủ trì hội nghị.

Năm 2023, các đơn vị trong Cụm đã hưởng ứng phong trào thi đua “Dân vận khéo” và cuộc vận động “Ngày vì người nghèo”.

Hội nghị thống nhất suy tôn Hội Luật gia huyện là Cụm trưởng, Hội Chữ thập đỏ huyện là Cụm phó năm 2024, \
đề nghị UBND tỉnh tặng Bằng khen cho Hội Nông dân huyện.

Tin, ảnh: Minh Hà
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A report that the store does not know yet."""
    number = next(_serial)
    path = tmp_path / f"Tổng kết Cụm 2 - tin {number}.txt"
    path.write_text(f"{REPORT}\nBản tin số {number}/2024\n", "utf-8")
    return path


def upload(page: Page, *paths: Path) -> None:
    with new_page(page):
        page.get_by_role("link", name="Tải lên").first.click()
    page.get_by_label("Chọn một hoặc nhiều tệp").set_input_files(list(paths))
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Đã đọc xong, chờ duyệt.")).to_have_count(len(paths))  # the first file waits for a reader


def opened(page: Page, path: Path) -> None:
    """Go to the review page of an uploaded file."""
    with new_page(page):
        page.get_by_role("link", name=path.name).click()


def organization(page: Page, name: str) -> str:
    """The key of the organisation of this name."""
    entries = page.locator("#section-organizations [data-entry]")
    key = entries.evaluate_all("(all, name) => all.find((entry) => entry.querySelector('[name$=-name]').value === name)?.id", name)
    assert isinstance(key, str), name
    return key


def test_upload_correct_confirm_export(page: Page, report: Path, screenshots: Path) -> None:
    upload(page, report)
    opened(page, report)
    expect(page.locator("article .mark", has_text="Trần Thị Bình").first).to_be_visible()
    key = organization(page, "Hội Chữ thập đỏ huyện")
    page.locator(f"[name={key}-name]").fill("Hội Chữ thập đỏ huyện Thạch Sơn")
    expect(page.locator(f"#{key} .machine").first).to_contain_text("Hội Chữ thập đỏ huyện")
    page.locator(f"#{key}").scroll_into_view_if_needed()
    page.screenshot(path=screenshots / "review.png")
    page.get_by_role("button", name="Xác nhận").click()
    expect(page.get_by_text("Đã xác nhận.")).to_be_visible()
    expect(page.locator(f"[name={key}-name]")).to_be_disabled()

    with new_page(page):
        page.get_by_role("link", name="Xuất dữ liệu").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Tải JSONL").click()
    lines = [json.loads(line) for line in Path(downloading.value.path()).read_text("utf-8").splitlines()]
    (record,) = [line for line in lines if line["source"] == report.name]
    names = [one["name"] for one in record["organizations"]]
    assert "Hội Chữ thập đỏ huyện Thạch Sơn" in names and "Hội Chữ thập đỏ huyện" not in names


def test_the_list_shows_where_documents_stand(page: Page, report: Path, screenshots: Path) -> None:
    upload(page, report)
    with new_page(page):
        page.get_by_role("link", name="Văn bản", exact=True).click()
    page.screenshot(path=screenshots / "library.png")
    row = page.get_by_role("row").filter(has_text=report.name)
    expect(row.get_by_text("Chờ duyệt")).to_be_visible()


def test_from_an_entry_to_its_place_and_back_by_keys(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    key = organization(page, "Hội Luật gia huyện")
    page.locator(f"[name={key}-name]").focus()
    page.keyboard.press("Alt+g")
    expect(page.locator(".mark:focus")).to_have_text("Hội Luật gia huyện")
    page.keyboard.press("Alt+g")
    expect(page.locator("[data-entry]:focus, [data-entry] :focus")).to_be_attached()
    page.keyboard.press("Alt+j")
    expect(page.locator(".record :focus")).to_be_attached()


def test_the_bar_with_save_and_confirm_never_scrolls_away(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.get_by_role("link", name="Nhiệm vụ").click()
    page.locator("#section-tasks > .add").press("Enter")
    expect(page.get_by_role("button", name="Xác nhận")).to_be_in_viewport()
    assert page.evaluate("document.scrollingElement.scrollTop") == 0


def test_a_place_in_the_text_leads_to_its_entry(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.locator("article .mark", has_text="Lê Văn Khánh").first.click()
    expect(page.locator(".record :focus")).to_have_value("Lê Văn Khánh")


def test_entries_are_added_and_removed_and_saved_by_keys(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.locator("#section-tasks > .add").press("Enter")
    page.keyboard.type("Xây dựng kế hoạch phát động thi đua")
    key = organization(page, "Hội Chữ thập đỏ huyện")
    page.locator(f"[name={key}-remove]").press("Space")
    with new_page(page):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    added = page.locator("#section-tasks [data-entry]").last.locator("textarea").first
    expect(added).to_have_value("Xây dựng kế hoạch phát động thi đua")
    expect(page.locator(f"#{key}")).to_have_class("entry t-organizations removed")
    expect(page.locator("body.with-script")).to_be_attached()  # the page is a new one, and keys are heard once its script runs
    page.locator(f"[name={key}-remove]").press("Space")
    with new_page(page):
        page.keyboard.press("Control+s")
    expect(page.locator(f"#{key}")).to_have_class("entry t-organizations")


def test_a_position_is_added_to_a_person_who_is_added(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.locator("#section-people > .add").click()
    page.keyboard.type("Phạm Văn Cường")
    person = page.locator("#section-people > .entries > [data-entry]").last
    person.locator(".nested .add").click()
    page.keyboard.type("Thư ký")
    with new_page(page):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    person = page.locator("#section-people > .entries > [data-entry]").last
    expect(person.locator("textarea").nth(0)).to_have_value("Phạm Văn Cường")
    expect(person.locator(".nested textarea").nth(0)).to_have_value("Thư ký")


def test_a_wrong_date_is_told_at_the_field_and_the_field_has_the_focus(page: Page, report: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.locator("[name=document-m0-date]").fill("31/02/2024")
    with new_page(page):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Không có ngày này trong lịch.")).to_be_visible()
    expect(page.locator("[name=document-m0-date]")).to_be_focused()


def test_english_and_dark_are_there_for_those_who_want_them(page: Page, report: Path, screenshots: Path) -> None:
    upload(page, report)
    opened(page, report)
    page.emulate_media(color_scheme="dark")
    with new_page(page):
        page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Confirm")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(22, 24, 27)")
    page.screenshot(path=screenshots / "review-dark-english.png")


def test_whoever_wants_it_has_light_or_dark_whatever_the_machine_has(page: Page) -> None:
    light, dark = "rgb(246, 245, 242)", "rgb(22, 24, 27)"
    body, change = page.locator("body"), page.locator("button.theme")
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_css("background-color", dark)
    with new_page(page):
        change.click()
    expect(body).to_have_css("background-color", light)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") in ("light", "normal")
    page.emulate_media(color_scheme="light")
    with new_page(page):
        change.click()
    expect(body).to_have_css("background-color", dark)
    with new_page(page):
        page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
    expect(body).to_have_css("background-color", dark)
    change.click()
    expect(body).to_have_css("background-color", light)
