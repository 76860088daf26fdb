"""Organisation mentions → entries: one real body, one entry, its other forms as aliases."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, pairwise

from extractor.document import BlockKind, Mention, Mentions, OrganizationMention, Span, Text
from extractor.lexicon import load
from extractor.memo import remember_last
from extractor.record import Organization
from extractor.relations.abbreviated import LOOSE, spelled_out
from extractor.relations.entries import evidence, union
from extractor.syllables import fold, fold_phrase, initials

_ABBREVIATIONS: dict[str, str] = {fold_phrase(k): fold_phrase(v) for k, v in load("abbreviations")["words"].items()}
# Fields of work as they are abbreviated or written short ("GD & ĐT", "giáo dục đào tạo") → as they are called.
_FIELDS = {fold_phrase(k): fold_phrase(v) for k, v in load("abbreviations")["fields"].items()}
_FIELD = re.compile(rf"(?<!\S)(?:{'|'.join(re.escape(k) for k in sorted(_FIELDS, key=len, reverse=True))})(?!\S)")
# Kinds of schools as they are abbreviated behind "Trường", where "CĐ" is no union ("Trường CĐ Nghề").
_KINDS = {fold_phrase(k): fold_phrase(v) for k, v in load("abbreviations")["schools"].items()}
_KIND = re.compile(rf"(?:(?<=^trường )|(?<= trường ))(?:{'|'.join(re.escape(k) for k in _KINDS)})(?!\S)")
_SAID = {fold_phrase(k): fold_phrase(v) for k, v in load("abbreviations")["names"].items()}
_PROVINCES = load("places")["provinces"]
_LEVEL_OF_PLACE = re.compile(
    rf"(?<= )(?:{'|'.join(fold_phrase(w) for w in ('xã', 'phường', 'thị trấn', 'huyện', 'quận', 'thị xã', 'đặc khu'))}) (?=\w)"
)
# "Hội Luật gia tỉnh Bắc Ninh" and "Hội Luật gia Bắc Ninh", "Trường THPT X" and "THPT X" are one.
_PROVINCE = re.compile(
    rf"\b(?:tỉnh|thành phố) ({'|'.join(sorted((fold_phrase(p).replace(' - ', ' ') for p in _PROVINCES), key=len, reverse=True))})\b"
)
_OF_PROVINCE, _OF_CITY = f" {fold_phrase('tỉnh')}", f" {fold_phrase('thành phố')}"
_PLACED_AT = re.compile(rf" (?:{'|'.join(sorted((fold_phrase(p).replace(' - ', ' ') for p in _PROVINCES), key=len, reverse=True))})$")
# The cities that are no part of a province.
_CITY_AT = re.compile(r" (?:hà nội|hải phòng|đà nẵng|cần thơ|huế|hồ chí minh|hcm|tphcm)$")
# "Viện Kiểm sát tỉnh" and "Viện kiểm sát nhân dân tỉnh" are one.
_COURT = re.compile(rf"\b({fold_phrase('viện kiểm sát')}|{fold_phrase('tòa án')}) nhân dân\b")
_SCHOOL = re.compile(r"^trường (?=trung học|tiểu học|mầm non|đại học|cao đẳng)")
# "(SRP)", "(viết tắt là SRP)", "(sau đây gọi tắt là Khối thi đua số 9)", "(Petrovietnam - PVN)".
_BRACKET = re.compile(r"[^\S\n]*\(([^()\n]{2,80})\)")
_CALLED = re.compile(r"(?:sau đây |dưới đây )?(?:gọi|viết)(?: tắt)? ?(?:là|:)")
_OPENING = re.compile(r"[^\S\n]*\((?:(?:sau đây |dưới đây )?(?:gọi|viết)(?: tắt)?(?: là|:)? |tức |hay |nay là )?")
_MEMBERS = re.compile(r"[^\S\n]*\(((?:c|C)ác [^()\n]{4,80})\)")
_ABBREVIATED = re.compile(r"[A-ZĐ][\wĐ&]*[A-ZĐ][A-Za-zĐ&]*(?:\s[\w .]{1,40})?$|[A-Z][a-z]+[A-Za-z]*$")
_SHORT_BLOCK = re.compile(r"(?i)(?:khối|cụm)(?: thi đua)? (?:số )?(?:\d+|[IVX]+)$")
SHORTEST_FORM = 4
# What is left of a name in a row of numbers ("Cụm thi đua số 1 và | số 2") is no form of it.
_NUMBER = re.compile(r"(?:số )?(?:\d+|[IVX]+)")
_SEPARATOR = re.compile(r"\s[-–]\s|[,;]")


# The term of a congress behind the organ it elected ("Ban Chấp hành Trung ương Đảng khóa XII").
_TERM = re.compile(r"\s(?:khóa|khoá)\s[IVXLC]+\b")
_ASIDE = re.compile(r"\([A-ZĐ&]+\)")
# The Party's own motto over its documents, where the State's have theirs.
_MOTTO = "ĐẢNG CỘNG SẢN VIỆT NAM"
_WORK = r"(?:tin|bài|ảnh|hình|bài viết)(?: bài| ảnh)?"
_CREDIT = re.compile(
    rf"(?:^|[-–.(] ?)(?:Nguồn|{_WORK}(?:(?: và|,| ?/| ?-|;) ?{_WORK})*) ?: ?(?P<who>[^\n.;]{{3,120}})", re.IGNORECASE | re.MULTILINE
)
# A colon behind the last letter of one of these words: few texts have one, and it is found at once.
_CREDITED = re.compile(r":(?:(?<=[nihtNIHT]:)|(?<=[nihtNIHT] :))")
# "Minh Tân - Phòng Văn hóa xã": no sentence and no item of a list.
_SENT_IN = re.compile(r"(?=[(*_]*[^\W\d_])[^\n:;]{3,90}[^.:;!?…\n]")
_QUOTES = tuple("“\"'‘«")
# "Cụm thi đua số 01" is "Cụm thi đua số 1".
_ZERO = re.compile(r"(?<!\S)0+(?=[1-9]\d*(?!\S))")
# "Cụm thi đua số IV" is "Cụm thi đua số 4".
_ROMANS = {numeral: n for n, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)}
_COUNTING = "|".join(f"(?<={start}{fold(word)} )" for start, word in ((" ", "số"), (" ", "đua"), ("^", "cụm"), ("^", "khối")))
_ROMAN = re.compile(rf"(?:{_COUNTING})(?:{'|'.join(sorted(_ROMANS, key=len, reverse=True))})(?!\S)")
# The apparatus of a body stands for the body ("Cơ quan VKSND tỉnh").
_BODIES = "|".join(fold_phrase(w) for w in ("Ủy ban", "Viện", "Tỉnh", "Hội", "Liên đoàn", "Bộ", "Sở", "Tòa"))
_APPARATUS = re.compile(rf"^{fold_phrase('cơ quan')} (?={_BODIES})")


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """The form in which two names of one body compare: folded, abbreviations spelled out, dashes alike.

    >>> key("UBND tỉnh") == key("Ủy ban nhân dân tỉnh")
    True
    """
    short = _FIELD.sub(lambda found: _FIELDS[found[0]], fold_phrase(_ASIDE.sub(" ", name)))
    short = _KIND.sub(lambda found: _KINDS[found[0]], short)
    words = " ".join(_ABBREVIATIONS.get(w, w) for w in short.split())
    words = _COURT.sub(r"\1", words)
    for said, meant in _SAID.items():
        if words == said or words.startswith(said + " "):
            words = meant + words[len(said) :]
    plain = _ZERO.sub("", words.replace(" - ", " ").replace(" / ", " ").replace(" , ", " ").replace(" & ", " và "))
    plain = _ROMAN.sub(lambda found: str(_ROMANS[found[0]]), plain)
    return _SCHOOL.sub("", _APPARATUS.sub("", plain))


@dataclass(frozen=True, slots=True)
class Member:
    """That the body named at `span` is a member of the meeting's block, and the rule that says so."""

    span: Span
    rule: str


