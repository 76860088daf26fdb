"""That a holder has an office, and what the claims of a text tell about one another's terms."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

from extractor.document import OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.record import Leader
from extractor.relations.chunks import Chunk
from extractor.relations.leader_terms import Term
from extractor.relations.organizations import key
from extractor.syllables import fold_phrase

_WORDS = load("leaders")
_OFFICES: dict[str, str] = {fold_phrase(k): fold_phrase(v) for k, v in (_WORDS["positions"] | _WORDS["same"]).items()}
_IN_WORDS = ("leader.holder-first", "leader.title-first")
Action = Literal["elected", "incumbent"]


@dataclass(frozen=True, slots=True)
class Claim:
    """That a holder has an office: where both stand, by which rule, and the term as far as the words give it."""

    title: PositionMention
    holder: OrganizationMention | PersonMention
    action: Action
    term: Term | None
    rule: str
    office: tuple[Span, ...] = ()
    block: OrganizationMention | None = None
    name: str | None = None


def office_key(words: str) -> str:
    """One form for all the words that tell of the same office.

    >>> office_key("Phó Trưởng khối") == office_key("Phó khối") == office_key("Khối phó")
    True
    """
    folded = fold_phrase(words)
    return _OFFICES.get(folded, folded)


def before_the_next(text: Text, told: list[Claim]) -> list[Claim]:
    """The claims, where heads of a block in office of whom no year is told serve the year before that for which others are elected."""
    heads = [c for c in told if c.title.kind == "block"]
    coming = {c.term[0] if c.term else "" for c in heads if c.action == "elected"}
    if len(coming) != 1 or any(c.term for c in heads if c.action == "incumbent"):
        return told
    year = next(iter(coming))
    last = str(int(year) - 1) if year.isdecimal() else ""
    at = text.text.find(last) if last else -1
    term = last, Span(at, at + len(last))
    return [replace(c, term=term) if c.title.kind == "block" and c.action == "incumbent" and at >= 0 else c for c in told]


def succeeding(text: Text, told: list[Claim]) -> list[Claim]:
    """The claims, where a text tells who leads a block in two years, one behind the other, and who leads in the later one was chosen:
    "Sở X là Khối trưởng năm 2022. Các đơn vị ký giao ước năm 2023 do Sở Y làm Khối trưởng"."""
    heads = [(c, office_key(text.value(c.title.span)), c.term[0]) for c in told if c.title.kind == "block" and c.term is not None]
    years = {year for _, _, year in heads if year.isdecimal()}
    if len(years) != 2 or any(c.action == "elected" for c, _, _ in heads):
        return told
    before, last = sorted(years)
    held = {office for _, office, year in heads if year == before} if int(last) == int(before) + 1 else set()
    chosen = {id(c) for c, office, year in heads if year == last and office in held and c.rule in _IN_WORDS}
    return [replace(c, action="elected") if id(c) in chosen else c for c in told]


def signed_by_the_elected(text: Text, told: list[Claim], dated: str | None) -> list[Claim]:
    """The claims, where the head who signs a paper in the year for which it tells who leads is one of those: "… làm Khối trưởng năm 2024"
    in a plan of 2024 that the Khối trưởng signs."""
    heads = [c for c in told if c.title.kind == "block" and c.action == "elected" and c.term is not None and c.term[0] == (dated or "")[:4]]
    coming = {office_key(text.value(c.title.span)): c.term for c in heads}
    signed = {id(c): coming.get(office_key(text.value(c.title.span))) for c in told if c.rule == "leader.signed"}
    return [replace(c, term=term) if (term := signed.get(id(c))) is not None else c for c in told]


def headed(text: Text, told: list[Claim], titles: Sequence[Span], coming: Term | None) -> list[Claim]:
    """The claims, where the one of whom the headline says that it heads the block is the next head (for the year `coming`): the text tells
    of another one in office."""
    heads = [c for c in told if c.title.kind == "block" and c.action == "incumbent"] if coming is not None and titles else []
    if not any(p.start <= c.holder.start < p.end for c in heads for p in titles):
        return told
    named = [(c, office_key(text.value(c.title.span)), key(text.value(c.holder.span))) for c in heads]
    times = Counter(holder for _, _, holder in named)
    dated = {(office, holder): c.term[0] for c, office, holder in named if c.term is not None}
    terms: dict[str, set[tuple[str, str]]] = {}
    for (office, holder), year in dated.items():
        terms.setdefault(office, set()).add((year, holder))
    next_heads = set()
    for c, office, holder in named:
        if times[holder] == 1 and any(p.start <= c.holder.start < p.end for p in titles):
            others = (year for year, other in terms.get(office, ()) if other != holder)
            if any(c.term is None or year == c.term[0] for year in others):
                next_heads.add(id(c))
    return [replace(c, action="elected", term=coming) if id(c) in next_heads else c for c in told]


def sharing(claims: Iterable[Claim]) -> list[Claim]:
    """A sentence's claims, where heads told of side by side share the one year that it gives ("ông A – Trưởng khối và ông B – Phó khối
    năm 2018 chủ trì", "Sở X làm Khối trưởng, Sở Y làm Khối phó năm 2024")."""
    told = list(claims)
    for rules in (("leader.introduced",), ("leader.holder-first", "leader.title-first")):
        beside = [c.title.kind == "block" and c.rule in rules for c in told]
        terms = {c.term[0]: c.term for c in compress(told, beside) if c.term is not None}
        if len(terms) == 1 and len({c.action for c in compress(told, beside)}) == 1:
            (term,) = terms.values()
            told = [replace(c, term=term) if shares and c.term is None else c for c, shares in zip(told, beside, strict=True)]
    return told


