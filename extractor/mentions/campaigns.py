"""Finds campaigns that have a name: movements, drives, programmes, waves. Words and rules stand in models/lexicons/campaigns.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractor.document import CampaignMention, Span, Text
from extractor.lexicon import load
from extractor.mentions.patterns import UPPER, alternation
from extractor.mentions.quotations import quotation, trimmed

_YEAR = r"(?:19|20)\d\d"
_RANGE = rf"{_YEAR} ?(?:[-–]|đến|đến năm) ?{_YEAR}"
_PERIOD = rf"(?:(?:trong |của )?(?:giai đoạn|thời kỳ|năm học|các năm|từ năm) ?{_RANGE}|\(? ?(?:giai đoạn )?{_RANGE} ?\)?|(?:trong )?năm {_YEAR}(?! ?[-–] ?\d))"
_AFTER = re.compile(rf"(?:,? ?\(?(?P<period>{_PERIOD})\)?)(?:,? (?:và )?(?:định hướng|tầm nhìn) đến (?:năm )?{_YEAR})?(?!\w)")
_TRAILING = re.compile(rf"(?:,|\b)(?<!đến)(?<!đến ) ?\(?(?P<period>{_PERIOD})\)?$")
_BODY = rf"[^\W\d_][^,;.:()“”\"\n]{{1,70}}?(?:, (?=[{UPPER}])[^,;.:()“”\"\n]{{2,60}}?){{0,2}}"


@dataclass(slots=True)
class _Draft:
    """A campaign while its parts are read."""

    start: int
    end: int
    rule: str
    kind: str
    name: Span | None = None
    launcher: Span | None = None
    period: Span | None = None

    def mention(self, text: str) -> CampaignMention:
        places = {"name": self.name, "launched_by": self.launcher, "period": self.period}
        fields = {field: (span,) for field, span in places.items() if span}
        values = {"kind": self.kind}
        if self.period:
            values["period"] = "-".join(re.findall(_YEAR, text[self.period.start : self.period.end])[:2])
        return CampaignMention(self.start, self.end, self.rule, _confidence()[self.rule], fields, values)


@cache
def _confidence() -> dict[str, float]:
    return {rule["id"]: rule["confidence"] for rule in load("campaigns")["rule"]}


@cache
def _heads() -> re.Pattern[str]:
    groups = (f"(?P<{kind}>{alternation(words, capital=True)})" for kind, words in load("campaigns")["heads"].items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)")


def _words(name: str) -> str:
    return alternation(load("campaigns")["words"][name])


@cache
def _launched() -> re.Pattern[str]:
    """ "do X phát động", "được X phát động", "của X phát động" behind a head or a name; a decreed programme likewise."""
    verbs = alternation([*load("campaigns")["words"]["launch"], *load("campaigns")["words"]["decree"]])
    return re.compile(rf",? ?(?:\([^()\n]{{1,40}}\) ?)?\(?(?:do|được|của|mà) (?P<body>{_BODY}) {verbs}(?!\w)\)?")


@cache
def _gap() -> re.Pattern[str]:
    """What may lie between a head and the name, the launcher apart."""
    return re.compile(rf"(?: (?:{_words('modifiers')}|\d+ ngày(?: đêm)?(?= do| được|,))(?!\w))*")


@cache
def _link() -> re.Pattern[str]:
    return re.compile(rf"(?P<link>,? ?(?:{_words('links')})(?!\w))?(?P<colon> ?:)?")


@cache
def _near() -> re.Pattern[str]:
    """A few words of the campaign's own between head and quotation, or any number of them before its theme."""
    word = rf"(?!(?:{_words('not_names')}|và|của)(?!\w))[^\s,;.:()“”\"«»‘’\n]+"
    theme = r"(?:với|có|mang|theo) (?:chủ đề|tên gọi|tên)"
    return re.compile(rf"(?: {word}){{1,8}}?(?= ?[“\"«‘])|(?: [^\s,;.:()“”\"«»‘’\n]+){{1,24}}? {theme}:?(?= ?[“\"«‘])")


@cache
def _known() -> re.Pattern[str]:
    return re.compile(rf"(?i:{alternation((n.lower() for n in load('campaigns')['names']['known']), commas=True)})(?!\w)")


