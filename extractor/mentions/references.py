"""Finds cited documents: their kind, number, date, issuer and title. Names, words and rules stand in models/lexicons/references.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from extractor.document import Block, ReferenceMention, Span, Text
from extractor.lexicon import load
from extractor.mentions import dates
from extractor.mentions.patterns import UPPER, alternation

_SEGMENT = r"[A-ZĐƯÂĂÊÔƠ]{1,4}[a-zđ]{0,2}(?:[A-ZĐƯÂĂÊÔƠ0-9&]|\.(?=[A-ZĐ]))*(?!\w)"
_CODE = rf"{_SEGMENT}(?: ?[-–/] ?{_SEGMENT}){{0,4}}"
_NUMBER = rf"\d{{1,5}}[a-zA-Z]?(?: ?/ ?\d{{4}})?(?: ?[-–/] ?{_CODE}| {_SEGMENT} ?[/–-] ?{_SEGMENT}(?: ?[-–/] ?{_SEGMENT})?)(?!\w)"
_BARE = r"\d{1,4}(?:/(?:19|20)\d\d)?(?!\w)"
_NUMERAL = r"(?:[IVX]{1,6}|\d{1,3})(?!\w)"
_WORD = r"[^\s,;.:()“”\"«»…]+"
_HARD = r"[,;.:()“”\"«»…\n]"

_LAWS = ("Luật", "Bộ luật", "Pháp lệnh")
_GROUPS: dict[str, tuple[str, ...]] = {
    "law": _LAWS,
    "constitution": ("Hiến pháp",),
    "resolution": ("Nghị quyết",),
    "plenum": ("Nghị quyết", "Kết luận"),
    "charter": ("Quy chế", "Điều lệ"),
    "enclosed": ("Quy định", "Quy chế", "Hướng dẫn", "Điều lệ"),
    "issued": ("Chỉ thị", "Nghị quyết", "Kết luận", "Nghị định", "Thông tư"),
}
_CAPITAL_ONLY = frozenset({"law", "constitution", "charter", "enclosed", "issued"})
_CONFIDENCE = {
    "reference.law": 0.8,
    "reference.charter": 0.8,
    "reference.issued": 0.6,
    "reference.bare-number": 0.9,
    "reference.enclosed": 0.8,
}
_PLURAL = re.compile(r"(?:[Cc]ác|[Nn]hững|[Nn]hiều|[Mm]ọi|\d{2,}) $")


class _Rule(NamedTuple):
    id: str
    kinds: frozenset[str]  # folded; empty for all
    capital: bool
    pattern: re.Pattern[str]
    tail: bool


@dataclass(slots=True)
class _Draft:
    """A reference while its parts are read; `at` is where reading goes on."""

    start: int
    at: int
    rule: str
    kind: Span
    number: Span | None = None
    date: Span | None = None
    iso: str = ""
    issuer: Span | None = None
    title: Span | None = None

    def mention(self) -> ReferenceMention:
        places = {"kind": self.kind, "number": self.number, "date": self.date, "issuer": self.issuer, "title": self.title}
        fields = {name: (span,) for name, span in places.items() if span}
        values = {"date": self.iso} if self.iso else {}
        return ReferenceMention(self.start, self.at, self.rule, _CONFIDENCE.get(self.rule, 0.97), fields, values)


def _either(words: list[str]) -> str:
    """An alternation of words, the longest first, the first letter in either case."""
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "|".join(f"[{w[0].upper()}{w[0].lower()}]{re.escape(w[1:])}" for w in ordered)


@cache
def _heads() -> re.Pattern[str]:
    kinds = load("references")["kinds"]
    words = [*kinds["bare"], *kinds["coded"]]
    spelt = {form for word in words for form in (word, word.title() if " " in word else word, word.upper())}
    return re.compile(rf"(?<!\w){alternation(spelt, capital=True)}(?!\w)")


def _law_names(kind: str) -> str:
    """A pattern of the names that laws of this kind have; commas and the place of the tone mark are free."""
    names = next(table["names"] for table in load("references")["law"] if table["kind"] == kind)
    return f"(?i:{alternation((n.lower() for n in names), commas=True)})(?!\\w)"


@cache
def _stop() -> str:
    return "|".join(sorted(load("references")["words"]["stop"], key=len, reverse=True))


@cache
def _rules() -> tuple[_Rule, ...]:
    table = load("references")
    kinds = table["kinds"]
    groups = {**_GROUPS, "all": (), "bare": tuple(kinds["bare"])}
    rules = []
    for rule in table["rule"]:
        group = rule["kinds"]
        folded = frozenset(k.casefold() for k in groups[group])
        if "{LAW}" in rule["pattern"]:
            for kind in _LAWS:
                pattern = _filled(rule["pattern"], kind, _law_names(kind))
                rules.append(_Rule(rule["id"], frozenset({kind.casefold()}), True, pattern, rule["tail"]))
        else:
            pattern = _filled(rule["pattern"], "", "")
            rules.append(_Rule(rule["id"], folded, group in _CAPITAL_ONLY, pattern, rule["tail"]))
    return tuple(rules)


def _filled(pattern: str, kind: str, law: str) -> re.Pattern[str]:
    """A rule's pattern as it is matched right behind the kind that was found."""
    words = load("references")["not_law"]
    first = "|".join(words["first"])
    name = rf"(?!(?:{first})(?!\w)){_WORD}(?: (?!(?:{_stop()}|của|năm)(?!\w)|và (?:{_either([*_LAWS, 'Nghị', 'Thông', 'Hiến'])}|[^\W\d_{UPPER}])){_WORD}){{0,11}}"
    marks = {
        "{KIND}": "",
        "{NUMBER}": _NUMBER,
        "{BARE}": _BARE,
        "{NUMERAL}": _NUMERAL,
        "{LAWS}": rf"Luật (?:{_law_names('Luật')}|{name})",
        "{LAW}": law,
        "{WORDS}": name,
        "{CHARTER}": _charter(),
        "{UPPER}": UPPER,
    }
    for mark, regex in marks.items():
        pattern = pattern.replace(mark, regex)
    return re.compile(pattern.replace("(?P<title> ", "(?P<title>(?<=\\w) "))


