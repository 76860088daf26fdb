"""Every value is in the text: its evidence lies there, and its words, or its digits, are those of its evidence.

Run over the gold documents, the samples, the training documents, and texts that hypothesis puts together. Documents kept out
of tuning (models/CARD.md) and our own test documents are judged together, and only counts are told of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor import Record, extract
from extractor.lexicon import load
from extractor.syllables import TOKEN, fold
from web.commands.scorecard import kept_out

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT.parent / "shared" / "gold"
LISTS = ("organizations", "people", "leaders", "campaigns", "awards", "references", "tasks")

SURFACE = {
    "document": ("title", "number"),
    "meeting": ("title", "place", "block"),
    "organizations": ("name",),
    "people": ("name",),
    "positions": ("title", "organization"),
    "leaders": ("position", "holder", "body"),
    "campaigns": ("name", "launched_by"),
    "awards": ("award", "grantor", "recipient", "proposer", "votes"),
    "references": ("kind", "number", "issuer", "title"),
    "tasks": ("text", "assignee"),
}
SEVERAL = {"document": ("authors",), "meeting": ("conveners",), "organizations": ("aliases",)}
FIGURES = {
    "document": ("date",),
    "meeting": ("date", "review_year", "plan_year", "pact_year"),
    "leaders": ("term",),
    "campaigns": ("period",),
    "awards": ("quantity", "year"),
    "references": ("date",),
    "tasks": ("deadline",),
}
COMMITTEES = {"BCH": "Ban Chấp hành", "BTV": "Ban Thường vụ", "UBKT": "Ủy ban Kiểm tra"}
ISO = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
# Months and quarters that Vietnamese names by words of their own.
MONTH_WORDS = {"giêng": 1, "chạp": 12}


def words(value: str) -> Counter[str]:
    """The words of a value as they compare: case and tone placement folded, marks and quotes left out."""
    return Counter(fold(token) for token in TOKEN.findall(value) if token[0].isalnum())


def numbers(value: str) -> set[int]:
    """The numbers that a text names, in figures or in words."""
    named = {fold(word): number for word, number in load("awards")["nouns"]["numbers"].items()} | MONTH_WORDS
    tokens = [fold(token) for token in TOKEN.findall(value)]
    figures = {int(figure) for figure in re.findall(r"\d+", value)}
    figures |= {int(figure.replace(".", "")) for figure in re.findall(r"\d{1,3}(?:\.\d{3})+", value)}
    return figures | {named[t] for t in tokens if t in named} | {named[f"{a} {b}"] for a, b in pairwise(tokens) if f"{a} {b}" in named}


def entries(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry with its type; positions stand beside their persons."""
    yield "document", record["document"]
    if record["meeting"]:
        yield "meeting", record["meeting"]
    for kind in LISTS:
        for entry in record[kind]:
            yield kind, entry
            for position in entry.get("positions", ()):
                yield "positions", position


def faults(record: Record) -> Iterator[tuple[str, str]]:
    """What in a record is not in its text: the type and field, and what is wrong with it."""
    for kind, entry in entries(record.model_dump()):
        for place in (*entry["spans"], *(place for found in entry["evidence"].values() for place in found)):
            if not 0 <= place["start"] < place["end"] <= len(record.text):
                yield f"{kind}: spans", f"{place} is not in a text of {len(record.text)} characters"
        for field in (*SURFACE[kind], *SEVERAL.get(kind, ()), *FIGURES.get(kind, ())):
            if entry[field]:
                yield from ((f"{kind}.{field}", fault) for fault in _field_faults(record.text, kind, field, entry))


def _field_faults(text: str, kind: str, field: str, entry: dict[str, Any]) -> Iterator[str]:
    places = [text[p["start"] : p["end"]] for p in entry["evidence"].get(field, ())]
    value = entry[field]
    if not places:
        yield f"{value!r} has no evidence"
    elif field in SEVERAL.get(kind, ()):
        for one in value:
            if not any(words(one) == words(" ".join(places[i:j])) for i in range(len(places)) for j in (i + 1, i + 2)):
                yield f"{one!r} is not among {places}"
    elif field in FIGURES.get(kind, ()) and (field != "deadline" or ISO.fullmatch(value)):
        if missing := _figures(field, value) - numbers(" ".join(places)) - _years(text, value, kind):
            yield f"{value!r}: {missing} not in {places}"
    elif (kind, field) == ("leaders", "position") and any(is_office(value, place) for place in (" ".join(places), *places)):
        return
    elif words(value) != words(" ".join(places)) and any(words(value) != words(place) for place in places):
        # A value of two places is their words together; a name met several times has the same words at each.
        yield f"{value!r} is not {places}"


def is_office(position: str, place: str) -> bool:
    """Whether a leader's position, which alone is made uniform, is what the words say: "Trưởng Khối thi đua" is "Khối trưởng".

    Who is elected "vào BCH" is "Ủy viên Ban Chấp hành": a seat on a committee is a member's.
    """
    said = words(" ".join(COMMITTEES.get(token.upper(), token) for token in TOKEN.findall(place)))
    return bool(said) and words(position) - words("Ủy viên") <= said


