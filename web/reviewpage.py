"""What the review page shows of a document: its text with every value marked, and its record as rows, doubtful ones first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from web.keys import GROUPS, MAKERS
from web.knownvalues import SORTS
from web.labels import N_
from web.layouts import Sheet, blocks_of, sheets_of
from web.marks import marks_of, paragraphs
from web.recordform.fields import sections
from web.recordform.rows import Row, doubtful_first, empty_row
from web.store import layouts
from web.store.reviews import Reviewed
from web.structure import shaped

Rows = Mapping[str, tuple[Row, ...]]
SCRIPT_PARTS = tuple(sorted(path.name for path in (Path(__file__).parent / "static" / "review").glob("*.js")))
"""The modules of the page's script, named in its head so that the browser asks for all of them at once."""
NEAR_ROWS = 60
"""So many entries come with all that can be done with them; further down a long page the script adds that when they come near."""
TOLD = {
    "undone": N_("Đã hoàn tác."),
    "redone": N_("Đã làm lại."),
    "nothing-to-undo": N_("Không còn gì để hoàn tác."),
    "nothing-to-redo": N_("Không còn gì để làm lại."),
    "accepted": N_("Đúng."),
    "not-accepted": N_("Bỏ dấu đúng."),
    "rejected": N_("Đã bỏ mục này."),
    "taken-back": N_("Đã lấy lại mục này."),
    "no-doubt-left": N_("Máy không còn ngờ mục nào."),
    "entry-of": N_("Mục {0} trong {1}"),
    "identical": N_("Còn {0} ô ghi “{1}”."),
    "change-identical": N_("Sửa cả {0} ô (Alt+I)"),
    "identical-changed": N_("Đã sửa thêm {0} ô."),
    "identical-places": N_("Còn {0} chỗ khác ghi đúng như vậy."),
    "mark-identical": N_("Ghi cả {0} chỗ (Alt+I)"),
    "places-added": N_("Đã ghi thêm {0} chỗ."),
    "nothing-identical": N_("Không còn chỗ nào giống hệt."),
    "merge-into": N_("Nhập mục này vào:"),
    "merged": N_("Đã nhập làm một."),
    "nothing-to-merge": N_("Không có mục cùng loại để nhập."),
    "split": N_("Đã tách thành hai mục."),
    "nothing-to-split": N_("Mục chỉ có một tên và một chỗ, không tách được."),
    "link-person": N_("Người giữ chức vụ:"),
    "link-organization": N_("Nơi giữ chức vụ:"),
    "linked": N_("Đã nối."),
    "nothing-to-link": N_("Chỉ nối được từ một người, một chức vụ hoặc một tổ chức."),
    "no-person": N_("Chưa có người nào để gắn chức vụ; thêm người trước."),
    "made": N_("Đã thêm."),
    "select-first": N_("Chọn từ trong văn bản trước."),
    "no-place": N_("Mục này không có chỗ trong văn bản."),
    "from-document": N_("trong văn bản này"),
    "from-earlier": N_("đã dùng {0} lần"),
    "was": N_("Máy:"),
    "restore": N_("lấy lại"),
    "empty-value": N_("(để trống)"),
    "edited": N_("đã sửa"),
    "stretch-start": N_("Kéo để đổi chỗ bắt đầu"),
    "stretch-end": N_("Kéo để đổi chỗ kết thúc"),
    "no-next": N_("Không còn văn bản nào phía sau trong danh sách."),
    "no-prev": N_("Không có văn bản nào phía trước trong danh sách."),
    "offline": N_("Không hỏi được máy chủ; thử lại khi có mạng."),
}
"""What the page's script says to the person; `{0}` is filled in by the script."""


def shown(session: Session, seen: Reviewed, rows: Rows, readonly: bool) -> dict[str, Any]:
    """What the page's templates need to know of the document, apart from who looks at it and what went wrong."""
    text = str(seen.machine.record.get("text", ""))
    layout = layouts.of(session, seen.machine.id)
    ordered = {name: doubtful_first(some) for name, some in rows.items()}
    lines = paragraphs(text, marks_of(ordered, len(text)))
    return {
        "document": seen.document,
        "machine": seen.machine,
        "pieces": shaped(lines, blocks_of(layout.blocks) if layout else ()),
        "sheets": _with_size(sheets_of(layout.pages)) if layout else [],
        "sections": sections(),
        "rows": ordered,
        "counts": {name: sum(not row.removed for row in some) for name, some in rows.items()},
        "doubts": {name: sum(row.doubtful and not row.removed for row in some) for name, some in rows.items()},
        "empty_row": empty_row,
        "warnings": seen.machine.record.get("warnings", []),
        "readonly": readonly,
        "told": TOLD,
        "near_rows": NEAR_ROWS,
        "script_parts": SCRIPT_PARTS,
        "sorts": {label: sort for sort, labels in SORTS.items() for label in labels},
        "makers": MAKERS,
        "key_groups": GROUPS,
    }


def _with_size(sheets: list[Sheet]) -> list[Sheet]:
    """The pages that can be drawn: formats without places have pages without a size."""
    return [sheet for sheet in sheets if sheet.width and sheet.height]
