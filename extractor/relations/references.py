"""Joins the mentions of cited documents to entries: one document, one entry, with the fullest of what is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractor.comparison import fold
from extractor.document import Mentions, ReferenceMention, Span, Text
from extractor.record import Place, Reference

_BARE = re.compile(r"\d+(?:/\d{4})?")
_MARKS = re.compile(r"(?:\s|,|(?<=\s)[-–](?=\s))+")
_PARTS = re.compile(r"[\s\-–/]+")
_YEAR_OR_AMENDED = re.compile(r"(?:(?: của)?,? năm)? (?:19|20)\d\d$| \(sửa đổi[^)]*\)?$")
_MOST_COMPARED = 50  # no real document has so many citations that look alike
_CHARTER = "reference.charter"
_CONGRESS = "reference.congress"
_ENCLOSED = "reference.enclosed"


@dataclass(frozen=True, slots=True)
class _Key:
    """What identifies a mention: folded kind, number in parts ("34", "ct", "tw") or none, title in small letters without commas."""

    kind: str
    number: tuple[str, ...]
    title: str
    date: str
    rule: str

    @property
    def handles(self) -> tuple[str, ...]:
        """What two mentions of one document have in common, at the least: where to look for its group."""
        by_number = (f"{self.number[0]}",) if self.number else ()
        if self.rule in (_CHARTER, _CONGRESS):
            return (*by_number, self.rule)
        return (*by_number, _base(self.title), self.kind) if self.title else by_number

    @property
    def bare(self) -> bool:
        return bool(self.number) and all(p.isdecimal() for p in self.number)


@dataclass(slots=True, eq=False)
class _Group:
    keys: list[_Key] = field(default_factory=list)
    mentions: list[ReferenceMention] = field(default_factory=list)

    def first(self, name: str) -> tuple[Span, ...]:
        """The places of a field where it is first given."""
        return next((m.fields[name] for m in self.mentions if name in m.fields), ())


def references(text: Text, mentions: Mentions) -> list[Reference]:
    """The entries of all cited documents in the order of their first mention.

    A mention without a number that only stands inside another document's title gives no entry of its own. What a decision encloses
    has the decision's issuer.
    """
    # Full numbers first: a bare "Chỉ thị 34" may stand before or after the full citation.
    keyed = sorted(((_key(text, m), m) for m in _top(mentions.references)), key=lambda pair: (pair[0].bare, pair[1].start))
    groups: list[_Group] = []
    index: dict[str, list[_Group]] = {}
    for key, mention in keyed:
        near = [g for handle in key.handles for g in index.get(handle, [])[:_MOST_COMPARED]]
        group = next((g for g in near if any(_same(k, key) for k in g.keys)), None)
        if not group:
            group = _Group()
            groups.append(group)
        if key not in group.keys:
            group.keys.append(key)
            for handle in key.handles:
                if group not in index.setdefault(handle, [])[-_MOST_COMPARED:]:
                    index[handle].append(group)
        group.mentions.append(mention)
    for group in groups:
        group.mentions.sort(key=lambda m: m.start)
    groups.sort(key=lambda g: g.mentions[0].start)
    return [_entry(text, group, groups) for group in groups]


_FARTHEST = 1000  # characters: no title begins farther ahead of what it names


def _top(mentions: Sequence[ReferenceMention]) -> list[ReferenceMention]:
    """The mentions without those that have no number and lie in another one's title."""
    top: list[ReferenceMention] = []
    for i, mention in enumerate(mentions):
        nested = False
        for other in reversed(mentions[max(0, i - _MOST_COMPARED) : i]):
            if nested or mention.start - other.start > _FARTHEST:
                break
            nested = "title" in other.fields and other.fields["title"][0].covers(mention.span) and other.span != mention.span
        if "number" in mention.fields or not nested:
            top.append(mention)
    return top


def _key(text: Text, mention: ReferenceMention) -> _Key:
    number = text.value(*mention.fields.get("number", ())).casefold()
    if _BARE.fullmatch(number):
        number = re.sub(r"^0+(?=\d)", "", number)
    parts = tuple(p for p in _PARTS.split(number) if p)
    if parts:
        parts = (parts[0].lstrip("0") or "0", *parts[1:])
    kind, title = text.value(*mention.fields["kind"]), text.value(*mention.fields.get("title", ()))
    return _Key(fold(kind), parts, _MARKS.sub(" ", title.casefold()), mention.values.get("date", ""), mention.rule)


