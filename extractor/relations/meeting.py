"""The meeting that a document reports: name, kind, day, place, block, conveners, years.

Its name is found in `naming` and chosen in `titles`; day, place and conveners are read in `holding` from the sentence that says that it is
held, or from the labels of minutes and invitations ("Thời gian:", "Địa điểm:"). Rules are in models/lexicons/meeting.toml.
"""

from __future__ import annotations

from collections.abc import Iterable

from extractor.document import BlockKind, Mentions, OrganizationMention, Span, Text
from extractor.record import Document, Meeting, Place
from extractor.relations import holding, years
from extractor.relations.blocks import fullest, of_meeting
from extractor.relations.layout import Line, inside, lines
from extractor.relations.rules import compiled, first, rules, search
from extractor.relations.titles import BARE, PACT, REPORTS, Title, titled
from extractor.relations.values import surface

ONE_SENTENCE = 400
NOT_HELD_LINES = 25
SCRAP = 60
COUNCIL_REACH = 60
FULL = len("2000-01-01")


def meeting(text: Text, mentions: Mentions, document: Document) -> Meeting | None:
    """The meeting, None where the document reports, plans or calls none. Surface values are the words at their evidence.

    >>> meeting(Text("", (), "txt"), Mentions(), Document(kind="news", title=None, number=None, date=None, authors=[])) is None
    True
    """
    every = _below_headline(lines(text), document)
    title = titled(text, every, document, mentions)
    if title is None:
        return None
    body = _body(every, document)
    whole = title.reach
    facts = holding.held(text, every, mentions, document, title.spans or ((title.said,) if title.said else ()), title.line)
    block = of_meeting(text, mentions, document, whole, facts.conveners)
    kind, kind_rule = _kind(text, title, body, block is not None, document)
    if kind in ("other", "plan") and _of_council(text, title, body, facts.conveners):
        kind, kind_rule = "award_review", "meeting.kind.council"
    heading = tuple(Span(p.start, p.end) for p in document.evidence.get("title", []))
    issued = next((Span(p.start, p.end) for p in document.evidence.get("date", [])), None)
    closed = years.closed_year(text, body) if kind == "other" and block is not None and not title.value else years.NONE
    if closed.value:
        kind, kind_rule = "review", "meeting.kind.closes-a-year"
    # A sentence that tells of a meeting without a name may give many years; the document's title tells of one.
    reviewed = years.review_year(text, None, heading, body, kind) if title.rule == BARE else years.NONE
    review = closed if closed.value else reviewed if reviewed.value else years.review_year(text, whole, heading, body, kind)
    if document.kind == "proposal" and kind in ("review", "award_review") and review.value is None:
        review = years.titled_year(text, heading)
    pact = years.pact_year(text, whole, _telling(document, body, every, title.line), review) if kind != "congress" else years.NONE
    if title.rule == PACT and not pact.value:
        pact = years.titled_year(text, heading)
    if pact.value is not None and kind in ("plan", "other"):
        kind, kind_rule = "signing", "meeting.kind.pact-signed"
    unnamed = block is not None and not title.value and document.kind == "news"
    if unnamed and (kind == "other" or (kind == "signing" and any(compiled("meeting", "REPORT_PUT").search(line.value) for line in body))):
        past = years.told_of(body, (pact.value or 0) - 1 if kind == "signing" else None)
        if past.value:
            kind, kind_rule, review = "review", "meeting.kind.looks-back", past
    if review.value is None and kind == "review":
        held = facts.day if facts.day and not facts.day[0].startswith("--") else None
        review = years.half_year(text, whole, heading, body, held or (document.date, issued))
    if review.value is None and kind in ("review", "award_review"):
        known = [d for d in (facts.day[0] if facts.day else None, document.date) if d and not d.startswith("--")]
        review = years.named_year(text, whole, [*heading, *(line.span for line in body[: years.TOLD])], next(iter(known), None))
    plan = years.plan_year(text, whole, heading, body, kind, review, pact if pact.value else years.NONE)
    if pact.value == 0:
        pact = years.Year(plan.value, plan.spans)
        plan = plan if plan.value else years.NONE
    day = _day(text, mentions, document, facts, title, kind, (review, plan))
    if kind == "signing" and not pact.value and (signed := years.of_day(day if day[0] else (document.date, issued))).value:
        pact, plan = signed, plan if plan.value else signed
    subject = Span(heading[0].start, title.said.start) if title.said and heading and title.rule == "meeting.title.headline" else None
    conveners = _conveners(text, mentions, facts.conveners, whole, block, subject)
    return _entry(
        text, mentions, title, kind, day, facts.place, block, conveners, (review, plan, pact), (title.rule, kind_rule, facts.rule)
    )


