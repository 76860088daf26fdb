"""What was resolved or assigned for the coming period: one task a paragraph, a list item or a row of a task table.

Administrative documents are read by their headings; news by the sentences that announce a list or speak of the coming period. Rules are in
models/lexicons/tasks.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractor.document import Block, BlockKind, Mentions, Span, Text
from extractor.record import Document, Meeting, Place, Task
from extractor.relations.assignments import assignee, cell_deadline, deadline
from extractor.relations.document import surface
from extractor.relations.layout import Line, lines
from extractor.relations.rules import compiled, first, opens

SHORTEST = 20
TOO_SHORT = 10
HEADING = 130
NEAR = 110
LEAD = 400
SUMMING_UP = ("minutes", "notice")
LONGEST_SPEECH = 8


@dataclass(frozen=True, slots=True)
class Found:
    """The place of a task's words and the rule that gave it; `who` and `by` where a table gives them."""

    span: Span
    rule: str
    who: Span | None = None
    by: Span | None = None


def tasks(text: Text, mentions: Mentions, document: Document, meeting: Meeting | None) -> list[Task]:
    """The tasks in reading order; each `text` is the words at its evidence.

    >>> tasks(Text("", (), "txt"), Mentions(), Document(kind="news", title=None, number=None, date=None, authors=[]), None)
    []
    """
    every = tuple(
        line for line in lines(text) if not any(p.start < line.end and line.start < p.end for p in document.evidence.get("title", []))
    )
    if document.kind == "news":
        found = list(_in_news(text, mentions, every, document, meeting))
    else:
        found = [*_in_sections(text, mentions, every, document), *_in_tables(text)]
    seen: set[Span] = set()
    out = []
    for one in sorted(found, key=lambda f: f.span):
        if one.span not in seen:
            seen.add(one.span)
            out.append(_entry(text, mentions, document, one))
    return out


def _entry(text: Text, mentions: Mentions, document: Document, found: Found) -> Task:
    who = found.who or assignee(text, mentions, found.span)
    by = cell_deadline(text, mentions, document, found.by) if found.by else deadline(text, mentions, document, found.span)
    evidence = {"text": [Place(start=found.span.start, end=found.span.end)]}
    if who:
        evidence["assignee"] = [Place(start=who.start, end=who.end)]
    if by:
        evidence["deadline"] = [Place(start=by[1].start, end=by[1].end)]
    return Task(
        text=surface(text, found.span),
        assignee=surface(text, who) if who else None,
        deadline=by[0] if by else None,
        spans=evidence["text"],
        evidence=evidence,
        confidence=0.75 if found.rule.startswith("tasks.plan") else 0.9,
        rules=[found.rule],
    )


def _unmarked(line: Line) -> tuple[Span, bool]:
    """The line without its list mark, and whether it had one."""
    mark = compiled("tasks", "MARK").match(line.value)
    return (Span(line.start + mark.end(), line.end), True) if mark else (line.span, False)


def _is_no_task(value: str) -> bool:
    return len(value) < TOO_SHORT or first("tasks", "no_task", value) is not None


# --- administrative documents ---------------------------------------------------------------------------------------


def _in_sections(text: Text, mentions: Mentions, every: tuple[Line, ...], document: Document) -> Iterator[Found]:
    """Items under headings of conclusions, assignments and tasks; "Giao …" paragraphs anywhere."""
    running = [line for line in every if line.block.kind is not BlockKind.CELL]
    pact = "document.type.giao-uoc" in document.rules
    opened: str | None = None
    for i, line in enumerate(running):
        following = running[i + 1] if i + 1 < len(running) else None
        level = _heading_level(line, following, opened)
        if level:
            opened = _after_heading(line, level, opened, document, pact)
            continue
        span, marked = _unmarked(line)
        value = text.text[span.start : span.end]
        if opened is None:
            if following is not None and (_leads(line.value) or (document.kind in SUMMING_UP and opens("tasks", "conclusion", line.value))):
                opened = "lead"
            elif (hit := opens("tasks", "plan_order", value)) and not _is_no_task(value):
                yield Found(span, hit[0].id)
            continue
        if first("tasks", "no_task", value) or value.endswith(":") or (marked and opens("tasks", "no_order", value)):
            opened = None if opened == "lead" and not value.endswith(":") and not marked else opened
            continue
        if marked or _continues(text, mentions, span):
            if len(value) >= TOO_SHORT:
                yield Found(span, f"tasks.section.{opened}")
        elif opened == "lead":
            opened = None


