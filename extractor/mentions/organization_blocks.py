"""The names of emulation blocks and clusters: their description runs on in lower case and has "và", commas and levels inside."""

from __future__ import annotations

from extractor.lexicon import Phrases
from extractor.mentions.names import word_end
from extractor.mentions.organization_members import Members
from extractor.mentions.organization_places import Name
from extractor.mentions.organization_words import (
    ANY_OF,
    BLOCK_CLOSING,
    BLOCK_WORDS,
    HEADS,
    LEVELS,
    NUMERAL,
    PLURAL,
    PROPOSES,
    REGIONAL,
    SURE_LEVELS,
    TITLES,
    VERBS,
    WORDS,
    is_of_several,
    numbered_end,
)  # fmt: skip

# What closes a row of members: those of the same rank.
ALIKE = Phrases(["tương đương", "các đơn vị tương đương", "đơn vị tương đương"])
# What a block does, and no field, also where a slip of the pen gives it a capital ("cụm thi đua | Chủ trì hội nghị").
DEEDS = Phrases(["chủ trì", "phối hợp", "phát biểu", "thống nhất", "triển khai", "tiến hành", "ký kết", "phát động", "bình xét", "suy tôn"])
ANY_LEVEL = frozenset({"tỉnh", "huyện", "phố", "xã", "phường", "quận", "sở", "ngành"})
# Before a block in lower case: it is any of several ("các cụm, khối thi đua").
ALL_OF = ANY_OF | {"cụm", "khối"}
CLAUSE_MARKS = frozenset(",;:.(")
BLOCK_ACTS = Phrases(["tổ chức", "đã tổ chức", "gồm", "bao gồm", "họp", "sơ kết", "tổng kết", "ký kết", "ký giao ước", "tiến hành"])


