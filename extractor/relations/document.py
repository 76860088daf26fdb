"""What the document is: kind, title, number, date, authors.

An administrative document is read by its form (letterhead, type word, trích yếu, signatures; see `layout`), anything else is a news item:
headline, date line, by-line. Rules are in models/lexicons/document.toml.
"""

from __future__ import annotations

import re

from extractor.document import BlockKind, Mentions, Span, Text
from extractor.record import Document, Place
from extractor.relations.authors import bylines, signatories
from extractor.relations.headline import headline, published
from extractor.relations.layout import NAMED_BY_TYPE, Form, Line, form, lines
from extractor.relations.rules import compiled, first, opens
from extractor.relations.values import NOTHING, Found, iso, surface

LONG = 200
OPENING = 12
"""Within so many lines from the type word minutes say when the meeting began."""


def document(text: Text, mentions: Mentions) -> Document:
    """The document's own entry; every surface value is the words at its evidence. Never raises: an empty text is a nameless news item.

    >>> document(Text("", (), "txt"), Mentions()).kind
    'news'
    """
    every = lines(text)
    shape = form(every)
    if shape is None:
        head = headline(text, every, mentions)
        names = bylines(text, every, head.spans[0].end if head.spans else 0)
        return _entry("news", "document.type.news", head, NOTHING, published(text, head), names)
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


# --- administrative documents ---------------------------------------------------------------------------------------


def _subject(text: Text, every: tuple[Line, ...], shape: Form) -> Found:
    """The trích yếu: the lines under the type word, or, in a công văn, the "V/v" in the letterhead, joined."""
    if shape.type_line is None:
        return _letter_subject(text, shape)
    own = every[shape.type_line]
    if shape.kind == "other" and shape.rest and re.fullmatch(r"(?i)\W*năm(?: học)? \d{4}(?: ?[-–] ?\d{4})?", text.value(shape.rest)):
        return Found(surface(text, own.span), (own.span,), "document.title.type")
    spans: list[Span] = [own.span] if shape.rule in NAMED_BY_TYPE else [shape.rest] if shape.rest else []
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
        and spans[0] == shape.rest
        and len(spans) > 1
        and compiled("document", "BARE_TYPE").fullmatch(text.text[shape.rest.start : shape.rest.end].strip(" :"))
    ):
        spans = spans[1:]
    if not spans or (shape.kind == "other" and len(spans) == 1 and re.fullmatch(r"(?i)năm \d{4}", text.value(spans[0]))):
        named = shape.kind == "other" and not compiled("document", "INVITATION").match(own.value)
        return Found(surface(text, own.span), (own.span,), "document.title.type") if named else NOTHING
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
    if begun and (len(value) > LONG or value.endswith((":", ".")) or compiled("document", "OFFICE").match(value)):
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
            return Found(iso(found), (Span(line.start + found.start(), line.start + found.end()),), rule.id)
    for line in every[len(shape.head) :] if shape.kind in ("minutes", "other") else ():
        if hit := first("document", "today", line.value):
            rule, found = hit
            return Found(iso(found), (Span(line.start + found.start("day"), line.start + found.end("year")),), rule.id)
    for line in every[len(shape.head) : len(shape.head) + OPENING] if shape.kind == "minutes" else ():
        if hit := opens("document", "opened", line.value):
            rule, found = hit
            first_of, last_of = min(found.start("day"), found.start("year")), max(found.end("month"), found.end("year"))
            return Found(iso(found), (Span(line.start + first_of, line.start + last_of),), rule.id)
    return NOTHING