def told_once(entries: Iterable[Leader], forms: Mapping[str, str]) -> list[Leader]:
    """One entry for each office, holder and action, with its term if any of them tells it; an incumbent only where that is no repetition of
    the election. `forms` are the names of bodies, by the keys of what else the text calls them."""
    out: dict[tuple[str, str, str], Leader] = {}
    for entry in entries:
        holder = key(entry.holder)
        office = office_key(entry.position), forms.get(holder, holder), entry.action
        known = out.get(office)
        if known is None or (known.term is None and entry.term is not None):
            out[office] = entry
    return [
        e
        for (position, holder, action), e in out.items()
        if action == "elected" or not said_again(e, out.get((position, holder, "elected")))
    ]


def said_again(incumbent: Leader, elected: Leader | None) -> bool:
    """Whether "với vai trò Khối trưởng" only repeats the election told elsewhere."""
    return elected is not None and (incumbent.term is None or elected.term is None or incumbent.term == elected.term)


def in_full(place: Leader, told: Sequence[Leader]) -> bool:
    """Whether the body that a locality stands for has the same office under its own name ("Nghệ An", "VKSND tỉnh Nghệ An")."""
    same = (e.holder for e in told if e is not place and (e.position, e.action, e.term) == (place.position, place.action, place.term))
    return any(key(holder).endswith(" " + key(place.holder)) for holder in same)


class Behind:
    """The blocks that later offices of a sentence name for those before: "Sở X làm Khối trưởng, Sở Y làm Khối phó Khối thi đua số 2"; where
    the first office names its own, each names one for those behind it: "Sở X là Khối trưởng Khối Kinh tế, Sở Y là Khối phó; Sở Z …"."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        blocks = (c.start for c in chunks if isinstance(c.mention, OrganizationMention) and c.mention.block)
        self.first = next(blocks, None)
        offices = [c for c in chunks if c.sign == "T" and c.position.kind == "block"]
        self.named_by = [(c.start, named) for c in offices if (named := c.position.organization) is not None]
        self.forward = bool(offices) and offices[0].position.organization is not None

    def named(self, title: PositionMention) -> OrganizationMention | None:
        """The block of an office that names none; None where a block stands before it."""
        if title.kind != "block" or title.organization is not None or (self.first is not None and self.first < title.start):
            return None
        at = bisect_left(self.named_by, title.start, key=lambda office: office[0])
        if at == len(self.named_by):
            return None
        start, end = self.named_by[at - 1 if self.forward else at][1]
        return OrganizationMention(start, end, "leader.own-block", block=True)
