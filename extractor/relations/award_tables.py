"""Tables of awards: lists of proposals with votes, lists attached to a decision, tables with one column an award.

The columns are told by the header row (NĐ 98/2023/NĐ-CP, Phụ lục,
forms of minutes and lists:
"STT, Họ và tên, Chức vụ, Hình thức khen thưởng, Số phiếu").
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.document import Block, Span, Text
from extractor.relations.award_crosswise import Crosswise
from extractor.relations.award_groups import GroupReader, Named
from extractor.relations.award_readings import Conferral
from extractor.relations.award_recipients import Recipient, RollReader, letters
from extractor.relations.award_signs import Reader, Sign
from extractor.relations.ballots import FRACTION, MAJORITY, share
from extractor.relations.rules import compiled, rules

_VOTES = re.compile(r"\d{1,4} ?/ ?\d{1,4}(?!\d)|\d{1,3}(?:[.,]\d+)? ?%")
_MARKED = re.compile(r"(?i)^(?:x|v|✓|√|(?!0+$)\d{1,2}|\d+ ?/ ?\d+(?: phiếu)?|\d{1,3}(?:[.,]\d+)? ?%)$")
_LONGEST_NAME = 110
# "UBND tỉnh (Cờ thi đua)", "Bộ Y tế: Bằng khen"
_GIVER_OVER = re.compile(r"[OTN](?:[(:-]|t)w?A")
# "- nt -", "như trên": what the cell above says.
_DITTO = re.compile(r"(?i)[\W_]*(?:nt|n\.t|như trên)[\W_]*|[\"”″]+")
# A row that adds up the others.
# How many, in a column of totals, and the one who it is: "01 (Chi nhánh A)", "-".
_TOTAL = re.compile(r"(?P<number>\d+)(?: \((?P<who>[^()\d]+)\))?|[-–—]?")
_CAST = re.compile(r"(?i)(?:số )?(?:phiếu)?[: ]*\d{1,4} ?/ ?\d{1,4}(?: phiếu)?(?: \(?\d{1,3}(?:[.,]\d+)? ?%\)?)?")
_NUMBERS = re.compile(r"(?i)(?:tổng )?(?:số lượng|số|kết quả)(?: (?:đã |được )?(?:tặng|khen|đạt|đạt được))?(?: \([^()]*\))?")
_TOTALS = re.compile(r"(?i)(?:tổng(?: cộng| số)?|cộng)\b(?! công ty| cục| hội| liên)")
# A row that only names a group of recipients fills its number and its name.
_SECTION_CELLS = 2
# A caption or a second line of headings may stand above the header row.
_HEADER_ROWS = 3
# A column that tells of each person, beside the name, the office and the body ("Họ tên, chức vụ, đơn vị").
_NAME_AND_MORE = re.compile(r"(?i)(?:họ (?:và |, )?tên|họ tên|tên cá nhân|tên,)\s*(?:[,;/–-]|và|\()")
_NAME_END = re.compile(r"[,;(:\n]| [-–] |\s*(?:\.{3,}|…)")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its rows as column → cell, and the tokens of each cell are read by `Reader`."""

    rows: tuple[Mapping[int, Block], ...]
    first: int
    last: int

    @property
    def width(self) -> int:
        return 1 + max((c for row in self.rows for c in row), default=-1)


# "Không đồng ý", "Không tán thành": the votes against.
_AGAINST = re.compile(r"(?i)(?:số phiếu )?không ")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; `awards` where every award has a column of its own."""

    name: int
    award: int | None
    votes: tuple[int, ...]
    remarks: tuple[int, ...]
    awards: Mapping[int, Named]
    grantor: int | None = None
    kind: str | None = None
    body: Span | None = None
    recommends: bool = False
    against: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What a heading inside a table says of the rows below it: the kind of recipients, the awards, who confers."""

    kind: str | None = None
    awards: tuple[Named, ...] = ()
    body: Span | None = None


