"""The people of one text as they are met: every place of a name, every title held with its body, every part played."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.document import Mentions, PersonMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.record import Part
from extractor.relations.bodies import Bodies
from extractor.relations.leader_claims import office_key
from extractor.relations.likely_bodies import Likely
from extractor.relations.organizations import groups, key
from extractor.relations.position_pairs import COUNCIL
from extractor.syllables import fold_phrase

# Titles that are a part played at the meeting when they name no body ("Thư ký: bà A").
PARTS: dict[str, Part] = {"thư ký": "secretary", "chủ tọa": "chair"}
# Seats that a list of a council's members names without the council.
_SEATS = frozenset(
    fold_phrase(w)
    for w in (
        "Ủy viên",
        "Ủy viên thường trực",
        "Phó Chủ tịch",
        "Thư ký",
        "Phó Chủ tịch thường trực",
        "Tổng Thư ký",
        "Phó Tổng Thư ký",
        "Phó Chủ tịch thứ nhất",
    )
)
# Of what bodies such a list may be, when a title names one by its head ("Chủ tịch Hội đồng").
_WITH_SEATS = frozenset(
    fold_phrase(w)
    for w in ("Hội đồng", "Hội đồng thi đua", "Ban", "Ủy ban", "Hội", "Chi hội", "Hiệp hội", "Liên hiệp", "Liên minh", "Công đoàn", "Quỹ")
)
_MEMBERS = frozenset(fold_phrase(w) for w in ("Ủy viên", "Ủy viên thường trực"))
_CREDIT = re.compile(
    r"(?:[Ảả]nh|ẢNH|[Tt]in|[Bb]ài|[Tt]ác giả|[Nn]guồn|[Tt]heo|[Bb]iên tập|[Nn]gười viết|[Pp]hóng viên|PV)"
    r"(?:[ ,]{1,2}(?:[ảa]nh|bài|tin))?\s?[:–-]\s?$"
)
# Boards made for one task, of which a decision lists the members ("…, Phó Trưởng ban; …, Ủy viên").
_BOARD = re.compile(r"(?i)ban (?:chỉ đạo|vận động|điều hành|soạn thảo|liên lạc)\b|hội đồng\b|tổ\b")
# Words by which someone comes into the office told behind them.
_TAKES = re.compile(r"(?i)\b(?:giữ chức(?: vụ| danh)?|làm|cử(?: chức)?|được bầu(?: làm| là)?) $")
_OF_THE_MEETING = frozenset({"tổ trưởng", "tổ phó", "trưởng đoàn", "nhóm trưởng"})
COUNCIL_REACH = 1500
# Seats on a board that only serves a meeting, and how far behind its name they may be listed.
_ON_A_BOARD = frozenset(fold_phrase(w) for w in ("Trưởng ban", "Phó ban", "Phó Trưởng ban", "Ủy viên"))
_TELLERS = re.compile(r"(?i)\b(?:ban|tổ) (?:kiểm phiếu|bầu cử|thẩm tra tư cách)\b")
_TELLERS_REACH = 300
_ORGANS = frozenset(
    {"trung ương", "ban chấp hành", "ban chấp hành trung ương", "cơ quan", "cơ quan trung ương", "ban thường vụ", "thường trực"}
)
# Organs that a second mention of the person may name with their body.
_BARE_ORGANS = frozenset(fold_phrase(w) for w in load("positions")["titles"]["organs"])
_SPELLED = {fold_phrase(short): fold_phrase(full) for short, full in load("positions")["abbreviated"].items()}
_JOBS = frozenset({"thành viên", "đại biểu", "cán bộ", "chủ hộ", "công đoàn viên"})


@dataclass(slots=True)
class Holder:
    """A person as met so far: every place of the name, every title held with its body."""

    name: str
    spans: list[Span] = field(default_factory=list)
    titles: dict[tuple[str, str], tuple[Span, Span | None]] = field(default_factory=dict)
    parts: dict[Part, Span] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


class Book:
    """Gathers people by name; a bare last syllable ("đồng chí Pọm") leads to the one person who has it."""

    def __init__(self, text: Text, mentions: Mentions, bodies: Bodies, elected: frozenset[int], won: frozenset[tuple[str, str]]) -> None:
        self.text = text
        self.bodies = bodies
        self.elected = elected
        self.won = won
        self._names = {span.start: g.name for g in groups(text, mentions.organizations) for spans in g.forms.values() for span in spans}
        self._council: tuple[int, Span] | None = None
        self._elided: list[tuple[Holder, str, PositionMention]] = []
        self._by_key: dict[str, Holder] = {}
        self._by_last: dict[str, list[str]] = {}
        single = []
        for mention in mentions.people:
            if _CREDIT.search(text.text, max(0, mention.start - 30), mention.start):
                continue
            if " " in text.value(mention.span):
                self._meet(mention)
            else:
                single.append(mention)
        for mention in single:
            self._meet_single(mention)
        self.people = list(self._by_key.values())

    def _meet(self, mention: PersonMention) -> None:
        name = self.text.value(mention.span)
        folded = fold_phrase(name)
        if folded not in self._by_key:
            self._by_key[folded] = Holder(name)
            self._by_last.setdefault(folded.rpartition(" ")[2], []).append(folded)
        holder = self._by_key[folded]
        if holder.name.isupper() and not name.isupper():
            holder.name = name
        holder.spans.append(mention.span)
        holder.rules.setdefault(mention.rule)

    def _meet_single(self, mention: PersonMention) -> None:
        """A name of one syllable is someone already met, or, where it is no Vietnamese syllable, a name of its own ("K'Brôih")."""
        name = self.text.value(mention.span)
        if self.find(mention) is None and ("'" in name or "’" in name):
            self._meet(mention)

    def find(self, mention: PersonMention) -> Holder | None:
        folded = fold_phrase(self.text.value(mention.span))
        if folded in self._by_key:
            return self._by_key[folded]
        same = [self._by_key[k] for k in self._by_last.get(folded.rpartition(" ")[2], ()) if k.endswith(" " + folded)]
        return same[0] if len(same) == 1 else None

    def hold(self, mention: PersonMention, title: PositionMention, body: Span | None, rule: str) -> None:
        """Note that a person holds a title; without a body of its own, in the one that it is understood to be held in."""
        holder = self.find(mention)
        word = self._word(title)
        place = title.span
        if holder is None or any(place == told for told, _ in holder.titles.values()):
            return
        if (fold_phrase(holder.name), word) in self.won and _TAKES.search(self.text.text, max(0, title.start - 20), title.start):
            return  # "Ông A giữ chức Chủ tịch Hội X" over the news of his election
        if title.start in self.elected or self._for_the_leader(title) or self._by_proxy(title):
            return
        aside = self.text.text[title.start - 1 : title.start] + self.text.text[title.end : title.end + 1] == "()"
        labelled = word in PARTS and (aside or self.text.text[title.end : title.end + 1] == ":")
        seat = self._same_council(title, word)
        member = seat if word in _MEMBERS and title.anaphor is None else None
        held_in = None if labelled else body or member or self.bodies.held_in(title) or seat
        if held_in is None and word in PARTS:
            holder.parts.setdefault(PARTS[word], title.span)
            return
        where = self._body(held_in)
        by_head = title.anaphor is not None and fold_phrase(self.text.value(title.anaphor)) in _WITH_SEATS
        with_seats = _BOARD if title.kind == "shared" else COUNCIL
        if held_in is not None and (by_head or with_seats.match(self.text.text, held_in.start, held_in.end)):
            self._council = title.start, held_in
        if held_in is None and (word in _OF_THE_MEETING | _JOBS or (word in _ON_A_BOARD and self._of_tellers(title))):
            return
        if held_in is None and title.kind in ("plain", "party"):
            office = _of_same_rank(word, holder.titles)
            if office is not None and len(office[0]) > len(word):
                return
            held_in, where = (holder.titles[office][1], office[1]) if office is not None else (None, where)
        said = key(self.text.value(held_in)) if held_in is not None else ""
        for known, (_, other) in list(holder.titles.items()):
            if known[0] == word and (where == known[1] or not where or _same_seat(where, known[1]) or known[1].startswith(said + " ")):
                return
            if not where and f"{known[0]} {known[1]}".startswith(f"{word} "):
                return  # "Chủ tịch HĐTV X", then "Chủ tịch HĐTV"
            if not known[1] and f"{word} {where}".startswith(f"{known[0]} "):
                del holder.titles[known]
                continue
            if known[0] == word and where in _BARE_ORGANS and known[1].startswith(f"{where} "):
                return
            if known[0] == word and (not known[1] or (known[1] in _BARE_ORGANS and where.startswith(f"{known[1]} "))):
                del holder.titles[known]
            elif title.kind == "alone" and (known[0].startswith(word + " ") or word.startswith(known[0] + " ")) and other is None:
                return
        holder.titles[word, where] = (title.span, held_in)
        if held_in is None:
            self._elided.append((holder, word, title))
        holder.rules.setdefault(rule)

    def _of_tellers(self, title: PositionMention) -> bool:
        """Whether an office stands in the list or signature of those who count the votes of the meeting."""
        return _TELLERS.search(self.text.text, max(0, title.start - _TELLERS_REACH), title.start) is not None

    def holds(self, mention: PersonMention, title: PositionMention) -> bool:
        """Whether a person is known to hold an office of these words in some body."""
        holder = self.find(mention)
        return holder is not None and any(word == self._word(title) and where for word, where in holder.titles)

    def _word(self, title: PositionMention) -> str:
        """The form in which two titles of one office compare: folded, spelled out where it is abbreviated ("PGĐ")."""
        said = self.text.value(title.span)
        return office_key(said) if title.kind == "block" else _SPELLED.get(fold_phrase(said), fold_phrase(said))

    def settle(self, likely: Likely) -> None:
        """Hold the offices for which no body was found in those that they are likely of."""
        for holder, word, title in self._elided:
            body = likely.of(title) if (word, "") in holder.titles else None
            if body is not None:
                kept = {(w, self._body(body) if (w, b) == (word, "") else b): told for (w, b), told in holder.titles.items()}
                kept[word, self._body(body)] = (title.span, body)
                holder.titles = kept

    def _for_the_leader(self, title: PositionMention) -> bool:
        """Whether the person only speaks for the unit that leads the block ("đại diện Khối trưởng")."""
        before = self.text.text[max(0, title.start - 20) : title.start].lower().rstrip()
        return title.kind == "block" and before.endswith(("đại diện", "đại diện đơn vị", "thay mặt", "thay mặt đơn vị"))

    def _by_proxy(self, title: PositionMention) -> bool:
        """Whether the office is that of who is stood in for ("thừa ủy quyền của Chủ tịch nước, đồng chí A trao …")."""
        before = self.text.text[max(0, title.start - 16) : title.start].lower().rstrip()
        if self.text.text[title.end : title.end + 2] == " (":
            return False  # "thừa ủy quyền Cụm trưởng (bà A …)"
        return before.endswith(("ủy quyền", "uỷ quyền", "ủy quyền của", "uỷ quyền của"))

    def play(self, mention: PersonMention, part: Part, place: Span) -> None:
        """Note a part that a person plays at the meeting."""
        holder = self.find(mention)
        if holder is not None:
            holder.parts.setdefault(part, place)

    def seat(self, *, at_meeting: bool) -> None:
        """Who leads a meeting or keeps its minutes is told by that alone; anybody else who speaks at it attends it."""
        for holder in self.people:
            if holder.parts.keys() & {"chair", "secretary"}:
                holder.parts.pop("attend", None)
            elif at_meeting and (place := holder.parts.get("speak")):
                holder.parts.setdefault("attend", place)

    def _body(self, span: Span | None) -> str:
        """One form for all names of the same body."""
        if span is None:
            return ""
        return key(self._names.get(span.start, self.text.value(span)))

    def _same_council(self, title: PositionMention, word: str) -> Span | None:
        """The council whose members a list goes on to name: "…, Chủ tịch Hội đồng; …, Ủy viên; …, Ủy viên"."""
        if self._council is None or word not in _SEATS or title.start - self._council[0] > COUNCIL_REACH:
            return None
        return self._council[1]


def _of_same_rank(word: str, held: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The office with a body that is told again in more or fewer words: "Phó Chủ tịch Hội X", then "Phó Chủ tịch Thường trực"."""
    return next((h for h in held if h[1] and h[0] != word and (h[0].startswith(f"{word} ") or word.startswith(f"{h[0]} "))), None)


def _same_seat(one: str, other: str) -> bool:
    """Whether two bodies differ only in the organ named: "Trung ương Hội X" and "Hội X"."""
    short, long = sorted((one, other), key=len)
    return long.endswith(" " + short) and long[: -len(short) - 1] in _ORGANS
