"""What the members of an emulation block are called in its name: kinds of bodies, fields, levels, in rows with commas and "và"."""

from __future__ import annotations

from extractor.lexicon import Phrases
from extractor.mentions.names import PLACES, word_end
from extractor.mentions.organization_units import Units
from extractor.mentions.organization_words import (
    BLOCK_CLOSING,
    BLOCK_WORDS,
    FIELDS,
    HEADS,
    LEVELS,
    NUMBERS,
    PLURAL,
    SCHOOLS,
    STOP,
    SURE_LEVELS,
    TITLES,
    VERBS,
    WORDS,
)  # fmt: skip
from extractor.syllables import fold_phrase

MOST_LISTED = 16
# Behind a plural: who is no member.
OTHERS = Phrases(["khác", "liên quan", "bạn", "có", "tham dự", "tham gia", "dự", "được", "trong", "ngoài"])
# Kinds of bodies to which members belong, also where no name follows.
OWNERS_BARE = frozenset(fold_phrase(w) for w in ("Bộ", "Sở", "Tổng cục", "Cục", "Ngành", "Tập đoàn", "Tổng công ty", "Công ty", "Trường"))
# The Front and the mass organisations, which follow the Party's bodies in one row.
FRONT = Phrases(["Mặt trận", "Mặt trận Tổ quốc", "MTTQ", "Ủy ban Mặt trận Tổ quốc", "Ủy ban MTTQ", "UBMTTQ", "Mặt trận Tổ quốc Việt Nam"])
MASS_BODIES = Phrases(["các tổ chức chính trị - xã hội", "các tổ chức chính trị xã hội", "các đoàn thể", "các tổ chức đoàn thể", "đoàn thể",
  "các đoàn thể chính trị - xã hội", "các hội, đoàn thể", "các tổ chức CT-XH", "các tổ chức thành viên"])  # fmt: skip
FEWEST_KINDS = 2


