"""The years of a meeting: looked back on, planned for, and of the pact signed there; and the year of a day that gives none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from extractor.document import Span, Text
from extractor.relations.layout import Line
from extractor.relations.rules import compiled, rules

EARLY, SUMMER, LATE = 4, 7, 9
TOLD = 20


@dataclass(frozen=True, slots=True)
class Year:
    """A year and where it is written; no places where it follows from another year's words."""

    value: int | None = None
    spans: tuple[Span, ...] = ()


NONE = Year()


def review_year(text: Text, name: Span | None, titled: tuple[Span, ...], body: tuple[Line, ...], kind: str) -> Year:
    """The year under review: the first year that the name gives behind a word of review, else the one that the document's title (`titled`)
    or the text does.

    A school year counts by its first year. A congress looks back on a term, so on no year.
    """
    if kind not in ("review", "award_review"):
        return NONE
    if name and (found := _after(text, name, "review_year")):
        return found
    if name and compiled("meeting", "PART_OF_YEAR").search(text.text, name.start, name.end) and (years := _years(text, name)):
        return years[0]
    if name and (years := _years(text, name)) and not compiled("meeting", "NUMBERED_IN_YEAR").search(text.text, name.start, name.end):
        planned = _after(text, name, "plan_year")
        free = [y for y in years if planned is None or y.value != planned.value]
        if free:
            return free[0]
        return next((found for place in titled if (found := _after(text, place, "review_year"))), NONE)
    places = (*titled, *(line.span for line in body[:12]))
    return next((found for place in places if (found := _after(text, place, "review_year"))), _half(text, titled, body))


def _half(text: Text, titled: tuple[Span, ...], body: tuple[Line, ...]) -> Year:
    """The year of which a sơ kết reviews the first half, as the text names its halves ("6 tháng cuối năm 2024")."""
    half = compiled("meeting", "HALF_REVIEW")
    if not any(half.search(text.text, *place) for place in (*titled, *(line.span for line in body[:3]))):
        return NONE
    hits = (compiled("meeting", "HALF_YEAR").search(text.text, line.start, line.end) for line in body)
    return next((Year(int(hit["year"]), (Span(hit.start("year"), hit.end("year")),)) for hit in hits if hit), NONE)


def half_year(text: Text, name: Span | None, titled: tuple[Span, ...], body: tuple[Line, ...], day: tuple[str | None, Span | None]) -> Year:
    """The year of its day or document (`day`), of which a sơ kết reviews the first half that names no year ("sơ kết 6 tháng đầu năm",
    or a bare "họp sơ kết")."""
    iso, place = day
    if iso is None or place is None or not iso[:4].isdecimal():
        return NONE
    half = compiled("meeting", "FIRST_HALF")
    told = any(half.search(text.text, *where) for where in (*titled, *(line.span for line in body[:3])))
    told = told or (name is not None and compiled("meeting", "BARE_HALF").search(text.text, *name) is not None)
    return Year(int(iso[:4]), (place,)) if told else NONE


def titled_year(text: Text, titled: tuple[Span, ...]) -> Year:
    """The last year that the document's title gives."""
    return next((y for place in reversed(titled) for y in reversed(_years(text, place))), NONE)


def plan_year(text: Text, name: Span | None, titled: tuple[Span, ...], body: tuple[Line, ...], kind: str, review: Year, pact: Year) -> Year:
    """The year planned for: in the name a year after the one under review or behind a word of planning, else the pact's or the text's.

    What is launched is for the year of the document's title (`titled`).
    """
    if kind in ("congress", "other") and not pact.value:
        return NONE
    part = name is not None and compiled("meeting", "PART_OF_YEAR").search(text.text, name.start, name.end) is not None
    if name:
        later = [y for y in _years(text, name) if review.value is None or (y.value or 0) > review.value]
        if later:
            return later[-1]
        found = _after(text, name, "plan_year")
        if found and (part or review.value is None or (found.value or 0) > review.value):
            return found
    if pact.value:
        return pact
    if kind == "launch" and (told := [y for place in titled for y in _years(text, place)]):
        return told[-1]
    if kind == "award_review":
        return _next(text, body, review)
    if review.value is None:
        return next(_said(body), NONE) if not _is_term(text, name) else NONE
    coming = {review.value + 1, review.value} if part else {review.value + 1}
    said = next((year for year in _said(body) if year.value in coming), NONE)
    if said.value is None and not part:
        return (_second_half(text, body, review) if kind == "review" else None) or _next(text, body, review)
    return review if said.value is None and kind == "review" and part else said


