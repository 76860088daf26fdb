"""The units inside a name: words, fields of work, connectives with what they join, and words that no lexicon lists."""

from __future__ import annotations

from extractor.lexicon import Phrases
from extractor.mentions.names import PLACES, is_name_syllable, word_end
from extractor.mentions.organization_places import Places
from extractor.mentions.organization_words import (
    ACTS,
    ANY_OF,
    BLOCK_OFFICE,
    CHARGED,
    COUNCIL_OWNERS,
    COUNCILS,
    COUNTED,
    DEGREES,
    DEPARTMENTS,
    DIVISIONS,
    FIELDS,
    HEADS,
    LEGAL_LAST,
    LEVELS,
    MEETINGS,
    MOST_UNLISTED,
    NATIONAL,
    NOUNS,
    NUMBERED,
    NUMERAL,
    OWNERS,
    PLURAL,
    PROPOSES,
    RANKS,
    SAID_BEHIND,
    STOP,
    SURE_LEVELS,
    TITLES,
    UNIONS,
    VERBS,
    WATCHING,
    WORDS,
    does,
    numbered_end,
)  # fmt: skip
from extractor.syllables import fold_phrase

MOST_DAYS, MOST_MONTHS = 31, 12
# What a body is given: no part of its name, also where capitals begin it.
AWARDED = Phrases(
    ["Cờ thi đua", "Cờ đơn vị", "Cờ Chính phủ", "Bằng khen", "Giấy khen", "Huân chương", "Huy chương", "Kỷ niệm chương", "Danh hiệu"]
)
# How many letters a kind of bodies in capitals has at most ("các TCTD", "các ĐVSN").
LONGEST_SHORT = 5
MOST_BEFORE = 4
"""So many syllables may stand before the comma in the name of a field."""


