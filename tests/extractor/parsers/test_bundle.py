"""Archives and e-mails: every member a document of its own, whatever the bundle does."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from extractor import extract
from extractor.errors import DamagedFile, FileTooLarge, IsBundle, PasswordProtected
from extractor.parsers import bundle
from extractor.parsers.bundle import is_bundle, unpack
from tests.extractor.parsers.compound import compound_file, outlook_message

SAMPLES = Path(__file__).parents[3] / "samples"
REPORT = "Hội Nông dân tỉnh dự họp.".encode()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def letter(**attached: bytes) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@tinh.vn", "b@tinh.vn", "Gửi báo cáo"
    message["Date"] = "Mon, 05 Feb 2024 10:00:00 +0700"
    message.set_content("Kính gửi Ban Thi đua - Khen thưởng tỉnh")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_members_come_in_order_with_their_places() -> None:
    data = zipped(**{"2023/báo cáo.txt": REPORT, "2024/": b"", "__MACOSX/x": b"x", "2024/tin.txt": REPORT})
    assert [(m.path, m.data) for m in unpack(data, "năm.zip")] == [("năm.zip/2023/báo cáo.txt", REPORT), ("năm.zip/2024/tin.txt", REPORT)]


def test_a_file_that_is_no_bundle_is_its_own_member() -> None:
    for path in (SAMPLES / "docx").glob("*.docx"):
        assert not is_bundle(path.read_bytes(), path.name)
        assert [m.path for m in unpack(path.read_bytes(), path.name)] == [path.name]


def test_a_letter_gives_its_text_and_its_attachments() -> None:
    found = list(unpack(letter(**{"báo cáo.txt": REPORT, "kèm.zip": zipped(a=REPORT)}), "thư.eml"))
    assert [m.path for m in found] == ["thư.eml/thư.txt", "thư.eml/báo cáo.txt", "thư.eml/kèm.zip/a"]
    assert found[0].data.decode().strip() == "Kính gửi Ban Thi đua - Khen thưởng tỉnh"


def test_an_outlook_message_gives_its_text_and_its_attachments() -> None:
    report = REPORT * 300
    data = outlook_message("Kính gửi Ban Thi đua - Khen thưởng tỉnh", {"báo cáo.txt": report, "kèm.zip": zipped(a=REPORT)})
    assert is_bundle(data, "thư.msg") and is_bundle(data, "không-đuôi")
    found = {m.path: m.data for m in unpack(data, "thư.msg")}
    assert found == {
        "thư.msg/thư.txt": "Kính gửi Ban Thi đua - Khen thưởng tỉnh".encode(),
        "thư.msg/báo cáo.txt": report,
        "thư.msg/kèm.zip/a": REPORT,
    }


def test_a_torn_outlook_message_is_named() -> None:
    data = outlook_message("Kính gửi", {"a.txt": REPORT * 300})
    assert all(isinstance(m.error, DamagedFile) for m in unpack(data[: len(data) // 2], "thư.msg") if not m.data)
    cut = compound_file({"__properties_version1.0": bytes(32), "__attach_version1.0_#00000000": {}})
    (member,) = unpack(cut, "thư.msg")
    assert isinstance(member.error, DamagedFile)


def test_extract_says_that_a_bundle_holds_documents() -> None:
    with pytest.raises(IsBundle):
        extract(zipped(a=REPORT), "a.zip")


def test_names_cannot_lead_out() -> None:
    assert [m.path for m in unpack(zipped(**{"../../etc/a.txt": REPORT, "C:\\b.txt": REPORT}), "x.zip")] == [
        "x.zip/etc/a.txt",
        "x.zip/C:/b.txt",
    ]


def test_two_hundred_attachments() -> None:
    assert len(list(unpack(letter(**{f"{i}.txt": REPORT for i in range(200)}), "a.eml"))) == 201


def test_nests_too_deep_are_named() -> None:
    data = REPORT
    for _ in range(8):
        data = zipped(a=data)
    (member,) = unpack(data, "a.zip")
    assert isinstance(member.error, FileTooLarge)


def test_too_many_members_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_MEMBERS", 3)
    found = list(unpack(zipped(**{f"{i}.txt": REPORT for i in range(9)}), "a.zip"))
    assert len(found) == 4 and isinstance(found[-1].error, FileTooLarge)


def test_broken_and_locked_members_do_not_stop_the_others() -> None:
    data = bytearray(zipped(**{"a.txt": REPORT * 50, "b.txt": REPORT}))
    data[45:60] = bytes(15)
    found = {m.path: m for m in unpack(bytes(data), "x.zip")}
    assert isinstance(found["x.zip/a.txt"].error, DamagedFile) and found["x.zip/b.txt"].data == REPORT
    locked = bytearray(zipped(**{"a.txt": REPORT}))
    at = locked.index(b"PK\x01\x02")
    struct.pack_into("<H", locked, at + 8, 1)
    (member,) = unpack(bytes(locked), "x.zip")
    assert member.data == bytes(locked)  # sniffing names the password when it is read
    with pytest.raises(PasswordProtected):
        extract(bytes(locked), "x.zip")