def _second_half(text: Text, body: tuple[Line, ...], review: Year) -> Year | None:
    """The year under review, where the text plans for its second half."""
    for line in body:
        for hit in compiled("meeting", "SECOND_HALF").finditer(text.text, line.start, line.end):
            if int(hit["year"]) == review.value:
                return Year(review.value, (Span(hit.start("year"), hit.end("year")),))
    return None


def _next(text: Text, body: tuple[Line, ...], review: Year) -> Year:
    """The next year, where the text plans for it or says who leads the block in it."""
    for line in body:
        for rule in rules("meeting", "next_year"):
            if (hit := rule.pattern.search(line.value)) and int(hit["year"]) == (review.value or 0) + 1:
                return Year(int(hit["year"]), (Span(line.start + hit.start("year"), line.start + hit.end("year")),))
    return NONE


def closed_year(text: Text, body: tuple[Line, ...]) -> Year:
    """The year that a meeting closes which says who leads the block in the next one, where the text names it."""
    for line in body:
        for rule in rules("meeting", "next_year"):
            if "leader" not in rule.id or not (hit := rule.pattern.search(line.value)):
                continue
            past = str(int(hit["year"]) - 1)
            if (at := text.text.find(f"năm {past}")) >= 0:
                return Year(int(past), (Span(at + len("năm "), at + len("năm ") + len(past)),))
    return NONE


def told_of(body: tuple[Line, ...], year: int | None) -> Year:
    """The year of whose results the text tells ("Năm 2022, Cụm có 3 tập thể nhận Cờ thi đua"): any, or this `year`, also where it only says
    that they were reported ("nghe báo cáo tóm tắt công tác thi đua năm 2022")."""
    for pattern in ("TOLD_OF", *(["REPORTED"] if year is not None else [])):
        for line in body[:TOLD]:
            for hit in compiled("meeting", pattern).finditer(line.value):
                if year is None or int(hit["year"]) == year:
                    return Year(int(hit["year"]), (Span(line.start + hit.start("year"), line.start + hit.end("year")),))
    return NONE


def named_year(text: Text, name: Span | None, places: Iterable[Span], held: str | None) -> Year:
    """The first year that the text names and does not only plan for, where nothing says outright which one is under review.

    Of a meeting whose day is known (`held`, ISO) it is that year or the one before. Whoever looks back on a term looks back on no year.
    """
    if _is_term(text, name):
        return NONE
    for start, end in places:
        for hit in compiled("meeting", "YEAR_ALONE").finditer(text.text, start, end):
            year = int(hit["year"])
            near = held is None or int(held[:4]) - year in (0, 1)
            if near and not compiled("meeting", "NOT_LOOKED_BACK").search(text.text, start, hit.start()):
                return Year(year, (Span(hit.start("year"), hit.end("year")),))
    return NONE


def of_day(day: tuple[str | None, Span | None]) -> Year:
    """The year for which a pact is signed that names none: that of its day, but for one signed when the year is nearly out."""
    iso, place = day
    if iso is None or place is None or len(iso) < len("2000-01-01") or int(iso[5:7]) > LATE + 1:
        return NONE
    return Year(int(iso[:4]), (place,))


def pact_year(text: Text, name: Span | None, body: tuple[Line, ...], review: Year) -> Year:
    """The year of the pact that is signed at the meeting; a pact only planned, drafted or told of as past work gives none."""
    bare = False
    for start, end in [*([name] if name else []), *(line.span for line in body)]:
        for rule in rules("meeting", "pact"):
            for hit in rule.finditer(text.text, start, end):
                before = text.text[max(start, hit.start() - 60) : hit.start()]
                if (start, end) != name and any(no.pattern.search(before + hit[0]) for no in rules("meeting", "no_pact")):
                    continue
                if (start, end) != name and compiled("meeting", "NOT_YET").match(text.text, hit.end(), end):
                    continue
                if hit["year"] and review.value and int(hit["year"]) <= review.value:
                    continue
                if hit["year"]:
                    return Year(int(hit["year"]), (Span(hit.start("year"), hit.end("year")),))
                bare = bare or any(yes.pattern.search(before + hit[0]) for yes in rules("meeting", "pact_now"))
    return (_pact_named(text, body, review) or Year(0)) if bare else NONE


