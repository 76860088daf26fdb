"""That a holder has an office, and what the claims of a text tell about one another's terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import compress
from typing import Literal

from extractor.document import OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.relations.leader_terms import Term
from extractor.syllables import fold_phrase

_WORDS = load("leaders")
_OFFICES: dict[str, str] = {fold_phrase(k): fold_phrase(v) for k, v in (_WORDS["positions"] | _WORDS["same"]).items()}
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
