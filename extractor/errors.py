"""One root of errors. Each has a code, says what happened and what to do next, in Vietnamese and in English."""

from __future__ import annotations

from typing import ClassVar


class BienbanError(Exception):
    """Root of all errors that bienban raises on purpose.

    `detail` adds what is special to this case (a file name, a position); it is shown after the message in either language.
    """

    code: ClassVar[str] = "E000"
    message: ClassVar[dict[str, str]] = {"vi": "Có lỗi xảy ra.", "en": "Something went wrong."}
    next_step: ClassVar[dict[str, str]] = {"vi": "Thử lại; nếu vẫn lỗi, báo cho quản trị viên.", "en": "Try again; if it persists, tell the administrator."}

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def explain(self, lang: str = "vi") -> str:
        """One line for the user: code, what happened, what to do next. `lang` is "vi" or "en"."""
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.code}: {self.message[lang]}{detail} {self.next_step[lang]}"

    def __str__(self) -> str:
        return self.explain("en")


class UnreadableFile(BienbanError):
    """A file from which no text can be had."""

    code = "E100"
    message = {"vi": "Không đọc được tệp.", "en": "The file cannot be read."}
    next_step = {"vi": "Mở tệp bằng phần mềm gốc, lưu lại rồi tải lên.", "en": "Open it in its own program, save it again and upload that."}
