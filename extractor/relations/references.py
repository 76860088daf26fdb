"""Joins the mentions of cited documents to entries: one document, one entry, with the fullest of what is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.comparison import fold
from extractor.document import Mentions, ReferenceMention, Span, Text
from extractor.record import Place, Reference

_BARE = re.compile(r"\d+(?:/\d{4})?")
_PARTS = re.compile(r"[\s\-–/]+")
_YEAR_OR_AMENDED = re.compile(r"(?:,? năm)? \d{4}$| \(sửa đổi[^)]*\)$")
_NUMERAL = re.compile(r"\b(?:[ivx]+|\d{1,3})\b(?!.*nhiệm kỳ.*\b[ivx]+\b)")
_CHARTER = "reference.charter"
_ENCLOSED = "reference.enclosed"


@dataclass(frozen=True, slots=True)
class _Key:
    """What identifies a mention: kind, number in parts ("34", "ct", "tw") or none, folded title."""

    kind: str
    number: tuple[str, ...]
    title: str
    date: str
    rule: str

    @property
    def bare(self) -> bool:
        return bool(self.number) and all(p.isdigit() for p in self.number)


@dataclass(slots=True)
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
    groups: list[_Group] = []
    top = [m for m in mentions.references if not _nested(m, mentions.references)]
    # Full numbers first: a bare "Chỉ thị 34" may stand before or after the full citation.
    for mention in sorted(top, key=lambda m: (_key(text, m).bare, m.start)):
        key = _key(text, mention)
        group = next((g for g in groups if any(_same(k, key) for k in g.keys)), None)
        if not group:
            group = _Group()
            groups.append(group)
        group.keys.append(key)
        group.mentions.append(mention)
    for group in groups:
        group.mentions.sort(key=lambda m: m.start)
    groups.sort(key=lambda g: g.mentions[0].start)
    return [_entry(text, group, groups) for group in groups]


def _nested(mention: ReferenceMention, others: Sequence[ReferenceMention]) -> bool:
    """Whether an unnumbered mention lies in the title of another one that is identified by more than that title."""
    if "number" in mention.fields:
        return False
    return any(o is not mention and "title" in o.fields and o.fields["title"][0].covers(mention.span) and o.span != mention.span for o in others)


def _key(text: Text, mention: ReferenceMention) -> _Key:
    number = text.value(*mention.fields.get("number", ())).casefold()
    if _BARE.fullmatch(number):
        number = re.sub(r"^0+(?=\d)", "", number)
    parts = tuple(p for p in _PARTS.split(number) if p)
    if parts:
        parts = (parts[0].lstrip("0") or "0", *parts[1:])
    kind, title = text.value(*mention.fields["kind"]), text.value(*mention.fields.get("title", ()))
    return _Key(fold(kind), parts, fold(title.replace(",", " ")), mention.values.get("date", ""), mention.rule)


def _same(a: _Key, b: _Key) -> bool:
    if a.number and b.number:
        if a.bare or b.bare:
            return a.number[0] == b.number[0] and _akin(a.kind, b.kind) and (len(a.number) == 1 or len(b.number) == 1 or a.number[1] == b.number[1])
        return a.number == b.number
    if not (a.title and b.title) or a.kind != b.kind:
        return False
    if a.number or b.number:
        return _base(a.title) == _base(b.title) and a.title.startswith(a.kind) and b.title.startswith(b.kind)
    if a.rule == b.rule == "reference.congress":
        return _congress(a.title) == _congress(b.title)
    if a.date and b.date and a.date[:4] != b.date[:4]:
        return False
    return _base(a.title) == _base(b.title) or (a.rule == b.rule == _CHARTER and _shorter(a.title, b.title))


def _akin(a: str, b: str) -> bool:
    """Whether one kind is a short form of the other ("Thông báo", "Thông báo Kết luận")."""
    return a.startswith(b) or b.startswith(a)


def _base(title: str) -> str:
    """A law's name without its year and "(sửa đổi)"."""
    return _YEAR_OR_AMENDED.sub("", _YEAR_OR_AMENDED.sub("", title))


def _congress(title: str) -> tuple[str, str]:
    """Which congress: its numeral and, for other bodies than the whole Party, their name."""
    numeral = re.search(r"\b([ivx]+|\d+)\b", title)
    body = re.search(r"(?:đảng bộ|hội|công đoàn|đoàn|mặt trận|mttq)\b.*", re.sub(r"đại hội", "", title))
    return (numeral.group(1) if numeral else "", re.sub(r"(?:lần thứ|khoa).*", "", body.group()).strip() if body else "")


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
    number = max(numbers, key=lambda spans: len(text.value(*spans)), default=())
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
