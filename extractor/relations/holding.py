"""Day, place and conveners of a meeting: from the sentence that says that it is held, or from the labels of minutes and invitations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from extractor.document import BlockKind, DateMention, Mentions, OrganizationMention, Span, Text
from extractor.record import Document
from extractor.relations import places
from extractor.relations.layout import Line, inside
from extractor.relations.rules import compiled, opens, search

EARLY_LINES = 14
# Characters behind a name in which its day must end.
DAY_BEHIND = 50
# Documents that tell of much besides the meeting, and whose first sentence is not its.
TELLING = ("report", "proposal", "decision")
# Characters before a body that say that another holds the meeting with it.
COMPANY = 30
_RANGE = re.compile(r"(?<![\d/.-])(?P<day>0?[1-9]|[12]\d|3[01]) ?(?:và|đến|-|–|,) ?(?:hết )?(?:ngày |mùng )?$")
# The days of a range share the month that stands behind the last of them, and so the evidence of each goes so far.
_MONTH_BEHIND = re.compile(r"[^\n.;/]{0,24}?(?:tháng ?\d{1,2}|\d ?[/.-] ?\d{1,2})(?:(?: năm | ?[/.-] ?)\d{4})?")
_LEADS = re.compile(r" (?:là|làm) (?:đơn vị )?(?:trưởng|phó|khối|cụm)\b", re.IGNORECASE)
_NEXT_PART = re.compile(r"\s*[,;]\s*(?=\S)")
# The mark comes before what must not stand before it, since the engine looks for a mark in no time.
_SENTENCE = re.compile(r"[.!?…](?<!\bTP.)(?<!\bTp.)(?<!\bQ.)(?<!\bP.)(?<!\bGS.)(?<!\bTS.)(?<!\bTX.)[.!?…]*[”\"]?\s+(?=[\wÀ-Ỹ“\"])")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text says of the holding of a meeting; the day as ISO, `--MM-DD` where it gives no year."""

    day: tuple[str, Span] | None = None
    place: Span | None = None
    conveners: tuple[Span, ...] = ()
    rule: str = ""


def held(text: Text, every: tuple[Line, ...], mentions: Mentions, document: Document, title: tuple[Span, ...], line: int) -> Facts:
    """The facts of the meeting named at `title` (empty for a bare noun); `line` is the line that says that it is held, -1 if none does."""
    if document.kind == "news":
        issued = document.evidence.get("date", [])
        mentions = replace(mentions, dates=tuple(d for d in mentions.dates if not any(p.start < d.end and d.start < p.end for p in issued)))
    day, place = _labelled(text, every, mentions)
    conveners: list[Span] = []
    rule = "meeting.held.labels" if day or place else ""
    if title and (day is None or (line >= 0 and every[line].start <= day[1].start < title[0].start < every[line].end)):
        day = _just_behind(text, mentions, title[-1], document) or day
    for sentence, anchor in _sentences(text, every, mentions, document, title, line):
        found = _conveners(text, mentions, sentence, anchor)
        conveners = conveners or found
        day = day or _day(text, mentions, sentence, anchor)
        place = place or places.behind_at(text, sentence, anchor, found, _named(mentions, sentence))
        rule = rule or "meeting.held.sentence"
        if day and conveners:
            break
    conveners = conveners or _held_by(text, every[:EARLY_LINES] if document.kind == "news" else (), mentions)
    day = day or _told_today(text, every[:EARLY_LINES], document)
    if document.kind not in ("news", *TELLING) and (day is None or place is None):
        opened = _opened(text, every, mentions)
        day, place = day or opened[0], place or opened[1]
    return Facts(day, place or _told_where(text, every[:EARLY_LINES], mentions), tuple(conveners), rule)


