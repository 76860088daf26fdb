"""A sentence as a string of signs, one a mention or word, so that the order of names, titles and bodies can be read by patterns.

Signs: P person, T title (with its body when it names one), O organisation, h honorific, v "và" or "cùng", k "kiêm", l "là",
g "gồm", b a word that links a holder to an office ("làm", "giữ chức"), u "đơn vị", d a year or term ("năm 2024",
"nhiệm kỳ 2019 - 2024"), and the marks `, ; : ( ) -`; any other word is `w`, any other mark `.`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple, overload

from extractor.document import Mention, Mentions, OrganizationMention, PersonMention, PositionMention, Sentence, Text, Token
from extractor.lexicon import Phrases, load
from extractor.syllables import fold

_HONORIFICS = Phrases([*load("people")["honorifics"]])
_LINKS = Phrases(load("leaders")["links"]["words"])
_SIGNS = {"và": "v", "cùng": "v", "kiêm": "k", "là": "l", "gồm": "g", "–": "-", "—": "-"} | {mark: mark for mark in ",;:()-"}
_TERM = re.compile(
    r"(?:(?:năm|năm học|giai đoạn|nhiệm kỳ) )?(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?|\((?:19|20)\d\d ?[-–] ?(?:19|20)\d\d\)"
    r"|(?:khóa|khoá|lần thứ|nhiệm kỳ(?: thứ)?) [IVXLC\d]+(?:, nhiệm kỳ (?:19|20)\d\d ?[-–] ?(?:19|20)\d\d)?",
    re.IGNORECASE,
)
# What only says more between a name and an office: "ông A; chức vụ: Giám đốc", "bà B, sinh năm 1970, Phó Giám đốc, đồng thời là …",
# "bà C, 1970, Kế toán trưởng", "ông D, người phụ trách Cụm thi đua số 2".
_BETWEEN = re.compile(
    r"(?i:đồng thời (?:là|giữ chức|kiêm)) |(?i:chức vụ|chức danh) ?: ?|(?i:sinh năm|sinh ngày|sn) ?:? ?\d[\d/.-]*(?=\s*[,;-])"
    r"|(?:19|20)\d\d(?=\s*,)|người (?=phụ trách )"
)
# Only at these, and at figures, can an honorific, a link or a term begin.
_CALLS, _JOINS, _DATES = _HONORIFICS.openers, _LINKS.openers, frozenset({"năm", "giai", "nhiệm", "khoá", "lần", "("})
_OPENERS = _CALLS | _JOINS | _DATES | {"chức", "sinh", "sn", "đồng", "người"}
# Localities that lead a block of localities, and where one only says where.
_LEVEL_WORDS = Phrases(["tỉnh", "huyện", "thành phố", "TP", "thị xã", "quận", "xã", "phường", "thị trấn", "đặc khu"])
MOST_SYLLABLES = 4
_PROVINCES = Phrases(load("places")["provinces"])
_AT = frozenset({"tại", "ở", "của", "thuộc", "từ", "về", "trên"})
_NAMES_LEADER = frozenset({"do", "bầu", ":"})
_ANY_OF = frozenset({"các", "những", "mọi"})
_LEADS = frozenset({"làm", "giữ", "đảm"})
_HEADS_OF_BODIES = (
    "Phòng|Ban|Cục|Chi cục|Tổng cục|Vụ|Ủy ban|Uỷ ban|Văn phòng|Sở|Khoa|Bộ môn|Tổ|Đội|Trạm|Đồn|Viện|Hội|Hiệp hội|Liên đoàn|Liên minh|"
    "Công đoàn|Đoàn|Thanh tra|Công an|Kho bạc|Ngân hàng|Bưu điện|Điện lực|Báo|Đài|Trường|Bệnh viện|Trung tâm|Công ty|Tổng công ty|"
    "Xí nghiệp|Nhà máy|Chi nhánh|Tòa|Toà|Thư viện|Bảo tàng|Xưởng|Phân xưởng|Kho|Trại|Bệnh xá|Nông trường|Lâm trường|Tiểu đoàn|Trung đoàn|"
    "Lữ đoàn|Chi bộ|Chi hội|Đảng ủy|Đảng uỷ"
)
_BODY_OPENERS = frozenset(fold(w.split()[0]) for w in _HEADS_OF_BODIES.split("|"))
_OFFICE_WORDS = (
    r"(?:làm|là|giữ|đảm nhiệm|đảm nhận|đảm trách)(?: (?:chức|chức danh|vai trò|nhiệm vụ|đơn vị))* (?:[Kk]hối|[Cc]ụm|[Tt]rưởng|[Pp]hó) "
)
_BARE_HEAD = re.compile(rf"(?:{_HEADS_OF_BODIES}|Nhà trường)(?= (?:(?:đã |tiếp tục |vinh dự )*được [^.;:]{{2,80}}?\b)?{_OFFICE_WORDS})")
_LEADING_BODY = re.compile(rf"(?:{_HEADS_OF_BODIES}) [A-ZĐ\d][^\s,.;:()]*(?: [^\s,.;:()]+){{0,6}}?(?= {_OFFICE_WORDS})")
_LED_BY = re.compile(rf"(?:{_HEADS_OF_BODIES}) [A-ZĐ\d][^\s,.;:()]*(?: [^\s,.;:()]+){{0,6}}?(?=[,.;\n(]| [-–])")
_UNITS = "đơn vị|cơ quan|hội|sở|ban|công ty|trường|viện|cục|huyện|xã|phường|tỉnh|thành phố"
_THIS_UNIT = re.compile(rf"(?i)(?:{_UNITS}) (?:này|đó)\b")
_UNIT_OPENERS = frozenset(fold(w.split()[0]) for w in _UNITS.split("|"))
# The rule of a bare head word that stands for the body which leads.
ANAPHOR = "leader.anaphor"
# "các tỉnh: Nghệ An | (đơn vị Cụm trưởng), Quảng Trị | (Cụm phó)".
_OFFICE_ASIDE = re.compile(r"(?i)\((?:đơn vị )?(?:khối|cụm|trưởng|phó) (?:trưởng|phó|khối|cụm)\b")
# "được bầu làm | Trưởng | và Phó khối": one word of the office stands for both.
_HALF_TITLE = re.compile(r"[Tt]rưởng(?:,| và|/) ?[Pp]hó (?:[Kk]hối|[Cc]ụm)\b")
_HEAD = fold("Trưởng")
_OFFICER = re.compile(r"(?<=O)\((?:T:?h*P|h*P[,\-]T)\)")
_ASIDE = re.compile(r"\((?:O|[w.,/\-dvlb]{1,12})\)")


class Chunk(NamedTuple):
    """One sign with what stands behind it: characters `start` to `end`, and the mention for P, T and O.

    A tuple, since every word of a text becomes one.
    """

    sign: str
    start: int
    end: int
    mention: Mention | None = None

    @property
    def person(self) -> PersonMention:
        assert isinstance(self.mention, PersonMention)
        return self.mention

    @property
    def position(self) -> PositionMention:
        assert isinstance(self.mention, PositionMention)
        return self.mention


class Chunks(tuple[Chunk, ...]):
    """The chunks of one sentence."""

    @cached_property
    def signs(self) -> str:
        """All signs in one string."""
        return "".join([c.sign for c in self])


class Chunked(Sequence[Chunks]):
    """The chunks of every sentence for all relaters, parallel to `text.sentences`, empty where nothing is named. Those of a sentence are
    made when somebody first asks for them: of many that name a body and nobody, nobody asks."""

    def __init__(self, text: Text, mentions: Mentions) -> None:
        self._text, self._mentions = text, mentions
        self._made: dict[int, Chunks] = {}
        starts = [sentence.start for sentence in text.sentences]
        kinds: tuple[Sequence[Mention], ...] = (mentions.people, mentions.positions, mentions.organizations)
        self._naming = {sign: {max(0, bisect_right(starts, m.start) - 1) for m in kind} for sign, kind in zip("PTO", kinds, strict=True)}

    def __len__(self) -> int:
        return len(self._text.sentences)

    @overload
    def __getitem__(self, at: int) -> Chunks: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Chunks]: ...
    def __getitem__(self, at: int | slice) -> Chunks | Sequence[Chunks]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if at not in self._made:
            self._made[at] = chunk(self._text, self._mentions, self._text.sentences[at])
        return self._made[at]

    def naming(self, signs: str) -> list[int]:
        """The sentences that name something of one of these signs (P, T, O), in reading order."""
        return sorted(set().union(*(self._naming[sign] for sign in signs)))


def chunk(text: Text, mentions: Mentions, sentence: Sentence) -> Chunks:
    """The signs of one sentence, none where it names nothing. A title swallows its body: "Phó Chủ tịch UBND tỉnh" is one T."""
    found = _inside(mentions, sentence)
    if not found:
        return Chunks()
    out: list[Chunk] = []
    i, at, last = sentence.first, 0, sentence.last
    tokens = text.tokens
    starts = [*(mention.start for _, mention in found), sentence.end]
    of_block = any(isinstance(m, PositionMention) and m.kind == "block" for _, m in found)
    while i < last:
        start, end, _, lower, _, _ = tokens[i]
        while starts[at] < start:
            at += 1
        if starts[at] == start:
            piece = _named(*found[at])
            if piece.sign == "T" and i and tokens[i - 1].lower in _ANY_OF and _in_general(text, piece):
                piece = piece._replace(sign="w", mention=None)
        elif of_block and (place := _leading_place(text, tokens, i, starts[at])) is not None:
            piece = Chunk("O", place.start, place.end, place)
        elif of_block and (body := _leading_body(text, tokens, i, starts[at], out)) is not None:
            piece = Chunk("O", body.start, body.end, body)
        elif of_block and lower in _UNIT_OPENERS and (meant := _this_unit(text, i, out)) is not None:
            piece = Chunk("O", start, meant[0], meant[1])
        elif of_block and lower == _HEAD and (half := _HALF_TITLE.match(text.text, start)) is not None:
            piece = Chunk("T", start, end, PositionMention(start, half.end(), "position.half-title", kind="block"))
        elif plain := _plain(lower):
            out.append(_new(Chunk, (plain, start, end, None)))
            i += 1
            continue
        elif out and out[-1].sign in ",;-:P(" and (between := _BETWEEN.match(text.text, start, sentence.end)) is not None:
            if out[-1].sign == ";":
                out[-1] = out[-1]._replace(sign=",")
            while i < last and tokens[i].start < between.end():
                i += 1
            continue
        else:
            piece = _opened(text, sentence, i, out)
        out.append(piece)
        while i < last and tokens[i].start < piece.end:
            i += 1
        if piece.sign == "h" and i < last and tokens[i].text == ".":
            i += 1
    return Chunks(_without_asides(out))


def _named(sign: str, mention: Mention) -> Chunk:
    """The chunk of a mention, a title's with the body that it names."""
    end = mention.end
    if isinstance(mention, PositionMention):
        where = mention.outer if mention.kind == "alone" else None
        end = max(end, *(s.end for s in (mention.organization, mention.anaphor, where) if s is not None), end)
    return Chunk(sign, mention.start, end, mention)


