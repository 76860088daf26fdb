"""The meeting that a document reports: name, kind, day, place, block, conveners, years.

Its name is chosen in `naming`; day, place and conveners are read from the sentence that says that it is held, or from the labels of minutes
and invitations ("Thời gian:", "Địa điểm:"). Rules are in models/lexicons/meeting.toml.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from extractor.document import BlockKind, Mentions, OrganizationMention, Span, Text
from extractor.record import Document, Meeting, Place
from extractor.relations import holding, years
from extractor.relations.blocks import fullest, of_meeting
from extractor.relations.document import surface
from extractor.relations.layout import Line, form, inside, lines
from extractor.relations.naming import Name, cut, names
from extractor.relations.rules import compiled, first, rules

ENOUGH = 1.0
WORK_LINES = 6
ONE_SENTENCE = 400
REPORTS = ("report", "proposal", "decision")


@dataclass(frozen=True, slots=True)
class Title:
    """The meeting's name, with its places; both empty where the text has a bare noun only."""

    value: str | None
    spans: tuple[Span, ...]
    rule: str
    line: int = -1
    said: Span | None = None  # without a name what was done; behind a name that tells nothing, what for

    @property
    def reach(self) -> Span | None:
        """The words that tell what the meeting is about: its name, else the clause that says what was done."""
        if self.spans:
            return Span(self.spans[0].start, max(self.spans[-1].end, self.said.end if self.said else 0))
        return self.said


def meeting(text: Text, mentions: Mentions, document: Document) -> Meeting | None:
    """The meeting, None where the document reports, plans or calls none. Surface values are the words at their evidence.

    >>> meeting(Text("", (), "txt"), Mentions(), Document(kind="news", title=None, number=None, date=None, authors=[])) is None
    True
    """
    every = lines(text)
    title = _title(text, every, document, mentions)
    if title is None:
        return None
    title = _with_purpose(text, title)
    body = _body(every, document)
    whole = title.reach
    facts = holding.held(text, every, mentions, document, title.spans or ((title.said,) if title.said else ()), title.line)
    block = of_meeting(text, mentions, document, whole, facts.conveners)
    kind, kind_rule = _kind(text, title, body, block is not None)
    titled = tuple(Span(p.start, p.end) for p in document.evidence.get("title", []))
    review = years.review_year(text, whole, titled, body, kind)
    pact = years.pact_year(text, whole, _telling(document, body, every, title.line), review) if kind != "congress" else years.NONE
    if pact.value is not None and kind in ("plan", "other"):
        kind, kind_rule = "signing", "meeting.kind.pact-signed"
    plan = years.plan_year(text, whole, titled, body, kind, review, pact if pact.value else years.NONE)
    if pact.value == 0:
        pact = years.Year(plan.value, plan.spans)
        plan = plan if plan.value else years.NONE
    day = _day(text, document, facts, title, kind, (review, plan))
    conveners = _conveners(text, mentions, facts.conveners, whole, block)
    return _entry(
        text, mentions, title, kind, day, facts.place, block, conveners, (review, plan, pact), (title.rule, kind_rule, facts.rule)
    )


def _entry(
    text: Text,
    mentions: Mentions,
    title: Title,
    kind: str,
    day: tuple[str | None, Span | None],
    place: Span | None,
    block: Span | None,
    conveners: list[Span],
    found: tuple[years.Year, years.Year, years.Year],
    ids: Iterable[str],
) -> Meeting:
    review, plan, pact = found
    spans = {
        "title": title.spans,
        "date": (day[1],) if day[0] and day[1] else (),
        "place": (place,) if place else (),
        "block": (block,) if block else (),
        "conveners": tuple(conveners),
        "review_year": review.spans,
        "plan_year": plan.spans,
        "pact_year": pact.spans,
    }
    evidence = {name: [Place(start=s.start, end=s.end) for s in value] for name, value in spans.items() if value}
    every = sorted({(p.start, p.end) for value in evidence.values() for p in value})
    sure = 0.95 - 0.15 * (title.value is None) - 0.15 * (day[0] is None) - 0.1 * (not conveners)
    return Meeting.model_validate(
        {
            "title": title.value,
            "kind": kind,
            "date": day[0],
            "place": surface(text, place) if place else None,
            "block": surface(text, block) if block else None,
            "conveners": [surface(text, s) for s in conveners],
            "review_year": review.value,
            "plan_year": plan.value,
            "pact_year": pact.value,
            "spans": [Place(start=a, end=b) for a, b in every],
            "evidence": evidence,
            "confidence": round(sure, 2),
            "rules": [r for r in ids if r],
        }
    )


def _body(every: tuple[Line, ...], document: Document) -> tuple[Line, ...]:
    """The running text: without the document's title, without tables, without the documents cited at the head."""
    title = document.evidence.get("title", [])
    return tuple(
        line
        for line in every
        if line.block.kind is not BlockKind.CELL
        and not line.value.startswith("Căn cứ")
        and not any(p.start < line.end and line.start < p.end for p in title)
    )