def _just_behind(text: Text, mentions: Mentions, name: Span, document: Document) -> tuple[str, Span] | None:
    """The day right behind the name, where the document tells of more than the meeting, or a label gives the days of a whole campaign
    ("Thời gian: từ 01/10 đến 29/12. Lễ phát động tổ chức lúc 7 giờ ngày 30/9")."""
    if document.kind == "news":
        return None
    after = inside(mentions.dates, Span(name.end, min(len(text.text), name.end + DAY_BEHIND)))
    found = next((d for d in after if _is_day(d)), None)
    if found is None or compiled("meeting", "JUST_BEHIND").fullmatch(text.text, name.end, found.start) is None:
        return None
    return _first_of_range(text, found, name.end)


def _held_by(text: Text, early: tuple[Line, ...], mentions: Mentions) -> list[Span]:
    """The body by which the meeting is said to be held ("Hội nghị do … đăng cai")."""
    for line in early:
        for o in inside(mentions.organizations, line.span):
            if not compiled("meeting", "HELD_BY").search(text.text, max(line.start, o.start - 4), o.start):
                continue
            sentence = sentence_around(text, line, o.start)
            noun = compiled("meeting", "BARE").search(text.text, sentence.start, o.start)
            if noun and compiled("meeting", "HOLDING").match(text.text, o.end, line.end):
                return [o.span]
    return []


def _told_today(text: Text, early: tuple[Line, ...], document: Document) -> tuple[str, Span] | None:
    """The day of a news item that says "sáng nay" or "hôm qua" of the meeting: that of its own date, or the one before."""
    if document.kind != "news" or len(document.date or "") < len("2000-01-01"):
        return None
    issued = date.fromisoformat(document.date or "")
    for line in early:
        hit = search("meeting", "TODAY", text.text, line.start, line.end)
        if hit and _noun(text, sentence_around(text, line, hit.start())) >= 0:
            day = issued if hit["today"] else issued - timedelta(days=1)
            return day.isoformat(), Span(hit.start(), hit.end())
    return None


def _opened(text: Text, every: tuple[Line, ...], mentions: Mentions) -> tuple[tuple[str, Span] | None, Span | None]:
    """Day and place in the line that opens minutes or a pact: "Hôm nay, ngày 17/01/2020, tại …", "Vào hồi 8 giờ ngày …, tại …"."""
    for line in every[: 2 * EARLY_LINES]:
        if line.block.kind is BlockKind.CELL:
            continue
        if here := compiled("meeting", "TODAY_AT").search(text.text, line.start, line.end):
            at = compiled("meeting", "AT").match(text.text, here.end(), line.end)
            if at:
                return None, places.phrase(text, at.end(), line.end, _named(mentions, line.span))
        if not compiled("meeting", "OPENED").match(line.value):
            continue
        found = next((d for d in inside(mentions.dates, line.span) if _is_day(d)), None)
        at = compiled("meeting", "AT").search(text.text, found.end, line.end) if found else None
        if found is not None:
            return _first_of_range(text, found, line.start), places.phrase(
                text, at.end(), line.end, _named(mentions, line.span)
            ) if at else None
    return None, None


def _told_where(text: Text, early: tuple[Line, ...], mentions: Mentions) -> Span | None:
    """The place that a sentence of its own gives: "Lễ ký kết diễn ra tại …"."""
    for line in early:
        if hit := search("meeting", "TOLD_WHERE", text.text, line.start, line.end):
            return places.phrase(text, hit.end(), line.end, _named(mentions, line.span))
    return None


def _named(mentions: Mentions, within: Span) -> list[Span]:
    """The names of bodies in a place of the text."""
    return [o.span for o in inside(mentions.organizations, within)]


def has_day(mentions: Mentions, line: Line) -> bool:
    """Whether a line gives a day of the month."""
    return any(_is_day(d) for d in inside(mentions.dates, line.span))


def is_near(mentions: Mentions, line: Line, issued: str | None) -> bool:
    """Whether a line gives a day within two months of the document's date; a report also tells of the whole year's meetings."""
    if issued is None:
        return True
    near = set(_months(issued))
    return any(_is_day(d) and (d.iso.startswith("--") or d.iso[:7] in near) for d in inside(mentions.dates, line.span))


