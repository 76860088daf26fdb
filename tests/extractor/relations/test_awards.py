"""Awards from sentences and documents of our own, and from the gold documents where they are at hand."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.evaluation import evaluate
from extractor.pipeline import extract
from extractor.record import Award, Record

CASES = tomllib.loads(Path(__file__).with_name("awards.toml").read_text("utf-8"))["case"]
GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold"
LEAST_F1 = 0.93
SURFACE = ("award", "grantor", "recipient", "proposer")


@cache
def record_of(words: str, name: str = "a.txt") -> Record:
    return extract(words.encode(), name)


def line(entry: Award) -> str:
    recipient = entry.recipient or f"#{entry.quantity}:{entry.recipient_kind}"
    return f"{entry.award} | {entry.grantor or '-'} | {recipient} | {entry.status}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: " ".join(c["text"].split())[:60])
def test_case(case: dict[str, str]) -> None:
    found = record_of(case["text"], case.get("name", "a.txt"))
    assert [line(entry) for entry in found.awards] == list(case["entries"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: " ".join(c["text"].split())[:60])
def test_evidence_holds_the_words(case: dict[str, str]) -> None:
    check_evidence(record_of(case["text"], case.get("name", "a.txt")))


def check_evidence(record: Record) -> None:
    for entry in record.awards:
        for field in SURFACE:
            value = getattr(entry, field)
            words = " ".join(" ".join(record.text[p.start : p.end] for p in entry.evidence.get(field, [])).split())
            assert (value or "") == words
        if entry.votes is not None:
            assert entry.votes == "".join("".join(record.text[p.start : p.end] for p in entry.evidence["votes"]).split())


@pytest.mark.parametrize(
    ("words", "votes"),
    [
        ("Khối đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế (9/10 phiếu).", ["9/10"]),
        ("Khối thống nhất (6/6 phiếu) đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế và Sở Tư pháp.", ["6/6", "6/6"]),
        ("Khối đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế (đạt 100%).", ["100%"]),
        ("Sở Y tế 7/7 phiếu và Sở Tư pháp 5/7 phiếu đề nghị UBND tỉnh tặng Bằng khen.", ["7/7", "5/7"]),
        ("Sở Y tế 7/7 phiếu đề nghị UBND tỉnh tặng Cờ thi đua; Tỉnh đoàn được Sở Nội vụ tặng Giấy khen.", ["7/7", None]),
        ("- Sở Y tế: 11/13 phiếu (84%) đề nghị tặng Bằng khen của UBND tỉnh.", ["11/13"]),
        ("- Ông Lê Quang Nhật, Giám đốc Sở Y tế: 11/13 phiếu đề nghị tặng Bằng khen của UBND tỉnh.", ["11/13"]),
    ],
)
def test_votes(words: str, votes: list[str]) -> None:
    assert [entry.votes for entry in record_of(words).awards] == votes


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("UBND tỉnh tặng Cờ thi đua năm 2023 cho Sở Y tế.", 2023),
        ("UBND tỉnh tặng Bằng khen cho Sở Y tế có thành tích xuất sắc năm học 2021 - 2022.", 2021),
        ("UBND tỉnh tặng Bằng khen cho Sở Y tế có thành tích trong nhiệm kỳ 2018 - 2023.", None),
        ("UBND tỉnh tặng Cờ thi đua cho Sở Y tế, đồng thời được bầu làm Khối trưởng năm 2025.", None),
        ("Xã A Xan hoàn thành nhiệm vụ, dẫn đầu phong trào thi đua yêu nước năm 2020. UBND tỉnh đã tặng Cờ thi đua cho xã A Xan.", 2020),
        ("UBND tỉnh quyết định tặng Cờ thi đua cho 01 tập thể dẫn đầu phong trào thi đua năm 2019, gồm:\n- Sở Y tế.", 2019),
        ("Bộ Y tế tặng Kỷ niệm chương Vì sức khỏe nhân dân cho ông Trần Văn Bình.", None),
    ],
)
def test_year_of_merit(words: str, year: int | None) -> None:
    assert [entry.year for entry in record_of(words).awards] == [year]


def test_a_list_takes_the_place_of_its_total() -> None:
    words = "UBND tỉnh tặng Cờ thi đua cho 02 tập thể:\n\n- Sở Y tế;\n- Sở Tư pháp.\n"
    assert [entry.recipient for entry in record_of(words, "a.md").awards] == ["Sở Y tế", "Sở Tư pháp"]


def test_a_named_recipient_and_a_total_are_two() -> None:
    entries = record_of("UBND xã tặng Giấy khen cho ông Trần Văn Bình và 04 hội viên.").awards
    assert [(entry.recipient, entry.quantity) for entry in entries] == [("Trần Văn Bình", None), (None, 4)]


PIECES = [
    "Bằng khen", "Cờ thi đua", "khen thưởng", "của", "cho", "UBND tỉnh", "Sở Y tế", "Hội", "ông Trần Văn Bình", "5 tập thể", "các cá nhân",
    ",", ";", ":", "(", ")", "-", "và", "gồm", "là một trong", "được", "tặng", "đề nghị", "nhận", "không", "9/9 phiếu", "năm 2023",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_any_order_of_words_keeps_the_evidence(words: list[str]) -> None:
    check_evidence(extract(" ".join(words).encode(), "a.txt"))


def test_a_long_sentence_is_read_once() -> None:
    words = "UBND tỉnh tặng Bằng khen cho Sở Y tế, " * 3000
    assert [entry.recipient for entry in record_of(words).awards] == ["Sở Y tế"]


@pytest.mark.skipif(not GOLD.exists(), reason="../shared is absent")
def test_gold_documents() -> None:
    gold = {folder.name: json.loads((folder / "record.json").read_text("utf-8")) for folder in sorted(GOLD.iterdir())}
    found = {folder.name: extract(next(folder.glob("source.*"))) for folder in sorted(GOLD.iterdir())}
    for record in found.values():
        check_evidence(record)
    assert evaluate(gold, found).tallies["awards"].f1 >= LEAST_F1


@pytest.mark.parametrize("sign", ["²", "³", "①", "⁵"])
def test_a_raised_or_ringed_figure_counts_nothing(sign: str) -> None:
    """Python takes them for digits, and for no numbers."""
    words = f"Hội nghị của {sign} Khối thi đua ngành Y tế họp ở phòng 90 m{sign}. UBND tỉnh tặng Bằng khen {sign} cho 3 cá nhân."
    assert [entry.quantity for entry in record_of(words, "a.txt").awards if entry.quantity] == [3]


def test_votes_are_those_counted_and_not_their_share() -> None:
    found = record_of("- Sở Y tế: 6/6 phiếu, đạt 100%, đề nghị tặng Cờ thi đua của UBND tỉnh.")
    assert [award.votes for award in found.awards] == ["6/6"]


@pytest.mark.parametrize(
    ("told", "year"), [("Theo báo cáo, năm 2021 các đơn vị đạt nhiều kết quả.", 2021), ("Năm 2022, các đơn vị phấn đấu.", None)]
)
def test_a_paragraph_tells_the_year_of_merit_unless_it_is_planned_for(told: str, year: int | None) -> None:
    lead = "Sáng 16/02, Khối thi đua số 4 tổ chức Hội nghị ký kết giao ước thi đua năm 2022."
    found = record_of(f"{lead}\n{told} Có 2 tập thể được tặng Cờ thi đua của UBND tỉnh.")
    assert [award.year for award in found.awards] == [year]


def test_what_others_are_asked_to_weigh_is_put_forward_by_nobody_yet() -> None:
    letter = "SỞ NỘI VỤ\n\nSố: 15/SNV-TĐKT\n\nV/v đề nghị các Khối thi đua bình xét khen thưởng năm 2023\n\nKính gửi: Các Khối thi đua.\n\n"
    asked = "1. Tổ chức bình xét, suy tôn 01 đơn vị dẫn đầu đề nghị UBND tỉnh tặng Cờ thi đua; 01 đơn vị đề nghị tặng Bằng khen."
    assert record_of(letter + asked).awards == []


@pytest.mark.parametrize(
    ("words", "proposer"),
    [
        (
            "Khối thi đua số 7 tổng kết năm 2022\n\nCác đơn vị trong khối đồng lòng đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế.",
            "Khối thi đua số 7",
        ),
        (
            "Khối thi đua số 7 tổng kết năm 2022\n\nCác đơn vị trong Khối nhất trí và đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế.",
            "Khối thi đua số 7",
        ),
        (
            "Khối thi đua số 7 tổng kết năm 2022\n\nKhối thống nhất: đề nghị tặng Cờ thi đua của UBND tỉnh cho Sở Y tế.",
            "Khối thi đua số 7",
        ),
        (
            "Họp Hội đồng Thi đua - Khen thưởng tỉnh\n\nHội đồng nhất trí: 9 tập thể đề nghị UBND tỉnh tặng Cờ thi đua.",
            "Hội đồng Thi đua - Khen thưởng tỉnh",
        ),
        ("Khối thi đua số 7 tổng kết năm 2022\n\nHội nghị thống nhất đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế.", None),
        ("Chủ tịch UBND tỉnh Kon Tum kính trình Thủ tướng Chính phủ tặng Cờ thi đua cho Sở Y tế.", "Chủ tịch UBND tỉnh Kon Tum"),
        ("UBND xã, 3 đơn vị đề nghị tặng Cờ thi đua.", None),
        (
            "Khối thi đua số 7 tổng kết năm 2022\n\nTại hội nghị, khối thi đua bình chọn và đề nghị Bộ Y tế tặng Cờ thi đua cho Sở Y tế.",
            "Khối thi đua số 7",
        ),
        ("Khối thi đua số 7 tổng kết năm 2022\n\nHội nghị khối thi đua thống nhất đề nghị UBND tỉnh tặng Cờ thi đua cho Sở Y tế.", None),
    ],
)
def test_who_proposes(words: str, proposer: str | None) -> None:
    assert [entry.proposer for entry in record_of(words).awards] == [proposer]


@pytest.mark.parametrize(
    ("asked", "proposer"),
    [
        ("Theo đề nghị của Vụ trưởng Vụ Tổ chức cán bộ,", "Vụ Tổ chức cán bộ"),
        ("Xét Biên bản họp của các Cụm và đề nghị của Trưởng Ban Thi đua - Khen thưởng,", "Ban Thi đua - Khen thưởng"),
        ("Xét đề nghị của Chủ tịch UBND tỉnh Kon Tum,", "Chủ tịch UBND tỉnh Kon Tum"),
        ("Xét đề nghị của Sở Nội vụ tại Tờ trình số 15/TTr-SNV,", "Sở Nội vụ"),
    ],
)
def test_who_asked_for_a_decision(asked: str, proposer: str) -> None:
    words = (
        f"QUYẾT ĐỊNH\nVề việc tặng Bằng khen\n\nBỘ TRƯỞNG BỘ Y TẾ\n\n{asked}\n\nQUYẾT ĐỊNH:\n\nĐiều 1. Tặng Bằng khen cho Bệnh viện Mắt."
    )
    assert [entry.proposer for entry in record_of(words).awards] == [proposer]


def test_a_proposal_that_names_nobody_who_proposes_is_its_letterheads() -> None:
    words = [
        "SỞ Y TẾ THANH HÓA",
        "KHỐI THI ĐUA CÁC BỆNH VIỆN TUYẾN TỈNH",
        "TỜ TRÌNH",
        "Đề nghị khen thưởng năm 2023",
        "1. Trình UBND tỉnh tặng Cờ thi đua: Bệnh viện Nhi.",
    ]
    assert [award.proposer for award in record_of("\n\n".join(words)).awards] == ["KHỐI THI ĐUA CÁC BỆNH VIỆN TUYẾN TỈNH"]


def test_votes_of_a_column_of_results() -> None:
    table = (
        "Bằng khen của Bộ Y tế:\n\n| TT | Đơn vị | Kết quả bình xét |\n|---|---|---|\n| 1 | Sở Y tế | 13/14 |\n| 2 | Sở Nội vụ | 12/14 |\n"
    )
    assert [entry.votes for entry in record_of(table, "a.md").awards] == ["13/14", "12/14"]


def test_households_named_by_their_heads() -> None:
    found = record_of("2 hộ gia đình ông Hoàng Văn Tuyên và ông Lý A Páo được Chủ tịch UBND tỉnh tặng Bằng khen.").awards
    assert [entry.recipient_kind for entry in found] == ["household", "household"]


@pytest.mark.parametrize(
    ("words", "proposer"),
    [
        ("Hội nghị suy tôn Sở Y tế dẫn đầu Khối, đề nghị UBND tỉnh tặng Cờ thi đua.", None),
        ("Các đại biểu bình chọn Sở Y tế là đơn vị thứ nhất Khối, đề nghị UBND tỉnh tặng Cờ thi đua.", None),
        ("Khối thi đua số 2 nhất trí suy tôn Sở Y tế đề nghị UBND tỉnh tặng Cờ thi đua.", "Khối thi đua số 2"),
        ("Khối thi đua số 2 bình chọn Sở Y tế dẫn đầu Khối, đề nghị UBND tỉnh tặng Cờ thi đua.", "Khối thi đua số 2"),
    ],
)
def test_proposer(words: str, proposer: str | None) -> None:
    assert [entry.proposer for entry in record_of(words).awards] == [proposer]
