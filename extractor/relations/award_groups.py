"""The awards that a run of signs names together, and who confers or proposes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import AwardMention, PositionMention, Span, Text
from extractor.relations.award_recipients import letters
from extractor.relations.award_signs import Sign

_GAP = 8
_LONGEST_THEME = 20
# The most signs between who signs a decision and what it does.
_SIGNED_WITHIN = 24
_STATE = ("award.huan-chuong", "award.huy-chuong", "award.anh-hung")
# Bodies that confer, told without their level ("đề nghị UBND tặng").
_AUTHORITIES = ("UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân")
# "Huân chương Lao động hạng Nhì lần thứ hai"
_AGAIN = re.compile(r" \(?lần thứ (?:\d+|nhất|hai|ba|tư|năm|sáu|bảy)\)?")


_QUOTED = re.compile(r"[wNGK#]{1,6}\.")
_OPENING, _CLOSING = ("“", '"', "«"), ("”", '"', "»")
# "[Bằng khen] (UBND tỉnh tặng)", "(của Chủ tịch UBND tỉnh)"
_GIVER_ASIDE = re.compile(r"\((?:u(?=[OTN]\))|(?=[OTN]w?t\)))(?P<giver>[OTN])(?:w?t)?\)")


# "[Chủ tịch UBND tỉnh] vừa ký Quyết định số 15/QĐ-UBND ngày 02/01/2024 về việc [tặng …]"
_SIGNS = re.compile(r" (?:đã |vừa )?(?:ký |ban hành |ra |có )+(?:ban hành )?(?:Quyết định|quyết định|QĐ)[^,;\n]{0,90} ")
# "Khối thống nhất: [đề nghị tặng …]", "Kết luận của Cụm: Thống nhất [đề nghị …]"
_AGREED_WITHIN = 12
_AGREED = ("thống nhất", "nhất trí", "tán thành")
# "các đơn vị [trong khối thống nhất đề nghị …]": it is the block that proposes.
_OF_BLOCK = re.compile(r" (?:trong|thuộc|của) (?:toàn )?(?P<block>khối|cụm)(?! thi đua| \d|\w)")


# "A dẫn đầu | Khối, đề nghị …", "A là đơn vị nhất | Cụm, …": where A stands, and nobody who proposes.
# "mỗi Cụm chọn 01 đơn vị đề nghị": a rule for all, and none of them puts forward here.
_EACH = re.compile(r"(?i)(?:mỗi|từng) \Z")
# "các huyện trong | Cụm | đã khen thưởng 30 tập thể": each of them confers, and not the block.
_MEMBERS_OF = re.compile(
    r"(?i)\b(?:các|từng|mỗi) (?:đơn vị|cơ quan|địa phương|huyện|xã|phường|sở|ngành|trường|thành viên)[\w, ]{0,20} (?:trong|thuộc) \Z"
)
_PLACED_IN = re.compile(r"(?i)(?:dẫn đầu|đứng đầu|(?:thứ|đơn vị|xếp) (?:nhất|nhì|ba)|phong trào thi đua|xuất sắc)(?: của| trong| toàn)* \Z")


# "công bố Quyết định … của Tổng Giám đốc: [tặng Cờ thi đua]"
_DECIDED = re.compile(r"u(?P<body>[OT]):[ws]{0,2}\Z")


@dataclass(frozen=True, slots=True)
class Named:
    """One award as named: its mention, its grantor where the words beside it say so, how many of them, the year of merit beside it."""

    mention: AwardMention
    grantor: Span | None = None
    number: Sign | None = None
    year: Sign | None = None


def may_confer(text: Text, grantor: Span, named: Named) -> bool:
    """Whether a grantor told elsewhere can be this award's too: orders and medals of the State come from its President alone."""
    return named.mention.rule not in _STATE or text.value(grantor).lower().startswith(("chủ tịch nước", "nhà nước"))


