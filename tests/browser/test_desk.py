"""The review desk in a real browser: deciding, correcting and joining entries, with keys and with the mouse."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, new_page
from tests.browser.people import at_the_review_of
from tests.browser.test_main_path import REPORT, upload

SAMPLES = Path(__file__).parents[2] / "samples"
_serial = count(1)
OPEN = re.compile(r"\bon\b")
VALUES = "all => all.map((one) => one.value)"


@pytest.fixture
def desk(seat: Page, tmp_path: Path) -> Page:
    """The review page of a report that nobody has touched."""
    path = tmp_path / f"Bàn duyệt {next(_serial)}.txt"
    path.write_text(f"{REPORT}\nSố bàn duyệt {path.stem}\n", "utf-8")
    at_the_review_of(seat, path)
    return seat


def entry(page: Page, section: str, name: str) -> Locator:
    """The entry of this name, by the title that people read."""
    titled = page.locator(".entry-title").get_by_text(name, exact=True)
    return page.locator(f"#section-{section} > .entries > [data-entry]").filter(has=titled).first


def at(page: Page, section: str, name: str) -> Locator:
    """The entry of this name, gone to."""
    found = entry(page, section, name)
    found.locator(".entry-title").first.click()
    expect(found).to_be_focused()
    return found


def titles(page: Page, section: str) -> list[str]:
    return page.locator(f"#section-{section} > .entries > [data-entry]:not(.removed) > legend .entry-title").all_inner_texts()


def chosen(page: Page, words: str, times: int = 0) -> None:
    """Choose words of the document as the mouse does."""
    page.evaluate(
        """([words, times]) => {
          const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          const nodes = []; let text = "";
          while (walker.nextNode()) { nodes.push([walker.currentNode, text.length]); text += walker.currentNode.data; }
          let at = -1; for (let i = 0; i <= times; i++) at = text.indexOf(words, at + 1);
          const spot = (offset) => { const [node, start] = nodes.findLast(([, start]) => start <= offset); return [node, offset - start]; };
          const range = document.createRange(); range.setStart(...spot(at)); range.setEnd(...spot(at + words.length - 1));
          range.setEnd(range.endContainer, range.endOffset + 1);
          document.activeElement.blur();
          const selection = window.getSelection(); selection.removeAllRanges(); selection.addRange(range);
        }""",
        [words, times],
    )
    expect(page.locator("#chosen-bar")).to_be_visible()


def saved(page: Page) -> None:
    with new_page(page):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Đã lưu.")).to_be_visible()


def test_the_machines_doubts_come_first_and_one_key_each_decides(page: Page) -> None:
    at_the_review_of(page, SAMPLES / "pdf" / "thong-bao-ket-luan-khoi-truong.pdf")
    for section in ("organizations", "people", "references", "tasks"):
        doubtful = page.locator(f"#section-{section} > .entries > [data-entry]").evaluate_all(
            "all => all.map((entry) => entry.classList.contains('doubtful'))"
        )
        assert doubtful == sorted(doubtful, reverse=True)
    first = page.locator("[data-entry].on").first
    key = first.get_attribute("id")
    page.keyboard.press("a")
    expect(page.locator(f"#{key}")).to_have_class(re.compile("accepted"))
    expect(page.locator(f"#{key}")).not_to_have_class(OPEN)
    other = page.locator("[data-entry].on").first.get_attribute("id")
    page.keyboard.press("x")
    expect(page.locator(f"#{other}")).to_have_class(re.compile("removed" if other != "document-m0" else "entry"))
    saved(page)
    expect(page.locator(f"[name={key}-accept]")).to_be_checked()


def test_hovering_shows_the_place_of_an_entry_and_the_entry_of_a_place(desk: Page) -> None:
    entry(desk, "people", "Lê Văn Khánh").hover()
    expect(desk.locator("article .mark.over")).to_contain_text(["Lê Văn Khánh"])
    desk.locator("article .mark", has_text="Hội Luật gia huyện").first.hover()
    expect(desk.locator(".record .entry.over .entry-title").first).to_have_text("Hội Luật gia huyện")


def test_why_shows_the_rule_and_the_words(desk: Page) -> None:
    at(desk, "organizations", "Hội Luật gia huyện")
    desk.keyboard.press("w")
    expect(desk.locator("#why mark").first).to_have_text("Hội Luật gia huyện")
    expect(desk.locator("#why code").first).to_contain_text("organization")


def test_a_wrong_name_is_put_right_in_every_field_that_repeats_it_and_undone(desk: Page) -> None:
    at(desk, "organizations", "Hội Chữ thập đỏ huyện")
    desk.keyboard.press("e")
    desk.keyboard.press("End")
    desk.keyboard.type(" Thạch Sơn")
    desk.keyboard.press("Alt+i")
    holder = desk.locator("#section-leaders [name$=-holder]")
    assert "Hội Chữ thập đỏ huyện Thạch Sơn" in holder.evaluate_all(VALUES)
    desk.keyboard.press("Control+z")
    assert "Hội Chữ thập đỏ huyện" in holder.evaluate_all(VALUES)
    desk.keyboard.press("Control+z")
    assert "Hội Chữ thập đỏ huyện" in titles(desk, "organizations")
    desk.keyboard.press("Control+y")
    desk.keyboard.press("Control+y")
    saved(desk)
    assert "Hội Chữ thập đỏ huyện Thạch Sơn" in titles(desk, "organizations")
    assert "Hội Chữ thập đỏ huyện Thạch Sơn" in holder.evaluate_all(VALUES)


def test_a_marked_place_is_stretched_by_keys_and_its_value_follows(desk: Page) -> None:
    found = at(desk, "organizations", "Hội Chữ thập đỏ huyện")
    key = found.get_attribute("id")
    for _ in range(2):
        desk.keyboard.press("]")
    expect(desk.locator(f"[name={key}-name]")).to_have_value("Hội Chữ thập đỏ huyện là Cụm")
    desk.keyboard.press("[")
    desk.keyboard.press("[")
    desk.keyboard.press("{")
    expect(desk.locator(f"[name={key}-name]")).to_have_value("Chữ thập đỏ huyện")
    marked = desk.locator(f"article .mark[data-rows~={key}]")
    expect(marked.first).to_have_text("Chữ thập đỏ huyện")
    saved(desk)
    expect(desk.locator(f"[name={key}-name]")).to_have_value("Chữ thập đỏ huyện")
    expect(desk.locator(f"article .mark[data-rows~={key}]").first).to_have_text("Chữ thập đỏ huyện")


def test_a_marked_place_is_stretched_with_the_mouse(desk: Page) -> None:
    found = at(desk, "organizations", "Hội Luật gia huyện")
    key = found.get_attribute("id")
    grip, word = desk.locator(".grip.end"), desk.locator("article .mark", has_text="Cụm trưởng").last
    grip.hover()  # which waits until it stands still
    here, there = grip.bounding_box(), word.bounding_box()
    assert here and there
    desk.mouse.move(here["x"] + 4, here["y"] + here["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(there["x"] + there["width"] - 2, there["y"] + there["height"] / 2, steps=4)
    desk.mouse.up()
    expect(desk.locator(f"[name={key}-name]")).to_have_value("Hội Luật gia huyện là Cụm trưởng")


@pytest.mark.parametrize(
    ("key", "words", "section"),
    [
        ("1", "Tin, ảnh", "organizations"),
        ("2", "Thạch Sơn", "people"),
        ("4", "Cụm phó năm", "leaders"),
        ("5", "Dân vận", "campaigns"),
        ("6", "Bằng khen cho", "awards"),
        ("7", "Ngày đăng", "references"),
        ("8", "các đơn vị trong Cụm đã hưởng ứng", "tasks"),
    ],
)
def test_chosen_words_become_an_entry_by_one_key(desk: Page, key: str, words: str, section: str) -> None:
    before = len(titles(desk, section))
    chosen(desk, words)
    desk.keyboard.press(key)
    expect(desk.locator(f"#section-{section} > .entries > [data-entry]:not(.removed)")).to_have_count(before + 1)
    made = desk.locator(f"#section-{section} > .entries > [data-entry]").last
    expect(made.locator(".entry-title").first).to_have_text(words)
    assert desk.locator(f"article .mark[data-rows~={made.get_attribute('id')}]").first.inner_text() in words


def test_a_position_goes_to_the_nearest_person_with_its_organisation(desk: Page) -> None:
    chosen(desk, "Phó Chủ tịch UBND huyện")
    desk.keyboard.press("3")
    person = entry(desk, "people", "Lê Văn Khánh")
    made = person.locator("[data-entry=positions]").last
    expect(made.locator("[name$=-title]")).to_have_value("Phó Chủ tịch")
    expect(made.locator("[name$=-organization]")).to_have_value("UBND huyện")


def test_words_are_chosen_without_a_mouse(desk: Page) -> None:
    at(desk, "people", "Lê Văn Khánh")
    desk.keyboard.press("g")
    for press in ("ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        desk.keyboard.press(press)
    desk.keyboard.press("1")
    made = desk.locator("#section-organizations > .entries > [data-entry]").last
    expect(made.locator(".entry-title").first).to_have_text(re.compile(r"^\S+ \S+$"))


def test_two_entries_become_one_and_one_becomes_two(desk: Page) -> None:
    names = titles(desk, "organizations")
    at(desk, "organizations", "Hội Luật gia huyện")
    desk.keyboard.press("m")
    desk.locator("#picker li", has_text="Hội Nông dân huyện").first.click()
    merged = entry(desk, "organizations", "Hội Nông dân huyện")
    expect(merged.locator("[name$=-aliases]")).to_have_value("Hội Luật gia huyện")
    assert len(titles(desk, "organizations")) == len(names) - 1
    desk.keyboard.press("t")
    expect(desk.locator("#section-organizations > .entries > [data-entry]").last.locator("[name$=-name]")).to_have_value(
        "Hội Luật gia huyện"
    )
    assert sorted(titles(desk, "organizations")) == sorted(names)
    expect(merged.locator("[name$=-aliases]")).to_have_value("")


def test_a_person_is_linked_to_an_organisation(desk: Page) -> None:
    at(desk, "people", "Lê Văn Khánh")
    desk.keyboard.press("l")
    desk.locator("#picker li", has_text="Hội Luật gia huyện").click()
    made = entry(desk, "people", "Lê Văn Khánh").locator("[data-entry=positions]").last
    expect(made.locator("[name$=-organization]")).to_have_value("Hội Luật gia huyện")
    expect(made.locator("[name$=-title]")).to_be_focused()


def test_restoring_the_machines_value_brings_its_place_back_too(desk: Page) -> None:
    found = at(desk, "organizations", "Hội Chữ thập đỏ huyện")
    key = found.get_attribute("id")
    places = desk.locator(f"[name={key}-at]")
    before = places.input_value()
    desk.keyboard.press("]")
    expect(desk.locator(f"#{key} .chip.edited")).to_be_visible()
    assert places.input_value() != before
    desk.locator(f"#{key} .restore").first.click()
    expect(desk.locator(f"[name={key}-name]")).to_have_value("Hội Chữ thập đỏ huyện")
    assert places.input_value() == before


def test_a_long_document_is_worked_on_from_end_to_end(page: Page, tmp_path: Path) -> None:
    """Far down, rows come without their fields, and what is out of sight is not laid out: keys, links and saving notice nothing of it."""
    kinds = ("Hội Nông dân", "Hội Khuyến học", "Hội Luật gia", "Hội Chữ thập đỏ", "Hội Cựu chiến binh", "Hội Người cao tuổi", "Hội Đông y")
    places = ("Tân Lập", "Minh Quang", "Yên Bình", "Hòa Phong", "Phú Xuân", "Bình Minh", "Đại Thắng", "Quang Trung", "Tam Sơn", "Vĩnh Hưng")
    sentence = "Đề nghị UBND huyện tặng Giấy khen cho {} xã {} vì thành tích xuất sắc."
    praised = "\n\n".join(sentence.format(kind, place) for kind in kinds for place in places)
    path = tmp_path / f"Rất dài {next(_serial)}.txt"
    path.write_text(f"{REPORT}\n{praised}\n", "utf-8")
    at_the_review_of(page, path)
    assert page.locator(".entry.brief").count() > 20
    last = page.locator("#section-awards > .entries > [data-entry]").last
    key = last.get_attribute("id")
    last.focus()
    expect(last).to_have_class(OPEN)
    place = page.locator(f"article .mark[data-rows~={key}]").first
    expect(place).to_be_in_viewport()
    page.keyboard.press("e")
    recipient = page.locator(f"[name={key}-recipient]")
    recipient.fill("Hội Khuyến học xã Tân Hòa")
    page.keyboard.press("Alt+k")
    saved(page)
    expect(page.locator(f"[name={key}-recipient]")).to_have_value("Hội Khuyến học xã Tân Hòa")
    assert page.locator("#section-awards > .entries > [data-entry].changed, #section-awards .chip.edited").count() == 1


def test_names_are_suggested_from_this_document_while_they_are_typed(desk: Page) -> None:
    desk.locator("#section-awards > .add").press("Enter")
    made = desk.locator("#section-awards > .entries > [data-entry]").last
    made.locator("[name$=-grantor]").press_sequentially("hoi luat")
    expect(desk.locator("#suggestions [role=option]").first).to_contain_text("Hội Luật gia huyện")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(made.locator("[name$=-grantor]")).to_have_value("Hội Luật gia huyện")


def test_a_wrong_date_is_told_while_it_is_typed(desk: Page) -> None:
    field = desk.locator("[name=document-m0-date]")
    field.fill("31/02/2024")
    expect(desk.get_by_text("Không có ngày này trong lịch.")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("29/02/2024")
    expect(desk.get_by_text("Không có ngày này trong lịch.")).to_have_count(0)


def test_the_original_page_is_a_key_away_and_its_words_lead_to_their_entries(page: Page, screenshots: Path) -> None:
    at_the_review_of(page, SAMPLES / "pdf" / "bien-ban-dai-hoi-cong-doan.pdf")
    page.keyboard.press("o")
    expect(page.locator(".sheet svg .box[data-rows]").first).to_be_visible()
    assert page.locator(".sheet img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    page.screenshot(path=screenshots / "review-original.png")
    box = page.locator(".sheet .box[data-rows^=organizations]").first
    key = str(box.get_attribute("data-rows")).split()[0]
    box.click()
    expect(page.locator(f"#{key}")).to_have_class(OPEN)
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    expect(page.locator("article#text")).to_be_visible()


def test_what_the_script_paints_is_what_the_server_paints(page: Page) -> None:
    at_the_review_of(page, SAMPLES / "docx" / "to-trinh-khen-thuong-hop-tac-xa.docx")
    lines = """() =>
      [...document.querySelectorAll('#text [data-start]')].map((line) => [...line.childNodes].map((node) =>
      node.nodeType === 3 ? node.data
        : [node.id, node.className.replace(" on", ""), node.dataset.rows, node.title, node.textContent, node.tabIndex].join('|')))"""
    before = page.evaluate(lines)
    page.evaluate("""async () => {
      const parts = [...document.querySelectorAll('link[rel=modulepreload]')].map((link) => link.href);
      (await import(parts.find((href) => href.endsWith('/text.js')))).repaintAll();
    }""")
    assert page.evaluate(lines) == before


def test_every_key_is_listed_by_the_question_mark(desk: Page, screenshots: Path) -> None:
    desk.keyboard.press("?")
    help_box = desk.get_by_role("dialog")
    for words in ("mục sau", "xác nhận văn bản", "thành tổ chức", "hoàn tác", "văn bản sạch hoặc trang gốc"):
        expect(help_box.get_by_text(words, exact=True)).to_be_visible()
    desk.screenshot(path=screenshots / "review-keys.png")
    help_box.get_by_label("dùng phím một chữ").uncheck()
    desk.keyboard.press("Escape")
    at(desk, "people", "Lê Văn Khánh")
    desk.keyboard.press("x")
    assert "Lê Văn Khánh" in titles(desk, "people")


def test_the_whole_path_without_a_mouse(desk: Page) -> None:
    before = desk.url
    desk.keyboard.press("a")
    with new_page(desk):
        desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("Đã xác nhận.")).to_be_visible()
    if desk.locator("a[rel=next]").count():
        desk.keyboard.press("n")
        expect(desk).not_to_have_url(re.compile(re.escape(before.split("#")[0])))


def test_without_script_the_record_is_a_plain_form(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "Không script.txt"
    path.write_text(f"{REPORT}\nKhông script\n", "utf-8")
    upload(page, path)
    browser = page.context.browser
    assert browser
    state = page.context.storage_state()
    address = page.get_by_role("link", name=path.name).get_attribute("href")
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    context.set_default_timeout(PATIENCE)
    plain = context.new_page()
    plain.goto(f"{page.url.split('/upload')[0]}{address}")
    name = plain.locator("#section-organizations textarea[name$=-name]").first
    name.fill("Tổ chức không cần script")
    with new_page(plain):
        plain.get_by_role("button", name="Lưu", exact=True).click()
    expect(plain.get_by_text("Đã lưu.")).to_be_visible()
    expect(plain.locator("#section-organizations textarea[name$=-name]").first).to_have_value("Tổ chức không cần script")
    context.close()
