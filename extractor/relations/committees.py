"""Seats on committees given at congresses: "bầu bổ sung đồng chí A vào Ban Chấp hành", "Ban Thường vụ gồm 5 ủy viên: A, B, …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.document import PersonMention, PositionMention, Sentence, Span, Text
from extractor.syllables import fold_phrase

_NAMES = r"(?:ban chấp hành|bch|ban thường vụ|btv|ban thường trực|ban kiểm tra|(?:ủy|uỷ) ban kiểm tra|ubkt|ban chủ nhiệm|hội đồng trị sự)"
_COMMITTEE = re.compile(rf"(?i){_NAMES}(?: lâm thời| trung ương)?\b")
_MEMBER = re.compile(r"(?i)\b[ủu][ỷy] ?viên\b")
_SEATS = frozenset(fold_phrase(w) for w in ("Ủy viên", "UV", "Thành viên"))
# "… vào Ban Chấp hành", "… tham gia Ban Thường vụ".
_INTO = re.compile(rf"(?i)\b(?:vào|tham gia) {_NAMES}")
# "Ban Chấp hành khóa X gồm 5 ủy viên: ", "Ủy viên Ban Thường vụ gồm các ông, bà: "; of several committees the last.
_MADE_OF = re.compile(rf"(?i){_NAMES}(?:(?!{_NAMES})[^:;.]){{0,80}}(?:\bgồm\b[^:;.]{{0,40}}:?|:)\s*")
_FULL = {"BCH": "Ban Chấp hành", "BTV": "Ban Thường vụ", "UBKT": "Ủy ban Kiểm tra"}
# Between two names of a list: a comma or "và", and a form of address.
_AND = re.compile(r"\s*(?:[,;]|\bvà\b|,\s*và\b)\s*(?:[\w/.]{1,9}\s+){0,2}")


class Seat(NamedTuple):
    """A person with a seat: the words of the office, the office as a title, the name of the office where the words do not give it whole."""

    person: PersonMention
    office: tuple[Span, ...]
    title: PositionMention
    name: str | None


def committee(text: Text, title: PositionMention) -> Span | None:
    """The committee of "ủy viên Ban Chấp hành Hội X", without the body it is of; None for other titles."""
    if title.organization is None or fold_phrase(text.value(title.span)) not in _SEATS:
        return None
    found = _COMMITTEE.match(text.text, title.organization.start, title.organization.end)
    return Span(*found.span()) if found is not None else None


def seats(text: Text, sentence: Sentence, persons: Sequence[PersonMention]) -> Iterator[Seat]:
    """The seats that one sentence of an election tells of; `persons` are those it names, in reading order."""
    low = sentence.start
    for found in _INTO.finditer(text.text, sentence.start, sentence.end):
        start = max(low, text.text.rfind(";", low, found.start()) + 1)
        for person in persons:
            if start <= person.start and person.end <= found.start():
                yield _seat(text, person, _COMMITTEE.search(text.text, found.start(), found.end()), None)
        low = found.end()
    for found in _MADE_OF.finditer(text.text, sentence.start, sentence.end):
        listed = _listed(text, [p for p in persons if p.start >= found.end()], found.end(), sentence.end)
        member = _MEMBER.search(text.text, max(sentence.start, found.start() - 12), found.end())
        for person in listed:
            yield _seat(text, person, _COMMITTEE.match(text.text, found.start()), member)


def _listed(text: Text, persons: Sequence[PersonMention], start: int, end: int) -> Sequence[PersonMention]:
    """The bare names of a list that begins at `start`: two or more, parted by commas, with nothing said of any."""
    if len(persons) < 2 or persons[0].start - start > 25:
        return ()
    between = (text.text[a.end : b.start] for a, b in pairwise(persons))
    bare = all(_AND.fullmatch(words) for words in between) and text.text[persons[-1].end : end].lstrip()[:1] in ("", ".", ";")
    return persons if bare else ()


def _seat(text: Text, person: PersonMention, body: re.Match[str] | None, member: re.Match[str] | None) -> Seat:
    assert body is not None
    place = Span(*body.span())
    office = (Span(*member.span()), place) if member is not None else (place,)
    title = PositionMention(place.start, place.end, "leader.seat")
    return Seat(person, office, title, None if member is not None else membership(text, place))


def membership(text: Text, committee: Span) -> str:
    """What the office of a committee's member is called: "Ủy viên Ban Chấp hành"."""
    return f"Ủy viên {_FULL.get(text.value(committee).upper(), text.value(committee))}"
