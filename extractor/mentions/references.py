"""Finds cited documents: their kind, number, date, issuer and title. Names, words and rules stand in models/lexicons/references.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from extractor.document import Block, ReferenceMention, Span, Text
from extractor.lexicon import load
from extractor.mentions.citations import Draft, issuer_before, law_names, pattern, read_tail, shapes, trimmed
from extractor.mentions.patterns import alternation
from extractor.openings import Headed, HeadedIn

_LISTED = 0.95  # how sure a number is that only a list ties to its kind
_OWN_MATTERS = frozenset({"reference.congress", "reference.charter"})
_SENTENCE = 400
_PLURAL = re.compile(r"(?<!\w)(?:[Cc]ác|[Nn]hững|[Nn]hiều|[Mm]ọi|\d{2,}) $")


class _Rule(NamedTuple):
    id: str
    kinds: frozenset[str]  # folded; empty for all
    capital: bool
    pattern: re.Pattern[str]
    tail: bool


@cache
def _confidence() -> dict[str, float]:
    return {rule["id"]: rule["confidence"] for rule in load("references")["rule"]}


@cache
def _heads() -> Headed:
    kinds = load("references")["kinds"]
    words = [*kinds["bare"], *kinds["coded"]]
    spelt = {form for word in words for form in (word, word.title() if " " in word else word, word.upper())}
    return Headed(rf"(?<!\w){alternation(spelt, capital=True)}(?!\w)", words)


@cache
def _rules() -> tuple[_Rule, ...]:
    """The rule table with compiled patterns; a rule on laws by name becomes one rule for each kind of law."""
    table = load("references")
    groups = {**table["groups"], "all": [], "bare": table["kinds"]["bare"]}
    rules = []
    for rule in table["rule"]:
        group = rule["kinds"]
        by_name = "{LAW}" in rule["pattern"]
        for kinds in [[kind] for kind in groups[group]] if by_name else [groups[group]]:
            marks = {**shapes(), "KIND": ""} | ({"LAW": law_names(kinds[0])} if by_name else {})
            folded = frozenset(kind.casefold() for kind in kinds)
            rules.append(_Rule(rule["id"], folded, group in groups["capital"], pattern(rule["pattern"], marks), rule["tail"]))
    return tuple(rules)


def find(text: Text) -> tuple[ReferenceMention, ...]:
    """All citations in the document's own blocks, in reading order; one inside another's title is a mention of its own.

    The document's own number and what only looks like a citation are left out. Time is linear in the length of the text.
    """
    own = _own_numbers(text)
    heads = _heads().over(text)
    found: list[ReferenceMention] = []
    for _, block in text.body():
        drafts = _drafts(text.text, block, heads)
        found.extend(_mention(d) for d in drafts if d.number is None or _folded(text.text, d.number) not in own)
    return tuple(found)


def _mention(draft: Draft) -> ReferenceMention:
    places = {"kind": draft.kind, "number": draft.number, "date": draft.date, "issuer": draft.issuer, "title": draft.title}
    fields = {name: (span,) for name, span in places.items() if span}
    values = {"date": draft.iso} if draft.iso else {}
    return ReferenceMention(draft.start, draft.at, draft.rule, _confidence().get(draft.rule, _LISTED), fields, values)


@cache
def _drawn_up() -> re.Pattern[str]:
    words = load("references")["words"]
    rests = alternation(words["rests_on"], capital=True)
    return re.compile(rf"(?i)(?<!\w){alternation(words['drawn_up'], capital=True)}(?!\w)(?!.*(?<!\w){rests} (?:đúng |nghiêm |tốt )?$)")


def _is_drawn_up(text: str, low: int, at: int) -> bool:
    """Whether the sentence says before `at` that the meeting draws up, amends or adopts what is named there: that is its own matter."""
    low = max(low, at - _SENTENCE)
    stop = max(text.rfind(mark, low, at) for mark in (". ", "\n"))
    return _drawn_up().search(text[max(low, stop) : at]) is not None


@cache
def _own() -> re.Pattern[str]:
    return pattern(r"(?:^[ *|]*Số[ :]+|[{UPPER}\d] Số: ?)({NUMBER})", shapes(), re.M)


def _own_numbers(text: Text) -> frozenset[str]:
    """The numbers that stand in the document's letterhead."""
    lines = (text.text[b.start : b.end] for _, b in text.body())
    found = (m for words in lines if "Số" in words for m in _own().finditer(words))
    return frozenset(re.sub(r"\s", "", m.group(1)).casefold() for m in found)