class Units(Places):
    """Reads one unit of a name after another."""

    def _unit(self, j: int, *, first: bool, owner: int | None = None) -> int | None:
        """Past the next unit of the name at `j`: a word, a field, "các …", or a connective with what it joins; None where the name ends."""
        token = self.tokens[j]
        if token.lower == "phòng" and (chong := self._chong(j)) is not None:
            return self._against(j, chong)
        if token.lower == "-" or token.text in "&/" or token.lower == "và":
            return None if first else self._joined(j + 1)
        if token.text == ",":
            if first or numbered_end(self.tokens, self.starts, j) is not None:
                return None
            return self._abbreviations(j) or self._series(j, owner=owner)
        if token.lower == "số" and j + 1 < len(self.tokens) and NUMERAL.fullmatch(self.tokens[j + 1].text):
            return j + 2
        if token.text.isdecimal() and (first or self.tokens[j - 1].lower in LEGAL_LAST) and (day := self._named_for_day(j)) is not None:
            return day
        if token.text.isdecimal() and self._counts(j + 1):
            return None
        if token.text.isdecimal() and not first and self.tokens[j - 1].end == token.start:
            return j + 1
        if token.text.isdecimal():
            opening = [] if owner is None else [t.lower for t in self.tokens[owner:j]]
            numbered = bool(opening) and (" ".join(opening[:2]) in NUMBERED or opening == [opening[0]] and opening[0] in NUMBERED)
            return j + 1 if len(token.text) < 5 and (numbered or (not first and self.ends_number(j + 1))) else None
        if token.lower == "của" and not first and OWNERS.match(self.tokens, j + 1):
            owned = OWNERS.match(self.tokens, j + 1)
            return owned[0] if owned is not None and not self._broken(j + 1, owned[0]) else None
        if token.lower == "của" and (first or self._national_ahead(j)) and j + 1 < len(self.tokens) and self.tokens[j + 1].capitalised:
            return j + 1
        if token.capitalised and not (first and PLURAL.match(self.tokens, j)):
            return self._word(j, first=first)
        known = self._known_field(j) if first else None
        if known is not None:
            return known
        plural = PLURAL.match(self.tokens, j)
        if plural is not None:
            allowed = first and owner is not None and self.tokens[owner].lower in UNIONS
            zones = owner is not None and self.tokens[owner].lower == "công" and self.tokens[j + 1].lower != "khu"
            level = LEVELS.match(self.tokens, j + 1) if owner is not None and self.tokens[owner].lower in ("công", "đảng") else None
            several = level is not None and fold_phrase(level[1]) in SURE_LEVELS
            return plural[0] if allowed and not zones and not several else None  # "Đảng ủy | các xã": any of them
        if first and owner is not None and token.lower == "các" and self.tokens[owner].lower == "ban" and not self._ends_line(j + 1):
            return j + 2 if self._short_kind(j + 1) else None  # "Ban Quản lý | các KCN"
        return self._field(j, owner=owner, first=first) or self._unlisted(j, first=first) or self._of_council(j)

    def _shouted(self, j: int) -> bool:
        """Whether the token and the one before stand in capitals, which tell nothing of a word."""
        return self.tokens[j].text.isupper() and self.tokens[j - 1].text.isupper()

    def _short_kind(self, j: int) -> bool:
        """Whether an abbreviation of what the members are stands at `j`, in a line that is not all in capitals."""
        short = self.tokens[j].text
        known = 1 < len(short) <= LONGEST_SHORT and short.isupper() and short.isalpha() and not self._shouted(j)
        return known and HEADS.match(self.tokens, j) is None and NUMERAL.fullmatch(short) is None

    def _chong(self, j: int) -> int | None:
        """Behind "phòng chống" or "phòng, chống" at `j`."""
        k = j + 1 + (j + 1 < len(self.tokens) and self.tokens[j + 1].text == ",")
        fights = k + 1 < len(self.tokens) and self.tokens[k].lower == "chống" and not self._broken(j, k + 2)
        return k + 1 if fights else None

    def _against(self, j: int, thing: int) -> int | None:
        """Past what a body fights, which "phòng, chống" at `j` tells ("Phòng Thanh tra | phòng, chống tham nhũng"). In small letters it is
        what bodies do, unless a word stands before that says how it is done ("thanh tra", "cảnh sát", "ban chỉ đạo")."""
        if not self.tokens[j].capitalised and self.tokens[j - 1].lower not in WATCHING:
            return None
        end = self._thing(thing)
        field = self._thing(end + 1) if end is not None and not self._ends_line(end) and self.tokens[end].lower == "về" else None
        return field or end

    def _thing(self, j: int) -> int | None:
        """Past the thing that is fought at `j`: a word in small letters, of two syllables also where no dictionary has it, or one in
        capitals ("HIV")."""
        end = word_end(self.tokens, j)
        two = self.tokens[j : j + 2]
        if end > j + 1 or (two and two[0].text.isupper()):
            return end
        told = len(two) > 1 and all(t.text.islower() and t.lower not in STOP for t in two)
        return j + 2 if told and not self._broken(j, j + 2) else None

    def _of_council(self, j: int) -> int | None:
        """Past the body in small letters whose emulation council a name is of ("Hội đồng Thi đua - Khen thưởng | ngành")."""
        if self.tokens[j - 1].lower not in COUNCILS:
            return None
        owner = COUNCIL_OWNERS.match(self.tokens, j)
        return owner[0] if owner is not None and not self._broken(j, owner[0]) and self.ends_number(owner[0]) else None

    def _unlisted(self, j: int, *, first: bool) -> int | None:
        """Past lower-case words that no lexicon lists ("Phục vụ | hành chính công | phường Phan Thiết").

        As long as none of them is a function word or says what bodies do, up to a level, a number or a capital, or, behind a capital, to
        a mark.
        """
        if not first and does(self.tokens, j):
            return None
        inside = j
        for k in range(j, min(j + MOST_UNLISTED + 1, len(self.tokens))):
            if self.starts[k]:
                return k if k > j and not first and (self._words(j, k) or self._object(j, k)) else None
            token = self.tokens[k]
            if k > j and self._anchor(k):
                return k
            if not token.text[0].isalpha():
                closes = token.text in ",;:.()" or self._set_apart(k)
                return k if k > j and not first and closes and (self._words(j, k) or self._object(j, k)) else None
            if token.lower == "và":
                return k if k > j and self._joined(k + 1) is not None else None
            if k >= inside:
                inside = word_end(self.tokens, k)
                if not token.text.islower() or token.lower in STOP or self._acts(k):
                    return None
        return None

    def _anchor(self, k: int) -> bool:
        """Whether a name goes on at `k` beyond doubt."""
        if self._closing(k, True) is not None or (
            self.tokens[k].lower == "số" and self.tokens[k + 1 : k + 2] and self.tokens[k + 1].text.isdecimal()
        ):
            return True
        if self.tokens[k].text.isdecimal() and 1 < len(self.tokens[k].text) < 5 and self.ends_number(k + 1):
            return True
        if self.behind_title and self.tokens[k].capitalised and self._opens_other(k):
            # "Phó Trưởng ban Công tác địa phương | Liên hiệp các tổ chức hữu nghị"
            return any(token.lower in DIVISIONS for token in self.tokens[max(0, k - MOST_UNLISTED - 2) : k])
        capital = self.tokens[k].capitalised and is_name_syllable(self.tokens[k])
        return capital and not (self._opens_other(k) or TITLES.match(self.tokens, k) or RANKS.match(self.tokens, k))

    def _object(self, j: int, end: int) -> bool:
        """Whether one syllable stands from `j` to `end`, behind a word with a capital of which it tells the object ("Khai thác | ga")."""
        return end == j + 1 and self.tokens[j - 2].capitalised and word_end(self.tokens, j - 2) == j

    def _words(self, j: int, end: int) -> bool:
        """Whether the tokens are words of the dictionary, at most two of them."""
        if end - j > 4:
            return False
        first = word_end(self.tokens, j)
        return first > j + 1 and (first >= end or word_end(self.tokens, first) >= end)

    def _counts(self, j: int) -> bool:
        """Whether a number before `j` counts what follows ("Công an 5 tỉnh", "3 đơn vị", "3 năm liền", but "Khối 3 năm 2023")."""
        if j >= len(self.tokens) or self.starts[j]:
            return False
        if self.tokens[j].lower == "năm":
            return j + 1 < len(self.tokens) and self.tokens[j + 1].lower in ("liền", "liên")
        return LEVELS.match(self.tokens, j) is not None or self.tokens[j].lower in COUNTED

    def ends_number(self, j: int) -> bool:
        """Whether a number before `j` belongs to the name ("chi hội Điện An 2 chưa …") and counts nothing behind it."""
        if j + 1 < len(self.tokens) and self.tokens[j].text == "/" and self.tokens[j + 1].text.isdecimal():
            return False  # "4/6 phiếu"
        return self._ends_here(j) or self.tokens[j].lower in STOP or self.tokens[j].lower == "-" or self._acts(j)

    def _national_ahead(self, j: int) -> bool:
        """Whether "Việt Nam" closes the name a few words on ("Hiệp hội Doanh nghiệp của Thương binh và Người khuyết tật Việt Nam")."""
        for k in range(j + 2, min(j + 9, len(self.tokens))):
            if self.starts[k] or not self.tokens[k].text[0].isalpha():
                return False
            if NATIONAL.match(self.tokens, k) and self.tokens[k].capitalised:
                return True
        return False

    def _named_for_day(self, j: int) -> int | None:
        """Past the day at `j` for which a school, a company or a hospital is named ("Trường Mầm non | 20/10", "Bệnh viện | 19-8")."""
        if not self.trading or self._ends_line(j + 1) or self._ends_line(j + 2) or self.tokens[j + 1].text not in "/-":
            return None
        month = self.tokens[j + 2]
        if self.tokens[j].end != self.tokens[j + 1].start or self.tokens[j + 1].end != month.start or not month.text.isdecimal():
            return None
        told = int(self.tokens[j].text) <= MOST_DAYS and int(month.text) <= MOST_MONTHS and self.ends_number(j + 3)
        return (
            j + 3
            if told and not (j + 3 < len(self.tokens) and self.tokens[j + 3].text in "/-" and month.end == self.tokens[j + 3].start)
            else None
        )

    def _word(self, j: int, *, first: bool) -> int | None:
        if AWARDED.match(self.tokens, j) is not None or (
            self.tokens[j].text == "V" and self.tokens[j + 1 : j + 2] and self.tokens[j + 1].text == "/"
        ):
            return None  # "tặng Sở | Cờ thi đua", "của Sở Nội vụ | V/v"
        if self.tokens[j].lower == "năm" and j + 1 < len(self.tokens) and self.tokens[j + 1].text.isdecimal():
            return None
        known = self._known_field(j)
        if known is not None:
            return known
        if self.tokens[j].lower in DEGREES and self.tokens[j].text != self.tokens[j].text.lower() and not first:
            return None
        if (
            self._office(j)
            or RANKS.match(self.tokens, j)
            or CHARGED.match(self.tokens, j)
            or (not first and MEETINGS.match(self.tokens, j))
        ):
            return None
        if not self.tokens[j].text[0].isalpha() or ((not first or self.titled) and self._person(j)) or (not first and self._shouted_act(j)):
            return None
        field = WORDS.match(self.tokens, j)
        end = max(self._word_end(j), field[0] if field is not None and not self._broken(j, field[0]) else 0)
        if self._broken(j, end):
            return j + 1
        return self._loan_word(end)

    def _word_end(self, j: int) -> int:
        """Past the word at `j`; a syllable that opens what the body does is no part of it ("Dệt Đại Phong | đăng cai")."""
        end = word_end(self.tokens, j)
        act = ACTS.match(self.tokens, j + 1) if end == j + 2 else None
        return j + 1 if act is not None and act[0] > end else end

    def _known_field(self, j: int) -> int | None:
        """Past a field of work that stands in the lexicon; "Phòng Hành chính | Công ty X" is no "hành chính công"."""
        known = FIELDS.match(self.tokens, j)
        if known is None or self._broken(j, known[0]):
            return None
        end: int = known[0]
        head = HEADS.match(self.tokens, end - 1) if end > j + 1 else None
        return end - 1 if head is not None and head[0] > end else end

    def _office(self, j: int) -> bool:
        """Whether a title begins at `j`, and no abbreviation that only looks like one ("CT-XH")."""
        joined = j + 1 < len(self.tokens) and self.tokens[j + 1].text == "-" and self.tokens[j + 1].start == self.tokens[j].end
        return TITLES.match(self.tokens, j) is not None and not (joined and self.tokens[j].text.isupper())

    def _loan_word(self, j: int) -> int:
        """Past one lower-case syllable of a word no dictionary has, between two capitals ("Ắc quy Vĩnh Hoà"), else `j`."""
        if j + 1 >= len(self.tokens) or self.starts[j] or self.starts[j + 1]:
            return j
        inner, following = self.tokens[j], self.tokens[j + 1]
        joins = inner.text.islower() and inner.lower not in STOP and not self._acts(j) and following.capitalised
        return j + 1 if joins and LEVELS.match(self.tokens, j) is None and not self._opens_other(j + 1) else j

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
            return end if not first and self._fixed_behind(end) and not does(self.tokens, j) else None
        if noun is not None and noun[0] >= end:
            return end if self._fixed_behind(end) or self._open_behind(end, owner) else None
        return end

    def _fixed_behind(self, end: int) -> bool:
        """Whether a level, a place or another field follows."""
        if end >= len(self.tokens) or self.starts[end]:
            return False
        if self._closing(end, True) is not None or (NUMERAL.fullmatch(self.tokens[end].text) and self.ends_number(end + 1)):
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
        if k >= len(self.tokens) or self.starts[k] or BLOCK_OFFICE.match(self.tokens, k) is not None:
            return None
        if self._set_apart(k - 1) and SAID_BEHIND.match(self.tokens, k) is not None:
            return None
        if self.tokens[k].lower == "phòng" and (chong := self._chong(k)) is not None:
            return self._against(k, chong)
        if self.tokens[k].capitalised:
            if PROPOSES.match(self.tokens, k) is not None or CHARGED.match(self.tokens, k) is not None:
                return None
            if [t.lower for t in self.tokens[k : k + 3]] == ["đại", "diện", ":"]:
                return None  # "Trung tâm Pháp y - Đại diện: ông A"
            head = HEADS.match(self.tokens, k)
            level = head is not None and head[1] == {"level"}  # "Tổ chức cán bộ - | Thanh tra"
            field = level and self.tokens[k - 1].lower == "-" and WORDS.match(self.tokens, k) is not None
            opens = head is not None and word_end(self.tokens, k) <= head[0] and FIELDS.match(self.tokens, k) is None
            if self._opens_other(k) or (opens and not field):
                return None
            return self._word(k, first=False)
        return self._field(k)

    def _opens_other(self, k: int) -> bool:
        if NATIONAL.match(self.tokens, k) or PLACES.match(self.tokens, k) or self._person(k):
            return True
        head = HEADS.match(self.tokens, k)
        return head is not None and self.parse(k) is not None

    def _abbreviations(self, j: int) -> int | None:
        """Past the next of a list of abbreviations ("các KCN, KCX, KKT")."""
        if j + 1 >= len(self.tokens) or self.starts[j + 1]:
            return None
        both = (self.tokens[j - 1].text, self.tokens[j + 1].text)
        short = all(w.isupper() and 2 <= len(w) <= 5 and w.isalpha() for w in both)
        return j + 2 if short and HEADS.match(self.tokens, j + 1) is None and self.tokens[j + 1].lower not in DEGREES else None

    def _ends_field(self, j: int) -> bool:
        """Whether a whole field of the State's work ends at `j`."""
        found = (DEPARTMENTS.match(self.tokens, k) for k in range(max(0, j - 7), j))
        return any(m is not None and m[0] == j for m in found)

    def _series(self, j: int, *, owner: int | None = None) -> int | None:
        """A comma inside a name ("Sở Văn hóa, Thể thao và Du lịch"): only where the series ends in "và" or "Việt Nam", or, of a centre,
        in its level ("Trung tâm Văn hóa, Điện ảnh tỉnh")."""
        fields = (DEPARTMENTS.match(self.tokens, k) for k in range(max(0, j - MOST_BEFORE), j))
        if known := next((field[0] for field in fields if field is not None and field[0] > j + 1), None):
            return known  # "Bộ Bưu chính, Viễn thông"
        if not self.trading and DEPARTMENTS.match(self.tokens, j + 1) is not None and self._ends_field(j):
            return None  # fields of several bodies, not of one: "Sở Nội vụ, | Tài chính và Y tế"
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
        one = owner is not None and self.tokens[owner].text == "Trung" and self.tokens[owner - 1].lower not in ANY_OF
        if one and self._level(k) is not None:
            return k
        return k if NATIONAL.match(self.tokens, k) and self.tokens[k].capitalised else None
