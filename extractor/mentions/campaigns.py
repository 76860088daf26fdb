"""Finds campaigns that have a name: movements, drives, programmes, waves. Words and rules stand in models/lexicons/campaigns.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from extractor.document import CampaignMention, Span, Text
from extractor.lexicon import load
from extractor.mentions.campaign_names import (
    AFTER,
    LAUNCHED,
    Draft,
    body,
    delimited_name,
    national_programme,
    pattern,
    plural,
    quoted_names,
    unquoted_names,
)
from extractor.mentions.patterns import UPPER, alternation
from extractor.mentions.quotations import quotation
from extractor.openings import Headed, HeadedIn

_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def _confidence() -> dict[str, float]:
    return {rule["id"]: rule["confidence"] for rule in load("campaigns")["rule"]}


@cache
def _heads() -> Headed:
    heads = load("campaigns")["heads"]
    groups = (f"(?P<{kind}>{alternation(words)})" for kind, words in heads.items())
    return Headed(rf"(?<!\w)(?i:{'|'.join(groups)})(?!\w)", chain.from_iterable(heads.values()))


def find(text: Text) -> tuple[CampaignMention, ...]:
    """All named campaigns of the document's own blocks, in reading order.

    A mention of the rule `campaign.launch` has no name: it says only who launched "đợt thi đua". Time is linear in the length of the text.
    """
    found: list[CampaignMention] = []
    announced: Draft | None = None
    heads = _heads().over(text)
    for _, block in text.body():
        drafts = _items(text.text, block.start, block.end, announced) if announced else []
        if not drafts:
            drafts = list(_drafts(text.text, block.start, block.end, heads))
            announced = _announced(text.text, block.start, block.end, heads)
        found.extend(_mention(text.text, d) for d in drafts)
    return tuple(found)


def _mention(text: str, draft: Draft) -> CampaignMention:
    places = {"name": draft.name, "launched_by": draft.launcher, "period": draft.period}
    fields = {field: (span,) for field, span in places.items() if span}
    values = {"kind": draft.kind}
    if draft.period:
        values["period"] = "-".join(_YEAR.findall(text[draft.period.start : draft.period.end])[:2])
    return CampaignMention(draft.start, draft.end, draft.rule, _confidence()[draft.rule], fields, values)


_BULLET = re.compile(r"(?:[-+*•–]|\d{1,2}[.)]|[a-zđ]\)) ?")
_LONGEST_ANNOUNCEMENT = 160


def _announced(text: str, low: int, high: int, heads: HeadedIn) -> Draft | None:
    """What a block that ends "các phong trào thi đua:" says of the quotations that the next blocks list."""
    if text[high - 1] != ":":
        return None
    said = list(heads.finditer(max(low, high - _LONGEST_ANNOUNCEMENT), high))
    if not said or not plural(text, said[-1].start()):
        return None
    launched = pattern(LAUNCHED).search(text, said[-1].end(), high)
    return Draft(high, high, "campaign.list", str(said[-1].lastgroup), launcher=body(text, launched) if launched else None)


def _items(text: str, low: int, high: int, model: Draft) -> list[Draft]:
    """The campaigns that a list item quotes at its beginning."""
    bullet = _BULLET.match(text, low, high)
    quoted = quotation(text, bullet.end() if bullet else low, high)
    return quoted_names(text, quoted, high, replace(model, start=low)) if quoted else []


class _Opened(NamedTuple):
    """What a head opens: campaigns, or else a launcher for those named up to the end of its sentence."""

    drafts: list[Draft]
    launcher: Span | None = None


# "Đề án “A” | và | Đề án “B” do Thủ tướng Chính phủ phê duyệt": who launched both.
_JOINED = re.compile(r" và (?:các )?")
_SENTENCE_END = re.compile(rf"\.(?= [{UPPER}])|\n")


def _drafts(text: str, low: int, high: int, heads: HeadedIn) -> Iterator[Draft]:
    at = low
    launcher: Span | None = None
    reach = low
    before: list[Draft] = []
    while head := heads.search(at, high):
        at = head.end()
        opened = _read(text, head, low, high)
        if opened.launcher:
            stop = _SENTENCE_END.search(text, at, high)
            launcher, reach = opened.launcher, stop.start() if stop else high
        if before and opened.drafts and _JOINED.fullmatch(text, before[-1].end, head.start()) and before[-1].kind == opened.drafts[-1].kind:
            before[-1].launcher = before[-1].launcher or opened.drafts[-1].launcher
        before = opened.drafts
        for draft in opened.drafts:
            if draft.start < reach:
                draft.launcher = draft.launcher or launcher
            yield draft
            at = max(at, draft.end)


# Modifiers, or a length that is no name by itself ("đợt thi đua 90 ngày đêm do X phát động").
_GAP = r"(?: (?:{MODIFIER}|\d+ ngày(?: đêm)?(?= do| được|,))(?!\w))*"
_LINKED = r"(?P<link>,? ?{LINK}(?!\w))?(?P<mark> ?:| (?=\((?:{OPENING_MARK})))?\(?"
# A few words of the campaign's own between head and quotation, or any number of them before its theme.
_NEAR = (
    r"(?:(?: trong(?: (?!{NOT_NAME}(?!\w)){WORD},?){1,12}?)?"
    r"(?: (?!(?:{NOT_NAME}|{HEADS}|và)(?!\w)){WORD}){0,8}?(?:,? {LINK})? ?:? ?(?={OPENING_MARK})"
    r"|(?:,? (?!(?:{HEADS}|{EVENT})(?!\w)){WORD}){1,24}? {THEME}:? ?(?={OPENING_MARK}))"
)


def _read(text: str, head: re.Match[str], low: int, high: int) -> _Opened:
    """The campaigns that `head` opens; else the launcher it names for those that follow."""
    start, end, kind = head.start(), head.end(), str(head.lastgroup)
    if kind == "programme" and (national := national_programme(text, start, end, high)):
        return _Opened([national])
    gap = pattern(_GAP).match(text, end, high)
    at = gap.end() if gap else end
    launched = pattern(LAUNCHED).match(text, at, high)
    at = launched.end() if launched else at
    period = pattern(AFTER).match(text, at, high)
    at = period.end() if period else at
    launched = launched or (pattern(LAUNCHED).match(text, at, high) if period else None)
    at = max(at, launched.end()) if launched else at
    link = pattern(_LINKED).match(text, at, high)
    at = link.end() if link else at
    linked = bool(link and link.group())
    model = Draft(start, at, "campaign.quoted", kind, launcher=body(text, launched) if launched else None)
    model.period = Span(*period.span("period")) if period else None
    proclaimed = head.group().casefold().startswith("phát động thi")
    if proclaimed:
        model.rule = "campaign.proclaimed"
    if drafts := _named(text, model, end, low, high, linked=linked):
        subject = _subject(text, low, start + len("phát động ") if proclaimed else start)
        for draft in drafts:
            draft.launcher = draft.launcher or subject
        return _Opened(drafts)
    bare = (
        [replace(model, end=launched.end(), rule="campaign.launch", period=None)]
        if launched and model.launcher and kind == "wave" and not proclaimed
        else []
    )
    return _Opened(bare, model.launcher if linked else None)


# "03 đợt thi đua: | đợt | “A” (quý I), đợt “B”"
_AGAIN = re.compile(r" ?:? ?[Đđ]ợt (?:(?:\d|[IVX])+:? )?(?=[“\"«])")


def _named(text: str, model: Draft, head_end: int, low: int, high: int, *, linked: bool) -> list[Draft]:
    """The campaigns named where the head, its modifiers and links end."""
    theme = model.kind == "programme" and "chủ đề" in text[head_end : model.end]
    again = _AGAIN.match(text, model.end, high) if model.kind == "wave" else None
    if not theme and (quoted := quotation(text, again.end() if again else model.end, high)):
        return quoted_names(text, quoted, high, model)
    if model.rule == "campaign.proclaimed":
        return []
    if drafts := list(unquoted_names(text, model.end, high, model, linked=linked)):
        return drafts
    near = None if theme or model.launcher else pattern(_NEAR).match(text, head_end, high)
    if near and (quoted := quotation(text, near.end(), high)):
        return quoted_names(text, quoted, high, replace(model, rule="campaign.near-quote"))
    return delimited_name(text, head_end, high, model)


_SUBJECT = (
    r"(?:^|[.;,:“(] ?|\n|- |do |về việc |của )(?P<body>{BODY_HEAD}(?!\w)(?:(?! {NOT_LAUNCHER}(?!\w))[^,;.:()“”\"\n]){0,80}?)"
    r"(?: {ADVERB})* phát động(?: và [^,;.:()“”\"\n]{2,20})? (?:các )?$"
)
_LONGEST_SUBJECT = 170


def _subject(text: str, low: int, start: int) -> Span | None:
    """Who, right before the head, is said to launch: "UBND tỉnh phát động phong trào …"."""
    if "phát động" not in text[max(low, start - 32) : start]:
        return None
    match = pattern(_SUBJECT).search(text, max(low, start - _LONGEST_SUBJECT), start)
    return body(text, match) if match else None
