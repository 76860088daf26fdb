"""Accounts in a real browser: from the administrator who makes one to the person who protects it with a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service, new_page
from tests.browser.people import add_account, faults, office_screen, sign_in

OWN = "con mèo leo cây cau"


@pytest.fixture(scope="module")
def admin(chromium: Browser, service: Service) -> Iterator[Page]:
    add_account(service, "chị.Hà", "admin")
    page = office_screen(chromium, service)
    sign_in(page, "chị.Hà")
    yield page
    page.context.close()


@pytest.fixture
def person(chromium: Browser, service: Service) -> Iterator[Page]:
    """Somebody at another computer."""
    page = office_screen(chromium, service)
    yield page
    page.context.close()


def new_account(admin: Page, name: str, role: str = "người duyệt") -> str:
    """Make an account as the administrator does; gives the password that is shown."""
    admin.goto("/admin/accounts")
    admin.get_by_label("Tên tài khoản").fill(name)
    admin.get_by_role("radio", name=f"{role}: ").check()
    with new_page(admin):
        admin.get_by_role("button", name="Thêm tài khoản").click()
    assert faults(admin) == []
    return admin.locator(".password code").inner_text()


def begin(person: Page, name: str, given: str) -> None:
    """Sign in for the first time and choose a password."""
    sign_in(person, name, given)
    expect(person.get_by_text("Mật khẩu này do quản trị viên đặt.")).to_be_visible()
    person.get_by_label("Mật khẩu hiện tại").fill(given)
    person.get_by_label("Mật khẩu mới", exact=True).fill(OWN)
    person.get_by_label("Nhập lại mật khẩu mới").fill(OWN)
    with new_page(person):
        person.get_by_role("button", name="Đổi mật khẩu").click()
    expect(person.get_by_text("Đã đổi mật khẩu")).to_be_visible()


def test_a_new_colleague_gets_an_account_and_makes_it_their_own(admin: Page, person: Page, screenshots: Path) -> None:
    given = new_account(admin, "anh.Tuấn")
    admin.goto("/admin/accounts")
    admin.screenshot(path=screenshots / "accounts.png")
    sign_in(person, "anh.Tuấn", given)
    person.goto("/exports")
    expect(person).to_have_url(f"{person.url.partition('/account')[0]}/account")
    person.get_by_label("Mật khẩu hiện tại").fill(given)
    person.get_by_label("Mật khẩu mới", exact=True).fill("matkhau123456")
    person.get_by_label("Nhập lại mật khẩu mới").fill("matkhau123456")
    with new_page(person):
        person.get_by_role("button", name="Đổi mật khẩu").click()
    expect(person.get_by_role("alert")).to_contain_text("dễ bị đoán")
    begin(person, "anh.Tuấn", given)
    person.screenshot(path=screenshots / "own-account.png")
    with new_page(person):
        person.get_by_role("link", name="Văn bản", exact=True).click()
    expect(person.get_by_role("heading", level=1)).to_be_visible()


def test_a_phone_protects_an_account_and_a_recovery_code_stands_in_for_it(admin: Page, person: Page, screenshots: Path) -> None:
    begin(person, "chị.Lan", new_account(admin, "chị.Lan"))
    with new_page(person):
        person.get_by_role("button", name="Bật xác thực hai bước").click()
    person.screenshot(path=screenshots / "two-step.png")
    assert faults(person) == []
    phone = pyotp.TOTP(person.locator("code").inner_text())
    person.get_by_label("Nhập mã 6 số").fill(phone.now())
    with new_page(person):
        person.get_by_role("button", name="Bật", exact=True).click()
    assert faults(person) == []
    spare = person.locator(".codes code").first.inner_text()
    with new_page(person):
        person.get_by_role("link", name="Tôi đã cất các mã").click()
    expect(person.get_by_text("Còn 10 mã dự phòng.")).to_be_visible()

    with new_page(person):
        person.get_by_role("button", name="Đăng xuất", exact=True).click()
    sign_in(person, "chị.Lan", OWN)
    assert faults(person) == []
    person.get_by_label("Mã", exact=True).fill("000000")
    with new_page(person):
        person.get_by_role("button", name="Đăng nhập").click()
    expect(person.get_by_role("alert")).to_contain_text("Mã xác thực không đúng")
    person.get_by_label("Mã", exact=True).fill(spare)
    with new_page(person):
        person.get_by_role("button", name="Đăng nhập").click()
    expect(person.get_by_role("link", name="Xuất dữ liệu")).to_be_visible()
    person.goto("/account")
    expect(person.get_by_text("Còn 9 mã dự phòng.")).to_be_visible()


def test_who_mistypes_too_often_is_locked_out_until_the_administrator_helps(admin: Page, person: Page) -> None:
    begin(person, "bác.Minh", new_account(admin, "bác.Minh"))
    with new_page(person):
        person.get_by_role("button", name="Đăng xuất", exact=True).click()
    for _ in range(6):
        sign_in(person, "bác.Minh", "quên mất rồi")
    expect(person.get_by_role("alert")).to_contain_text("tạm khóa")
    admin.goto("/admin/accounts")
    expect(admin.get_by_role("row").filter(has_text="bác.Minh")).to_contain_text("đang khóa")
    with new_page(admin):
        admin.get_by_role("link", name="bác.Minh").click()
    with new_page(admin):
        admin.get_by_role("button", name="Mở khóa").click()
    sign_in(person, "bác.Minh", OWN)
    expect(person.get_by_role("link", name="Xuất dữ liệu")).to_be_visible()


def test_the_log_tells_who_did_what(admin: Page, screenshots: Path) -> None:
    new_account(admin, "em.Hoa", "người xem")
    with new_page(admin):
        admin.get_by_role("link", name="Xong").click()
    with new_page(admin):
        admin.get_by_role("link", name="Nhật ký", exact=True).click()
    expect(admin.get_by_role("row").nth(1)).to_contain_text("em.Hoa")
    admin.screenshot(path=screenshots / "audit.png")
    admin.get_by_label("Việc").select_option("đã đăng nhập")
    with new_page(admin):
        admin.get_by_role("button", name="Lọc", exact=True).click()
    expect(admin.get_by_role("row").filter(has_text="đã thêm tài khoản")).to_have_count(0)
    with admin.expect_download() as downloading:
        admin.get_by_role("button", name="Tải CSV").click()
    assert Path(downloading.value.path()).read_text("utf-8-sig").startswith("id,moment")