@dataclass(slots=True)
class Group:
    """The mentions of one body: surface form → places, in the order met."""

    keys: set[str]
    forms: dict[str, list[Span]] = field(default_factory=dict)
    block: bool = False
    rules: list[str] = field(default_factory=list)

    @property
    def mentions(self) -> int:
        return sum(len(spans) for spans in self.forms.values())

    @property
    def first(self) -> int:
        """Where it is met first."""
        return min(spans[0].start for spans in self.forms.values())

    def absorb(self, other: Group) -> None:
        """Take over another group's forms: they name the same body."""
        for form, spans in other.forms.items():
            self.forms.setdefault(form, []).extend(spans)
        self.block |= other.block

    @property
    def name(self) -> str:
        """The fullest form: most distinguishing words, then the most frequent, then the first; running case before capitals."""
        if len(self.forms) == 1:
            return next(iter(self.forms))
        order = {form: (len(spans), -i) for i, (form, spans) in enumerate(self.forms.items())}
        return max(order, key=lambda f: (len(key(f).split()), len(f.split()), not f.isupper(), *order[f]))


@remember_last
def groups(text: Text, mentions: Iterable[OrganizationMention]) -> list[Group]:
    """Mentions grouped by the body they name, in order of first mention."""
    out: dict[str, Group] = {}
    composed: set[str] = set()
    for mention in mentions:
        surface = text.value(mention.span)
        whole = text.value(mention.head, mention.span) if mention.head else surface
        this = key(whole)
        group = out.setdefault(this, Group({this}, block=mention.block))
        if mention.head and whole not in group.forms:
            group.forms[whole] = [mention.head, mention.span]
            composed.add(whole)
        elif surface in composed and not mention.head:
            group.forms[surface] = []
            composed.discard(surface)
        if not (mention.head and _NUMBER.fullmatch(surface)):
            group.forms.setdefault(surface, []).append(mention.span)
        term = _TERM.match(text.text, mention.end)
        if term is not None:
            longer = Span(mention.start, term.end())
            group.forms.setdefault(text.value(longer), []).append(longer)
        if mention.rule not in group.rules:
            group.rules.append(mention.rule)
    return _merged(list(out.values()), _defined(text, list(mentions)))


