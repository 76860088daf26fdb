"""The name of a campaign behind its head, quoted or not, and what follows it: further names, the period, who launched it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from extractor.document import Span
from extractor.lexicon import load
from extractor.mentions.patterns import UPPER, alternation, filled
from extractor.mentions.quotations import quotation, trimmed


@dataclass(slots=True)
class Draft:
    """A campaign while its parts are read."""

    start: int
    end: int
    rule: str
    kind: str
    name: Span | None = None
    launcher: Span | None = None
    period: Span | None = None


@cache
def _shapes() -> dict[str, str]:
    """The pieces of patterns of the lexicon, filled in; and the heads and known names as three more."""
    table = load("campaigns")
    done = {
        "UPPER": UPPER,
        "HEADS": f"(?i:{alternation(w for words in table['heads'].values() for w in words)})",
        "KNOWN": f"(?i:{alternation((n.lower() for n in table['names']['known']), commas=True)})",
        "NATIONAL": f"(?i:{alternation((n.lower() for n in table['names']['national']), commas=True)})",
    }
    for name, piece in table["shapes"].items():
        text = piece if isinstance(piece, str) else f"(?:{'|'.join(sorted(piece, key=lambda w: (-len(w), w)))})"
        done[name] = filled(text, done)
    return done


@cache
def pattern(words: str) -> re.Pattern[str]:
    """A pattern over the shapes of the lexicon."""
    return re.compile(filled(words, _shapes()))


LAUNCHED = r",? ?(?:\([^()\n]{1,40}\) ?)?(?:\(?(?:do|được|của|mà) |\((?=[{UPPER}]))(?P<body>{BODY}) {LAUNCH}(?!\w)\)?"
AFTER = r"(?:,? ?\(?(?P<period>{PERIOD})\)?)(?:,? (?:và )?(?:định hướng|tầm nhìn) đến (?:năm )?{YEAR})?(?!\w)"
_TRAILING = r"(?:,|\b)(?<!đến)(?<!đến ) ?\(?(?P<period>{PERIOD})\)?$"
_SEPARATOR = r" ?(?:[,;]|…,?|,…,?|\.{3},?)? ?(?:(?:và|hay|cùng|cùng với|hoặc) )?(?=[“”„\"«‘'])"
# Waves are told with their time behind them and the head noun again before the next: "đợt “A” (quý I), đợt “B”".
_WAVES = r"(?: \([^()“”\"\n]{2,30}\))?" + _SEPARATOR.replace("(?=[", r"(?:đợt (?:(?:\d|[IVX])+:? )?)?(?=[")
_HEADED = (
    r"(?! ?(?i:chương trình (?:mục tiêu quốc gia|MTQG)))"
    r"(?=[{UPPER}]){HEADS}(?: thi đua)?(?: “| )(?={WORD} {WORD})(?!thi đua(?: |$)|của |do )"
)
_PLACE = r" trên địa bàn (?:tỉnh|thành phố|huyện|xã|quận|thị xã|phường)(?: [{UPPER}]\w+(?: [{UPPER}]\w+)*)?"
_PLURAL = re.compile(r"(?<!\w)(?:[Cc]ác|[Nn]hững|[Nn]hiều|\d+|[Hh]ai|[Bb]a|[Bb]ốn) $")


def body(text: str, launched: re.Match[str]) -> Span | None:
    """Who launched it, by the group `body`; None where the words only name a level or bodies in general."""
    span = trimmed(text, *launched.span("body"))
    words = text[span.start : span.end]
    if words.casefold() in load("campaigns")["words"]["general_launchers"] or " các " in words or not any(c.isupper() for c in words):
        return None
    return span


def plural(text: str, start: int) -> bool:
    """Whether the head at `start` announces several campaigns."""
    return bool(_PLURAL.search(text, max(0, start - 8), start))


def quoted_names(text: str, first: tuple[Span, int], high: int, model: Draft) -> list[Draft]:
    """The quoted name and those listed behind it; a launcher at the end of the list launched them all."""
    drafts: list[Draft] = []
    current: tuple[Span, int] | None = first
    while current:
        span, end = current
        if any(c.isalpha() for c in text[span.start : span.end]):
            model = replace(model, start=span.start, rule="campaign.list", period=None) if drafts else model
            drafts.append(with_rest(text, high, replace(model, end=end, name=_without_head(text, span))))
            end = drafts[-1].end
        separator = pattern(_WAVES if model.kind == "wave" else _SEPARATOR).match(text, end, high)
        current = quotation(text, separator.end(), high) if separator and separator.end() > end else None
    for draft in drafts:
        draft.launcher = draft.launcher or drafts[-1].launcher
    return drafts


def _without_head(text: str, name: Span) -> Span:
    """The name without the head noun that stands inside its quotation marks too ("“Phong trào Bình dân học vụ số”")."""
    head = pattern(_HEADED).match(text, name.start, name.end)
    return Span(head.end(), name.end) if head else name


def with_rest(text: str, high: int, draft: Draft) -> Draft:
    """Take the period out of the name's end, and read period and launcher behind the name, in either order."""
    assert draft.name
    trailing = pattern(_TRAILING).search(text, draft.name.start, draft.name.end)
    if trailing and trailing.start() > draft.name.start:
        draft.period = Span(*trailing.span("period"))
        draft.name = trimmed(text, draft.name.start, trailing.start())
    for _ in range(3):
        if after := pattern(AFTER).match(text, draft.end, high):
            draft.period = draft.period or Span(*after.span("period"))
            draft.end = after.end()
        elif launched := pattern(LAUNCHED).match(text, draft.end, high):
            draft.launcher, draft.end = draft.launcher or body(text, launched), launched.end()
        else:
            break
    return draft


