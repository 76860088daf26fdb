"""Rules of page furniture judged by their own examples, then whole pages written for the purpose."""

from __future__ import annotations

import pytest

from extractor.document import Block, BlockKind, ParsedDocument, Text
from extractor.lexicon import load
from extractor.parsers.plain import parse_text
from extractor.text.clean import clean
from extractor.text.furniture import made_of, mark_furniture, rules

TABLE = load("furniture")
PARAGRAPH = (
    "Sáng 5/3, tại hội trường Ủy ban nhân dân huyện, Khối thi đua các cơ quan tham mưu tổ chức hội nghị tổng kết công tác thi đua, "
    "khen thưởng năm 2023 và ký kết giao ước thi đua năm 2024, với sự tham dự của đại diện lãnh đạo mười cơ quan thành viên."
)


def test_every_rule_has_examples_and_only_known_keys() -> None:
    for entry in TABLE["rule"]:
        assert set(entry) == {"id", "where", "effect", "pattern", "match", "no_match"}, entry["id"]
        assert entry["match"], entry["id"]
        assert entry["no_match"], entry["id"]
    assert len({rule.id for rule in rules()}) == len(rules())


@pytest.mark.parametrize(("id", "line"), [(e["id"], line) for e in TABLE["rule"] for line in e["match"]])
def test_rule_matches_its_example(id: str, line: str) -> None:
    assert next(rule for rule in rules() if rule.id == id).matches(line)


@pytest.mark.parametrize(("id", "line"), [(e["id"], line) for e in TABLE["rule"] for line in e["no_match"]])
def test_rule_leaves_its_counter_example(id: str, line: str) -> None:
    assert not next(rule for rule in rules() if rule.id == id).matches(line)


@pytest.mark.parametrize(("kind", "line"), [(k, line) for k, v in TABLE["items"].items() for line in v["match"]])
def test_line_is_made_of_words(kind: str, line: str) -> None:
    assert made_of(kind, line)


@pytest.mark.parametrize(("kind", "line"), [(k, line) for k, v in TABLE["items"].items() for line in v["no_match"]])
def test_line_is_not_made_of_words(kind: str, line: str) -> None:
    assert not made_of(kind, line)


def page(*lines: str) -> Text:
    return mark_furniture(clean(parse_text("\n".join(lines).encode(), "page.txt")))


def kept(text: Text) -> list[str]:
    return [text.text[block.start : block.end] for _, block in text.body()]


def test_clock_over_the_headline_goes_and_date_line_under_it_stays() -> None:
    text = page("Thứ Ba, 21/10/2025 11:15 [GMT+7]", "Khối thi đua số 2 tổng kết năm 2023", "Ngày đăng: 12/01/2024", PARAGRAPH)
    assert kept(text)[:2] == ["Khối thi đua số 2 tổng kết năm 2023", "Ngày đăng: 12/01/2024"]


def test_weekday_date_under_the_headline_stays() -> None:
    text = page("Khối thi đua số 2 tổng kết năm 2023", "Thứ Ba, 16/01/2024 - 08:15", PARAGRAPH)
    assert len(kept(text)) == 3


def test_banner_above_a_menu_goes_with_it() -> None:
    text = page("HỘI NÔNG DÂN HUYỆN MẪU", "Trang chủ | Giới thiệu | Tin tức | Liên hệ", "Khối thi đua số 2 tổng kết năm 2023", PARAGRAPH)
    assert kept(text)[0] == "Khối thi đua số 2 tổng kết năm 2023"


def test_comments_and_other_news_go_to_the_end() -> None:
    text = page(
        "Khối thi đua số 2 tổng kết", PARAGRAPH, PARAGRAPH, "Thu Hà", "Bình luận (1)", "Nam: Hay quá!", "Tin liên quan", "Hội CCB trao quà"
    )
    assert kept(text)[-1] == "Thu Hà"


def test_box_of_links_amid_the_article_ends_where_the_text_goes_on() -> None:
    text = page("Khối thi đua số 2 tổng kết", PARAGRAPH, "Tin liên quan", "Hội CCB trao quà Tết", PARAGRAPH, PARAGRAPH, "Thu Hà")
    assert kept(text) == ["Khối thi đua số 2 tổng kết", PARAGRAPH, PARAGRAPH, PARAGRAPH, "Thu Hà"]


def test_caption_and_by_line_stay() -> None:
    text = page("Khối thi đua số 2 tổng kết", PARAGRAPH, "Quang cảnh hội nghị. Ảnh: Thu Hà", PARAGRAPH, "Bài, ảnh: Thu Hà")
    assert len(kept(text)) == 5


def test_administrative_document_is_never_touched() -> None:
    text = page(
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Thông báo", PARAGRAPH, "Địa chỉ: số 5 phố Mẫu", "Ý kiến"
    )
    assert len(kept(text)) == len(text.blocks)


def test_what_a_parser_marked_stays_marked() -> None:
    line = "Trang chủ Chính trị Xã hội"
    parsed = ParsedDocument(
        f"{line}\n{PARAGRAPH}",
        (Block(BlockKind.FURNITURE, 0, len(line)), Block(BlockKind.PARAGRAPH, len(line) + 1, len(line) + 1 + len(PARAGRAPH))),
        "html",
    )
    assert kept(mark_furniture(clean(parsed))) == [PARAGRAPH]


def test_page_of_menus_only_is_left_alone() -> None:
    text = page("Trang chủ", "Giới thiệu", "Liên hệ")
    assert len(kept(text)) == 3