def collect(blocks: Sequence[tuple[int, Block]], at: int) -> tuple[Table, int]:
    """The table whose first cell is `blocks[at]`, and the place of the next block behind it."""
    number = blocks[at][1].table
    rows: dict[int, dict[int, Block]] = {}
    i = at
    while i < len(blocks) and blocks[i][1].table == number and blocks[i][1].row is not None:
        block = blocks[i][1]
        rows.setdefault(block.row or 0, {})[block.column or 0] = block
        i += 1
    return Table(tuple(rows[r] for r in sorted(rows)), at, i), i


class TableReader:
    """Reads one text's tables of awards."""

    def __init__(self, text: Text, reader: Reader) -> None:
        self.text = text
        self.reader = reader

    def read(self, table: Table, inherited: Sequence[Named], recommended: bool, threshold: float | None) -> list[Conferral]:
        """The conferrals of a table.

        `inherited` are the awards of the caption or heading above it; `threshold` is the share of votes needed.
        """
        if told := self._counted(table, recommended) or Crosswise(self.text, self.signs, self._awards).read(table.rows, recommended):
            return told
        top = next((i for i in range(min(_HEADER_ROWS, len(table.rows))) if self._columns(table.rows[i:], bool(inherited))), None)
        columns = self._columns(table.rows[top:], bool(inherited)) if top is not None else None
        if top is None or columns is None:
            return []
        out: list[Conferral] = []
        now = Section(columns.kind, tuple(inherited))
        for row in self._repeated(table.rows[top + 1 :]):
            section = self._section(row, columns)
            if section is not None:
                now = Section(section.kind or now.kind, section.awards or now.awards, section.body)
                continue
            out.extend(self._row(row, columns, now, recommended or columns.recommends, threshold))
        return out

    def _repeated(self, rows: Sequence[Mapping[int, Block]]) -> Iterator[Mapping[int, Block]]:
        """The rows, with the cell above in the place of one that only says "the same" ("- nt -")."""
        above: dict[int, Block] = {}
        for row in rows:
            told = {c: above.get(c, b) if _DITTO.fullmatch(self._value(b)) else b for c, b in row.items()}
            above.update(told)
            yield told

    # -- header -----------------------------------------------------------------------------------------------------------

    def _counted(self, table: Table, recommended: bool) -> list[Conferral]:
        """A table of totals: one award a row, how many collectives and how many persons in columns of their own."""
        header = table.rows[0] if table.rows else {}
        kinds = {c: kind for c, b in header.items() if (kind := section_kind(self._value(b)))}
        giver = self._find({c: self._value(b) for c, b in header.items()}, "GRANTOR")
        out: list[Conferral] = []
        if not kinds and (numbers := next((c for c, b in header.items() if _NUMBERS.fullmatch(self._value(b))), None)) is not None:
            return self._numbered(table, numbers, recommended)
        for row in table.rows[1:]:
            cells = [b for c, b in row.items() if c not in kinds]
            named = [n for b in cells for n in self._awards(b)]
            body = self._body(row[giver]) if giver is not None and giver in row else None
            named = [replace(n, grantor=n.grantor or body) for n in named]
            totals = {c: found for c in kinds if c in row and (found := _TOTAL.fullmatch(self._value(row[c])))}
            if not named or len(totals) < sum(c in row for c in kinds):
                continue
            for c, value in sorted(totals.items()):
                number = int(value["number"] or 0)
                only = self.recipient(self._inside(row[c]), kinds[c]) if number == 1 and value["who"] else None
                recipient = only or Recipient(row[c].span, kinds[c], number=number)
                if number:
                    out.extend(Conferral(n, n.grantor, recipient, recommended, None, n.year, False, "award.table") for n in named)
        return out if kinds else []

    def _numbered(self, table: Table, column: int, recommended: bool) -> list[Conferral]:
        """A table of totals whose one column of numbers says of whom: "| Bằng khen của A | 02 tập thể, 09 cá nhân |"."""
        out: list[Conferral] = []
        for row in table.rows[1:]:
            cells = [b for c, b in row.items() if c != column and letters(self.signs(b.span)).lstrip("w#.-")[:1] == "A"]
            named = [n for b in cells for n in self._awards(b)]
            counted = RollReader(self.text, self.signs(row[column].span)).read(0).recipients if column in row else ()
            kind = next((k for c, b in row.items() if c != column and (k := section_kind(self._value(b)))), None)
            if not counted and column in row and self._value(row[column]).isdecimal() and int(self._value(row[column])):
                counted = (Recipient(row[column].span, kind, number=int(self._value(row[column]))),)
            if named and all(r.number and r.kind for r in counted):
                out += [Conferral(n, n.grantor, r, recommended, None, n.year, False, "award.table") for n in named for r in counted]
        return out

    def _inside(self, block: Block) -> Span:
        """What stands in the brackets of a cell ("01 (Chi nhánh A)")."""
        return Span(self.text.text.index("(", block.start, block.end) + 1, self.text.text.rindex(")", block.start, block.end))

    def _columns(self, rows: Sequence[Mapping[int, Block]], inherited: bool) -> Columns | None:
        header = {c: self._value(b) for c, b in rows[0].items()}
        if len(header) < 2 or len(rows) < 2:
            return None
        name = self._find(header, "NAME_FIRST")
        name = self._find(header, "NAME") if name is None else name
        name = self._names(rows, header) if name is None else name
        if name is None:
            return None
        rest = {c: v for c, v in header.items() if c != name}
        grantor = self._find(rest, "GRANTOR")
        if grantor is not None and compiled("awards", "AWARD").search(rest[grantor]) and self._tells_awards(rows, grantor):
            grantor = None  # "Hình thức, cấp khen": the award with its grantor
        award = self._find({c: v for c, v in rest.items() if c != grantor}, "AWARD")
        if award is None:
            award = next((c for c in sorted(rest) if c != grantor and self._fills(rows, c)), None)
        ballots = [c for c, v in rest.items() if compiled("awards", "VOTES").search(v)]
        ballots = ballots or [c for c, v in rest.items() if compiled("awards", "REMARKS").search(v) and self._cast(rows, c)]
        votes = tuple(c for c in ballots if not _AGAINST.match(rest[c]))
        against = next((c for c in ballots if c not in votes), None) if votes else None
        remarks = tuple(c for c, v in rest.items() if compiled("awards", "REMARKS").search(v))
        persons = compiled("awards", "PERSON").search(header[name]) and not _NAME_AND_MORE.match(header[name])
        kind = "individual" if persons else None
        named: dict[int, Named] = {}
        for c in rest:
            found = self._awards(rows[0][c])
            if found and c not in votes:
                named[c] = replace(found[0], grantor=found[0].grantor or self._giver_over(rows[0][c]))
        if award is not None and self._tells_awards(rows, award):
            recommends = "đề nghị" in header[award].lower() and grantor is None
            return Columns(name, award, votes, remarks, {}, grantor, kind, self._body(rows[0][award]), recommends, against)
        if named:
            return Columns(name, None, votes, remarks, named, kind=kind, against=against)
        return Columns(name, None, votes, remarks, {}, kind=kind, against=against) if inherited or self._sections(rows) else None

    def _cast(self, rows: Sequence[Mapping[int, Block]], column: int) -> bool:
        """Whether a column of results or remarks tells votes in every row that it fills ("13/14", "Phiếu 8/10")."""
        told = [self._value(row[column]) for row in rows[1:] if column in row and self._value(row[column])]
        return bool(told) and all(_CAST.fullmatch(words) for words in told)

    def _names(self, rows: Sequence[Mapping[int, Block]], header: Mapping[int, str]) -> int | None:
        """The first column in which most rows begin with a body or a person, whatever its heading ("Đề nghị"), beside one of awards."""
        if not any(compiled("awards", "AWARD").search(words) and self._tells_awards(rows, c) for c, words in header.items()):
            return None
        for column in sorted(header):
            told = [row[column].span for row in rows[1:] if column in row and self._value(row[column])]
            named = [place for place in told if (letters(self.signs(place)).lstrip("h#.-") or " ")[0] in "OP"]
            if len(told) > 1 and len(named) * 2 > len(told):
                return column
        return None

    def _tells_awards(self, rows: Sequence[Mapping[int, Block]], column: int) -> bool:
        return any(column in row and self._awards(row[column]) for row in rows[1:])

    def _fills(self, rows: Sequence[Mapping[int, Block]], column: int) -> bool:
        """Whether half the rows and more tell in the column what is proposed, whatever its heading ("Cụm thống nhất")."""
        told = [bool(self._awards(row[column])) for row in rows[1:] if column in row and self._value(row[column])]
        return len(told) > 1 and sum(told) * 2 >= len(told)

    def _giver(self, block: Block) -> Span | None:
        """The body or office that a cell says confers ("Đề nghị Bộ Y tế tặng Bằng khen")."""
        signs = self.signs(block.span)
        verb = next((k for k, s in enumerate(signs) if s.sign == "t"), 0)
        return next((s.span for s in signs[:verb] if s.sign in "OT"), None)

    def _giver_over(self, block: Block) -> Span | None:
        """Who confers the award that stands in brackets behind them at the head of a column ("UBND tỉnh (Cờ thi đua)")."""
        signs = self.signs(block.span)
        return signs[0].span if _GIVER_OVER.match(letters(signs)) else None

    def _sections(self, rows: Sequence[Mapping[int, Block]]) -> bool:
        return any(len(row) <= 2 and any(self._awards(b) for b in row.values()) for row in rows[1:])

    def _body(self, block: Block) -> Span | None:
        """The body or office that a cell names ("Đề nghị Bộ Y tế tặng")."""
        signs = self.signs(block.span)
        confers = any(s.sign == "t" for s in signs) or len(signs) == 1
        return next((s.span for s in signs if s.sign in "OT"), None) if confers else None

    def _bare(self, block: Block) -> Span | None:
        """The head word for a body that is all a cell of givers says ("Tập đoàn")."""
        signs = self.signs(block.span)
        return signs[0].span if letters(signs) == "N" else None

    def _find(self, header: Mapping[int, str], fragment: str) -> int | None:
        wanted, office = compiled("awards", fragment), compiled("awards", "OFFICE")
        named = _NAME_AND_MORE.match if fragment.startswith("NAME") else office.fullmatch
        return next((c for c, v in sorted(header.items()) if wanted.search(v) and (named(v) or not office.search(v))), None)

    def _value(self, block: Block) -> str:
        return " ".join(self.text.text[block.start : block.end].split())

    # -- rows -------------------------------------------------------------------------------------------------------------

    def _section(self, row: Mapping[int, Block], columns: Columns) -> Section | None:
        """A row that only names a group ("B. CÁ NHÂN", "II. Bằng khen của Chủ tịch UBND tỉnh"): its kind and its awards."""
        filled = [b for _, b in sorted(row.items()) if self._value(b)]
        words = " ".join(self._value(b) for b in filled)
        kind = section_kind(words)
        awards = tuple(a for b in filled for a in self._awards(b)) if len(filled) <= _SECTION_CELLS else ()
        if len(filled) <= _SECTION_CELLS and (kind or awards):
            told = columns.name in row and len(filled) == _SECTION_CELLS and not kind and columns.award is not None
            return None if told else Section(kind, awards, next((g for b in filled if (g := self._giver(b)) is not None), None))
        if not filled or (len(filled) == 1 and columns.name not in row):
            return Section()
        return None

    def _row(self, row: Mapping[int, Block], columns: Columns, now: Section, recommended: bool, threshold: float | None) -> list[Conferral]:
        if columns.name not in row:
            return []
        if _TOTALS.match(self._value(row[columns.name])):
            return []
        recipient = self.recipient(row[columns.name].span, now.kind)
        told = columns.remarks if columns.award is None else (*columns.remarks, columns.award)
        if recipient is None or any(lost(self._value(row[c])) for c in told if c in row):
            return []
        if columns.against is not None and self._outvoted(row, columns):
            return []
        votes = self._votes(row, columns)
        named = [(n, self._ballot(row[c]) or votes) for c, n in columns.awards.items() if c in row and _MARKED.match(self._value(row[c]))]
        if not columns.awards:
            named = [(n, votes) for n in self._named(row, columns, now)]
        return [
            Conferral(n, n.grantor, replace(recipient, votes=cast), recommended, None, n.year, False, "award.table")
            for n, cast in named
            if cast is None or share(self.text.value(cast)) >= (threshold or MAJORITY)
        ]

    def _ballot(self, cell: Block) -> Span | None:
        """The votes that a cell tells."""
        found = _VOTES.search(self.text.text, cell.start, cell.end)
        return Span(*found.span()) if found else None

    def _outvoted(self, row: Mapping[int, Block], columns: Columns) -> bool:
        """Whether as many votes or more stand in the column of those against as in that of those for."""
        counts = [self._value(row[c]) if c in row else "" for c in (columns.votes[0], columns.against or 0)]
        return all(c.isdecimal() for c in counts) and int(counts[0]) <= int(counts[1])

    def _named(self, row: Mapping[int, Block], columns: Columns, now: Section) -> list[Named]:
        """The awards of a row: those of its cell, or of the section or caption above it."""
        cell = row.get(columns.award) if columns.award is not None else None
        told = self._awards(cell) if cell is not None else []
        named = list(now.awards) if columns.award is None else told
        body = columns.body or (self._giver(cell) if cell is not None else None) or now.body
        if columns.grantor is not None and columns.grantor in row:
            body = self._body(row[columns.grantor]) or self._bare(row[columns.grantor])
        return [replace(n, grantor=n.grantor or body) for n in named]

    def recipient(self, span: Span, kind: str | None) -> Recipient | None:
        """The recipient whose name opens `span`: a person, else a body, else the words up to the first mark."""
        signs = self.signs(span)
        k = 0
        while k < len(signs) and signs[k].sign in "h#-.wT()" and k < 6 and not (k and signs[k].sign == "T" and signs[k - 1].sign == "P"):
            k += 1
        if k < len(signs) and signs[k].sign == "P" and kind != "collective":
            household = any(self.text.text[s.start : s.end].lower().startswith("hộ") for s in signs[:k])
            return Recipient(span, "household" if household else "individual", signs[k].span)
        if k < len(signs) and signs[k].sign == "Q":
            return Recipient(span, signs[k].kinds[0] if len(signs[k].kinds) == 1 else None, number=signs[k].number)
        opening = next((s for s in signs if s.sign not in "#.-()h" and self.text.text[s.start].isalnum()), None)
        if opening is None or opening.sign in "GQAtrdnck" or not self.text.text[opening.start].isupper():
            return None
        start = opening.start
        if any(s.sign == "h" and s.end <= start for s in signs[:4]):
            kind = kind or "individual"
        known = max((s.end for s in signs if s.sign == "O" and s.start == start), default=start + 1)
        stop = _NAME_END.search(self.text.text, known, span.end)
        name = Span(start, stop.start() if stop else span.end)
        name = Span(name.start, name.start + len(self.text.text[name.start : name.end].rstrip(" .")))
        return Recipient(span, kind or "collective", name) if 1 < name.end - name.start <= _LONGEST_NAME else None

    def _votes(self, row: Mapping[int, Block], columns: Columns) -> Span | None:
        ticked = [c for c in columns.awards if c in row and _VOTES.search(self._value(row[c]))]
        for wanted in (FRACTION, _VOTES):
            for c in (*columns.votes, *ticked):
                found = wanted.search(self.text.text, row[c].start, row[c].end) if c in row else None
                if found:
                    return Span(*found.span())
        return None

    def _awards(self, block: Block) -> list[Named]:
        """The awards that a cell names, each with its grantor."""
        return named_in(self.text, self.signs(block.span))

    def signs(self, span: Span) -> tuple[Sign, ...]:
        """The signs of the tokens inside `span`."""
        tokens = self.text.tokens
        first = bisect_left(tokens, span.start, key=lambda t: t.start)
        return self.reader.signs(first, bisect_left(tokens, span.end, key=lambda t: t.start))


def named_in(text: Text, signs: Sequence[Sign]) -> list[Named]:
    """All awards named in a run of signs, each with number, year and grantor."""
    return [n for n in GroupReader(text, signs).named() if "unspecified" not in n.mention.values]


def section_kind(words: str) -> str | None:
    """The kind of recipients that a heading announces, None where it is no such heading."""
    for rule in rules("awards", "section"):
        if rule.pattern.match(words):
            return rule.value
    return None


def lost(words: str) -> bool:
    """Whether remarks say that a proposal lost."""
    return any(rule.pattern.search(words) for rule in rules("awards", "lost"))