def _pact_named(text: Text, body: tuple[Line, ...], review: Year) -> Year | None:
    """The year that the text gives the pact elsewhere ("thống nhất các nội dung giao ước thi đua năm 2020")."""
    for line in body:
        for hit in compiled("meeting", "PACT_YEAR").finditer(text.text, line.start, line.end):
            if int(hit["year"]) > (review.value or 0):
                return Year(int(hit["year"]), (Span(hit.start("year"), hit.end("year")),))
    return None


def _is_term(text: Text, name: Span | None) -> bool:
    """Whether what the name looks back on is a term of office."""
    return name is not None and compiled("meeting", "TERM").search(text.text, name.start, name.end) is not None


def _after(text: Text, place: Span, section: str) -> Year | None:
    for rule in rules("meeting", section):
        if hit := rule.pattern.search(text.text, place.start, place.end):
            group = "year" if hit["year"] else "year2"
            return Year(int(hit[group]), (Span(hit.start(group), hit.end(group)),))
    return None


def _years(text: Text, place: Span) -> list[Year]:
    """The years in a place, a school year once, a term not at all."""
    out = []
    for hit in compiled("meeting", "YEARS").finditer(text.text, place.start, place.end):
        out.append(Year(int(hit["year"]), (Span(hit.start("year"), hit.end("year")),)))
    return out


def _said(body: tuple[Line, ...]) -> Iterator[Year]:
    """Every year that the text plans for, in reading order."""
    for line in body:
        for rule in rules("meeting", "plan_said"):
            for hit in rule.pattern.finditer(line.value):
                group = "year" if hit["year"] else "year2"
                yield Year(int(hit[group]), (Span(line.start + hit.start(group), line.start + hit.end(group)),))


def resolved(
    month_day: str, issued: str | None, held: bool, years: Iterable[int], kind: str, term: int | None, school: bool = False
) -> str | None:
    """A day without a year ("03-29") with the year that the document makes certain, None where nothing does.

    `issued` is the document's date: the meeting's day is the nearest one to it, before it unless it is still to come (`held` false).
    Without it, `years` are the name's and headline's in order: a review in the first months looks back on the year before, a review in the
    last months on its own; a congress opens its `term`. Of a school year (`school`), which counts by its first year, the months up to
    summer lie in the second.
    """
    month, day = (int(p) for p in month_day.split("-"))
    if issued and len(issued) >= 4:
        return _nearest(month, day, issued, held)
    known = list(years)
    if kind == "congress" and term:
        return _iso(term, month, day)
    if not known:
        return _iso(term, month, day) if term else None
    first, last = known[0], known[-1]
    if school and kind == "review":  # in the summer that ends it, or in its middle
        year = first if month > LATE else first + 1
    elif school:
        year = last + 1 if month <= SUMMER else last
    elif kind in ("review", "award_review"):
        year = first + 1 if month <= EARLY and last in (first, first + 1) else first
    elif kind in ("signing", "plan", "launch"):
        year = last - 1 if month > LATE + 2 and kind != "launch" else last
    else:
        year = last
    return _iso(year, month, day)


def _nearest(month: int, day: int, issued: str, held: bool) -> str | None:
    year = int(issued[:4])
    if len(issued) < 10:
        return _iso(year, month, day)
    on = date.fromisoformat(issued)
    options = [d for y in (year - 1, year, year + 1) if (d := _date(y, month, day))]
    if held and (past := [d for d in options if (d - on).days <= 3]):
        options = past
    return min(options, key=lambda d: abs((d - on).days)).isoformat() if options else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(year: int, month: int, day: int) -> str | None:
    made = _date(year, month, day)
    return made.isoformat() if made else None
