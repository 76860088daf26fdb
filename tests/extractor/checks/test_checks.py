"""Each check on sentences of our own: what it must question, and what it must let pass."""

from __future__ import annotations

from typing import Any

import pytest

from extractor import extract
from extractor.checks import check
from extractor.checks.grantors import KEYS, powers
from extractor.checks.messages import MESSAGES, told, warning
from extractor.document import Mentions
from extractor.lexicon import load
from extractor.pipeline import find, read
from extractor.record import Award, Campaign, Document, Leader, Meeting, Record, Reference, Task

RULES = {rule["id"]: rule for rule in load("checks")["grantor"]}


def codes(record: Record) -> list[str]:
    entries = [
        record.document,
        record.meeting,
        *(e for kind in ("organizations", "leaders", "campaigns", "awards", "references", "tasks") for e in getattr(record, kind)),
    ]
    return sorted({w[:4] for e in entries if e is not None for w in e.warnings})


def warned(*lines: str, **parts: Any) -> list[str]:
    """The codes of the warnings on a record of these parts with this text."""
    text = read("\n".join(lines or ["Hội nghị."]).encode(), "van-ban.txt")
    head = {"kind": "minutes", "title": None, "number": None, "date": None, "authors": []}
    whole = {name: [] for name in ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")}
    record = Record(
        text=text.text, document=Document(**head | parts.pop("document", {})), meeting=parts.pop("meeting", None), **whole | parts
    )
    return codes(check(text, find(text), record))


def award(**fields: Any) -> Award:
    empty = dict.fromkeys(("grantor", "recipient", "recipient_kind", "quantity", "year", "proposer", "votes"))
    return Award(**{"award": "Bằng khen", "status": "granted", **empty, **fields})


def leader(holder: str, term: str | None = "2024", **fields: Any) -> Leader:
    base = {"position": "Khối trưởng", "holder_kind": "organization", "body": "Khối thi đua số 3", "action": "elected"}
    return Leader(**{**base, "holder": holder, "term": term, **fields})


def meeting(**fields: Any) -> Meeting:
    empty = dict.fromkeys(("title", "date", "place", "block", "review_year", "plan_year", "pact_year"))
    return Meeting(**{"kind": "review", "conveners": [], **empty, **fields})


@pytest.mark.parametrize(
    "sentence",
    [
        "Số phiếu phát ra: 14, số phiếu thu về: 15, số phiếu hợp lệ: 14.",
        "Phát ra 14 phiếu, thu về 14 phiếu, hợp lệ 12 phiếu, không hợp lệ 1 phiếu.",
        "Kết quả: 14 phiếu phát ra, 13 phiếu thu về, 14 phiếu hợp lệ.",
        "Hội Làm vườn được 14/14 phiếu, đạt 90%.",
        "Hội Làm vườn được 15/14 phiếu.",
        "Đạt 9/12 phiếu (70,5%).",
    ],
)
def test_ballots_that_do_not_add_up(sentence: str) -> None:
    assert warned("BIÊN BẢN", sentence) == ["C301"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Số phiếu phát ra: 14, số phiếu thu về: 14, số phiếu hợp lệ: 13, không hợp lệ: 1.",
        "Phát ra 14 phiếu, thu về 13 phiếu, hợp lệ 13 phiếu.",
        "Hội Làm vườn được 14/14 phiếu, đạt 100%.",
        "Đạt 10/11 phiếu (90,9%).",
        "Đạt 2/3 phiếu (66,6%), 2/3 phiếu (66,7%), 2/3 phiếu (67%).",
        "Ngày 15/12, tỷ lệ hộ nghèo còn 3%.",
        "Tính đến 12/2023, có 90% đơn vị hoàn thành.",
        "Quyết định số 24/10 phát hành 100% số báo.",
        "Thu về 200 triệu đồng, phát 100 suất quà.",
    ],
)
def test_ballots_that_add_up(sentence: str) -> None:
    assert warned("BIÊN BẢN", sentence) == []


def test_the_warning_stands_on_the_award_that_was_voted() -> None:
    lines = [
        "TỜ TRÌNH",
        "Về việc khen thưởng năm 2023",
        "Kính gửi: UBND tỉnh",
        "Khối đề nghị UBND tỉnh tặng Bằng khen cho Hội Làm vườn tỉnh (14/14 phiếu, đạt 90%).",
    ]
    record = extract("\n".join(lines).encode(), "to-trinh.txt")
    assert [w[:4] for w in record.awards[0].warnings] == ["C301"]


@pytest.mark.parametrize(("rule", "pair"), [(r, tuple(p)) for r, entry in RULES.items() for p in entry["match"]])
def test_a_grantor_without_the_power(rule: str, pair: tuple[str, str]) -> None:
    assert next(p for p in powers() if p.id == rule).forbids(*pair)
    assert warned(awards=[award(award=pair[0], grantor=pair[1])]) == ["C302"]