def _heading_level(line: Line, following: Line | None, opened: str | None) -> str | None:
    """What kind of heading a line is: "roman", "letter", "number", "plain", or None for running text."""
    value = line.value
    if len(value) > HEADING:
        return None
    if re.match(compiled("tasks", "ROMAN").pattern, value) or (value.isupper() and len(value.split()) > 1):
        return "roman"
    if re.match(compiled("tasks", "LETTER").pattern, value):
        return "letter"
    if re.match(r"(?:Điều|Phần|Mục|Chương) [\dIVX]+", value):
        return "number" if value.startswith("Điều") and len(value) < 60 else ("roman" if not value.startswith("Điều") else None)
    ends = not value.endswith((".", ";", "./."))
    if re.match(r"\d{1,2}(?:\.\d{1,2})*[.)/]\s", value) and ends and len(value) < 110:
        deeper = following is not None and not re.match(r"\d{1,2}(?:\.\d{1,2})*[.)/]\s", following.value)
        named = opens("tasks", "heading", re.sub(r"^[\d.)/]+\s*", "", value)) is not None
        if value.endswith(":"):
            return "number"
        listed = following is not None and compiled("tasks", "MARK").match(following.value) is not None
        verb = compiled("tasks", "VERB").match(re.sub(r"^[\d.)/]+\s*", "", value)) is not None
        return "number" if deeper and (named or opened is not None) and (listed or not verb) else None
    if (
        value.endswith(":")
        and len(value.split()) <= 6
        or re.fullmatch(r"[^.;,]{4,60}(?: \([^()]*\))?:?", value)
        and opens("tasks", "bare_heading", value)
    ):
        return "plain"
    return None


def _after_heading(line: Line, level: str, opened: str | None, document: Document, pact: bool) -> str | None:
    """The section that a heading opens, goes on with or closes."""
    hit = opens("tasks", "heading", re.sub(r"^(?:[IVX]+\s?[.)/:]|[\d.)/]+|[A-HĐ][.)/])\s*", "", line.value))
    if hit and hit[0].value == "close":
        return None
    if hit and document.kind not in ("decision", "proposal"):
        return level
    if opened and _deeper(level, opened):
        return opened
    if document.kind == "plan" or pact:
        return level
    return None


_LEVELS = {"roman": 0, "letter": 1, "number": 2, "plain": 3, "lead": 4}


def _deeper(level: str, opened: str) -> bool:
    return _LEVELS[level] > _LEVELS[opened]


def _leads(value: str) -> bool:
    """Whether a line announces a list of tasks; what a speaker asks for and what was achieved are none."""
    if opens("tasks", "speech", value) or opens("tasks", "lead", value[-LEAD:]) is None:
        return False
    return first("tasks", "no_lead", value[-NEAR:]) is None


def _begins_as_task(value: str) -> bool:
    joint = compiled("tasks", "JOINT").match(value)
    at = joint.end() if joint else 0
    if opens("tasks", "plan_order", value):
        return True
    return compiled("tasks", "VERB").match(value, at) is not None and compiled("tasks", "PAST").search(value, 0, 45) is None


# --- tables ---------------------------------------------------------------------------------------------------------


def _in_tables(text: Text) -> Iterator[Found]:
    """The rows of tables that have a column of tasks and one of who does them or by when, but no hours of the day (a programme)."""
    tables: dict[int, list[Block]] = {}
    for _, block in text.body():
        if block.kind is BlockKind.CELL and block.ruled and block.table is not None:
            tables.setdefault(block.table, []).append(block)
    for cells in tables.values():
        columns = _columns(text, cells)
        if "task" not in columns or not ({"assignee", "deadline"} & set(columns)):
            continue
        at = {(c.row, c.column): c.span for c in cells}
        rows = sorted({c.row for c in cells if c.row})
        by_column = [text.text[s.start : s.end] for r in rows if (s := at.get((r, columns.get("deadline", -1))))]
        if sum(bool(re.search(r"\d{1,2} ?[hg:]\s?\d{0,2}(?!\d)(?! ?/)|\d giờ", v)) for v in by_column) > len(by_column) // 2:
            continue
        for row in rows:
            span = at.get((row, columns["task"]))
            if span and span.end - span.start >= TOO_SHORT:
                who, by = (at.get((row, columns[k])) if k in columns else None for k in ("assignee", "deadline"))
                yield Found(_inner(text, span), "tasks.table", _inner(text, who) if who else None, _inner(text, by) if by else None)


def _inner(text: Text, span: Span) -> Span:
    value = text.text[span.start : span.end]
    left = len(value) - len(value.lstrip())
    return Span(span.start + left, span.start + len(value.rstrip(" .;")))


def _columns(text: Text, cells: list[Block]) -> dict[str, int]:
    out: dict[str, int] = {}
    for cell in cells:
        if cell.row == 0 and cell.column is not None:
            value = text.value(cell.span)
            if hit := opens("tasks", "column", value):
                out.setdefault(hit[0].value, cell.column)
    return out


# --- news -----------------------------------------------------------------------------------------------------------


