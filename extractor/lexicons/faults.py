"""What can be wrong in a lexicon, by code, in Vietnamese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Lang = Literal["vi", "en"]

MESSAGES: Mapping[str, Mapping[Lang, str]] = {
    "L401": {"vi": "Tệp không đúng cú pháp TOML.", "en": "The file is no valid TOML."},
    "L402": {"vi": "Bảng hoặc danh sách rỗng.", "en": "A table or list is empty."},
    "L403": {
        "vi": "Khóa hoặc bảng lạ, không phần nào của chương trình đọc.",
        "en": "Unknown key or table: nothing in the program reads it.",
    },
    "L404": {
        "vi": "Từ bị lặp (không kể hoa, thường và chỗ đặt dấu).",
        "en": "A word stands twice (case and the place of the tone mark do not matter).",
    },
    "L405": {"vi": "Hai quy tắc trùng mã (id).", "en": "Two rules have one id."},
    "L406": {"vi": "Quy tắc thiếu ví dụ khớp (match) hoặc không khớp (no_match).", "en": "A rule lacks examples: match or no_match."},
    "L407": {"vi": "Ví dụ phải khớp mà không khớp.", "en": "An example that must match does not."},
    "L408": {"vi": "Ví dụ không được khớp mà lại khớp.", "en": "An example that must not match does."},
    "L409": {"vi": "Mẫu (pattern) không hợp lệ.", "en": "The pattern is not valid."},
    "L410": {
        "vi": "Câu đánh dấu sai: thẻ lạ, không đóng hoặc lồng nhau.",
        "en": "A marked sentence is not well formed: unknown, unclosed or nested marks.",
    },
    "L411": {"vi": "Giá trị không phải là chữ, danh sách chữ hoặc bảng.", "en": "A value is neither words, a list of words nor a table."},
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its code, the lexicon, where in it ("heads.open", "rule date.words"), and what is special to it."""

    code: str
    lexicon: str
    where: str
    detail: str = ""

    def told(self, lang: Lang) -> str:
        """One line for whoever edits the file.

        >>> Fault("L405", "dates", "rule", "date.words").told("en")
        'dates.toml, rule: L405 Two rules have one id. (date.words)'
        """
        place = f"{self.lexicon}.toml" + (f", {self.where}" if self.where else "")
        return f"{place}: {self.code} {MESSAGES[self.code][lang]}" + (f" ({self.detail})" if self.detail else "")
