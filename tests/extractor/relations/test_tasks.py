"""Tasks from texts of our own, with who does them and by when."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractor.document import Text
from extractor.pipeline import find, read
from extractor.record import Task
from extractor.relations.document import document
from extractor.relations.meeting import meeting
from extractor.relations.tasks import tasks

CASES = tomllib.loads(Path(__file__).with_name("tasks.toml").read_text("utf-8"))["case"]


def of(words: str) -> tuple[Text, list[Task]]:
    text = read(words.encode(), "case.md" if words.lstrip().startswith("<!--") else "case.txt")
    mentions = find(text)
    head = document(text, mentions)
    return text, tasks(text, mentions, head, meeting(text, mentions, head))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"].strip()[:50])
def test_tasks(case: dict[str, object]) -> None:
    want = case["tasks"]
    assert isinstance(want, list)
    text, found = of(str(case["text"]))
    assert [task.text[: len(start)] for task, start in zip(found, want, strict=True)] == want
    for task in found:
        at = " ".join(text.text[task.evidence["text"][0].start : task.evidence["text"][0].end].split())
        assert task.text in at


@pytest.mark.parametrize(
    ("item", "who", "by"),
    [
        ("Sở Nội vụ nộp hồ sơ trước ngày 15/12/2023.", "Sở Nội vụ", "2023-12-15"),
        ("Giao Phòng Nội vụ theo dõi, báo cáo trong tháng 8/2018.", "Phòng Nội vụ", "2018-08"),
        ("Các đơn vị gửi báo cáo trước ngày 25 tháng cuối quý.", "Các đơn vị", "trước ngày 25 tháng cuối quý"),
        ("Mỗi đơn vị giới thiệu 02 điển hình, chậm nhất ngày 31/8/2023.", "Mỗi đơn vị", "2023-08-31"),
        ("Tiếp tục thực hiện Chỉ thị số 34-CT/TW ngày 07/4/2014 của Bộ Chính trị.", None, None),
        ("Mỗi quý tổ chức một chuyên đề năm 2024.", None, None),
        ("UBND các huyện Mường Tè, Nậm Nhùn: Cử cán bộ tham gia tổ kiểm tra.", "UBND các huyện Mường Tè, Nậm Nhùn", None),
    ],
)
def test_who_and_by_when(item: str, who: str | None, by: str | None) -> None:
    _, found = of(f"Khối thi đua các sở bàn việc năm mới\nNăm 2024, Khối thống nhất các nhiệm vụ sau:\n- {item}\n")
    assert [(task.assignee, task.deadline) for task in found] == [(who, by)]


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Năm 2024 Khối thi đua số 9 tập trung xây dựng đời sống văn hóa ở cơ quan.", "Khối thi đua số 9"),
        (
            "Năm 2024 là năm có nhiều ngày kỷ niệm lớn, để đạt mục tiêu đề ra, Khối thi đua tiếp tục đổi mới công tác thi đua.",
            "Khối thi đua",
        ),
        ("Theo nội dung giao ước, các tổ chức tôn giáo sẽ vận động tín đồ giữ gìn vệ sinh; xây 3 căn nhà.", "các tổ chức tôn giáo"),
        ("Trong năm 2024, các sở, ngành tiếp tục đẩy mạnh cải cách hành chính.", "các sở, ngành"),
        ("Năm 2024, Khối thi đua dự kiến tổ chức hội thao và về nguồn.", "Khối thi đua"),
        ("Các đơn vị đã ký kết giao ước với 2 nội dung: Hoàn thành kế hoạch năm; chăm lo đời sống người lao động.", "Các đơn vị"),
        ("Năm 2024 là năm cuối của nhiệm kỳ đẩy mạnh thi đua ở mọi cơ sở.", None),
    ],
)
def test_who_a_plan_is_for(sentence: str, who: str | None) -> None:
    _, found = of(
        f"Khối thi đua số 9 tổng kết năm 2023\nSáng 5/1/2024, Khối thi đua số 9 tổ chức hội nghị tổng kết năm 2023.\n{sentence}\n"
    )
    assert [task.assignee for task in found] == [who]
