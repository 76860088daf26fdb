"""Which texts are warned of as not Vietnamese."""

from __future__ import annotations

import pytest

from extractor.text.language import language_warning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hội nghị tổng kết công tác thi đua, khen thưởng năm 2023 của Khối thi đua các cơ quan Đảng tỉnh", None),
        ("Danh sách: Trần Thị Mai, Lê Văn Nam, Nguyễn An, Phạm Minh, Bùi Thanh Long, Hồ Sỹ Ba", None),
        ("Hội nghị", None),
        ("Hoi nghi tong ket cong tac thi dua, khen thuong nam 2023 cua Khoi thi dua cac co quan tinh", "W202"),
        (
            "Héi nghÞ tæng kÕt c«ng t¸c thi ®ua, khen th­ëng n¨m 2023 cña Khèi thi ®ua c¸c c¬ quan tØnh, ®ång chÝ chñ tÞch chñ tr×" * 3,
            "W202",
        ),
        ("The committee met on Monday to review the results of the year and to plan the next one.", "W201"),
        ("Le comité s'est réuni à Paris pour examiner les résultats de l'année et préparer la réunion.", "W201"),
        ("委员会于星期一召开会议审查全年工作成果并规划明年工作", "W201"),
        ("Комитет собрался в понедельник, чтобы рассмотреть итоги года и план на следующий", "W201"),
    ],
)
def test_language(text: str, code: str | None) -> None:
    warning = language_warning(text)
    assert (warning[:4] if warning else None) == code
