"""Lists that go on over paragraphs of their own, with pictures between them: "9 tập thể gồm: A; B." … "C; D; E." … "F."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Block, BlockKind, Span, Text
from extractor.relations.award_readings import Conferral
from extractor.relations.award_recipients import RollReader, letters
from extractor.relations.award_signs import Sign
from extractor.relations.award_tables import TableReader

# The most paragraphs between two parts of a list: a picture's mark and what it shows.
_BETWEEN = 3


class Rest:
    """What a list still has to name: as many more as were counted, of the kind and for the award of those that it has named."""

    def __init__(self, text: Text, tables: TableReader) -> None:
        self.text = text
        self.tables = tables
        self._like: Conferral | None = None
        self._owed = 0
        self._between = 0
        self._going_on = False

    def note(self, named: Sequence[Conferral], counted: int) -> None:
        """Take note of a list that has named fewer than the words before it count; one award for bodies or people with names."""
        first = named[0].recipient if named else None
        alike = first is not None and all(c.named == named[0].named and c.recipient and c.recipient.kind == first.kind for c in named)
        all_named = all(c.recipient is not None and c.recipient.name for c in named)
        self._like = named[-1] if alike and all_named and len(named) > 1 else None
        self._owed, self._between, self._going_on = counted - len(named), 0, False

    def note_sentence(self, named: Sequence[Conferral], signs: Sequence[Sign]) -> None:
        """The same for a sentence that counts and names at once ("20 tập thể được … tặng Cờ thi đua là: A; B")."""
        counts = [s.number for s in signs if s.sign == "Q" and s.number]
        if named and len(counts) == 1:
            self.note(named, counts[0])

    def take(self, block: Block) -> list[Conferral]:
        """The conferrals that a paragraph adds which only goes on with the list; none where it does not."""
        if self._like is None or self._owed <= 0 or block.kind is not BlockKind.PARAGRAPH:
            return []
        kind = self._like.recipient.kind if self._like.recipient else None
        signs = self.tables.signs(Span(block.start, block.end))
        roll = RollReader(self.text, signs).read(0, announced=True)
        whole = letters(signs)[roll.end :].strip(".;") == "" and (len(roll.recipients) > 1 or self._going_on)
        if not whole or len(roll.recipients) > self._owed or any(r.name is None or r.kind != kind for r in roll.recipients):
            self._between += 1
            if self._between > _BETWEEN:
                self._like = None
            return []
        self._owed, self._between, self._going_on = self._owed - len(roll.recipients), 0, True
        return [replace(self._like, recipient=r, rule="award.list") for r in roll.recipients]
