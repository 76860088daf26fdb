"""What can go wrong in the service, each with a code, an HTTP status and a next step, in Vietnamese and in English."""

from __future__ import annotations

from typing import ClassVar

from extractor.errors import BienbanError


class ServiceError(BienbanError):
    """Root of the service's own errors; `status` is the HTTP status of the page that shows it."""

    code = "E300"
    status: ClassVar[int] = 400


class SettingsError(ServiceError):
    code = "E301"
    message = {"vi": "Cấu hình không hợp lệ.", "en": "The settings are not valid."}
    next_step = {
        "vi": "Sửa biến môi trường hoặc tệp settings.toml rồi chạy lại.",
        "en": "Mend the environment variable or settings.toml and start again.",
    }


class DatabaseUnavailable(ServiceError):
    code = "E319"
    status = 503
    message = {"vi": "Không mở được cơ sở dữ liệu.", "en": "The database cannot be opened."}
    next_step = {
        "vi": "Kiểm tra database_url, và máy chủ PostgreSQL (15 trở lên, mã UTF8) có đang chạy không.",
        "en": "Check database_url, and that the PostgreSQL server (15 or newer, encoding UTF8) is running.",
    }


class ArchiveAway(ServiceError, OSError):
    code = "E320"
    status = 503
    message = {"vi": "Không tới được kho tệp gốc.", "en": "The store of the originals cannot be reached."}
    next_step = {
        "vi": "Kiểm tra mục originals trong cấu hình, quyền truy cập và mạng, rồi thử lại.",
        "en": "Check the setting `originals`, the right of access and the network, then try again.",
    }


class BackupUnusable(ServiceError):
    code = "E321"
    message = {"vi": "Bản sao lưu không dùng được; chưa có gì thay đổi.", "en": "The backup cannot be used; nothing was changed."}
    next_step = {
        "vi": "Chọn thư mục sao lưu khác, hoặc nâng cấp bienban nếu bản sao do phiên bản mới hơn tạo ra.",
        "en": "Choose another backup folder, or upgrade bienban where a newer version made the backup.",
    }


class StoreNotEmpty(ServiceError):
    code = "E322"
    status = 409
    message = {"vi": "Kho đang có dữ liệu; chưa có gì thay đổi.", "en": "The store is not empty; nothing was changed."}
    next_step = {
        "vi": "Sao lưu kho hiện tại trước, rồi chạy lại với --replace để thay toàn bộ.",
        "en": "Back up what is there first, then run again with --replace to put the backup in its place.",
    }


class NothingMatches(ServiceError):
    code = "E323"
    status = 404
    message = {"vi": "Không có văn bản nào như vậy.", "en": "There are no such documents."}
    next_step = {"vi": "Sửa điều kiện của --where rồi chạy lại.", "en": "Change the condition of --where and run again."}


class NothingChosen(ServiceError):
    code = "E302"
    message = {"vi": "Chưa chọn tệp nào.", "en": "No file was chosen."}
    next_step = {"vi": "Chọn ít nhất một tệp rồi bấm Tải lên.", "en": "Choose at least one file, then press Upload."}


class TooLarge(ServiceError):
    code = "E303"
    status = 413
    message = {"vi": "Tệp quá lớn.", "en": "The file is too large."}
    next_step = {"vi": "Chia nhỏ hoặc nén tệp rồi tải lên lại.", "en": "Split or compress it and upload it again."}


class FormExpired(ServiceError):
    code = "E304"
    message = {
        "vi": "Biểu mẫu thiếu mã an toàn hoặc mã đã hết hạn; chưa có gì thay đổi.",
        "en": "The form has no valid safety token; nothing was changed.",
    }
    next_step = {"vi": "Quay lại trang trước, tải lại trang rồi gửi lại.", "en": "Go back, reload the page and send the form again."}


class StaleVersion(ServiceError):
    code = "E305"
    status = 409
    message = {"vi": "Người khác đã lưu văn bản này sau khi bạn mở.", "en": "Someone else saved this document after you opened it."}
    next_step = {
        "vi": "Nội dung bạn nhập vẫn còn ở dưới; hãy xem bản mới rồi quyết định.",
        "en": "What you entered is kept below; look at the new version, then decide.",
    }


class MalformedForm(ServiceError):
    code = "E306"
    message = {"vi": "Biểu mẫu gửi lên không đúng; chưa có gì thay đổi.", "en": "The form is malformed; nothing was changed."}
    next_step = {"vi": "Tải lại trang rồi gửi lại.", "en": "Reload the page and send the form again."}


