"""What each check says, by its code, in Vietnamese and in English.

A warning on an entry is one string: the code, the Vietnamese message, and in brackets what is special to the case: figures and names of
the document, which are the same in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Lang = Literal["vi", "en"]

MESSAGES: Mapping[str, Mapping[Lang, str]] = {
    "C301": {"vi": "Số phiếu không khớp.", "en": "The ballots do not add up."},
    "C302": {
        "vi": "Theo Luật Thi đua, khen thưởng, nơi này không có thẩm quyền tặng hình thức này.",
        "en": "By the Law on Emulation and Commendation this grantor cannot confer this award.",
    },
    "C303": {"vi": "Nhiệm kỳ hoặc giai đoạn kết thúc trước khi bắt đầu.", "en": "The term ends before it begins."},
    "C304": {"vi": "Ngày, năm xa ngày của văn bản.", "en": "The date lies far from the document's own."},
    "C305": {"vi": "Văn bản được viện dẫn ký sau văn bản này.", "en": "The cited document is younger than this one."},
    "C306": {
        "vi": "Cùng một khối (cụm), cùng một năm mà có hơn một trưởng khối (cụm).",
        "en": "One block has more than one head for the same year.",
    },
    "C307": {"vi": "Số đơn vị nêu ra khác với danh sách.", "en": "The number of members differs from their list."},
    "C308": {"vi": "Thời hạn trước ngày của văn bản.", "en": "The deadline lies before the document's date."},
}


def warning(code: str, detail: str = "") -> str:
    """The warning as it stands on an entry.

    >>> warning("C303", "2028-2023")
    'C303 Nhiệm kỳ hoặc giai đoạn kết thúc trước khi bắt đầu. (2028-2023)'
    """
    return f"{code} {MESSAGES[code]['vi']}" + (f" ({detail})" if detail else "")


def told(found: str, lang: Lang) -> str:
    """A warning in the language asked for; one of no known code comes back as it is.

    >>> told("C303 Nhiệm kỳ hoặc giai đoạn kết thúc trước khi bắt đầu. (2028-2023)", "en")
    'C303 The term ends before it begins. (2028-2023)'
    """
    code = found[:4]
    if code not in MESSAGES or lang == "vi":
        return found
    detail = found[len(code) + 1 + len(MESSAGES[code]["vi"]) :]
    return f"{code} {MESSAGES[code][lang]}{detail}"
