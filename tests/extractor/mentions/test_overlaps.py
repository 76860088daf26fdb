"""The grammar's mentions and the tagger's: who is heard when. The tags are written by hand, as marked sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractor import marking
from extractor.document import Mentions, OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.mentions import overlaps, possible_names
from extractor.mentions.overlaps import BOTH, Policy
from extractor.mentions.tagger import Tags
from extractor.pipeline import read

NAMES = ("O", *(f"{at}-{kind}" for kind in marking.KINDS for at in "BI"))


def said(marked: str, sure: float = 1.0) -> tuple[Text, Tags]:
    """The text of a marked sentence, and tags that say what its marks say, that surely."""
    sentence = marking.read(marked)
    text = read(_plain(marked).encode(), "tin.txt")
    assert [t.text for t in text.tokens] == [t.text for t in sentence.tokens]
    rest = (1 - sure) / (len(NAMES) - 1)
    weights = tuple(tuple(sure if name == label else rest for name in NAMES) for label in sentence.labels)
    return text, Tags(NAMES, sentence.labels, weights)


def _plain(marked: str) -> str:
    for kind in marking.KINDS:
        marked = marked.replace(f"<{kind}>", "").replace(f"</{kind}>", "")
    return marked


def place(text: Text, words: str) -> Span:
    start = text.text.index(words)
    return Span(start, start + len(words))


def body(text: Text, words: str, rule: str = "organization.grammar") -> OrganizationMention:
    return OrganizationMention(*place(text, words), rule, 0.9)


def names(text: Text, mentions: Mentions) -> list[str]:
    return [text.value(o.span) for o in mentions.organizations]


def test_a_policy_that_never_hears_changes_nothing() -> None:
    text, tags = said("Hội nghị tại <ORG>Sở Nội vụ</ORG> có <PER>Lê Văn An</PER> dự.")
    mentions = Mentions(organizations=(body(text, "Hội nghị"),), people=(PersonMention(*place(text, "Nội vụ"), "person.bare"),))
    assert overlaps.merge(text, mentions, tags, Policy()) == mentions


def test_what_the_grammar_lacks_is_added_when_the_tagger_is_sure() -> None:
    marked = "Hội nghị tại <ORG>Sở Nội vụ</ORG> có <POS>Ca trưởng</POS> <PER>Lê Văn An</PER> dự."
    text, tags = said(marked)
    found = overlaps.merge(text, Mentions(), tags)
    assert names(text, found) == ["Sở Nội vụ"]
    assert [text.value(p.span) for p in found.people] == ["Lê Văn An"]
    assert [text.value(t.span) for t in found.positions] == ["Ca trưởng"]
    assert {m.rule for m in (*found.organizations, *found.people, *found.positions)} == {
        "organization.trained",
        "person.trained",
        "position.trained",
    }
    text, tags = said(marked, sure=0.8)
    assert overlaps.merge(text, Mentions(), tags) == Mentions()


def test_a_body_and_a_person_that_the_tagger_denies_are_dropped() -> None:
    text, tags = said("Hội nghị bàn về Trung tâm Mua sắm Hòa Bình của tỉnh.")
    mentions = Mentions(organizations=(body(text, "Trung tâm Mua sắm"),), people=(PersonMention(*place(text, "Hòa Bình"), "person.bare"),))
    found = overlaps.merge(text, mentions, tags)
    assert found.organizations == () and found.people == ()


@pytest.mark.parametrize("words", ["Quân khu 5", "SBW", "Xí nghiệp Khai thác công trình thủy lợi Bắc Nghệ"])
def test_a_body_that_names_itself_beyond_doubt_stays(words: str) -> None:
    text, tags = said(f"Đến dự còn có {words} cùng ký.")
    mentions = Mentions(organizations=(body(text, words),))
    assert overlaps.merge(text, mentions, tags) == mentions


def test_a_body_behind_a_title_stays() -> None:
    text, tags = said("Hội nghị có Giám đốc Trung tâm Mua sắm dự.")
    mentions = Mentions(organizations=(body(text, "Trung tâm Mua sắm", "organization.title"),))
    assert overlaps.merge(text, mentions, tags) == mentions


def test_a_name_that_runs_on_is_cut_and_its_title_follows() -> None:
    text, tags = said("Ông là <POS>Giám đốc</POS> <ORG>Viễn thông tỉnh</ORG> xây dựng phần mềm.")
    whole = place(text, "Viễn thông tỉnh xây dựng phần mềm")
    title = PositionMention(*place(text, "Giám đốc"), "position.title", organization=whole)
    mentions = Mentions(organizations=(OrganizationMention(*whole, "organization.title"),), positions=(title,))
    found = overlaps.merge(text, mentions, tags)
    assert names(text, found) == ["Viễn thông tỉnh"]
    assert found.positions[0].organization == place(text, "Viễn thông tỉnh")


def test_a_title_without_body_takes_the_new_one_behind_it() -> None:
    text, tags = said("Dự có <POS>Chủ tịch</POS> <ORG>HĐQT Tổng công ty</ORG> .")
    title = PositionMention(*place(text, "Chủ tịch"), "position.title")
    found = overlaps.merge(text, Mentions(positions=(title,)), tags)
    assert found.positions == (replace(title, organization=place(text, "HĐQT Tổng công ty")),)


def test_a_title_that_shares_its_last_word_has_it_too() -> None:
    text, tags = said("Ông An là <POS>Trưởng</POS> <ORG>Ban Dân vận Tỉnh ủy</ORG> đã lâu.")
    found = overlaps.trained(text, Mentions(), tags)
    assert text.value(found.positions[0].span) == "Trưởng Ban"
    assert found.positions[0].organization == place(text, "Ban Dân vận Tỉnh ủy")
    assert found.positions[0].kind == "shared"


def test_mentions_stay_in_order_and_apart() -> None:
    text, tags = said("<ORG>Sở Y tế</ORG>, <ORG>Công an tỉnh</ORG> và <ORG>Sở Nội vụ</ORG> dự với <PER>Lê Văn An</PER>.")
    mentions = Mentions(organizations=(body(text, "Công an tỉnh"),))
    found = overlaps.merge(text, mentions, tags)
    assert names(text, found) == ["Sở Y tế", "Công an tỉnh", "Sở Nội vụ"]
    assert found.organizations[1] == mentions.organizations[0]


@pytest.mark.parametrize("threshold", [BOTH.drop_body, BOTH.end_body, BOTH.move_body, BOTH.add_body])
def test_thresholds_take_more_than_likely(threshold: float) -> None:
    assert 0.5 < threshold <= 1


@pytest.mark.parametrize(
    ("words", "possible"),
    [
        ("Sở Nội vụ", True),
        ("Hội Nông dân tỉnh Hà Nam", True),
        ("Công đoàn Tổng công ty Khí", True),
        ("SRP", True),
        ("UBND tỉnh", True),
        ("Bệnh viện", False),
        ("Ban Chấp hành", False),
        ("Hà Nội", False),
        ("thị xã Duy Tiên", False),
        ("Hội Sinh viên TP", False),
        ("Hội Luật gia ) tỉnh", False),
        ("Sở Tài chính chủ trì", False),
        ("hội phụ nữ xã", False),
        ("Đoàn kết", False),
    ],
)
def test_what_can_be_a_body(words: str, possible: bool) -> None:
    tokens = marking.read(words).tokens
    assert possible_names.body(tokens, 0, len(tokens)) is possible


@pytest.mark.parametrize(
    ("words", "possible"),
    [("Trần Thị Bình", True), ("Kring Ly Hương", True), ("Nguyễn Sơn", True), ("Hà Nội", False), ("Giáp Thìn", False), ("Lê", False)]
    + [("Huỳnh công Hùng", False), ("Hồ Chí Minh", False), ("Oóc Bóc", False)],
)
def test_what_can_be_a_person(words: str, possible: bool) -> None:
    tokens = marking.read(words).tokens
    assert possible_names.person(tokens, 0, len(tokens)) is possible


def test_a_head_that_the_grammar_knows_and_passes_over_is_not_added() -> None:
    text, tags = said("Thực hiện chỉ đạo của <ORG>Trung ương Hội</ORG> trong năm.")
    assert overlaps.merge(text, Mentions(), tags) == Mentions()
    assert names(text, overlaps.trained(text, Mentions(), tags)) == ["Trung ương Hội"]


def test_a_title_inside_a_head_is_none() -> None:
    text, tags = said("Đoàn <POS>Chủ tịch</POS> điều hành.")
    assert overlaps.merge(text, Mentions(), tags) == Mentions()


def test_a_name_may_not_run_on_over_a_joint_to_another_body() -> None:
    tokens = marking.read("Khối thi đua các cơ quan Đảng và Khối thi đua tỉnh").tokens
    assert not possible_names.may_end(tokens, len(tokens), 6)


def test_a_name_may_not_end_before_a_capital_that_the_grammar_holds_for_its_part() -> None:
    tokens = marking.read("Viện Nghiên cứu Hóa học Ứng dụng chủ trì").tokens
    assert not possible_names.may_end(tokens, 5, 7)
    assert possible_names.may_end(tokens, 7, 9)
    assert not possible_names.may_end(tokens, 9, 7)
    tokens = marking.read("Phòng Cảnh sát phòng cháy, chữa cháy").tokens
    assert not possible_names.may_end(tokens, 5, 8)
