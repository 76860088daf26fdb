"""Tasks of administrative documents: items under headings of conclusions and tasks, orders to one body, rows of task tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.document import Block, BlockKind, Mentions, Span, Text
from extractor.record import Document, Meeting
from extractor.relations.assignments import assignee, deadline
from extractor.relations.layout import Line, inside
from extractor.relations.rules import compiled, opens
from extractor.relations.task_items import (
    TOO_SHORT,
    Found,
    announces,
    continues,
    is_no_task,
    is_shared_out,
    listed_inside,
    names_member,
    unmarked,
)
from extractor.relations.task_sentences import looks_back, plan_sentence

HEADING = 130
# So few words are the number of a part, whose title stands on the next line.
TITLELESS = 4
LONGEST_NUMBERED = 110
SUMMING_UP = ("minutes", "notice")
DAY = len("2024-05-31")
# Until this month a document may look back on the year before and plan its own.
FIRST_MONTHS = "03"
REPORTING = ("report", "proposal")
ASKING = ("other", "plan", "notice")


def in_sections(text: Text, mentions: Mentions, every: tuple[Line, ...], document: Document, meeting: Meeting | None) -> Iterator[Found]:
    """Items under headings of conclusions, assignments and tasks; "Giao …" paragraphs anywhere."""
    since = looks_back(document, meeting)
    running = [line for line in every if line.block.kind is not BlockKind.CELL]
    parts = _parts(running)
    pact = "document.type.giao-uoc" in document.rules
    opened: str | None = None
    shut: str | None = None  # the level of the section that tells of what was done: no list of tasks begins in it
    counted = False  # the list under a lead has numbers, so that "2. Giao Sở X:" is one of its items
    sure = False  # a plan's other sections hold tasks among aims and topics, and only what reads as a deed counts there
    agreed = next((i for i, line in enumerate(running) if compiled("tasks", "AGREED_NOW").match(line.value)), 0) if pact else 0
    for i, line in enumerate(running):
        following = running[i + 1] if i + 1 < len(running) else None
        if line.value[:8].lower() == "nơi nhận":  # perhaps with the signatory's office beside it
            opened = None
            continue
        level = None if pact and opened and _pact_item(line) else _heading_level(line, following, opened)
        level = "part" if level and i in parts else level
        if opened == "lead" and counted and level in ("number", "inner") and compiled("tasks", "HANDED").match(_bare(line.value)):
            continue
        if level:
            shut = _shut(line, level, shut)
            if shut is not None:
                opened = None
                continue
            sure = announces(line.value) or names_tasks(line, document) or (sure and opened is not None)
            asked = level in ("number", "inner", "plain") and _leads(_bare(line.value), document)
            sure |= asked
            opened = level if announces(line.value) or asked else _after_heading(line, level, opened, document, pact)
            continue
        span, marked = unmarked(line)
        value = text.text[span.start : span.end]
        if opened is None:
            if following is not None and shut is None and _leads(line.value, document):
                opened, sure, counted = "lead", True, compiled("tasks", "FIRST_NUMBER").match(following.value) is not None
            elif document.kind in SUMMING_UP and (listed := listed_inside(text, line)):
                yield from listed
            else:
                yield from _ordered(text, span)
                if document.kind == "decision" and compiled("tasks", "ARTICLE").match(line.value) and _gives_work(text, mentions, span):
                    yield Found(span, "tasks.plan.article")
                elif shut is None and says_by_when(text, mentions, document, span):
                    yield Found(span, "tasks.plan.dated")
                    # What stands in one list with it is work as well.
                    opened, sure = ("lead", True) if marked else (None, sure)
            continue
        if pact and (i < agreed or names_member(text, mentions, span)):
            continue
        if is_no_task(value, pact=pact and marked) or value.endswith((":", ",")[: 1 if marked else 2]) or _judges(value, marked):
            opened = None if opened == "lead" and not value.endswith(":") and not marked else opened
            continue
        if (marked and (sure or pact)) or continues(text, mentions, span) or (sure and is_shared_out(text, mentions, span)):
            if len(value) >= TOO_SHORT:
                yield Found(span, f"tasks.section.{opened}")
        elif not marked and (told := [*_told(text, line, since)]):
            yield from told
        elif opened == "lead":
            opened = None


def _parts(running: Sequence[Line]) -> set[int]:
    """Which lines head the largest parts of a document: "Phần thứ nhất" with the line that gives its title, and capital letters where
    they come before any Roman number ("A. KẾT QUẢ", under it "I. Nhiệm vụ chính trị").
    """
    numbered = (i for i, line in enumerate(running) if compiled("tasks", "ROMAN").match(line.value))
    first_roman = next(numbered, len(running))
    lettered = [i for i, line in enumerate(running) if compiled("tasks", "LETTER").match(line.value) and len(line.value) <= HEADING]
    out = set(lettered) if lettered and lettered[0] < first_roman < len(running) else set()
    for i, line in enumerate(running):
        if compiled("tasks", "DIVISION").match(line.value):
            out.add(i)
            if len(line.value.split()) <= TITLELESS:
                out.add(i + 1)
    return out


def _pact_item(line: Line) -> bool:
    """Whether a line with a Roman number is an item of a pact: a sentence, no heading."""
    return compiled("tasks", "ROMAN").match(line.value) is not None and line.value.endswith((".", ";")) and not line.value.isupper()


def _leads(value: str, document: Document) -> bool:
    """Whether a line outside of any section announces a list of tasks."""
    if announces(value) or (document.kind in SUMMING_UP and opens("tasks", "conclusion", value)):
        return True
    return document.kind in ASKING and opens("tasks", "asked", value) is not None


def _judges(value: str, marked: bool) -> bool:
    """Whether an item weighs what was done and orders nothing."""
    return marked and opens("tasks", "no_order", value) is not None and opens("tasks", "orders", value) is None


def _gives_work(text: Text, mentions: Mentions, span: Span) -> bool:
    """Whether an article begins with a body and what it has to do; who merely carries the decision out is no task."""
    named = next((o for o in inside(mentions.organizations, span) if o.start == span.start), None)
    if named is None or is_no_task(text.text[span.start : span.end]):
        return False
    return compiled("tasks", "DOES").match(text.text, named.end, span.end) is not None


def says_by_when(text: Text, mentions: Mentions, document: Document, span: Span) -> bool:
    """Whether a line says who does what by when ("Sở X gửi hồ sơ trước ngày …"), and tells of nothing done."""
    value = text.text[span.start : span.end]
    first_sentence = compiled("tasks", "SENTENCE_ENDS").split(value, 1)[0]
    who = assignee(text, mentions, span) if document.kind not in REPORTING else None
    if who is None or not compiled("tasks", "DOES").match(text.text, who.end, span.end):
        return False
    if any(compiled("tasks", fragment).search(first_sentence) for fragment in ("PAST", "TELLS")):
        return False
    return deadline(text, mentions, document, span) is not None and not is_no_task(value)


def _ordered(text: Text, span: Span) -> Iterator[Found]:
    """Orders to one body outside of any section: a paragraph that is one, or the sentence of one inside of it."""
    starts = [span.start, *(m.start() for m in compiled("tasks", "ORDER_INSIDE").finditer(text.text, span.start, span.end))]
    for i, start in enumerate(starts):
        end = starts[i + 1] if i + 1 < len(starts) else span.end
        hit = opens("tasks", "plan_order", text.text, start, end)
        if hit and not is_no_task(text.text[start:end]):
            yield Found(Span(start, len(text.text[:end].rstrip())), hit[0].id)


def _told(text: Text, line: Line, since: int) -> Iterator[Found]:
    """The work to come of which a paragraph tells ("Năm 2025, các trường tiếp tục …. Giao Trường X …"), each order in it by itself."""
    hit = plan_sentence(text, line, since)
    ordered = list(_ordered(text, line.span))
    if hit:
        end = next((one.span.start for one in ordered if one.span.start > hit.span.start), hit.span.end)
        yield Found(Span(hit.span.start, len(text.text[:end].rstrip())), hit.rule, hit.who)
    yield from ordered


def _shut(line: Line, level: str, shut: str | None) -> str | None:
    """The level of the section on past work in which the text is after this heading, None outside of one."""
    if shut is not None and _deeper(level, shut):
        return shut
    hit = opens("tasks", "heading", _bare(line.value))
    if hit and hit[0].value == "past":
        return level
    return None


def names_tasks(line: Line, document: Document) -> bool:
    """Whether a heading says that tasks stand under it: by its words, or as the year to come ("3. Năm 2022" in a report on 2021)."""
    hit = opens("tasks", "heading", _bare(line.value))
    return hit is not None and (hit[0].value == "open" or (hit[0].value == "year" and _is_coming(line.value, document)))


def _is_coming(value: str, document: Document) -> bool:
    """Whether the year of a heading lies ahead of the document; in its first months its own year does."""
    issued = document.date or ""
    found = compiled("tasks", "A_YEAR").search(value)
    if len(issued) < DAY or found is None:
        return False
    return int(found[0]) > int(issued[:4]) - (issued[5:7] <= FIRST_MONTHS)


def _heading_level(line: Line, following: Line | None, opened: str | None) -> str | None:
    """What kind of heading a line is: "roman", "letter", "number", "inner" ("2.1."), "plain", or None for running text."""
    value = line.value
    if len(value) > HEADING:
        return None
    if compiled("tasks", "ROMAN").match(value) or (value.isupper() and len(value.split()) > 1):
        return "roman"
    if compiled("tasks", "LETTER").match(value):
        return "letter"
    if compiled("tasks", "DIVISION").match(value) or compiled("tasks", "TOPIC").match(value):
        return "roman"
    listed = following is not None and compiled("tasks", "MARK").match(following.value) is not None
    if listed and compiled("tasks", "ARTICLE").match(value) and not value.endswith((".", ";", ":")):
        return "roman"
    if compiled("tasks", "NUMBER").match(value) and not value.endswith((".", ";")) and len(value) < LONGEST_NUMBERED:
        level = "inner" if compiled("tasks", "UNDER").match(value) else "number"
        return level if value.endswith(":") or _numbered_heading(value, following, opened) else None
    short = value.endswith(":") and len(value.split()) <= 6
    return "plain" if short or (compiled("tasks", "LABEL").fullmatch(value) and opens("tasks", "bare_heading", value)) else None


def _numbered_heading(value: str, following: Line | None, opened: str | None) -> bool:
    """Whether a short numbered line is a heading: what follows lies deeper, and the line names a section or, where one is open, no deed."""
    if following is None:
        return False
    if compiled("tasks", "NUMBER").match(following.value):
        under = compiled("tasks", "UNDER").match(following.value)
        outer = under["outer"] if under else ""
        return outer != "" and value.startswith(outer) and not value[len(outer)].isdecimal()
    listed = compiled("tasks", "MARK").match(following.value) is not None
    deed = compiled("tasks", "VERB").match(_bare(value)) is not None
    return (opened is not None or opens("tasks", "heading", _bare(value)) is not None) and (listed or not deed)


def _bare(value: str) -> str:
    """A heading without its number."""
    mark = compiled("tasks", "HEADING_MARK").match(value)
    return value[mark.end() :] if mark else value


def _after_heading(line: Line, level: str, opened: str | None, document: Document, pact: bool) -> str | None:
    """The section that a heading opens, goes on with or closes."""
    hit = opens("tasks", "heading", _bare(line.value))
    if hit and hit[0].value == "year" and not _is_coming(line.value, document):
        hit = None
    if hit and hit[0].value not in ("open", "year"):
        return None
    articled = document.kind == "decision" and compiled("tasks", "TOPIC").match(line.value) is not None
    if hit and (articled or document.kind not in ("decision", "proposal")):
        return level
    if opened and _deeper(level, opened):
        return opened
    if document.kind == "plan" or pact:
        return level
    return None


_LEVELS = {"part": -1, "roman": 0, "letter": 1, "number": 2, "inner": 3, "plain": 4, "lead": 5}


def _deeper(level: str, opened: str) -> bool:
    return _LEVELS[level] > _LEVELS[opened]


# --- tables ---------------------------------------------------------------------------------------------------------


def in_tables(text: Text, mentions: Mentions, document: Document) -> Iterator[Found]:
    """The rows of tables that have a column of tasks and one of who does them or by when, but no hours of the day (a programme) and no
    days before the document's own (what was done)."""
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
        if sum(bool(compiled("tasks", "HOUR").search(v)) for v in by_column) > len(by_column) // 2:
            continue
        days = [
            d.iso for c in cells if c.column == columns.get("deadline", -1) for d in inside(mentions.dates, c.span) if len(d.iso) == DAY
        ]
        if days and max(days) < (document.date or ""):
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
    if {"task", "deadline"} <= set(out) and "assignee" not in out:
        for cell in cells:
            if cell.row == 0 and cell.column is not None and opens("tasks", "doers", text.value(cell.span)):
                out["assignee"] = cell.column
    return out