def _folded(text: str, span: Span) -> str:
    return re.sub(r"\s", "", text[span.start : span.end]).casefold()


def _drafts(text: str, block: Block, heads: HeadedIn) -> Iterator[Draft]:
    at = block.start
    while head := heads.search(at, block.end):
        at = head.end()
        if head.start() > block.start and text[head.start() - 1] in "/-":
            continue
        draft = _read(text, head, block)
        if not draft:
            continue
        listed = [draft, *_followers(text, draft, block)]
        _share(listed)
        yield from listed
        at = max(at, *map(_inside, listed))


def _inside(draft: Draft) -> int:
    """Where to look on: the title may name further documents, what stands before it may not."""
    if draft.number and draft.title and draft.title.start > draft.number.end:
        return draft.title.start
    return draft.at


def _read(text: str, head: re.Match[str], block: Block) -> Draft | None:
    """The citation that the kind at `head` opens, by the first rule that fits."""
    kind = Span(head.start(), head.end())
    folded, capital = head.group().casefold(), head.group()[0].isupper()
    for rule in _rules():
        if (rule.kinds and folded not in rule.kinds) or (rule.capital and not capital):
            continue
        match = rule.pattern.match(text, kind.end, block.end)
        if match and _allowed(text, rule, match, kind, block):
            draft = _start(text, rule, match, kind)
            if rule.tail:
                read_tail(text, draft, block.end)
            draft.issuer = draft.issuer or issuer_before(text, block.start, kind.start)
            return draft
    return None


def _allowed(text: str, rule: _Rule, match: re.Match[str], kind: Span, block: Block) -> bool:
    """Whether what stands before the kind lets the rule hold."""
    if match.groupdict().get("number"):
        return True
    words = load("references")["words"]
    before = text[max(block.start, kind.start - 14) : kind.start].casefold().rstrip()
    if rule.id.startswith("reference.law"):
        return not before.endswith(tuple(words["not_before_law"]))
    if rule.id in _OWN_MATTERS and (before.endswith(tuple(words["not_before_own"])) or _is_drawn_up(text, block.start, kind.start)):
        return False
    return not _PLURAL.search(text, max(block.start, kind.start - 8), kind.start)


def _start(text: str, rule: _Rule, match: re.Match[str], kind: Span) -> Draft:
    """What the rule's own pattern gives. A title with the year of a law or constitution gives its date too."""
    draft = Draft(kind.start, match.end(), rule.id, kind)
    groups = match.groupdict()
    if groups.get("number"):
        draft.number = Span(*match.span("number"))
    if groups.get("issuer"):
        draft.issuer = trimmed(text, *match.span("issuer"))
    if groups.get("title") is not None:
        start, end = match.span("title")
        draft.title = trimmed(text, start if rule.id == "reference.issued" else kind.start, end)
    if groups.get("year"):
        draft.date, draft.iso = Span(*match.span("year")), groups["year"]
    return draft


@cache
def _next() -> re.Pattern[str]:
    return pattern(r"(?:,|;| và|, và| cùng) (?:số )?(?P<number>{NUMBER})", shapes())


@cache
def _next_bare() -> re.Pattern[str]:
    return pattern(r"(?:,| và|, và) (?:số )?(?P<number>{BARE})(?= (?:của|ngày|về)(?!\w)|[.,;)])", shapes())


def _followers(text: str, draft: Draft, block: Block) -> Iterator[Draft]:
    """Further numbers of a list that share the kind: "Nghị quyết số 18-NQ/TW và 19-NQ/TW"."""
    form = _next_bare() if draft.rule == "reference.bare-number" else _next()
    while draft.number and (match := form.match(text, draft.at, block.end)):
        draft = Draft(match.start("number"), match.end(), "reference.list", draft.kind, Span(*match.span("number")))
        read_tail(text, draft, block.end)
        yield draft


def _share(listed: list[Draft]) -> None:
    """Give date and issuer at the end of a list to the numbers right before them that have neither."""
    for earlier, later in reversed(list(zip(listed, listed[1:], strict=False))):
        if not earlier.iso and not earlier.issuer and not earlier.title:
            earlier.date, earlier.iso, earlier.issuer = later.date, later.iso, later.issuer
