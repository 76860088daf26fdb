"""What a body left out or named by its head alone stands for: "Khối trưởng" of the block, "Chủ tịch Hội" of the association in question."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from itertools import accumulate, pairwise

from extractor.document import Mentions, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.memo import remember_last
from extractor.record import Meeting
from extractor.relations.organizations import groups, key
from extractor.syllables import fold_phrase

ORGANS = frozenset(fold_phrase(w) for w in load("positions")["titles"]["organs"])
ANAPHORS = frozenset(fold_phrase(w) for w in load("positions")["titles"]["anaphors"])
# Who sent the people that a sentence goes on to name, and where the sentence turns to others.
_DELEGATION = re.compile(r"(?i)(?:về phía|^\W*phía|đại diện|lãnh đạo|thay mặt)(?: (?:lãnh đạo|cho|ban lãnh đạo))? $")
_SENT = re.compile(r"(?i)\s*(?:,\s*)?(?:(?:tham |đến |về )?dự [^,.;:]{0,30}?)?(?:\b(?:có|gồm|là)\b|:)")
_ON_BEHALF = re.compile(r"(?i)thay mặt (?:cho |(?:ban )?lãnh đạo |thường trực |ban thường vụ |tập thể )*$")
_AND_THEN = re.compile(r",? (?:đồng chí |đ/c |ông |bà |các đồng chí )?")
_SPEAKS_FOR = re.compile(r" (?:[A-ZĐÂÊÔƠƯÁÀÚÝ][^\s,.;]* ){2,5}(?:đã |vừa )?thay mặt (?:cho |(?:ban )?lãnh đạo |tập thể |ban giám đốc )*")
_OF_PARTY = re.compile(r"(?i)\b(?:đảng|tỉnh|thành|huyện|quận|thị) (?:ủy|uỷ|bộ)\b|chi bộ")
_NEXT = re.compile(r"\.\s|(?i:về phía|đại diện)")
# "1. Ông A - Giám đốc" in the list of a party's people; "BÊN GIAO: Sở X", "Đại diện bên nhận: Sở Y" above it.
_PERSON_ITEM = re.compile(r"[\s*]*(?:\d{1,2}[.)]|[-+•*])?\s*(?i:ông|bà|đồng chí|đ/c|các đồng chí|anh|chị)[ :]")
_MARK = re.compile(r"[\s*]*(?:\d{1,2}[.)]|[-+•*])\s*")
_RANK = re.compile(r"(?:[^\W\d_][\w.]{0,9}[ :]{0,2}){0,3}")
_PARTY = re.compile(
    r"(?i)[\s*#]*(?:[IVX\d]+[.)] ?|[a-z][.)] ?|[-+] ?)?(?:đại diện )?(?:cho )?(?:bên (?:giao|nhận|[ab]|ký)|phía|về phía)[^:\n]{0,20}:"
)
# A rank behind the word that an office shares with its body: "Phó Trưởng ban | Thường trực".
_RANKED = re.compile(r"(?i) (?:thường trực|phụ trách|chuyên trách|thứ nhất)$")
_FOR_WHAT = re.compile(r" (?:tổ chức|chỉ đạo|vận động|giám khảo|kiểm phiếu|bầu cử|thẩm tra)\b")
_ONLY = re.compile(r"[\s*#]*(?:(?:[IVX]+|\d{1,2}|[A-Za-z])[.)/]|[-+•])? ?(?:Đại diện |Lãnh đạo )?[\s*:;,.]*")
_LONGEST_LIST = 12
_LETTERHEAD = 400
# Characters over which a sentence goes on to name the people of one delegation.
_DELEGATION_REACH = 2000
# Offices that name the kind of body that they are of; those that end in "trưởng" or "phó" mostly do so by the word before.
_KINDS = {
    "thứ trưởng": ("bộ ",),
    "hiệu trưởng": tuple(f"{w} " for w in ("trường", "đại học", "học viện", "thpt", "thcs", "thptdtnt", "tiểu học", "mầm non", "mẫu giáo")),
}
_OF_ANY = frozenset(
    fold_phrase(w)
    for w in ("Tổ", "Nhóm", "Đoàn", "Khối", "Cụm", "Hội", "Đội", "Kế toán", "Khoa", "Bộ môn", "Ban", "Phòng", "Thôn", "Ấp", "Bản", "Xóm")
)
_SCHOOL = frozenset({"trường", "nhà trường"})
# Of these a text names many, one for each place: a bare one stands for the last of its line.
_LEVELLED = frozenset(fold_phrase(w) for w in ("UBND", "HĐND", "Ủy ban nhân dân", "Hội đồng nhân dân"))
_BLOCK_WORDS = ("khối", "cụm", "khối thi đua", "cụm thi đua")


def _headed(title: str) -> tuple[str, ...]:
    """How the names begin of the bodies that a folded title is of by its own words, none where any body may have it."""
    words = title.removeprefix("quyền ").removeprefix("phó ")
    if words in _KINDS:
        return _KINDS[words]
    head, _, last = words.rpartition(" ")
    return (f"{head} ",) if last in ("trưởng", "phó") and head and head not in _OF_ANY else ()


# "Khối Kinh tế", "Cụm miền Đông": short, and no number or bare head.
_OF_A_FIELD = re.compile(r"(?i)(?:khối|cụm) (?!thi đua\b|số\b|[ivx\d]+\b)\w.*")


class Bodies:
    """Resolves elided bodies of one document; `bodies_of` gives the one that all its relaters share. `main_block` is the meeting's block,
    else the one met most often: whoever signs as its head is of that one, whichever block the text named last."""

    def __init__(self, text: Text, mentions: Mentions, meeting: Meeting | None) -> None:
        self._text = text
        self._organizations = mentions.organizations
        self._people_starts = [m.start for m in mentions.people]
        self._people = set(self._people_starts)
        self._starts = [m.start for m in mentions.organizations]
        self._keys = [key(text.value(m.span)) for m in mentions.organizations]
        self._counts = Counter(self._keys)
        self._blocks = [g for g in groups(text, mentions.organizations) if g.block]
        self._owners = {key(name) for name in meeting.conveners} if meeting is not None else set()
        self.main_block = self._main_block(meeting)
        self._by_heads: dict[tuple[str, ...], tuple[list[int], list[int]]] = {}

    def _main_block(self, meeting: Meeting | None) -> Span | None:
        if meeting is not None and meeting.block is not None:
            place = meeting.evidence["block"][0]
            return Span(place.start, place.end)
        blocks = Counter(k for m, k in zip(self._organizations, self._keys, strict=True) if m.block)
        if not blocks:
            return None
        best = max(blocks, key=lambda k: (blocks[k], len(k)))
        return self._organizations[self._keys.index(best)].span

    def held_in(self, position: PositionMention) -> Span | None:
        """The body in which a title is held, as the text names it somewhere, or None."""
        if position.organization is not None:
            return position.organization
        if position.kind == "block":
            return self.block(position.start)
        if position.anaphor is not None:
            if (head := fold_phrase(self._text.value(position.anaphor))) in ORGANS:
                return position.anaphor
            over = self._listed_under(position.start)
            of_party = over is not None and fold_phrase(self._text.value(over)).startswith(f"{head} ")
            sent = None if of_party else self._sent_by(position.start)
            if sent is not None and fold_phrase(self._text.value(sent)).startswith(f"{head} "):
                return sent
            return over if of_party else self.anaphor(position.anaphor)
        if position.kind == "plain":
            told = self._sent_by(position.start) or self._listed_under(position.start)
            return told or self._spoken_for(position) or self._implied(position)
        if position.kind == "jobs":
            return self._listed_under(position.start)
        if position.kind == "party":
            body = self._spoken_for(position)
            return body if body is not None and _OF_PARTY.search(self._text.value(body)) else None
        if position.kind == "shared" and self._goes_on(position.end):
            return None
        if position.kind == "shared":
            words = _RANKED.sub("", self._text.text[position.start : position.end]).split()
            head = " ".join(words[-2:]) if words[-2:-1] == ["Văn"] else words[-1]
            at = self._text.text.rindex(words[-1], position.start, position.end) + len(words[-1])
            named = self.anaphor(Span(at - len(head), at))
            return named or self._sent_by(position.start) or self._listed_under(position.start)
        return None

    def _spoken_for(self, position: PositionMention) -> Span | None:
        """The body for which the holder speaks: "Thay mặt Tỉnh ủy, Phó Bí thư A", "Phó Giám đốc A thay mặt lãnh đạo Sở X"."""
        text = self._text.text
        i = bisect_left(self._starts, position.start)
        if i and _ON_BEHALF.search(text, max(0, self._starts[i - 1] - 60), self._starts[i - 1]):
            before = self._organizations[i - 1]
            if not before.block and _AND_THEN.fullmatch(text, before.end, position.start):
                return before.span
        if i < len(self._starts) and not self._organizations[i].block and _SPEAKS_FOR.fullmatch(text, position.end, self._starts[i]):
            return self._organizations[i].span
        return None

    def _implied(self, position: PositionMention) -> Span | None:
        """The one body of the kind that an office is of by its name ("Thứ trưởng", "Hiệu trưởng", "Chi cục trưởng"): the only one that the
        line names before it, else the only one of the text."""
        heads = _headed(fold_phrase(self._text.value(position.span)))
        if not heads or self._goes_on(position.end):
            return None
        starts, turns = self._named_by(heads)
        line = self._text.text.rfind("\n", 0, position.start) + 1
        for first, end in ((bisect_left(starts, line), bisect_left(starts, position.start)), (0, len(starts))):
            if first < end and turns[first] == turns[end - 1]:
                return self._organizations[bisect_left(self._starts, starts[first])].span
        return None

    def _named_by(self, heads: tuple[str, ...]) -> tuple[list[int], list[int]]:
        """Where bodies stand whose names begin so, and for each how often until there another one follows: between two places with the
        same number there is one body only. Made once for all offices of a kind."""
        if heads not in self._by_heads:
            fits = [i for i, name in enumerate(self._names) if name.startswith(heads)]
            turns = accumulate((self._keys[a] != self._keys[b] for a, b in pairwise(fits)), initial=0)
            self._by_heads[heads] = [self._starts[i] for i in fits], [int(turn) for turn in turns]
        return self._by_heads[heads]

    @cached_property
    def _names(self) -> list[str]:
        """The names of bodies as they stand in the text, folded; of blocks none."""
        return ["" if o.block else fold_phrase(self._text.value(o.span)) for o in self._organizations]

    def _goes_on(self, end: int) -> bool:
        """Whether the name of a unit that no lexicon knows follows a title ("Trưởng phòng | Thư ký biên tập"), or what a board is for
        ("Trưởng Ban | tổ chức Hội thi"), and not a person's."""
        if _FOR_WHAT.match(self._text.text, end) is not None:
            return True
        return self._text.text[end + 1 : end + 2].isupper() and self._text.text[end : end + 1] == " " and end + 1 not in self._people

    def _sent_by(self, at: int) -> Span | None:
        """The body whose people the sentence tells of: "Về phía Sở X có ông A - Phó Giám đốc; bà B - Trưởng phòng"."""
        line = self._text.text.rfind("\n", 0, at) + 1
        i = bisect_left(self._starts, at) - 1
        while i >= 0 and self._starts[i] >= max(line, at - _DELEGATION_REACH):
            body = self._organizations[i]
            before, behind = self._text.text[max(line, body.start - 40) : body.start], self._text.text[body.end : at]
            if _DELEGATION.search(before) and _SENT.match(behind) and not _NEXT.search(behind):
                return body.span
            i -= 1
        return None

    def _listed_under(self, at: int) -> Span | None:
        """The body over the list of its people in which a title at `at` stands ("BÊN GIAO: Sở X" / "1. Ông A - Giám đốc")."""
        text = self._text.text
        start = text.rfind("\n", 0, at) + 1
        for _ in range(_LONGEST_LIST):
            if not _PERSON_ITEM.match(text, start) and not self._opens_with_person(start):
                break
            start = text.rfind("\n", 0, max(0, start - 1)) + 1
        else:
            return None
        over = _PARTY.match(text, start)
        end = text.find("\n", start)
        if not 0 <= end < at:
            return None
        i, j = bisect_left(self._starts, start), bisect_left(self._starts, end)
        named = [o for o in self._organizations[i:j] if not o.block]
        if over is None:  # "I. Sở Y tế" and nothing else
            alone = len(named) == 1 and _ONLY.fullmatch(text[start : named[0].start] + text[named[0].end : end]) is not None
            return named[0].span if alone else None
        return named[0].span if named and text[over.end() : named[0].start].strip(" *:-–") in ("", "là") else None

    def _opens_with_person(self, start: int) -> bool:
        """Whether a marked item opens with a name behind a rank or degree: "1. PGS.TS Nguyễn Văn A - Hiệu trưởng"."""
        mark = _MARK.match(self._text.text, start)
        if mark is None:
            return False
        i = bisect_left(self._people_starts, mark.end())
        return i < len(self._people_starts) and _RANK.fullmatch(self._text.text, mark.end(), self._people_starts[i]) is not None

    def block(self, near: int, own: Span | None = None) -> Span | None:
        """The block of "Khối trưởng" at `near`: where several meet its `own`, named by more than a number, or the one that issues the
        paper, or that the line or else the text named last before, else the meeting's, else the commonest."""
        if len(self._blocks) < 2:
            return self.main_block
        if own is not None and _OF_A_FIELD.fullmatch(self._text.text, own.start, own.end):
            return own
        before = [m.span for m in self._organizations if m.block and m.start < near]
        if self._issued and before and "\n" in self._text.text[before[-1].end : near]:
            return self.main_block
        return before[-1] if before else self.main_block

    @cached_property
    def _issued(self) -> bool:
        """Whether the letterhead of a block opens the document: its head is meant wherever the line names no other."""
        first = next((m for m in self._organizations if m.block), None)
        return first is not None and first.start < _LETTERHEAD and self._text.value(first.span).isupper()

    def anaphor(self, span: Span) -> Span | None:
        """The body that a bare head word stands for: of those that begin with it the one met most often, of equals the nearest before."""
        head = fold_phrase(self._text.value(span))
        if head in _BLOCK_WORDS:
            return self.main_block
        if head in _SCHOOL:
            fits = [i for i, name in enumerate(self._names) if name.startswith(_KINDS["hiệu trưởng"])]
            fits = [i for i in fits if self._starts[i] < span.start][-1:] or fits
        else:
            full = key(head)
            fits = [i for i, k in enumerate(self._keys) if k.startswith(full + " ") and (head != "hội" or not k.startswith("hội đồng "))]
        if head in _LEVELLED:
            line = self._text.text.rfind("\n", 0, span.start) + 1
            fits = [i for i in fits if line <= self._starts[i] < span.start][-1:] or fits
        if not fits:
            return self._owner(self._text.value(span).lower())
        best = max(
            fits,
            key=lambda i: (
                self._keys[i] in self._owners,
                self._counts[self._keys[i]],
                self._starts[i] < span.start,
                -abs(span.start - self._starts[i]),
            ),
        )
        return self._organizations[best].span

    def _owner(self, head: str) -> Span | None:
        """The body that a block belongs to, where only the block's name tells it ("Khối thi đua các bệnh viện thuộc | Sở Y tế |")."""
        for block in (o for o in self._organizations if o.block):
            named = self._text.text[block.start : block.end].lower()
            for link in (" thuộc ", " của "):
                at = named.find(f"{link}{head} ")
                if at >= 0:
                    return Span(block.start + at + len(link), block.end)
        return None


@remember_last
def bodies_of(text: Text, mentions: Mentions, meeting: Meeting | None) -> Bodies:
    """What resolves the elided bodies of a document that reports this meeting."""
    return Bodies(text, mentions, meeting)
