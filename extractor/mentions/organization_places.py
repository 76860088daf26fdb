"""What closes the name of an organisation: levels, places, "Việt Nam", and where a person's name begins instead."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import NamedTuple

from extractor.document import Token
from extractor.mentions.names import COMMON, PLACES, doan_end, in_word, is_name_syllable, person_end, run_end, word_end
from extractor.mentions.organization_words import (
    ACTS,
    CHARGED,
    CLOSING,
    DEGREES,
    DOCUMENTS,
    HEADS,
    LEVELS,
    NATIONAL,
    NEVER,
    NOUNS,
    NUMERAL,
    OWNING,
    PEOPLE,
    STOP,
    SURE_LEVELS,
    TITLES,
    WORDS,
)  # fmt: skip
from extractor.syllables import fold_phrase

# Names of people of the Central Highlands ("K’Brông", "H’Lim") that no family name opens.
_HIGHLAND = re.compile(r"[KH]['’]\w")

# Several bodies of one kind under the ministry are told apart by number.
ROMAN = frozenset({"I", "II", "III", "IV", "V", "VI"})
# So many tokens of an abbreviation in brackets ("GD&ĐT").
LONGEST_ABBREVIATION = 6
# A city written in one word with its level.
GLUED = frozenset({"TPHCM", "TpHCM"})
# Only at these words can what closes a name begin.
_CLOSERS = NATIONAL.openers | LEVELS.openers | CLOSING.openers | PLACES.openers


class Name(NamedTuple):
    """A parsed name over tokens `first` to `end`: its head's end and classes, whether it is more than its head."""

    first: int
    head: int
    end: int
    classes: frozenset[str]
    block: bool = False

    @property
    def bare(self) -> bool:
        return self.end == self.head