def _months(issued: str) -> Iterator[str]:
    """The month of an ISO date and the two before it; of a bare year, all its months."""
    year = int(issued[:4])
    if len(issued) < 7:
        yield from (f"{year}-{m:02}" for m in range(1, 13))
        return
    for back in range(3):
        at = year * 12 + int(issued[5:7]) - 1 - back
        yield f"{at // 12}-{at % 12 + 1:02}"


def is_cited(text: Text, day: DateMention) -> bool:
    """Whether a date is that of a document, a law or a pact."""
    return _cited(text, 0, day)


def _cited(text: Text, low: int, day: DateMention) -> bool:
    """Whether the day is that of a document, a law, a pact."""
    return compiled("meeting", "CITED_DAY").search(text.text[max(low, day.start - 90) : day.start]) is not None


def _is_day(found: DateMention) -> bool:
    return len(found.iso.lstrip("-")) in (5, 10) and not re.fullmatch(r"\d{4}-?", found.iso)


# --- labels ---------------------------------------------------------------------------------------------------------


def _labelled(text: Text, every: tuple[Line, ...], mentions: Mentions) -> tuple[tuple[str, Span] | None, Span | None]:
    day: tuple[str, Span] | None = None
    place: Span | None = None
    for i, line in enumerate(every[:60]):
        if line.block.kind is BlockKind.CELL:
            continue
        if day is None and opens("meeting", "when_label", line.value):
            reach = Span(line.start, every[min(i + 1, len(every) - 1)].end)
            found = next((d for d in inside(mentions.dates, reach) if _is_day(d)), None)
            day = _first_of_range(text, found, line.start) if found else None
        if (
            place is None
            and day
            and (inline := compiled("meeting", "AT").search(text.text, day[1].end, line.end))
            and day[1].start >= line.start
        ):
            place = places.phrase(text, inline.end(), line.end, _named(mentions, line.span))
        if (
            place is None
            and day
            and day[1].start >= line.start
            and (beside := compiled("meeting", "WHERE_BESIDE").search(line.value))
            and (beside.end() < len(line.value.rstrip(" :*")))
        ):
            place = places.phrase(text, line.start + beside.end(), line.end, _named(mentions, line.span))
        if place is None and day and day[1].start >= line.start and compiled("meeting", "WHEN_AND_WHERE").match(line.value):
            beside = _NEXT_PART.match(text.text, day[1].end, line.end)
            place = places.trimmed(text, Span(beside.end(), line.end)) if beside else None
        if place is None and (hit := opens("meeting", "where_label", line.value)):
            start = line.start + hit[1].end()
            if start < line.end:
                place = places.trimmed(text, Span(start, line.end))
    return day, place


# --- the sentence ---------------------------------------------------------------------------------------------------


def _sentences(
    text: Text, every: tuple[Line, ...], mentions: Mentions, document: Document, title: tuple[Span, ...], line: int
) -> Iterator[tuple[Span, int]]:
    """Sentences that may say when, where and by whom it is held, best first, each with the place where its naming of the meeting begins."""
    if line >= 0:
        at = title[0].start if title and every[line].start <= title[0].start < every[line].end else _noun(text, every[line].span)
        yield sentence_around(text, every[line], at), at
    if document.kind in TELLING:
        return
    heading = document.evidence.get("title", [])
    for other in every[:EARLY_LINES] if document.kind == "news" else every[:40]:
        if (
            other.block.kind is BlockKind.CELL
            or any(p.start < other.end and other.start < p.end for p in heading)
            or other.value.startswith("Căn cứ")
        ):
            continue
        for d in inside(mentions.dates, other.span):
            if not _is_day(d) or _cited(text, other.start, d):
                continue
            sentence = sentence_around(text, other, d.start)
            at = _noun(text, sentence, mentions)
            if at >= 0:
                yield sentence, at
                break
    for other in every[:5] if document.kind == "news" else ():
        if any(p.start < other.end and other.start < p.end for p in heading) or (at := _noun(text, other.span)) < 0:
            continue
        if title and compiled("meeting", "CONTEST").match(text.text, at + 1) and not _contests(text, title):
            continue  # "Nhân dịp này, Kho bạc Nhà nước X đăng cai tổ chức | Hội thao": held besides
        yield sentence_around(text, other, at), at