def _same(a: _Key, b: _Key) -> bool:
    if a.number and b.number:
        if a.bare or b.bare:
            return (
                a.number[0] == b.number[0]
                and _akin(a.kind, b.kind)
                and (len(a.number) == 1 or len(b.number) == 1 or a.number[1] == b.number[1])
            )
        return a.number == b.number
    if not (a.title and b.title) or a.kind != b.kind:
        return False
    if a.number or b.number:
        return _base(a.title) == _base(b.title) and fold(a.title).startswith(a.kind) and fold(b.title).startswith(b.kind)
    if a.rule == b.rule == _CONGRESS:
        return _congress(a.title) == _congress(b.title)
    if a.date and b.date and a.date[:4] != b.date[:4]:
        return False
    if _base(a.title) == _base(b.title) or _initials(a.title, b.title) or _initials(b.title, a.title):
        return True
    return a.rule == b.rule == _CHARTER and _shorter(a.title, b.title)


def _akin(a: str, b: str) -> bool:
    """Whether one kind is a short form of the other ("Thông báo", "Thông báo Kết luận")."""
    return a.startswith(b) or b.startswith(a)


@lru_cache(maxsize=1024)  # each title is compared with many
def _undated(title: str) -> str:
    """A law's name without its year and "(sửa đổi)"."""
    return _YEAR_OR_AMENDED.sub("", _YEAR_OR_AMENDED.sub("", title))


def _base(title: str) -> str:
    """The same folded, to compare and look up by."""
    return fold(_undated(title))


def _initials(short: str, long: str) -> bool:
    """Whether the last word of `short` is made of the first letters of the words of `long` ("Luật TĐKT")."""
    words, rest = short.split(), _undated(long).split()
    lead = len(words) - 1
    return len(words[-1]) > 1 and words[:lead] == rest[:lead] and words[-1] == "".join(w[0] for w in rest[lead:])


def _congress(title: str) -> tuple[str, str]:
    """Which congress: its numeral and, for other bodies than the whole Party, their name."""
    numeral = re.search(r"\b([ivx]+|\d+)\b", title)
    body = re.search(r"(?:đảng bộ|hội|công đoàn|đoàn|mặt trận|mttq)\b.*", title.replace("đại hội", ""))
    return (
        _arabic(numeral.group(1)) if numeral else "",
        re.sub(r"(?:lần thứ|khóa|khoá|nhiệm kỳ).*", "", body.group()).strip() if body else "",
    )


_ROMAN = {"i": 1, "v": 5, "x": 10}


def _arabic(numeral: str) -> str:
    """The number in figures: "xiii" is "13"."""
    if numeral.isdecimal():
        return numeral
    values = [_ROMAN[c] for c in numeral]
    return str(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


_FEWEST_WORDS = 5


def _shorter(a: str, b: str) -> bool:
    """Whether the words of one title stand in the other in the same order, and there are enough of them to tell."""
    short, long = sorted((a.split(), b.split()), key=len)
    rest = iter(long)
    return len(short) >= _FEWEST_WORDS and all(word in rest for word in short)


def _entry(text: Text, group: _Group, groups: Sequence[_Group]) -> Reference:
    kinds = [m.fields["kind"] for m in group.mentions]
    kind = max(kinds, key=lambda spans: (len(text.value(*spans)), text.value(*spans)[0].isupper()))
    numbers = [m.fields["number"] for m in group.mentions if "number" in m.fields]
    number = max(numbers, key=lambda spans: len(_PARTS.split(text.value(*spans))), default=())
    dated = max((m for m in group.mentions if "date" in m.values), key=lambda m: len(m.values["date"]), default=None)
    titles = [m.fields["title"] for m in group.mentions if "title" in m.fields]
    title = titles[0] if number and titles else max(titles, key=lambda spans: len(text.value(*spans)), default=())
    issuer = group.first("issuer") or _enclosing_issuer(group, groups)
    evidence = {"kind": kind, "number": number, "date": dated.fields.get("date", ()) if dated else (), "issuer": issuer, "title": title}
    return Reference.model_validate(
        {
            "kind": text.value(*kind),
            "number": text.value(*number) or None,
            "date": dated.values["date"] if dated else None,
            "issuer": text.value(*issuer) or None,
            "title": text.value(*title) or None,
            "spans": [Place(start=m.start, end=m.end) for m in group.mentions],
            "confidence": max(m.confidence for m in group.mentions),
            "evidence": {name: [Place(start=s.start, end=s.end) for s in spans] for name, spans in evidence.items() if spans},
            "rules": sorted({m.rule for m in group.mentions}),
        }
    )


def _enclosing_issuer(group: _Group, groups: Sequence[_Group]) -> tuple[Span, ...]:
    """The issuer of the decision with which this document was issued ("ban hành kèm theo Quyết định …")."""
    mention = group.mentions[0]
    if mention.rule != _ENCLOSED:
        return ()
    following = (m for g in groups for m in g.mentions if 0 <= m.start - mention.end <= 2)
    return next((m.fields["issuer"] for m in following if "issuer" in m.fields), ())
