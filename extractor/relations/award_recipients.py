"""Who receives an award: named bodies and persons, households, counts and general words, read from signs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import Span, Text
from extractor.relations.award_signs import Sign, begins_with_noun

_NAMES = "OPXN"
VERBS = "trdn"
_LONGEST_GAP = 4
_QUOTES = frozenset('“”"«»')
_REACH = 80
_ON_ALL = re.compile(r"\((?:với )?(?:tỷ lệ|tỉ lệ|biểu quyết|tán thành|nhất trí|thống nhất|đều|cùng)[^()]*\Z")
_COUNTS = re.compile(r"Q(?:[,v]Q)*")
# "Thượng úy quân y A": a calling between the rank and a name that no lexicon knows.
_CALLED = re.compile(r"hw{1,2}[PX]")
# "Giám đốc Bệnh viện PGS.TS. A"
_TITLED = re.compile(r"[h.]{1,4}P")
_MERITS = 24
# From the reason why to the list that follows it.
_LISTED = re.compile(r",[wsYKup#,.]{0,40}?g(?=[:hOPQ]|G:?h?[PT])")
# "đơn vị Nhất khối là Bưu điện tỉnh"
# "Sở X và Sở Y là | 2 đơn vị được …".
_ARE = re.compile(r"(?P<names>h*[OP](?:[,v]{1,2}h*[OP]){0,9})g\Z")
_IS = re.compile(r"w{0,3}g(?=[hOPX])")

# "A - dẫn đầu Cụm thi đua số 5; B …": what a dash adds to an item of a list parted by semicolons.
_TOLD_MORE = re.compile(r"-[^;:.trdnAP]{1,60}(?=;)")
# "7 trường hợp (Huân chương: 2 cá nhân; Bằng khen cho 5 tập thể)": what each of them gets.
_AWARDS_ASIDE = re.compile(r"\([^)A]*A[^)A]*[:c]#?Q")
# In brackets behind a count: only some of them are named.
_AMONG = re.compile(r"(?i)^\((?:trong đó )?có\b|trong số|trong đó|là một")
# "Công an các tỉnh: Nam Định, Thái Bình": the places stand for the bodies there.
EACH_PLACE = re.compile(r"[XO](?:G:?|Q:)(?=X)")
# "1- A; 2- B", "(1) A; (2) B"
_ITEM_NUMBER = re.compile(r"\(?#[-.)]{1,2}(?=h*(?:[OP]|X(?!O)))")
# "tập thể A, [tập thể B]"
_APPOSED = re.compile(r"wwh*[OP]")
# "Khoa A - Bệnh viện B, Phòng C - Sở D": the body behind the dash is that of the unit before it.
_OF_BODY = re.compile(r"-O(?=[,;.v(]|$)")
# What they are called before the names of several ("các bác sĩ: A, B", "là đơn vị xã C").
_CALLED_AS = re.compile(r"G:?(?=h?[PTOp])")
# Behind a semicolon: "A, B và C được đề nghị …", "A không đủ điều kiện", the subjects of the next clause.
_NEXT_SUBJECT = re.compile(
    r"h*[OPXpQ](?:[,-]T)?(?:[,v]+h*[OPXpQ](?:[,-]T)?)*[ws]{0,3}[dn]|h*[OPXp][wsGp]{0,6}x|[OT][ws]{1,3}Q|Q(?:[,v]+Q)*[ws]{0,3}r|O:[ws]{0,3}A"
)
# "các Hội: Chữ thập đỏ, Người mù"
_HEADED = re.compile(r"N:(?=[OX])")
# "A được 7/7 phiếu, B được 6/7 phiếu suy tôn, đề nghị C tặng [Cờ thi đua]", "A (Giám đốc) 7/7 phiếu, B 6/7 phiếu, đề nghị …"
_CAST = r"(?:\([^)V]*\))?(?:[ws]*[dn])?[ws]*:?"
_WHO = r"h*[OPXp](?:(?:,h*[OPXp])*,?vh*[OPXp])?"
_VOTED = re.compile(rf"(?P<who>{_WHO}){_CAST}(?P<votes>V)")
# Behind the votes their share may stand in brackets ("11/13 phiếu (84%)").
# and before the proposal a dash or an arrow ("A: 5/5 -> đề nghị …").
_VOTED_LIST = re.compile(rf"(?P<list>{_WHO}{_CAST}V(?:[,v]+{_WHO}{_CAST}V)*)(?:\(w?Vw?\)|,V)?(?:[-.]{{1,3}}(?=r))?[rws,]*r[wsOTtNkn.]*\Z")
# "Ông A, [Chủ tịch UBND xã B]: 11/13 phiếu": the office of whoever was voted on.
_VOTED_OFFICE = re.compile(r"(?<=P)(?:[,-]T|\(T\))(?=:V)")

# An office in a body that is no part of one told behind a comma: "Giám đốc Sở Y tế, [Sở Tư pháp]".
_WHOLE = re.compile(r"(?:Sở|Công ty|UBND|Ủy ban nhân dân|Bệnh viện|Hội Nông dân|Hội LHPN|Huyện ủy|Tỉnh ủy|Tập đoàn|Hợp tác xã|HTX) [^,]*$")
# "Khoa Nội, Bệnh viện tỉnh", "Đội Cảnh sát hình sự, Công an huyện": units that never stand beside the bodies that they are parts of.
# "Vụ 3, Viện kiểm sát nhân dân tối cao": a unit that has but a number, before the body whose it is.
_NUMBERED_UNIT = re.compile(r"(?:Vụ|Cục|Phòng|Ban|Khoa|Đội|Tổ|Văn phòng|Trung tâm|Chi cục|Trạm|Hạt) (?:[A-Z]{0,3}\d{1,3}|[IVX]{1,4})")
_HOSTED = re.compile(r"(?i)(?:khoa|bộ môn)\b.*\n(?:bệnh viện|trung tâm y tế|trường|học viện|viện|đại học)\b|đội\b.*\ncông an\b")

# What tells before a head word that several bodies share it.
_SEVERAL = re.compile(r"(?i)(?<!\w)(?:các|những|hai|ba|bốn) \Z")
_DETERMINER = 8


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient: `name` where it is named, `number` where only counted, neither where only spoken of in general.

    `place` is where it stands; `kind` may be None where the words leave it open. `other` marks "các cá nhân khác".
    """

    place: Span
    kind: str | None
    name: Span | None = None
    number: int | None = None
    votes: Span | None = None
    other: bool = False

    @property
    def general(self) -> bool:
        return self.name is None and self.number is None