@cache
def _national() -> re.Pattern[str]:
    names = alternation((n.lower() for n in load("campaigns")["names"]["national"]), commas=True)
    stop = rf"(?:{_words('stop')}|và|gồm|nói|đối|còn)(?!\w)"
    return re.compile(
        rf" (?:mục tiêu quốc gia|MTQG|Mục tiêu quốc gia)(?P<name> (?:(?i:{names})(?!\w)|(?!{stop})[^\s,;.:()“”\"\n]+(?: (?!{stop})[^\s,;.:()“”\"\n]+){{1,14}}))"
    )


@cache
def _capital() -> re.Pattern[str]:
    """An unquoted name: from a capital on to a word or mark that ends it."""
    words = load("campaigns")["words"]
    heads = alternation([w for group in load("campaigns")["heads"].values() for w in group], capital=True)
    stop = rf"(?:{_words('stop')}|và (?:{heads}|các|những|{alternation(words['opens_clause'])}))(?!\w)"
    word = rf"(?!{stop})[^\s,;.:()“”\"«»\n]+"
    comma = rf"(?:, (?!(?:{alternation(words['opens_clause'])})(?!\w))(?=[^\W\d_{UPPER}]){word})"
    return re.compile(rf"(?=[{UPPER}]|\d+ ngày đêm [a-zđ])(?!(?:{_words('not_first')})(?!\w)){word}(?:{comma}| {word}){{1,14}}")


def find(text: Text) -> tuple[CampaignMention, ...]:
    """All named campaigns of the document's own blocks, in reading order.

    A mention of the rule `campaign.launch` has no name: it says only who launched "đợt thi đua". Time is linear in the length of the text.
    """
    found: list[CampaignMention] = []
    carried: _Draft | None = None
    for _, block in text.body():
        drafts: list[_Draft] = []
        if carried:
            drafts = list(_items(text.text, block.start, block.end, carried))
        if not drafts:
            drafts = list(_drafts(text.text, block.start, block.end))
            carried = _carry(text.text, block.start, block.end, carried if not drafts and carried and False else None)
        found.extend(d.mention(text.text) for d in drafts)
    return tuple(found)


_PLURAL = re.compile(r"(?:[Cc]ác|[Nn]hững|[Nn]hiều|\d+|[Hh]ai|[Bb]a|[Bb]ốn) $")
_BULLET = re.compile(r"(?:[-+*•–]|\d{1,2}[.)]|[a-zđ]\)) ?")


def _carry(text: str, low: int, high: int, none: _Draft | None) -> _Draft | None:
    """A block that ends "các phong trào thi đua:" names the kind of the quotations that the next blocks list."""
    if text[high - 1] != ":":
        return none
    heads = list(_heads().finditer(text, max(low, high - 160), high))
    if not heads or not _PLURAL.search(text, max(low, heads[-1].start() - 8), heads[-1].start()):
        return none
    launched = _launched().search(text, heads[-1].end(), high)
    draft = _Draft(high, high, "campaign.list", str(heads[-1].lastgroup))
    draft.launcher = _body(text, launched) if launched else None
    return draft


def _items(text: str, low: int, high: int, model: _Draft) -> Iterator[_Draft]:
    """The campaign that a list item quotes at its beginning."""
    bullet = _BULLET.match(text, low, high)
    quoted = quotation(text, bullet.end() if bullet else low, high)
    if not quoted:
        return
    drafts = list(_quoted(text, low, quoted, high, _Draft(low, low, "campaign.list", model.kind, launcher=model.launcher), review=False))
    yield from drafts


def _drafts(text: str, low: int, high: int) -> Iterator[_Draft]:
    at, scope, scope_end = low, None, low
    while head := _heads().search(text, at, high):
        at = head.end()
        kind = str(head.lastgroup)
        drafts, launcher, end = _read(text, head.start(), head.end(), low, high, kind)
        if launcher and not drafts and end:
            scope, scope_end = launcher, _sentence_end(text, end, high)
        for draft in drafts:
            if not draft.launcher and scope and draft.start < scope_end:
                draft.launcher = scope
            yield draft
            at = max(at, draft.end)


_SENTENCE_END = re.compile(rf"\.(?= [{UPPER}])|\n")


def _sentence_end(text: str, at: int, high: int) -> int:
    stop = _SENTENCE_END.search(text, at, high)
    return stop.start() if stop else high


