"""Sentences that go on with what the one before told: "Đó là: A; B", "Hai đơn vị này được …", "Tất cả được …", "Trong đó có A"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Sentence, Span, Text
from extractor.relations.award_readings import Conferral, Reading
from extractor.relations.award_recipients import Recipient, RollReader, letters
from extractor.relations.award_signs import Reader
from extractor.relations.award_tables import TableReader

_NAMELY = re.compile(
    r"(?:Đó là|Gồm|Bao gồm|Cụ thể(?: là| gồm)?|Danh sách gồm|Gồm có|(?:\d{1,3}|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) [^\W\d]+(?: [^\W\d]+)?"
    r"(?:(?: (?:này|ấy|đó|trên|nêu trên))? (?:là|gồm|gồm có)|[^.:;()]{1,60}?, (?:gồm|gồm có|là)(?=:))|Các (?:tập thể|cá nhân|đơn vị) gồm"
    r"|(?:Về |Các )?(?:[Tt]ập thể|[Cc]á nhân|[Đđ]ơn vị|[Hh]ộ gia đình)(?: có| gồm| là)?(?=:))"
    r"(?: các (?:đơn vị|tập thể|cá nhân|đồng chí|ông,? bà))?\s*:?"
)
# "Hai đơn vị này được …": those whom the sentence before names.
_THESE = re.compile(
    r"(?:Cả )?(?:\d{1,2}|[Hh]ai|[Bb]a|[Bb]ốn|[Nn]ăm) (?:đơn vị|tập thể|cá nhân|đồng chí|trường|xã|hội) (?:này|trên|nói trên) "
)
# Some of those counted before.
_AMONG_THEM = re.compile(r"Trong (?:đó|số (?:này|đó)),? có (?:các )?(?!\d)")
# "Tất cả được Tổng LĐLĐ Việt Nam tặng Bằng khen": all whom the sentence before names.
_ALL_OF_THEM = re.compile(
    r"(?:Tất cả|Các (?:tập thể|đơn vị|cá nhân)(?:, (?:tập thể|đơn vị|cá nhân))?(?: (?:này|trên|nêu trên))) (?:đều |đã |cùng )*được"
)


class Following:
    """Reads in one text the sentences that name anew whom the sentence before counted, or honour all whom it named."""

    def __init__(self, text: Text, reader: Reader, tables: TableReader) -> None:
        self.text = text
        self.reader = reader
        self.tables = tables

    def these(self, sentence: Sentence, before: Sentence | None, told: Sequence[Conferral]) -> list[Conferral]:
        """What a sentence confers on so many as the one `before` names, told for each ("Hai đơn vị này được …"); else as it stands."""
        if before is None or not _THESE.match(self.text.text, sentence.start, sentence.end):
            return list(told)
        signs = self.reader.signs(before.first, before.last)
        rolls = RollReader(self.text, signs)
        named = [r for k, sign in enumerate(signs) if sign.sign in "OP" for r in rolls.read(k, k + 2).recipients[:1]]
        out: list[Conferral] = []
        for one in told:
            all_told = one.recipient is not None and one.recipient.number == len(named) and all(r.name for r in named)
            out.extend([replace(one, recipient=r) for r in named] if all_told else [one])
        return out

    def to_all(self, sentence: Sentence, before: Sentence | None, reading: Reading) -> list[Conferral]:
        """What a sentence confers on all whom the one `before` it lists, group by group ("Các tập thể: A, B; các cá nhân: C, D")."""
        if before is None or not _ALL_OF_THEM.match(self.text.text, sentence.start, sentence.end):
            return []
        signs = self.reader.signs(before.first, before.last)
        rolls = RollReader(self.text, signs)
        groups = [i + 1 for i, sign in enumerate(signs) if sign.sign == ":"] or [0]
        named = [r for i in groups for r in rolls.read(i, announced=True).recipients if r.name]
        return [
            Conferral(n, n.grantor or reading.grantor, r, reading.recommended, reading.proposer, n.year, False, "award.list")
            for n in reading.open
            for r in named
        ]

    def among(self, sentence: Sentence, told: Sequence[Conferral]) -> list[Conferral]:
        """What a sentence confers that names some of those whom the one before counted ("Trong đó có ông A và Trường B"); `told` is what
        that one conferred."""
        opening = _AMONG_THEM.match(self.text.text, sentence.start, sentence.end)
        if not opening or not told:
            return []
        signs = self.tables.signs(Span(opening.end(), sentence.end))
        roll = RollReader(self.text, signs).read(0)
        if "A" in letters(signs) or not roll.recipients or not all(r.name for r in roll.recipients):
            return []
        like = {to.kind: c for c in told if (to := c.recipient) is not None and to.number is not None}
        return [replace(c, recipient=r, rule="award.list") for r in roll.recipients if (c := like.get(r.kind)) is not None]

    def namely(self, sentence: Sentence) -> Span | None:
        """Where a sentence names those whom the one before counted, if it opens so ("… cho 5 cá nhân. Đó là: A; B")."""
        opening = _NAMELY.match(self.text.text, sentence.start, sentence.end)
        return Span(opening.end(), sentence.end) if opening else None

    def named(self, place: Span) -> list[Recipient]:
        """Those whom such a sentence names."""
        roll = RollReader(self.text, self.tables.signs(place)).read(0, announced=True)
        return [r for r in roll.recipients if not r.general] if any(r.name for r in roll.recipients) else []
