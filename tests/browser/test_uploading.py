"""Uploading as people do it: many files and folders dropped on the page, each with its progress, what is there already, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import new_page
from tests.browser.test_main_path import REPORT


def to_uploads(page: Page) -> None:
    with new_page(page):
        page.get_by_role("link", name="Tải lên").first.click()


def drop(page: Page, *paths: Path) -> None:
    """Drop files and folders of this computer on the page, as the window system does."""
    to_uploads(page)
    expect(page.get_by_text("Kéo tệp hoặc cả thư mục")).to_be_visible()
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 600, "y": 250, "data": data})


def line(page: Page, name: str) -> Locator:
    return page.locator("#rows > li").filter(has=page.locator(".name", has_text=name))


@pytest.fixture
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A folder as offices have them: folders in it, a broken file, and what the system leaves there."""
    mark = request.node.name
    (tmp_path / "Hồ sơ" / "Quý 1").mkdir(parents=True)
    base = "\n".join(f"Đơn vị thứ {n} của {mark} đã hoàn thành {n * 7} nhiệm vụ được giao." for n in range(60))
    (tmp_path / "Hồ sơ" / "tin.txt").write_text(f"{REPORT}\n{mark}", "utf-8")
    (tmp_path / "Hồ sơ" / "Quý 1" / "báo cáo bản 1.txt").write_text(f"{REPORT}\n{base}", "utf-8")
    (tmp_path / "Hồ sơ" / "Quý 1" / "rỗng.docx").write_bytes(b"")
    (tmp_path / "Hồ sơ" / "Thumbs.db").write_bytes(b"x")
    return tmp_path / "Hồ sơ"


def test_a_folder_is_dropped_and_every_file_in_it_is_read_or_explained(page: Page, folder: Path, screenshots: Path) -> None:
    drop(page, folder)
    expect(line(page, "Hồ sơ/tin.txt").locator(".state")).to_have_text("Đã đọc xong, chờ duyệt.")
    expect(line(page, "báo cáo bản 1.txt").locator(".state")).to_have_text("Đã đọc xong, chờ duyệt.")
    expect(line(page, "rỗng.docx").locator(".state")).to_contain_text("E101")
    expect(page.get_by_text("Bỏ qua 1 tệp hệ thống")).to_be_visible()
    for done in ("Hủy", "Thử lại", "Hủy phần chưa gửi"):
        expect(page.get_by_role("button", name=done, exact=True)).to_have_count(0)
    expect(page.locator("#sum")).to_have_text("Xong 3 / 3, 1 lỗi")
    page.screenshot(path=screenshots / "upload.png")
    with new_page(page):
        line(page, "tin.txt").get_by_role("link").first.click()  # a second one leads to the report that it resembles
    expect(page.locator("article .mark").first).to_be_visible()


def test_what_is_there_already_leads_to_it_and_a_new_version_is_pointed_out(page: Page, folder: Path) -> None:
    first = folder / "Quý 1" / "báo cáo bản 1.txt"
    drop(page, first)
    expect(line(page, first.name).locator(".state")).to_have_text("Đã đọc xong, chờ duyệt.")
    address = line(page, first.name).get_by_role("link").first.get_attribute("href")
    copy, second = first.with_name("bản sao.txt"), first.with_name("báo cáo bản 2.txt")
    copy.write_bytes(first.read_bytes())
    second.write_text(first.read_text("utf-8").replace("Đơn vị thứ 7 ", "Đơn vị thứ bảy "), "utf-8")
    drop(page, copy, second)
    expect(line(page, "bản sao.txt").locator(".state")).to_have_text("Nội dung này đã có từ trước; mở bản đã có.")
    expect(line(page, "bản sao.txt").get_by_role("link")).to_have_attribute("href", address or "")
    expect(line(page, "báo cáo bản 2.txt").locator(".like")).to_contain_text(first.name)
    expect(line(page, "báo cáo bản 2.txt").locator(".like a")).to_have_attribute("href", address or "")


def test_an_upload_is_cancelled_while_it_is_sent_and_nothing_of_it_is_kept(page: Page, tmp_path: Path) -> None:
    large = tmp_path / "rất lớn.txt"
    large.write_bytes(b"a" * 6_000_000)
    to_uploads(page)
    session = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    session.send("Network.emulateNetworkConditions", slow)
    page.get_by_label("Chọn một hoặc nhiều tệp").set_input_files(large)
    page.get_by_role("button", name="Tải lên").click()
    expect(line(page, "rất lớn.txt").locator(".state")).to_contain_text("Đang gửi")
    line(page, "rất lớn.txt").get_by_role("button", name="Hủy").click()
    expect(line(page, "rất lớn.txt").locator(".state")).to_have_text("Đã hủy")
    session.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    with new_page(page):
        page.get_by_role("link", name="Văn bản", exact=True).click()
    expect(page.get_by_text("rất lớn.txt")).to_have_count(0)


def test_a_lost_connection_is_told_and_tried_again(page: Page, folder: Path) -> None:
    to_uploads(page)
    page.get_by_label("Chọn một hoặc nhiều tệp").set_input_files(folder / "tin.txt")
    page.context.set_offline(True)
    page.get_by_role("button", name="Tải lên").click()
    expect(page.get_by_text("Mất kết nối. Kiểm tra mạng rồi bấm Thử lại.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(line(page, "tin.txt").locator(".state")).to_have_text("Đã đọc xong, chờ duyệt.")