def _opened(text: Text, sentence: Sentence, i: int, before: Sequence[Chunk]) -> Chunk:
    """The chunk that opens at token `i`, where an honorific, a term or a link may; else the word's own."""
    tokens = text.tokens
    word = tokens[i]
    lower = word.lower
    honorific = _HONORIFICS.match(tokens, i) if lower in _CALLS else None
    if honorific is not None and honorific[0] <= sentence.last:
        return Chunk("h", word.start, tokens[honorific[0] - 1].end)
    term = _TERM.match(text.text, word.start, sentence.end) if lower in _DATES or lower[0].isdecimal() else None
    if term is not None:
        return Chunk("d", word.start, term.end())
    link = _LINKS.match(tokens, i) if lower in _JOINS else None
    if link is not None and link[0] <= sentence.last:
        unit = ("w" if i and tokens[i - 1].lower in _ANY_OF else "u") if link[1] == "đơn vị" else "b"
        return Chunk(unit, word.start, tokens[link[0] - 1].end)
    return Chunk(_sign(word.lower), word.start, word.end)


_new = tuple.__new__  # what Chunk(…) comes to, without the call between


def _leading_place(text: Text, tokens: Sequence[Token], i: int, end: int) -> OrganizationMention | None:
    """A locality that can lead a block of localities ("bầu huyện Cẩm Thủy làm Cụm trưởng", "do Đồng Nai làm Cụm trưởng"), at token `i`."""
    before = tokens[i - 1].lower if i else ""
    if before in _AT:
        return None
    level = _LEVEL_WORDS.match(tokens, i)
    if level is not None:
        first = last = level[0] + (tokens[level[0]].text == "." if level[0] < len(tokens) else 0)
        while last < min(first + MOST_SYLLABLES, len(tokens)) and tokens[last].end <= end and tokens[last].capitalised:
            last += 1
        return OrganizationMention(tokens[i].start, tokens[last - 1].end, "leader.place") if last > first else None
    known = _PROVINCES.match(tokens, i) if tokens[i].capitalised and tokens[i].lower in _PROVINCES.openers else None
    if known is None or known[0] >= len(tokens):
        return None
    aside = _OFFICE_ASIDE.match(text.text, tokens[known[0]].start) if tokens[known[0]].text == "(" else None
    if not (before in _NAMES_LEADER or tokens[known[0]].lower in _LEADS or aside):
        return None
    return OrganizationMention(tokens[i].start, tokens[known[0] - 1].end, "leader.place")