def _charter() -> str:
    """The name of a charter or regulation: a body, or what it regulates, with "của Khối" kept and "của" an issuer left out."""
    word = rf"(?!(?:{_stop()}|và|của|năm)(?!\w)){_WORD}"
    body = rf"(?!(?:này|trên|của|và|mới|do|để|được|theo|đã|các|hiện|chung|[ĐđBb]ại hội|[Bb]ầu cử|làm việc)(?!\w)){_WORD}"
    inner = rf"(?:(?:,(?= [Kk]hen thưởng))? (?:(?<=phối hợp )(?:với|giữa) |và (?=[^\W\d_{UPPER}]|[{UPPER}])(?!(?:{_either(['Nghị', 'Công văn', 'Thông tư', 'Quyết', 'Luật', 'Điều lệ', 'Quy', 'các', 'trao', 'tổ chức', 'những'])})(?!\w))|của (?=Khối|Cụm|Hội đồng|Hội viên|hội viên|đơn vị|cơ quan))?{word}){{1,12}}"
    return rf"(?:(?<=Điều lệ )Đảng(?: Cộng sản Việt Nam)?(?! bộ)|(?!chi tiêu|dân chủ){body}{inner})(?!\w)"


def find(text: Text) -> tuple[ReferenceMention, ...]:
    """All citations in the document's own blocks, in reading order; one inside another's title is a mention of its own.

    The document's own number and what only looks like a citation are left out. Time is linear in the length of the text.
    """
    own = _own_numbers(text)
    found: list[ReferenceMention] = []
    for _, block in text.body():
        found.extend(d.mention() for d in _drafts(text.text, block) if d.number is None or _folded(text.text, d.number) not in own)
    return tuple(found)


_OWN = re.compile(rf"^[ *|]*Số[ :]+({_NUMBER})", re.M)


def _own_numbers(text: Text) -> frozenset[str]:
    """The numbers that stand in the document's letterhead."""
    return frozenset(re.sub(r"\s", "", m.group(1)).casefold() for _, b in text.body() for m in _OWN.finditer(text.text[b.start : b.end]))


def _folded(text: str, span: Span) -> str:
    return re.sub(r"\s", "", text[span.start : span.end]).casefold()


def _drafts(text: str, block: Block) -> Iterator[_Draft]:
    at = block.start
    while True:
        head = _heads().search(text, at, block.end)
        if not head:
            return
        at = head.end()
        if head.start() > block.start and (text[head.start() - 1].isalnum() or text[head.start() - 1] in "/-"):
            continue
        draft = _read(text, head, block)
        if not draft:
            continue
        listed = [draft, *_followers(text, draft, block)]
        _share(listed)
        yield from listed
        at = max(at, *map(_inside, listed), at)


def _inside(draft: _Draft) -> int:
    """Where to look on: the title may name further documents, what stands before it may not."""
    if draft.number and draft.title and draft.title.start > draft.number.end:
        return draft.title.start
    return draft.at