# Words that tell which one of a row.
ORDINALS = frozenset({"nhất", "nhì", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"})


class Blocks(Members):
    """Reads the name of a block."""

    def _block(self, at: int, head: int, classes: frozenset[str]) -> Name | None:
        """An emulation block: its description runs on in lower case to the last word that can close it (a field, a level, a place)."""
        short = "block" not in classes
        if short and not self._short_block(at, head):
            return None
        end = j = head
        if head < len(self.tokens) and (self.tokens[head].lower in ("và", "trên") or not self.tokens[head].text[0].isalnum()):
            return None
        if not self.tokens[at].capitalised and at and not self.starts[at] and self.tokens[at - 1].lower in ALL_OF:
            return None
        if not self.starts[at] and is_of_several(self.tokens, at) and not self._is_numbered(head):
            return None
        outer = self.block_head, self.closed_at
        self.block_head, self.closed_at = head, -1
        while j < len(self.tokens) and not self.starts[j]:
            step, closes = self._block_step(j)
            if step is None:
                break
            j = step
            if closes:
                end = j
        self.block_head, self.closed_at = outer
        if end == head or not self._distinct(at, end) or self._numbers_a_paper(end):
            return None
        if short and not self.tokens[at].capitalised and self.tokens[head].lower == "các" and not self._meets(at, end):
            return None
        return Name(at, head, end, classes, block=True)

    def _numbers_a_paper(self, end: int) -> bool:
        """Whether the number that closes a name is a paper's ("Biên bản họp Cụm số | 02/BB-CTĐ")."""
        last = self.tokens[end - 1]
        coded = end + 1 < len(self.tokens) and self.tokens[end].text == "/" and self.tokens[end].start == last.end
        return coded and last.text.isdecimal() and self.tokens[end + 1].text.isupper()

    def _is_numbered(self, head: int) -> bool:
        """Whether a number follows a block's head: "các Cụm thi đua số 1 và số 2" are those two."""
        return head < len(self.tokens) and (self.tokens[head].lower == "số" or NUMERAL.fullmatch(self.tokens[head].text) is not None)

    def _is_numbered_at(self, j: int) -> bool:
        """Whether a block's number closes its name at `j` ("Khối thi đua 1 | và cán bộ")."""
        return j - 1 <= self.block_head + 1 and NUMERAL.fullmatch(self.tokens[j - 1].text) is not None

    def _ordinal(self, j: int) -> bool:
        """Whether the word at `j` tells which one of a row ("thứ | 7", "thứ | nhất")."""
        return NUMERAL.fullmatch(self.tokens[j].text) is not None or self.tokens[j].lower in ORDINALS

    def _distinct(self, at: int, end: int) -> bool:
        """Whether a block in lower case has a capital, a number or a level in its name: "cụm thi đua các trường" is any cluster, and
        so is a "Khối thi đua trực thuộc tỉnh".
        """
        words = [t.lower for t in self.tokens[at + 3 : end]]
        if words and words[-1] in ANY_LEVEL and words[:-1] in (["thuộc"], ["trực", "thuộc"]):
            return False
        if self.tokens[at].capitalised or PLURAL.match(self.tokens, at + 3) is None:
            return True
        last = end - (self.tokens[end - 1].lower in ANY_LEVEL)  # "cụm thi đua các trường trực thuộc Sở"
        return any(t.capitalised or t.text.isdecimal() or t.lower in SURE_LEVELS for t in self.tokens[at + 1 : last])

    def _short_block(self, at: int, head: int) -> bool:
        """ "Khối" or "Cụm" alone opens a name where a number, a field or a plural follows at once ("Cụm 6", "Khối các cơ quan Đảng")."""
        if head >= len(self.tokens) or self.starts[head]:
            return False
        nxt = self.tokens[head]
        if self.tokens[at].capitalised and NUMERAL.fullmatch(nxt.text) and self.ends_number(head + 1):
            return True  # "Cụm II"
        if self._several(head) is not None:
            return True
        if PLURAL.match(self.tokens, head) is not None or self._any_kind(head):
            return self.tokens[at].capitalised or self._stands_free(at)
        if self.tokens[at].capitalised and self._short_kind(head):
            return True  # "Cụm TCTD số 2"
        region = REGIONAL.match(self.tokens, head)
        if region is not None and not self._broken(head, region[0]):
            return self.tokens[at].capitalised or nxt.capitalised or self._of_level(region[0]) is not None
        kind = BLOCK_WORDS.match(self.tokens, head)
        if kind is not None and self.tokens[at].capitalised and not self._ends_line(kind[0]) and self.tokens[kind[0]].capitalised:
            return True
        if HEADS.match(self.tokens, head) is not None and self.tokens[at].capitalised:
            near = range(head + 1, min(head + 7, len(self.tokens)))  # "Cụm Liên hiệp hữu nghị địa phương số 2"
            return any(PLURAL.match(self.tokens, k) or (self.tokens[k].lower == "số" and self._is_numbered(k)) for k in near)
        if self._numbered_field(head):
            return True
        return (nxt.lower == "số" or nxt.text.isdecimal()) or (self.tokens[at].capitalised and WORDS.match(self.tokens, head) is not None)

    def _numbered_field(self, head: int) -> bool:
        """Whether a field and a number that ends the name stand at `head` ("khối | ngân hàng I |")."""
        field = WORDS.match(self.tokens, head)
        if field is None or self._ends_line(field[0]) or NUMERAL.fullmatch(self.tokens[field[0]].text) is None:
            return False
        return self.ends_number(field[0] + 1) or BLOCK_ACTS.match(self.tokens, field[0] + 1) is not None

    def _stands_free(self, at: int) -> bool:
        """Whether no name goes on at `at`: a line or clause begins there, or "thi đua" stands before ("Sơ kết thi đua | khối các sở")."""
        return at == 0 or self.starts[at] or self.tokens[at - 1].text in CLAUSE_MARKS or self.tokens[at - 1].lower == "đua"

    def _meets(self, at: int, end: int) -> bool:
        """Whether what a block does stands behind a name in small letters ("khối các sở tổng hợp | tổ chức hội nghị"), or "thi đua" before:
        "khối các trường học" is any number of them."""
        if at and self.tokens[at - 1].lower == "đua":
            return True
        return not self._ends_line(end) and BLOCK_ACTS.match(self.tokens, end) is not None

    def _any_kind(self, head: int) -> bool:
        """Whether "các" and a kind of members stand at `head` ("Khối | các Tổng cục")."""
        if self.tokens[head].lower != "các" or head + 1 >= len(self.tokens) or self.starts[head + 1]:
            return False
        return any(words.match(self.tokens, head + 1) is not None for words in (BLOCK_WORDS, WORDS, HEADS))

    def _block_step(self, j: int) -> tuple[int | None, bool]:
        """One step inside a block's name: its end, and whether the name may end there."""
        t = self.tokens[j]
        if t.lower == "số" and j + 1 < len(self.tokens) and NUMERAL.fullmatch(self.tokens[j + 1].text):
            return j + 2, True
        if t.lower == "thứ" and j == self.block_head and not self._ends_line(j + 1) and self._ordinal(j + 1):
            return j + 2, True  # "Khối thi đua | thứ 7", "Cụm | thứ Nhất"
        if t.text[0].isdecimal() and len(t.text) <= 2:
            time = not self._ends_line(j + 1) and self.tokens[j + 1].lower in ("/", "tháng", "ngày", "năm", "quý")
            counted = BLOCK_WORDS.match(self.tokens, j + 1) if not self._ends_line(j + 1) else None
            return (None, False) if time else (counted[0] if counted is not None else j + 1, True)
        if NUMERAL.fullmatch(t.text) and j > self.block_head:
            return j + 1, True
        if t.text == "(":
            past = self._abbreviated(j)
            step = self._block_step(past) if past is not None else (None, False)
            return step if step[0] is not None else (None, False)
        if t.lower in ("và", "hoặc", "tại", "thuộc", "của", "lĩnh", "với") or t.lower == "-" or t.text == ",":
            return self._block_joint(j)
        if t.lower == "trực" and not self._ends_line(j + 1) and self.tokens[j + 1].lower == "thuộc" and j + 2 < len(self.tokens):
            owner = self.parse(j + 2, nested=True) if not self.starts[j + 2] else None
            if owner is not None and not owner.block:
                return owner.end, True
            if (bare := self._bare_owner(j + 2)) is not None:
                return bare, True
        if t.lower in ("về", "đóng") and (told := self._told_of(j)) is not None:
            return told, True
        if (shouted := self._shouted_kind(j)) is not None:
            return shouted, True
        if t.lower == "ngành" and (branch := self._branch_of_work(j)) is not None:
            return branch, True
        closing = self._closing(j, True)
        if closing is not None:
            self.closed_at = closing
            return closing, True
        several = self._several(j)
        if several is not None:
            return several, True
        level = LEVELS.match(self.tokens, j)
        if level is not None and self.tokens[j - 1].text == "," and not self._starts_word(j, level[0]):
            return level[0], True
        plural = self._plural_end(j)
        if plural is not None:
            return plural, True
        if t.capitalised:
            if (
                PROPOSES.match(self.tokens, j) is not None  # "Cụm thi đua số 5 | Ký kết giao ước"
                or self._office(j)
                or self._person(j)
                or (j == self.block_head and self.tokens[j].text.istitle() and DEEDS.match(self.tokens, j) is not None)
                or (t.lower == "lần" and not self._ends_line(j + 1) and self.tokens[j + 1].text.isdecimal())
            ):
                return None, False
            inner = self.parse(j, nested=True)
            if inner is not None:
                return inner.end, True
            beside = self._kind_of_body(j) if self.tokens[j - 1].text == "," and self._kind_before(j - 1) else None
            if beside is not None:
                return beside, True
            word = self._word(j, first=False)
            whole = HEADS.match(self.tokens, j)  # "Khối thi đua | Công đoàn ngành | và tương đương"
            if word is not None and whole is not None and whole[0] > word and not self._broken(j, whole[0]):
                return whole[0], True
            return word, True
        if self.tokens[j - 1].lower in ("và", ","):
            joined = self.parse(j, nested=True)
            if joined is not None:
                return joined.end, True
            head = HEADS.match(self.tokens, j)
            if head is not None and WORDS.match(self.tokens, head[0]):
                return head[0], False
        if [w.lower for w in self.tokens[j : j + 2]] == ["mở", "rộng"] and not self._broken(j, j + 2) and self.ends_number(j + 2):
            return j + 2, True  # "các tỉnh Tây Nguyên | mở rộng |", no verb
        closer = (BLOCK_CLOSING if j > self.block_head else REGIONAL).match(self.tokens, j)
        if closer is not None and not self._broken(j, closer[0]):
            return closer[0], True
        field = WORDS.match(self.tokens, j)
        verb = VERBS.match(self.tokens, j)
        if field is not None and word_end(self.tokens, j) <= field[0] and (verb is None or verb[0] < field[0]):
            return field[0], True
        if field is not None and (self._fixed_behind(field[0]) or self._joins_on(field[0])):
            return field[0], True
        if t.lower == "các" and j + 1 < len(self.tokens) and not self.starts[j + 1]:
            kind = next((m for words in (BLOCK_WORDS, WORDS, HEADS) if (m := words.match(self.tokens, j + 1)) is not None), None)
            if kind is not None and not self._broken(j, kind[0]):
                return kind[0], True
        listed = BLOCK_WORDS.match(self.tokens, j)
        in_list = self.tokens[j - 1].lower in (",", "và") or (listed is not None and listed[0] > j + 2)
        in_list = in_list or j == self.block_head or self._behind_plural(j)
        if listed is not None and in_list and not self._broken(j, listed[0]) and word_end(self.tokens, j) <= listed[0]:
            return listed[0], True
        unlisted = self._unlisted(j, first=False) if j != self.closed_at else None
        if (
            unlisted is not None
            and self.tokens[j - 1].text.isdecimal()
            and not self._ends_line(unlisted)
            and self.tokens[unlisted].text in ",:"
        ):
            unlisted = None  # "Cụm thi đua số 4 | tự hào: …"
        return unlisted, unlisted is not None

    def _block_joint(self, j: int) -> tuple[int | None, bool]:
        t = self.tokens[j]
        if t.lower == "lĩnh":
            return (j + 2, False) if not self._ends_line(j + 1) and self.tokens[j + 1].lower == "vực" else (None, False)
        k = j + 1
        if k >= len(self.tokens) or self.starts[k]:
            return None, False
        if t.lower in (",", "và") and (other := numbered_end(self.tokens, self.starts, j)) is not None and self.ends_number(other):
            return None, False  # "Cụm thi đua số 1 | và số 2"
        if t.lower == "và" and (self._opens_block(k) or PROPOSES.match(self.tokens, k) is not None or self._is_numbered_at(j)):
            return None, False
        if t.lower == "với" and self.tokens[k].text.isdecimal():
            return None, False  # "Khối thi đua số 3 | với 9 đơn vị"
        if t.lower == "-" and NUMERAL.fullmatch(self.tokens[j - 1].text) and self.tokens[k].capitalised:
            owner = self.parse(k, nested=True)
            if owner is not None and not owner.block:
                return None, False  # "Cụm thi đua số 6 - Công an tỉnh X": whose cluster it is
        if t.lower == "-" and [w.lower for w in self.tokens[k : k + 2]] == ["hệ", "thống"]:
            return None, False  # "Cụm thi đua số 1 – Hệ thống thi đua của ngành": what it belongs to
        if t.lower == "-" and self.tokens[k].lower == "năm":
            return None, False  # "Khối thi đua các trường Đại học - Năm học 2017-2018": when
        if t.text == "," and (plural := self._to_plural(k)) is not None and not self.tokens[j - 1].text.isdecimal():
            return plural, False
        if t.text == "," and (short := self._abbreviations(j)) is not None:
            return short, True
        if t.text == "," and (others := self._to_mass_bodies(k)) is not None:
            return others, True
        if t.text == "," and (self.tokens[j - 1].text.isdecimal() or not self._listed(k)):
            return None, False
        if t.lower == "thuộc" and self.tokens[k].lower == "lĩnh" and not self._ends_line(k + 1):
            return (k + 2, False) if self.tokens[k + 1].lower == "vực" else (None, False)
        if j > self.block_head and not self.tokens[j - 1].text.isdecimal() and (level := self._of_level(j)) is not None:
            return level, True
        if t.lower in ("tại", "thuộc", "của"):
            head = HEADS.match(self.tokens, k)
            if head is not None and "level" in head[1] and self.tokens[k].capitalised and self.ends_number(head[0]):
                return head[0], True  # "Cụm thi đua số 5 thuộc | Cục Thuế |"
            if t.lower == "thuộc" and (bare := self._bare_owner(k)) is not None:
                return bare, True
            level = t.lower == "thuộc" and self._level(k) is not None
            known = self._level(k) or self._known_place(k) if t.lower == "tại" else self._place(k)  # no venue: "tại Khách sạn X"
            placed = level or known is not None or self.parse(k, nested=True) is not None
            return (k, False) if placed else (None, False)
        if TITLES.match(self.tokens, k) or (
            self.tokens[k].capitalised and t.lower != "-" and self._opens_other(k) and not self._block_and(k)
        ):
            return None, False
        if t.lower == "và" and self._others(k):
            return None, False
        if t.lower == "và" and (alike := ALIKE.match(self.tokens, k)) is not None and not self._broken(k, alike[0]):
            return alike[0], True
        step, closes = self._block_step(k)
        return (step, closes) if step is not None else (None, False)

    def _opens_block(self, k: int) -> bool:
        """Whether another block's head stands at `k` ("Cụm thi đua các tỉnh miền Bắc và | Cụm thi đua …")."""
        head = HEADS.match(self.tokens, k)
        return head is not None and ("block" in head[1] or ("block_short" in head[1] and REGIONAL.match(self.tokens, head[0]) is not None))

    def _joins_on(self, j: int) -> bool:
        """Whether a dash or the body to which the members belong follows a field ("các cơ quan tham mưu | của Tỉnh ủy")."""
        if self._ends_line(j):
            return False
        return self.tokens[j].lower == "-" or (self.tokens[j].lower in ("của", "thuộc") and self._block_joint(j)[0] is not None)
