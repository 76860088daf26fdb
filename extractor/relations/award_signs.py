"""A sentence about awards as a string of signs, one a mention, count or cue word: what the readers of clauses, lists and tables work on.

Signs: A award, P person, T title (with its body), O organisation, N bare head word in a body's place ("Hội"), X other words in capitals,
Q a count ("04 tập thể"), G recipients in general ("các cá nhân"), # a bare number, V votes, Y a year, K a term; the cue letters of
`models/lexicons/awards.toml` [signs]; h honorific, v "và", the marks `, ; : ( ) -`; `w` any other word, `.` any other mark.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractor.document import AwardMention, Mention, Mentions, PositionMention, Span, Text, Token
from extractor.lexicon import Phrases, dictionary, load
from extractor.syllables import fold, fold_phrase

# "6/6 đơn vị hoàn thành nhiệm vụ": so many units do something else than vote.
_UNITS_DO = (
    r" (?:đơn vị|tập thể|xã|phường|huyện|thành viên)\b(?!\s*[).,;:]"
    r"|(?: \w+){0,3} (?:nhất trí|tán thành|đồng ý|thống nhất|bỏ phiếu|biểu quyết|bầu|suy tôn|giới thiệu|đề nghị))"
)
# "xếp Nhất", "hạng Ba": a place in the row of the compared.
_RANKED = frozenset(map(fold, ("xếp", "thứ", "hạng", "giải")))
_AGREE = frozenset(map(fold_phrase, ("nhất trí", "thống nhất", "đồng ý", "quyết định", "đồng thuận", "đề nghị")))
_PLACES_WON = frozenset(map(fold, ("nhất", "nhì", "ba")))
# A month with its year ("ngày 03/11/2021", "tháng 11/2021") is no count of votes.
_VOTES = re.compile(
    rf"(?:đạt )?(?P<votes>(?<!/)\d{{1,4}} ?/ ?(?!(?:19|20)\d\d(?! phiếu))\d{{1,4}}(?!\d|/|[-–]\w| ?điểm|{_UNITS_DO})"
    r"|\d{1,3}(?:[.,]\d+)? ?%)"
    r"(?: (?:số )?phiếu| tổng số phiếu| ý kiến)?"
)
_COUNTED_VOTES = re.compile(r"\d{1,4} ?/ ?\d{1,4} (?:số )?(?:phiếu|ý kiến)")
# "được | Khối thi đua số 2 | đề nghị xét tặng": who puts forward stands between.
_PASSIVE = re.compile(r"được (?:[^\s,;.:()]+ ){1,9}\Z")
_SHARE = re.compile(r"(?P<part>\d{1,4}) ?/ ?\d{1,4} ")
_YEAR = re.compile(r"(?i:năm học|năm công tác|năm|niên khóa|niên khoá) (?P<year>(?:19|20)\d\d)(?: ?[-–] ?(?:19|20)\d\d)?(?!\d)")
_TERM = re.compile(r"(?i:nhiệm kỳ|giai đoạn|khóa|khoá) (?:[IVXLC\d]+,? ?)?(?:\(?(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d\)?)?|(?i:nhiệm kỳ)")
_POPULACE_OPENS = frozenset(map(fold, ("Đảng", "Nhân", "Cán", "Quân", "Chính", "Đồng")))
_PEOPLES = r"(?:[Đđ]ảng bộ|[Cc]hính quyền|[Qq]uân|[Nn]hân dân|[Cc]án bộ|[Cc]hiến sĩ|[Đđ]ồng bào|[Qq]uân dân)"
_PLACES = r"(?:tỉnh|huyện|xã|thành phố|thị xã|phường|quận|thị trấn|bản|thôn|đặc khu)"
_POPULACE = re.compile(
    rf"{_PEOPLES}(?:(?:, | và |, và ){_PEOPLES}){{1,3}}(?: các dân tộc)?"
    rf" {_PLACES}(?: [A-ZĐ][^\W\d_]*)*(?:, {_PLACES}(?: [A-ZĐ][^\W\d_]*)+)?"
)
_STAFF_OPENS = frozenset(map(fold, ("cán", "lãnh", "thầy", "giáo", "y", "tập", "ban")))
_MEN = (
    r"(?:cán bộ|chiến sĩ|chiến sỹ|giáo viên|nhân viên|học sinh|sinh viên|công nhân|người lao động|công chức|viên chức|bác sĩ|lãnh đạo|trò)"
)
_STAFF = re.compile(rf"(?i)(?:tập thể )?(?:{_MEN}|thầy|y|ban giám hiệu)(?:(?:,| và|, và) {_MEN}){{1,4}} ")
_LEVELS = frozenset(
    map(fold, ("huyện", "xã", "tỉnh", "thành", "thị", "phường", "quận", "thôn", "bản", "ấp", "buôn", "khóm", "xóm", "làng", "tổ"))
)
_SHORT_LEVELS = frozenset(("tp", "tx", "tt"))
_TWO_WORD_LEVELS = frozenset(map(fold_phrase, ("thành phố", "thị xã", "thị trấn")))
_PLAIN = frozenset(map(fold_phrase, ("tập thể", "cá nhân", "hộ gia đình", "đơn vị")))
_HIGHER = frozenset(map(fold, ("nhất", "nhì")))
# Units of the people, whose names go on in small letters.
_POPULAR = frozenset(map(fold_phrase, ("tổ hợp tác", "tổ dân phố", "khu dân cư", "nhóm", "mô hình", "câu lạc bộ", "tổ công đoàn")))
_LONGEST_UNIT = 12
_BLOCK_HEADS = frozenset({"khối", "cụm"})
_ORDINAL = frozenset(map(fold, ("thứ", "số", "khối", "cụm", "khóa", "điều", "quý", "tháng", "ngày", "mùng")))
# Parts of a document, by which it points at its own lists: "14 đơn vị (Phụ lục I)".
_PARTS = frozenset((fold(a), fold(b)) for a, b in (("phụ", "lục"), ("danh", "sách")))
_PASSIVE_REACH = 10
_ROMAN = re.compile(r"[IVXLC]+")
_MARKS = frozenset(",;:()-")
_KINDS = ("collective", "individual", "household")
_ANY = "any"


class Sign(NamedTuple):
    """One sign with what stands behind it: `start` to `end`; `kinds` of recipients and `number` for counts; `number` of a year.

    `determined` is True for general words with "các", "những" before them.
    """

    sign: str
    start: int
    end: int
    mention: Mention | None = None
    kinds: tuple[str, ...] = ()
    number: int | None = None
    determined: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def award(self) -> AwardMention:
        assert isinstance(self.mention, AwardMention)
        return self.mention


@cache
def _words() -> Phrases:
    """Cue phrases → their letters; honorifics and "và" among them."""
    table: dict[str, str] = dict.fromkeys(load("people")["honorifics"], "h")
    table.update(dict.fromkeys(("và", "cùng", "cùng với", "cũng như", "hoặc"), "v"))
    for letter, phrases in load("awards")["signs"].items():
        table.update(dict.fromkeys(phrases, letter))
    return Phrases(table)


@cache
def _nouns() -> Phrases:
    nouns = load("awards")["nouns"]
    return Phrases({phrase: kind for kind in (*_KINDS, _ANY) for phrase in nouns[kind]})


@cache
def _fields() -> Phrases:
    return Phrases([field for field in load("organizations")["name"]["words"] if field.count(" ") > 1])


def begins_with_noun(words: str) -> bool:
    """Whether words begin with a noun for recipients: "Chi bộ tiêu biểu", "Đảng viên hoàn thành xuất sắc nhiệm vụ".

    >>> begins_with_noun("Chi bộ tiêu biểu"), begins_with_noun("Thời gian")
    (True, False)
    """
    folded = fold_phrase(words).split()
    return any(" ".join(folded[:n]) in _nouns().values for n in (1, 2, 3))


def begins_with_place(words: str) -> bool:
    """Whether words begin with the name of a unit of administration, or with the people of one.

    >>> begins_with_place("Huyện Bắc Hà"), begins_with_place("Nhân dân và cán bộ xã Y Tý"), begins_with_place("Bắc Hà")
    (True, True, False)
    """
    folded = fold_phrase(words).split()
    return (
        folded[0] in _LEVELS or folded[0] in _SHORT_LEVELS or " ".join(folded[:2]) in _TWO_WORD_LEVELS or _POPULACE.match(words) is not None
    )


@cache
def _determiners() -> Phrases:
    return Phrases(load("awards")["nouns"]["determiners"])


@cache
def _anaphors() -> Phrases:
    return Phrases(load("awards")["nouns"]["anaphors"])


@cache
def _numbers() -> dict[str, int]:
    return {fold(w): n for w, n in load("awards")["nouns"]["numbers"].items()}


# With what a year, a term or a share of votes can begin.
_FIGURES_OPEN = frozenset(map(fold, ("năm", "niên", "nhiệm", "giai", "khóa", "đạt")))


@cache
def _openers() -> frozenset[str]:
    """The folded words in small letters of which a sign can begin, but for the bodies that a text names."""
    phrases = (_words(), _nouns(), _determiners(), _anaphors())
    return _POPULACE_OPENS.union(_STAFF_OPENS, _LEVELS, _FIGURES_OPEN, _numbers(), *(p.openers for p in phrases))


class Reader:
    """Reads signs over one text; the mentions are laid out once, by where they begin."""

    def __init__(self, text: Text, mentions: Mentions) -> None:
        self.text = text
        self.tokens = text.tokens
        self._at: dict[int, tuple[str, Mention, int]] = {}
        starts = [m.start for m in mentions.awards if "unspecified" not in m.values]
        for sign, kind in (("P", mentions.people), ("O", mentions.organizations), ("T", mentions.positions), ("A", mentions.awards)):
            for mention in kind:
                end = mention.end
                if isinstance(mention, PositionMention) and mention.organization and mention.organization.start <= mention.end + 2:
                    end = max(end, mention.organization.end)
                if sign != "A":
                    end = self._cut(mention.start, end, starts)
                known = self._at.get(mention.start)
                if known is None or end >= known[2]:
                    self._at[mention.start] = (sign, mention, end)
        self._shouting = False
        self._known = Phrases({text.value(o.span) for o in mentions.organizations if " " in text.value(o.span)})

    def _cut(self, start: int, end: int, awards: list[int]) -> int:
        """The end of a name, cut where an award begins in it ("Sở A và Bằng khen …")."""
        k = bisect_left(awards, start + 1)
        if k == len(awards) or awards[k] >= end:
            return end
        words = re.sub(r"(?:,|[-–]|\bvà|\bdanh hiệu|\bcùng|\s)+$", "", self.text.text[start : awards[k]])
        return start + len(words) if words else end

    def signs(self, first: int, last: int) -> tuple[Sign, ...]:
        """The signs of tokens `first` to `last`."""
        out: list[Sign] = []
        i = first
        self._shouting = first < last and self.text.text[self.tokens[first].start : self.tokens[last - 1].end].isupper()
        while i < last:
            sign, i = self._next(i, first, last)
            out.append(sign)
        return tuple(out)

    def _next(self, i: int, first: int, last: int) -> tuple[Sign, int]:
        token = self.tokens[i]
        found = self._at.get(token.start)
        if found and self._shouting and found[1].rule == "organization.brand":
            # In a line of capitals every word looks like a brand.
            found = None
        if found and found[0] in "OT" and (people := self._populace(i, first, last) or self._staff(i, first, last)):
            return people
        if found:
            sign, mention, end = found
            end, after = self._past(i, end, last)
            return Sign(sign, token.start, end, mention), after
        if token.capitalised or token.text[0].isdecimal() or token.lower in _openers() or token.lower in self._known.openers:
            for read in (
                self._populace,
                self._staff,
                self._figure,
                self._count,
                self._repeated,
                self._unit,
                self._place,
                self._general,
                self._cue,
                self._capitals,
            ):
                got = read(i, first, last)
                if got:
                    return got
        mark = "-" if token.lower == "-" else token.text
        sign = mark if mark in _MARKS else "w" if token.text[0].isalnum() else "."
        return Sign(sign, token.start, token.end), i + 1

    def _past(self, i: int, end: int, last: int) -> tuple[int, int]:
        """The token behind offset `end`; a title whose body is a bare head word takes it in ("Chủ tịch Hội")."""
        k = i
        while k < last and self.tokens[k].start < end:
            k += 1
        found = self._at[self.tokens[i].start]
        bare = isinstance(found[1], PositionMention) and found[1].organization is None
        if bare and k < last and self.tokens[k].capitalised:
            body = _anaphors().match(self.tokens, k)
            if body and body[0] <= last and self.tokens[k].start not in self._at:
                return self.tokens[body[0] - 1].end, body[0]
        return max(end, self.tokens[k - 1].end), k

    def _populace(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """ "Đảng bộ, chính quyền và Nhân dân huyện A", "cán bộ và nhân dân xã B": a recipient of high honours."""
        if self.tokens[i].lower not in _POPULACE_OPENS:
            return None
        found = _POPULACE.match(self.text.text, self.tokens[i].start, self.tokens[last - 1].end)
        return (Sign("X", found.start(), found.end()), self._behind(i, found.end(), last)) if found else None

    def _staff(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """ "cán bộ, chiến sĩ | Đồn Biên phòng A": it is the body that receives."""
        if self.tokens[i].lower not in _STAFF_OPENS:
            return None
        found = _STAFF.match(self.text.text, self.tokens[i].start, self.tokens[last - 1].end)
        if found is None or self._at.get(found.end(), ("",))[0] != "O":
            return None
        end = found.start() + len(found.group().rstrip())
        return Sign("h", found.start(), end), self._behind(i, end, last)

    # -- figures ----------------------------------------------------------------------------------------------------------

    def _figure(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        token, limit = self.tokens[i], self.tokens[last - 1].end
        if token.lower in ("năm", "niên") and (year := _YEAR.match(self.text.text, token.start, limit)):
            return Sign("Y", token.start, year.end(), number=int(year["year"])), self._behind(i, year.end(), last)
        if token.lower in ("nhiệm", "giai", fold("khóa")) and (term := _TERM.match(self.text.text, token.start, limit)):
            return Sign("K", token.start, term.end()), self._behind(i, term.end(), last)
        if token.text[0].isdecimal() and (share := self._share(i, last)):
            return share
        if (token.text[0].isdecimal() or token.lower == "đạt") and (votes := _VOTES.match(self.text.text, token.start, limit)):
            return Sign("V", votes.start("votes"), votes.end("votes")), self._behind(i, votes.end(), last)
        return None

    def _share(self, i: int, last: int) -> tuple[Sign, int] | None:
        """ "15/20 thôn đạt …": so many of so many, who receive something; with other verbs they vote."""
        found = _SHARE.match(self.text.text, self.tokens[i].start, self.tokens[last - 1].end)
        if not found:
            return None
        kinds, end = self._chain(self._behind(i, found.end(), last), last)
        if not kinds or end >= last or self.tokens[end].lower not in ("đạt", "được"):
            return None
        return Sign("Q", self.tokens[i].start, self.tokens[end - 1].end, kinds=kinds, number=int(found["part"])), end

    def _behind(self, i: int, end: int, last: int) -> int:
        while i < last and self.tokens[i].start < end:
            i += 1
        return i

    def _number(self, i: int) -> int | None:
        token = self.tokens[i]
        if token.text.isdecimal() and len(token.text) <= 5:
            return int(token.text)
        if "." in token.text and token.text.replace(".", "").isdecimal() and len(token.text.rpartition(".")[2]) == 3:
            return int(token.text.replace(".", ""))
        return _numbers().get(token.lower)

    def _count(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """ "04 tập thể", "hai hội viên", "20 lượt cá nhân", "15 cán bộ, hội viên"; a bare number where an award or nothing follows."""
        number = self._number(i)
        if number is None or (i > first and self.tokens[i - 1].lower in _ORDINAL) or self._in_row(i, first):
            return None
        if i > first and self.tokens[i].capitalised:
            return None  # "đạt Ba cụm": a rank
        k = i + 1
        if k < last and self.tokens[k].lower in ("lượt", "chiếc"):
            k += 1
        kinds, end = self._chain(k, last)
        if kinds and not self._award_at(k):
            return Sign("Q", self.tokens[i].start, self.tokens[end - 1].end, kinds=kinds, number=number), end
        dated = self.text.text[self.tokens[i].start - 1 : self.tokens[i].start] in ("-", "/", ".")  # "ngày 03-12 Hội …"
        if number > 1 and k < last and not dated and (found := self._at.get(self.tokens[k].start)) and found[0] == "O":
            end, after = self._past(k, found[2], last)  # "22 Sở GD&ĐT": bodies of that kind, and none by name
            return Sign("Q", self.tokens[i].start, end, kinds=("collective",), number=number), after
        if number > 1 and k < last and self.tokens[k].capitalised:
            bare = _anaphors().match(self.tokens, k)
            if bare and (bare[0] == last or (bare[0] < last and not self._joins(bare[0]))):  # "4 Hội được tặng …"
                return Sign("Q", self.tokens[i].start, self.tokens[bare[0] - 1].end, kinds=("collective",), number=number), bare[0]
        if self.tokens[i].text[0].isdecimal() or (k < last and self._award_at(k)):
            return Sign("#", self.tokens[i].start, self.tokens[i].end, number=number), i + 1
        return None

    def _in_row(self, i: int, first: int) -> bool:
        """Whether a number word tells a rank behind another one ("đơn vị nhì và ba khối")."""
        k = i - 1 - (i - 1 > first and self.tokens[i - 1].lower in (",", fold("và")))
        return k > first and self.tokens[k].lower in _HIGHER and not self.tokens[i].text[0].isdecimal()

    def _award_at(self, k: int) -> bool:
        """Whether an award's name begins at the token ("215 | tập thể Lao động xuất sắc")."""
        return self._at.get(self.tokens[k].start, ("",))[0] == "A"

    def _chain(self, k: int, last: int) -> tuple[tuple[str, ...], int]:
        """Nouns for recipients joined by commas and "và" with no number of their own."""
        kinds: list[str] = []
        end = k
        while k < last:
            noun = _nouns().match(self.tokens, k)
            shortened = self.tokens[k].text.isupper() and len(self.tokens[k].text) > 1  # "5 CĐCS"
            if noun is None or noun[0] > last or (self.tokens[k].capitalised and not shortened) or (kinds and self._award_at(k)):
                break
            words = " ".join(t.lower for t in self.tokens[k : noun[0]])
            if kinds and noun[0] < last and self.tokens[noun[0]].capitalised and words not in _PLAIN:
                break
            kinds.extend(kind for kind in (_KINDS if noun[1] == _ANY else (noun[1],)) if kind not in kinds)
            end = k = noun[0]
            if k >= last or not (self.tokens[k].text in ",/" or self.tokens[k].lower in ("và", "hoặc")):
                break
            k += 1
        return tuple(kinds), end

    def _general(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """ "các tập thể, cá nhân", "tập thể và cá nhân"; a bare noun right before a name is its apposition, no sign."""
        determiner = _determiners().match(self.tokens, i)
        k = determiner[0] if determiner and determiner[0] < last else i
        if k == i and self.tokens[i].capitalised and i != first:
            return None
        kinds, end = self._chain_after(k, last, determined=k > i)
        if not kinds or ((noun := _nouns().match(self.tokens, k)) and noun[1] == _ANY):
            return None
        return Sign("G", self.tokens[i].start, self.tokens[end - 1].end, kinds=kinds, determined=k > i), end

    def _chain_after(self, k: int, last: int, *, determined: bool) -> tuple[tuple[str, ...], int]:
        kinds, end = self._chain(k, last)
        if kinds and not determined and not {" ".join(t.lower for t in self.tokens[k : k + n]) for n in (2, 3)} & _PLAIN:
            return (), k
        if kinds and not determined and end < last and (self.tokens[end].capitalised or self.tokens[end].start in self._at):
            return ((), k) if len(kinds) == 1 else (kinds, end)
        return kinds, end

    def _repeated(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """A body named elsewhere in the document, here in small letters ("của ban đối ngoại trung ương")."""
        if self.tokens[i].capitalised:
            return None
        known = self._known.match(self.tokens, i)
        if known is None or known[0] > last:
            return None
        return Sign("O", self.tokens[i].start, self.tokens[known[0] - 1].end), known[0]

    def _place(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """ "huyện Bắc Hà": where a recipient is."""
        if self.tokens[i].lower not in _LEVELS or i + 1 >= last:
            return None
        k = i + 1 + (" ".join(t.lower for t in self.tokens[i : i + 2]) in _TWO_WORD_LEVELS)
        end = k
        while end < last and self.tokens[end].text[:1].isupper():
            end += 1
        return (Sign("p", self.tokens[i].start, self.tokens[end - 1].end), end) if end > k else None

    def _unit(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """A unit whose name goes on in small letters ("Tổ hợp tác trồng quế thôn Nậm Tha", "Tổ dân phố số 5"), in a row of names."""
        if i == first or not self.tokens[i].capitalised or self.tokens[i - 1].text not in ",;:":
            return None
        noun = _nouns().match(self.tokens, i)
        if noun is None or " ".join(t.lower for t in self.tokens[i : noun[0]]) not in _POPULAR:
            return None
        k = noun[0]
        while k < last and self.tokens[k].start not in self._at and self.tokens[k].text not in _MARKS and k - i < _LONGEST_UNIT:
            if (cue := _words().match(self.tokens, k)) is not None and cue[1] in "dtrncsvg":
                break
            if _determiners().match(self.tokens, k):
                return None  # "Hội Đông y các tỉnh: A, B"
            k += 1
        own = any(t.text[0].isdecimal() or t.text[0].isupper() for t in self.tokens[noun[0] : k])
        return (Sign("X", self.tokens[i].start, self.tokens[k - 1].end), k) if own else None

    # -- words ------------------------------------------------------------------------------------------------------------

    def _cue(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        subject = self.tokens[i].lower in _BLOCK_HEADS and (i == first or self.tokens[i - 1].text in ",:;")
        if self.tokens[i].capitalised or self.tokens[i].lower == "nhà" or subject:  # "Tại hội nghị, | cụm thi đua đề nghị"
            anaphor = _anaphors().match(self.tokens, i)
            if anaphor and anaphor[0] <= last and not (anaphor[0] < last and self._joins(anaphor[0])):
                return Sign("N", self.tokens[i].start, self.tokens[anaphor[0] - 1].end), anaphor[0]
        cue = _words().match(self.tokens, i)
        if cue is None or cue[0] > last:
            return None
        low = self.tokens[max(first, i - _PASSIVE_REACH)].start
        if cue[1] == "o" and i > first and _PASSIVE.search(self.text.text[low : self.tokens[i].start]):
            return Sign("r", self.tokens[i].start, self.tokens[cue[0] - 1].end), cue[0]  # "được Khối đề nghị xét tặng"
        if cue[1] == "o" and i > first and self.tokens[i - 1].lower == "được":
            return Sign("r", self.tokens[i].start, self.tokens[cue[0] - 1].end), cue[0]  # "được đề nghị xét tặng"
        return Sign(cue[1], self.tokens[i].start, self.tokens[cue[0] - 1].end), cue[0]

    def _joins(self, k: int) -> bool:
        """Whether the next word goes on the name, or makes another word of it ("Hội nghị", "Đoàn viên")."""
        token = self.tokens[k]
        if token.capitalised:
            return token.start not in self._at
        pairs = [f"{one.lower} {other.lower}" for one, other in pairwise(self.tokens[k - 1 : k + 2])]
        return pairs[0] in dictionary() and not (len(pairs) > 1 and pairs[1] in _AGREE)  # "Hội đồng | nhất trí"

    def _capitals(self, i: int, first: int, last: int) -> tuple[Sign, int] | None:
        """A run of words in capitals that no finder knows, unless all the line is in capitals; a sentence's first word alone is none."""
        if not self.tokens[i].capitalised or not any(
            c.islower() for c in self.text.text[self.tokens[first].start : self.tokens[last - 1].end]
        ):
            return None
        k = i + 1
        while k < last and self.tokens[k].start not in self._at and self._goes_on(k):
            k += 1
        if k < len(self.tokens) and (self.tokens[i].lower, self.tokens[i + 1].lower) in _PARTS:
            return None
        ranked = (i > first and self.tokens[i - 1].lower in _RANKED) or (self.tokens[i].lower in _PLACES_WON and self._in_row(i, first))
        if k == i + 1 and (ranked or (i == first and not self.tokens[i].text.isupper()) or _ROMAN.fullmatch(self.tokens[i].text)):
            return None
        return Sign("X", self.tokens[i].start, self.tokens[k - 1].end), k

    def _goes_on(self, k: int) -> bool:
        token: Token = self.tokens[k]
        if token.text.islower():
            before = self.tokens[k - 1]
            word = before.capitalised and f"{before.lower} {token.lower}" in dictionary() and not _words().match(self.tokens, k)
            return word or self._ends_field(k) or (token.lower in _LEVELS and not self._place(k, k, len(self.tokens)))
        if token.text.isdecimal() and _COUNTED_VOTES.match(self.text.text, token.start):
            return False  # "Sở Tư pháp | 5/7 phiếu"
        if token.text.isdecimal():  # "Hội Nông dân | 3 tỉnh: A, B" counts
            return k + 1 == len(self.tokens) or self.tokens[k + 1].lower not in _LEVELS
        return token.capitalised or (token.text in "&-–" and token.start == self.tokens[k - 1].end)

    def _ends_field(self, k: int) -> bool:
        """Whether a field of three syllables ends at `k` ("Hội Chữ thập | đỏ")."""
        field = _fields().match(self.tokens, k - 2) if k > 1 and self.tokens[k - 2].capitalised else None
        return field is not None and field[0] > k