def _telling(document: Document, body: tuple[Line, ...], every: tuple[Line, ...], line: int) -> tuple[Line, ...]:
    """The lines that may tell of a pact signed at the meeting; a report tells of many things, so only the meeting's own line."""
    if document.kind in REPORTS:
        return (every[line],) if line >= 0 else ()
    return body


# --- name -----------------------------------------------------------------------------------------------------------


def _title(text: Text, every: tuple[Line, ...], document: Document, mentions: Mentions) -> Title | None:
    ranked = names(text, every, document, mentions)
    if document.kind == "news":
        return _news_title(text, mentions, every, ranked, document)
    if own := _own_title(text, document):
        line = next((n.line for n in ranked if n.held and not _overlaps(n.span, own.spans)), -1)
        return Title(own.value, own.spans, own.rule, line)
    if document.kind == "report" and (under := _under_title(text, every, document)):
        return under
    dated = [n for n in ranked if n.weight >= 0 and (n.held or document.kind == "minutes") and holding.has_day(mentions, every[n.line])]
    if document.kind in REPORTS:
        dated = [n for n in dated if n.held and holding.is_near(mentions, every[n.line], document.date)]
    if dated:
        best = dated[0]
        return Title(surface(text, best.span), (best.span,), best.rule, best.line)
    if document.kind == "minutes":
        return _of_minutes(text, every, document)
    return _nameless(mentions, every, document)


def _with_purpose(text: Text, title: Title) -> Title:
    """A name that tells no kind, with the words behind it that say what the meeting was held for."""
    if not title.spans or first("meeting", "kind", title.value or ""):
        return title
    behind = compiled("meeting", "PURPOSE").match(text.text, title.spans[-1].end)
    if behind is None or first("meeting", "kind", behind["purpose"]) is None:
        return title
    return replace(title, said=Span(behind.start("purpose"), behind.end("purpose")))


def _of_minutes(text: Text, every: tuple[Line, ...], document: Document) -> Title:
    """Minutes whose title names no meeting: the noun beside their type word ("BIÊN BẢN HỌP") and the title make the name."""
    shape = form(every)
    spans = [Span(p.start, p.end) for p in document.evidence.get("title", [])]
    if spans and shape and shape.rest and shape.rest.end <= spans[0].start and compiled("meeting", "NOUN").search(text.text, *shape.rest):
        if subject := compiled("document", "SUBJECT").match(text.text, spans[0].start):
            spans[0] = Span(subject.end(), spans[0].end)
        spans.insert(0, shape.rest)
    return Title(surface(text, *spans) if spans else None, tuple(spans), "meeting.title.of-minutes")


def _under_title(text: Text, every: tuple[Line, ...], document: Document) -> Title | None:
    """The meeting to which a report is put: the bracketed line under its title."""
    end = max((p.end for p in document.evidence.get("title", [])), default=0)
    below = next((i for i, line in enumerate(every) if line.start >= end > 0), -1)
    if below < 0 or not every[below].value.startswith("("):
        return None
    line = every[below]
    if head := compiled("meeting", "HEAD").search(line.value):
        end = min(cut(line.value, head.start(), head.end()), len(line.value.rstrip(" ).")))
        span = Span(line.start + head.start(), line.start + end)
        return Title(surface(text, span), (span,), "meeting.title.under-report", below)
    return None


def _nameless(mentions: Mentions, every: tuple[Line, ...], document: Document) -> Title | None:
    """A meeting that a document tells of without naming it: a pact "today" signed, a body that "met and weighed" on a day."""
    sections = {"other": ("pact_signed",), "proposal": ("met", "met_by")}.get(document.kind, ("met",))
    for i, line in enumerate(every):
        if (
            line.block.kind is not BlockKind.CELL
            and any(first("meeting", s, line.value) for s in sections)
            and holding.has_day(mentions, line)
        ):
            return Title(None, (), "meeting.title.bare", i, _work(line) or line.span)
    return None


def _news_title(text: Text, mentions: Mentions, every: tuple[Line, ...], ranked: list[Name], document: Document) -> Title | None:
    if ranked and (ranked[0].weight >= ENOUGH or (ranked[0].titled and ranked[0].weight > -1.0)):
        best = ranked[0]
        value = " ".join(every[best.line].value[best.span.start - every[best.line].start : best.span.end - every[best.line].start].split())
        return Title(value.rstrip(" .,;:"), (best.span,), best.rule, best.line)
    for i, line in enumerate(every[:WORK_LINES]):
        if i and (i < 3 or holding.has_day(mentions, line)) and (said := _work(line)):
            return Title(None, (), "meeting.title.work", i, said)
    bare = sum(len(compiled("meeting", "BARE").findall(line.value)) for line in every)
    if bare and (said := _headline(text, document)):
        return Title(None, (), "meeting.title.headline", -1, said)
    at = any(first("meeting", "bare_held", line.value) for line in every[:20])
    return Title(None, (), "meeting.title.bare") if bare >= 2 and at else None