class GroupReader:
    """Reads groups of awards and their grantors in the signs of one sentence, line or cell."""

    def __init__(self, text: Text, signs: Sequence[Sign]) -> None:
        self.text = text
        self.signs = tuple(signs)
        self.s = letters(signs)

    def named(self) -> list[Named]:
        """All awards of the signs with what stands beside them, whoever receives them."""
        out: list[Named] = []
        i = 0
        while i < len(self.s):
            group, i = self.group(i) if self.s[i] == "A" else ([], i + 1)
            out.extend(group)
        return out

    def group(self, i: int) -> tuple[list[Named], int]:
        """The awards named together from sign `i` on, with their grantors, and the sign behind them."""
        group: list[Named] = []
        k = i
        while True:
            number = next((self.signs[b] for b in range(k - 1, max(-1, k - 3), -1) if self.s[b] == "#"), None)
            named, k = self._named(k, number)
            group.append(named)
            while self.s[k : k + 2] in ("vO", "vT") and named.grantor and self.s[k + 2 : k + 3] in ("c", ":"):
                group.append(replace(named, grantor=self.signs[k + 1].span))
                k += 2
            j = k
            while j < len(self.s) and self.s[j] in ",v#w" and j - k < 4:
                j += 1
            if j == k or j >= len(self.s) or self.s[j] != "A" or not set(self.s[k:j]) & set(",v"):
                break
            if "#" in self.s[k:j] and group[0].number is None and self._others(group[0].mention, self.signs[j].award):
                break
            k = j
        shared = next((n.grantor for n in reversed(group) if n.grantor), None)
        if shared and sum(n.grantor is not None for n in group) == 1 and group[-1].grantor is shared:
            group = [n if n.year or not may_confer(self.text, shared, n) else replace(n, grantor=shared) for n in group]
        return group, k

    def _others(self, one: AwardMention, other: AwardMention) -> bool:
        """Whether the law gives one award to collectives and the other to individuals ("01 đơn vị được tặng Cờ, 30 Lao động tiên tiến")."""
        return {one.values.get("recipients"), other.values.get("recipients")} == {"collective", "individual"}

    def _named(self, i: int, number: Sign | None) -> tuple[Named, int]:
        """The award at sign `i` with year and grantor behind it."""
        k = i + 1
        grantor: Span | None = None
        year: Sign | None = None
        while k < len(self.s):
            c = self.s[k]
            if again := _AGAIN.match(self.text.text, self.signs[k - 1].end):
                while k < len(self.s) and self.signs[k].start < again.end():
                    k += 1
            elif c == "Y" and year is None:
                year, k = self.signs[k], k + 1
            elif c == "." and (closing := self._theme(k)):
                year = year or next((x for x in self.signs[k:closing] if x.sign == "Y"), None)
                k = closing + 1
            elif c == "." and self._words(k) in '”"’»“':
                k += 1
            elif c in "wNG" and (inside := _QUOTED.match(self.s, k)) and self._quoted(i, inside.end() - 1):
                k = inside.end()
            elif c == "(" and grantor is None and (told := _GIVER_ASIDE.match(self.s, k)):
                grantor, k = self.signs[told.start("giver")].span, told.end()
            elif c == "G" and number is not None and self.s[k + 1 : k + 2] == "u" and self._of(k + 2):
                k += 1  # "9 Bằng khen | tập thể | của Bộ Y tế"
            elif c == "u" and grantor is None and k + 1 < len(self.s):
                got = self._of(k + 1)
                if got is None:
                    break
                grantor, k = got
            elif c in "OT" and grantor is None and self.signs[k].start - self.signs[k - 1].end <= 1 and self._adjacent_grantor(k):
                grantor, k = self.signs[k].span, k + 1
            else:
                break
        return Named(self.signs[i].award, grantor, number, year), k

    def _theme(self, k: int) -> int:
        """The closing mark of what the award bears, quoted behind its name ("[Cờ thi đua] “Đơn vị dẫn đầu năm 2022” cho A"); 0 for none."""
        if self._words(k) not in ("“", "«"):
            return 0
        marks = (x for x in range(k + 1, min(k + _LONGEST_THEME, len(self.s))) if self.s[x] == "." and self._words(x) in ("”", "»"))
        closing = next(marks, 0)
        return 0 if set(self.s[k + 1 : closing]) & set("Atrdn;") else closing

    def _quoted(self, i: int, closing: int) -> bool:
        """Whether the award at `i` opens words in quotation marks that end at sign `closing` ("“[Cờ thi đua] dẫn đầu Khối”")."""
        return self.text.text[self.signs[i].start - 1 : self.signs[i].start] in _OPENING and self._words(closing) in _CLOSING

    def _of(self, k: int) -> tuple[Span | None, int] | None:
        """The grantor behind "của", "do", "từ"; "của cấp có thẩm quyền" names none."""
        while self.s[k : k + 1] == "m" or (self.s[k : k + 2] in ("wO", "wT") and self._words(k).islower()):
            k += 1
        if k < len(self.s) and self.s[k] in "OTNX":
            span, k = self.signs[k].span, k + 1
            if self.s[k : k + 1] == "O" and self.signs[k].start - span.end == 1:
                span, k = Span(span.start, self.signs[k].end), k + 1
            j = k
            while j < len(self.s) and self.s[j] in "Pw" and j - k < 3:
                j += 1
            if self.s[k - 1 : j + 1] == "TPt" and self._words(j).lower() == "trao" and not _confers_in_person(self._words(k - 1)):
                return None, j + 1  # "do Bí thư Tỉnh ủy A trao": who hands over
            return span, (j + 1 if j < len(self.s) and self.s[j] == "t" else k)
        return None

    def _adjacent_grantor(self, k: int) -> bool:
        """Whether a body right behind an award confers it: an office, a government, or someone for whom "cho" or a colon follows."""
        if self.s[k] == "T":
            return True
        words = self._words(k)
        return words.startswith(("Chính phủ", "UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân", "Bộ ")) or self.s[k + 1 : k + 2] in ("c", ":")

    # -- subjects ---------------------------------------------------------------------------------------------------------

    def proposer_before(self, i: int, low: int) -> Span | None:
        """The body that is the subject of the verb at `i`, past adverbs and brackets ("thống nhất (6/6 phiếu) đề nghị")."""
        k = i - 1
        gap = 0
        while k >= low and gap < _GAP:
            if self.s[k] == ")":
                k = self.s.rfind("(", 0, k) - 1
            elif self._passed_over(k):
                k -= 1
            else:
                break
            gap += 1
        if k >= low and self.s[k] in "NO" and _PLACED_IN.search(self.text.text, max(0, self.signs[k].start - 40), self.signs[k].start):
            return None
        if k >= low and _EACH.search(self.text.text, max(0, self.signs[k].start - 6), self.signs[k].start):
            return None
        if k >= low and self.s[k] == "G" and (block := _OF_BLOCK.match(self.text.text, self.signs[k].end)):
            return Span(*block.span("block"))
        in_person = k >= low and self.s[k] == "T" and not set(self.s[max(k - 3, 0) : k]) & set("r,") and _confers_in_person(self._words(k))
        return self.signs[k].span if k >= low and (self.s[k] in "ON" or in_person) else None

    def _passed_over(self, k: int) -> bool:
        """Whether sign `k` may stand between who proposes and the verb: adverbs, "và" before a further verb, "thống nhất:"."""
        if self.s[k] == ":":
            behind = self.text.text[self.signs[k].end : self.signs[k].end + _AGREED_WITHIN].lstrip().lower()
            return self.text.text.endswith(_AGREED, 0, self.signs[k].start) or behind.startswith(_AGREED)
        return self.s[k] in "wsYVh," or (self.s[k] == "v" and self.s[k + 1 : k + 2] in ("w", "r"))

    def grantor_before(self, i: int, low: int) -> Span | None:
        """The body or office that confers with the verb at `i`.

        A person only hands over, unless on a body's behalf or by an office of state ("Thủ tướng Chính phủ Nguyễn Văn A");
        so does the head of an association who is said to "trao", and not to "tặng".
        """
        k = i - 1
        behalf = "m" in self.s[low:i]
        while k >= low and i - k <= _GAP and self.s[k] in ("wsYh," if behalf or self.s[i] == "A" else "wsYh"):
            k -= 1
        if k < low:
            return None
        if self.s[max(low, k - 3) : k + 1] == "P,T,":
            k -= 1
        if decided := _DECIDED.search(self.s, low, i):
            return self.signs[decided.start("body")].span
        c = self.s[k]
        if c not in "OTN" and (signed := self._signed(low, i)) is not None:
            return signed
        if behalf and (represented := self._represented(low, i)) is not None:
            return represented
        if c == "P" and k > low and self.s[k - 1] == "T" and (_confers_in_person(self._words(k - 1)) or self._decides(k - 1, i)):
            return self.signs[k - 1].span
        hands_over = self._words(i).lower() == "trao" and not _confers_in_person(self._words(k))
        if c == "T" and not (behalf or hands_over) and self.s[k + 1 : k + 2] == "," and self.s[k - 2 : k] == "P,":
            return self._employer(k)
        if c == "T" and not behalf and (_is_deputy(self._words(k)) or hands_over):
            return None
        authority = c == "X" and self._words(k) in _AUTHORITIES
        if self.s[max(low, k - 1) : k + 1] == "OO" and self.signs[k].start - self.signs[k - 1].end == 1:
            return Span(self.signs[k - 1].start, self.signs[k].end)  # "Ban Bí thư | Trung ương Đoàn"
        if c in "ON" and _MEMBERS_OF.search(self.text.text, max(0, self.signs[k].start - 40), self.signs[k].start):
            return None
        return self.signs[k].span if c in "OTN" or authority else None

    def _signed(self, low: int, i: int) -> Span | None:
        """Who is told to have signed the decision by which the verb at `i` confers ("Chủ tịch UBND huyện đã ký Quyết định số 8 tặng …")."""
        bodies = (k for k in range(i - 1, max(low, i - _SIGNED_WITHIN) - 1, -1) if self.s[k] in "OT")
        signed = next((k for k in bodies if _SIGNS.fullmatch(self.text.text, self.signs[k].end, self.signs[i].start)), None)
        return self.signs[signed].span if signed is not None else None

    def _decides(self, k: int, i: int) -> bool:
        """Whether who holds the office at `k` signs the decision, and is no deputy."""
        return "quyết định" in self._words(i).lower() and not _is_deputy(self._words(k))

    def _employer(self, k: int) -> Span | None:
        """The body of the office behind a person's name ("ông A, Giám đốc Công ty B, tặng"): its head acts for it; a deputy hands over."""
        position = self.signs[k].mention
        if _confers_in_person(self._words(k)):
            return self.signs[k].span
        return position.organization if isinstance(position, PositionMention) and not _is_deputy(self._words(k)) else None

    def _represented(self, low: int, k: int) -> Span | None:
        """The body on whose behalf a person confers ("thay mặt LĐLĐ thành phố, ông A trao", "đại diện Hội X cùng lãnh đạo tỉnh")."""
        at = self.s.find("m", low, k)
        while at >= 0:
            if self.s[at - 1 : at] in ("O", "T") and self.s[at - 2 : at - 1] == "d":
                return self.signs[at - 1].span  # "được Chủ tịch nước ủy quyền"
            j = at + 1
            while j < k and self.s[j] in "wmu":
                j += 1
            if j < k and self.s[j] in "OT":
                return self.signs[j].span
            at = self.s.find("m", at + 1, k)
        return None

    def _words(self, k: int) -> str:
        return self.text.text[self.signs[k].start : self.signs[k].end]


def _is_deputy(title: str) -> bool:
    return title.lower().startswith(("phó", "nguyên", "thứ trưởng", "ủy viên", "uỷ viên"))


def _confers_in_person(title: str) -> bool:
    """Whether the office, and not only its body, confers honours of its own: heads of state and government and of their organs."""
    return title.lower().startswith(("thủ tướng", "chủ tịch nước", "bộ trưởng", "chủ tịch ubnd", "chủ tịch ủy ban nhân dân"))
