"""Awards made or put forward: what the walk over the document found, joined to entries, one award and recipient one entry."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from extractor.document import Mentions, Span, Text
from extractor.record import Award, Document, Meeting
from extractor.relations.award_entries import Draft, Joiner
from extractor.relations.award_givers import Givers
from extractor.relations.award_lists import Found, Walk
from extractor.relations.award_names import Names
from extractor.relations.award_ranks import Ranks
from extractor.relations.award_readings import Conferral
from extractor.relations.entries import evidence, union
from extractor.relations.organizations import shared_heads
from extractor.relations.rules import first

_PROPOSING = ("minutes", "proposal", "notice")
# Documents that ask others for something, and how a paragraph begins there that does.
_ASKING = ("proposal", "notice", "plan", "other")
_BIDS = re.compile(
    r"[\d\W]*(?:[a-zđ]\) )?"
    r"(?:Tổ chức|Tiến hành|Bình xét|Bình chọn|Lựa chọn|Xét chọn|Chọn|Mỗi (?:khối|cụm|đơn vị)|Các (?:khối|cụm|đơn vị))\b(?! đã)"
)
_HEAD_CHARACTERS = 600
# Councils for emulation and commendation advise those who confer (Luật Thi đua, khen thưởng 2022): they confer nothing and,
# on a proposal's way up, receive nothing by it.
_COUNCIL = re.compile(r"(?i)hội đồng (?:thi đua|tđkt)")
_ADVISERS = re.compile(r"(?i)(?:hội đồng|ban) (?:thi đua|tđkt)")
_HANDED_OVER = re.compile(r".?trao \Z", re.DOTALL)
_HALF = re.compile(r"(?i)sơ kết|(?:6|sáu) tháng")
_LISTED = ("award.list", "award.table", "award.colon", "award.line")


def awards(text: Text, mentions: Mentions, document: Document, meeting: Meeting | None) -> list[Award]:
    """The awards of the record in reading order.

    Titles of administrative documents only repeat their body and are not read. A list in minutes, proposals and notices recommends, in
    decisions, reports and news it tells what was granted, unless the words say otherwise. Time is linear in the length of the text.
    """
    if not mentions.awards or _aims(text, document):
        return []
    congress = meeting is not None and meeting.kind == "congress"
    titles = [] if document.kind == "news" else [Span(p.start, p.end) for p in document.evidence.get("title", [])]
    found = Walk(text, mentions, recommends=document.kind in _PROPOSING and not congress, skipped=titles).run()
    conferrals = Ranks(text, mentions).named(found.conferrals)
    names = Names(text, mentions, document, meeting)
    latest = max((c.year.number or 0 for c in conferrals if c.year), default=0)
    drafts = [d for c in conferrals if (d := _draft(c, latest, names, document, meeting)) is not None]
    denied = {names.key(s) for s in found.denied}
    drafts = [d for d in drafts if not (d.recommended and d.name is not None and names.key(d.name) in denied)]
    drafts = [d for d in drafts if d.name is not None or document.kind not in _ASKING or not _is_asked(text, d)]
    drafts = [d for d in drafts if not _told_as_merit(d, names, document)]
    _defaults(drafts, found, text, names, document, meeting)
    joined = Joiner(text, names, document).join(drafts)
    return [_entry(text, names, draft) for draft in joined]


def _told_as_merit(draft: Draft, names: Names, document: Document) -> bool:
    """Whether a proposal only tells what somebody received in a year before the one for which it proposes."""
    proposed = names.titled_year() if document.kind == "proposal" else None
    return not draft.recommended and draft.year is not None and proposed is not None and draft.year[0] < proposed[0]


def _is_asked(text: Text, draft: Draft) -> bool:
    """Whether the paragraph tells others what to do, so that nothing is put forward yet ("1. Tổ chức bình xét, suy tôn 01 đơn vị …")."""
    start = text.text.rfind("\n", 0, draft.award.start) + 1
    return draft.recommended and _BIDS.match(text.text, start, draft.award.start) is not None


def _aims(text: Text, document: Document) -> bool:
    """Whether the document only looks ahead: a plan, a pact, an invitation."""
    return document.kind == "plan" or (document.kind == "other" and first("awards", "aiming", text.text, 0, _HEAD_CHARACTERS) is not None)


def _draft(conferral: Conferral, latest: int, names: Names, document: Document, meeting: Meeting | None) -> Draft | None:
    """A conferral with its bare head words resolved; None where the recipient cannot be told or the merit is of a year long past."""
    recipient = conferral.recipient
    name = recipient.name if recipient else None
    if name is not None:
        name = names.resolve(name)
        name = names.headed_by(name) if name is not None else None
        if name is None or (conferral.recommended and _ADVISERS.match(names.text.value(name))):
            return None
    grantor = names.giver(conferral.grantor) if conferral.grantor else None
    year = conferral.year
    # A school year counts by its first year and is honoured after its end.
    school = year is not None and names.text.text.startswith(("năm học", "Năm học"), year.start)
    handed = _HANDED_OVER.match(names.text.text, max(0, conferral.named.mention.start - 5), conferral.named.mention.start)
    late = conferral.rule == "award.for" and handed is not None  # the honours of the year before are handed over at the next meeting
    if year is not None and not conferral.recommended and _past((year.number or 0) + school + late, latest, document, meeting):
        return None
    counted = conferral.named.number if recipient is None else None
    number = recipient.number if recipient else counted.number if counted else None
    place = recipient.place if recipient else counted.span if counted else None
    kinds = conferral.named.mention.values.get("recipients", "any")
    kind = recipient.kind if recipient else None
    if kind is None and kinds != "any":
        kind = kinds
    return Draft(
        award=names.fuller(conferral.named.mention, names.mentions.awards),
        grantor=None if grantor is not None and _COUNCIL.match(names.text.value(grantor)) else grantor,
        name=name,
        number=number,
        place=place,
        kind=kind,
        recommended=conferral.recommended,
        proposer=names.resolve(conferral.proposer) if conferral.proposer else None,
        votes=recipient.votes if recipient else None,
        year=(year.number, year.span) if year is not None and year.number else None,
        term=conferral.term,
        other=bool(recipient and recipient.other),
        rule=conferral.rule,
    )


def _past(year: int, latest: int, document: Document, meeting: Meeting | None) -> bool:
    """Whether a year of merit lies before the year that the document looks back on; `latest` is the last year of merit that it names."""
    if meeting is not None and meeting.review_year is not None:
        half = _HALF.search(f"{meeting.title or ''} {document.title or ''}") is not None
        return year < meeting.review_year - half  # at mid-year the honours of the year before are handed over
    present = int(document.date[:4]) if document.date else latest
    return year < present - 1


def _defaults(drafts: Sequence[Draft], found: Found, text: Text, names: Names, document: Document, meeting: Meeting | None) -> None:
    """Fill in what the document says once for all: who proposes, who grants, the year of merit."""
    proposers = [p for p in (names.resolve(s) for s in found.proposers) if p is not None]
    counts = Counter(names.key(p) for p in proposers)
    common = max(proposers, key=lambda p: (counts[names.key(p)], -p.start), default=None)
    common = common or (names.letterhead(found.asks) if document.kind == "proposal" or found.asks else None)
    years: dict[str, tuple[int, Span | None]] = {}
    for draft in drafts:
        if draft.year and draft.year[1]:
            years.setdefault(names.award_key(draft.award), draft.year)
    givers = Givers(drafts, found.givers, names, document)
    asked = names.asked() if document.kind == "decision" else None
    for draft in drafts:
        if draft.recommended and draft.proposer is None and (draft.rule in _LISTED or document.kind == "proposal"):
            draft.proposer = common
        if document.kind == "decision":
            draft.proposer = draft.proposer or (givers.issuer if draft.recommended and draft.rule not in _LISTED else asked)
        if draft.year is None and not draft.term and draft.award.values.get("merit") != "service":
            dated = years.get(names.award_key(draft.award)) if draft.rule in _LISTED else None
            draft.year = dated or _year(names, meeting) or names.asked_year(found.asks) or _told_year(names, meeting, draft, years)
        if draft.proposer is not None and draft.proposer == draft.name:
            draft.proposer = None
        draft.grantor = givers.of(draft)


def _year(names: Names, meeting: Meeting | None) -> tuple[int, Span | None] | None:
    """The year of merit where the words beside the award tell none: the review year; a congress honours a whole term, no year."""
    if _congress(meeting):
        return None
    if meeting is not None and meeting.review_year is not None:
        place = next(iter(meeting.evidence.get("review_year", [])), None)
        return meeting.review_year, Span(place.start, place.end) if place else None
    return _not_planned(names.titled_year(), meeting)


def _told_year(
    names: Names, meeting: Meeting | None, draft: Draft, years: Mapping[str, tuple[int, Span | None]]
) -> tuple[int, Span | None] | None:
    """The year of which the paragraph tells before the award, else the one that all the text gives merit."""
    if _congress(meeting):
        return None
    planned = (meeting.plan_year or meeting.pact_year) if meeting is not None and draft.award.rule != "award.huan-chuong" else None
    told = _not_planned(names.told_year(draft.award.start), meeting) or _merit_year(draft, years, names)
    return told or (names.year_before(planned) if planned else None)


def _not_planned(year: tuple[int, Span | None] | None, meeting: Meeting | None) -> tuple[int, Span | None] | None:
    """A year of merit, unless it is the one that the meeting plans for."""
    return None if year is not None and meeting is not None and meeting.plan_year == year[0] else year


def _merit_year(draft: Draft, years: Mapping[str, tuple[int, Span | None]], names: Names) -> tuple[int, Span | None] | None:
    """The year that all the text gives merit, for an award to which no other words give one; orders of the State honour longer merit.

    `years` are those that stand beside awards, by the keys of these."""
    alone = not years or names.award_key(draft.award) in years
    return names.merit_year if alone and draft.award.rule != "award.huan-chuong" else None


def _congress(meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.kind == "congress"


def _entry(text: Text, names: Names, draft: Draft) -> Award:
    head = shared_heads(names.mentions.organizations).get(draft.name) if draft.name else None
    named = [span for span in (head, draft.name) if span]
    fields: dict[str, list[Span]] = {
        "award": [draft.award.span],
        "grantor": [draft.grantor] if draft.grantor else [],
        "recipient": named,
        "quantity": [draft.place] if draft.place and draft.name is None else [],
        "year": [draft.year[1]] if draft.year and draft.year[1] else [],
        "proposer": [draft.proposer] if draft.proposer else [],
        "votes": [draft.votes] if draft.votes else [],
    }
    return Award.model_validate(
        {
            "award": text.value(draft.award.span),
            "grantor": text.value(draft.grantor) if draft.grantor else None,
            "recipient": text.value(*named) if named else None,
            "recipient_kind": draft.kind,
            "quantity": draft.number if draft.name is None else None,
            "year": draft.year[0] if draft.year else None,
            "status": "recommended" if draft.recommended else "granted",
            "proposer": text.value(draft.proposer) if draft.proposer else None,
            "votes": "".join(text.value(draft.votes).split()) if draft.votes else None,
            "spans": union({k: v for k, v in fields.items() if k in ("award", "recipient", "quantity", "grantor", "votes")}),
            "confidence": 0.9 if draft.name or draft.number else 0.7,
            "evidence": evidence(fields),
            "rules": sorted({draft.award.rule, draft.rule}),
        }
    )
