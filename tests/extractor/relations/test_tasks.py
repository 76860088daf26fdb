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
    ("item", "who", "by"),
    [
        ("Sở Y tế thu quỹ Khối, thu xong trong tháng 5.", "Sở Y tế", "2023-05"),
        ("Thư ký Khối tổng hợp trong tháng 01.", "Thư ký Khối", "2024-01"),
        ("Các đơn vị gửi báo cáo, hạn cuối 17 giờ ngày 15/7/2023.", "Các đơn vị", "2023-07-15"),
        ("Sở Tài chính hoàn thành biên bản trước 17h ngày 31/12.", "Sở Tài chính", "2023-12-31"),
        ("Nộp quỹ không muộn hơn ngày 25-5-2023.", None, "2023-05-25"),
        ("Chậm nhất 10/12 gửi hồ sơ.", None, "2023-12-10"),
        ("Sở Tư pháp trồng cây trước dịp 27/7/2023.", "Sở Tư pháp", "2023-07-27"),
        ("Khối phó kiểm tra chéo, xong trong tuần thứ hai của tháng 3.", "Khối phó", "trong tuần thứ hai của tháng 3"),
        ("Sở Xây dựng hoàn thiện hồ sơ trong quý II.", "Sở Xây dựng", "trong quý II"),
        ("Báo cáo Khối trưởng định kỳ hằng quý.", None, "định kỳ hằng quý"),
        ("Các thành viên góp ý dự thảo trong vòng 03 ngày kể từ ngày họp.", "Các thành viên", "trong vòng 03 ngày kể từ ngày họp"),
        ("Trước ngày 15 hằng tháng, các đơn vị gửi số liệu.", "các đơn vị", "Trước ngày 15 hằng tháng"),
        ("Lần 1: ngày 12/4/2023, Đảng ủy Sở Y tế đăng cai sinh hoạt.", "Đảng ủy Sở Y tế", "2023-04-12"),
        ("Tháng 7/2023: sơ kết 6 tháng đầu năm.", None, "2023-07"),
        ("Quý II/2023: Sở Văn hóa đăng cai hội thao.", "Sở Văn hóa", "Quý II/2023"),
        ("Đối với Sở Giáo dục và Đào tạo: mở chuyên mục về gương điển hình.", "Sở Giáo dục và Đào tạo", None),
        ("Về kinh phí: giao Sở Tài chính tham mưu.", "Sở Tài chính", None),
        ("Việc hội thao: thống nhất thời gian; giao Sở Văn hóa chuẩn bị sân bãi.", "Sở Văn hóa", None),
        ("Hội thao chào mừng do Sở Y tế đăng cai.", "Sở Y tế", None),
        ("Chuẩn bị hội trường (Văn phòng UBND tỉnh chủ trì).", "Văn phòng UBND tỉnh", None),
        ("Sở Y tế tổ chức hội nghị do Khối phân công.", "Sở Y tế", None),
        ("Các đơn vị chưa nộp báo cáo khẩn trương nộp về Sở Nội vụ.", "Các đơn vị chưa nộp báo cáo", None),
        ("Thực hiện Kế hoạch năm 2023 theo Quyết định ban hành ngày 05/01/2023.", None, None),
    ],
)
def test_who_and_by_when_in_a_plan_with_its_day(item: str, who: str | None, by: str | None) -> None:
    plan = "<!-- plan -->\n# KẾ HOẠCH\n\nHà Nam, ngày 15 tháng 02 năm 2023\n\n## Kế hoạch hoạt động của Khối thi đua số 3 năm 2023\n\n"
    _, found = of(f"{plan}### II. NHIỆM VỤ TRỌNG TÂM\n\n1. {item}\n")
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