class InvalidValues(ServiceError):
    code = "E307"
    status = 422
    message = {"vi": "Có ô chưa đúng; chưa lưu.", "en": "Some fields are not right; nothing was saved."}
    next_step = {"vi": "Sửa các ô được đánh dấu rồi lưu lại.", "en": "Mend the marked fields and save again."}


class NotFound(ServiceError):
    code = "E308"
    status = 404
    message = {"vi": "Không có trang hoặc văn bản này.", "en": "There is no such page or document."}
    next_step = {"vi": "Trở về danh sách văn bản.", "en": "Go back to the list of documents."}


class LockedOut(ServiceError):
    code = "E309"
    status = 429
    message = {
        "vi": "Tài khoản tạm khóa vì nhập sai mật khẩu nhiều lần.",
        "en": "The account is locked for a while after repeated wrong passwords.",
    }
    next_step = {
        "vi": "Đợi vài phút rồi thử lại, hoặc báo quản trị viên.",
        "en": "Wait a few minutes and try again, or tell the administrator.",
    }


class WrongCredentials(ServiceError):
    code = "E310"
    status = 401
    message = {"vi": "Tên hoặc mật khẩu không đúng.", "en": "The name or the password is wrong."}
    next_step = {
        "vi": "Kiểm tra bàn phím (Caps Lock, bộ gõ) rồi thử lại.",
        "en": "Check your keyboard (Caps Lock, input method) and try again.",
    }


class AlreadyConfirmed(ServiceError):
    code = "E311"
    status = 409
    message = {"vi": "Văn bản đã được xác nhận nên không sửa được.", "en": "The document is confirmed and cannot be changed."}
    next_step = {"vi": "Bấm Mở lại trước khi sửa.", "en": "Reopen it before you change it."}


class Forbidden(ServiceError):
    code = "E312"
    status = 403
    message = {"vi": "Tài khoản của bạn không được làm việc này.", "en": "Your account may not do this."}
    next_step = {"vi": "Nhờ quản trị viên cấp quyền.", "en": "Ask the administrator for the right."}


class WrongMethod(ServiceError):
    code = "E313"
    status = 405
    message = {"vi": "Trang này không nhận cách gửi đó.", "en": "This page does not accept that method."}
    next_step = {"vi": "Trở về danh sách văn bản.", "en": "Go back to the list of documents."}


class UserExists(ServiceError):
    code = "E314"
    status = 409
    message = {"vi": "Đã có tài khoản tên này.", "en": "There is already an account of this name."}
    next_step = {
        "vi": "Chọn tên khác, hoặc đặt lại mật khẩu của tài khoản đó.",
        "en": "Choose another name, or reset that account's password.",
    }


class BadAccount(ServiceError):
    code = "E315"
    message = {"vi": "Tên này không dùng được.", "en": "That name cannot be used."}
    next_step = {
        "vi": "Tên gồm 1–64 chữ, số, dấu . _ - @.",
        "en": "A name has 1–64 letters, digits or . _ - @.",
    }


class NotReady(ServiceError):
    code = "E316"
    status = 409
    message = {"vi": "Văn bản chưa có bản ghi để duyệt.", "en": "The document has no record to review yet."}
    next_step = {
        "vi": "Xem lý do ở trang văn bản; sửa tệp rồi tải lên lại.",
        "en": "See the reason on its page; mend the file and upload it again.",
    }


class UnknownFormat(ServiceError):
    code = "E317"
    status = 404
    message = {"vi": "Không có định dạng xuất này.", "en": "There is no such export format."}
    next_step = {"vi": "Chọn jsonl, csv hoặc xlsx.", "en": "Choose jsonl, csv or xlsx."}


class Unwritable(ServiceError):
    code = "E318"
    message = {"vi": "Không ghi được tệp.", "en": "The file cannot be written."}
    next_step = {"vi": "Kiểm tra thư mục, quyền ghi và chỗ trống.", "en": "Check the folder, that you may write there, and the space left."}


class DraftElsewhere(ServiceError):
    code = "E330"
    status = 409
    message = {
        "vi": "Bạn cũng đang sửa văn bản này ở thẻ hoặc máy khác; phần sửa ở đó mới hơn.",
        "en": "You are changing this document in another tab or on another computer too, and what you did there is newer.",
    }
    next_step = {
        "vi": "Tải lại trang để sửa tiếp từ bản nháp mới nhất, hoặc lưu ngay ở trang này.",
        "en": "Reload the page to go on from the newest draft, or save from this page now.",
    }