def _read(text: str, head: re.Match[str], block: Block) -> _Draft | None:
    kind = Span(head.start(), head.end())
    word = head.group()
    folded, capital = word.casefold(), word[0].isupper()
    plural = bool(_PLURAL.search(text, max(block.start, kind.start - 8), kind.start))
    for rule in _rules():
        if (rule.kinds and folded not in rule.kinds) or (rule.capital and not capital):
            continue
        match = rule.pattern.match(text, kind.end, block.end)
        if not match or not _allowed(text, rule, match, kind, block, plural):
            continue
        draft = _start(text, rule, match, kind)
        if rule.tail:
            _tail(text, draft, block.end)
        if not draft.issuer:
            draft.issuer = _issuer_before(text, block.start, kind.start)
        return draft
    return None


def _allowed(text: str, rule: _Rule, match: re.Match[str], kind: Span, block: Block, plural: bool) -> bool:
    """Whether what stands before the kind lets the rule hold."""
    if "number" in match.re.groupindex and match["number"]:
        return True
    if rule.id.startswith("reference.law"):
        before = text[max(block.start, kind.start - 14) : kind.start].casefold().rstrip()
        return not any(before.endswith(w) for w in load("references")["not_law"]["before"])
    return not plural or rule.id == "reference.bare-number"


def _start(text: str, rule: _Rule, match: re.Match[str], kind: Span) -> _Draft:
    """What the rule's own pattern gives."""
    draft = _Draft(kind.start, match.end(), rule.id, kind)
    groups = match.groupdict()
    if groups.get("number"):
        draft.number = Span(*match.span("number"))
    if groups.get("issuer"):
        draft.issuer = _trimmed(text, *match.span("issuer"))
    if groups.get("title") is not None:
        start, end = match.span("title")
        draft.title = _trimmed(text, start if rule.id == "reference.issued" else kind.start, end)
    year = re.search(r"(?:19|20)\d\d$", match["title"]) if groups.get("title") and rule.id in _DATED_TITLES else None
    if year:
        at = match.start("title") + year.start()
        draft.date, draft.iso = Span(at, at + 4), year.group()
    return draft


_DATED_TITLES = frozenset({"reference.law-known", "reference.constitution"})


def _trimmed(text: str, start: int, end: int) -> Span:
    """The range without blanks, closing marks and quotes at its ends."""
    while end > start and text[end - 1] in ' ,;.:-–\n“”"':
        end -= 1
    while start < end and text[start] in ' ,;.:-–\n“"':
        start += 1
    return Span(start, end)


_DATE_OPENING = re.compile(r",? ?\(?(?:(?:ban hành|ký) )?(?:ngày|Ngày) ")
_ISSUER_OPENING = re.compile(r",? của ")
_TERM = re.compile(r",? \(?(?:khóa|khoá|Khóa) [IVX]+\)?")
_YEAR = re.compile(r" năm ((?:19|20)\d\d)(?!\d| ?[-–])")


def _tail(text: str, draft: _Draft, high: int) -> None:
    """Read date, issuer and title behind the number or name, in whichever order they come."""
    for _ in range(5):
        at = draft.at
        if opening := _DATE_OPENING.match(text, at, high):
            found = dates.at(text, opening.end(), at, high) if not draft.iso or len(draft.iso) == 4 else None
            if not found or found.iso.startswith("--"):
                return
            draft.date, draft.iso, draft.at = found.span, found.iso, found.end
            if text[found.end : found.end + 1] == ")":
                draft.at += 1
        elif (opening := _ISSUER_OPENING.match(text, at, high)) and not draft.issuer:
            end = _issuer_end(text, opening.end(), high)
            span = _trimmed(text, opening.end(), end)
            if span.end <= span.start or _general(text[span.start : span.end]):
                return
            draft.issuer, draft.at = span, span.end
        elif (opening := _TERM.match(text, at, high)) and draft.number:
            draft.at = opening.end()
        elif (opening := _YEAR.match(text, at, high)) and draft.number and not draft.iso:
            draft.date, draft.iso, draft.at = Span(*opening.span(1)), opening[1], opening.end()
        elif draft.number and not draft.title and (title := _title(text, at, high)):
            draft.title, draft.at = title, title.end
        else:
            return


@cache
def _issuer_stop() -> re.Pattern[str]:
    kinds = load("references")["kinds"]
    return re.compile(rf"{_HARD}| (?:{_stop()}|năm)(?!\w)| và (?={_heads_lookahead(kinds)}|[^\W\d_{UPPER}])| [-–] (?![{UPPER}])")


def _heads_lookahead(kinds: dict[str, list[str]]) -> str:
    return "(?:" + _either([*kinds["bare"], *(k for k in kinds["coded"] if len(k) > 3)]) + r")(?!\w)"


