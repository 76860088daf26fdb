"""Texts that go on without end, for tests and benchmarks: the time that they take must grow with their length and no faster."""

from __future__ import annotations

_GIVEN = ["An", "Bình", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quang", "Sơn", "Thảo", "Uyên", "Vân", "Yến"]
# What opens a text, and what follows again and again, with a number that counts up in place of # and names that change in place of ~:
# sentences of no people's writing, but what recognition and careless copying make.
SHAPES: dict[str, tuple[str, str]] = {
    "bodies of bodies": ("Tặng Cờ thi đua cho Sở Y tế ", "của Sở "),
    "a word": ("Trong đó, A", "aaaaaaaaaa"),
    "letters of a name": ("Khối thi đua Văn hóa - Xã hội họp. Khối thi đua ", "KT-TH-VX-"),
    "words before a verb": ("Hội nghị tổng kết Khối thi đua số 1. ", "đã vừa "),
    "forms of address": ("Bầu Khối trưởng ", "ông bà "),
    "people": ("Đề nghị tặng Bằng khen cho 3 cá nhân gồm: ", "ông Nguyễn ~ ~, Giám đốc Sở; "),
    "names": ("Đề nghị tặng Bằng khen của Chủ tịch UBND tỉnh cho các cá nhân: ", "bà Trần ~ ~, "),
    "names without a mark": ("", "Nguyễn Văn An Hòa Bình "),
    "given names": ("Đồng chí Nguyễn Văn Pọm và đồng chí Lò Thị Ly dự. ", "Đồng chí Pọm cùng đồng chí Ly phát biểu. "),
    "elected": ("Đại hội bầu Ban Chấp hành gồm: ", "ông Nguyễn ~ ~, Chủ tịch Hội; "),
    "heads of a block": ("Khối thi đua số 1: ", "Sở Y tế - Khối trưởng, Sở Nội vụ - Khối phó; "),
    "heads chosen": ("Hội nghị bầu ", "Sở Y tế làm Khối trưởng, Sở Nội vụ làm Khối phó, "),
    "heads a sentence each": ("Phân công lãnh đạo các cụm thi đua năm 2023:\n", "Cụm thi đua số 1: Sở Y tế - Cụm trưởng. "),
    "offices": ("", "Phó Chủ tịch Hội Nông dân tỉnh, Phó Chủ tịch Ủy ban MTTQ, "),
    "abbreviations": ("", "UBND, HĐND, MTTQ, "),
    "bodies joined": ("Tặng Bằng khen cho ", "Sở Y tế và Sở Nội vụ và "),
    "bodies": ("Tặng Cờ thi đua của Chính phủ cho: ", "Sở Y tế tỉnh Bình Thuận; Hội Nông dân tỉnh; "),
    "heads of schools": ("Dự hội nghị có ", "bà Trần Thị Hoa, Hiệu trưởng, và Trường Tiểu học Hòa Bình #; "),
    "schools": ("Tặng Giấy khen cho: ", "Trường Tiểu học Hòa Bình #, xã Tân Phú; "),
    "clusters": ("", "Cụm thi đua số # gồm Sở Y tế và Sở Nội vụ. "),
    "awards": ("Hội nghị đã ", "tặng Bằng khen của Bộ trưởng Bộ Y tế cho 3 tập thể; "),
    "campaigns": ("Các đơn vị hưởng ứng ", "phong trào “Thi đua yêu nước” do Sở Y tế phát động; "),
    "campaigns named": ("Các đơn vị hưởng ứng ", "phong trào thi đua “Lao động giỏi # lần”, "),
    "references": ("Căn cứ ", "Nghị định số #/2017/NĐ-CP ngày 31/7/2017 của Chính phủ; "),
    "tasks": ("Phương hướng, nhiệm vụ năm 2024: ", "tiếp tục thực hiện tốt phong trào thi đua; đẩy mạnh tuyên truyền, "),
    "dates": ("Hội nghị họp ", "ngày 12/3/2023, tháng 4 năm 2024, "),
    "votes": ("Kết quả bỏ phiếu: ", "ông Nguyễn ~ ~ được 12/15 phiếu, đạt 80%; "),
    "brackets": ("Khen ", "ông An (Sở Y tế) (Giám đốc) ("),
    "colons": ("Tặng Bằng khen cho: ", "ông Nguyễn ~ ~: Giám đốc: "),
    "dashes": ("Tặng Bằng khen cho: ", "ông Nguyễn ~ ~ - Giám đốc - Sở Y tế - "),
    "marks": ("Khen ", "; "),
    "leaders of clusters": (
        "Danh sách Khối trưởng, Khối phó năm 2024\n\n| Khối | Khối trưởng | Khối phó |\n|---|---|---|\n",
        "| Khối thi đua số # | Trường Tiểu học An # | Trường Tiểu học Bình # |\n",
    ),
    "signatures": ("**UBND TỈNH HÀ NAM**\n\n# BIÊN BẢN\n\n", "CHỦ TỊCH THƯ KÝ\n\nNguyễn Văn ~ Lê Thị ~\n\n"),
    "items": ("BÊN GIAO: Sở Y tế\n", "1. Ông Nguyễn ~ ~ - Giám đốc\n"),
    "sentences": ("", "Hội nghị tổng kết công tác thi đua năm 2023 do Sở Y tế tổ chức. Ông Nguyễn ~ ~, Giám đốc Sở Y tế chủ trì. "),
    "rows": (
        "# Danh sách đề nghị tặng Bằng khen\n\n| STT | Họ và tên | Chức vụ | Đơn vị |\n|---|---|---|---|\n",
        "| # | Nguyễn ~ ~ | Giám đốc | Hợp tác xã Hòa Bình # |\n",
    ),
}


MARKDOWN = frozenset({"rows", "leaders of clusters", "signatures"})
"""Shapes in Markdown; the others are plain text."""


def named(shape: str) -> str:
    """The file name to read a text of that shape by."""
    return "text.md" if shape in MARKDOWN else "text.txt"


def grown(shape: str, size: int) -> bytes:
    """A text of that shape of at least `size` bytes, in UTF-8; what follows is never cut."""
    opening, more = SHAPES[shape]
    parts, length = [opening], len(opening.encode())
    while length < size:
        number = len(parts)
        first, second = (_GIVEN[n % len(_GIVEN)] for n in (number // len(_GIVEN), number))
        parts.append(more.replace("#", str(number)).replace("~", first, 1).replace("~", second, 1))
        length += len(parts[-1].encode())
    return "".join(parts).encode()
