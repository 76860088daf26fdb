"""Who hands an office of a block over, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import OrganizationMention
from extractor.relations.leader_reading import REPRESENTED, Pair, Reading

_OWN_OFFICE = re.compile(r"(?:[,\-(]+u?Td?)+")
# "Sở X, | Khối trưởng", "ông A, Giám đốc Sở X, | Khối trưởng": the office is told of whoever stands before it.
_AMONG_OFFICES = re.compile(r"(?:O[,\-]|P[,\-(]+(?:T(?:,O)?[,v\-]+)*)$")
# "Sở X bàn giao chức Cụm trưởng năm 2017 cho Sở Y", "Bàn giao nhiệm vụ Khối trưởng cho Sở Y".
_HANDS = re.compile(r"(?:(?P<holders>[OP])(?P<gap>w{1,6}v?w{0,2}))?[bu]?(?P<title>T)(?:,O)?d?(?:\(w?d\))?[wd]{1,12}h*(?P<next>[OP])")
# "lễ bàn giao nhiệm vụ Khối trưởng giữa Sở X và Sở Y".
_BETWEEN = re.compile(r"(?P<title>T)d?w{1,2}(?P<giver>[hT]*)(?P<holders>[OP])(?:[,\-(]T?d?[,\-)]?)?v[hT]*(?P<next>[OP])")
_TO_THEM = re.compile(
    r"(?:cho|sang)(?: (?:ông|bà|đồng chí|đ/c|anh|chị))?(?: (?:lãnh đạo|đại diện|đại diện lãnh đạo|đơn vị|chỉ huy|thủ trưởng))?$"
)
# "bàn giao Khối trưởng năm 2024 từ Sở X sang Sở Y", "Khối trưởng năm 2024 được chuyển giao từ Sở X sang Sở Y".
_FROM_TO = re.compile(r"(?P<title>T)d?w{1,4}(?P<holders>O)w(?P<next>O)")
# "Sở Y nhận cờ luân lưu Khối trưởng năm 2024 từ Sở X".
_FROM = re.compile(r"b(?P<title>T)d?w(?P<holders>O)(?![w]?O)")
# Who was in office passes it on; a body above the block only gives it ("Bộ Giáo dục và Đào tạo giao nhiệm vụ Cụm trưởng cho …").
_PASSES_ON = re.compile(r"bàn giao|chuyển|luân phiên|giao lại|nhường|trao (?!cờ)")
_GIVES = re.compile(r"bàn giao|luân phiên|được giao|giao|trao|chuyển|nhường")
_HANDED = re.compile(r"(?P<holders>[OP])[,\-(]+u?(?P<title>T)d?[,\-)]*(?P<gap>[wbd]{0,8})(?P<next>O)(?![wd]{0,3}[bl]+u?T|[,\-(]u?T)")
_WITH_OFFICE = re.compile(r"[,\-(]+w{0,2}[TO]")


def passed(reading: Reading) -> Iterator[Pair]:
    """An office that passes "từ Sở X sang Sở Y"."""
    for match in _FROM_TO.finditer(reading.signs):
        title, giver, receiver = (
            reading.chunks[match.start("title")].position,
            reading.body_at(match.start("holders")),
            reading.body_at(match.start("next")),
        )
        gap = match.start("next") - 1
        far = match.start("holders") - match.end("title") > 2 and reading.said(match.start("holders") - 1, match.start("holders")) != "từ"
        if title.kind != "block" or far or reading.said(gap, gap + 1) not in ("sang", "cho", "đến"):
            continue
        reading.taken.add(match.start("title"))
        reading.receivers.add(match.start("next"))
        if receiver is not None:
            yield title, receiver, "leader.handed-to"
        if giver is not None:
            yield title, giver, "leader.hands-over"
    for match in _FROM.finditer(reading.signs):
        title, giver = reading.chunks[match.start("title")].position, reading.body_at(match.start("holders"))
        if giver is not None and title.kind == "block" and reading.said(match.start("holders") - 1, match.start("holders")) == "từ":
            yield title, giver, "leader.hands-over"


def between(reading: Reading) -> Iterator[Pair]:
    """An office that is handed over "giữa Sở X và Sở Y": the first gives it, the second takes it."""
    for match in _BETWEEN.finditer(reading.signs):
        at, giver, receiver = (
            match.start("title"),
            reading.body_or_person(match.start("holders")),
            reading.body_or_person(match.start("next")),
        )
        between = reading.said(at + 1, match.start("giver")).split()[-1:] == ["giữa"]
        given = between and _GIVES.search(reading.said(max(0, at - REPRESENTED), at)) is not None
        if not given or reading.chunks[at].position.kind != "block" or giver is None or receiver is None or at in reading.taken:
            continue
        reading.taken.add(at)
        yield reading.chunks[at].position, receiver, "leader.handed-to"
        yield reading.chunks[at].position, giver, "leader.hands-over"


def handed(reading: Reading) -> Iterator[Pair]:
    """Who hands an office over, and to whom: "Sở X bàn giao nhiệm vụ Khối trưởng cho Sở Y", "luân phiên Khối trưởng cho Sở Y"."""
    for match in _HANDS.finditer(reading.signs):
        at, receiver = match.start("title"), reading.body_or_person(match.start("next"))
        said = reading.said(max(0, match.start() - 8), match.start("next"))
        to_them = _TO_THEM.search(
            reading.text.text[reading.chunks[at].end : reading.chunks[_called(reading, match.start("next"))].start].lower().rstrip()
        )
        follows = bool(reading.receivers) and set(reading.signs[max(reading.receivers) + 1 : at]) <= set(",;v")  # "…, Khối phó cho Sở Y"
        gives = to_them is not None and (follows or _GIVES.search(said) is not None)
        if at in reading.taken or not gives or receiver is None or reading.chunks[at].position.kind != "block":
            continue
        apposed = _AMONG_OFFICES.search(reading.signs, max(0, at - REPRESENTED), at)
        words = reading.said(at + 1, match.start("next")) if apposed else ""
        if apposed and ("cờ" in words or _heads_too(reading, match.end("next"))):
            continue  # "Sở X, Cụm trưởng năm 2023 trao cờ cho Sở Y", "… bàn giao cho Sở Y - Cụm trưởng năm 2024"
        reading.taken.add(at)
        reading.receivers.add(match.start("next"))
        yield reading.chunks[at].position, receiver, "leader.handed-to"
        giver = reading.body_or_person(match.start("holders")) if match.group("holders") else None
        if giver is not None and _PASSES_ON.search(said):
            yield reading.chunks[at].position, giver, "leader.hands-over"


def _called(reading: Reading, at: int) -> int:
    """Where the honorifics and ranks begin by which the person at `at` is called; of one told with an office `at` itself."""
    return at if _WITH_OFFICE.match(reading.signs, at + 1) else len(reading.signs[:at].rstrip("h"))


def _heads_too(reading: Reading, at: int) -> bool:
    """Whether of who is named before `at` an office of a block is told as well."""
    told = _OWN_OFFICE.match(reading.signs, at)
    return told is not None and any(c.sign == "T" and c.position.kind == "block" for c in reading.chunks[at : told.end()])


def handed_over(reading: Reading) -> Iterator[Pair]:
    """Who takes over from a body introduced as head of the block: "Sở X, Khối trưởng năm 2023, đã bàn giao … cho Sở Y"."""
    for match in _HANDED.finditer(reading.signs):
        receiver = reading.chunks[match.start("next")].mention
        if isinstance(receiver, OrganizationMention) and "bàn giao" in reading.said(match.start(), match.start("next") + 1):
            yield reading.chunks[match.start("title")].position, receiver, "leader.handed-over"