@dataclass(frozen=True, slots=True)
class Roll:
    """Recipients read from a run of signs: they stand in `first` to `end`; `pointing` where they only point at a list told elsewhere."""

    recipients: tuple[Recipient, ...] = ()
    first: int = 0
    end: int = 0
    pointing: bool = False


def _without_superiors(text: Text, out: Sequence[Recipient], parts: Sequence[int]) -> list[Recipient]:
    """A list parted by semicolons, at `parts`, without the bodies that a comma sets above its items ("Phòng 1, Sở A; Phòng 2, Sở A")."""
    items = [list(out[a:b]) for a, b in zip((0, *parts), (*parts, len(out)), strict=True)]
    if any(len(item) > 2 or not all(r.name and r.kind == "collective" for r in item) for item in items):
        return list(out)
    return [one for item in items for k, one in enumerate(item) if not k or _same_kind(text, item[0], one)]


def _same_kind(text: Text, one: Recipient, other: Recipient) -> bool:
    """Whether two bodies are called by the same word ("Đoàn xã A", "Đoàn xã B"), so that neither is a part of the other."""
    if one.name is None or other.name is None:
        return False
    return text.value(one.name).split()[0].lower() == text.value(other.name).split()[0].lower()


def voted(signs: Sequence[Sign], s: str, at: int) -> Roll:
    """Bodies and people told with their votes before what they are put forward for: "A được 7/7 phiếu, B được 6/7 phiếu đề nghị … tặng".

    `s` are the letters of `signs` from `at` up to the award.
    """
    if (office := _VOTED_OFFICE.search(s)) is not None:
        return voted([*signs[: at + office.start()], *signs[at + office.end() :]], s[: office.start()] + s[office.end() :], at)
    run = _VOTED_LIST.search(s)
    if run is None:
        return Roll()
    found = []
    for each in _VOTED.finditer(s, run.start("list"), run.end("list")):
        votes = signs[at + each.start("votes")].span
        named = (who for who in signs[at + each.start("who") : at + each.end("who")] if who.sign in "OPXp")
        found += [Recipient(who.span, "individual" if who.sign == "P" else "collective", who.span, votes=votes) for who in named]
    return Roll(tuple(found), at + run.start(), at + run.end("list"))