def _read(text: str, start: int, end: int, low: int, high: int, kind: str) -> tuple[list[_Draft], Span | None, int]:
    """The campaigns that the head at `start` to `end` opens; else the launcher it names for those that follow, and where it ends."""
    if kind == "programme" and (national := _national().match(text, end, high)):
        return (
            [_with_rest(text, high, _Draft(start, national.end(), "campaign.national-programme", kind, Span(start, national.end())))],
            None,
            0,
        )
    gap = _gap().match(text, end, high)
    at = gap.end() if gap else end
    launched = _launched().match(text, at, high)
    launcher = None
    if launched:
        launcher, at = _body(text, launched), launched.end()
    if period := _AFTER.match(text, at, high):
        at = period.end()
    link = _link().match(text, at, high)
    behind = link.end() if link else at
    model = _Draft(start, behind, "campaign.quoted", kind, launcher=launcher, period=Span(*period.span("period")) if period else None)
    review = _reviewed(text, low, start)
    if (quoted := quotation(text, behind, high)) and not (kind == "programme" and link and "chủ đề" in (link["link"] or "")):
        model.launcher = launcher or _subject(text, low, start)
        return list(_quoted(text, start, quoted, high, model, review)), None, 0
    named = list(_unquoted(text, behind, high, model, plain=bool(link and (link["link"] or link["colon"]))))
    if named:
        for draft in named:
            draft.launcher = draft.launcher or _subject(text, low, start)
        return named, None, 0
    if not launched and kind != "programme" and (near := _near().match(text, end, high)) and (quoted := quotation(text, near.end(), high)):
        model.rule, model.launcher = "campaign.near-quote", _subject(text, low, start)
        return list(_quoted(text, start, quoted, high, model, review)), None, 0
    if launched and launcher and kind == "wave":
        return [_Draft(start, launched.end(), "campaign.launch", kind, launcher=launcher)], None, 0
    return [], launcher, behind if link and link.group() else 0


def _body(text: str, launched: re.Match[str]) -> Span | None:
    """Who launched it, unless the words only name a level."""
    span = trimmed(text, *launched.span("body"))
    words = text[span.start : span.end]
    if words.casefold() in load("campaigns")["words"]["general_launchers"] or " các " in words or not any(c.isupper() for c in words):
        return None
    return span


