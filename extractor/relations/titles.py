"""Which of the places that name a meeting is the document's own, and what was done where no place names it.

News is read by its headline and first lines, an administrative document by its title and by the sentence that dates the meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from extractor.document import BlockKind, Mentions, Span, Text
from extractor.record import Document
from extractor.relations import holding
from extractor.relations.layout import Line, form, inside
from extractor.relations.naming import Name, cut, names
from extractor.relations.rules import compiled, first, opens
from extractor.relations.values import surface

ENOUGH = 1.0
# What a name needs whose line gives the day.
DATED = 0.4
# What a name needs behind the words of an invitation, among which "dự" else tells of another's meeting.
CALLED = -2.4
# What a name in the headline needs: as all of it, as a part.
WHOLE, PART = -2.0, -1.0
# Days around the document within which a meeting's day must lie.
NEAR_DAYS = 45
WORK_LINES = 6
# An invitation's type word stands among so many lines.
INVITING = 20
OPENING_LINES = 3
CONGRESS = len("đại hội")
# Characters before a name that tell whether a proposal rests on the meeting.
REACH = 160
PACT = "meeting.title.pact"
BARE = "meeting.title.bare"
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


def titled(text: Text, every: tuple[Line, ...], document: Document, mentions: Mentions) -> Title | None:
    """What the document's meeting is called and what is said of it, None where the document has no meeting."""
    found = _title(text, every, document, mentions)
    return _with_purpose(text, found) if found else None


def _title(text: Text, every: tuple[Line, ...], document: Document, mentions: Mentions) -> Title | None:
    ranked = names(text, every, document, mentions)
    if document.kind == "news":
        return _news_title(text, mentions, every, ranked, document)
    if own := _own_title(text, document):
        line = next((n.line for n in ranked if n.held and not _overlaps(n.span, own.spans)), -1)
        return Title(own.value, own.spans, own.rule, line)
    if document.kind == "report" and (under := _under_title(text, every, document)):
        return under
    dated = [
        n
        for n in ranked
        if (n.weight >= 0 or _rests_on(text, n, document))
        and (n.held or document.kind in ("minutes", "proposal"))
        and holding.has_day(mentions, every[n.line])
    ]
    if document.kind in REPORTS:
        dated = [n for n in dated if (n.held or _rests_on(text, n, document)) and holding.is_near(mentions, every[n.line], document.date)]
    dated = dated or _invited(every, ranked, document)
    if dated:
        best = dated[0]
        span = best.span if document.kind == "proposal" else _disowned(text, best.span, mentions)
        return Title(surface(text, span), (span,), best.rule, best.line)
    if document.kind == "minutes":
        return _of_minutes(text, every, document)
    found = _own_title(text, document, concluded=True) or _nameless(text, mentions, every, document)
    found = found or _of_pact(text, every, ranked, document)
    if found is None and document.kind in REPORTS:
        ahead = next((n for n in ranked if n.weight > CALLED and _dated_ahead(text, mentions, n, document)), None)
        found = Title(surface(text, ahead.span), (ahead.span,), ahead.rule, ahead.line) if ahead else None
    return found


def _dated_ahead(text: Text, mentions: Mentions, name: Name, document: Document) -> bool:
    """Whether the day of a meeting soon after the document stands behind its name ("trao thưởng tại Hội nghị tổng kết công tác xây dựng
    Đảng ngày 07/01/2026")."""
    behind = Span(name.span.end, min(len(text.text), name.span.end + holding.DAY_BEHIND))
    found = next((d for d in inside(mentions.dates, behind) if len(d.iso) == len("2000-01-01")), None)
    if found is None or len(document.date or "") < len("2000-01-01"):
        return False
    if compiled("meeting", "JUST_BEHIND").fullmatch(text.text, name.span.end, found.start) is None:
        return False
    days = (date.fromisoformat(found.iso) - date.fromisoformat(document.date or "")).days
    return 0 <= days <= NEAR_DAYS