def _headline(text: Text, document: Document) -> Span | None:
    """The clause of the headline that says what was done."""
    for place in document.evidence.get("title", []):
        if hit := first("meeting", "headline", text.text, place.start, place.end):
            return Span(hit[1].start("said"), hit[1].end("said"))
    return None


def _work(line: Line) -> Span | None:
    """The clause that says what was done at a meeting that the text does not name."""
    hit = first("meeting", "work", line.value)
    return Span(line.start + hit[1].start("said"), line.start + hit[1].end("said")) if hit else None


def _own_title(text: Text, document: Document) -> Title | None:
    """The name inside the administrative document's own title, from its head noun to the title's end."""
    if document.kind in REPORTS and document.kind != "report":
        return None
    places = [Span(p.start, p.end) for p in document.evidence.get("title", [])]
    for i, place in enumerate(places):
        head = compiled("meeting", "HEAD").search(text.text, place.start, place.end)
        if head is None:
            continue
        if first("meeting", "other", text.text[place.start : head.start()]):
            return None
        spans = (Span(head.start(), place.end), *places[i + 1 :])
        return Title(surface(text, *spans), spans, "meeting.title.document")
    return None


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(o) for o in others)


# --- kind -----------------------------------------------------------------------------------------------------------


def _kind(text: Text, title: Title, body: tuple[Line, ...], block: bool) -> tuple[str, str]:
    if title.value and (hit := first("meeting", "kind", title.value)):
        return hit[0].value, hit[0].id
    if title.said and (hit := first("meeting", "kind", text.text[title.said.start : title.said.end])):
        return hit[0].value, hit[0].id
    if (not title.value and not title.said) or block:
        for rule in rules("meeting", "kind_in_text"):
            if any(rule.pattern.search(line.value) for line in body[:25]):
                return rule.value, rule.id
    return "other", "meeting.kind.other"


# --- day ------------------------------------------------------------------------------------------------------------


def _day(
    text: Text, document: Document, facts: holding.Facts, title: Title, kind: str, known: tuple[years.Year, years.Year]
) -> tuple[str | None, Span | None]:
    if facts.day is None:
        issued = next((Span(p.start, p.end) for p in document.evidence.get("date", [])), None)
        return (document.date, issued) if document.kind == "minutes" and document.date else (None, None)
    iso, place = facts.day
    if not iso.startswith("--"):
        return iso, place
    said = [y.value for y in known if y.value]
    found = [m for s in title.spans for m in compiled("meeting", "YEARS").finditer(text.text, s.start, s.end)]
    named = [int(m["year"]) for m in found]
    school = bool(found) and all(compiled("meeting", "SCHOOL").match(m[0]) for m in found)
    if kind == "review" and not named and not said and title.reach and not document.date:
        return _closing(text, iso[2:], title.reach), place
    if not document.date and (since := compiled("meeting", "ANNIVERSARY").search(text.text, place.start, place.end + ONE_SENTENCE)):
        return years.resolved(iso[2:], None, True, [int(since["year"])], "other", None), place
    term = compiled("meeting", "TERM").search(text.text)
    if not (named or said or term):
        said = [max((int(m[0]) for m in compiled("meeting", "ANY_YEAR").finditer(text.text)), default=0)]
    day = years.resolved(
        iso[2:], document.date, document.kind == "news", [y for y in named or said if y], kind, int(term["year"]) if term else None, school
    )
    return day, place


def _closing(text: Text, month_day: str, name: Span) -> str | None:
    """The day of a review of a whole term, held in the term's last year; None where the review is of half a term or of nothing dated."""
    term = compiled("meeting", "TERM").search(text.text, name.start, name.end)
    if term is None or compiled("meeting", "HALFWAY").search(text.text, name.start, term.start()):
        return None
    return years.resolved(month_day, None, True, [int(term["last"])], "other", None)


# --- conveners ------------------------------------------------------------------------------------------------------


def _conveners(text: Text, mentions: Mentions, said: tuple[Span, ...], name: Span | None, block: Span | None) -> list[Span]:
    """Who holds it as the sentence says, else the owner in its name; each in its fullest form."""
    found = list(said)
    if not found and name:
        owners = inside(mentions.organizations, name)
        found = [o.span for o in owners if compiled("meeting", "OWNED").search(text.text, max(0, o.start - 10), o.start)][:1]
        found = found or [o.span for o in owners if o.block]
    if not found and block:
        found = [block]
    out: list[Span] = []
    for span in found:
        full = fullest(text, mentions, span) if _is_block(mentions.organizations, span) else span
        if surface(text, full) not in {surface(text, o) for o in out}:
            out.append(full)
    return out


def _is_block(organizations: Iterable[OrganizationMention], span: Span) -> bool:
    return any(o.block and o.span == span for o in organizations)
