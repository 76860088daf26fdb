"""Joins what is told twice: body and caption, a decision's article and its list, an award with its grantor and again without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import AwardMention, Span, Text
from extractor.record import Document
from extractor.relations.award_names import Names
from extractor.syllables import fold_phrase

_LISTED = ("award.list", "award.table", "award.colon", "award.line")
_CAPTION = 120
_CENTRAL = "trung ương "
_CHAIR = fold_phrase("Chủ tịch") + " "
# How papers call the central organ of the association that they tell of.
_ORGAN = "trung ương hội"
_BARE = "award.co-bare"
_BLOCK = tuple(map(fold_phrase, ("khối thi đua", "cụm thi đua", "khối số", "cụm số")))
# Who confers the honours of the Government: "Thủ tướng tặng Cờ thi đua của Chính phủ" (Luật Thi đua, khen thưởng 2022, Điều 25).
_GOVERNMENT = fold_phrase("Chính phủ")
OF_GOVERNMENT = {_GOVERNMENT, fold_phrase("Thủ tướng"), fold_phrase("Thủ tướng Chính phủ")}
_SHOWN = re.compile(r"\s*(?:Ông|Bà|Đồng chí|Đ/c|Lãnh đạo|Đại diện|Thừa ủy quyền)\b[^.\n]{10,140}\btrao\b[^.\n]{5,100}\.?\s*")


@dataclass(slots=True)
class Draft:
    """An entry while it is put together. `place` is where a count or general words stand."""

    award: AwardMention
    grantor: Span | None
    name: Span | None
    number: int | None
    place: Span | None
    kind: str | None
    recommended: bool
    proposer: Span | None
    votes: Span | None
    year: tuple[int, Span | None] | None
    term: bool
    other: bool
    rule: str

    @property
    def general(self) -> bool:
        return self.name is None and self.number is None

    @property
    def unspecified(self) -> bool:
        return "unspecified" in self.award.values


class Joiner:
    """Joins the drafts of one document."""

    def __init__(self, text: Text, names: Names, document: Document) -> None:
        self.text = text
        self.names = names
        self.document = document
        self.kept: list[Draft] = []
        self._index: dict[tuple[str, str], list[Draft]] = {}

    def join(self, drafts: Sequence[Draft]) -> list[Draft]:
        """One draft for each award and recipient, in reading order; counts and general words only as far as they add to the named."""
        for draft in drafts:
            if draft.name is not None:
                self._add(draft)
        joint = self._joint(drafts) | self._sums(drafts)
        for draft in drafts:
            if draft.number is not None and draft.name is None and id(draft) not in joint and not self._listed(draft):
                self._add(draft)
        for draft in drafts:
            if draft.general and not self._repeats(draft):
                self._add(draft)
        order = {id(d): i for i, d in enumerate(drafts)}
        self.kept.sort(key=lambda d: order[id(d)])
        specific = {d.recommended for d in self.kept if not d.unspecified}
        return [
            d for d in self.kept if (not d.unspecified or self._stands(d, specific)) and not (self._for_a_member(d) or self._shortened(d))
        ]

    def _shortened(self, draft: Draft) -> bool:
        """Whether a headline, or a bare "Cờ", calls shorter what the text tells of the same recipient ("nhận Cờ thi đua": "Cờ thi đua ngành
        Tư pháp")."""
        if draft.name is None or not (draft.award.rule == _BARE or self._headline(draft)):
            return False
        short, to = self.names.award_key(draft.award) + " ", self.names.key(draft.name)
        alike = (d for d in self.kept if d.name is not None and d.recommended == draft.recommended and self.names.key(d.name) == to)
        return draft.grantor is None and any(self.names.award_key(d.award).startswith(short) for d in alike)

    def _for_a_member(self, draft: Draft) -> bool:
        """Whether a block is told to receive what one of its members receives ("Cụm thi đua số 2 nhận Cờ thi đua của Chính phủ")."""
        if draft.name is None or not self.names.form(draft.name).startswith(_BLOCK):
            return False
        return any(d.name is not None and not self.names.form(d.name).startswith(_BLOCK) and self._alike(d, draft) for d in self.kept)

    def _joint(self, drafts: Sequence[Draft]) -> set[int]:
        """Totals over several awards at once in a headline ("A và B cho 5 tập thể"), where the body tells each by itself."""
        heads = [d for d in drafts if d.number is not None and d.name is None and d.place and self._headline(d)]
        several = Counter((d.place.start, d.kind) for d in heads if d.place)
        told = {self.names.award_key(d.award) for d in drafts if not self._headline(d)} if several else set()
        joint = {place for place, n in several.items() if n > 1}
        return {id(d) for d in heads if d.place and (d.place.start, d.kind) in joint and self.names.award_key(d.award) in told}

    def _sums(self, drafts: Sequence[Draft]) -> set[int]:
        """Totals over recipients of both kinds ("cho 46 tập thể và cá nhân") whom other words count kind by kind."""
        counted = [d for d in drafts if d.number is not None and d.name is None]
        out = set()
        for total in (d for d in counted if d.kind is None):
            kinds = {d.kind: d.number or 0 for d in counted if d.kind is not None and self._alike(d, total)}
            if len(kinds) > 1 and sum(kinds.values()) == total.number:
                out.add(id(total))
        return out

    def _stands(self, draft: Draft, specific: set[bool]) -> bool:
        """Whether "khen thưởng" says more than the awards named beside it."""
        if draft.recommended:
            return True not in specific
        if draft.general and False in specific and self._headline(draft):
            return False
        return draft.grantor is not None or (not draft.general and False not in specific)

    def _add(self, draft: Draft) -> None:
        award = self.names.award_key(draft.award)
        same = next((d for mark in self._wanted(draft) for d in self._index.get((award, mark), ()) if self._same(d, draft)), None)
        if same is None:
            self.kept.append(draft)
            for mark in self._marks(draft):
                self._index.setdefault((award, mark), []).append(draft)
            return
        if draft.grantor and (same.grantor is None or self._better(self.names.key(draft.grantor), self.names.key(same.grantor))):
            same.grantor = draft.grantor
        if same.name and draft.name and len(self.names.key(draft.name)) > len(self.names.key(same.name)):
            same.name = draft.name
        same.proposer = same.proposer or draft.proposer
        same.votes = same.votes or draft.votes
        same.year = same.year or draft.year

    def _marks(self, draft: Draft) -> list[str]:
        """The words under which a draft is looked for: its recipient's key, beginnings and endings, so that joining stays linear."""
        if draft.name is None:
            return [f"#{draft.number}"]
        key, words = self.names.key(draft.name), self.names.form(draft.name).split()
        ends = key.split()
        return [
            "=" + key,
            "!" + " ".join(words),
            *("<" + " ".join(words[:n]) for n in range(3, len(words))),
            *(">" + " ".join(ends[-n:]) for n in range(2, len(ends))),
            *([">=" + key] if len(ends) > 1 and self.names.is_bare(key) else []),
        ]

    def _wanted(self, draft: Draft) -> list[str]:
        """The marks of drafts that may name the same recipient."""
        if draft.name is None:
            return [f"#{draft.number}"]
        key, words = self.names.key(draft.name), self.names.form(draft.name).split()
        ends = key.split()
        return [
            "=" + key,
            "<" + " ".join(words),
            *("!" + " ".join(words[:n]) for n in range(3, len(words))),
            ">" + key,
            *(">=" + " ".join(ends[-n:]) for n in range(2, len(ends))),
        ]

    def _better(self, new: str, old: str) -> bool:
        """The fuller name, but the body itself before its central organ."""
        return old == _CENTRAL + new or (new != _CHAIR + old and len(new) > len(old) and new != _CENTRAL + old and old != _GOVERNMENT)

    def _same(self, a: Draft, b: Draft) -> bool:
        if not self._alike(a, b) or a.recommended != b.recommended and a.name is None:
            return False
        if a.name is not None or b.name is not None:
            return a.name is not None and b.name is not None and self._one_recipient(a.name, b.name)
        return a.number == b.number and a.kind == b.kind and not (a.other or b.other)

    def _alike(self, a: Draft, b: Draft) -> bool:
        """The same award, of one grantor as far as the words tell."""
        if self.names.award_key(a.award) != self.names.award_key(b.award):
            return False
        return a.grantor is None or b.grantor is None or self._one_name(self.names.key(a.grantor), self.names.key(b.grantor))

    def _one_name(self, a: str, b: str) -> bool:
        """Whether one name opens the other ("Thủ tướng", "Thủ tướng Chính phủ") or is its central organ ("Trung ương Hội X")."""
        if _ORGAN in (a, b):
            return any(name.startswith(("hội ", _ORGAN)) for name in (a, b) if name != _ORGAN) or a == b
        if a in OF_GOVERNMENT and b in OF_GOVERNMENT:
            return True
        if _CHAIR + a == b or _CHAIR + b == a:
            return True  # the head of a committee signs what it confers
        return a == b or a.startswith(b + " ") or b.startswith(a + " ") or _CENTRAL + a == b or _CENTRAL + b == a

    def _one_recipient(self, a: Span, b: Span) -> bool:
        """Whether two names are one body's: the same key, or a bare proper name that closes the fuller one ("Sao Mai Invest")."""
        one, other = (self.names.key(s) for s in (a, b))
        forms = sorted((self.names.form(s) for s in (a, b)), key=len)
        if one == other or (len(forms[0].split()) > 2 and forms[1].startswith(forms[0] + " ")):
            return True
        short, long = sorted((one, other), key=len)
        return len(short.split()) > 1 and long.endswith(" " + short) and self.names.is_bare(short)

    def _listed(self, draft: Draft) -> bool:
        """Whether a list tells the recipients of a count one by one."""
        alike = [d for d in self.kept if draft.kind in (None, d.kind) and d.name and self._alike(d, draft)]
        if draft.number and self._classes(draft) == draft.number:
            return True
        named = [d for d in alike if d.rule in _LISTED]
        if not named or (self.document.kind != "decision" and len(named) != draft.number):
            # Told by name further on ("05 trường nhận Cờ thi đua gồm: …"): as many as were counted.
            named = [d for d in alike if draft.place and d.name and d.name.start > draft.place.end and d.recommended == draft.recommended]
            if ((draft.number or 0) < 2 and not self._headline(draft)) or len(named) != draft.number:
                return False
        for one in named:
            if draft.grantor and (one.grantor is None or self.names.key(draft.grantor) == _GOVERNMENT):
                one.grantor = draft.grantor
        return True

    def _classes(self, draft: Draft) -> int:
        """How many are named who receive an order of a class, where a count tells the order without one ("Huân chương cho 5 cá nhân")."""
        key = self.names.award_key(draft.award) + " hạng"
        return sum(d.name is not None and draft.kind in (None, d.kind) and self.names.award_key(d.award).startswith(key) for d in self.kept)

    def _repeats(self, draft: Draft) -> bool:
        """Whether general words say no more than what is told elsewhere."""
        if draft.other:
            return False
        if draft.recommended and (told := [d for d in self.kept if d.recommended and not d.general and self._one_kind(d, draft)]):
            # "suy tôn các đơn vị … đề nghị UBND tỉnh tặng Cờ thi đua" before those who are put forward are told one by one
            for one in told:
                one.grantor = one.grantor or draft.grantor
            return True
        alike = [d for d in self.kept if self._alike(d, draft) and (d.kind == draft.kind or draft.kind is None)]
        if self.document.kind != "news":
            return bool(alike) or any(self.names.award_key(d.award) == self.names.award_key(draft.award) for d in self.kept)
        if any(d.number is not None or d.rule == "award.list" for d in alike):
            return True
        return bool(alike) and (self._headline(draft) or self._caption(draft))

    def _one_kind(self, one: Draft, general: Draft) -> bool:
        """Whether an award is one of those that general words name, perhaps with a word more ("Cờ thi đua", "Cờ thi đua xuất sắc")."""
        a, b = sorted((self.names.award_key(d.award) for d in (one, general)), key=len)
        told = (
            one.grantor is None or general.grantor is None or self._one_name(self.names.key(one.grantor), self.names.key(general.grantor))
        )
        return told and (a == b or b.startswith(a + " ")) and general.kind in (None, one.kind)

    def _caption(self, draft: Draft) -> bool:
        """Whether it stands in a short paragraph of its own that tells what a picture shows ("Ông A trao Bằng khen cho các cá nhân.")."""
        start = self.text.text.rfind("\n", 0, draft.award.start) + 1
        end = self.text.text.find("\n", draft.award.end)
        return _SHOWN.fullmatch(self.text.text, start, end if end >= 0 else len(self.text.text)) is not None

    def _headline(self, draft: Draft) -> bool:
        """Whether it stands in the title or under a picture."""
        if any(p.start <= draft.award.start < p.end for p in self.document.evidence.get("title", [])):
            return True
        start = self.text.text.rfind("\n", 0, draft.award.start) + 1
        opens = not self.text.text[start : draft.award.start].strip()
        return opens or self.text.text.find("Ảnh:", draft.award.end, draft.award.end + _CAPTION) >= 0