def _disowned(text: Text, name: Span, mentions: Mentions) -> Span:
    """The name without the body at its end to which the meeting belongs, where a year closes what stands before it: "Hội nghị tổng kết năm
    2017 | của Khối thi đua số 2"."""
    owner = next((o for o in reversed(inside(mentions.organizations, name)) if o.end == name.end), None)
    head = text.text[name.start : owner.start] if owner else ""
    return Span(name.start, name.start + len(head) - len(" của ")) if compiled("meeting", "YEAR_OWNED").search(head) else name


def _invited(every: tuple[Line, ...], ranked: list[Name], document: Document) -> list[Name]:
    """The meeting to which a letter or an invitation calls, whose day stands on a line of its own."""
    if document.kind != "other":
        return []
    before = ((n, every[n.line].value[: n.span.start - every[n.line].start]) for n in ranked if n.weight > CALLED)
    return [n for n, words in before if compiled("meeting", "CALLS_TO").search(words)]


def _rests_on(text: Text, name: Name, document: Document) -> bool:
    """Whether a proposal names the meeting as what it rests on."""
    return (
        document.kind == "proposal"
        and compiled("meeting", "RESTS_ON").search(text.text, max(0, name.span.start - REACH), name.span.start) is not None
    )


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


def _of_pact(text: Text, every: tuple[Line, ...], ranked: list[Name], document: Document) -> Title | None:
    """The meeting at which a pact is signed: the one that it names ("Tại Hội nghị …, chúng tôi"), else the signing itself."""
    if "document.type.giao-uoc" not in document.rules:
        return None
    named = next((n for n in ranked if n.weight >= 0 and every[n.line].value.lower().startswith("tại ") and n.line < WORK_LINES * 2), None)
    if named is not None:
        return Title(surface(text, named.span), (named.span,), named.rule, named.line)
    signed = any(compiled("meeting", "SIGN_TODAY").search(line.value) for line in every)
    return Title(None, (), PACT) if signed else None


def _nameless(text: Text, mentions: Mentions, every: tuple[Line, ...], document: Document) -> Title | None:
    """A meeting that a document tells of without naming it: a pact "today" signed, a body that "met and weighed" on a day, or what an
    invitation calls to ("Cụm thi đua số 5 tổ chức tổng kết năm 2014"), whose day stands on a line of its own.
    """
    sections = {"other": ("pact_signed", "met"), "proposal": ("met", "met_by")}.get(document.kind, ("met",))
    invites = document.kind == "other" and any(compiled("document", "INVITATION").match(line.value) for line in every[:INVITING])
    for i, line in enumerate(every):
        if line.block.kind is BlockKind.CELL:
            continue
        if invites and (said := _work(line)):
            return Title(None, (), BARE, i, said)
        hit = next((hit for s in sections if (hit := first("meeting", s, line.value))), None)
        if hit and holding.has_day(mentions, line):
            sentence = holding.sentence_around(text, line, line.start + hit[1].start())
            return Title(None, (), BARE, i, _work(line) or Span(sentence.start, line.end))
    return None


def _news_title(text: Text, mentions: Mentions, every: tuple[Line, ...], ranked: list[Name], document: Document) -> Title | None:
    lead = next(
        (
            (i, said)
            for i, line in enumerate(every[:WORK_LINES])
            if (i or not document.title) and (i < 3 or holding.has_day(mentions, line)) and (said := _work(line))
        ),
        None,
    )
    best = ranked[0] if ranked and _is_own(ranked[0], every[ranked[0].line], mentions) else None
    if best is not None and lead is not None and (_told_by_the_way(text, best, lead[0]) or _second(text, best, *lead)):
        best = None
    if best is not None:
        best = _fuller(text, best, ranked, mentions)
        value = " ".join(every[best.line].value[best.span.start - every[best.line].start : best.span.end - every[best.line].start].split())
        return Title(value.rstrip(" .,;:"), (best.span,), best.rule, best.line)
    if lead is not None:
        return Title(None, (), "meeting.title.work", *lead)
    bare = sum(len(compiled("meeting", "BARE").findall(line.value)) for line in every)
    led = any(compiled("meeting", "OF_BLOCK").search(line.value) for line in every[:WORK_LINES])
    if (bare or led or _of_block(mentions, document) or _of_council(text, document)) and (said := _headline(text, document)):
        return Title(None, (), "meeting.title.headline", -1, said)
    at = any(first("meeting", "bare_held", line.value) for line in every[:20])
    reported = any(first("meeting", "reported", line.value) for line in every[:20])
    blocks = any(o.block for o in mentions.organizations)
    opened = any(opens("meeting", "bare_opens", line.value) for line in every[:OPENING_LINES])
    return Title(None, (), BARE) if bare and (opened or (at and (bare >= 2 or reported or blocks))) else None


