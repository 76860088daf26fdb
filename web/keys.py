"""The keys of the review page: one table, from which the page's help is written and its script learns what each key does."""

from __future__ import annotations

from dataclasses import dataclass

from web.labels import N_


@dataclass(frozen=True, slots=True)
class Command:
    """What a key does: the script's name for it, the keys (`Alt+j` works in fields too, `j` only outside of them), what people are told."""

    name: str
    keys: tuple[str, ...]
    label: str

    @property
    def section(self) -> str:
        """The record type of which the command makes an entry."""
        return self.name.removeprefix("make-")


@dataclass(frozen=True, slots=True)
class Group:
    """Commands that belong together in the help."""

    label: str
    commands: tuple[Command, ...]


GROUPS = (
    Group(
        N_("Đi lại"),
        (
            Command("next-entry", ("j", "Alt+j"), N_("mục sau")),
            Command("previous-entry", ("k", "Alt+k"), N_("mục trước")),
            Command("next-doubtful", ("d",), N_("mục máy còn ngờ tiếp theo")),
            Command("swap", ("g", "Alt+g"), N_("từ mục sang chỗ trong văn bản và ngược lại")),
            Command("view", ("o",), N_("văn bản sạch hoặc trang gốc")),
            Command("next-document", ("n",), N_("văn bản sau")),
            Command("previous-document", ("p",), N_("văn bản trước")),
        ),
    ),
    Group(
        N_("Quyết định"),
        (
            Command("accept", ("a",), N_("mục này đúng; sang mục sau")),
            Command("reject", ("x",), N_("bỏ mục này, hoặc lấy lại")),
            Command("edit", ("e", "Enter"), N_("sửa mục này")),
            Command("leave", ("Escape",), N_("ra khỏi ô đang sửa")),
            Command("why", ("w",), N_("vì sao máy ghi như vậy")),
            Command("save", ("Control+s",), N_("lưu")),
            Command("confirm", ("Control+Enter",), N_("xác nhận văn bản")),
            Command("undo", ("Control+z",), N_("hoàn tác")),
            Command("redo", ("Control+y", "Control+Shift+z"), N_("làm lại")),
        ),
    ),
    Group(
        N_("Sửa nhiều chỗ"),
        (
            Command("identical", ("i", "Alt+i"), N_("sửa như vậy ở mọi chỗ giống hệt")),
            Command("merge", ("m",), N_("nhập vào một mục khác")),
            Command("split", ("t",), N_("tách mục này làm hai")),
            Command("link", ("l",), N_("nối người với chức vụ và tổ chức")),
            Command("longer", ("]",), N_("kéo chỗ đánh dấu dài thêm một từ")),
            Command("shorter", ("[",), N_("thu chỗ đánh dấu ngắn đi một từ")),
            Command("earlier", ("}",), N_("bắt đầu sớm hơn một từ")),
            Command("later", ("{",), N_("bắt đầu muộn hơn một từ")),
        ),
    ),
    Group(
        N_("Chọn từ trong văn bản (← → đi từng từ, giữ Shift để chọn), rồi bấm"),
        (
            Command("make-organizations", ("1",), N_("thành tổ chức")),
            Command("make-people", ("2",), N_("thành người")),
            Command("make-positions", ("3",), N_("thành chức vụ của người gần nhất")),
            Command("make-leaders", ("4",), N_("thành người đứng đầu khối")),
            Command("make-campaigns", ("5",), N_("thành phong trào, cuộc vận động")),
            Command("make-awards", ("6",), N_("thành khen thưởng")),
            Command("make-references", ("7",), N_("thành văn bản viện dẫn")),
            Command("make-tasks", ("8",), N_("thành nhiệm vụ")),
            Command("take", ("0",), N_("ghi vào ô đang sửa của mục này")),
        ),
    ),
)


MAKERS = tuple(command for group in GROUPS for command in group.commands if command.name.startswith("make-"))
"""The commands that make an entry of chosen words."""
