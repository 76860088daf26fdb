"""The grammar of organisation names: a head noun opens one, fields, members, levels and places extend it.

The heads and the words are data (models/lexicons/organizations.toml); here is only how they combine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Token
from extractor.lexicon import Phrases, dictionary, load
from extractor.mentions.names import PLACES, is_name_syllable, person_end, run_end, word_end
from extractor.syllables import fold_phrase

_TABLE = load("organizations")
_HEADS_OF = _TABLE["heads"]


def _heads() -> Phrases:
    """Every head phrase with the set of its classes: a word such as "Đảng ủy" stands alone and opens a longer name too."""
    classes: dict[str, set[str]] = {}
    spelled: dict[str, str] = {}
    for name in ("full", "level", "organ", "open", "block", "block_short", "brands"):
        for phrase in _HEADS_OF[name]:
            key = fold_phrase(phrase)
            spelled.setdefault(key, phrase)
            classes.setdefault(key, set()).add(name)
            if " " not in phrase and phrase.isupper() and name != "brands":
                classes[key].add("abbreviation")
    return Phrases({spelled[key]: frozenset(names) for key, names in classes.items()})


HEADS = _heads()
NEVER = Phrases(_HEADS_OF["never"])
GENERIC_BEFORE = frozenset(fold_phrase(p) for p in _HEADS_OF["generic_before"])
GENERIC_AFTER = Phrases(_HEADS_OF["generic_after"])
LEVELS = Phrases(_TABLE["levels"]["words"])
SURE_LEVELS = frozenset(fold_phrase(w) for w in ("tỉnh", "thành phố", "TP", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "khu vực"))
NATIONAL = Phrases(_TABLE["levels"]["national"])
CLOSING = Phrases(_TABLE["levels"]["closing"])
WORDS = Phrases(_TABLE["name"]["words"])
PLURAL = Phrases(_TABLE["name"]["plural"])
TITLES = Phrases([*load("positions")["titles"]["plain"], *load("positions")["titles"]["shared"], *load("positions")["titles"]["alone"], "Phó", "Trưởng"])
ACTS = Phrases(_TABLE["stop"]["acts"])
VERBS = Phrases(_TABLE["ambiguous"]["verbs"])
NOUNS = Phrases(_TABLE["ambiguous"]["nouns"])
UNIONS = frozenset(fold_phrase(w).split()[0] for w in _HEADS_OF["unions"])
RANKS = Phrases([h for h in load("people")["honorifics"] if " " in h and h[0].isupper()])
LOWER = frozenset(fold_phrase(p) for p in _HEADS_OF["lower"])
MOST_UNLISTED = 6
# First syllables of committees named by their level, and of bodies that are told apart by where they sit.
SEATS = frozenset(fold_phrase(w) for w in ("Tỉnh", "Thành", "Huyện", "Quận", "Thị", "Xã", "Phường"))
SEATED = frozenset(fold_phrase(w) for w in ("Học", "Trường", "Văn", "Chi", "Phân", "Cơ", "Viện", "Ban", "Trung"))
# First words of bodies that carry names like those of persons: companies, schools, hospitals.
TRADING = frozenset(fold_phrase(w) for w in _HEADS_OF["trading"])
BRANCHES = frozenset(fold_phrase(p) for p in _HEADS_OF["branches"])
STOP = frozenset(fold_phrase(w) for w in _TABLE["stop"]["words"])
NUMBERED = frozenset(fold_phrase(w) for w in ("Trung đoàn", "Sư đoàn", "Lữ đoàn", "Tiểu đoàn", "Đại đội", "Trung đội", "Xí nghiệp", "Quân đoàn", "Hải đoàn", "Chi bộ", "Tổ"))
_DICTIONARY = dictionary()


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name over tokens `first` to `end`: its head's end and classes, whether it is more than its head."""

    first: int
    head: int
    end: int
    classes: frozenset[str]
    block: bool = False

    @property
    def bare(self) -> bool:
        return self.end == self.head


