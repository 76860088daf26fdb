"""Plain text whose columns are set by blanks: letterheads, signatures, lists in two columns."""

from __future__ import annotations

from extractor import extract
from extractor.document import BlockKind
from extractor.parsers.plain import parse_text

LETTERHEAD = """   HỘI LUẬT GIA                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
   TỈNH HÀ NAM                       Độc lập - Tự do - Hạnh phúc
 CỤM THI ĐUA SỐ 5
                                      Hà Nam, ngày 05 tháng 6 năm 2023

                         BIÊN BẢN
          Hội nghị tổng kết Cụm thi đua số 5 năm 2023

"""
SIGNATURES = """
Nơi nhận:                                   TM. CỤM THI ĐUA
- Như trên;                                   CỤM TRƯỞNG
- Lưu.


                                            Trần Thị Mai Hoa
"""
LIST = """Cụm thi đua số 5 gồm 04 Hội:
    1. Hội Luật gia tỉnh         3. Hội Làm vườn tỉnh
    2. Hội Đông y tỉnh           4. Hội Thú y tỉnh
"""


def cells(text: str) -> list[str]:
    parsed = parse_text(text.encode(), "a.txt")
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is BlockKind.CELL]


def test_each_column_of_a_letterhead_is_a_cell() -> None:
    assert cells(LETTERHEAD) == [
        "HỘI LUẬT GIA\nTỈNH HÀ NAM\nCỤM THI ĐUA SỐ 5",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nHà Nam, ngày 05 tháng 6 năm 2023",
    ]
    assert "BIÊN BẢN" not in "".join(cells(LETTERHEAD))


def test_a_name_some_lines_below_its_office_is_the_signatory() -> None:
    assert cells(SIGNATURES)[1] == "TM. CỤM THI ĐUA\nCỤM TRƯỞNG\nTrần Thị Mai Hoa"
    record = extract((LETTERHEAD + LIST + SIGNATURES).encode(), "bien ban.txt")
    assert [(p.name, p.parts) for p in record.people] == [("Trần Thị Mai Hoa", ["sign"])]


def test_the_items_of_a_list_in_two_columns_come_one_after_the_other() -> None:
    parsed = parse_text(LIST.encode(), "a.txt")
    assert [parsed.text[b.start : b.end][:2] for b in parsed.blocks] == ["Cụ", "1.", "2.", "3.", "4."]
    record = extract((LETTERHEAD + LIST).encode(), "bien ban.txt")
    assert [o.name for o in record.organizations if o.member] == [
        "HỘI LUẬT GIA TỈNH HÀ NAM",
        "Hội Đông y tỉnh",
        "Hội Làm vườn tỉnh",
        "Hội Thú y tỉnh",
    ]


def test_two_signatures_under_each_other_stay_apart() -> None:
    lines = [
        "HỘI ĐÔNG Y TỈNH          HỘI LÀM VƯỜN TỈNH",
        "    CHỦ TỊCH                 CHỦ TỊCH",
        "   Lê Văn An               Vũ Thị Bình",
    ]
    assert cells("\n".join([*lines, "", *lines])) == [c for _ in "12" for c in cells("\n".join(lines))]


def test_wide_blanks_in_running_text_make_no_columns() -> None:
    people = "1. Ông Lê Văn An           Giám đốc\n2. Bà Vũ Thị Bình       Phó Giám đốc\n"
    assert cells(f"Sáng ngày 5/3,   Khối thi đua số 2 họp.\nDự họp có   các đơn vị.\n{people}") == []
    assert cells("Thời gian:          8 giờ\nĐịa điểm:          Hội trường tầng 2\n") == []
