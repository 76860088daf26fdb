"""Which tables only lay out a letterhead or signatures: official documents set these without rules (Decree 30/2020/NĐ-CP)."""

from __future__ import annotations

import re

_LETTERHEAD = re.compile(
    r"độc lập\s*[-–]\s*tự do|cộng h(?:òa|oà) xã hội chủ nghĩa|đảng cộng sản việt nam|^số\s*:\s*[\d….]*\s*/", re.I | re.M
)
_SIGNATURE = re.compile(r"^nơi nhận\s*:?|\((?:đã ký|ký|ký tên|ký, ghi rõ họ tên|ký và ghi rõ họ tên)[^)]*\)", re.I | re.M)
_NAME = re.compile(r"(?:[\w.]+\.\s?)?(?:[A-ZĐÀ-Ỹ][\w']*\s+){1,5}[A-ZĐÀ-Ỹ][\w']*")
_ORDER = re.compile(r"(?:stt|tt|số tt|số thứ tự|\d{1,3})\.?", re.I)


def is_layout(rows: list[list[str]]) -> bool:
    """Whether the cells of a table, as text with line breaks, are a letterhead or a block of signatures.

    >>> is_layout([["THƯ KÝ\\nLê Thị Mẫu", "CHỦ TRÌ\\nTrần Văn Mẫu"]])
    True
    >>> is_layout([["STT", "Đơn vị"], ["1", "Sở Tài chính"]])
    False
    """
    width = max((len(row) for row in rows), default=0)
    if not rows or width > 4 or len(rows) > 6 or any(_ORDER.fullmatch(row[0].strip()) for row in rows if row):
        return False
    cells = [cell.strip() for row in rows for cell in row if cell.strip()]
    text = "\n".join(cells)
    if _LETTERHEAD.search(text) or _SIGNATURE.search(text):
        return True
    return len(rows) <= 3 and bool(cells) and all(_is_signature(cell) for cell in cells)


def _is_signature(cell: str) -> bool:
    """An office in capitals over a name, or one of the two alone."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    if len(lines) == 1:
        return lines[0].isupper() or _NAME.fullmatch(lines[0]) is not None
    return lines[0].isupper() and _NAME.fullmatch(lines[-1]) is not None
