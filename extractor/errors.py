"""One root of errors. Each has a code, says what happened and what to do next, in Vietnamese and in English."""

from __future__ import annotations

from typing import ClassVar


class BienbanError(Exception):
    """Root of all errors that bienban raises on purpose.

    `detail` adds what is special to this case (a file name, a position); it is shown after the message in either language.
    """

    code: ClassVar[str] = "E000"
    message: ClassVar[dict[str, str]] = {"vi": "Có lỗi xảy ra.", "en": "Something went wrong."}
    next_step: ClassVar[dict[str, str]] = {
        "vi": "Thử lại; nếu vẫn lỗi, báo cho quản trị viên.",
        "en": "Try again; if it persists, tell the administrator.",
    }

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


class EmptyFile(UnreadableFile):
    """No bytes, or bytes that hold no text at all."""

    code = "E101"
    message = {"vi": "Tệp rỗng, không có chữ nào.", "en": "The file is empty: it holds no text."}
    next_step = {"vi": "Kiểm tra lại tệp gốc rồi tải lên bản có nội dung.", "en": "Check the original and upload a copy that has content."}


class UnsupportedFormat(UnreadableFile):
    """A format that no parser reads; `detail` names the format found by content."""

    code = "E102"
    message = {"vi": "Định dạng tệp chưa được hỗ trợ.", "en": "This file format is not supported."}
    next_step = {
        "vi": "Lưu tài liệu thành .docx, .pdf, .html hoặc .txt rồi tải lên.",
        "en": "Save the document as .docx, .pdf, .html or .txt and upload that.",
    }


class PasswordProtected(UnreadableFile):
    """The content is encrypted."""

    code = "E103"
    message = {"vi": "Tệp được bảo vệ bằng mật khẩu.", "en": "The file is protected by a password."}
    next_step = {"vi": "Bỏ mật khẩu của tệp rồi tải lên lại.", "en": "Remove the password and upload it again."}


class DamagedFile(UnreadableFile):
    """The content begins like a known format but is cut short or broken."""

    code = "E104"
    message = {"vi": "Tệp bị hỏng hoặc bị cắt cụt.", "en": "The file is damaged or cut short."}
    next_step = {
        "vi": "Tải lại tệp từ nguồn, mở thử và lưu lại rồi tải lên.",
        "en": "Fetch it again from its source, check that it opens, save it and upload that.",
    }


class FileTooLarge(UnreadableFile):
    """More bytes, pages or characters than one document has."""

    code = "E105"
    message = {"vi": "Tệp quá lớn so với một văn bản.", "en": "The file is too large for one document."}
    next_step = {"vi": "Tách tệp thành từng văn bản rồi tải lên riêng.", "en": "Split it into single documents and upload them one by one."}


class NoTextLayer(UnreadableFile):
    """Pictures of pages in which no text was recognised."""

    code = "E106"
    message = {
        "vi": "Tệp chỉ có ảnh và không nhận ra chữ nào trong ảnh.",
        "en": "The file holds only pictures, and no text was recognised in them.",
    }
    next_step = {
        "vi": "Xin bản gốc Word hoặc PDF có chữ, hoặc chụp, quét lại rõ hơn rồi tải lên.",
        "en": "Ask for the Word original or a PDF with text, or scan the pages again more clearly.",
    }


class UndecodableText(UnreadableFile):
    """Bytes that are text in no encoding known here."""

    code = "E107"
    message = {"vi": "Không nhận ra bảng mã của văn bản.", "en": "The text's encoding is not recognised."}
    next_step = {"vi": "Lưu lại tệp với bảng mã UTF-8 rồi tải lên.", "en": "Save the file as UTF-8 and upload it again."}


class MissingProgram(UnreadableFile):
    """A format that is read by a program outside Python, which is not installed; `detail` names the package that holds it."""

    code = "E108"
    message = {"vi": "Máy này thiếu chương trình cần để đọc tệp.", "en": "A program that reads this file is not installed here."}
    next_step = {
        "vi": "Nhờ quản trị viên cài gói nêu trong ngoặc.",
        "en": "Ask the administrator to install the package named in brackets.",
    }


class TookTooLong(UnreadableFile):
    """Reading went past its time limit."""

    code = "E109"
    message = {"vi": "Đọc tệp quá lâu nên đã dừng.", "en": "Reading the file took too long and was stopped."}
    next_step = {"vi": "Tách tệp thành phần nhỏ hơn rồi tải lên.", "en": "Split the file into smaller parts and upload those."}


class TookTooMuchMemory(UnreadableFile):
    """Reading went past its memory limit, or the process that read the file came to its end."""

    code = "E110"
    message = {"vi": "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng.", "en": "Reading the file took too much memory and was stopped."}
    next_step = {
        "vi": "Tách tệp thành phần nhỏ hơn, hoặc kiểm tra xem tệp có bị hỏng.",
        "en": "Split the file into smaller parts, or check whether it is damaged.",
    }


class IsBundle(UnreadableFile):
    """An archive or e-mail: its members are documents of their own (`extractor.parsers.bundle.unpack`)."""

    code = "E111"
    message = {"vi": "Tệp là gói chứa nhiều tài liệu.", "en": "The file is a bundle of documents."}
    next_step = {
        "vi": "Đọc từng tài liệu bên trong; lệnh extract và ingest tự làm việc này.",
        "en": "Read the documents inside it; the commands extract and ingest do so by themselves.",
    }