class Places(ABC):
    """Reads places and levels over one text's tokens. `starts` tells which tokens open a line (see `names.line_starts`), `defined` are the
    text's own abbreviations of bodies.

    Every reading method takes a token's index and gives the index behind what it read, or None.
    """

    def __init__(self, tokens: Sequence[Token], starts: Sequence[bool], defined: frozenset[str] = frozenset()) -> None:
        self.tokens = tokens
        self.starts = starts
        self.defined = defined
        self.titled = self.behind_title = False
        self.due = True
        self.trading = False

    @abstractmethod
    def parse(self, at: int, *, nested: bool = False) -> Name | None:
        """The name that opens at token `at`, or None."""

    def _broken(self, j: int, end: int) -> bool:
        return end > j + 1 and True in self.starts[j + 1 : end]

    def _ends_line(self, j: int) -> bool:
        return j >= len(self.tokens) or self.starts[j]

    def _ends_here(self, j: int) -> bool:
        return j >= len(self.tokens) or self.starts[j] or not self.tokens[j].text[0].isalnum()

    def _in_code(self, at: int) -> bool:
        """Whether the token is part of a document's number ("46/KH-UBND", "34-CT/TW")."""
        before = self.tokens[at - 1]
        dashed = before.lower == "-" and before.end == self.tokens[at].start and self.tokens[at].text.isupper()
        return at > 0 and (before.text == "/" or dashed)

    def _acts(self, k: int) -> bool:
        """Whether what a body does begins at `k`, and no longer word ("cấp" but not "cấp cứu")."""
        act = ACTS.match(self.tokens, k)
        return act is not None and word_end(self.tokens, k) <= act[0]

    def _shouted_act(self, j: int) -> bool:
        """Whether, in a line of capitals, a function word or what bodies do stands at `j`: capitals tell nothing there."""
        token = self.tokens[j]
        beside = [self.tokens[k].text for k in (j - 1, j + 1) if 0 <= k < len(self.tokens)]
        if not token.text.isupper() or len(token.text) < 2 or not any(len(w) > 1 and w.isupper() for w in beside):
            return False
        if in_word(self.tokens, j - 1):
            return False
        act = ACTS.match(self.tokens, j)
        return token.lower in STOP or (act is not None and act[0] > j + 1)

    def _shouted_award(self, j: int) -> bool:
        """Whether a line of capitals tells at `j` that a body decides or confers ("TRUNG ƯƠNG HỘI | KHEN THƯỞNG"); no council."""
        token, before = self.tokens[j], self.tokens[j - 1]
        if not (token.text.isupper() and before.text.isupper()):
            return False
        decides = token.lower == "quyết" and j + 1 < len(self.tokens) and self.tokens[j + 1].lower in ("định", "nghị")
        return decides or (token.lower in ("khen", "tặng") and before.lower not in ("đua", "và"))

    def _paren(self, j: int, *, bare: bool = False) -> int:
        """Past an abbreviation in brackets inside a name ("Hội Luật gia (HLG) tỉnh Hoà Bình"), else `j`."""
        t = self.tokens
        if j + 3 >= len(t) or t[j].text != "(" or not t[j + 1].text.isupper():
            return j
        k = j + 2
        while k + 3 < len(t) and t[k].text in "&-" and t[k + 1].text.isupper() and k < j + LONGEST_ABBREVIATION:
            k += 2  # "(GD&ĐT)"
        k += 1
        if t[k - 1].text != ")" or self.starts[k]:
            return j
        named = any(words.match(t, k) for words in (LEVELS, NATIONAL, PLACES, OWNING))
        return k if named or (bare and t[k].capitalised) else j

    def _closing(self, j: int, allowed: bool) -> int | None:
        """Past "tỉnh Hà Nam", "Việt Nam", "Trung ương", "tối cao" at `j`, or None."""
        j = self._paren(j) if j < len(self.tokens) else j
        if j >= len(self.tokens) or self.starts[j] or self.tokens[j].lower not in _CLOSERS:
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
        if self.tokens[j].text.isupper() and in_word(self.tokens, j):
            return None
        head = HEADS.match(self.tokens, j)
        if head is not None and head[0] > national[0]:
            return None
        end: int = national[0]
        numbered = self.tokens[end - 1].lower == "ương" and not self._ends_line(end) and self.tokens[end].text in ROMAN
        return end + 1 if numbered else end  # "Bệnh viện Tâm thần Trung ương | II"

    def _known_place(self, j: int) -> int | None:
        """Past a known place that closes a name ("Hội Luật gia Quảng Ninh"), unless the name goes on ("Hoà Bình Thượng")."""
        place = PLACES.match(self.tokens, j)
        if place is None or not self.tokens[j].capitalised or self._person(j):
            return None
        end: int = place[0]
        more = end < len(self.tokens) and not self.starts[end] and is_name_syllable(self.tokens[end])
        if more and not (
            PLACES.match(self.tokens, end) or HEADS.match(self.tokens, end) or TITLES.match(self.tokens, end) or self._person(end)
        ):
            return None
        following = self._known_place(end) if more else None
        return following or end

    def _level(self, j: int) -> int | None:
        """Past a level and its place ("tỉnh", "TP. HCM", "huyện Ba Bể", "thôn 9", "Q. 11")."""
        found = LEVELS.match(self.tokens, j)
        if found is None:
            return None
        end = found[0]
        word = found[1]
        never = NEVER.match(self.tokens, j)  # "UBND tỉnh | ủy quyền"
        head = HEADS.match(self.tokens, j) if never is None else None
        if head is not None and head[0] > end and not self._level_of_person(j):
            return None
        k = end
        if word.isupper() and k < len(self.tokens) and self.tokens[k].text == ".":
            k += 1
        if word.isupper() and not self.tokens[j].text.isupper():
            return None
        if len(word) == 1 and k == end:
            return None
        place = self._place(k)
        if k > end and place == k + 1 and PLACES.match(self.tokens, k) is None and not self.tokens[k].text.isdecimal():
            place = None  # "UBND TP. Các đơn vị khác": the full stop ends the sentence
        if place is not None and (word != "tỉnh" or PLACES.match(self.tokens, k) or self._bounded_place(k, place)):
            return place
        sure = fold_phrase(word) in SURE_LEVELS
        return end if sure and (never is not None or not self._starts_word(j, end)) else None

    def _bounded_place(self, k: int, end: int) -> bool:
        """Whether two syllables that open no person's name stand between "tỉnh" and a mark ("Hội ND tỉnh | Lào Sơn | - Trưởng cụm")."""
        return end == k + 2 and self.tokens[k].lower not in COMMON and self._set_apart(end) and self.tokens[k].text.istitle()

    def _set_apart(self, k: int) -> bool:
        """Whether the token at `k` is a dash between blanks, behind which something else is said of the name before."""
        if not 0 < k < len(self.tokens) - 1 or self.tokens[k].lower != "-":
            return False
        return self.tokens[k - 1].end < self.tokens[k].start and self.tokens[k].end < self.tokens[k + 1].start

    def _level_of_person(self, at: int) -> bool:
        """Whether a person named Đoàn stands behind a level, and no Youth Union's committee: "Chủ tịch UBND tỉnh | Đoàn Quang Huy"."""
        named = at + 1 < len(self.tokens) and self.tokens[at].text.islower() and self.tokens[at + 1].text == "Đoàn"
        return named and doan_end(self.tokens, at + 1, self.starts) is not None

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
        if NUMERAL.fullmatch(first.text) and first.text.isalpha() and self.tokens[j - 1].lower in ("vực", "số", "vùng"):
            return j + 1
        if first.text.isdecimal() and len(first.text) <= 2:
            if j + 1 < len(self.tokens) and PEOPLE.match(self.tokens, j + 1) is not None:
                return None  # "Ban Chấp hành Hội Nông dân huyện | 21 ủy viên"
            if j + 1 < len(self.tokens) and (level := LEVELS.match(self.tokens, j + 1)) is not None and not self._named_at(level[0]):
                return None  # "Liên minh hợp tác xã | 06 tỉnh"
            return j + 1 if self._ends_here(j + 1) or not self.tokens[j + 1].text[0].isdecimal() else None
        if self.starts[j] and first.lower in {"ông", "bà", "đồng", "anh", "chị"}:
            return None
        if CHARGED.match(self.tokens, j) is not None or DOCUMENTS.match(self.tokens, j) is not None:
            return None
        if not is_name_syllable(first) or ((NEVER.match(self.tokens, j) or HEADS.match(self.tokens, j)) and not self.like_a_head(j)):
            return None
        end = run_end(self.tokens, j, self.starts)
        for k in range(j + 1, end + 1):
            if k < end and (
                TITLES.match(self.tokens, k)
                or (self.tokens[k].lower in DEGREES and self.tokens[k].text[1:] != self.tokens[k].text[1:].lower())
            ):
                end = k
                break
        if self.titled and (doan := next((k for k in range(j + 1, end) if doan_end(self.tokens, k, self.starts) == end), None)) is not None:
            return doan  # "Chủ tịch UBND phường Hà Tu | Đoàn Thế Vinh"
        person = person_end(self.tokens, j, self.starts)
        if self.titled and person is not None and person - j >= 3:
            return None
        # "xã Yên Nam Trần Văn A": the place ends where a person's name begins, behind two syllables rather than one ("Cửa Lò | Lê Văn A").
        behind = [k for k in range(j + 1, end) if person_end(self.tokens, k, self.starts) == end and end - k >= (2 if k == j + 2 else 3)]
        if behind and end - behind[0] >= 3:
            end = behind[1] if behind[:2] == [j + 1, j + 2] else behind[0]
        end = next((k for k in range(j + 1, end) if self._shouted_act(k)), min(end, j + 4))
        if end < len(self.tokens) - 1 and self.tokens[end].lower == "-" and is_name_syllable(self.tokens[end + 1]) and not self.starts[end]:
            joined = PLACES.match(self.tokens, j)
            if joined is not None and joined[0] > end:
                end = joined[0]
        return end

    def _named_at(self, j: int) -> bool:
        """Whether a place's name can stand at `j`, behind its level: a capital or a number."""
        if j >= len(self.tokens) or self.starts[j] or HEADS.match(self.tokens, j) is not None:
            return False
        return self.tokens[j].capitalised or self.tokens[j].text.isdecimal()

    def place_of_head(self, j: int) -> int | None:
        """Past the village of its head at `j` ("Trưởng thôn | Nà Lầu"), None where a person's name stands."""
        if j >= len(self.tokens) or self.starts[j] or person_end(self.tokens, j, self.starts) is not None:
            return None
        if (len(self.tokens[j].text) == 1 and self.tokens[j].text.isalpha()) or _HIGHLAND.match(self.tokens[j].text):
            return None  # "Già làng Y Kông"
        return self._place(j)

    def like_a_head(self, j: int) -> bool:
        """Whether a place of two syllables begins like a body: "(thành phố) Hội An", "(xã) Trường Yên", "(huyện) Trạm Tấu"."""
        if self.tokens[j].text.isupper() or run_end(self.tokens, j, self.starts) != j + 2:
            return False
        if WORDS.match(self.tokens, j + 1) is not None or self.tokens[j + 1].text.isupper():
            return False
        heads = HEADS.match(self.tokens, j)
        return heads is None or heads[0] == j + 1

    def _after_level(self, end: int) -> int:
        """Levels may follow one another ("Việt Nam tỉnh", "Việt Nam TPHCM", "thôn 9 xã Cư Knia", "tại Quảng Ngãi")."""
        while end < len(self.tokens) and not self.starts[end]:
            step = self._level(end) or (end + 1 if self.tokens[end].text in GLUED else None)
            if step is None:
                return end
            end = step
        return end

    def _region(self, end: int) -> int:
        """Past the part of the country in brackets ("Hội thánh Tin lành Việt Nam (miền Bắc)")."""
        t = self.tokens
        inside = end + 3 < len(t) and t[end].text == "(" and t[end + 1].lower == "miền" and t[end + 3].text == ")"
        return end + 4 if inside else end

    def _person(self, j: int) -> bool:
        """Whether a person's name begins at `j`; a name of two syllables is one only behind a title, where a person is due."""
        if PLACES.match(self.tokens, j) is not None or (self.trading and not self.titled):
            return False
        if self.tokens[j].text.isupper() and (NOUNS.match(self.tokens, j) or WORDS.match(self.tokens, j)):
            return False  # "HỘI | NÔNG DÂN TỈNH": capitals tell nothing
        if self.titled and _HIGHLAND.match(self.tokens[j].text):
            return True
        end = person_end(self.tokens, j, self.starts)
        return end is not None and (end - j > 2 or (self.titled and not self.trading))