@remember_last
def shared_heads(mentions: Sequence[OrganizationMention]) -> dict[Span, Span]:
    """The places of bodies in a row that share a head ("các Sở: Nội vụ, | Tài chính |") → that head, with which their names begin."""
    return {m.span: m.head for m in mentions if m.head is not None}


def _defined(text: Text, mentions: list[OrganizationMention]) -> dict[str, str]:
    """Keys of abbreviations and short names that the text gives in brackets behind a name → that name's key."""
    out: dict[str, str] = {}
    for mention in mentions:
        match = _BRACKET.match(text.text, mention.end)
        if match is None:
            continue
        called = _CALLED.search(match.group(1))
        for piece in _SEPARATOR.split(_CALLED.sub("", match.group(1))):
            brief = _ABBREVIATED.match(piece.strip()) or (mention.block and _SHORT_BLOCK.match(piece.strip()))
            if piece.strip() and (called or brief):
                out.setdefault(key(piece), key(text.value(mention.span)))
    out |= _called_in_brackets(text, mentions)
    names = [text.value(mention.span) for mention in mentions]
    # "CĐ Bình Định" is a union, unless the text knows a college of that name.
    out |= {key(name): key(f"Trường {name}") for name in names if name.startswith("CĐ ")}
    shouted = {name for name in names if " " not in name and name.isupper() and len(name) >= SHORTEST_FORM}
    if shouted:
        for name in names:
            for short in initials(name) & shouted:
                out.setdefault(key(short), key(name))
    return out


def _called_in_brackets(text: Text, mentions: list[OrganizationMention]) -> dict[str, str]:
    """Keys of blocks that stand alone in brackets behind another's name ("Cụm thi đua số 2 (Cụm các huyện miền núi)") → its key."""
    blocks = [m for m in mentions if m.block]
    out: dict[str, str] = {}
    for one, other in pairwise(blocks):
        between, behind = text.text[one.end : other.start], text.text[other.end : other.end + 1]
        if behind == ")" and _OPENING.fullmatch(between) and text.text[one.start].lower() == text.text[other.start].lower():
            out.setdefault(key(text.value(other.span)), key(text.value(one.span)))
    for block in blocks:
        inside = _MEMBERS.match(text.text, block.end)
        if inside is not None:  # "Khối thi đua số 3 (các sở kinh tế)"
            kind = text.text[block.start : block.end].split()[0]
            out.setdefault(key(f"{kind} thi đua {inside[1]}"), key(text.value(block.span)))
    return out