def _contests(text: Text, title: tuple[Span, ...]) -> bool:
    """Whether the meeting itself is a contest of sports or arts."""
    return any(compiled("meeting", "CONTEST").search(text.text, place.start, place.end) for place in title)


def _noun(text: Text, within: Span, mentions: Mentions | None = None) -> int:
    """Where the sentence says that something is held: the meeting's noun, or the verb where there is none; -1 where neither is.

    A word inside a body's name ("Phòng Tổ chức") is no verb.
    """
    for name in ("HEAD", "BARE"):
        if hit := search("meeting", name, text.text, within.start, within.end):
            return hit.start()
    named = inside(mentions.organizations, within) if mentions else ()
    for verb in compiled("meeting", "HOLDS").finditer(text.text, within.start, within.end):
        if not any(o.start <= verb.start() < o.end for o in named):
            return verb.end()
    return -1


def sentence_around(text: Text, line: Line, at: int) -> Span:
    start, end = line.start, line.end
    for hit in _SENTENCE.finditer(text.text, line.start, line.end):
        if compiled("meeting", "DAY_AND_PLACE").fullmatch(text.text, start, hit.start()):
            continue  # "Sáng 14-9, tại Hội trường A. Chi hội B đã tổ chức": no sentence ends here
        if hit.end() <= at:
            start = hit.end()
        else:
            end = hit.start() + 1
            break
    return Span(start, end)


def _day(text: Text, mentions: Mentions, sentence: Span, anchor: int) -> tuple[str, Span] | None:
    """The day beside the naming: the last before it that is no cited document's, else the first after it."""
    usable = [d for d in inside(mentions.dates, sentence) if _is_day(d) and not _cited(text, sentence.start, d)]
    usable = [d for d in usable if not any(r.start <= d.start < r.end for r in mentions.references)]
    usable = [d for d in usable if not _cued(text, sentence, d, "DEADLINE")]
    before = [d for d in usable if d.start < anchor]
    if before:
        first = next((d for d in before if _cued(text, sentence, d, "DAY_CUE")), before[0])
        return _first_of_range(text, first, sentence.start)
    after = [d for d in usable if d.start >= anchor and _cued(text, sentence, d, "DAY_CUE_BEHIND")]
    return _first_of_range(text, after[0], sentence.start) if after else None


def _cued(text: Text, sentence: Span, day: DateMention, cue: str) -> bool:
    return compiled("meeting", cue).search(text.text[max(sentence.start, day.start - 30) : day.start]) is not None


def _first_of_range(text: Text, found: DateMention, low: int) -> tuple[str, Span]:
    """The first day of a range whose last day is `found` ("từ ngày 6 đến 8-10")."""
    before = _RANGE.search(text.text, max(low, found.start - 24), found.start)
    month = _MONTH_BEHIND.match(text.text, found.end) if "range" in found.rule else None
    if before and int(before["day"]) < int(found.iso[-2:]):
        return f"{found.iso[:-2]}{int(before['day']):02}", Span(before.start("day"), month.end() if month else found.end)
    return found.iso, Span(found.start, month.end()) if month else found.span