class Grammar:
    """Parses names over one text's tokens. `starts` tells which tokens open a line (see `names.line_starts`), `defined` are the text's own
    abbreviations of bodies.
    """

    def __init__(self, tokens: Sequence[Token], starts: Sequence[bool], defined: frozenset[str] = frozenset()) -> None:
        self.tokens = tokens
        self.starts = starts
        self.defined = defined
        self.titled = self.behind_title = False
        self.due = True
        self.trading = False

    def after_title(self, at: int) -> Name | None:
        """The name at `at`, right behind a title: a person's name may follow it with no mark between, unless `due` is off."""
        self.titled, self.behind_title = self.due, True
        try:
            return self.parse(at, nested=True)
        finally:
            self.titled = self.behind_title = False

    def parse(self, at: int, *, nested: bool = False) -> Name | None:
        """The name that opens at token `at`, or None where no head stands there or what follows makes it no name."""
        found = HEADS.match(self.tokens, at)
        if found is None and self.tokens[at].text in self.defined and not self._in_code(at):
            found = at + 1, frozenset({"full", "brands"})
        if found is None or self._broken(at, found[0]) or self._never(at, found[0]) or self._in_code(at):
            return None
        head, classes = found
        if "abbreviation" in classes and not self.tokens[at].text.isupper():
            return None
        if "block" in classes or "block_short" in classes:
            return self._block(at, head, classes)
        trading = self.trading
        self.trading = trading or self._trades(at, head)
        end = self._body(at, head, classes)
        self.trading = trading
        organ = self.behind_title and "organ" in classes and head - at > 1
        if end == head and not organ and not self._alone(at, head, classes):
            return None
        if self._inside_word(at) or (not self.tokens[at].capitalised and not self._lower_head(at, head, end, classes)):
            return None
        if not nested and self._generic(at, end):
            return None
        return Name(at, head, end, classes)

    def _trades(self, at: int, head: int) -> bool:
        """Whether the head is of a company, a school or a hospital: they carry names like those of persons and places."""
        return any(t.lower in TRADING for t in self.tokens[at:head]) or " ".join(t.lower for t in self.tokens[at : at + 2]) in TRADING

    def _never(self, at: int, head: int) -> bool:
        never = NEVER.match(self.tokens, at)
        if never is not None and never[0] >= head:
            return True
        # A head that goes on into a longer lower-case word is that word: "hội viên", "Ban hành", "Phòng chống".
        return head == at + 1 and word_end(self.tokens, at) > head and HEADS.match(self.tokens, at) is not None and not self._is_head_word(at)

    def _in_code(self, at: int) -> bool:
        """Whether the token is part of a document's number ("46/KH-UBND", "34-CT/TW")."""
        before = self.tokens[at - 1]
        return at > 0 and (before.text == "/" or (before.lower == "-" and before.end == self.tokens[at].start))

    def _is_head_word(self, at: int) -> bool:
        end = word_end(self.tokens, at)
        phrase = " ".join(t.lower for t in self.tokens[at:end])
        rest = " ".join(t.lower for t in self.tokens[at + 1 : end])
        return phrase in HEADS.values or rest in WORDS.values

    def _alone(self, at: int, head: int, classes: frozenset[str]) -> bool:
        if classes & {"full", "brands"}:
            return True
        return "level" in classes and self.tokens[at].text.isupper() and self._coordinated(head)

    def _coordinated(self, j: int) -> bool:
        """Whether another body of the same level follows, which gives its level to both ("HĐND và UBND tỉnh", "HĐND, UBND huyện")."""
        if j + 1 >= len(self.tokens) or self.starts[j] or not (self.tokens[j].text in ",-" or self.tokens[j].lower == "và"):
            return False
        following = HEADS.match(self.tokens, j + 1)
        if following is None or "level" not in following[1]:
            return False
        return self._level(following[0]) is not None or self._coordinated(following[0])

    def _inside_word(self, at: int) -> bool:
        """Whether the head is the second half of a word ("đại hội", "XÃ HỘI", "hội trường"), which its capital does not tell."""
        if self.behind_title or at == 0 or self.starts[at]:
            return False
        head, before = self.tokens[at], self.tokens[at - 1]
        unmarked = not head.capitalised or (head.text.isupper() and before.text.isupper() and len(head.text) > 1)
        return unmarked and f"{before.lower} {head.lower}" in _DICTIONARY

    def _lower_head(self, at: int, head: int, end: int, classes: frozenset[str]) -> bool:
        """A head in lower case names something only where capitals or a level follow ("sở Tư pháp", "tỉnh ủy", "hội luật gia Việt Nam")."""
        if "full" in classes and " ".join(t.lower for t in self.tokens[at:head]) in LOWER:
            return True
        return any(t.capitalised for t in self.tokens[head:end])

    def _generic(self, at: int, end: int) -> bool:
        before = self.tokens[at - 1].lower if at and not self.starts[at] else ""
        pair = f"{self.tokens[at - 2].lower} {before}" if at > 1 else before
        if before in GENERIC_BEFORE or pair in GENERIC_BEFORE:
            return True
        if end >= len(self.tokens) or self.starts[end]:
            return False
        return GENERIC_AFTER.match(self.tokens, end) is not None

    # -- the body -----------------------------------------------------------------------------------------------------------------

    def _body(self, at: int, head: int, classes: frozenset[str]) -> int:
        """The end of the name whose head ends at `head`; equal to `head` where nothing belongs to it."""
        closed = "open" not in classes
        end = head
        j = self._paren(head)
        units = 0
        while True:
            step = self._closing(j, bool(units) or closed) or self._seat(at, j)
            if step is not None:
                return self._closed(at, step)
            if j >= len(self.tokens) or self.starts[j]:
                return end
            nested = self._nested(at, head, j, units, classes)
            if nested is not None:
                return nested
            if closed:
                return self._brand_place(j, classes, end)
            if units == 0 and "full" in classes and self._person(j):
                return end
            step = self._unit(j, first=units == 0, owner=at)
            if step is None:
                return self._branch(end) if units else end
            end = j = step
            units += 1

    def _closed(self, at: int, end: int) -> int:
        """Past all that may follow the level, place or "Việt Nam" that closes a name: a region, levels, a branch, an owner, a seat."""
        end = self._branch(self._after_level(self._region(self._after_level(end))))
        if end >= len(self.tokens) or self.starts[end]:
            return end
        if self.tokens[end - 1].lower == "ương" and self.tokens[end].capitalised:
            owner = self.parse(end, nested=True)
            seat = self._place(end) if self.trading and not self.titled and not self._opens_other(end) else None
            return owner.end if owner is not None and not owner.bare else seat or end
        if self.tokens[end].lower == "tại" and self.tokens[at].lower in SEATED:
            return self._level(end + 1) or self._place(end + 1) or end
        return end

    def _seat(self, at: int, j: int) -> int | None:
        """Past the place right behind a committee of the Party or the Youth Union ("Huyện ủy Mỏ Cày Nam")."""
        seated = j == at + 2 and not self.starts[j] and self.tokens[at + 1].lower in ("uỷ", "đoàn") and self.tokens[at].lower in SEATS
        return self._place(j) if seated else None

    def _region(self, end: int) -> int:
        """Past the part of the country in brackets ("Hội thánh Tin lành Việt Nam (miền Bắc)")."""
        t = self.tokens
        inside = end + 3 < len(t) and t[end].text == "(" and t[end + 1].lower == "miền" and t[end + 3].text == ")"
        return end + 4 if inside else end

    def _branch(self, end: int) -> int:
        """Past a branch named behind its bank ("Ngân hàng Nhà nước Việt Nam - Chi nhánh tỉnh Phú Yên")."""
        k = end + 1 if end < len(self.tokens) and self.tokens[end].lower == "-" else end
        if k + 1 < len(self.tokens) and not self.starts[k] and (self.tokens[k].lower, self.tokens[k + 1].lower) == ("chi", "nhánh"):
            inner = self.parse(k, nested=True)
            return inner.end if inner is not None else end
        return end

    def _paren(self, j: int) -> int:
        """Past an abbreviation in brackets inside a name ("Hội Luật gia (HLG) tỉnh Hoà Bình"), else `j`."""
        t = self.tokens
        if j + 3 < len(t) and t[j].text == "(" and t[j + 1].text.isupper() and t[j + 2].text == ")" and LEVELS.match(t, j + 3):
            return j + 3
        return j

    def _closing(self, j: int, allowed: bool) -> int | None:
        """Past "tỉnh Hà Nam", "Việt Nam", "Trung ương", "tối cao" at `j`, or None."""
        j = self._paren(j) if j < len(self.tokens) else j
        if j >= len(self.tokens) or self.starts[j]:
            return None
        national = self._national(j)
        if national is not None:
            return national
        level = self._level(j)
        if level is not None:
            return level
        closing = CLOSING.match(self.tokens, j)
        if closing is not None and allowed and self._ends_here(closing[0]):
            return closing[0]
        return self._known_place(j) if allowed else None

    def _national(self, j: int) -> int | None:
        """Past "Việt Nam" or "Trung ương" that closes a name; "Trung ương Hội …" opens a name of its own instead."""
        national = NATIONAL.match(self.tokens, j)
        if national is None or not self.tokens[j].capitalised or self._broken(j, national[0]):
            return None
        if len(national[1]) == 2 and not self.tokens[j].text.isupper():
            return None
        head = HEADS.match(self.tokens, j)
        return None if head is not None and head[0] > national[0] else national[0]

    def _known_place(self, j: int) -> int | None:
        """Past a known place that closes a name ("Hội Luật gia Quảng Ninh"), unless the name goes on ("Hoà Bình Thượng")."""
        place = PLACES.match(self.tokens, j)
        if place is None or not self.tokens[j].capitalised or self._person(j):
            return None
        end: int = place[0]
        more = end < len(self.tokens) and not self.starts[end] and is_name_syllable(self.tokens[end])
        if more and not (PLACES.match(self.tokens, end) or HEADS.match(self.tokens, end) or TITLES.match(self.tokens, end) or self._person(end)):
            return None
        following = self._known_place(end) if more else None
        return following or end

    def _ends_here(self, j: int) -> bool:
        return j >= len(self.tokens) or self.starts[j] or not self.tokens[j].text[0].isalnum()

    def _level(self, j: int) -> int | None:
        """Past a level and its place ("tỉnh", "TP. HCM", "huyện Ba Bể", "thôn 9", "Q. 11")."""
        found = LEVELS.match(self.tokens, j)
        if found is None:
            return None
        end = found[0]
        word = found[1]
        k = end
        if word.isupper() and k < len(self.tokens) and self.tokens[k].text == ".":
            k += 1
        if word.isupper() and not self.tokens[j].text.isupper():
            return None
        if len(word) == 1 and k == end:
            return None
        place = self._place(k)
        if place is not None:
            return place
        sure = fold_phrase(word) in SURE_LEVELS
        return end if sure and not self._starts_word(j, end) else None

    def _starts_word(self, j: int, end: int) -> bool:
        """Whether the level is the start of another word ("xã hội", "thành phố" is itself)."""
        return word_end(self.tokens, j) > end

    def _place(self, j: int) -> int | None:
        """Past a place's name: a known one, a number, or a capitalised run that is not a person's name."""
        if j >= len(self.tokens):
            return None
        first = self.tokens[j]
        if self.starts[j] and self.tokens[j - 1].text != ".":
            return None
        known = PLACES.match(self.tokens, j)
        if known is not None and first.capitalised:
            return known[0]
        if first.text.isdigit() and len(first.text) <= 2:
            return j + 1 if self._ends_here(j + 1) or not self.tokens[j + 1].text[0].isdigit() else None
        if not is_name_syllable(first) or NEVER.match(self.tokens, j) or HEADS.match(self.tokens, j):
            return None
        end = run_end(self.tokens, j, self.starts)
        for k in range(j + 1, end + 1):
            if k < end and TITLES.match(self.tokens, k):
                end = k
                break
        person = person_end(self.tokens, j, self.starts)
        if self.titled and person is not None and person - j >= 3:
            return None
        # "xã Yên Nam Trần Văn A": the place ends where a person's name begins.
        for k in range(j + 1, end):
            inner = person_end(self.tokens, k, self.starts)
            if inner == end and inner - k >= 3:
                end = k
                break
        end = min(end, j + 4)
        if end < len(self.tokens) - 1 and self.tokens[end].lower == "-" and is_name_syllable(self.tokens[end + 1]) and not self.starts[end]:
            joined = PLACES.match(self.tokens, j)
            if joined is not None and joined[0] > end:
                end = joined[0]
        return end

    def _after_level(self, end: int) -> int:
        """Levels may follow one another ("Việt Nam tỉnh", "thôn 9 xã Cư Knia", "tại Quảng Ngãi")."""
        while end < len(self.tokens) and not self.starts[end]:
            step = self._level(end)
            if step is None:
                return end
            end = step
        return end

    def _nested(self, at: int, head: int, j: int, units: int, classes: frozenset[str]) -> int | None:
        """Past an organisation inside the name ("Văn phòng | UBND tỉnh", "Chi nhánh tại Hà Nội của | Công ty X")."""
        t = self.tokens
        k = j
        if t[j].lower == "tại":
            place = self._level(j + 1) or self._place(j + 1)
            if place is None or (units and not self._ends_here(place)):
                return None
            if place >= len(t) or t[place].lower != "của":
                return place
            k = place
        if k < len(t) and t[k].lower == "của" and units == 0 and k + 1 < len(t):
            k += 1
        if k >= len(t) or self.starts[k]:
            return None
        if "full" in classes and not classes & {"open", "organ"} and t[k].lower != "chi":
            return None
        if units and not t[k].capitalised and " ".join(w.lower for w in t[at:head]) not in BRANCHES:
            return None
        inner = self.parse(k, nested=True)
        return inner.end if inner is not None and (not inner.bare or "full" in inner.classes or t[k].text.isupper()) else None

    def _brand_place(self, j: int, classes: frozenset[str], end: int) -> int:
        """Past a number ("Quân khu 2", "Quận ủy 11")."""
        number = self.tokens[j]
        return j + 1 if classes & {"level", "full"} and number.text.isdigit() and len(number.text) < 3 and not self.starts[j] else end

    # -- one unit of a name -----------------------------------------------------------------------------------------------------------

    def _unit(self, j: int, *, first: bool, owner: int | None = None) -> int | None:
        """Past the next unit of the name at `j`: a word, a field, "các …", or a connective with what it joins; None where the name ends."""
        token = self.tokens[j]
        if token.lower == "-" or token.text in "&/" or token.lower == "và":
            return None if first else self._joined(j + 1)
        if token.text == ",":
            return None if first else self._series(j)
        if token.lower == "số" and j + 1 < len(self.tokens) and self.tokens[j + 1].text.isdigit():
            return j + 2
        if token.text.isdigit():
            numbered = owner is not None and f"{self.tokens[owner].lower} {self.tokens[owner + 1].lower}" in NUMBERED
            return j + 1 if len(token.text) < 5 and (numbered or (not first and self._ends_number(j + 1))) else None
        if token.lower == "của" and (first or self._national_ahead(j)) and j + 1 < len(self.tokens) and self.tokens[j + 1].capitalised:
            return j + 1
        if token.capitalised:
            return self._word(j, first=first)
        plural = PLURAL.match(self.tokens, j)
        if plural is not None:
            return plural[0] if first and owner is not None and self.tokens[owner].lower in UNIONS else None
        return self._field(j, owner=owner, first=first) or self._unlisted(j, first=first)

    def _unlisted(self, j: int, *, first: bool) -> int | None:
        """Past lower-case words that no lexicon lists ("Phục vụ | hành chính công | phường Phan Thiết"): as long as none of them is a function
        word or says what bodies do, up to a level, a number or a capital, or, behind a capital, to a mark.
        """
        for k in range(j, min(j + MOST_UNLISTED + 1, len(self.tokens))):
            if self.starts[k]:
                return k if k > j and not first and self._words(j, k) else None
            token = self.tokens[k]
            if k > j and self._anchor(k):
                return k
            if not token.text[0].isalpha():
                return k if k > j and not first and token.text in ",;.)" and self._words(j, k) else None
            if token.lower == "và":
                return k if k > j and self._joined(k + 1) is not None else None
            if not token.text.islower() or token.lower in STOP or self._acts(k):
                return None
        return None

    def _acts(self, k: int) -> bool:
        """Whether what a body does begins at `k`, and no longer word ("cấp" but not "cấp cứu")."""
        act = ACTS.match(self.tokens, k)
        return act is not None and word_end(self.tokens, k) <= act[0]

    def _anchor(self, k: int) -> bool:
        """Whether a name goes on at `k` beyond doubt."""
        if self._closing(k, True) is not None or (self.tokens[k].lower == "số" and self.tokens[k + 1 : k + 2] and self.tokens[k + 1].text.isdigit()):
            return True
        if self.tokens[k].text.isdigit() and 1 < len(self.tokens[k].text) < 5 and self._ends_number(k + 1):
            return True
        capital = self.tokens[k].capitalised and is_name_syllable(self.tokens[k])
        return capital and not (self._opens_other(k) or TITLES.match(self.tokens, k) or RANKS.match(self.tokens, k))

    def _words(self, j: int, end: int) -> bool:
        """Whether the tokens are words of the dictionary, at most two of them."""
        if end - j > 4:
            return False
        first = word_end(self.tokens, j)
        return first > j + 1 and (first >= end or word_end(self.tokens, first) >= end)

    def _ends_number(self, j: int) -> bool:
        """Whether a number before `j` belongs to the name ("chi hội Điện An 2 chưa …") and counts nothing behind it."""
        return self._ends_here(j) or self.tokens[j].lower in STOP or self.tokens[j].lower == "-" or self._acts(j)

    def _national_ahead(self, j: int) -> bool:
        """Whether "Việt Nam" closes the name a few capitalised words on ("Hiệp hội Doanh nghiệp của Thương binh và Người khuyết tật Việt Nam")."""
        for k in range(j + 2, min(j + 9, len(self.tokens))):
            if self.starts[k] or not self.tokens[k].text[0].isalpha():
                return False
            if NATIONAL.match(self.tokens, k) and self.tokens[k].capitalised:
                return True
        return False

    def _word(self, j: int, *, first: bool) -> int | None:
        if TITLES.match(self.tokens, j) or RANKS.match(self.tokens, j):
            return None
        if not self.tokens[j].text[0].isalpha() or (not first and self._person(j)) or self._shouted_act(j):
            return None
        field = WORDS.match(self.tokens, j)
        end = max(word_end(self.tokens, j), field[0] if field is not None and not self._broken(j, field[0]) else 0)
        if self._broken(j, end):
            return j + 1
        return self._loan_word(end)

    def _shouted_act(self, j: int) -> bool:
        """Whether, in a line of capitals, a function word or what bodies do stands at `j`: capitals tell nothing there."""
        token = self.tokens[j]
        if not token.text.isupper() or len(token.text) < 2 or not self.tokens[j - 1].text.isupper():
            return False
        act = ACTS.match(self.tokens, j)
        return token.lower in STOP or (act is not None and act[0] > j + 1)

    def _loan_word(self, j: int) -> int:
        """Past one lower-case syllable of a word no dictionary has, between two capitals ("Ắc quy Vĩnh Hoà"), else `j`."""
        if j + 1 >= len(self.tokens) or self.starts[j] or self.starts[j + 1]:
            return j
        inner, following = self.tokens[j], self.tokens[j + 1]
        joins = inner.text.islower() and inner.lower not in STOP and not self._acts(j) and following.capitalised
        return j + 1 if joins and LEVELS.match(self.tokens, j) is None and not self._opens_other(j + 1) else j

    def _person(self, j: int) -> bool:
        """Whether a person's name begins at `j`; a name of two syllables is one only behind a title, where a person is due."""
        if PLACES.match(self.tokens, j) is not None or (self.trading and not self.titled):
            return False
        end = person_end(self.tokens, j, self.starts)
        return end is not None and (end - j > 2 or (self.titled and not self.trading))

    def _broken(self, j: int, end: int) -> bool:
        return any(self.starts[i] for i in range(j + 1, min(end, len(self.starts))))

    def _field(self, j: int, *, owner: int | None = None, first: bool = False) -> int | None:
        """A lower-case field word that belongs to names. One that is a verb as well ("kiểm tra") or names people in general ("công nhân")
        does so only where what follows shows it.
        """
        field = WORDS.match(self.tokens, j)
        if field is None or self._broken(j, field[0]):
            return None
        end: int = field[0]
        if word_end(self.tokens, j) > end:
            return None
        verb, noun = VERBS.match(self.tokens, j), NOUNS.match(self.tokens, j)
        if verb is not None and verb[0] >= end:
            return end if not first and self._fixed_behind(end) else None
        if noun is not None and noun[0] >= end:
            return end if self._fixed_behind(end) or self._open_behind(end, owner) else None
        return end

    def _fixed_behind(self, end: int) -> bool:
        """Whether a level, a place or another field follows."""
        if end >= len(self.tokens) or self.starts[end]:
            return False
        if self._closing(end, True) is not None:
            return True
        field = WORDS.match(self.tokens, end)
        if field is None or word_end(self.tokens, end) > field[0]:
            return False
        return VERBS.match(self.tokens, end) is None and NOUNS.match(self.tokens, end) is None

    def _open_behind(self, end: int, owner: int | None) -> bool:
        """Whether the name may go on or end here: a capital that begins no person's name, a mark, the end of the line."""
        if end >= len(self.tokens) or self.starts[end]:
            return True
        if self.tokens[end].capitalised:
            return not (self._person(end) or TITLES.match(self.tokens, end))
        return not self.tokens[end].text[0].isalnum()

    def _joined(self, k: int) -> int | None:
        """What a dash or "và" joins to the name: a capitalised word that opens no other name, or a field in lower case."""
        if k >= len(self.tokens) or self.starts[k]:
            return None
        if self.tokens[k].capitalised:
            if self._opens_other(k):
                return None
            return self._word(k, first=False)
        return self._field(k)

    def _opens_other(self, k: int) -> bool:
        if NATIONAL.match(self.tokens, k) or PLACES.match(self.tokens, k) or self._person(k):
            return True
        head = HEADS.match(self.tokens, k)
        return head is not None and self.parse(k) is not None

    def _series(self, j: int) -> int | None:
        """A comma inside a name ("Sở Văn hóa, Thể thao và Du lịch"): only where the series ends in "và" or "Việt Nam"."""
        k, words = j, 0
        while k < len(self.tokens) and self.tokens[k].text == "," and words < 4:
            step = self._joined(k + 1) if k + 1 < len(self.tokens) and self.tokens[k + 1].capitalised else None
            if step is None:
                return None
            more = step
            while more < len(self.tokens) and not self.starts[more] and (self._field(more) or 0) > more:
                more = self._field(more) or more
            k, words = more, words + 1
        if k >= len(self.tokens) or self.starts[k]:
            return None
        if self.tokens[k].lower in ("và", "&") and self._joined(k + 1) is not None:
            return k
        return k if NATIONAL.match(self.tokens, k) and self.tokens[k].capitalised else None

    # -- blocks and clusters ----------------------------------------------------------------------------------------------------------

    def _block(self, at: int, head: int, classes: frozenset[str]) -> Name | None:
        """An emulation block: its description runs on in lower case to the last word that can close it (a field, a level, a place)."""
        short = "block" not in classes
        if short and not self._short_block(at, head):
            return None
        end = j = head
        if head < len(self.tokens) and (self.tokens[head].lower == "và" or not self.tokens[head].text[0].isalnum()):
            return None
        while j < len(self.tokens) and not self.starts[j]:
            step, closes = self._block_step(j)
            if step is None:
                break
            j = step
            if closes:
                end = j
        if end == head:
            return None
        return Name(at, head, end, classes, block=True)

    def _short_block(self, at: int, head: int) -> bool:
        """"Khối" or "Cụm" alone opens a name where a number, a field or a plural follows at once ("Cụm 6", "Khối các cơ quan Đảng")."""
        if head >= len(self.tokens) or self.starts[head]:
            return False
        nxt = self.tokens[head]
        if PLURAL.match(self.tokens, head) is not None:
            return self.tokens[at].capitalised
        return (nxt.lower == "số" or nxt.text.isdigit()) or (self.tokens[at].capitalised and WORDS.match(self.tokens, head) is not None)

    def _block_step(self, j: int) -> tuple[int | None, bool]:
        """One step inside a block's name: its end, and whether the name may end there."""
        t = self.tokens[j]
        if t.lower == "số" and j + 1 < len(self.tokens) and self.tokens[j + 1].text[0].isdigit():
            return j + 2, True
        if t.text[0].isdigit() and len(t.text) <= 2:
            return (None, False) if not self._ends_line(j + 1) and self.tokens[j + 1].text == "/" else (j + 1, True)
        if t.lower in ("và", "hoặc", "tại", "thuộc", "của", "lĩnh", "với") or t.lower == "-" or t.text == ",":
            return self._block_joint(j)
        closing = self._closing(j, True)
        if closing is not None:
            return closing, True
        level = LEVELS.match(self.tokens, j)
        if level is not None and self.tokens[j - 1].text == ",":
            return level[0], True
        plural = PLURAL.match(self.tokens, j)
        if plural is not None:
            return plural[0], True
        if t.capitalised:
            if TITLES.match(self.tokens, j) or self._person(j):
                return None, False
            inner = self.parse(j, nested=True)
            if inner is not None:
                return inner.end, True
            word = self._word(j, first=False)
            return word, True
        if self.tokens[j - 1].lower in ("và", ","):
            joined = self.parse(j, nested=True)
            if joined is not None:
                return joined.end, True
            head = HEADS.match(self.tokens, j)
            if head is not None and WORDS.match(self.tokens, head[0]):
                return head[0], False
        field = WORDS.match(self.tokens, j)
        verb = VERBS.match(self.tokens, j)
        if field is not None and word_end(self.tokens, j) <= field[0] and (verb is None or verb[0] < field[0]):
            return field[0], True
        if field is not None and (self._fixed_behind(field[0]) or (not self._ends_line(field[0]) and self.tokens[field[0]].lower == "-")):
            return field[0], True
        unlisted = self._unlisted(j, first=False)
        return unlisted, unlisted is not None

    def _ends_line(self, j: int) -> bool:
        return j >= len(self.tokens) or self.starts[j]

    def _block_joint(self, j: int) -> tuple[int | None, bool]:
        t = self.tokens[j]
        if t.lower == "lĩnh":
            return (j + 2, False) if self.tokens[j + 1].lower == "vực" else (None, False)
        k = j + 1
        if k >= len(self.tokens) or self.starts[k]:
            return None, False
        if t.text == "," and not self._listed(k):
            return None, False
        if t.lower in ("tại", "thuộc", "của"):
            return (k, False) if self._place(k) is not None or self.parse(k, nested=True) is not None else (None, False)
        if TITLES.match(self.tokens, k) or (self.tokens[k].capitalised and t.lower != "-" and self._opens_other(k) and not self._block_and(k)):
            return None, False
        step, closes = self._block_step(k)
        return (step, closes) if step is not None else (None, False)

    def _listed(self, k: int) -> bool:
        """Whether a comma inside a block's name goes on to its next member: a field, a plural or a level in lower case."""
        if self.tokens[k].capitalised or VERBS.match(self.tokens, k):
            return False
        head = HEADS.match(self.tokens, k)
        if head is not None and WORDS.match(self.tokens, head[0]) is not None:
            return True
        return any(words.match(self.tokens, k) is not None for words in (WORDS, PLURAL, LEVELS))

    def _block_and(self, k: int) -> bool:
        """Only a plural goes on after "và" ("MTTQ và các tổ chức …"); another head begins another name."""
        return PLURAL.match(self.tokens, k) is not None or PLACES.match(self.tokens, k) is not None or not self.tokens[k].capitalised
