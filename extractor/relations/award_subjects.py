"""Whose awards a clause tells, where they are named before its verb: the subject, who came first, who stands before a comma."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Span, Text
from extractor.relations.award_recipients import EACH_PLACE, Recipient, Roll, RollReader, letters
from extractor.relations.award_signs import Sign, begins_with_place

# How far back a sentence is searched, in signs: no clause is longer, and the time stays linear.
BACK = 200
_REACH = 30
# "X được Khối suy tôn là đơn vị dẫn đầu phong trào thi đua, [được đề nghị tặng …]", "X được bầu là đơn vị [được đề nghị tặng …]"
_HAILED = re.compile(r"[ws,]*d[ws]*(?:(?:[ONT][ws]*)?r[ws]*|(?=g))[gGwsuNYKn#p,-]*\Z")
# "Sở X xếp thứ Nhất, [đề nghị B tặng …]", with nobody behind the award.
_RANKED = re.compile(
    r"(?i)\b(?:xếp (?:thứ|hạng|loại|vị trí)|dẫn đầu|được (?:tôn vinh|suy tôn|bình chọn|biểu dương)|đứng (?:đầu|thứ|nhất)"
    r"|cao nhất|đạt loại|hoàn thành (?:xuất sắc|tốt))\b"
)
_OF = ("nhất", "nhì", "ba", "dẫn đầu", "trong", "của", "thuộc", "toàn")
# "nhất là A[, nhì là] B"
_SO_RANKED = re.compile(r"[wsn][wsnX]{0,5},")
_NEXT_RANK = re.compile(r"[,v]{1,2}w{1,4}g")
_CLOSING = ("”", '"', "»", "’")
_LEADING = ("dẫn đầu", "đứng đầu", "toàn")
# "[A] - đơn vị dẫn đầu Cụm thi đua số 2 [được tặng …]"
_TOLD_MORE = re.compile(r"[-,]G[wsONXpKY#]*,?")
# "[A] - đơn vị thuộc Cụm thi đua số 2 - [được tặng …]"
_SET_ASIDE = re.compile(r"-G[wsONXpKY#]*-|,Gw{0,4}p[ON][wsY#]*,")
# "3 cơ quan hoàn thành xuất sắc, toàn diện nhiệm vụ (A, B, C) [được nhận …]"
_SPELLED_OUT = re.compile(r"Q[^Q(;:AOPX]*\((?P<names>[OPX](?:[,;v]{1,2}[OPX])+)\)\Z")
# "[A] là đơn vị nhất Cụm, [nhận …]"
_RANK_HELD = re.compile(r"g[wG]{1,4}N,?")
_BARE_NAME = re.compile(r"X(?:-X)*\Z")
# Parts of a document, which stand before their numbers and not in names ("Mục I").
_PARTS = ("mục", "phần", "điều", "phụ", "danh")


class Subjects:
    """Finds the subjects of the verbs of one sentence, whose rolls of recipients `rolls` reads."""

    def __init__(self, text: Text, signs: Sequence[Sign], rolls: RollReader) -> None:
        self.text = text
        self.signs = signs
        self.s = letters(signs)
        self.rolls = rolls

    def before(self, low: int, high: int) -> Roll:
        """The subject of the verb at sign `high`: the list of nouns that ends nearest to it, else the first noun of the clause."""
        best = opening = Roll()
        before: list[Roll] = []
        low = k = max(low, high - BACK)
        if self.s[high - 1 : high] == ")" and (named := self._spelled_out(low, high)).recipients:
            return named
        while k < high:
            if self.s[k] == "G" and best.recipients and best.end == k - 1 and self.s[k - 1] == "g":
                best = replace(best, end=k + 1)  # "A và B là những đơn vị được …"
                k += 1
                continue
            one_of = self.s[k] == "e"
            roll = self._one_of(k, low, high, best) if one_of else self._nouns(k, low, high)
            if one_of and roll.recipients and not set(self.s[roll.end : high]) & set(",;:tr"):
                roll = replace(roll, end=high)  # "A là một trong 8 đơn vị trong các Sở … được tặng": the rest only says of which
            if roll.recipients:
                opening = opening if opening.recipients else roll
                best = roll
                before.append(roll)
            k = max(roll.end, k + 1)
        if self.s[high - 1 : high] == "v" and opening.recipients:
            if "d" in self.s[low:high]:
                return opening
            if opening.end <= low + _REACH:
                # "Đội A, Sở B tổ chức lễ và đón nhận": what a comma adds is the body above it.
                return opening if "v" in self.s[opening.first : opening.end] else replace(opening, recipients=opening.recipients[:1])
        if best is not opening and self.s[best.first - 1] in "us" and all(r.number for r in opening.recipients):
            return opening  # "4 tập thể và 6 cá nhân của Hội được …": the nearer noun only says where they are
        if best.recipients and _TOLD_MORE.fullmatch(self.s, best.end, high):
            return best
        if opening.recipients and _SET_ASIDE.fullmatch(self.s, opening.end, high):
            return opening
        if best.recipients and _RANK_HELD.fullmatch(self.s, best.end, high):
            return best
        if hailed := next((r for r in (opening, best) if r.recipients and _HAILED.fullmatch(self.s, r.end, high)), None):
            return hailed
        if before and _SO_RANKED.fullmatch(self.s, best.end, high) and len((told := self._each_ranked(before, high)).recipients) > 1:
            return told
        counted = "X" if best.recipients and all(r.number for r in best.recipients) else ""  # "6 cá nhân trong phong trào “X” được …"
        if best.recipients and set(self.s[best.end : high]) <= set("wsYv,dl.-gh:x#KpnV" + counted):
            return self._each_ranked(before, high)
        return opening if self.s[high - 1 : high] == "," else Roll()

    def _spelled_out(self, low: int, high: int) -> Roll:
        """The names in the bracket that ends at `high`, where they are as many as the words before it count."""
        found = _SPELLED_OUT.search(self.s, low, high)
        if found is None:
            return Roll()
        roll = self.rolls.read(found.start("names"), found.end("names"))
        counted = self.signs[found.start()].number
        return replace(roll, end=high) if len(roll.recipients) == counted else Roll()

    def _each_ranked(self, rolls: Sequence[Roll], high: int) -> Roll:
        """The last of the `rolls`, with those before it of which the same words say each by itself: "nhất là A, nhì là B, được …", "A đạt
        Nhì cụm, B đạt Ba cụm, được …".
        """
        last = rolls[-1]
        told = _SO_RANKED.fullmatch(self.s, last.end, high) is not None
        for roll in reversed(rolls[:-1]):
            gap = (roll.end, last.first)
            if not _NEXT_RANK.fullmatch(self.s, *gap) and not (told and _SO_RANKED.fullmatch(self.s, *gap)):
                break
            last = Roll((*roll.recipients, *last.recipients), roll.first, last.end)
        return last

    def _nouns(self, k: int, low: int, high: int) -> Roll:
        """The list of nouns that opens at sign `k`, or an empty one. Unknown words in capitals count only right before the verb."""
        c, sign = self.s[k], self.signs[k]
        if c in ("N", "O") and k > low and self._said(k - 1, k).lower().rstrip() in (_OF if c == "N" else _LEADING):
            return Roll()  # "đơn vị A dẫn đầu Cụm, được tặng"
        if c == "N":
            return Roll((Recipient(sign.span, "collective", sign.span),), k, k + 1)
        if EACH_PLACE.match(self.s, k, high):
            return self.rolls.read(k, high)
        general = c == "G" and (sign.determined or len(sign.kinds) > 1)
        if c == "p" and self._place(k, low):
            return self.rolls.read(k, high)
        if c == "X" and self.text.text[sign.end : sign.end + 1] in _CLOSING:
            return Roll()  # the end of a slogan in quotes
        proper = c == "X" and ((k + 2 >= high and (k > low or self._bare_name(k))) or self.s[k + 1 : k + 2] == "g")
        return self.rolls.read(k, k + 1 if proper and self.s[k + 1] == "g" else high) if c in "OPQh" or general or proper else Roll()

    def _bare_name(self, k: int) -> bool:
        """Whether the words in capitals that open a clause are several, so that they are a name ("Phúc Hưng được …")."""
        words = self.text.text[self.signs[k].start : self.signs[k].end].split()
        return len(words) > 1 and words[0].lower() not in _PARTS and all(w[0].isupper() or w[0].isdecimal() for w in words)

    def _place(self, k: int, low: int) -> bool:
        """Whether a unit of administration opens the clause or stands in a row of its subjects ("Xã A, xã B và phường C được …", "điển hình
        là xã D")."""
        return begins_with_place(self.text.text[self.signs[k].start : self.signs[k].end]) and (
            k == low or self.s[k - 1] in ",;vg" or self._said(k - 1, k).lower().strip() == "riêng"
        )

    def _one_of(self, k: int, low: int, high: int, best: Roll) -> Roll:
        """ "A là một trong 4 tổ chức được tặng": A, not the four; here A may be a bare proper name."""
        named = _BARE_NAME.search(self.s[low:k])
        if named:
            span = Span(self.signs[low + named.start()].start, self.signs[k - 1].end)
            best = Roll((Recipient(span, "collective", span),), low + named.start(), k)
        return replace(best, end=max(self.rolls.read(k + 1, high).end, k + 1)) if best.recipients else Roll()

    def ranked(self, low: int, high: int) -> Roll:
        """The first body or person between the signs, where the words behind say that it came first."""
        k = next((k for k in range(low, high) if self.s[k] in "OPh" or EACH_PLACE.match(self.s, k, high)), high)
        roll = RollReader(self.text, self.signs, "t").read(k, high) if k < high else Roll()
        if not roll.recipients:
            return roll
        return roll if _RANKED.search(self.text.text, roll.recipients[-1].place.end, self.signs[high].start) else Roll()

    def last(self, low: int, high: int) -> Roll:
        """The body or person right before the comma at `high`, from sign `low` on ("thứ nhì Đội 2, đề nghị tặng …").

        One that proposes takes no comma.
        """
        k = high - 1
        roll = self.rolls.read(k, high) if k >= low and self.s[k] in "OP" else Roll()
        return roll if roll.end == high else Roll()

    def _said(self, first: int, end: int) -> str:
        """The words at signs `first` to `end`."""
        return self.text.text[self.signs[first].start : self.signs[end].start] if first < end else ""
