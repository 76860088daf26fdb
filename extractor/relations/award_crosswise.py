"""Tables that set awards across the names: an award a column, those who get it in its cells, or a row that tells what each body gets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from extractor.document import Block, Span, Text
from extractor.relations.award_groups import Named
from extractor.relations.award_readings import Conferral
from extractor.relations.award_recipients import Recipient, RollReader, letters
from extractor.relations.award_signs import Sign, begins_with_place
from extractor.relations.rules import compiled

Row = Mapping[int, Block]
# "không xét", "(không có)", "-": nobody.
_NOBODY = re.compile(r"(?i)\W*(?:không\b.*|0+)?\W*")
# "Cục Thuế tỉnh - Cờ thi đua của UBND tỉnh", "Ông A (Sở B): Bằng khen"
_NOMINATED = re.compile(r"h*[OP](?:,T|\([^)A]*\))?(?P<dash>[-:])w*A")
# An award column needs so many awards beside it: the columns of one alone are the names' own.
_LEAST = 2


class Crosswise:
    """Reads one text's tables whose names stand below or above awards; `signs` and `awards` read a cell."""

    def __init__(self, text: Text, signs: Callable[[Span], tuple[Sign, ...]], awards: Callable[[Block], list[Named]]) -> None:
        self.text = text
        self.signs = signs
        self.awards = awards

    def read(self, rows: Sequence[Row], recommended: bool) -> list[Conferral]:
        """The conferrals of a table that is set so, none of any other."""
        return self._voted_on(rows) or self._below(rows, recommended) or self._above(rows, recommended)

    def _voted_on(self, rows: Sequence[Row]) -> list[Conferral]:
        """Who is put forward for what at the head of the columns that tell who voted for it: "| Đơn vị | Sở A - Cờ thi đua |"."""
        header = rows[0] if rows else {}
        out: list[Conferral] = []
        for _, block in sorted(header.items()):
            signs = self.signs(block.span)
            found = _NOMINATED.match(letters(signs))
            roll = RollReader(self.text, signs).read(0, found.start("dash")) if found else None
            if roll is not None and len(roll.recipients) == 1 and roll.recipients[0].name:
                out += [Conferral(n, n.grantor, roll.recipients[0], True, None, n.year, False, "award.table") for n in self.awards(block)]
        return out if len(out) >= _LEAST else []

    def _below(self, rows: Sequence[Row], recommended: bool) -> list[Conferral]:
        """Names below awards: "| Khối | Cờ thi đua của UBND tỉnh | Bằng khen |" over "| Khối 1 | Sở A | Sở B; Sở C |"."""
        header = rows[0] if rows else {}
        columns = {c: named[0] for c, b in header.items() if self._opens(b) and len(named := self.awards(b)) == 1}
        if len(columns) < _LEAST or any(self._names_persons(b) for c, b in header.items() if c not in columns):
            return []
        cells = [(c, row[c]) for row in rows[1:] for c in sorted(columns) if c in row and not self._empty(row[c])]
        told = [(columns[c], self._named(b)) for c, b in cells]
        if len(told) < _LEAST or not all(names for _, names in told):
            return []
        return [Conferral(n, n.grantor, r, recommended, None, n.year, False, "award.table") for n, names in told for r in names]

    def _above(self, rows: Sequence[Row], recommended: bool) -> list[Conferral]:
        """Names above awards: "| Chỉ tiêu | Huyện A | Huyện B |" over "| Đề nghị khen | Cờ thi đua | Bằng khen |"."""
        header = rows[0] if rows else {}
        first = min(header, default=0)
        names = {c: named[0] for c, b in header.items() if c != first and len(named := self._named(b)) == 1}
        if len(names) < _LEAST or len(names) < len(header) - 1:
            return []
        out: list[Conferral] = []
        for row in rows[1:]:
            if first not in row or not compiled("awards", "AWARD").search(self._value(row[first])):
                continue
            cells = {c: self.awards(b) for c, b in row.items() if c != first and not self._empty(b)}
            if len(cells) < _LEAST or not all(cells.values()) or not set(cells) <= set(names):
                continue
            status = recommended or "đề nghị" in self._value(row[first]).lower()
            out += [
                Conferral(n, n.grantor, names[c], status, None, n.year, False, "award.table")
                for c, told in sorted(cells.items())
                for n in told
            ]
        return out

    def _opens(self, block: Block) -> bool:
        """Whether a cell begins with an award, past a mark, a number or "danh hiệu"."""
        return letters(self.signs(block.span)).lstrip("w#.-(“")[:1] == "A"

    def _names_persons(self, block: Block) -> bool:
        return compiled("awards", "PERSON").search(self._value(block)) is not None

    def _empty(self, block: Block) -> bool:
        return _NOBODY.fullmatch(self._value(block)) is not None

    def _named(self, block: Block) -> list[Recipient]:
        """Those whom a cell names, and nothing else: bodies, people, places."""
        signs = self.signs(block.span)
        s = letters(signs)
        if not s or set(s) & set("trdnA"):
            return []
        start = next((k for k, c in enumerate(s) if c in "OPXp"), None)
        if start is None or set(s[:start]) - set("hw#.-"):
            return []
        if s[start] in "Xp" and not begins_with_place(self.text.text[signs[0].start : block.end]):
            return []
        roll = RollReader(self.text, signs).read(0, announced=True)
        return list(roll.recipients) if roll.recipients and all(r.name for r in roll.recipients) else []

    def _value(self, block: Block) -> str:
        return " ".join(self.text.text[block.start : block.end].split())