class SignedOut(ServiceError):
    code = "E331"
    status = 401
    message = {"vi": "Phiên làm việc đã hết; bạn đã bị đăng xuất.", "en": "Your session has ended: you are signed out."}
    next_step = {
        "vi": "Đăng nhập lại ở một thẻ khác rồi quay lại đây; phần đang sửa vẫn còn trong trình duyệt.",
        "en": "Sign in again in another tab and come back; what you are changing is still in this browser.",
    }


class DraftTooLong(ServiceError):
    code = "E332"
    status = 413
    message = {"vi": "Bản nháp quá dài nên chưa được giữ.", "en": "The draft is too long and was not kept."}
    next_step = {"vi": "Rút ngắn các ô quá dài rồi sửa tiếp.", "en": "Shorten the fields that are too long and go on."}


class StoreAway(ServiceError):
    code = "E370"
    status = 503
    message = {"vi": "Không kết nối được cơ sở dữ liệu.", "en": "The database cannot be reached."}
    next_step = {
        "vi": "Khởi động lại cơ sở dữ liệu rồi chạy lại lệnh: việc còn dở sẽ được làm tiếp.",
        "en": "Start the database again, then the command: it goes on with what is left.",
    }


class OriginalMissing(ServiceError):
    code = "E371"
    status = 500
    message = {"vi": "Tệp gốc không còn trong kho.", "en": "The original is no longer in the archive."}
    next_step = {
        "vi": "Tải tệp lên lại, hoặc khôi phục kho từ bản sao lưu.",
        "en": "Upload the file again, or restore the archive from a backup.",
    }


class NoRoomLeft(ServiceError):
    code = "E372"
    status = 507
    message = {"vi": "Hết chỗ trống trên đĩa.", "en": "There is no space left on the disk."}
    next_step = {
        "vi": "Dọn chỗ trống rồi chạy lại: những gì đã nhận vẫn còn, phần còn lại sẽ được làm tiếp.",
        "en": "Make room and start again: what was taken in is kept, and the rest is taken up.",
    }


class ClusterAway(ServiceError):
    code = "E373"
    status = 503
    message = {"vi": "Không kết nối được bộ điều phối (scheduler).", "en": "The scheduler cannot be reached."}
    next_step = {
        "vi": "Khởi động lại bộ điều phối và các máy đọc, rồi chạy lại lệnh: việc còn dở sẽ được làm tiếp.",
        "en": "Start the scheduler and its workers again, then the command: it goes on with what is left.",
    }


class ClusterMissing(ServiceError):
    code = "E374"
    message = {"vi": "Chưa cài phần dùng cho nhiều máy.", "en": "What several machines need is not installed."}
    next_step = {"vi": "Cài thêm: pip install 'bienban[cluster]'.", "en": "Install it: pip install 'bienban[cluster]'."}


class BadFilter(ServiceError):
    code = "E340"
    message = {"vi": "Bộ lọc không hợp lệ.", "en": "The filter is not valid."}
    next_step = {"vi": "Bỏ bộ lọc rồi chọn lại trong danh sách.", "en": "Clear the filter and choose again in the list."}


class InTheBin(ServiceError):
    code = "E341"
    status = 410
    message = {"vi": "Văn bản này đang ở thùng rác.", "en": "This document is in the bin."}
    next_step = {
        "vi": "Mở danh sách, chọn Thùng rác, đánh dấu văn bản rồi bấm Khôi phục.",
        "en": "Open the list, choose Bin, tick the document and press Restore.",
    }


class NothingTicked(ServiceError):
    code = "E342"
    message = {"vi": "Chưa đánh dấu văn bản nào.", "en": "No document is ticked."}
    next_step = {"vi": "Đánh dấu ít nhất một văn bản rồi bấm lại.", "en": "Tick at least one document and press again."}


class TooManyAtOnce(ServiceError):
    code = "E343"
    message = {"vi": "Quá nhiều văn bản cho một lần.", "en": "Too many documents for one go."}
    next_step = {"vi": "Thu hẹp bộ lọc hoặc làm từng phần.", "en": "Narrow the filter, or do it in parts."}


class NoReviewer(ServiceError):
    code = "E345"
    message = {"vi": "Không giao được cho tài khoản này.", "en": "Nothing can be assigned to this account."}
    next_step = {
        "vi": "Chọn một người duyệt đang hoạt động; tải lại danh sách nếu người ấy vừa bị khóa hoặc đổi vai trò.",
        "en": "Choose a reviewer in use; load the list anew if the account was just put to rest or given another role.",
    }