def _in_news(text: Text, mentions: Mentions, every: tuple[Line, ...], document: Document, meeting: Meeting | None) -> Iterator[Found]:
    since = _looks_back(document, meeting)
    opened = False
    for i, (line, quoted) in enumerate(zip(every, _quoted(every), strict=True)):
        value = line.value
        if quoted or (opens("tasks", "caption", value) and len(value) < 200):
            continue
        if _leads(value):
            opened = True
            continue
        span, marked = _unmarked(line)
        if i and (hit := _plan_sentence(text, line, since)):
            opened = True
            yield hit
            continue
        if not opened:
            continue
        if not marked and opens("tasks", "close", value):
            opened = False
        elif value.endswith(":") and len(value) < HEADING:
            continue
        elif marked or _continues(text, mentions, span):
            if not _is_no_task(text.text[span.start : span.end]):
                yield Found(span, "tasks.news.item" if marked else "tasks.news.paragraph")
        else:
            opened = False


def _quoted(every: tuple[Line, ...]) -> list[bool]:
    """Which lines go on inside a quotation that an earlier line opened: somebody's speech, over a few lines at most."""
    out: list[bool] = []
    since = 0
    for line in every:
        out.append(since > 0)
        opening, closing = line.value.rfind("“"), max(line.value.rfind(q) for q in '”’"')
        if opening > closing and opens("tasks", "says", line.value[max(0, opening - NEAR) : opening]):
            since = 1
        elif since:
            since = 0 if closing >= 0 or since >= LONGEST_SPEECH else since + 1
    return out


def _looks_back(document: Document, meeting: Meeting | None) -> int:
    """The last year that lies behind the document: a sentence on it is no plan."""
    if meeting and meeting.review_year and meeting.review_year != meeting.plan_year:
        return meeting.review_year
    if meeting and meeting.date:
        return int(meeting.date[:4]) - 1
    return int(document.date[:4]) - 1 if document.date else 0


def _plan_sentence(text: Text, line: Line, since: int) -> Found | None:
    """A sentence that speaks of what will be done, to the end of its paragraph."""
    for start in _sentence_starts(line.value):
        rest = line.value[start:]
        hit = opens("tasks", "plan", rest)
        if hit is None and start and first("tasks", "announced", line.value, 0, start):
            hit = opens("tasks", "in_it", rest)
        if hit is None:
            continue
        rule, found = hit
        groups = found.groupdict()
        year = groups.get("year") or groups.get("half") or groups.get("term")
        if year and int(year) <= since:
            continue
        who = groups.get("who") or ""
        if compiled("tasks", "PAST").search(found[0]) and rule.id != "tasks.plan.listed" and "nhấn mạnh" not in found[0]:
            continue
        if rest.rstrip().endswith(":") or (rule.id != "tasks.plan.listed" and re.search(r"(?i)đề nghị|tặng|khen", found[0])):
            continue
        if re.match(r"(?i)phát biểu|thay mặt", rest) or (rule.id == "tasks.plan.period" and not who.strip() and "when" not in groups):
            continue
        return Found(Span(line.start + start, line.end), rule.id, _subject(text, line.start + start, found))
    return None


def _subject(text: Text, start: int, found: re.Match[str]) -> Span | None:
    """Who a sentence on the coming period speaks of; the meeting itself is nobody."""
    who = found.groupdict().get("who") or ""
    value = re.sub(r"(?i)^(?:trong đó|theo đó),? ", "", who.strip(" ,"))
    value = re.sub(r"(?i)(?:,? (?:sẽ|cũng|đã|tiếp tục|cần|cùng nhau))+$", "", value).strip(" ,")
    if not value or len(value) > NEAR or "nhấn mạnh" in found[0] and not value or re.match(r"(?i)hội nghị|đại hội|cuộc họp|buổi lễ", value):
        return None
    if ":" in value or found.re.groupindex.get("when") is None and not re.match(r"(?i)các|mỗi|từng|toàn|khối|cụm", value):
        return None
    at = text.text.find(value, start + found.start("who"), start + found.end("who"))
    return Span(at, at + len(value)) if at >= 0 else None


def _sentence_starts(value: str) -> list[int]:
    return [0, *(m.end() for m in re.finditer(r"(?<!TP)(?<!Q)[.!?] (?=[A-ZĐÀ-Ỹ])", value))]


def _continues(text: Text, mentions: Mentions, span: Span) -> bool:
    """Whether an unmarked paragraph reads as one more task: it begins with a verb of tasks, or with who will do it, without a word of the past."""
    value = text.text[span.start : span.end]
    if len(value) < SHORTEST:
        return False
    if _begins_as_task(value):
        return True
    if compiled("tasks", "PAST").search(value, 0, 160):
        return False
    if re.match(r"[^.;:]{0,110}?(?:tiếp tục|cần|phải) ", value):
        return True
    who = assignee(text, mentions, span)
    return who is not None and compiled("tasks", "DOES").match(text.text, who.end, span.end) is not None