_NATIONAL = (
    r" (?i:mục tiêu quốc gia|MTQG) (?:{NATIONAL}(?!\w)(?! [-–] [^\W\d_{UPPER}])"
    r"|(?!(?:{STOP}|và|gồm|nói|đối|còn)(?!\w)){WORD}(?: (?!(?:{STOP}|và|gồm|nói|đối|còn)(?!\w)){WORD}){1,14})"
)


def national_programme(text: str, start: int, end: int, high: int) -> Draft | None:
    """A national target programme, whose name keeps the head that stands from `start` to `end`."""
    match = pattern(_NATIONAL).match(text, end, high)
    if not match:
        return None
    name = trimmed(text, start, match.end())
    return with_rest(text, high, Draft(start, match.end(), "campaign.national-programme", "programme", name))


_CAPITAL = (
    r"(?=[{UPPER}]|\d+ ngày đêm [^\W\d_])(?!{CLASS})(?!{NOT_FIRST}(?!\w))(?!{STOP}(?!\w)){WORD}"
    r"(?:(?:, (?!{OPENS_CLAUSE}(?!\w))(?=[^\W\d_{UPPER}])| )(?!(?:{STOP}|và (?:{HEADS}|các|những|{OPENS_CLAUSE}))(?!\w)){WORD}){1,14}"
)
# The same up to a period, which tells that the commas before it belong to the name.
_CAPITAL_TO_PERIOD = (
    r"(?=[{UPPER}])(?!{CLASS})(?!{NOT_FIRST}(?!\w))(?!{STOP}(?!\w)){WORD}"
    r"(?:,? (?!(?:giai đoạn|{HEADS})(?!\w)){WORD}){1,30}(?=,? \(?(?:trong )?giai đoạn {RANGE})"
)
_FEWEST_WORDS = 5
_LETTERS = re.compile(r" \([A-ZĐ]{2,6}\)")
_IN_NAME = " Thi đua "  # with a capital and before another one it opens the name: "phong trào Thi đua Quyết thắng"


def unquoted_names(text: str, at: int, high: int, model: Draft, *, linked: bool) -> Iterator[Draft]:
    """Names without quotation marks at `at`: known ones, capitalised ones, and, behind a link, lists parted by semicolons."""
    if linked and (items := _plain_items(text, at, high, model)):
        yield from items
        return
    while at < high and text[at] == " ":
        at += 1
    if text[at : at + 1].isupper() and text[max(model.start, at - 9) : at] == _IN_NAME:
        at -= len(_IN_NAME) - 1
    if known := pattern(r"(?:Thi đua )?{KNOWN}(?!\w)").match(text, at, high):
        place = None if text[at].isupper() else pattern(_PLACE).match(text, known.end(), high)
        told = pattern(AFTER).match(text, known.end(), high) or _LETTERS.match(text, known.end(), high)
        # In small letters a short name is as often a description as a name, unless its time or its abbreviation follows.
        if text[at].isupper() or place or told or len(known.group().split()) >= _FEWEST_WORDS:
            end = place.end() if place else known.end()
            yield with_rest(text, high, replace(model, end=end, rule="campaign.known", name=Span(at, end)))
        return
    if linked or text[at - 1 : at] != " ":
        return
    capital = pattern(_CAPITAL_TO_PERIOD).match(text, at, high) or pattern(_CAPITAL).match(text, at, high)
    if capital and not text[model.start : model.start + 5].casefold().startswith("dự án") and any(c.islower() for c in capital.group()):
        name = trimmed(text, *capital.span())
        yield with_rest(text, high, replace(model, end=capital.end(), rule="campaign.capital", name=name))


_DELIMITED = (
    r"(?=[^\W\d_{UPPER}])(?!{NOT_DESCRIBED}(?!\w))(?!{STOP}(?!\w)){WORD}(?: (?!{STOP}(?!\w)){WORD}| tại(?= [{UPPER}])| không){2,15}"
    r"(?= \(?(?:trong )?giai đoạn {RANGE})"
)


def delimited_name(text: str, at: int, high: int, model: Draft) -> list[Draft]:
    """A name in small letters without quotation marks that a period closes: "Đề án đổi mới giáo dục mầm non giai đoạn 2021 - 2025"."""
    match = pattern(_DELIMITED).match(text, at + 1, high) if text[at : at + 1] == " " else None
    if not match or plural(text, model.start):
        return []
    name = trimmed(text, *match.span())
    return [with_rest(text, high, replace(model, end=match.end(), rule="campaign.delimited", name=name))]


_ITEM = r"[^;“”\"«»\n]{6,260}?(?=;|\.(?: [{UPPER}]|$|\n)|$|\n|…)"
_NOT_ITEM = re.compile(r"\d{2,}[.,]?\d* (?:[a-zđ]|%)|^\W*\d")
_FEWEST_ITEMS = 3


def _plain_items(text: str, at: int, high: int, model: Draft) -> Sequence[Draft]:
    """The items of "các cuộc vận động như: A; B; C"; three at least, none with a head of its own or a count in front."""
    if not plural(text, model.start):
        return ()
    drafts: list[Draft] = []
    while item := pattern(_ITEM).match(text, at, high):
        name = trimmed(text, *item.span())
        if pattern(r"(?<!\w){HEADS}(?!\w)").search(item.group()) or _NOT_ITEM.search(item.group()) or name.end == name.start:
            break
        drafts.append(with_rest(text, high, replace(model, end=item.end(), rule="campaign.plain-list", name=name)))
        if text[item.end() : item.end() + 1] != ";":
            break
        at = item.end() + 1
    return drafts if len(drafts) >= _FEWEST_ITEMS else ()