def _figures(field: str, value: object) -> set[int]:
    """The numbers that evidence must name: of a date its day, its month and its year, of a term both years."""
    if field in ("date", "deadline"):
        match = ISO.fullmatch(str(value))
        assert match is not None
        return {int(part) for part in match.groups() if part}
    return {int(figure) for figure in re.findall(r"\d+", str(value))}


def _years(text: str, value: object, kind: str) -> set[int]:
    """The years of a value that stand anywhere in the text: a day and month without a year takes it from the document's date.

    A year makes the next certain for a meeting that reviews it early, and the one before for a meeting told of in the next.
    """
    found = re.findall(r"(?:19|20)\d\d", str(value))
    near = (0, -1, 1) if kind == "meeting" else (0,)
    return {int(y) for y in found if any(str(int(y) + by) in text for by in near) or re.search(rf"[/.-]{y[2:]}(?!\d)", text)}


def documents(folder: Path, names: str = "*") -> list[Path]:
    return sorted(p for p in folder.glob(f"{names}/source.*"))


def found_in(path: Path) -> list[tuple[str, str]]:
    return list(faults(extract(path)))


UNSEEN = documents(ROOT / "models" / "documents", "test-*")
OURS = [
    *(p for p in documents(ROOT / "models" / "documents") if p not in UNSEEN),
    *(p for p in sorted((ROOT / "samples").rglob("*")) if p.is_file() and p.suffix in (".txt", ".md", ".html", ".docx", ".pdf")),
]
TUNED = [path for path in documents(GOLD) if path.parent.name not in kept_out()]
needs_shared = pytest.mark.skipif(not GOLD.is_dir(), reason="../shared is absent")


@pytest.mark.parametrize("path", OURS, ids=lambda p: str(p.relative_to(ROOT)))
def test_values_of_our_documents_are_in_the_text(path: Path) -> None:
    assert found_in(path) == []


@needs_shared
@pytest.mark.parametrize("path", TUNED, ids=lambda p: p.parent.name)
def test_values_of_gold_documents_are_in_the_text(path: Path) -> None:
    assert found_in(path) == []


def test_values_of_documents_that_nobody_reads_are_in_the_text() -> None:
    hidden = [*UNSEEN, *(path for path in documents(GOLD) if path.parent.name in kept_out())]
    assert Counter(where for path in hidden for where, _ in found_in(path)) == Counter()


NAMES = ["Trần Thị Bình", "Lê Văn Đức", "H'Nhiên Niê", "Phạm Hoà", "NGUYỄN VĂN AN"]
BODIES = [
    "Hội Nông dân tỉnh",
    "UBND huyện Ba Bể",
    "Khối thi đua số 3",
    "Sở Nội vụ",
    "Liên đoàn Lao động tỉnh Bắc Kạn",
    "Ủy ban MTTQ Việt Nam tỉnh",
    "Công ty cổ phần Sông Lam",
]
FRAMES = [
    "Đồng chí {person}, Chủ tịch {body}, chủ trì hội nghị.",
    "Hội nghị thống nhất suy tôn {body} là Khối trưởng năm {year}.",
    "Ông {person} được bầu làm Phó Chủ tịch {body} nhiệm kỳ {year}-2028.",
    "Chiều {day}/{month}/{year}, {body} tổ chức Hội nghị tổng kết công tác năm {year} và ký kết giao ước thi đua năm 2025.",
    "Đề nghị tặng Cờ thi đua của UBND tỉnh cho {body}, Bằng khen cho {person} với {votes} phiếu.",
    "{body} phát động phong trào thi đua “Chung sức xây dựng nông thôn mới” giai đoạn {year} - 2025.",
    "Thực hiện Chỉ thị số 34-CT/TW ngày {day}/{month}/{year} của Bộ Chính trị về tiếp tục đổi mới công tác thi đua, khen thưởng.",
    "Giao {body} hoàn thành hồ sơ trước ngày {day}/{month}/{year}.",
    "- {body};\n- {person} - Giám đốc {body};",
    "| STT | Họ và tên | Chức vụ |\n|---|---|---|\n| 1 | {person} | Trưởng phòng, {body} |",
    "KẾT LUẬN\n1. {body} nộp báo cáo trước ngày {day} tháng {month} năm {year}.",
    "BIÊN BẢN\nV/v họp bình xét thi đua năm {year}\nHôm nay, ngày {day} tháng {month} năm {year}, tại {body}.",
]
PIECES = [*'aăâđêôơư ,.;:()-–"“”/%0123456789\n|', "Hội ", "đồng chí ", "Khối ", "Ủy ban ", "năm ", "tặng "]
LOOSE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
SENTENCES = st.builds(
    str.format,
    st.sampled_from(FRAMES),
    person=st.sampled_from(NAMES),
    body=st.sampled_from(BODIES),
    year=st.integers(2003, 2026),
    day=st.integers(1, 28),
    month=st.integers(1, 12),
    votes=st.sampled_from(["14/14", "9/10", "100%"]),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SENTENCES, LOOSE), min_size=1, max_size=8).map("\n".join), st.sampled_from(["tin.txt", "van-ban.md"]))
def test_values_of_made_up_texts_are_in_the_text(text: str, name: str) -> None:
    if text.strip():
        assert list(faults(extract(text.encode(), name))) == []