def _merged(found: list[Group], defined: dict[str, str]) -> list[Group]:
    """Shorter forms joined to a fuller form that they can stand for: one met before, of those the one met most often."""
    by_key = {k: g for g in found for k in g.keys}
    home = {k: k for k in by_key}
    levelled = {_PROVINCE.sub(r"\1", k): k for k in by_key if _PROVINCE.search(k)}
    unlevelled = {k: levelled[k] for k in by_key if k in levelled}
    listed = {k for k, g in by_key.items() if not g.block and "organization.series" in g.rules}  # "các đảng ủy: An Hải, …"
    if listed:
        unlevelled |= {short: k for k in by_key if (short := _LEVEL_OF_PLACE.sub("", k, 1)) in listed and short != k}
    unlevelled |= _of_province(by_key, _OF_PROVINCE, _PLACED_AT) | _of_province(by_key, _OF_CITY, _CITY_AT)
    unlevelled |= {k.replace(_BRANCH + " ", " "): k for k in by_key if _BRANCH + " " in k and k.replace(_BRANCH + " ", " ") in by_key}
    defined = spelled_out({k: g.forms for k, g in by_key.items()}, (k for k, g in by_key.items() if g.block)) | defined
    longer = _Longer(by_key)
    called: dict[str, str] = {}  # fuller forms of names that brackets give to a block
    for short in sorted(by_key, key=len):
        if defined.get(short) in by_key and defined[short] != short:
            home[short] = defined[short]
            if by_key[short].block:
                called |= {full: short for full in longer.of(short)[:1] if full != defined[short]}
            continue
        twin = unlevelled.get(short)
        if twin is not None and twin != short:
            home[short] = twin
            continue
        fuller = longer.of(short)
        if fuller:
            told = by_key[short].first
            home[short] = max(fuller, key=lambda k: (by_key[k].first < told, by_key[k].mentions, -len(k)))
    for full, short in called.items():
        if home[full] == full and home[home[short]] == home[short] != full:
            home[full] = home[short]
    kept = []
    for group in found:
        (this,) = group.keys
        target = this
        seen = {target}
        while home[target] not in seen:
            target = home[target]
            seen.add(target)
        if target == this:
            kept.append(group)
        else:
            by_key[target].absorb(group)
    return kept


def _of_province(by_key: dict[str, Group], level: str, named: re.Pattern[str]) -> dict[str, str]:
    """Names that close with a bare `level` ("tỉnh") → the one body named with its place alone ("Công an tỉnh", "Công an Phú Yên")."""
    out: dict[str, str] = {}
    bare = {k.removesuffix(level): k for k in by_key if k.endswith(level)}
    if not bare:
        return out
    told: dict[str, list[str]] = defaultdict(list)
    for k in by_key:
        place = named.search(k)
        if place is not None and (base := k[: place.start()].removesuffix(" .").removesuffix(level)) in bare:
            told[base].append(k)
    for base, fuller in told.items():
        if len(fuller) == 1 and not by_key[bare[base]].block and level not in fuller[0].replace(level + " .", ""):
            out[bare[base]] = fuller[0]
    return out


class _Longer:
    """The fuller forms of names; each is looked up by how it begins and, for a block, by its words, so that the time stays linear."""

    def __init__(self, by_key: dict[str, Group]) -> None:
        self.places = {key: i for i, key in enumerate(by_key)}
        self.national = {_OF_NATION.sub("", key): key for key in by_key if _OF_NATION.search(key)}
        self.ordered = sorted({*by_key, *self.national})
        self.blocks = {key for key, group in by_key.items() if group.block}
        self.with_word: dict[str, list[str]] = defaultdict(list)
        for key in self.blocks:
            for word in {*key.split()}:
                self.with_word[word].append(key)

    def of(self, short: str) -> list[str]:
        """The names for which a shorter one can stand, in the order met."""
        first = bisect_left(self.ordered, short + " ")
        last = bisect_left(self.ordered, short + "!", first)  # the sign behind the blank
        found = {self.national.get(k, k) for k in self.ordered[first:last] if _stands_for(short, k)}
        if short in self.national:
            found.add(self.national[short])
        if short in self.blocks:
            words = [word for word in short.split() if word not in LOOSE]
            near = min((self.with_word[word] for word in words), key=len, default=self.blocks)
            found.update(k for k in near if _is_part(short, k))
        return sorted((k for k in found if _is_longer(k, short)), key=self.places.__getitem__)


def _is_longer(full: str, short: str) -> bool:
    """Whether `full` can be the fuller of two forms: no two forms may each stand for the other, or both would be lost."""
    return (len(full), full) > (len(short), short)


def _stands_for(short: str, full: str) -> bool:
    """Whether `short` is `full` with its end left off: a place, a level with its place, an outer body, a term ("khóa XII")."""
    if not full.startswith(short + " ") or full.startswith(short + _BRANCH):
        return False
    first = full[len(short) + 1 :].split()[0]
    last = short.split()[-1]
    if short.endswith(_NATIONAL):
        return first in _TERMS
    return first in _OPENERS or last in _LEVELS or any(short.endswith(" " + head) for head in _OUTER)


