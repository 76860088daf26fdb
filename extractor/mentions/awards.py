"""Finds awards named in the text: danh hiệu thi đua and hình thức khen thưởng. Names and rules stand in models/lexicons/awards.toml.

Only the name is found here; whose award it is and who receives it is read by `extractor.relations.awards`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from extractor.document import AwardMention, Span, Text, Token
from extractor.lexicon import Phrases, load
from extractor.mentions.quotations import quotation
from extractor.openings import places
from extractor.syllables import fold, fold_phrase

_KEYS = {
    "id", "heads", "tail", "tail_required", "recipients", "needs", "not_after", "not_before", "named", "name_required", "headless", "merit",
    "unspecified", "match", "no_match",
}  # fmt: skip
_FLAGS = ("tail_required", "named", "name_required", "headless", "unspecified")
_LONGEST_QUOTED = 140
_LONGEST_NAME = 14
_QUOTES = frozenset("“”\"'‘’«")
# Words that end the name of a badge or title; a comma ends it too, unless a field's own name has one ("thi đua, khen thưởng").
_NAME_STOPS = frozenset(
    map(
        fold,
        (
            "cho", "của", "năm", "và", "đối", "được", "tặng", "trao", "với", "tới", "đến", "do",
            "gồm", "là", "có", "vì", "trong", "từ", "giai", "ở", "tại", "cùng", "khi", "để",
        ),
    )
)  # fmt: skip
_KEPT_COMMAS = frozenset(
    fold_phrase(p) for p in ("thi đua , khen thưởng", "văn hóa , thể thao", "tốt , việc", "thể thao , du", "tật , trẻ", "sản , phát")
)


@dataclass(frozen=True, slots=True)
class AwardName:
    """One entry of the lexicon: how an award's name opens, goes on, and to whom the law gives it."""

    id: str
    recipients: str
    tail: re.Pattern[str] | None = None
    tail_required: bool = False
    needs: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    named: bool = False
    name_required: bool = False
    headless: bool = False
    merit: str = "year"
    unspecified: bool = False


def _folded(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    return tuple(fold_phrase(w) for w in entry.get(key, ()))


@cache
def names() -> Phrases:
    """Every head with its entry. Raises ValueError for an unknown key in the lexicon."""
    heads: dict[str, AwardName] = {}
    for entry in load("awards")["award"]:
        if unknown := set(entry) - _KEYS:
            raise ValueError(f"awards.award: unknown keys {sorted(unknown)}")
        tail = re.compile(entry["tail"]) if "tail" in entry else None
        name = AwardName(
            entry["id"],
            entry["recipients"],
            tail,
            needs=_folded(entry, "needs"),
            not_after=_folded(entry, "not_after"),
            not_before=_folded(entry, "not_before"),
            merit=entry.get("merit", "year"),
            **{key: bool(entry.get(key)) for key in _FLAGS},
        )
        heads.update(dict.fromkeys(entry["heads"], name))
    return Phrases(heads)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(fold_phrase(h) for e in load("awards")["award"] for h in e["heads"] if h.isupper())


def find(text: Text) -> tuple[AwardMention, ...]:
    """All awards named in the document's own blocks, in reading order; `values` hold `recipients` and `merit` as the lexicon gives them.

    Time is linear in the length of the text.
    """
    found: list[AwardMention] = []
    phrases = names()
    end = 0
    for i in places(text.tokens, phrases.openers):
        match = phrases.match(text.tokens, i) if text.tokens[i].start >= end else None
        mention = _read(text, i, match[0], match[1]) if match else None
        if mention is not None:
            found.append(mention)
            end = mention.end
    return tuple(found)


def _read(text: Text, at: int, end: int, name: AwardName) -> AwardMention | None:
    tokens = text.tokens
    if tokens[end - 1].block != tokens[at].block or not _stands(tokens, at, end, name):
        return None
    words = " ".join(t.lower for t in tokens[at:end])
    if words in _abbreviations() and not all(t.text.isupper() for t in tokens[at:end]):
        return None
    limit = text.blocks[tokens[at].block].end
    span = Span(tokens[at].start, tokens[end - 1].end)
    if name.tail:
        tail = (_shouted(name.tail) if text.text[span.start : span.end].isupper() else name.tail).match(text.text, span.end, limit)
        if tail:
            span = Span(span.start, tail.end())
        elif name.tail_required:
            return None
    if name.named:
        own = _own_name(text, end, limit, headless=name.headless)
        if own is None and name.name_required:
            return None
        if own is not None:
            span = own if name.headless else Span(span.start, own.end)
    values = {"recipients": name.recipients, "merit": name.merit}
    if name.unspecified:
        values["unspecified"] = "yes"
    return AwardMention(span.start, span.end, name.id, 0.6 if name.unspecified else 0.95, {"award": (span,)}, values)


@cache
def _shouted(tail: re.Pattern[str]) -> re.Pattern[str]:
    """The tail as headings in capitals spell it ("CỜ THI ĐUA XUẤT SẮC")."""
    return re.compile(tail.pattern, re.IGNORECASE)


def _stands(tokens: tuple[Token, ...], at: int, end: int, name: AwardName) -> bool:
    """Whether the words before and behind the head let it name an award."""
    if not (name.needs or name.not_after or name.not_before):
        return True
    block = tokens[at].block
    before = [t.lower for t in tokens[max(0, at - 4) : at] if t.block == block and t.text not in _QUOTES][-3:]
    behind = " ".join(t.lower for t in tokens[end : end + 3] if t.block == block) + " "
    tails = {" ".join(before[-k:]) for k in (1, 2, 3) if len(before) >= k}
    if name.needs and not tails & set(name.needs):
        return False
    if tails & set(name.not_after):
        return False
    return not any(behind.startswith(w + " ") for w in name.not_before)


def _own_name(text: Text, at: int, limit: int, *, headless: bool) -> Span | None:
    """The badge's or title's own name from token `at` on: quoted, or from a capital to a word or mark that ends it."""
    tokens = text.tokens
    if at >= len(tokens) or tokens[at].start >= limit or tokens[at].start - tokens[at - 1].end > 1:
        return None
    quoted = quotation(text.text, tokens[at - 1].end, limit)
    if quoted:
        span, end = quoted
        if headless and at + 1 < len(tokens) and names().match(tokens, at + 1):
            return None
        # The closing mark stays with a name that keeps its head, so that the marks are a pair.
        return Span(span.start, span.end if headless else end) if end - tokens[at - 1].end <= _LONGEST_QUOTED else None
    if not tokens[at].capitalised or names().match(tokens, at):
        return None
    i = at
    while i < len(tokens) and tokens[i].start < limit and i - at < _LONGEST_NAME:
        token = tokens[i]
        if token.text == "," and i + 1 < len(tokens) and f"{tokens[i - 1].lower} , {tokens[i + 1].lower}" in _comma_pairs():
            i += 1
            continue
        if (i > at and token.lower in _NAME_STOPS) or not (token.text[0].isalpha() or token.text in "-–"):
            break
        i += 1
    while i > at and tokens[i - 1].text in "-–":
        i -= 1
    return Span(tokens[at].start, tokens[i - 1].end) if i - at >= 2 else None


@cache
def _comma_pairs() -> frozenset[str]:
    """The syllables on both sides of a comma that belongs to a name."""
    pairs = set()
    for phrase in _KEPT_COMMAS:
        words = phrase.split()
        comma = words.index(",")
        pairs.add(" ".join(words[comma - 1 : comma + 2]))
    return frozenset(pairs)