def _conveners(text: Text, mentions: Mentions, sentence: Span, anchor: int) -> list[Span]:
    """The organisations that are the subject of the verb before the naming; "A phối hợp với B tổ chức" gives both."""
    subject = [o for o in inside(mentions.organizations, Span(sentence.start, anchor)) if not _bracketed(text, sentence, o)]
    offices = {p.organization for p in mentions.positions if p.organization}
    issuers = {place for r in mentions.references for place in r.fields.get("issuer", ())}
    subject = [o for o in subject if o.span not in issuers and not _of_venue(text, sentence, o)]
    if listed := next((o for o in subject if compiled("meeting", "LISTING").match(text.text, o.end, anchor)), None):
        gaps = ((o, text.text[o.end : listed.start]) for o in subject if o.block and o.end < listed.start)
        child = next((o for o, gap in gaps if compiled("meeting", "PARENT").fullmatch(gap)), listed)
        return [child.span]
    out: list[Span] = []
    end = anchor
    for o in reversed(subject):
        gap = text.text[o.end : end]
        office = o.span in offices or compiled("meeting", "OFFICE_BEFORE").search(text.text, max(0, o.start - 8), o.start)
        owned = len(out) == 1 and o.block and gap.strip(" ,") and compiled("meeting", "PARENT").fullmatch(gap)
        if office and (owned or (not out and compiled("meeting", "APPOSED").fullmatch(gap))):
            out, end = [], _apposition(text, sentence, o)  # "Sở X, Khối trưởng Khối thi đua số 2 | - Bộ Y | tổ chức"
            continue
        if office and o.span in offices:
            break
        if not out and text.text.endswith(" do ", 0, o.start) and _LEADS.match(text.text, o.end, end):
            end = o.start - len(" do")  # "Khối thi đua số 2 | do Sở X là trưởng khối | chủ trì tổ chức"
            continue
        if not out and not compiled("meeting", "TO_VERB").fullmatch(gap):
            break
        if out and o.block and compiled("meeting", "PARENT").fullmatch(gap):
            return [o.span, *out[1:]]
        if len(out) == 1 and gap == ", " and _joined(text, sentence, o):
            out, end = [o.span], o.start  # "phối hợp với | Vụ Thi đua - Khen thưởng, Bộ Công Thương | tổ chức"
            continue
        if out and not (compiled("meeting", "WITH").fullmatch(gap) or _together(text, o.span, out[0])):
            break
        out.insert(0, o.span)
        end = o.start
    return out


def _apposition(text: Text, sentence: Span, o: OrganizationMention) -> int:
    """Where the words begin that say as what the body before them acts: "Sở Y tế | , Khối trưởng Khối thi đua số 2 | tổ chức"."""
    before = text.text[sentence.start : o.start]
    if as_head := compiled("meeting", "AS_OFFICE").search(before):
        return sentence.start + as_head.start()
    return max(text.text.rfind(mark, sentence.start, o.start) for mark in (",", " -", " –", "("))


def _joined(text: Text, sentence: Span, o: OrganizationMention) -> bool:
    """Whether a body is named as the one with which another holds the meeting."""
    return compiled("meeting", "HOLDS_WITH").search(text.text, max(sentence.start, o.start - COMPANY), o.start) is not None


def _together(text: Text, one: Span, other: Span) -> bool:
    """Whether two authorities stand side by side: "Tỉnh ủy, HĐND, UBND, Ủy ban MTTQ tỉnh tổ chức"."""
    named = (compiled("meeting", "AUTHORITY").match(text.text, s.start, s.end) for s in (one, other))
    return compiled("meeting", "AUTHORITIES").fullmatch(text.text, one.end, other.start) is not None and all(named)


def _of_venue(text: Text, sentence: Span, o: OrganizationMention) -> bool:
    """Whether a mention says whose the venue is, or is the venue: "tại hội trường UBND xã, Cụm thi đua …", "tại Sở Y tế, tổ chức …"."""
    if text.text[o.end : o.end + 1] != ",":
        return False
    before = text.text[max(sentence.start, o.start - 50) : o.start]
    return before.casefold().endswith(("tại ", " ở ")) or compiled("meeting", "VENUE_OF").search(before) is not None


def _bracketed(text: Text, sentence: Span, o: OrganizationMention) -> bool:
    """Whether a mention stands in brackets behind the subject: "Cụm thi đua X (Hội đồng …) đã tổ chức"."""
    before = text.text[sentence.start : o.start]
    return before.count("(") > before.count(")")