def _leading_body(text: Text, tokens: Sequence[Token], i: int, end: int, before: Sequence[Chunk]) -> OrganizationMention | None:
    """A body at token `i` that only leading a block tells from a common word: a bare head ("Công ty được … bầu làm Khối trưởng"), which
    stands for one named elsewhere, or one with a number or a field ("bầu Phòng 7 làm Khối trưởng", "Trưởng khối là Cục Thuế")."""
    if not tokens[i].capitalised or tokens[i].lower not in _BODY_OPENERS:
        return None
    start = tokens[i].start
    bare = _BARE_HEAD.match(text.text, start)
    if bare is not None:
        return OrganizationMention(start, bare.end(), ANAPHOR) if bare.end() <= end else None
    named = _LEADING_BODY.match(text.text, start)
    if named is None and [c.sign for c in before[-3:] if c.sign != "d"][-2:] in (["T", "l"], ["T", ":"]):
        named = _LED_BY.match(text.text, start)
    return OrganizationMention(start, named.end(), "leader.body") if named is not None and named.end() <= end else None


def _in_general(text: Text, title: Chunk) -> bool:
    """Whether a job in the plural tells of nobody in particular: "được các | đại biểu | suy tôn làm …"."""
    behind = text.text[title.end : title.end + 2]
    return title.position.kind == "jobs" and behind[:1] == " " and behind[1:].islower()