_COMMA_BODY = re.compile(
    rf"(?:(?:Bộ|Bộ trưởng Bộ|Sở|Giám đốc Sở|Phòng|Ban|Ủy ban|Uỷ ban) [^,;.:()\n]{{3,40}}, [{UPPER}][^,;.:()\n]{{2,30}} và [{UPPER}]\w+(?: \w+)?)"
)


def _issuer_end(text: str, start: int, high: int) -> int:
    comma = _COMMA_BODY.match(text, start, high)
    if comma and not re.search(_stop_words(), comma.group()):
        start = comma.end()
    stop = _issuer_stop().search(text, start, min(high, start + 120))
    return stop.start() if stop else min(high, start + 120)


@cache
def _stop_words() -> str:
    return rf"(?<!\w)(?:{_stop()}|năm)(?!\w)"


def _general(issuer: str) -> bool:
    return (
        issuer.casefold() in load("references")["words"]["general_issuers"] or not any(c.isupper() for c in issuer) and " ủy" not in issuer
    )


@cache
def _title_opening() -> re.Pattern[str]:
    words = "|".join(sorted(load("references")["words"]["opens_title"], key=len, reverse=True))
    return re.compile(rf",? (?:(?P<about>[Vv]ề (?:việc )?)?(?P<quote>[“\"])|(?P<words>(?:{words})(?!\w)))")


@cache
def _title_stop() -> re.Pattern[str]:
    words = load("references")["words"]
    kinds = words["opens_clause"]
    heads = _heads_lookahead(load("references")["kinds"])
    return re.compile(
        rf"(?P<quote>“[^“”\n]{{0,200}}”)|[;:(\n]|\.(?!\d)|, (?=[{UPPER}]|(?:{'|'.join(kinds)})(?!\w))|,? (?:và|cùng) (?={heads} (?:số )?\d|các (?:Nghị|Chỉ|văn))"
    )


_LONGEST_TITLE = 400


def _title(text: str, at: int, high: int) -> Span | None:
    opening = _title_opening().match(text, at, high)
    if not opening:
        return None
    high = min(high, at + _LONGEST_TITLE)
    if opening["quote"]:
        closing = re.compile('[”"]').search(text, opening.end(), high)
        end = closing.start() if closing else high
        return _trimmed(text, opening.end(), end) if end > opening.end() else None
    start = opening.start("words")
    for stop in _title_stop().finditer(text, opening.end(), high):
        if not stop["quote"]:
            span = Span(start, stop.start())
            return span if span.end - span.start > 8 else None
    end = high
    while end > start and text[end - 1] in " ,.":
        end -= 1
    return Span(start, end)


_ISSUER_BEFORE = re.compile(rf"(?:đề nghị của|ý kiến của) (?P<issuer>[{UPPER}][^,;.:()“”\n]{{2,70}}?),? (?:tại|theo) $")
_ISSUED_BY = re.compile(
    r"(?:^|[.;,:] |\n|do |- )(?P<issuer>(?:Chủ tịch |Giám đốc |Bộ trưởng )?(?:UBND|HĐND|Tỉnh ủy|Thành ủy|Huyện ủy|Đảng ủy|Ban Thường vụ|Hội đồng|Ủy ban|Bộ|Sở|Chính phủ|Thủ tướng)"
    r"[^,;.:()“”\n]{0,60}?) (?:đã |vừa )?ban hành $"
)


def _issuer_before(text: str, low: int, at: int) -> Span | None:
    """An issuer named ahead of the citation: "đề nghị của X tại Tờ trình số …", "UBND tỉnh ban hành Kế hoạch số …"."""
    window = max(low, at - 110)
    match = _ISSUER_BEFORE.search(text, window, at) or _ISSUED_BY.search(text, window, at)
    return _trimmed(text, *match.span("issuer")) if match else None


_NEXT = re.compile(rf"(?:,|;| và|, và| cùng) (?:số )?(?P<number>{_NUMBER})")


def _followers(text: str, draft: _Draft, block: Block) -> Iterator[_Draft]:
    """Further numbers of a list that share the kind: "Nghị quyết số 18-NQ/TW và 19-NQ/TW"."""
    while draft.number and (match := _NEXT.match(text, draft.at, block.end)):
        draft = _Draft(match.start("number"), match.end(), "reference.list", draft.kind, Span(*match.span("number")))
        _tail(text, draft, block.end)
        yield draft


def _share(listed: list[_Draft]) -> None:
    """Give date and issuer at the end of a list to the numbers right before them that have neither."""
    for earlier, later in reversed(list(zip(listed, listed[1:], strict=False))):
        if not earlier.iso and not earlier.issuer and not earlier.title:
            earlier.date, earlier.iso, earlier.issuer = later.date, later.iso, later.issuer