def letters(signs: Sequence[Sign]) -> str:
    """The signs as one string."""
    return "".join(s.sign for s in signs)


class RollReader:
    """Reads rolls of recipients in the signs of one sentence or line; a noun before one of `verbs` is no recipient but their subject."""

    def __init__(self, text: Text, signs: Sequence[Sign], verbs: str = VERBS) -> None:
        self.text = text
        self.signs = signs
        self.s = letters(signs)
        self.verbs = verbs

    def read(self, at: int, stop: int | None = None, *, announced: bool = False) -> Roll:
        """The recipients listed from sign `at` on, up to `stop` at most; in an `announced` list semicolons part items and no clauses."""
        end = len(self.s) if stop is None else stop
        out: list[Recipient] = []
        i = self._opening(at, end)
        first, last = i, at
        pointing = False
        parts: list[int] = []
        joined = False
        while i < end:
            got = self._one(i, end)
            if got is None:
                break
            found, i = got
            if not found:
                continue
            i, votes, points = self._behind(i, end, named=any(r.name for r in found) and self.s[i - 1] != "p")
            if any(r.kind in ("individual", "household") and r.name for r in found) and (past := self._apposition(i, end)) is not None:
                i, later, _ = self._behind(past, end)
                votes = votes or later
            elif found[0].name and _OF_BODY.match(self.s, i, end):
                i, later, _ = self._behind(i + 2, end)
                votes = votes or later
            if found[0].kind == "collective" and self.s[i - 1] == "X" and out and out[-1].kind == "individual" and out[-1].name:
                found = [replace(found[0], kind="individual")]
            if announced and (told := _TOLD_MORE.match(self.s, i, end)):
                i = told.end()
            out.extend(replace(r, votes=r.votes or votes) for r in found)
            pointing |= points
            last = i
            following = self._following(i, end, announced=announced)
            if following is None:
                break
            joined |= "v" in self.s[i:following]
            if ";" in self.s[i:following]:
                parts.append(len(out))
            i = following
        if self.s[first : first + 1] in ("Q", "G") and self.signs[first].kinds == ("household",):
            out = [replace(r, kind="household") if r.kind == "individual" else r for r in out]  # "2 hộ gia đình ông A và ông B"
        kept = out if joined or not parts else _without_superiors(self.text, out, parts)
        if len(kept) > 1 and (cast := kept[-1].votes) and not any(r.votes for r in kept[:-1]) and self._of_all(cast):
            kept = [replace(r, votes=cast) for r in kept]
        if len(kept) == 2 and not joined and self._numbered_unit(*kept):
            kept = kept[:1]
        return Roll(tuple(r for r, before in zip(kept, [None, *kept], strict=False) if not self._hosts(r, before)), first, last, pointing)

    def told_aside(self, counted: Roll, j: int) -> Roll:
        """Those whom a bracket at `j` names, or whom the words before call so many, where they are as many as `counted` says: "1 đơn vị
        được tặng Cờ thi đua (Sở X)", "Sở X và Sở Y là 2 đơn vị được tặng …"."""
        if len(counted.recipients) != 1 or counted.recipients[0].number is None:
            return counted
        told = [Roll()]
        if self.s[j : j + 1] == "(":
            told.append(self.read(j + 1, self._closing(j, len(self.s))))
        if (are := _ARE.search(self.s, max(0, counted.first - _MERITS), counted.first)) is not None:
            told.append(replace(self.read(are.start("names"), are.end("names")), end=counted.end))
        named = told[-1].recipients
        return told[-1] if len(named) == counted.recipients[0].number and all(r.name for r in named) else counted

    def _of_all(self, votes: Span) -> bool:
        """Whether a bracket tells the votes on all who stand before it ("A và B (biểu quyết 7/7)")."""
        return _ON_ALL.search(self.text.text, max(0, votes.start - _REACH), votes.start) is not None

    def _numbered_unit(self, one: Recipient, other: Recipient) -> bool:
        """Whether a unit that has but a number stands before a body with a name, which can but be its own."""
        if one.name is None or other.name is None or other.kind != "collective":
            return False
        unit, body = self.text.value(one.name), self.text.value(other.name)
        return _NUMBERED_UNIT.fullmatch(unit) is not None and _NUMBERED_UNIT.fullmatch(body) is None

    def _hosts(self, one: Recipient, before: Recipient | None) -> bool:
        """Whether the body is only told as that of the unit right before it."""
        if one.name is None or before is None or before.name is None or one.votes is not None:
            return False
        if "công an" in self.text.value(before.name).lower():
            return False  # it is named with its own
        return _HOSTED.match(f"{self.text.value(before.name)}\n{self.text.value(one.name)}") is not None

    def _opening(self, i: int, end: int) -> int:
        """Past a few plain words before the first recipient ("cho tập thể Phòng A", "cho đại diện Công ty B")."""
        start = i
        while i < end and self.s[i] in "wm#" and i - start < _LONGEST_GAP:
            i += 1
        if i > start and self.s[i - 1 : i + 1] == "m:":
            i += 1  # "cho đại diện: A, B"
        headed = _HEADED.match(self.s, i, end)
        return headed.end() if headed else i

    def _one(self, i: int, end: int) -> tuple[list[Recipient], int] | None:
        """The recipient at sign `i` and the sign behind it."""
        household = False
        if called := _CALLED.match(self.s, i, end):
            name = self.signs[called.end() - 1].span
            return [Recipient(name, "individual", name)], called.end()
        while i < end and (
            self.s[i] in "hm"
            or self.s[i - 1 : i + 1] in ("h:", "h.")
            or (self.s[i] == "w" and self.s[i + 1 : min(i + 2, end)] in ("h", "P"))
        ):
            household |= self._household(i)
            i += 1
        if i >= end:
            return None
        sign = self.signs[i]
        if (each := EACH_PLACE.match(self.s, i, end)) and (self.signs[i + 1].determined or self.s[i + 1] == "Q"):
            return [], each.end()
        if apposed := self.apposed(i, end):
            return self._one(apposed, end)
        if sign.sign in "QG":
            return self._group(i, end)
        if sign.sign == "T" and i + 1 < end and (self.s[i + 1] == "P" or (self.s[i + 1] == "h" and self.s[i + 2 : i + 3] == "P")):
            return self._one(i + 1, end)
        if sign.sign == "T" and (titled := _TITLED.match(self.s, i + 1, end)):
            return self._one(titled.end() - 1, end)
        if sign.sign == "P":
            return [Recipient(sign.span, "household" if household or self._household(i - 1) else "individual", sign.span)], i + 1
        if sign.sign == "X" and i + 1 < end and self.s[i + 1] == "P" and self.signs[i + 1].start - sign.end == 1:
            # A calling that no lexicon knows, before the name ("Lương y A").
            return self._one(i + 1, end)
        if sign.sign == "X" and (named := _IS.match(self.s, i + 1)) and named.end() < end:
            return self._one(named.end(), end)
        if sign.sign == "N" and (one := self._first_of_many(i, end)) is not None:
            return [Recipient(one, "collective", one)], i + 2
        if sign.sign == "p" and self.text.text[sign.end - 1 : sign.end] and any(c.isupper() for c in self.text.text[sign.start : sign.end]):
            return [Recipient(sign.span, "collective", sign.span)], i + 1
        if sign.sign == "N" and i + 1 < end and self.s[i + 1] == "O" and self.signs[i + 1].start - sign.end == 1:
            # "các | Sở | Y tế Lào Cai, Yên Bái"
            name = Span(sign.start, self.signs[i + 1].end)
            return [Recipient(name, "collective", name)], i + 2
        if self.s[i : i + 2] == "N#" and self.signs[i + 1].start - sign.end == 1 and i + 2 <= end:
            name = Span(sign.start, self.signs[i + 1].end)  # "Cục 7"
            return [Recipient(name, "collective", name)], i + 2
        if sign.sign in "OX":
            span, k = sign.span, i + 1
            if k < end and self.s[k] in ("XO" if sign.sign == "O" else "p") and self.signs[k].start - sign.end == 1:
                span, k = Span(sign.start, self.signs[k].end), k + 1
            announced = i > 0 and self.s[i - 1] == "h" and sign.sign == "X"
            return [Recipient(span, "individual" if announced else "collective", span)], k
        return None

    def _first_of_many(self, i: int, end: int) -> Span | None:
        """The first of several bodies that share their head word at sign `i` ("các | Sở | Xây dựng A, B và C")."""
        head, behind = self.signs[i], self.signs[i + 1] if i + 1 < end else None
        if behind is None or behind.sign not in "OX" or behind.start - head.end != 1:
            return None
        return Span(head.start, behind.end) if _SEVERAL.search(self.text.text, max(0, head.start - _DETERMINER), head.start) else None

    def apposed(self, i: int, end: int) -> int | None:
        """Where the name begins that follows a bare "tập thể", "cá nhân" or "đơn vị" at sign `i`."""
        noun = _APPOSED.match(self.s, i, end)
        return noun.end() - 1 if noun and self._words(i, i + 2).strip().lower() in ("tập thể", "cá nhân", "đơn vị") else None

    def _household(self, i: int) -> bool:
        words = self.text.text[self.signs[i].start : self.signs[i].end].lower() if 0 <= i < len(self.signs) else ""
        return words.startswith(("hộ ", "gia đình ")) or words in ("hộ", "gia đình")

    def _group(self, i: int, end: int) -> tuple[list[Recipient], int]:
        """A count or general words; the names that they introduce take their place ("3 tập thể gồm A, B, C")."""
        sign, k = self.signs[i], i + 1
        if self.s[k : k + 3] == "(h)":
            k += 3  # "các ông (bà): A, B"
        if k < end and (self.s[k] == "P" or self.s[k : k + 2] == "hP"):
            return [], k
        if sign.kinds == ("individual",) and k < end and self.s[k] == "X" and self.signs[k].start - sign.end == 1:
            return [Recipient(self.signs[k].span, "individual", self.signs[k].span)], k + 1
        if sign.determined and k < end and self.s[k] == "X" and self.signs[k].start - sign.end == 1 and (head := self._level(sign)):
            return [Recipient(Span(head, self.signs[k].end), "collective", Span(head, self.signs[k].end))], k + 1
        if sign.sign == "G" and k < end and self.s[k] in "OX" and self.signs[k].start - sign.end == 1:
            return self._general(sign), k + 1
        if sign.sign == "Q" and EACH_PLACE.match(self.s, k, end):
            # "03 đơn vị Công an các huyện: A, B, C"
            places = self.read(k, end)
            if len(places.recipients) == sign.number:
                return list(places.recipients), places.end
        j = k
        while j < end and (self.s[j] in "wsYKupN" or self._words(j, j + 1).strip() in _QUOTES or self._led(j, k)) and j - k < _MERITS:
            j += 1
        if j < end and self.s[j] == "," and (listed := _LISTED.match(self.s, j, end)):
            # "4 tập thể có thành tích …, dẫn đầu … gồm: A, B"
            j = listed.end() - 1
        if j < end and self.s[j] in ":g(" and not (self.s[j] == "g" and j + 1 >= end):
            inner = j + 1
            while inner < end and self.s[inner] in ":gws":
                inner += 1
            if people := _CALLED_AS.match(self.s, inner, end):
                inner = people.end()  # "gồm các đồng chí: A, B"
            numbered = _ITEM_NUMBER.match(self.s, inner, end)
            inner = numbered.end() if numbered else inner
            announced = ":" in self.s[j:inner]
            roll = self.read(inner, self._closing(j, end), announced=announced) if inner < end and self.s[inner] in "hOPTXp" else Roll()
            parts = self.read(inner, end) if self.s[j] == "g" and self.s[inner : inner + 1] == "Q" else Roll()
            if len(parts.recipients) > 1 and sum(r.number or 0 for r in parts.recipients) == sign.number:
                return list(parts.recipients), parts.end  # "96 điển hình, gồm 31 tập thể và 65 cá nhân"
            if roll.recipients and self.s[j] == "(" and sign.number and _AMONG.search(self._words(j, self._closing(j, end))):
                kind = sign.kinds[0] if len(sign.kinds) == 1 else None
                return [Recipient(sign.span, kind, number=sign.number), *roll.recipients], self._closing(j, end) + 1
            if sign.kinds == ("individual",) and sum(r.kind == "individual" for r in roll.recipients) == sign.number:
                roll = replace(roll, recipients=tuple(r for r in roll.recipients if r.kind == "individual"))  # the others are their bodies
            if roll.recipients and roll.recipients[0].name and not any(r.general for r in roll.recipients):
                return list(roll.recipients), self._closing(j, end) + 1 if self.s[j] == "(" else roll.end
        if sign.sign == "Q":
            kind = sign.kinds[0] if len(sign.kinds) == 1 else None
            return [Recipient(sign.span, kind, number=sign.number)], k
        return self._general(sign), k

    def _led(self, j: int, k: int) -> bool:
        """Whether blocks are told at sign `j`, which those before lead ("5 đơn vị dẫn đầu | các khối thi đua gồm: A, B")."""
        return self.s[j] == "G" and j > k and self.text.text[self.signs[j].start : self.signs[j].end].lower() in ("các khối", "các cụm")

    def _level(self, sign: Sign) -> int | None:
        """Where the word for a unit of administration begins that ends general words ("các | huyện [A, B]")."""
        words = self.text.text[sign.start : sign.end]
        head = words.rfind(" ") + 1
        return sign.start + head if words[head:] in ("huyện", "xã", "phường", "quận", "tỉnh", "thôn") else None

    def _words(self, first: int, end: int) -> str:
        return self.text.text[self.signs[first].start : self.signs[min(end, len(self.signs) - 1)].start]

    def _general(self, sign: Sign) -> list[Recipient]:
        behind = self.text.text[sign.end : sign.end + 5]
        return [Recipient(sign.span, kind, other=behind.startswith(" khác")) for kind in sign.kinds]

    def _closing(self, i: int, end: int) -> int:
        """The bracket that closes the one at `i`; the end where `i` is none."""
        if self.s[i] != "(":
            return end
        closing = self.s.find(")", i, end)
        return closing if closing >= 0 else end

    def _behind(self, i: int, end: int, *, named: bool = True) -> tuple[int, Span | None, bool]:
        """Past what only says more of a recipient: brackets, votes, where it is; whether the words point at a list told elsewhere."""
        votes: Span | None = None
        points = False
        while i < end:
            c = self.s[i]
            if c == "(" and _AWARDS_ASIDE.match(self.s, i, end):
                break
            if c == "(":
                closing = self._closing(i, end)
                votes = votes or next((x.span for x in self.signs[i:closing] if x.sign == "V"), None)
                i = closing + 1
            elif c == "z":
                rest = self._words(i, i + 1).strip().lower() == "còn lại"
                points, i = points or not rest, i + 1  # "hai đơn vị còn lại" are counted, "các đơn vị còn lại" told
            elif c in "pu" or (c == "w" and self._plain(i)):
                i += 1
                while c in "pu" and i < end and self.s[i] not in ",;:v()-." + self.verbs + "A" and self.s[i : i + 2] != "sQ":
                    i += 1
            elif c == "V":
                votes, i = votes or self.signs[i].span, i + 1
            elif c == "," and self.s[i + 1 : i + 2] == "p" and self._of_one_level(i - 1, i + 1):
                break
            elif c in "Y" or (
                c in ",-:" and i + 1 < end and self.s[i + 1] in ("Vp" if named and c != ":" and self.s[i - 1] != ")" else "V")
            ):
                i += 1
            else:
                break
        return min(i, end), votes, points

    def _of_one_level(self, i: int, k: int) -> bool:
        """Whether the place at `k` is one more beside the place in the name at `i` ("Hội Y tỉnh A, tỉnh B"), and not where that is."""
        level = self.text.text[self.signs[k].start : self.signs[k].end].split(" ", 1)[0]
        return f" {level} " in self.text.text[self.signs[i].start : self.signs[i].end]

    def _plain(self, i: int) -> bool:
        """Whether a word behind a recipient only says more of it ("12 cá nhân khác", "hộ gia đình tiêu biểu", "cá nhân xuất sắc")."""
        return self.text.text[self.signs[i].start : self.signs[i].end].lower() not in ("cũng", "vừa", "còn", "sẽ", "thì")

    def _following(self, i: int, end: int, *, announced: bool = False) -> int | None:
        """Where the next recipient begins, past its separator; None where the list ends."""
        k = i
        while k < end and self.s[k] in ",;v+":
            k += 1
        if k > i and (numbered := _ITEM_NUMBER.match(self.s, k, end)):
            k = numbered.end()
        if k < end and (self._rewards(k) if ";" in self.s[i:k] else self._each_gets(k)):
            return None
        if k > i and (self._opens(k, end) or (announced and self.s[k : k + 1] == "O")):
            return None if ";" in self.s[i:k] and not announced and _NEXT_SUBJECT.match(self.s, k, end) else k
        return self._resumed(i, end)

    def _rewards(self, k: int) -> bool:
        """Whether the body at `k` opens a clause of its own with "khen thưởng" as its verb."""
        return self.s[k : k + 2] == "OA" and "unspecified" in self.signs[k + 1].award.values

    def _each_gets(self, k: int) -> bool:
        """Whether only what comes with the award is told ("…, mỗi tập thể kèm 3 triệu đồng")."""
        return self.s[k] == "G" and self.text.text[self.signs[k].start : self.signs[k].end].lower().startswith("mỗi ")

    def _apposition(self, i: int, end: int) -> int | None:
        """Past a person's office: ", Đội trưởng Đội A, Xí nghiệp B", " - Chủ tịch C"."""
        if i + 1 >= end or not (self.s[i] in ",-" or self.s[i : i + 2] == ":T"):
            return None
        k = i + 1
        named = self.s[k] in "wX" and (
            self.s[i] == "," or begins_with_noun(self.text.text[self.signs[k].start : self.signs[k].start + _REACH])
        )
        if self.s[k] != "T" and not named:
            return None
        if self.s[k] == "T" and k + 1 < end and self.s[k + 1] in "hP":
            return None
        while k < end and self.s[k] not in ",;v(:" + self.verbs + "As":
            k += 1
        whole = _WHOLE.search(self.text.text[self.signs[i].start : self.signs[k - 1].end]) is not None
        while k + 1 < end and self.s[k] == "," and self.s[k + 1] in "OXT" and not whole and not self.subject(k + 1, end):
            k += 2
            while k < end and self.s[k] in "wX":
                k += 1
        return k

    def _opens(self, k: int, end: int) -> bool:
        """Whether sign `k` opens one more recipient and no new clause."""
        start = k
        if _CALLED.match(self.s, k, end):
            return True
        while (
            k < end
            and (self.s[k] == "h" or self.s[k - 1 : k + 1] == "h.")
            or (k < end and self.s[k] == "w" and k + 1 < end and self.s[k + 1] in "hPO" and k == start)
        ):
            k += 1
        if k == start:
            k = self.apposed(k, end) or k
        if k >= end or self.s[k] not in "OPQGXTp":
            return False
        if self.s[k] == "T" and self.s[k + 1 : k + 2] not in ("P", "h"):
            return False
        return not self.subject(k, end)

    def subject(self, k: int, end: int) -> bool:
        """Whether the noun at `k` is the subject of a verb right behind it: a new clause."""
        k = chain.end() if (chain := _COUNTS.match(self.s, k, end)) else k + 1
        gap = 0
        while k < end and (self.s[k] in "OXPT" or (self.s[k] in "wsh" and gap < _LONGEST_GAP)):
            gap += self.s[k] in "wsh"
            k += 1
        return k < end and self.s[k] in self.verbs

    def _resumed(self, i: int, end: int) -> int | None:
        """A count behind the reason why ("3 tập thể có thành tích xuất sắc và 7 cá nhân")."""
        if i >= end or self.s[i] not in "sw," or self.s[i : i + 2] == "sQ":
            return None
        k = i
        while k + 1 < min(end, i + _REACH) and self.s[k] not in ";.A" + self.verbs and self.s[k : k + 2] != "sQ":
            if self.s[k] in "v," and self.s[k + 1] == "Q" and not self.subject(k + 1, end):
                return k + 1
            k += 1
        return None