def _fuller(text: Text, name: Name, ranked: list[Name], mentions: Mentions) -> Name:
    """The fullest form of a congress's name: of those with the same ordinal, one that names whose congress it is."""
    ordinal = compiled("meeting", "ORDINAL").search(text.value(name.span))
    if ordinal is None or inside(mentions.organizations, name.span):
        return name
    value = text.value(name.span).casefold()
    term = compiled("meeting", "TERM").search(value) is not None
    for other in ranked:
        said = text.value(other.span).casefold()
        whole = said.startswith(value[:CONGRESS]) and ordinal[0].casefold() in said
        if whole and inside(mentions.organizations, other.span) and (compiled("meeting", "TERM").search(said) or not term):
            return other
    return name


def _is_own(name: Name, line: Line, mentions: Mentions) -> bool:
    """Whether a place names the news item's own meeting: by its weight, by the headline, or early in the text beside
    a day ("Chiều 18/11, tại Đại hội X") or in one that tells of a block."""
    if name.titled:
        return name.weight > (WHOLE if len(line.value.rstrip(" .")) == name.span.end - name.span.start else PART)
    told = holding.has_day(mentions, line) or any(o.block for o in mentions.organizations)
    return name.weight >= ENOUGH or (name.weight >= DATED and name.line < WORK_LINES and told)


def _of_block(mentions: Mentions, document: Document) -> bool:
    """Whether the headline names an emulation block."""
    title = document.evidence.get("title", [])
    return any(o.block and any(p.start <= o.start and o.end <= p.end for p in title) for o in mentions.organizations)


def _of_council(text: Text, document: Document) -> bool:
    """Whether the headline tells of a council of emulation and commendation that meets or votes."""
    title = document.evidence.get("title", [])
    return any(compiled("meeting", "COUNCIL_MEETS").search(text.text, p.start, p.end) for p in title)


def _told_by_the_way(text: Text, name: Name, lead: int) -> bool:
    """Whether a meeting of no known kind is named only below the line `lead`, which says what the document's own meeting did."""
    return not name.titled and name.line > lead and first("meeting", "kind", text.value(name.span)) is None


def _second(text: Text, name: Name, line: int, said: Span) -> bool:
    """Whether a name only joins what was done first ("tổ chức sơ kết phong trào thi đua … và hội thảo “X”")."""
    joined = text.text[max(0, name.span.start - 4) : name.span.start].endswith(" và ")
    return joined and name.line == line and said.start < name.span.start <= said.end


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


def _own_title(text: Text, document: Document, *, concluded: bool = False) -> Title | None:
    """The name inside the administrative document's own title, from its head noun to the title's end; with `concluded` also that of the
    meeting whose conclusions a notice tells.
    """
    if document.kind in REPORTS and document.kind != "report":
        return None
    places = [Span(p.start, p.end) for p in document.evidence.get("title", [])]
    for i, place in enumerate(places):
        head = compiled("meeting", "HEAD").search(text.text, place.start, place.end)
        if head is None:
            continue
        before = text.text[place.start : head.start()]
        concludes = document.kind == "notice" and before.strip().lower().endswith("kết luận")
        if first("meeting", "other", before) and not (concludes and concluded):
            return None
        spans = (Span(head.start(), place.end), *places[i + 1 :])
        return Title(surface(text, *spans), spans, "meeting.title.document")
    return None


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(o) for o in others)