def gathered(text: Text, meeting: Meeting | None, document: Document) -> Meeting | None:
    """The meeting, None where an administrative document says that a vote by letter took its place.

    Such a vote looks back on a year and elects as the meeting does, so offices and awards are related by it all the same.
    """
    if meeting is None or document.kind == "news":
        return meeting
    by_letter = any(first("meeting", "not_held", line.value) for line in lines(text)[:NOT_HELD_LINES])
    return None if by_letter else meeting


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


def _below_headline(every: tuple[Line, ...], document: Document) -> tuple[Line, ...]:
    """The lines of a news item from its headline on, without the scraps of the page above it."""
    title = document.evidence.get("title", [])
    first_of = next((i for i, line in enumerate(every) if title and line.end > title[0].start), 0) if document.kind == "news" else 0
    return every[first_of:] if all(len(line.value) < SCRAP for line in every[:first_of]) else every


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


# --- kind -----------------------------------------------------------------------------------------------------------


def _kind(text: Text, title: Title, body: tuple[Line, ...], block: bool, document: Document) -> tuple[str, str]:
    if title.rule == PACT:
        return "signing", "meeting.kind.pact"
    if title.value and (hit := first("meeting", "kind", title.value)):
        return hit[0].value, hit[0].id
    if title.said and (hit := first("meeting", "kind", text.text[title.said.start : title.said.end])):
        return hit[0].value, hit[0].id
    if (not title.value and not title.said) or block:
        for rule in rules("meeting", "kind_in_text"):
            if any(rule.search(line.value) for line in body[:25]):
                return rule.value, rule.id
    if document.kind in ("report", "news") and not title.value and (hit := first("meeting", "kind", document.title or "")):
        return hit[0].value, hit[0].id
    for rule in rules("meeting", "kind_of_minutes") if document.kind == "minutes" else ():
        if any(rule.search(value) for value in (document.title or "", *(line.value for line in body))):
            return rule.value, rule.id
    return "other", "meeting.kind.other"


def _of_council(text: Text, title: Title, body: tuple[Line, ...], conveners: tuple[Span, ...]) -> bool:
    """Whether a council of emulation and commendation meets, whose work it is to weigh awards (Luật Thi đua, khen thưởng 2022, Điều 80)."""
    told = body[:2] if not title.value else ()  # else the first lines may speak of another's sitting
    places = [*conveners, *([title.reach] if title.reach else []), *(line.span for line in told)]
    return any(compiled("meeting", "COUNCIL_MEETS").search(text.text, p.start, p.end + COUNCIL_REACH) for p in places)


# --- day ------------------------------------------------------------------------------------------------------------


def _day(
    text: Text, mentions: Mentions, document: Document, facts: holding.Facts, title: Title, kind: str, known: tuple[years.Year, years.Year]
) -> tuple[str | None, Span | None]:
    if facts.day is None:
        issued = next((Span(p.start, p.end) for p in document.evidence.get("date", [])), None)
        own = document.kind == "minutes" or title.rule == PACT or "document.type.giao-uoc" in document.rules
        return (document.date, issued) if own and document.date else (None, None)
    iso, place = facts.day
    if not iso.startswith("--"):
        return iso, place
    said = [y.value for y in known if y.value]
    found = [m for s in title.spans for m in compiled("meeting", "YEARS").finditer(text.text, s.start, s.end)]
    named = [int(m["year"]) for m in found]
    if kind == "review" and not known[0].value and known[1].value and set(named) == {known[1].value}:
        kind = "signing"  # "tổng kết công tác và ký kết giao ước thi đua năm 2015": the year is the pact's
    school = bool(found) and all(compiled("meeting", "SCHOOL").match(m[0]) for m in found)
    if kind == "review" and not named and not said and title.reach and not document.date:
        return _closing(text, iso[2:], title.reach), place
    if not document.date and (since := compiled("meeting", "ANNIVERSARY").search(text.text, place.start, place.end + ONE_SENTENCE)):
        return years.resolved(iso[2:], None, True, [int(since["year"])], "other", None), place
    term = search("meeting", "TERM", text.text)
    opens_in = int(term["year"]) if term else None
    if not (named or said or (opens_in and kind == "congress")):
        said = [_near(text, mentions, iso) or _latest(text, mentions, ranges=term is None)]
    day = years.resolved(iso[2:], document.date, document.kind == "news", [y for y in named or said if y], kind, opens_in, school)
    return day, place