@pytest.mark.parametrize(("rule", "pair"), [(r, tuple(p)) for r, entry in RULES.items() for p in entry["no_match"]])
def test_a_grantor_with_the_power(rule: str, pair: tuple[str, str]) -> None:
    assert warned(awards=[award(award=pair[0], grantor=pair[1])]) == []


def test_grantor_rules_have_known_keys_only() -> None:
    assert all(set(rule) <= KEYS and ("only" in rule) != ("never" in rule) for rule in RULES.values())


def test_a_term_that_ends_before_it_begins() -> None:
    assert warned(leaders=[leader("Hội Làm vườn", "2028-2023")]) == ["C303"]
    assert warned(campaigns=[Campaign(name="Sáng tạo", kind="movement", launched_by=None, period="2025-2021")]) == ["C303"]
    assert warned(leaders=[leader("Hội Làm vườn", "2023-2028")]) == []


@pytest.mark.parametrize(
    ("held", "issued", "expected"),
    [("2023-12-28", "2024-01-05", []), ("2013-12-28", "2024-01-05", ["C304"]), ("2023", "2024-01-05", []), ("2020-01", "2024", ["C304"])],
)
def test_a_meeting_far_from_its_document(held: str, issued: str, expected: list[str]) -> None:
    assert warned(meeting=meeting(date=held), document={"date": issued}) == expected


def test_years_and_dates_beyond_the_document() -> None:
    document = {"date": "2024-01-05"}
    reference = {"kind": "Chỉ thị", "number": "34-CT/TW", "issuer": None, "title": None}
    assert warned(awards=[award(year=2032)], document=document) == ["C304"]
    assert warned(awards=[award(year=2023)], document=document) == []
    assert warned(references=[Reference(**reference, date="2024-02")], document=document) == ["C305"]
    assert warned(references=[Reference(**reference, date="2014-04-07")], document=document) == []
    assert warned(tasks=[Task(text="Nộp báo cáo", assignee=None, deadline="2023-12-30")], document=document) == ["C308"]
    assert warned(tasks=[Task(text="Nộp báo cáo", assignee=None, deadline="quý II")], document=document) == []


def test_two_heads_of_one_block() -> None:
    assert warned(leaders=[leader("Hội Làm vườn"), leader("Hội Luật gia tỉnh")]) == ["C306"]
    assert warned(leaders=[leader("Hội Làm vườn"), leader("Hội Luật gia tỉnh", "2023")]) == []
    assert warned(leaders=[leader("Hội Làm vườn"), leader("Hội Luật gia tỉnh", body="Khối thi đua số 4")]) == []
    assert warned(leaders=[leader("Hội Làm vườn"), leader("Trần Thị Bình", holder_kind="person")]) == []
    assert warned(leaders=[leader("Hội Làm vườn", position="Khối phó"), leader("Hội Luật gia tỉnh", position="Khối phó")]) == []


FOUR = "Hội Nông dân tỉnh, Hội Luật gia tỉnh, Hội Làm vườn tỉnh và Liên đoàn Lao động tỉnh"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"Khối thi đua số 3 gồm 05 đơn vị: {FOUR}."], ["C307"]),
        ([f"Khối thi đua số 3 gồm 04 đơn vị: {FOUR}."], []),
        ([f"Khối thi đua số 3 gồm 04 đơn vị: {FOUR}; do {FOUR.split(',')[0]} làm Khối trưởng."], []),
        ([f"Khối thi đua số 3 có 05 đơn vị thành viên ({FOUR})."], ["C307"]),
        ([f"Khối thi đua số 3 có 15 đơn vị thành viên, trong đó có {FOUR}."], []),
        ([f"Khối thi đua số 3 có 15 đơn vị thành viên: {FOUR}…"], []),
        (["Khối gồm 03 đơn vị:", "- Hội Nông dân tỉnh;", "- Hội Luật gia tỉnh."], ["C307"]),
        (["Khối gồm 02 đơn vị:", "- Hội Nông dân tỉnh;", "- Hội Luật gia tỉnh.", "Hội nghị kết thúc."], []),
        (["Khối gồm 02 đơn vị: Ban Dân tộc và Tôn giáo tỉnh, Hội Luật gia tỉnh (Hội Luật gia)."], []),
        (["Tặng quà cho 05 đơn vị: 20 suất mỗi đơn vị."], []),
    ],
)
def test_a_count_of_members_and_its_list(lines: list[str], expected: list[str]) -> None:
    assert warned(*lines) == expected


def test_every_message_is_told_in_both_languages() -> None:
    for code, message in MESSAGES.items():
        assert told(warning(code, "9 ≠ 8"), "en") == f"{code} {message['en']} (9 ≠ 8)"
        assert told(warning(code), "vi") == f"{code} {message['vi']}"
    assert told("W201 Văn bản", "en") == "W201 Văn bản"


def test_nothing_to_question_leaves_the_record_as_it_is() -> None:
    text = read("Hội nghị kết thúc lúc 11 giờ.".encode(), "tin.txt")
    record = extract("Hội nghị kết thúc lúc 11 giờ.".encode(), "tin.txt")
    assert check(text, Mentions(), record) is record
