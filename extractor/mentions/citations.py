"""The parts of a citation: what a number looks like, and the date, issuer and title that follow it or stand before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from extractor.document import Span
from extractor.lexicon import load
from extractor.mentions import dates
from extractor.mentions.patterns import UPPER, alternation, filled

_LONGEST_ISSUER = 120
_LONGEST_TITLE = 400
_SHORTEST_TITLE = 8


@dataclass(slots=True)
class Draft:
    """A citation while its parts are read; `at` is where reading goes on."""

    start: int
    at: int
    rule: str
    kind: Span
    number: Span | None = None
    date: Span | None = None
    iso: str = ""
    issuer: Span | None = None
    title: Span | None = None


@cache
def shapes() -> dict[str, str]:
    """The pieces of patterns of the lexicon, filled in; and the kinds of document and the names of laws as two more."""
    kinds = load("references")["kinds"]
    words = [*kinds["bare"], *(k for k in kinds["coded"] if len(k) > 3)]
    done = {"UPPER": UPPER, "KINDS": alternation(words, capital=True), "LAW_NAME": law_names("Luật")}
    for name, piece in load("references")["shapes"].items():
        text = piece if isinstance(piece, str) else f"(?:{'|'.join(sorted(piece, key=lambda w: (-len(w), w)))})"
        done[name] = filled(text, done)
    return done


def pattern(words: str, marks: Mapping[str, str], flags: int = 0) -> re.Pattern[str]:
    """A pattern with the marks filled in; the kind of document itself is matched before, so that a pattern begins behind it."""
    return re.compile(filled(words, marks), flags)


@cache
def law_names(kind: str) -> str:
    """A pattern of the names that laws of this kind have; commas and the place of the tone mark are free."""
    names = next(table["names"] for table in load("references")["law"] if table["kind"] == kind)
    return f"(?i:{alternation((n.lower() for n in names), commas=True)})(?!\\w)"


def trimmed(text: str, start: int, end: int) -> Span:
    """The range without blanks, punctuation and quotation marks at its ends."""
    while end > start and text[end - 1] in ' ,;.:-–\n“”"':
        end -= 1
    while start < end and text[start] in ' ,;.:-–\n“"':
        start += 1
    return Span(start, end)


_DATE_OPENING = re.compile(r",? ?\(?(?:(?:được )?(?:ban hành|ký|cùng) )?(?:ngày|Ngày) ")
_ISSUER_OPENING = re.compile(r",? của ")
_TERM = re.compile(r",? \(?(?:khóa|khoá|Khóa) [IVX]+\)?")
_YEAR = re.compile(r" năm ((?:19|20)\d\d)(?!\d| ?[-–])")


def read_tail(text: str, draft: Draft, high: int) -> None:
    """Read date, issuer and title behind the number or name, in whichever order they come, into `draft`; nothing behind `high`."""
    for _ in range(5):
        at = draft.at
        if opening := _DATE_OPENING.match(text, at, high):
            if not _date(text, draft, opening.end(), high):
                return
        elif (opening := _ISSUER_OPENING.match(text, at, high)) and not draft.issuer:
            span = trimmed(text, opening.end(), _issuer_end(text, opening.end(), high))
            if span.end <= span.start or _general(text[span.start : span.end]):
                return
            draft.issuer, draft.at = span, span.end
        elif (opening := _TERM.match(text, at, high)) and draft.number:
            draft.at = opening.end()
        elif (opening := _YEAR.match(text, at, high)) and draft.number and not draft.iso:
            draft.date, draft.iso, draft.at = Span(*opening.span(1)), opening[1], opening.end()
        elif draft.number and not draft.title and (title := _title(text, at, high)):
            draft.title, draft.at = title, title.end
        else:
            return


def _date(text: str, draft: Draft, at: int, high: int) -> bool:
    """Read the date at `at`, unless the draft has a whole one; a date without its year is none."""
    found = dates.at(text, at, draft.at, high) if len(draft.iso) < 10 else None
    if not found or found.iso.startswith("--"):
        return False
    draft.date, draft.iso, draft.at = found.span, found.iso, found.end
    if text[found.end : found.end + 1] == ")":
        draft.at += 1
    return True


# By what role a body acts, told behind a dash: no part of its name ("Sở Nội vụ - Cơ quan thường trực Hội đồng …").
_ROLE = re.compile(r" ?[-–] (?:[Cc]ơ quan|[Đđ]ơn vị) (?:[Tt]hường trực|[Tt]rưởng|[Cc]hủ trì|(?:[Kk]hối|[Cc]ụm) )")


@cache
def _issuer_stop() -> re.Pattern[str]:
    return pattern(
        r"{HARD}| (?:{STOP}|năm)(?!\w)| và (?=(?:{KINDS})(?!\w)|[^\W\d_{UPPER}])| [-–] (?![{UPPER}])|{ROLE}",
        {**shapes(), "ROLE": _ROLE.pattern},
    )


@cache
def _comma_body() -> re.Pattern[str]:
    """A ministry, department or committee whose own name has a comma: "Sở Văn hóa, Thể thao và Du lịch"."""
    words = r"(?: (?!(?:{STOP}|và|năm)(?!\w)){WORD}){1,6}"
    return pattern(
        r"(?:{WORD} ){0,3}?(?:Bộ|Sở|Phòng|Ban|Ủy ban|Uỷ ban)" + words + r", [{UPPER}]{WORD}" + words + r" và [{UPPER}]", shapes()
    )


def _issuer_end(text: str, start: int, high: int) -> int:
    comma = _comma_body().match(text, start, high)
    stop = _issuer_stop().search(text, comma.end() if comma else start, min(high, start + _LONGEST_ISSUER))
    return stop.start() if stop else min(high, start + _LONGEST_ISSUER)


def _general(issuer: str) -> bool:
    """Whether the words only name a level or a body in general."""
    lower = not any(c.isupper() for c in issuer) and not issuer.endswith((" ủy", " uỷ"))
    return issuer.casefold() in load("references")["words"]["general_issuers"] or lower


@cache
def _title_opening() -> re.Pattern[str]:
    return pattern(r',? (?:(?P<about>[Vv]ề (?:việc )?)?(?P<quote>[“"])|(?P<words>{OPENS_TITLE}(?!\w)))', shapes())


@cache
def _title_stop() -> re.Pattern[str]:
    clause = r", (?=(?:{BODY}|{OPENS_CLAUSE})(?!\w)|(?=[{UPPER}])(?:{KINDS})(?!\w))"
    clause += r"(?<![Kk]hối, )(?<![Cc]ụm, )(?!(?:[Kk]hối|[Cc]ụm) (?:phó|trưởng))"
    further = r",? (?:và|cùng) (?=(?:{KINDS}) (?:số )?\d|các (?:Nghị|Chỉ|văn))"
    return pattern(rf"(?P<quote>“[^“”\n]{{0,200}}”)|[;:(\n]|\.(?!\d)|{clause}|{further}", shapes())


_CLOSING = re.compile('[”"]')


def _title(text: str, at: int, high: int) -> Span | None:
    """The title that opens at `at`: quoted, or from "về" or a verb of decision to the end of its clause."""
    opening = _title_opening().match(text, at, high)
    if not opening:
        return None
    high = min(high, at + _LONGEST_TITLE)
    if opening["quote"]:
        closing = _CLOSING.search(text, opening.end(), high)
        end = closing.start() if closing else high
        return trimmed(text, opening.end(), end) if end > opening.end() else None
    start = opening.start("words")
    for stop in _title_stop().finditer(text, opening.end(), high):
        if not stop["quote"]:
            return Span(start, stop.start()) if stop.start() - start > _SHORTEST_TITLE else None
    end = high
    while end > start and text[end - 1] in " ,.":
        end -= 1
    return Span(start, end)


@cache
def _asked_by() -> re.Pattern[str]:
    asked = r"(?:đề nghị|ý kiến) của (?P<asked>[{UPPER}][^,;.:()“”\n]{2,70}?)"
    verbs = "công nhận|phê duyệt|thông qua|quy định|giao|quyết định|chấp thuận|cho phép"
    approved = rf"được (?P<approved>{{BODY}}(?!\w)[^,;.:()“”\n]{{0,70}}?) (?:{verbs})"
    # "xét đề nghị của X (| Tờ trình số 1 …) và của Y (| Tờ trình số 2 …)"
    beside = r"đề nghị của [^;\n]{5,190}?\),? và(?: của)? (?P<beside>[{UPPER}][^,;.:()“”\n]{2,70}?) ?\( ?$"
    return pattern(rf"(?:{asked}|{approved})(?:,? (?:tại|theo) | ?\( ?)$|{beside}", shapes())


@cache
def _issued_by() -> re.Pattern[str]:
    # "UBND tỉnh ban hành", "Cụm thi đua số 5 đã xây dựng và ban hành"
    drawn_up = r"(?:(?:chủ động |kịp thời )?(?:xây dựng|ký|soạn thảo|tham mưu|nghiên cứu)(?:,| và) )?"
    issues = rf"(?:đã |vừa |sẽ )?{drawn_up}ban hành $"
    return pattern(r"(?:^|[.;,:] |\n|do |- )(?P<issuer>{BODY}(?!\w)[^,;.:()“”\n]{0,60}?) " + issues, shapes())


def issuer_before(text: str, low: int, at: int) -> Span | None:
    """An issuer named ahead of the citation at `at`: "đề nghị của X tại Tờ trình số …", "UBND tỉnh ban hành Kế hoạch số …"."""
    if not text[max(low, at - 10) : at].endswith(("tại ", "theo ", "ban hành ", "(", "( ")):
        return None
    window = max(low, at - (300 if text[max(low, at - 2) : at].rstrip().endswith("(") else 110))
    match = _asked_by().search(text, window, at) or _issued_by().search(text, window, at)
    if match is None:
        return None
    start, end = match.span(str(match.lastgroup))
    role = _ROLE.search(text, start, end)
    return trimmed(text, start, role.start() if role else end)
