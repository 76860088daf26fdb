"""Two people confirm one document, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service, new_page
from tests.browser.people import add_account, faults, office_screen, sign_in
from tests.browser.test_main_path import REPORT, opened, organization, upload
from tests.serving import serving


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Service]:
    """An office that wants two people on every document."""
    with serving(tmp_path / "data", environment={"BIENBAN_TWO_PERSON_CHECK": "1"}) as service:
        yield Service(service.address, tmp_path / "data")


def person(chromium: Browser, office: Service, name: str, role: str) -> Page:
    add_account(office, name, role)
    page = office_screen(chromium, office)
    sign_in(page, name)
    return page


def test_a_second_person_looks_again_and_what_they_see_otherwise_is_listed(chromium: Browser, office: Service, tmp_path: Path) -> None:
    report = tmp_path / "Tổng kết Cụm 2.txt"
    report.write_text(REPORT, "utf-8")
    first, second = person(chromium, office, "lan", "reviewer"), person(chromium, office, "mai", "lead")
    upload(first, report)
    opened(first, report)
    with new_page(first):
        first.keyboard.press("Control+Enter")
    expect(first.get_by_text("Đã xác nhận lần thứ nhất; văn bản chờ người thứ hai.")).to_be_visible()
    with new_page(first):
        first.keyboard.press("Control+Enter")
    expect(first.locator("#problem")).to_contain_text("E333")

    second.goto("/?status=checked")
    with new_page(second):
        second.locator("tbody .title").click()
    expect(second.locator(".notes")).to_contain_text("lan đã xác nhận lần thứ nhất")
    assert faults(second) == []
    key = organization(second, "Hội Chữ thập đỏ huyện")
    second.locator(f"[name={key}-name]").fill("Hội Chữ thập đỏ huyện Thạch Sơn")
    with new_page(second):
        second.keyboard.press("Control+Enter")
    expect(second.get_by_text("Đã xác nhận.")).to_be_visible()

    second.goto("/documents/1/agreement")
    expect(second.locator(".changes")).to_contain_text("Hội Chữ thập đỏ huyện → Hội Chữ thập đỏ huyện Thạch Sơn")
    with new_page(second):
        second.get_by_role("link", name="Hai người cùng duyệt").click()
    row = second.get_by_role("row").filter(has=second.get_by_role("rowheader", name="Tổ chức"))
    expect(row.get_by_role("cell").nth(1)).to_have_text("1")
    assert faults(second) == []
    first.goto("/documents/1")
    expect(first.get_by_text("Văn bản đã được xác nhận; bấm Mở lại nếu cần sửa.")).to_be_visible()
    for page in (first, second):
        page.context.close()