@cache
def _review() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternation(load('campaigns')['words']['review'], capital=True)})(?: [^\s,;.:“”\"]+){{0,3}} ?$")


def _reviewed(text: str, low: int, start: int) -> bool:
    """Whether the campaign is what a meeting looks back on, so that a year behind it is the year under review."""
    return bool(_review().search(text, max(low, start - 40), start))


_SUBJECT = re.compile(
    r"(?:^|[.;,:“(] ?|\n|- |do |về việc |của )(?P<body>(?:Thủ tướng|Chính phủ|Chủ tịch|Giám đốc|Bộ trưởng|UBND|HĐND|Ủy ban|Uỷ ban|Hội|Tổng|Liên|LĐLĐ|Bộ|Sở|Ban|Tỉnh|Thành|Huyện|Đảng|Công đoàn|Đoàn|Công ty|Tập đoàn|Bệnh viện|Trường|Quân|Trung ương|Khối|Cụm|Phòng|Cục|Ngân hàng|MTTQ|Mặt trận|Công an|TW|Viện|Trung tâm)"
    r"(?:(?! (?:tham mưu|hưởng ứng|đề nghị|thực hiện|yêu cầu|được|do|về|theo|đã|triển khai|và các)(?!\w))[^,;.:()“”\"\n]){0,80}?)"
    r"(?: (?:đã|vừa|tiếp tục|chính thức|cũng|sẽ|về|về việc|tổ chức|long trọng|[Ll]ễ|phối hợp với [^,;.:()“”\"\n]{3,60}? tổ chức))* phát động(?: và [^,;.:()“”\"\n]{2,20})? (?:các )?$"
)


def _subject(text: str, low: int, start: int) -> Span | None:
    """Who, right before the head, is said to launch: "UBND tỉnh phát động phong trào …"."""
    if not text[max(low, start - 12) : start].rstrip().endswith(("phát động", "các", "hiện")):
        return None
    match = _SUBJECT.search(text, max(low, start - 170), start)
    return _body(text, match) if match else None


def _quoted(text: str, start: int, quoted: tuple[Span, int], high: int, model: _Draft, review: bool) -> Iterator[_Draft]:
    """The quoted name and those listed behind it; a launcher at the end of the list launched them all."""
    drafts: list[_Draft] = []
    current: tuple[Span, int] | None = quoted
    while current:
        span, end = current
        if any(c.isalpha() for c in text[span.start : span.end]):
            draft = _Draft(
                start,
                end,
                "campaign.list" if drafts else model.rule,
                model.kind,
                span,
                model.launcher,
                model.period if not drafts else None,
            )
            drafts.append(_with_rest(text, high, draft, review=review))
            end = draft.end
        current = _next(text, end, high)
        start = current[0].start if current else end
    last = drafts[-1].launcher if drafts else None
    for draft in drafts:
        draft.launcher = draft.launcher or last
        yield draft


_SEPARATOR = re.compile(r" ?(?:[,;]|…,?|,…,?)? ?(?:(?:và|hay|cùng|cùng với|hoặc) )?(?=[“”„\"«‘'])")


def _next(text: str, at: int, high: int) -> tuple[Span, int] | None:
    """The next quotation of a list."""
    separator = _SEPARATOR.match(text, at, high)
    if not separator or separator.end() == at:
        return None
    return quotation(text, separator.end(), high)


def _with_rest(text: str, high: int, draft: _Draft, *, review: bool = False) -> _Draft:
    """Take the period out of the name's end, and read period and launcher behind the name."""
    assert draft.name
    trailing = _TRAILING.search(text, draft.name.start, draft.name.end)
    if trailing and trailing.start() > draft.name.start:
        draft.period = Span(*trailing.span("period"))
        draft.name = trimmed(text, draft.name.start, trailing.start())
    for _ in range(3):
        if (after := _AFTER.match(text, draft.end, high)) and not (trailing and draft.period is None):
            if not (review and "-" not in after["period"] and "–" not in after["period"]):
                draft.period = draft.period or Span(*after.span("period"))
            draft.end = after.end()
        elif launched := _launched().match(text, draft.end, high):
            body = _body(text, launched)
            draft.launcher, draft.end = draft.launcher or body, launched.end()
        else:
            break
    return draft


_PLACE = re.compile(rf" trên địa bàn (?:tỉnh|thành phố|huyện|xã|quận|thị xã|phường)(?: [{UPPER}]\w+(?: [{UPPER}]\w+)*)?")


def _unquoted(text: str, at: int, high: int, model: _Draft, *, plain: bool) -> Iterator[_Draft]:
    """Names without quotation marks: known ones, capitalised ones, and lists parted by semicolons."""
    if plain and (items := _plain_items(text, at, high, model)):
        yield from items
        return
    while at < high and text[at] == " ":
        at += 1
    known = _known().match(text, at, high)
    if known and not (model.kind == "programme" and not text[at].isupper() and not _PLACE.match(text, known.end(), high)):
        end = known.end()
        if not text[at].isupper() and (place := _PLACE.match(text, end, high)):
            end = place.end()
        yield _with_rest(text, high, _Draft(model.start, end, "campaign.known", model.kind, Span(at, end), model.launcher, model.period))
        return
    capital = _capital().match(text, at, high) if not plain and text[at - 1 : at] == " " else None
    if capital and _nameable(text, model, capital):
        name = trimmed(text, *capital.span())
        yield _with_rest(text, high, _Draft(model.start, capital.end(), "campaign.capital", model.kind, name, model.launcher, model.period))


def _nameable(text: str, model: _Draft, capital: re.Match[str]) -> bool:
    """An unquoted name has two words at least; a project without quotation marks is a building site or a bill."""
    head = text[model.start : model.start + 5].casefold()
    return " " in capital.group() and not head.startswith("dự án") and any(c.islower() for c in capital.group())


_ITEM = re.compile(rf"[^;“”\"«»\n]{{6,260}}?(?=;|\.(?: [{UPPER}]|$|\n)|$|\n|…)")
_NOT_ITEM = re.compile(r"\d{2,}[.,]?\d* (?:[a-zđ]|%)|^\W*\d")


def _plain_items(text: str, at: int, high: int, model: _Draft) -> Sequence[_Draft]:
    """The items of "các cuộc vận động như: A; B; C"; three at least, none with a head of its own or a count in front."""
    if not _PLURAL.search(text, max(0, model.start - 8), model.start):
        return ()
    drafts: list[_Draft] = []
    while item := _ITEM.match(text, at, high):
        words = item.group()
        span = trimmed(text, *item.span())
        if _heads().search(words) or _NOT_ITEM.search(words) or span.end == span.start:
            break
        drafts.append(_with_rest(text, high, _Draft(model.start, item.end(), "campaign.plain-list", model.kind, span, model.launcher)))
        if text[item.end() : item.end() + 1] != ";":
            break
        at = item.end() + 1
    return drafts if len(drafts) > 2 else ()