class BadFilterName(ServiceError):
    code = "E344"
    status = 422
    message = {"vi": "Tên bộ lọc không dùng được.", "en": "That name for the filter cannot be used."}
    next_step = {
        "vi": "Đặt tên 1–60 chữ, khác các bộ lọc đã lưu; mỗi người lưu được 30 bộ lọc.",
        "en": "Give a name of 1–60 letters that none of your filters has; each person keeps up to 30.",
    }


class WeakPassword(ServiceError):
    code = "E380"
    status = 422
    message = {"vi": "Mật khẩu này dễ bị đoán ra.", "en": "This password is easily guessed."}
    next_step = {
        "vi": "Chọn mật khẩu từ 10 ký tự, không phải từ quen dùng, dãy phím hay tên bạn; vài từ không liên quan ghép lại là tốt.",
        "en": "Choose one of 10 characters or more, no usual word, row of keys or your own name; a few unrelated words do well.",
    }


class WrongPassword(ServiceError):
    code = "E381"
    status = 422
    message = {"vi": "Mật khẩu hiện tại không đúng.", "en": "The present password is wrong."}
    next_step = {"vi": "Nhập lại mật khẩu đang dùng.", "en": "Enter the password that you use now."}


class DifferentPasswords(ServiceError):
    code = "E382"
    status = 422
    message = {"vi": "Hai lần nhập mật khẩu mới không giống nhau.", "en": "The new password was entered in two ways."}
    next_step = {"vi": "Nhập lại mật khẩu mới ở cả hai ô.", "en": "Enter the new password in both fields again."}


class WrongCode(ServiceError):
    code = "E383"
    status = 422
    message = {"vi": "Mã xác thực không đúng hoặc đã dùng.", "en": "The code is wrong or was used already."}
    next_step = {
        "vi": "Nhập mã đang hiện trên điện thoại; xem đồng hồ điện thoại có đúng giờ không. Mất điện thoại: dùng một mã dự phòng.",
        "en": "Enter the code that your phone shows now, and see that its clock is right. Without the phone: use a recovery code.",
    }


class LastAdmin(ServiceError):
    code = "E384"
    status = 409
    message = {"vi": "Đây là quản trị viên cuối cùng.", "en": "This is the last administrator."}
    next_step = {"vi": "Giao quyền quản trị cho người khác trước.", "en": "Make someone else administrator first."}


class UnitExists(ServiceError):
    code = "E385"
    status = 409
    message = {"vi": "Đã có đơn vị tên này.", "en": "There is already a unit of this name."}
    next_step = {"vi": "Chọn tên khác.", "en": "Choose another name."}


class UnitInUse(ServiceError):
    code = "E386"
    status = 409
    message = {"vi": "Đơn vị còn văn bản hoặc người dùng nên không xóa được.", "en": "The unit still has documents or people."}
    next_step = {
        "vi": "Chuyển văn bản và người dùng sang đơn vị khác rồi xóa.",
        "en": "Move its documents and people to another unit, then delete it.",
    }


class BadUnit(ServiceError):
    code = "E387"
    status = 422
    message = {"vi": "Chưa chọn đơn vị, hoặc đơn vị không có.", "en": "No unit was chosen, or there is none such."}
    next_step = {"vi": "Chọn đơn vị trong danh sách.", "en": "Choose a unit from the list."}


class SecondPersonNeeded(ServiceError):
    code = "E333"
    status = 409
    message = {
        "vi": "Bạn đã xác nhận văn bản này rồi; lần thứ hai phải do người khác xác nhận.",
        "en": "You have confirmed this document already; somebody else must give the second confirmation.",
    }
    next_step = {
        "vi": "Nhờ một người khác mở văn bản và xác nhận; bạn vẫn có thể sửa và lưu.",
        "en": "Ask somebody else to open and confirm it; you may still change and save it.",
    }


class InternalError(ServiceError):
    code = "E399"
    status = 500
    message = {"vi": "Hệ thống gặp lỗi ngoài dự kiến.", "en": "The service met an unexpected error."}
    next_step = {
        "vi": "Dữ liệu đã lưu vẫn còn. Thử lại; nếu vẫn lỗi, báo quản trị viên kèm mã này.",
        "en": "What was saved is safe. Try again; if it persists, tell the administrator this code.",
    }


def error_of(code: str, detail: str = "") -> BienbanError:
    """The error that was kept by its code; the root of all errors for a code that is known no more.

    >>> error_of("E308").code, error_of("E000").code
    ('E308', 'E000')
    """
    known = {error.code: error for error in _all_errors(BienbanError)}
    return known.get(code, BienbanError)(detail)


def _all_errors(root: type[BienbanError]) -> list[type[BienbanError]]:
    return [*(error for child in root.__subclasses__() for error in _all_errors(child)), root]
