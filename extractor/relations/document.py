"""What the document is: kind, title, number, date, authors.

An administrative document is read by its form (letterhead, type word, trích yếu, signatures; see `layout`), anything else is a news item:
headline, date line, by-line. Rules are in models/lexicons/document.toml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.document import BlockKind, Mentions, Span, Text
from extractor.record import Document, Place
from extractor.relations.authors import bylines, signatories
from extractor.relations.layout import Form, Line, form, lines
from extractor.relations.rules import compiled, first, opens

LONG = 200
SHORTEST_HEADLINE = 18
LONGEST_HEADLINE = 260
DATE_LINES = 18


@dataclass(frozen=True, slots=True)
class Found:
    """A value with its places and the rule that gave it."""

    value: str | None
    spans: tuple[Span, ...]
    rule: str


NOTHING = Found(None, (), "")


def document(text: Text, mentions: Mentions) -> Document:
    """The document's own entry; every surface value is the words at its evidence. Never raises: an empty text is a nameless news item.

    >>> document(Text("", (), "txt"), Mentions()).kind
    'news'
    """
    every = lines(text)
    shape = form(every)
    if shape is None:
        head = _headline(text, every)
        names = bylines(text, every, head.spans[0].end if head.spans else 0)
        return _entry("news", "document.type.news", head, NOTHING, _published(text, head), names)
    title = _subject(text, every, shape)
    kind = shape.kind
    if kind == "letter":
        kind = "proposal" if title.value and first("document", "letter", title.value) else "other"
    signed = signatories(text, every, mentions, shape)
    return _entry(kind, shape.rule, title, _number(shape, every), _issued(text, every, shape), signed)


def _entry(kind: str, rule: str, title: Found, number: Found, day: Found, names: list[tuple[str, Span]]) -> Document:
    evidence: dict[str, list[Place]] = {}
    fields = {"title": title.spans, "number": number.spans, "date": day.spans, "authors": tuple(span for _, span in names)}
    for name, spans in fields.items():
        if spans:
            evidence[name] = [Place(start=s.start, end=s.end) for s in spans]
    places = sorted({(p.start, p.end) for value in evidence.values() for p in value})
    sure = 0.97 - (0.3 if title.value is None else 0.0) - (0.1 if day.value is None else 0.0)
    return Document.model_validate(
        {
            "kind": kind,
            "title": title.value,
            "number": number.value,
            "date": day.value,
            "authors": [name for name, _ in names],
            "spans": [Place(start=a, end=b) for a, b in places],
            "evidence": evidence,
            "confidence": round(sure, 2),
            "rules": [r for r in (rule, title.rule, number.rule, day.rule) if r],
        }
    )


def surface(text: Text, *spans: Span) -> str:
    """The words at `spans` without surrounding quotes and closing punctuation.

    A quote is taken off only where both of a pair stand at the ends.
    """
    value = text.value(*spans).rstrip(" .,;:/")
    pairs = {"“": "”", '"': '"', "«": "»"}
    if len(value) > 2 and pairs.get(value[0]) == value[-1] and value[0] not in value[1:-1]:
        value = value[1:-1].strip()
    return value


# --- administrative documents ---------------------------------------------------------------------------------------


def _subject(text: Text, every: tuple[Line, ...], shape: Form) -> Found:
    """The trích yếu: the lines under the type word, or, in a công văn, the "V/v" in the letterhead, joined."""
    if shape.type_line is None:
        return _letter_subject(text, shape)
    spans: list[Span] = [shape.rest] if shape.rest else []
    start = shape.type_line + 1
    kind = None
    for line in every[start : start + 8]:
        if _ends_title(line, bool(spans), kind) and not (not spans and line.block.kind is BlockKind.TITLE and len(line.value) < LONG):
            break
        kind = kind or line.block.kind
        spans.append(line.span)
        if line.value.endswith((".", ";")) and len(line.value) > LONG:
            break
    if (
        shape.rest
        and len(spans) > 1
        and compiled("document", "BARE_TYPE").fullmatch(text.text[shape.rest.start : shape.rest.end].strip(" :"))
    ):
        spans = spans[1:]
    if not spans or (shape.kind == "other" and len(spans) == 1 and re.fullmatch(r"(?i)năm \d{4}", text.value(spans[0]))):
        own = every[shape.type_line]
        return Found(surface(text, own.span), (own.span,), "document.title.type") if shape.kind == "other" else NOTHING
    trimmed = tuple(_trimmed(text, s) for s in spans)
    return Found(surface(text, *trimmed) or None, trimmed, "document.title.subject")


def _ends_title(line: Line, begun: bool, kind: BlockKind | None) -> bool:
    value = line.value
    if line.block.kind is BlockKind.CELL and line.block.ruled:
        return True
    if begun and value[:1].islower():
        return len(value) > 2 * LONG
    if compiled("document", "BODY_OPENS").match(value) and not compiled("document", "SUBJECT").match(value):
        return True
    if begun and (len(value) > LONG or compiled("document", "OFFICE").match(value)):
        return True
    if begun and kind is BlockKind.TITLE and line.block.kind is not BlockKind.TITLE:
        return True
    return len(value) > 2 * LONG or not re.search(r"\w{2}", value)


def _letter_subject(text: Text, shape: Form) -> Found:
    for i, line in enumerate(shape.head):
        if not compiled("document", "SUBJECT").match(line.value):
            continue
        spans = [line.span]
        for more in shape.head[i + 1 :]:
            if more.index != line.index and (more.block.kind is BlockKind.CELL or line.block.kind is BlockKind.CELL):
                break
            if compiled("document", "MOTTO").search(more.value) or first("document", "issued", more.value):
                break
            if opens("document", "number", more.value):
                break
            spans.append(more.span)
        return Found(surface(text, *spans), tuple(spans), "document.title.v-v")
    return NOTHING


def _trimmed(text: Text, span: Span) -> Span:
    value = text.text[span.start : span.end]
    left = len(value) - len(value.lstrip(" :.-"))
    return Span(span.start + left, span.end)


def _number(shape: Form, every: tuple[Line, ...]) -> Found:
    for line in (*shape.head, *every[len(shape.head) : len(shape.head) + 3]):
        if hit := opens("document", "number", line.value):
            rule, found = hit
            at = Span(line.start + found.start("number"), line.start + found.end("number"))
            return Found(found["number"], (at,), rule.id)
    return NOTHING


def _issued(text: Text, every: tuple[Line, ...], shape: Form) -> Found:
    """The date in the letterhead, else the last one that stands beside a place above a signature."""
    after = (shape.type_line or len(shape.head)) + 3
    top = every[: after if shape.type_line is not None else len(shape.head)]
    tail = [line for line in every[len(shape.head) :] if len(line.value) < 80][-12:]
    dated = re.compile(r"[^\d,]{2,60},\s?[Nn]gày")
    for line in (*top, *(line for line in tail if dated.match(line.value))):
        if len(line.value) > LONG // 2 * 3 or compiled("document", "CITES").match(line.value):
            continue
        if hit := first("document", "issued", line.value):
            rule, found = hit
            return Found(_iso(found), (Span(line.start + found.start(), line.start + found.end()),), rule.id)
    for line in every[len(shape.head) :] if shape.kind in ("minutes", "other") else ():
        if hit := first("document", "today", line.value):
            rule, found = hit
            return Found(_iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    return NOTHING


def _iso(found: re.Match[str]) -> str:
    """A date as far as its words go."""
    year, month, day = found["year"], found["month"], found["day"]
    if not month:
        return year
    return f"{year}-{int(month):02}-{int(day):02}" if day else f"{year}-{int(month):02}"


# --- news -----------------------------------------------------------------------------------------------------------


def _headline(text: Text, every: tuple[Line, ...]) -> Found:
    """The headline: what the file calls itself, the page's main heading, or the first line that reads like one.

    Mastheads and menus may stand above it; where a date line follows, the headline is among the lines just over it.
    """
    if named := _same_as_metadata(text, every):
        return named
    titles = [line for line in every if line.block.kind is BlockKind.TITLE and _reads_like_headline(line)]
    if titles:
        return Found(surface(text, titles[0].span), (titles[0].span,), "document.title.heading")
    top: list[Line] = []
    for line in every[:DATE_LINES]:
        if top and len(line.value) > LONGEST_HEADLINE:
            break
        top.append(line)
    dated = [i for i, line in enumerate(top) if _date_in(line)]
    for i in reversed(dated):
        run: list[Line] = []
        for line in reversed(top[:i]):
            if not _reads_like_headline(line):
                if run:
                    break
                continue
            run.insert(0, line)
        if len(run) > 1 and _kicks(run[0], run):
            run = run[1:]
        if run and not (len(run) == 1 and _masthead(run[0]) and any(_reads_like_headline(x) for x in top[i + 1 :])):
            return Found(surface(text, run[0].span), (run[0].span,), "document.title.over-date")
    for line in top:
        if _reads_like_headline(line) and not _masthead(line) and not _kicks(line, top):
            return Found(surface(text, line.span), (line.span,), "document.title.first-line")
    if every and len(every[0].value) <= LONGEST_HEADLINE:
        return Found(surface(text, every[0].span), (every[0].span,), "document.title.first-line")
    return NOTHING


def _same_as_metadata(text: Text, every: tuple[Line, ...]) -> Found | None:
    named = " ".join((text.metadata.title or "").casefold().split())
    if len(named) < SHORTEST_HEADLINE:
        return None
    for line in every[:40]:
        value = line.value.casefold().strip()
        if len(value) >= SHORTEST_HEADLINE and (named.startswith(value) or value == named):
            return Found(surface(text, line.span), (line.span,), "document.title.metadata")
    return None


def _reads_like_headline(line: Line) -> bool:
    if not SHORTEST_HEADLINE <= len(line.value) <= LONGEST_HEADLINE or len(line.value.split()) < 4:
        return False
    return not opens("document", "no_headline", line.value) and not _date_in(line)


def _kicks(line: Line, top: list[Line]) -> bool:
    """Whether a line is the kicker of the headline right below it."""
    following = next((x for x in top if x.start > line.start), None)
    kicker = _masthead(line) or compiled("document", "KICKER").fullmatch(line.value) is not None
    return kicker and following is not None and _reads_like_headline(following)


def _masthead(line: Line) -> bool:
    """A body's name alone in capitals, as over the page of a school or a district."""
    return line.value.isupper() and len(line.value.split()) <= 6 and not re.search(r"[\d:,“\"]", line.value)