class Members(Units):
    """Reads who a block unites. `block_head` is where its description begins, `closed_at` where a level or place closed it last."""

    block_head = closed_at = -1

    def _shouted_kind(self, j: int) -> int | None:
        """Past a kind or a level of members in a line of capitals, of two syllables or more ("ĐƠN VỊ | TRÊN ĐỊA BÀN | TỈNH")."""
        found = (BLOCK_WORDS.match(self.tokens, j) or BLOCK_CLOSING.match(self.tokens, j)) if self._shouted(j) else None
        return found[0] if found is not None and found[0] > j + 1 and not self._broken(j, found[0]) else None

    def _branch_of_work(self, j: int) -> int | None:
        """Past the branch behind "ngành" whose bodies a region's block unites ("Cụm thi đua Tây Bắc | ngành Văn hóa")."""
        if self._ends_line(j + 1) or not self.tokens[j + 1].capitalised:
            return None
        field = FIELDS.match(self.tokens, j + 1) or WORDS.match(self.tokens, j + 1)
        if field is None:
            return j + 2 if self._short_kind(j + 1) else None  # "Cụm thi đua số 7 | ngành KSND"
        end: int = field[0]
        return end if not self._broken(j, end) else None

    def _told_of(self, j: int) -> int | None:
        """Past the field behind "về" that departments manage ("các sở quản lý nhà nước | về kinh tế"), or past where they have their seat
        ("các đơn vị thuộc Bộ | đóng tại miền Trung")."""
        behind = [t.lower for t in self.tokens[j + 1 : j + 3]]
        if len(behind) < 2 or self._broken(j, j + 3):
            return None
        if self.tokens[j].lower == "đóng":
            region = WORDS.match(self.tokens, j + 2)
            seat = self._level(j + 2) or self._known_place(j + 2) or (region[0] if region is not None and behind[1] == "phía" else None)
            return seat if behind[0] in ("tại", "ở") else None
        line = behind == ["lĩnh", "vực"]
        before = [t.lower for t in self.tokens[j - 2 : j]]
        if not (line or before in (["nhà", "nước"], ["quản", "lý"]) or before[1:] == ["qlnn"]):
            return None
        first = j + 1 + 2 * line
        field = WORDS.match(self.tokens, first) or BLOCK_WORDS.match(self.tokens, first)
        return field[0] if field is not None and not self._broken(first, field[0]) else None

    def _plural_end(self, j: int) -> int | None:
        """Past "các tổ chức" at `j`, or a longer kind of members ("các ban quản lý", "các huyện ủy"), or one in capitals ("các TCTD")."""
        if self.tokens[j].lower != "các" or self._ends_line(j + 1):
            return None
        plural = PLURAL.match(self.tokens, j)
        if plural is None:
            return j + 2 if self._short_kind(j + 1) else None
        end: int = plural[0]
        longer = max((m[0] for words in (BLOCK_WORDS, HEADS) if (m := words.match(self.tokens, j + 1)) is not None), default=end)
        return longer if longer > end and self.tokens[end].text.islower() and not self._broken(j, longer) else end

    def _bare_owner(self, k: int) -> int | None:
        """Past the kind of body at `k` to which all members belong, without its name ("các đơn vị thuộc | Bộ", "thuộc | Tổng công ty")."""
        head = HEADS.match(self.tokens, k)
        if head is None or not self.tokens[k].capitalised or " ".join(t.lower for t in self.tokens[k : head[0]]) not in OWNERS_BARE:
            return None
        behind: int = head[0]
        closed = self._ends_line(behind) or not self.tokens[behind].capitalised
        return behind if closed and self.parse(k, nested=True) is None else None

    def _to_mass_bodies(self, k: int) -> int | None:
        """Past the row at `k` of the political system that goes on from the Party's bodies ("Đảng, | Mặt trận Tổ quốc và các đoàn thể")."""
        if self.tokens[k - 2].lower not in ("đảng", "uỷ", "chính"):
            return None
        front = FRONT.match(self.tokens, k)
        j = front[0] if front is not None else k
        if front is None or self._ends_line(j + 1) or not (self.tokens[j].text == "," or self.tokens[j].lower == "và"):
            return None
        mass = MASS_BODIES.match(self.tokens, j + 1)
        return mass[0] if mass is not None and not self._broken(k, mass[0]) else None

    def _several(self, j: int) -> int | None:
        """Past a number in words at `j` and the level that it counts ("cụm | bảy tỉnh | biên giới phía Bắc"); "năm" is five only there."""
        if self.tokens[j].lower not in NUMBERS or self._ends_line(j + 1):
            return None
        level = LEVELS.match(self.tokens, j + 1)
        return level[0] if level is not None and self.tokens[j + 1].text.islower() and len(level[1]) > 2 else None

    def _abbreviated(self, j: int) -> int | None:
        """Past an abbreviation in brackets at `j` that a list goes on behind ("khu công nghiệp (KCN), khu kinh tế (KKT) …")."""
        t = self.tokens
        inside = j + 3 < len(t) and t[j + 1].text.isupper() and t[j + 2].text == ")" and not self._broken(j, j + 4)
        return j + 3 if inside else None

    def _behind_plural(self, j: int) -> bool:
        """Whether "các đơn vị", "các doanh nghiệp" ends at `j`, which a description may follow ("có vốn nhà nước", "sự nghiệp")."""
        found = (PLURAL.match(self.tokens, k) for k in range(max(self.block_head, j - 4), j))
        return any(m is not None and m[0] == j for m in found)

    def _to_plural(self, k: int) -> int | None:
        """The "các tỉnh" that closes a list of members going on at `k`, with nothing but nouns between; None where there is none."""
        for j in range(k, min(k + MOST_LISTED, len(self.tokens))):
            token = self.tokens[j]
            if self.starts[j] or (token.text[0].isalnum() and token.lower in STOP - {"các"}):
                return None
            if PLURAL.match(self.tokens, j) is not None and self._level_of_plural(j):
                return j
            if self._acts(j) or not (token.text[0].isalpha() or token.text in ",()-&") or TITLES.match(self.tokens, j):
                return None
        return None

    def _level_of_plural(self, j: int) -> bool:
        return LEVELS.match(self.tokens, j + 1) is not None

    def _of_level(self, j: int) -> int | None:
        """Past "của tỉnh", "của huyện" at `j`, behind the part of it for which a block is called ("cụm trung du | của tỉnh")."""
        if self._ends_line(j + 1) or self.tokens[j].lower != "của" or not self.tokens[j + 1].text.islower():
            return None
        level = LEVELS.match(self.tokens, j + 1)
        sure = level is not None and fold_phrase(level[1]) in SURE_LEVELS and not self._broken(j, level[0])
        return level[0] if level is not None and sure and self.ends_number(level[0]) else None

    def _others(self, k: int) -> bool:
        """Whether "các đơn vị khác", "các cơ quan liên quan" stand at `k`: others than the block's members."""
        plural = PLURAL.match(self.tokens, k)
        return plural is not None and not self._ends_line(plural[0]) and OTHERS.match(self.tokens, plural[0]) is not None

    def _listed(self, k: int) -> bool:
        """Whether a comma inside a block's name goes on to its next member: a field, a plural or a level in lower case."""
        if self.tokens[k].capitalised:
            if self._kind_before(k - 1) and self._kind_of_body(k) is not None:
                return True
            if self._next_school(k) or self._row_of_kinds(k):
                return True
            word = WORDS.match(self.tokens, k)
            if word is not None and self._row_of_fields(k):
                return True
            return word is not None and self._word_before(k - 1) and self.parse(k) is None
        if VERBS.match(self.tokens, k):
            return False
        head = HEADS.match(self.tokens, k)
        if head is not None and WORDS.match(self.tokens, head[0]) is not None:
            return True
        return any(words.match(self.tokens, k) is not None for words in (WORDS, PLURAL, LEVELS, BLOCK_WORDS))

    def _next_school(self, k: int) -> bool:
        """Whether a kind of schools stands at `k`, behind another kind and a mark."""
        kinds = (SCHOOLS.match(self.tokens, j) for j in range(max(self.block_head, k - 5), k - 1))
        return SCHOOLS.match(self.tokens, k) is not None and any(kind is not None and kind[0] == k - 1 for kind in kinds)

    def _kind_of_body(self, k: int) -> int | None:
        """Past a head at `k` that opens no name: a kind of members ("các Trung đoàn, | Lữ đoàn")."""
        head = HEADS.match(self.tokens, k)
        if head is None or self._broken(k, head[0]) or self.parse(k, nested=True) is not None:
            return None
        end: int = head[0]
        return end

    def _kind_before(self, j: int) -> bool:
        """Whether the words from the block's head, or from "các", to `j` are such a kind."""
        opening = self.tokens[self.block_head]
        first = self.block_head + (opening.lower == "các" or opening.text.isdecimal())
        head = HEADS.match(self.tokens, first)
        return head is not None and head[0] == j

    def _row_of_fields(self, k: int) -> bool:
        """Whether fields of work follow from `k` up to a last one behind "và" ("khối Giáo dục, | Văn hóa, Xã hội và Đối ngoại")."""
        while (word := WORDS.match(self.tokens, k)) is not None and self.tokens[k].capitalised and not self._ends_line(word[0] + 1):
            mark = self.tokens[word[0]]
            if mark.lower == "và":
                return self.tokens[word[0] + 1].capitalised and WORDS.match(self.tokens, word[0] + 1) is not None
            if mark.text != ",":
                return False
            k = word[0] + 1
        return False

    def _word_before(self, mark: int) -> bool:
        """Whether a word or a field with a capital ends before the mark ("các sở Văn hóa | , Xã hội")."""
        if self.tokens[mark - 1].capitalised:
            return True
        fields = (WORDS.match(self.tokens, k) for k in range(max(self.block_head, mark - 4), mark) if self.tokens[k].capitalised)
        return any(field is not None and field[0] == mark for field in fields)

    def _row_of_kinds(self, k: int) -> bool:
        """Whether two or more kinds of members without a name of their own follow from `k` ("Ngân hàng, | Bảo hiểm, Kho bạc")."""
        told = 0
        while True:
            kind = self._bare_kind(k)
            if kind is None:
                return False
            told += 1
            if self._ends_line(kind) or self._ends_line(kind + 1):
                return told >= FEWEST_KINDS
            if self.tokens[kind].lower == "và" and self._bare_kind(kind + 1) is not None:
                return True
            if self.tokens[kind].text != ",":
                return told >= FEWEST_KINDS and not self.tokens[kind].capitalised
            if self._bare_kind(kind + 1) is None:
                return told >= FEWEST_KINDS and self.tokens[kind + 1].text.islower()
            k = kind + 1

    def _bare_kind(self, k: int) -> int | None:
        """Past a kind of members at `k`, a head or a field, which opens no name of one body."""
        if self._ends_line(k) or not self.tokens[k].text[0].isalpha() or self.parse(k, nested=True) is not None:
            return None
        found = max((m[0] for words in (HEADS, WORDS, BLOCK_WORDS) if (m := words.match(self.tokens, k)) is not None), default=None)
        return None if found is None or self._broken(k, found) or word_end(self.tokens, k) > found else found

    def _block_and(self, k: int) -> bool:
        """Only a plural goes on after "và" ("MTTQ và các tổ chức …"), or another kind of schools; another head begins another name."""
        return (
            self._next_school(k)
            or PLURAL.match(self.tokens, k) is not None
            or PLACES.match(self.tokens, k) is not None
            or not self.tokens[k].capitalised
        )