def _is_part(short: str, full: str) -> bool:
    """Whether a block's short name ("Cụm kinh tế") has only words of the fuller one, in their order."""
    words = iter(full.replace(_SOCIETY, "xã_hội").split())
    return all(word in words for word in short.replace(_SOCIETY, "xã_hội").split() if word not in LOOSE)


# In "xã hội" stands no association; heads that close a short form ("Công đoàn Công ty").
_SOCIETY = "xã hội"
_OUTER = tuple(fold_phrase(w) for w in ("Công ty", "Tổng công ty", "Hội", "Tập đoàn", "Bệnh viện", "Trường", "Liên đoàn"))
_LEVELS = frozenset(fold_phrase(w) for w in load("organizations")["levels"]["words"])
_NATIONAL = tuple(fold_phrase(w) for w in ("Việt Nam", "Trung ương", "Cộng sản Hồ Chí Minh"))
_OF_NATION = re.compile(rf" {fold_phrase('Việt Nam')}(?= (?:{'|'.join(sorted(_LEVELS))})\b)")  # "UBMTTQ Việt Nam phường Tân An"
_BRANCH = f" {fold_phrase('chi nhánh')}"  # no branch is the bank
_TERMS = frozenset(fold_phrase(w) for w in ("khóa", "nhiệm"))
_OPENERS = frozenset(
    fold_phrase(p).split()[0]
    for p in (
        *load("organizations")["levels"]["words"],
        *load("organizations")["levels"]["national"],
        *load("places")["provinces"],
        *(h for kind in ("full", "level", "open", "block") for h in load("organizations")["heads"][kind]),
        "khóa", "nhiệm kỳ", "và", "lĩnh vực", "các", "thuộc", "số",
    )
)  # fmt: skip


def organizations(text: Text, mentions: Mentions, members: Sequence[Member] = ()) -> list[Organization]:
    """The organisations of the record, in order of first mention.

    A body that is named only inside a campaign's name, a cited title or a by-line is none of the record (RECORDS.md, organizations).
    """
    quoted = _Covered(_quoted(text, mentions))
    every = mentions.organizations
    told = tuple(m for m in every if m not in quoted and text.value(m.span) != _MOTTO)
    told = every if len(told) == len(every) else told  # the same bodies are grouped once
    ranks = {member.span: rank for rank, member in reversed([*enumerate(members)])}
    out = []
    for group in groups(text, told):
        name = group.name
        aliases = [form for form in group.forms if form != name]
        fields: dict[str, list[Span]] = {"name": group.forms[name], "aliases": [s for f in aliases for s in group.forms[f]]}
        rank = min((ranks[s] for spans in group.forms.values() for s in spans if s in ranks), default=None) if not group.block else None
        member = members[rank] if rank is not None else None
        out.append(
            Organization(
                name=name,
                aliases=aliases,
                kind="block" if group.block else "organization",
                member=member is not None,
                spans=union(fields),
                evidence=evidence(fields),
                confidence=0.9,
                rules=[*group.rules, *([member.rule] if member is not None else [])],
            )
        )
    return out


class _Covered:
    """Places of which one may hold a mention whole."""

    def __init__(self, places: Sequence[Span]) -> None:
        self.starts = sorted(place.start for place in places)
        self.reach = list(accumulate((place.end for place in sorted(places)), max))

    def __contains__(self, mention: Mention) -> bool:
        before = bisect_right(self.starts, mention.start)
        return before > 0 and self.reach[before - 1] >= mention.end


def _quoted(text: Text, mentions: Mentions) -> list[Span]:
    """The names of campaigns and the titles in quotation marks of cited documents: bodies named there are named by the way."""
    names = [span for campaign in mentions.campaigns for span in campaign.fields.get("name", ())]
    titles = [span for reference in mentions.references for span in reference.fields.get("title", ())]
    return names + [t for t in titles if text.text[t.start - 1 : t.start] in _QUOTES] + _credits(text)


def _credits(text: Text) -> list[Span]:
    """What tells who wrote or took something, behind "Nguồn:", "Tin và ảnh:", "Ảnh:", and the last line of a text where it is nothing but
    who sent it in: media credits, no bodies of the record."""
    credits = _CREDIT.finditer(text.text) if _CREDITED.search(text.text) else ()
    found = [Span(*credit.span("who")) for credit in credits]
    last = next((block for _, block in reversed([*text.body()])), None)
    if last is not None and last.kind is BlockKind.PARAGRAPH and _SENT_IN.fullmatch(text.text, last.start, last.end):
        found.append(last.span)
    return found
