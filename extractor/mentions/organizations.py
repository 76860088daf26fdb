"""The grammar of organisation names: a head noun opens one, fields, members, levels and places extend it.

The heads and the words are data (models/lexicons/organizations.toml); here is only how they combine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.document import Token
from extractor.lexicon import dictionary, load
from extractor.mentions.names import COMMON, HISTORICAL, PLACES, is_name_syllable, person_end, run_end, word_end
from extractor.mentions.organization_blocks import Blocks
from extractor.mentions.organization_places import Name
from extractor.mentions.organization_words import (
    BRANCHES,
    COUNTED_AFTER,
    COUNTRIES,
    FIELDS,
    GENERIC_AFTER,
    GENERIC_BEFORE,
    HEADS,
    LEGAL,
    LEGAL_SUFFIX,
    LEVELS,
    LOWER,
    MOST_PURPOSE,
    NEVER,
    OWNING,
    PEOPLE,
    PURPOSEFUL,
    SEATED,
    SEATS,
    SURE_LEVELS,
    TITLES,
    TRADING,
    WORDS,
    is_counted,
    is_of_any_level,
    is_venue,
)  # fmt: skip
from extractor.syllables import fold_phrase

_DICTIONARY = dictionary()
JOINT_AREAS = frozenset(fold_phrase(w) for w in ("khu vực", "liên huyện", "liên xã"))
QUOTES = {"“": "”", '"': '"', "«": "»"}
QUOTABLE = frozenset(fold_phrase(w) for w in load("organizations")["heads"]["quotable"])
# From so many on a number before a level counts ("Hội Nông dân 06 huyện"); "Trường Tiểu học 1 xã" is one school.
FEWEST_OF_SEVERAL, MOST_OF_SEVERAL = 2, 1000
# So far into a name an award in capitals is looked for: each of the names inside a long one looks anew.
MOST_SHOUTED = 40
# What follows bodies that are counted, not named.
OWNED = frozenset({"thuộc", "trực", "trong", "trên"})
# First syllables of parts that a body may have elsewhere ("Chi nhánh Công ty May Việt Tiến tại Bình Dương", "Phân hiệu …").
PARTS_ELSEWHERE = frozenset({"chi", "phân"})
MOST_QUOTED = 14
# Heads that name the body of the level that a row is about ("Hội Nông dân, | Liên đoàn Lao động và Hội LHPN tỉnh"); what parts such a row.
ROWED = frozenset(fold_phrase(w) for w in ("Liên đoàn Lao động", "Hội LHPN", "Ủy ban Kiểm tra", "UBKT", "Tòa án nhân dân"))
# The same for those whose branches in every office are so called too: here the row must end with a level.
LEVELLED = frozenset(fold_phrase(w) for w in ("Đoàn Thanh niên", "Đoàn TN", "Đoàn TNCS Hồ Chí Minh"))
PARTING = frozenset({",", ";", "và"})
# Levels that close the name of a youth union's committee, behind which its place follows.
YOUTH_LEVELS = frozenset({"xã", "phường"})
# Levels, by their last syllable, behind which a place is named ("thị trấn | Trạm Trôi").
PLACED = frozenset({"xã", "phường", "trấn", "huyện", "quận", "phố", "khu", "đảo", "thôn", "ấp", "bản", "làng", "tp"})
# So many names inside one another are read as they come.
DEEPEST = 12


class Grammar(Blocks):
    """Parses whole names. What was read at a token is kept, since names inside names and the walk ask for it again."""

    def __init__(self, tokens: Sequence[Token], starts: Sequence[bool], defined: frozenset[str] = frozenset()) -> None:
        super().__init__(tokens, starts, defined)
        self._read: dict[tuple[int, bool, bool, bool], Name | None] = {}
        self._in_rows: dict[tuple[int, bool, bool, bool], bool] = {}
        self._depth = 0

    def knowing(self, defined: frozenset[str]) -> Grammar:
        """The grammar of the same text that knows its own abbreviations of bodies as well. What was read where none stands is kept."""
        other = Grammar(self.tokens, self.starts, defined)
        touched = {token.block for token in self.tokens if token.text in defined}
        ends = [i for i, (before, token) in enumerate(pairwise(self.tokens)) if before.block != token.block]
        for i in reversed(ends):
            if self.tokens[i + 1].block in touched and self.tokens[i].lower in (",", "-", "và"):
                touched.add(self.tokens[i].block)  # a row of bodies may go on in the next block
        other._read = {asked: name for asked, name in self._read.items() if self.tokens[asked[0]].block not in touched}
        return other

    def after_title(self, at: int) -> Name | None:
        """The name at `at`, right behind a title: a person's name may follow it with no mark between, unless `due` is off."""
        self.titled, self.behind_title = self.due, True
        try:
            name = self.parse(at, nested=True)
            several = name is not None and not name.block and not self._ends_line(name.end) and self._of_several(name.end)
            return None if several else name  # "Chủ tịch Ủy ban MTTQ Việt Nam | 5 thành phố", "| các xã, thị trấn"
        finally:
            self.titled = self.behind_title = False

    def parse(self, at: int, *, nested: bool = False) -> Name | None:
        """The name that opens at token `at`, or None where no head stands there or what follows makes it no name."""
        if at >= len(self.tokens):
            return None
        found = HEADS.match(self.tokens, at)
        if (found is None or found[0] == at + 1) and self.tokens[at].text in self.defined and not self._in_code(at):
            found = at + 1, frozenset({"full", "brands"}) | (frozenset() if found is None else found[1])
        if found is None or self._level_of_person(at):
            return None
        asked = at, self.titled, self.behind_title, self.trading
        if asked not in self._read:
            self._read[asked] = self._deeper(at, *found)
        name = self._read[asked]
        return None if name is not None and not nested and not name.block and self._generic(at, name.end) else name

    def _deeper(self, at: int, head: int, classes: frozenset[str]) -> Name | None:
        """As `_named`, for a name that may stand in another. The names of a long row are read from its end: each asks for the next."""
        if self._depth == DEEPEST:
            self._read_behind(at)
        self._depth += 1
        name = self._named(at, head, classes)
        self._depth -= 1
        return name

    def _read_behind(self, at: int) -> None:
        """Read every name behind `at`, the last first, so that none has to wait for those behind it."""
        depth, trading = self._depth, self.trading
        self._depth = 0
        for k in range(len(self.tokens) - 1, at, -1):
            for self.trading in (trading, True):
                self.parse(k, nested=True)
        self._depth, self.trading = depth, trading

    def _named(self, at: int, head: int, classes: frozenset[str]) -> Name | None:
        """The name at `at` whose head, of these classes, ends at `head`."""
        if self._broken(at, head) or self._never(at, head) or self._in_code(at):
            return None
        if is_venue(self.tokens, at) or self._is_place(at, head):
            return None
        if "abbreviation" in classes and not self.tokens[at].text.isupper():
            return None
        if "block" in classes or "block_short" in classes:
            return self._block(at, head, classes)
        trading = self.trading
        self.trading = trading or self._trades(at, head)
        end = self._body(at, head, classes)
        end = next((k for k in range(head, min(end, head + MOST_SHOUTED)) if self._shouted_award(k)), end)
        self.trading = trading
        short = head == at + 2 and self.tokens[at].text == "Hội" and self.tokens[at + 1].text.isupper()  # "Chủ tịch Hội LHPN"
        organ = self.behind_title and head - at > 1 and ("organ" in classes or short)
        if end == head and not organ and not self._alone(at, head, classes):
            return None
        legal = LEGAL.match(self.tokens, at)
        if legal is not None and legal[0] >= end:
            return None
        if self._inside_word(at) or not (self.tokens[at].capitalised or self._lower_head(at, head, end, classes)):
            return None
        return Name(at, head, end, classes)

    def _is_place(self, at: int, head: int) -> bool:
        """Whether the head opens the name of a place, behind its level ("xã | Hội Hợp", "đặc khu | Trường Sa")."""
        if head != at + 1 or head >= len(self.tokens) or self.starts[head] or not at or self.starts[at]:
            return False
        syllable = self.tokens[head]
        one = syllable.text.istitle() and word_end(self.tokens, head) == head + 1 and FIELDS.match(self.tokens, head) is None
        return one and self.tokens[at - 1].lower in PLACED

    def _trades(self, at: int, head: int) -> bool:
        """Whether the head is of a company, a school or a hospital: they carry names like those of persons and places."""
        words = [t.lower for t in self.tokens[at : max(head, at + 2)]]
        return not TRADING.isdisjoint(words[: head - at]) or " ".join(words[:2]) in TRADING

    def _never(self, at: int, head: int) -> bool:
        never = NEVER.match(self.tokens, at)
        if never is not None and never[0] >= head:
            return True
        if at and self.tokens[at].lower == "thường" and self.tokens[at - 1].lower == "quan" and not self.starts[at]:
            return True  # "Sở Nội vụ - Cơ quan | thường trực Hội đồng …": a role
        # A head that goes on into a longer lower-case word is that word: "hội viên", "Ban hành", "Phòng chống".
        return (
            head == at + 1 and word_end(self.tokens, at) > head and HEADS.match(self.tokens, at) is not None and not self._is_head_word(at)
        )

    def _is_head_word(self, at: int) -> bool:
        end = word_end(self.tokens, at)
        phrase = " ".join(t.lower for t in self.tokens[at:end])
        rest = " ".join(t.lower for t in self.tokens[at + 1 : end])
        return phrase in HEADS.values or rest in WORDS.values

    def _alone(self, at: int, head: int, classes: frozenset[str]) -> bool:
        if classes & {"full", "brands"}:
            return True
        called = " ".join(t.lower for t in self.tokens[at:head]) if self.tokens[at].capitalised else ""
        if (called in ROWED and self._in_row(at, head)) or (called in LEVELLED and self._row_of_level(head)):
            return True
        spelled = self.tokens[at].capitalised and self.tokens[head - 1].lower == "dân"  # "Hội đồng nhân dân, Ủy ban nhân dân thành phố"
        return "level" in classes and (spelled or self.tokens[at].text.isupper()) and self._coordinated(head)

    def _in_row(self, at: int, end: int) -> bool:
        """Whether a comma or "và" parts the head from another body's name before or behind it."""
        behind = end + 1 < len(self.tokens) and not self.starts[end] and self.tokens[end].lower in PARTING
        if behind and self.tokens[end + 1].capitalised and HEADS.match(self.tokens, end + 1) is not None:
            return True
        return at > 1 and not self.starts[at] and self.tokens[at - 1].lower in PARTING and self.tokens[at - 2].lower not in GENERIC_BEFORE

    def _row_of_level(self, end: int) -> bool:
        """Whether the bodies that follow in a row end with a level ("Đoàn Thanh niên, | Hội Nông dân và Hội CCB huyện")."""
        while end + 1 < len(self.tokens) and not self.starts[end] and self.tokens[end].lower in PARTING:
            name = self.parse(end + 1, nested=True)
            if name is None:
                return False
            if self.tokens[name.end - 1].lower in SURE_LEVELS or " ".join(t.lower for t in self.tokens[name.first : name.end]) in LEVELLED:
                return True
            end = name.end
        return False

    def _coordinated(self, j: int) -> bool:
        """Whether another body of the same level follows, which gives its level to both ("HĐND và UBND tỉnh", "HĐND, UBND huyện")."""
        state = self.titled, self.behind_title, self.trading
        row: list[int] = []
        told = None
        while told is None:
            row.append(j)
            following = self._beside(j)
            whole = self.parse(j + 1) if following is not None else None
            if following is None:
                told = False
            elif (whole is not None and not whole.bare) or self._level(following[0]) is not None:
                told = True
            else:
                j = following[0]
                told = self._in_rows.get((j, *state))
        self._in_rows.update({(k, *state): told for k in row})
        return told

    def _beside(self, j: int) -> tuple[int, frozenset[str]] | None:
        """The head that a comma, a dash or "và" at `j` sets beside the one before, where it is of a level or stands alone."""
        if j + 1 >= len(self.tokens) or self.starts[j] or not (self.tokens[j].text in ",-" or self.tokens[j].lower == "và"):
            return None
        following = HEADS.match(self.tokens, j + 1)
        return following if following is not None and following[1] & {"level", "full"} else None

    def _inside_word(self, at: int) -> bool:
        """Whether the head is the second half of a word ("đại hội", "XÃ HỘI", "hội trường"), which its capital does not tell."""
        if self.behind_title or at == 0 or self.starts[at]:
            return False
        head, before = self.tokens[at], self.tokens[at - 1]
        unmarked = not head.capitalised or (head.text.isupper() and before.text.isupper() and len(head.text) > 1)
        return unmarked and f"{before.lower} {head.lower}" in _DICTIONARY

    def _lower_head(self, at: int, head: int, end: int, classes: frozenset[str]) -> bool:
        """A head in lower case names something only where capitals or a level follow ("sở Tư pháp", "tỉnh ủy", "hội luật gia Việt Nam")."""
        if self.tokens[at].lower == "thành" and self.tokens[head - 1].lower == "hội":
            return False  # "hợp nhất thành Hội …"; the city's association has a capital
        field = FIELDS.match(self.tokens, head) if self.behind_title else None
        if [t.text for t in self.tokens[at:head]] == ["cơ", "quan"] and self.tokens[end - 1].capitalised:
            inner = self.parse(head, nested=True)  # "cơ quan | Công an" is any of them
            return inner is not None and not inner.bare
        capital = any(t.capitalised for t in self.tokens[at + 1 : head])  # "Trưởng | đoàn Đại biểu Quốc hội tỉnh"
        purposeful = " ".join(t.lower for t in self.tokens[at:head]) in PURPOSEFUL and end > head  # "Phó | ban chỉ đạo đại hội cấp huyện"
        if self.behind_title and ("organ" in classes or capital or purposeful or (field is not None and field[0] == end)):
            return True  # "trưởng phòng công tác sinh viên", "trưởng ban kiểm tra": the title tells that a body is named
        if "full" in classes and " ".join(t.lower for t in self.tokens[at:head]) in LOWER:
            return word_end(self.tokens, head - 1) <= head  # "toàn | tỉnh đoàn kết"
        return any(t.capitalised for t in self.tokens[head:end])

    def _generic(self, at: int, end: int) -> bool:
        before = self.tokens[at - 1].lower if at and not self.starts[at] else ""
        pair = f"{self.tokens[at - 2].lower} {before}" if at > 1 else before
        if before in GENERIC_BEFORE or pair in GENERIC_BEFORE or is_counted(self.tokens, at):
            return True
        if self.tokens[at].text.islower() and self._one_of_levels(at):
            return True
        if end >= len(self.tokens) or self.starts[end]:
            return False
        if before.isdecimal() and int(before) >= FEWEST_OF_SEVERAL and self.tokens[end].text == ":":
            return True  # "gồm 6 Thuế tỉnh: A, B"
        if before.isdecimal() and FEWEST_OF_SEVERAL <= int(before) < MOST_OF_SEVERAL and self.tokens[end].lower in OWNED:
            return True  # "đại diện 38 Chi hội Luật gia thuộc Cụm thi đua số 5"
        return GENERIC_AFTER.match(self.tokens, end) is not None or self._counted(end) or is_of_any_level(self.tokens, end)

    def _one_of_levels(self, at: int) -> bool:
        """Whether a committee in small letters goes on from levels of which any is meant ("các huyện, | thị ủy")."""
        if at < 3 or self.tokens[at - 1].text != "," or self.starts[at]:
            return False
        level = LEVELS.match(self.tokens, at - 2)
        return level is not None and level[0] == at - 1 and self.tokens[at - 3].lower in ("các", "những", ",")

    def _of_several(self, j: int) -> bool:
        """Whether a name that ends at `j` is of several levels or places ("06 huyện", "các tỉnh")."""
        return self._counted(j) or (self.tokens[j].lower == "các" and GENERIC_AFTER.match(self.tokens, j) is not None)

    def _counted(self, j: int) -> bool:
        """Whether several of a level are counted at `j` ("06 huyện trong cụm"), not one named by number and place ("2 xã Phú Xuân")."""
        if not self.tokens[j].text.isdecimal() or int(self.tokens[j].text) < FEWEST_OF_SEVERAL:
            return False
        level = COUNTED_AFTER.match(self.tokens, j + 1) if j + 1 < len(self.tokens) else None
        return level is not None and (level[0] >= len(self.tokens) or self.starts[level[0]] or not self.tokens[level[0]].capitalised)

    def _body(self, at: int, head: int, classes: frozenset[str]) -> int:
        """The end of the name whose head ends at `head`; equal to `head` where nothing belongs to it."""
        closed = "open" not in classes
        if closed and self.tokens[head - 1].text == "Bộ" and (owner := self.parse(head - 1, nested=True)) is not None and owner.end > head:
            return owner.end  # "Thanh tra Bộ | Xây dựng"
        quoted = None if closed else self._quoted(at, head)
        if quoted is not None:
            return self._closed(at, self._closing(quoted, True) or quoted)
        end = head
        j = self._paren(head, bare=True)
        units = 0
        while True:
            step = self._closing(j, bool(units) or closed) or self._seat(at, j)
            if step is None and closed and j == head and self.tokens[head - 1].lower in YOUTH_LEVELS and not self._ends_line(j):
                step = None if self._person(j) else self._place(j)  # "Đoàn phường | Tân Lập"
            if step is not None:
                return self._closed(at, step)
            if j >= len(self.tokens) or self.starts[j]:
                return end
            if units == 0 and " ".join(t.lower for t in self.tokens[at:head]) in PURPOSEFUL:
                return self._purpose(j, end)
            nested = self._nested(at, head, j, units, classes)
            if nested is not None:
                return self._seated(at, nested) if self.tokens[at].lower in PARTS_ELSEWHERE else nested
            if closed:
                return self._branch(self._brand_place(j, classes, end))
            if units == 0 and "full" in classes and self._person(j):
                return end
            step = self._unit(j, first=units == 0, owner=at)
            if step is None:
                return self._branch(end) if units else end
            end = step
            j = self._paren(step)
            units += 1

    def _quoted(self, at: int, head: int) -> int | None:
        """Past a name in quotation marks right behind the head of a club, a company or a cooperative (CLB “Nông dân khởi nghiệp”)."""
        if head >= len(self.tokens) - 1 or self.starts[head] or self.tokens[head].text not in QUOTES:
            return None
        if not any(" ".join(t.lower for t in self.tokens[at : at + n]) in QUOTABLE for n in (1, 2, 3)):
            return None
        closing = QUOTES[self.tokens[head].text]
        for k in range(head + 2, min(head + MOST_QUOTED, len(self.tokens))):
            if self.starts[k]:
                return None
            if self.tokens[k].text == closing:
                return k + 1
        return None

    def _purpose(self, j: int, end: int) -> int:
        """Past the purpose of a steering committee, in lower case, up to the level or "Trung ương" that closes it."""
        for k in range(j, min(j + MOST_PURPOSE, len(self.tokens))):
            if self.starts[k] or self.tokens[k].text in ".;:(":
                return end
            closing = self._closing(k, True) if k > j else None
            if closing is not None:
                return self._after_level(closing)
        return end

    def _closed(self, at: int, end: int) -> int:
        """Past all that may follow the level, place or "Việt Nam" that closes a name: a region, levels, a branch, an owner, a seat."""
        end = self._branch(self._after_level(self._region(self._after_level(end))))
        if end >= len(self.tokens) or self.starts[end]:
            return end
        if (
            (self.trading or self.tokens[end - 1].lower == "xã")
            and self.tokens[end].text == "số"
            and end + 1 < len(self.tokens)
            and self.tokens[end + 1].text.isdecimal()
            and self.ends_number(end + 2)
        ):
            return end + 2  # "Trường Mầm non xã Tân An số 2"
        friend = COUNTRIES.match(self.tokens, end + 1) if self.tokens[end].lower == "-" else None
        if friend is not None:
            return self._after_level(friend[0])
        if self.tokens[end].lower == "-" and self._joint_area(at, end) and (second := self._place(end + 1)) is not None:
            return self._closed(at, second)
        if self.trading and self.tokens[end].text.isdecimal() and self.ends_number(end + 1):
            return end + 1
        if self.trading and self.tokens[end].lower == "-" and end + 1 < len(self.tokens) and not self.starts[end + 1]:
            second = self._known_place(end + 1)  # "Bia Sài Gòn - Ninh Thuận"
            if second is not None:
                return self._branch(second)
            if self._unknown_place(end + 1):
                return self._branch(run_end(self.tokens, end + 1, self.starts))  # "Sài Gòn - Ninh Chữ"
        if self.tokens[end - 1].lower == "ương" and self.tokens[end].capitalised:
            owner = self.parse(end, nested=True)
            seat = self._place(end) if self.trading and not self.titled and not self._opens_other(end) else None
            return owner.end if owner is not None and not owner.bare else seat or end
        return self._seated(at, end)

    def _seated(self, at: int, end: int) -> int:
        """Past "tại" and the place at which an office, a school or a branch has its seat."""
        if end < len(self.tokens) and self.tokens[end].lower == "tại" and not self.starts[end] and self.tokens[at].lower in SEATED:
            return self._level(end + 1) or self._place(end + 1) or end
        return end

    def _joint_area(self, at: int, end: int) -> bool:
        """Whether the name has "khu vực" or "liên huyện" in it: its area may be of several places ("Chi cục Thuế khu vực A - B")."""
        pairs = {f"{self.tokens[k].lower} {self.tokens[k + 1].lower}" for k in range(at, end - 1)}
        return bool(pairs & JOINT_AREAS) and end + 1 < len(self.tokens) and not self.starts[end + 1] and self.tokens[end + 1].capitalised

    def _seat(self, at: int, j: int) -> int | None:
        """Past the place right behind a committee of the Party or the Youth Union ("Huyện ủy Mỏ Cày Nam")."""
        seated = j == at + 2 and not self.starts[j] and self.tokens[at + 1].lower in ("uỷ", "đoàn") and self.tokens[at].lower in SEATS
        person = person_end(self.tokens, j, self.starts) if seated and PLACES.match(self.tokens, j) is None else None
        return self._place(j) if seated and (person is None or person - j < 3) else None

    def _branch(self, end: int) -> int:
        """Past a branch named behind its bank ("Ngân hàng Nhà nước Việt Nam - Chi nhánh tỉnh Phú Yên")."""
        k = end + 1 if end < len(self.tokens) and self.tokens[end].lower == "-" else end
        if k + 1 < len(self.tokens) and not self.starts[k] and (self.tokens[k].lower, self.tokens[k + 1].lower) == ("chi", "nhánh"):
            inner = self.parse(k, nested=True)
            return inner.end if inner is not None else self._level(k + 2) or end
        form = LEGAL.match(self.tokens, k) if k > end else None
        if form is not None and self._ends_here(form[0]):
            return form[0]
        suffix = LEGAL_SUFFIX.match(self.tokens, end) if self.trading and not self._ends_line(end) else None
        return suffix[0] if suffix is not None and not self._broken(end, suffix[0]) else end

    def _nested(self, at: int, head: int, j: int, units: int, classes: frozenset[str]) -> int | None:
        """Past an organisation inside the name ("Văn phòng | UBND tỉnh", "Chi nhánh tại Hà Nội của | Công ty X")."""
        t = self.tokens
        k = j
        if t[j].lower == "tại" and [w.lower for w in t[at:head]] == ["hội"] and not units:
            return None  # "cán bộ Hội | tại thành phố Đà Lạt"
        if t[j].lower == "tại":
            place = self._level(j + 1) or self._place(j + 1)
            if place is None or (units and not self._ends_here(place)):
                return None
            if place >= len(t) or t[place].lower != "của":
                return place
            k = place
        if k < len(t) and t[k].lower == "của" and units == 0 and k + 1 < len(t):
            if [w.lower for w in t[at:head]] == ["hội"] and not t[k + 1].capitalised:
                return None  # "8 Hội | của khối thi đua số 3"
            k += 1
        if k >= len(t) or self.starts[k]:
            return None
        if "full" in classes and not classes & {"open", "organ"} and t[k].lower != "chi":
            return None
        if units and not t[k].capitalised and not OWNING.match(t, k) and " ".join(w.lower for w in t[at:head]) not in BRANCHES:
            return None
        inner = self.parse(k, nested=True)
        if inner is not None and "block" in inner.classes and "level" in classes and "organ" not in classes:
            return None  # "Công an | Cụm thi đua số 9": those of its members
        return inner.end if inner is not None and (not inner.bare or inner.classes & {"full", "brands"} or t[k].text.isupper()) else None

    def _branch_place(self, j: int) -> bool:
        """Whether two or three capitalised syllables, no title and no other name, stand at `j`."""
        run = run_end(self.tokens, j, self.starts) - j if is_name_syllable(self.tokens[j]) else 0
        return 2 <= run <= 3 and TITLES.match(self.tokens, j) is None and HISTORICAL.match(self.tokens, j) is None

    def _unknown_place(self, j: int) -> bool:
        """Whether what stands behind a company's place and a dash is a second place, though no known one, and neither person nor body."""
        if not self._branch_place(j) or self._opens_other(j):
            return False
        longer = run_end(self.tokens, j, self.starts) > j + 2
        return self.tokens[j].lower not in COMMON if longer or self.behind_title else True

    def _brand_place(self, j: int, classes: frozenset[str], end: int) -> int:
        """Past the place of a branch ("BIDV Bảo Lộc") or a number ("Quân khu 2", "Quận ủy 11")."""
        number = self.tokens[j]
        if "brands" in classes and not self.starts[j] and not self._opens_other(j) and self._branch_place(j):
            named = number.lower in COMMON and (self.behind_title or run_end(self.tokens, j, self.starts) != j + 2)
            return end if named else self._place(j) or end
        fits = classes & {"level", "full"} and number.text.isdecimal() and len(number.text) < 3 and not self.starts[j]
        counted = fits and (self._counts(j + 1) or PEOPLE.match(self.tokens, j + 1) is not None)
        return j + 1 if fits and not counted else end
