"""What fields, choices and statuses are called in the interface and in exports: message ids in Vietnamese, translated where shown."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a message for the catalogues without translating it yet."""
    return text


SECTIONS = {
    "document": N_("Thông tin văn bản"),
    "meeting": N_("Cuộc họp"),
    "organizations": N_("Tổ chức"),
    "people": N_("Người"),
    "leaders": N_("Người đứng đầu khối"),
    "campaigns": N_("Phong trào, cuộc vận động"),
    "awards": N_("Khen thưởng"),
    "references": N_("Văn bản viện dẫn"),
    "tasks": N_("Nhiệm vụ"),
    "positions": N_("Chức vụ"),
}

FIELDS = {
    "document.kind": N_("Loại văn bản"),
    "document.title": N_("Tiêu đề, trích yếu"),
    "document.number": N_("Số, ký hiệu"),
    "document.date": N_("Ngày ban hành, ngày đăng"),
    "document.authors": N_("Tác giả, người ký"),
    "meeting.title": N_("Tên cuộc họp"),
    "meeting.kind": N_("Loại cuộc họp"),
    "meeting.date": N_("Ngày họp"),
    "meeting.place": N_("Nơi họp"),
    "meeting.block": N_("Khối, cụm thi đua"),
    "meeting.conveners": N_("Đơn vị tổ chức"),
    "meeting.review_year": N_("Năm tổng kết"),
    "meeting.plan_year": N_("Năm kế hoạch"),
    "meeting.pact_year": N_("Năm giao ước"),
    "organizations.name": N_("Tên đầy đủ"),
    "organizations.aliases": N_("Tên gọi khác"),
    "organizations.kind": N_("Loại tổ chức"),
    "organizations.member": N_("Thành viên của khối"),
    "people.name": N_("Họ và tên"),
    "people.positions": N_("Chức vụ"),
    "people.parts": N_("Vai trò tại cuộc họp"),
    "positions.title": N_("Chức danh"),
    "positions.organization": N_("Nơi giữ chức"),
    "leaders.position": N_("Chức danh"),
    "leaders.holder": N_("Người hoặc đơn vị giữ"),
    "leaders.holder_kind": N_("Là đơn vị hay cá nhân"),
    "leaders.body": N_("Khối, tổ chức"),
    "leaders.term": N_("Năm, nhiệm kỳ"),
    "leaders.action": N_("Tình trạng giữ chức"),
    "campaigns.name": N_("Tên phong trào"),
    "campaigns.kind": N_("Hình thức"),
    "campaigns.launched_by": N_("Nơi phát động"),
    "campaigns.period": N_("Giai đoạn"),
    "awards.award": N_("Danh hiệu, hình thức khen"),
    "awards.grantor": N_("Cấp khen thưởng"),
    "awards.recipient": N_("Được khen"),
    "awards.recipient_kind": N_("Đối tượng"),
    "awards.quantity": N_("Số lượng"),
    "awards.year": N_("Năm thành tích"),
    "awards.status": N_("Tình trạng"),
    "awards.proposer": N_("Nơi đề nghị"),
    "awards.votes": N_("Kết quả bỏ phiếu"),
    "references.kind": N_("Loại văn bản"),
    "references.number": N_("Số, ký hiệu"),
    "references.date": N_("Ngày ban hành"),
    "references.issuer": N_("Nơi ban hành"),
    "references.title": N_("Tên, trích yếu"),
    "tasks.text": N_("Nội dung"),
    "tasks.assignee": N_("Đơn vị, người thực hiện"),
    "tasks.deadline": N_("Thời hạn"),
}

CHOICES = {
    "document.kind.news": N_("Tin, bài"),
    "document.kind.minutes": N_("Biên bản"),
    "document.kind.report": N_("Báo cáo"),
    "document.kind.proposal": N_("Tờ trình, công văn đề nghị"),
    "document.kind.decision": N_("Quyết định"),
    "document.kind.plan": N_("Kế hoạch"),
    "document.kind.notice": N_("Thông báo"),
    "document.kind.other": N_("Loại khác"),
    "meeting.kind.review": N_("Sơ kết, tổng kết"),
    "meeting.kind.signing": N_("Ký kết giao ước"),
    "meeting.kind.plan": N_("Triển khai kế hoạch"),
    "meeting.kind.congress": N_("Đại hội"),
    "meeting.kind.award_review": N_("Họp xét khen thưởng"),
    "meeting.kind.launch": N_("Phát động"),
    "meeting.kind.other": N_("Loại khác"),
    "organizations.kind.organization": N_("Cơ quan, tổ chức"),
    "organizations.kind.block": N_("Khối, cụm thi đua"),
    "people.parts.chair": N_("chủ trì"),
    "people.parts.attend": N_("dự"),
    "people.parts.speak": N_("phát biểu"),
    "people.parts.conclude": N_("kết luận"),
    "people.parts.secretary": N_("thư ký"),
    "people.parts.sign": N_("ký"),
    "leaders.holder_kind.organization": N_("Đơn vị"),
    "leaders.holder_kind.person": N_("Cá nhân"),
    "leaders.action.elected": N_("Được bầu, suy tôn"),
    "leaders.action.incumbent": N_("Đương nhiệm"),
    "campaigns.kind.movement": N_("Phong trào"),
    "campaigns.kind.drive": N_("Cuộc vận động"),
    "campaigns.kind.programme": N_("Chương trình, đề án"),
    "campaigns.kind.wave": N_("Đợt thi đua"),
    "awards.recipient_kind.collective": N_("Tập thể"),
    "awards.recipient_kind.individual": N_("Cá nhân"),
    "awards.recipient_kind.household": N_("Hộ gia đình"),
    "awards.status.recommended": N_("Đề nghị"),
    "awards.status.granted": N_("Đã khen"),
}

STATUSES = {
    "new": N_("Mới"),
    "extracted": N_("Chờ duyệt"),
    "in_review": N_("Đang duyệt"),
    "checked": N_("Chờ người thứ hai"),
    "confirmed": N_("Đã xác nhận"),
    "failed": N_("Không đọc được"),
    "removed": N_("Thùng rác"),
}

GRADES = {"good": N_("trang đọc tốt"), "fair": N_("có trang khó đọc"), "poor": N_("có trang rất khó đọc")}
ORDERS = {"newest": N_("mới nhận"), "oldest": N_("nhận lâu nhất"), "doubtful": N_("đáng ngờ nhất")}
ACTS = {
    "saved": N_("đã lưu"),
    "checked": N_("đã xác nhận lần thứ nhất"),
    "confirmed": N_("đã xác nhận"),
    "reopened": N_("đã mở lại"),
    "restored": N_("đã khôi phục một bản trước"),
}
DEEDS = {
    "added": N_("Thêm"),
    "removed": N_("Bỏ"),
    "returned": N_("Lấy lại"),
    "changed": N_("Sửa"),
    "moved": N_("Đổi chỗ trong văn bản"),
    "accepted": N_("Xác nhận đúng"),
}
ROLES = {"viewer": N_("người xem"), "reviewer": N_("người duyệt"), "lead": N_("trưởng nhóm"), "admin": N_("quản trị viên")}
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