def _this_unit(text: Text, i: int, before: Sequence[Chunk]) -> tuple[int, Mention] | None:
    """Where "đơn vị này" or "hội này" at token `i` ends, and the body that it stands for: the last one named in the sentence."""
    found = _THIS_UNIT.match(text.text, text.tokens[i].start)
    last = next((c.mention for c in reversed(before) if c.sign == "O"), None) if found is not None else None
    return (found.end(), last) if found is not None and last is not None else None


def _sign(lower: str) -> str:
    """The sign of a folded word that opens nothing longer."""
    return _SIGNS.get(lower) or ("w" if lower[0].isalnum() else ".")


@lru_cache(maxsize=16384)
def _plain(lower: str) -> str:
    """The sign of a folded word that can open nothing longer; none for those that can."""
    return "" if lower in _OPENERS or lower[0].isdecimal() else _sign(lower)


def joint_holders(text: Text, chunks: Sequence[Chunk], at: int) -> list[PersonMention]:
    """Who holds the title at `at` together: "ông A, Chủ tịch X và ông B, Chủ tịch Y, đồng Khối phó"; none where "đồng" is not said."""
    if not at or text.text[chunks[at - 1].start : chunks[at - 1].end].lower() != "đồng":
        return []
    found = []
    for chunk in reversed(chunks[:at]):
        if chunk.sign == ";":
            break
        if chunk.sign == "P":
            found.append(chunk.person)
    return found[::-1]


def _without_asides(chunks: list[Chunk]) -> list[Chunk]:
    """Brackets that hold words or a short name only ("(phải)", "(6/6 phiếu)", "(VCCI)") left out: what they part belongs together."""
    signs = "".join([c.sign for c in chunks])
    if "(" not in signs:
        return chunks
    kept: list[Chunk] = []
    done = 0
    for aside in _ASIDE.finditer(signs):
        at = aside.start() - (signs[: aside.start()].endswith("Td"))  # "Trưởng cụm năm 2024 (Sở Y tế)"
        before = chunks[at - 1] if at else None
        if aside.group() == "(O)" and before is not None and before.sign == "T" and before.position.kind == "block":
            continue  # "Khối phó (Sở Nội vụ)": who holds the office
        kept += chunks[done : aside.start()]
        done = aside.end()
    return kept + chunks[done:]


def without_officers(chunks: Chunks) -> Chunks:
    """The chunks without brackets behind a body that only say who heads it: "Chi nhánh X (Giám đốc: ông A) làm Cụm trưởng"."""
    signs = chunks.signs
    if "O(" not in signs:
        return chunks
    asides = [a for a in _OFFICER.finditer(signs) if chunks[signs.index("T", a.start())].position.kind != "block"]
    if not asides:
        return chunks
    bounds = [0, *(place for aside in asides for place in aside.span()), len(chunks)]
    return Chunks(chunk for first, end in zip(bounds[::2], bounds[1::2], strict=True) for chunk in chunks[first:end])


def _inside(mentions: Mentions, sentence: Sentence) -> list[tuple[str, Mention]]:
    """Mentions that begin in the sentence, in reading order, titles before what they swallow."""
    out: list[tuple[str, Mention]] = []
    for sign, kind in (("T", mentions.positions), ("P", mentions.people), ("O", mentions.organizations)):
        first = bisect_left(kind, sentence.start, key=lambda m: m.start)
        for i in range(first, len(kind)):
            if kind[i].start >= sentence.end:
                break
            out.append((sign, kind[i]))
    return sorted(out, key=lambda pair: (pair[1].start, -pair[1].end, pair[0] != "T"))
