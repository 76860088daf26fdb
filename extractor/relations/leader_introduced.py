"""Heads of blocks introduced with other offices, those who only speak for a head, and bodies that lead by an office told of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import OrganizationMention, PositionMention, Span
from extractor.relations.chunks import joint_holders
from extractor.relations.leader_reading import REPRESENTED, Pair, Reading

# "Hội trưởng Hội X tỉnh - đơn vị Cụm trưởng": the body that a title is held in leads the block.
_OWN_BODY = re.compile(r"(?:(?<=P[,\-(])|(?<!,))(?P<own>T(?:[,v]T)*)[,\-(]+u(?P<title>T)")
# "Chủ tịch Hội X là Khối trưởng", "- Giám đốc Đài X, Cụm trưởng", "Khối trưởng: Giám đốc Sở X": nobody is named, so the body leads.
_UNNAMED = re.compile(
    r"(?P<own>T)(?:lb*u?|b+u?)(?P<title>T)|^[\-w.]{0,2}(?P<own2>T),(?P<title2>T)(?=[.;]|$)|(?P<title3>T)d?(?::|-|l)(?P<own3>T)(?=[.;,]|$)"
)
# "Đại diện Khối trưởng năm 2023 | - Hội X".
_BESIDE = re.compile(r"Td?[\-,(:](?:ww)?O(?![,v]*O)")
# "Thay mặt Khối trưởng năm 2022 | , ông A - Giám đốc Sở X".
_SPOKEN_FOR = re.compile(r"Td?,h*P[,\-(]T")
# "ông A, Giám đốc Sở X, | Khối trưởng", "Khối trưởng | , Giám đốc Sở X: ông A".
_WITH_OFFICES = re.compile(r"P[,\-(]*(?:Tw{0,2}(?:,O)?[,vk\-():]*)*")
_WITH_PERSON = re.compile(r"(?:[,vk\-]+T)*(?::|\((?=h*P(?:,T[^()]*)?\)))?h*P")
# "Khối trưởng (ông A, Giám đốc Sở X), | Khối phó đề nghị": the brackets close over the person.
_CLOSED = re.compile(r"[^()]*\)")
# "Khối trưởng | Thiếu tướng, TS Nguyễn Văn A": no comma parts the office from who is named behind it.
_RIGHT_BEHIND = re.compile(r"(?:h+,)?h*P")
# A seat among others, in no body that leads a block: "Trưởng ban X, Ủy viên HĐND tỉnh, đơn vị | Khối trưởng".
_SEAT = re.compile(r"(?i)(?:ủy viên|uỷ viên|đại biểu|thành viên|UV)")
# Parts of a body, which lead no block themselves, before the body's own name: "Phòng Tổ chức cán bộ | Sở Y tế".
_INNER = re.compile(
    r"(?i:(?:phòng|văn phòng|công đoàn|đảng ủy|đảng uỷ|chi bộ|đoàn thanh niên|khoa)\b)"
    r"(?P<words>(?:(?! (?:Sở|Cục|Tổng|Công ty|Ngân hàng|Bệnh viện|Trường|Chi cục|Viện|Ban Quản lý|UBND|Kho bạc|Bộ)\b).)*\s?)"
    r"(?P<whole>\S.*)?"
)


def own_bodies(reading: Reading) -> Iterator[Pair]:
    for match in _OWN_BODY.finditer(reading.signs):
        title = reading.chunks[match.start("title")].position
        offices = [reading.chunks[i].position for i in range(*match.span("own")) if reading.signs[i] == "T"]
        held = [t.organization for t in offices if t.organization is not None]
        headed = [t.organization for t in offices if t.organization is not None and not _SEAT.match(reading.text.text, t.start)]
        own = next(reversed(headed or held), None)
        if own is not None and title.kind == "block":
            reading.taken.add(match.start("title"))
            yield title, OrganizationMention(own.start, own.end, "leader.own-body"), "leader.apposed"
    if "P" in reading.signs:
        return
    for match in _UNNAMED.finditer(reading.signs):
        which = next(n for n in ("", "2", "3") if match.group(f"own{n}"))
        own, title = reading.chunks[match.start("own" + which)].position.organization, reading.chunks[match.start("title" + which)].position
        if own is not None and title.kind == "block" and match.start("title" + which) not in reading.taken:
            reading.taken.add(match.start("title" + which))
            rule = {"": "leader.holder-first", "2": "leader.apposed", "3": "leader.title-first"}[which]
            yield title, OrganizationMention(own.start, own.end, "leader.own-body"), rule


def represents(reading: Reading, title: PositionMention) -> bool:
    """Whether "đại diện Khối trưởng" stands there: who is told of speaks for the body that leads."""
    before = reading.text.text[max(0, title.start - 20) : title.start].lower().rstrip()
    return before.endswith(("đại diện", "đại diện đơn vị", "thay mặt", "thay mặt đơn vị"))


def represented(reading: Reading, at: int) -> Iterator[Pair]:
    """The body of the last title before, which leads the block: "Thứ trưởng Bộ Tư pháp A - đại diện Khối trưởng"; else the one set
    beside the office: "Đại diện Khối trưởng năm 2023 - Hội X"."""
    beside = _BESIDE.match(reading.signs, at)
    spoken = _SPOKEN_FOR.match(reading.signs, at)
    if spoken is not None and (own := reading.chunks[spoken.end() - 1].position.organization) is not None:
        if (body := _led_by(reading, own)) is not None:
            yield reading.chunks[at].position, body, "leader.represented"
        return
    if beside is not None and (body := reading.body_at(beside.end() - 1)) is not None:
        yield reading.chunks[at].position, body, "leader.represented"
        return
    for chunk in reversed(reading.chunks[max(0, at - REPRESENTED) : at]):
        own = chunk.position.organization if chunk.sign == "T" else None
        if own is not None and chunk.position.kind not in ("block", "alone"):
            if (body := _led_by(reading, own)) is not None:
                yield reading.chunks[at].position, body, "leader.represented"
            return


def _led_by(reading: Reading, own: Span) -> OrganizationMention | None:
    """The body that leads, of whose office `own` is the body: not its department or union, but the body itself where it is named."""
    inner = _INNER.match(reading.text.text, own.start, own.end)
    whole = inner.end("words") if inner is not None else own.start
    if inner is not None and inner["whole"] is None:
        return None
    return OrganizationMention(whole, own.end, "leader.own-body")


def introduced(reading: Reading, at: int) -> Iterator[Pair]:
    """A person introduced with the office of a block among others: "ông A, Giám đốc Sở X, Khối trưởng"."""
    jointly = joint_holders(reading.text, reading.chunks, at)
    if jointly:
        for person in jointly:
            yield reading.chunks[at].position, person, "leader.introduced"
        return
    before = reading.signs.rfind("P", 0, at)
    after = _WITH_PERSON.match(reading.signs, at + 1)
    if _RIGHT_BEHIND.match(reading.signs, at + 1) is not None:
        yield reading.chunks[at].position, reading.chunks[reading.signs.index("P", at)].person, "leader.introduced"
    elif before >= 0 and _WITH_OFFICES.fullmatch(reading.signs, before, at) and not _CLOSED.match(reading.signs, before, at):
        yield reading.chunks[at].position, reading.chunks[before].person, "leader.introduced"
    elif after is not None:
        yield reading.chunks[at].position, reading.chunks[after.end() - 1].person, "leader.introduced"
