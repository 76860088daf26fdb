"""Bodies in a row that share one head ("các sở: Nội vụ, Tài chính, Y tế"): each has its own words, the head is told once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractor.document import OrganizationMention, PersonMention, Span
from extractor.lexicon import Phrases, load
from extractor.mentions.names import COMMON, PLACES
from extractor.mentions.organization_words import DEPARTMENTS, FIELDS, HEADS, LEVELS, NUMERAL, TRADING, is_listed_place, numbered_end
from extractor.mentions.organizations import Grammar
from extractor.openings import places

SHARED = Phrases(load("organizations")["heads"]["shared"])
OPENERS = SHARED.openers
MARKS = ",;"
JOINTS = frozenset({",", "và"})
LONGEST = 24
LONGEST_BRAND = 12
REACH = 14
LONGEST_HEAD = 6
# Heads whose bodies are told apart by a field of the State's work.
OF_FIELDS = frozenset({"sở", "phòng"})
ANNOUNCING = frozenset({"các", "gồm", "là", "có", "với", "và", "(", ",", ";", ":", "-", "cho"})
TRADING_FIRST = frozenset(words.split()[0] for words in TRADING)
FEWEST = 2
# Last syllables of heads that a plural follows in one name ("Liên hiệp các Hội …").
UNITED = frozenset({"hiệp", "minh"})


class Series:
    """Reads the rows of the text whose names `grammar` reads."""

    def __init__(self, grammar: Grammar) -> None:
        self.tokens, self.starts, self.defined = grammar.tokens, grammar.starts, grammar.defined
        self.grammar = grammar

    def find(self, organizations: Sequence[OrganizationMention]) -> list[OrganizationMention]:
        """The bodies of every row but those with a head of their own, in reading order; `organizations` are those known."""
        rows = [mention for at in self._places() for mention in self._row(at)]
        return sorted([*rows, *self._numbers(organizations)], key=lambda o: o.start)

    def _numbers(self, organizations: Sequence[OrganizationMention]) -> Iterator[OrganizationMention]:
        """The further ones of bodies that are told apart by number ("Nông trường IV, | VI và | VII", "Cụm thi đua số 1 và | số 2")."""
        tokens = self.tokens
        numbered = [k for k in places(tokens, JOINTS) if 1 < k < len(tokens) - 1 and NUMERAL.fullmatch(tokens[k - 1].text)]
        known = {o.end: o for o in organizations} if numbered else {}
        for k in numbered:
            first, number = known.get(tokens[k - 1].end), k - 1
            if first is not None and not first.block and tokens[number].text.isdecimal():
                continue  # "Tổ 1, 2": groups without a name of their own
            while first is not None and k + 1 < len(tokens) and tokens[k].lower in JOINTS and not self.starts[k]:
                end = numbered_end(tokens, self.starts, k)
                if end is None or not self.grammar.ends_number(end):
                    break
                both = tokens[k + 1].lower == tokens[number - 1].lower == "số"
                head = Span(first.start, tokens[number - 1 - both].end)
                yield OrganizationMention(tokens[k + 1].start, tokens[end - 1].end, "organization.series", 0.8, first.block, head)
                k = end

    def localities(self) -> frozenset[int]:
        """Where places begin that are listed behind a plural level and a colon; what a family name opens may be a person."""
        tokens = self.tokens
        if not any(i > 1 and LEVELS.match(tokens, i - 1) is not None for i in places(tokens, {":"})):
            return frozenset()
        free = (i for i, t in enumerate(tokens) if t.capitalised and t.lower not in COMMON and is_listed_place(tokens, i))
        return frozenset(tokens[i].start for i in free if HEADS.match(tokens, i) is None or self.grammar.like_a_head(i))

    def _places(self) -> Iterator[int]:
        """Where the head of a row can stand: behind "các" or a number, not far before a colon, or as the head of departments."""
        tokens = self.tokens
        for at in places(tokens, OPENERS):
            if (
                tokens[at].lower in OF_FIELDS
                or (at and (tokens[at - 1].lower == "các" or tokens[at - 1].text.isdecimal()))
                or ":" in [token.text for token in tokens[at + 1 : at + 1 + LONGEST_HEAD]]
            ):
                yield at

    def _row(self, at: int) -> list[OrganizationMention]:
        head = SHARED.match(self.tokens, at)
        if head is None or self._broken(at, head[0] + 1):
            return []
        colon = self.tokens[head[0]].text == ":"
        plural = at > 0 and self.tokens[at - 1].lower == "các" and not self.starts[at]
        if plural and at > 1 and self.tokens[at - 2].lower in UNITED and not self.starts[at - 1]:
            return []  # "Liên hiệp | các Hội Văn học nghệ thuật tỉnh, …": one body
        before = self.tokens[at - 1] if at and not self.starts[at] else None
        if before is not None and (before.capitalised or (colon and before.lower not in ANNOUNCING and not before.text.isdecimal())):
            return []  # the end of another name or title ("Bắc Trung Bộ: …", "Phó Giám đốc Sở: …")
        first = head[0] + colon if colon or plural else self._announced(at, head[0]) or self._plain(at, head[0])
        if first is None:
            return []
        told = next((k for k in range(at, head[0]) if self.tokens[k].text == ","), head[0])  # of "các sở, ban, ngành" the first
        items = list(self._items(at, told, first))
        if len(items) < FEWEST or (not colon and any(token.lower == "các" for token in self.tokens[first : items[0][1]])):
            return []  # "các Ban | Quản lý các KCN, KKT": any of them
        if not self._is_place(*items[0][:2]):
            items = [item for item in items if not self._is_place(*item[:2])]  # "các Sở Xây dựng Gia Lai, | Đắk Nông": a place is no field
        named = Span(self.tokens[at].start, self.tokens[told - 1].end)
        return [
            OrganizationMention(self.tokens[first].start, self.tokens[end - 1].end, "organization.series", 0.8, head=named)
            for first, end, own in items
            if not own
        ]

    def _is_place(self, first: int, end: int) -> bool:
        """Whether an item is nothing but a known place."""
        place = PLACES.match(self.tokens, first)
        return place is not None and place[0] == end

    def _announced(self, at: int, end: int) -> int | None:
        """Where the row begins that a number and "gồm" announce ("09 sở, ngành thuộc Khối thi đua, gồm: …"); its first item is a field."""
        if not at or self.starts[at] or not self.tokens[at - 1].text.isdecimal():
            return None
        for k in range(end, min(end + REACH, len(self.tokens) - 1)):
            if self.starts[k] or self.tokens[k].text in ".;":
                return None
            if self.tokens[k].lower == "gồm":
                j = k + 1 + (self.tokens[k + 1].text == ":")
                return j if DEPARTMENTS.match(self.tokens, j) is not None else None
        return None

    def _plain(self, at: int, end: int) -> int | None:
        """Where the row begins that has neither "các" nor a colon: fields alone, parted by marks ("Sở Nội vụ, Tài chính và Y tế")."""
        if self.tokens[at].lower not in OF_FIELDS or end != at + 1:
            return None
        first = DEPARTMENTS.match(self.tokens, end)
        if first is None or first[0] + 1 >= len(self.tokens) or self.tokens[first[0]].text not in MARKS:
            return None
        second = DEPARTMENTS.match(self.tokens, first[0] + 1) if self.tokens[first[0] + 1].capitalised else None
        return end if second is not None and self._bounded(second[0]) else None

    def _bounded(self, j: int) -> bool:
        return j >= len(self.tokens) or self.starts[j] or self.tokens[j].text in ",;.):" or self.tokens[j].lower == "và"

    def _opens(self, at: int) -> bool:
        """Whether another row opens at the token ("Công ty TNHH: A; B và Công ty cổ phần: C")."""
        head = SHARED.match(self.tokens, at)
        return head is not None and head[0] < len(self.tokens) and self.tokens[head[0]].text == ":"

    def _items(self, at: int, head: int, j: int) -> Iterator[tuple[int, int, bool]]:
        """The items from token `j` on: first token, end, and whether the item has a head of its own."""
        told = 0
        while j < len(self.tokens) and not self.starts[j] and self.tokens[j].capitalised and not self._opens(j):
            alike = self.tokens[j].lower == self.tokens[at].lower and self.grammar.like_a_head(j)  # "các Trường THPT: Trường Chinh, …"
            own = self.grammar.parse(j) if HEADS.match(self.tokens, j) is not None and not alike else None
            if own is not None and own.bare and "full" not in own.classes:
                own = None
            end = own.end if own is not None else self._item(at, head, j, told)
            if end is None:
                return
            yield j, end, own is not None
            told += 1
            following = self._behind(end)
            if following is None:
                return
            j = following

    def _behind(self, end: int) -> int | None:
        """The token at which the next item may begin, or None where the row ends."""
        if end < len(self.tokens) and self.tokens[end].text == "(":  # "các Sở: Y tế (Khối trưởng), Nội vụ"
            end = next((k + 1 for k in range(end, min(end + LONGEST, len(self.tokens))) if self.tokens[k].text == ")"), end)
        if end + 1 >= len(self.tokens) or self.starts[end]:
            return None
        j = end + (self.tokens[end].text in MARKS)
        j += not self.starts[j] and self.tokens[j].lower == "và"
        return j if j > end and j < len(self.tokens) and not self.starts[j] else None

    def _item(self, at: int, head: int, j: int, told: int) -> int | None:
        """The end of the item at `j`, read as if the head stood before it; None where it makes no name."""
        field = DEPARTMENTS.match(self.tokens, j) or FIELDS.match(self.tokens, j)
        stop = self._stop(j + 1 if field is None or self._broken(j, field[0]) else field[0], told, self.tokens[j].lower)
        tokens = [*self.tokens[at:head], *self.tokens[j:stop]]
        starts = [True, *([False] * (len(tokens) - 1)), True]
        if self.tokens[at].lower in TRADING_FIRST and stop - j <= LONGEST_BRAND and not self._ends_row(stop):
            return stop  # companies bear words of every kind; the marks of the row bound them
        name = Grammar(tokens, starts, self.defined).parse(0, nested=True)
        if name is None or name.end <= head - at:
            return None
        end = j + name.end - (head - at)
        whole = end == stop or self._ends_row(stop)
        return end if whole else None

    def _stop(self, at: int, told: int, opening: str) -> int:
        """Where an item must end that reaches to `at`: at a mark, a line's end, or, in the last of several, at "và" before a capital, and
        always before the word with which the item opens ("Tiểu học A và | Tiểu học B").
        """
        k = at
        while k < min(at + LONGEST, len(self.tokens)) and not self.starts[k] and self.tokens[k].text not in ",;.:()":
            joint = self.tokens[k].lower == "và" and k + 1 < len(self.tokens) and self.tokens[k + 1].capitalised
            if joint and (
                (told and self._last(k))
                or self.tokens[k + 1].lower == opening
                or SHARED.match(self.tokens, k + 1) is not None
                or self._other(k + 1)
            ):
                return k
            k += 1
        return k

    def _other(self, k: int) -> bool:
        """Whether a body with a head of its own opens at the token."""
        return HEADS.match(self.tokens, k) is not None and self.grammar.parse(k) is not None

    def _last(self, k: int) -> bool:
        """Whether no mark that parts items follows in the same sentence, so that "và" at `k` joins the last item."""
        for token in self.tokens[k : k + LONGEST]:
            if token.text in ".():":
                return True
            if token.text in MARKS:
                return False
        return True

    def _ends_row(self, k: int) -> bool:
        return k >= len(self.tokens) or self.starts[k] or self.tokens[k].text not in (*MARKS, ")")

    def _broken(self, first: int, end: int) -> bool:
        return end >= len(self.tokens) or any(self.starts[first + 1 : end])


def with_rows(
    organizations: Sequence[OrganizationMention], people: Sequence[PersonMention], series: Series
) -> tuple[tuple[OrganizationMention, ...], tuple[PersonMention, ...]]:
    """The bodies that a walk found and those that share a head in a row, and the people without what it took the rows' words for;
    both without the places of a row."""
    rows = series.find(organizations)
    listed = series.localities()
    organizations = [o for o in organizations if o.start not in listed]
    people = [p for p in people if p.start not in listed]
    shared = {r.span for r in rows}  # what reads like a whole name may be an item of a row ("các Trường THPT: Trường Chinh, Lê Duẩn")
    organizations = [o for o in organizations if o.span not in shared]
    known = sorted(o.span for o in organizations)
    fresh = [r for r in rows if not _touches(r.span, known)]
    if not fresh:
        return tuple(organizations), tuple(people)
    taken = sorted(r.span for r in fresh)
    kept = tuple(p for p in people if not _touches(p.span, taken))
    return tuple(sorted([*organizations, *fresh], key=lambda o: o.start)), kept


def _touches(span: Span, others: Sequence[Span]) -> bool:
    """Whether a place overlaps one of others, which are in reading order and do not overlap each other."""
    last = bisect_left(others, span.end, key=lambda s: s.start) - 1
    return last >= 0 and span.overlaps(others[last])