def _date_in(line: Line) -> re.Match[str] | None:
    """The date of a line that holds nothing else than a date and what stands beside one."""
    if len(line.value) > 120:
        return None
    if hit := opens("document", "published", line.value):
        return hit[1]
    hit = opens("document", "dateline", line.value)
    if hit is None:
        return None
    before = hit[1]["before"]
    if by := opens("document", "byline", line.value):
        before = "" if by[0].id == "document.author.dated" else before
    beside = before + " " + hit[1]["after"]
    words = compiled("document", "BESIDE").sub(" ", beside).split()
    timed = compiled("document", "CLOCK").search(beside)
    return hit[1] if len(words) <= (6 if timed else 3) else None


def _published(text: Text, head: Found) -> Found:
    """The date line under the headline, a labelled one before any other; then what the file says of itself.

    Lines marked as furniture count here, since a date line looks much like a page's clock; what stands above the headline does not.
    """
    at = head.spans[0].end if head.spans else 0
    below = [line for line in lines(text, furniture=True) if line.start >= at][:8]
    for line in below:
        if (hit := opens("document", "published", line.value)) and len(line.value) < 160:
            rule, found = hit
            return Found(_iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    for line in below[:5]:
        if len(line.value) > LONGEST_HEADLINE:
            break
        if dated := _date_in(line):
            first_of, last_of = min(dated.start("day"), dated.start("year")), max(dated.end("day"), dated.end("year"))
            return Found(_iso(dated), (Span(line.start + first_of, line.start + last_of),), "document.date.line")
    for line in below[:2]:
        if hit := opens("document", "opening", line.value):
            rule, found = hit
            return Found(_iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    if head.spans and (found_above := _labelled(text, at)):
        return found_above
    own = re.match(r"\d{4}(-\d{2}(-\d{2})?)?", text.metadata.date or "")
    return Found(own[0], (), "document.date.metadata") if own else NOTHING


def _labelled(text: Text, before: int) -> Found | None:
    """A date above the headline or at the foot, where a label says that it is the article's."""
    for line in lines(text):
        if (hit := opens("document", "published", line.value)) and len(line.value) < 80:
            rule, found = hit
            return Found(_iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    return None