def _near(text: Text, mentions: Mentions, iso: str) -> int:
    """The year of a whole date within days of a day without a year ("sáng nay (18/12) … họp ngày 14/12/2021"); 0 where none is."""
    whole = [d.iso for d in mentions.dates if len(d.iso) == FULL and d.iso[5:7] == iso[2:4] and not holding.is_cited(text, d)]
    return int(whole[0][:4]) if whole else 0


def _latest(text: Text, mentions: Mentions, *, ranges: bool) -> int:
    """The latest year that the text gives by itself, else in the days it names, but for those of documents cited, else, where `ranges` are
    asked for, in a range of years, or that in which one ends and the next begins; 0 where it gives none."""
    terms = [m.span() for m in compiled("meeting", "YEARS_OF_TERM").finditer(text.text)]
    told = [(int(m[0]), any(a <= m.start() < b for a, b in terms)) for m in compiled("meeting", "ANY_YEAR").finditer(text.text)]
    alone = [year for year, ranged in told if not ranged]
    lasts = [int(text.text[b - len("2025") : b]) for _, b in terms]
    turn = set(lasts) & {int(text.text[a : a + len("2025")]) for a, _ in terms}
    dated = [int(d.iso[:4]) for d in mentions.dates if len(d.iso) == FULL and not holding.is_cited(text, d)]
    return max(alone or dated or (list(turn) or lasts if ranges else []), default=0)


def _closing(text: Text, month_day: str, name: Span) -> str | None:
    """The day of a review of a whole term, held in the term's last year; None where the review is of half a term or of nothing dated."""
    term = compiled("meeting", "TERM").search(text.text, name.start, name.end)
    if term is None or compiled("meeting", "HALFWAY").search(text.text, name.start, term.start()):
        return None
    return years.resolved(month_day, None, True, [int(term["last"])], "other", None)


# --- conveners ------------------------------------------------------------------------------------------------------


def _conveners(
    text: Text, mentions: Mentions, said: tuple[Span, ...], name: Span | None, block: Span | None, said_in: Span | None
) -> list[Span]:
    """Who holds it as the sentence says, else the owner in its name, the block, or the subject of the headline (`said_in`, up to its verb);
    each in its fullest form."""
    found = list(said)
    if not found and name:
        issuers = {place for r in mentions.references for place in r.fields.get("issuer", ())}
        owners = [o for o in inside(mentions.organizations, name) if o.span not in issuers]
        found = [o.span for o in owners if compiled("meeting", "OWNED").search(text.text, max(0, o.start - 10), o.start)][:1]
        found = found or [o.span for o in owners if o.block]
    elif name:  # held by one, and another's own: "Sở X tổ chức Hội nghị tổng kết … của Khối thi đua Y"
        found += [o.span for o in inside(mentions.organizations, name) if o.block and o.span not in found][-1:]
    if not found and block:
        found = [block]
    if not found and said_in:
        found = [o.span for o in inside(mentions.organizations, said_in) if text.text[o.end : said_in.end].strip() == ""]
    out: list[Span] = []
    for span in found:
        full = fullest(text, mentions, span) if _is_block(mentions.organizations, span) else span
        if surface(text, full) not in {surface(text, o) for o in out}:
            out.append(full)
    return out


def _is_block(organizations: Iterable[OrganizationMention], span: Span) -> bool:
    return any(o.block and o.span == span for o in organizations)
