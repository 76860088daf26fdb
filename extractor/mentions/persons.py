"""The names of people in running text: behind a title or a form of address, in a row, in a cell of their own, or with an office behind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.document import BlockKind, OrganizationMention, PersonMention, PositionMention, Span, Text, Token
from extractor.lexicon import dictionary, load
from extractor.mentions.cells import told_by_cell
from extractor.mentions.names import (
    HISTORICAL,
    MOST,
    PLACES,
    SURNAMES,
    behind_province_end,
    in_word,
    is_name_syllable,
    person_end,
    run_end,
)
from extractor.mentions.organization_words import ACTS, HEADS, NATIONAL, PROPOSES, STOP, SURE_LEVELS, names_a_place
from extractor.mentions.organizations import Grammar
from extractor.mentions.title_words import BEFORE, HONORIFICS, TITLES
from extractor.syllables import fold_phrase

DICTIONARY = dictionary()
# What stands before an item of a list of people, and between a name and an office.
_OPENING = frozenset(";:-+•*")
_APPOSING = frozenset(",-–(")
_ROW = re.compile(r"\s*(?:\([^()\n]{1,24}\))?\s*[,;]\s*")
# Names of people of the Central Highlands ("K’Brông", "H’Lim") that no family name opens.
_HIGHLAND = re.compile(r"[KH]['’]\w")
WEAK = frozenset(fold_phrase(w) for w in load("people")["callings"])


@dataclass(slots=True)
class Found:
    """What the walk has met so far."""

    organizations: list[OrganizationMention] = field(default_factory=list)
    positions: list[PositionMention] = field(default_factory=list)
    people: list[PersonMention] = field(default_factory=list)


class Persons:
    """Reads the names of people over one text's tokens; `grammar` tells the bodies that they are not."""

    def __init__(self, text: Text, grammar: Grammar) -> None:
        self.text = text
        self.tokens: Sequence[Token] = text.tokens
        self.starts = grammar.starts
        self.grammar = grammar
        self.found = Found()

    def _span(self, first: int, end: int) -> Span:
        return Span(self.tokens[first].start, self.tokens[end - 1].end)

    def _person_after(self, i: int, *, full: bool) -> int | None:
        """A name right behind a title ("Chủ tịch UBND tỉnh Nguyễn Văn A")."""
        if i >= len(self.tokens) or self.starts[i] or not is_name_syllable(self.tokens[i]):
            return None
        end = run_end(self.tokens, i, self.starts)
        if end - i < 2 or HEADS.match(self.tokens, i) or TITLES.match(self.tokens, i) or NATIONAL.match(self.tokens, i):
            return None
        word = f"{self.tokens[i].lower} {self.tokens[i + 1].lower}"
        if self.tokens[i].lower not in SURNAMES and (PLACES.match(self.tokens, i) or word in DICTIONARY):
            return None
        if self.tokens[i].lower not in SURNAMES and not full and (end - i < 3 or PLACES.match(self.tokens, i)):
            return None
        behind_province = behind_province_end(self.tokens, i, self.starts) is not None
        rule = "person.behind-province" if behind_province else "person.after-title"
        return self._add_person(i, min(end, i + 5), "", "person.named-doan" if self.tokens[i].lower == "đoàn" else rule)

    def _honorific(self, i: int) -> int | None:
        found = HONORIFICS.match(self.tokens, i)
        if found is None or HISTORICAL.match(self.tokens, i):
            return None
        end = found[0]
        if end < len(self.tokens) and self.tokens[end].text in ".:":
            end += 1
        if end >= len(self.tokens) or (self.starts[end] and self.tokens[end - 1].text not in ".:"):
            return None
        if not is_name_syllable(self.tokens[end]) or TITLES.match(self.tokens, end) or HONORIFICS.match(self.tokens, end):
            return end if TITLES.match(self.tokens, end) or HONORIFICS.match(self.tokens, end) else None
        if NATIONAL.match(self.tokens, end):
            return None
        if HEADS.match(self.tokens, end) and self.grammar.parse(end) is not None and self.tokens[end].lower not in SURNAMES:
            return None
        stop = person_end(self.tokens, end, self.starts, announced=fold_phrase(found[1]) not in WEAK)
        if stop is None or PLACES.match(self.tokens, end) == (stop, self.text.text[self.tokens[end].start : self.tokens[stop - 1].end]):
            return None
        honorific = self.text.text[self.tokens[i].start : self.tokens[found[0] - 1].end]
        stop += self._small_last(end, stop)
        return self._coordinated(self._add_person(end, stop, honorific, "person.honorific"))

    def _small_last(self, first: int, end: int) -> bool:
        """Whether a name goes on with a last syllable in small letters, an office behind it ("đồng chí Lê Hương | giang, Phó Chủ tịch")."""
        if end + 2 >= len(self.tokens) or not 2 <= end - first < MOST or True in self.starts[end : end + 3]:
            return False
        last = self.tokens[end]
        if not last.text.islower() or not last.text.isalpha() or last.lower in STOP or ACTS.match(self.tokens, end) is not None:
            return False
        return self.tokens[end + 1].text in _APPOSING and TITLES.match(self.tokens, end + 2) is not None

    def _coordinated(self, i: int) -> int:
        """More names behind the first: "đồng chí A, B và C"."""
        while i + 1 < len(self.tokens) and not self.starts[i] and (self.tokens[i].text == "," or self.tokens[i].lower == "và"):
            k = i + 1
            if HEADS.match(self.tokens, k) or TITLES.match(self.tokens, k) or not is_name_syllable(self.tokens[k]):
                return i
            end = run_end(self.tokens, k, self.starts)
            known = self.tokens[k].lower in SURNAMES or _HIGHLAND.match(self.tokens[k].text) is not None
            if not 2 <= end - k <= 5 or not known or PLACES.match(self.tokens, k):
                return i
            i = self._add_person(k, end, "", "person.coordinated")
        return i

    def _bare_person(self, i: int) -> int | None:
        """A name with nothing before it: three syllables behind a common family name, or a whole cell or line."""
        whole_cell = self.starts[i] and self.starts[i + 1] and self.text.blocks[self.tokens[i].block].kind is BlockKind.CELL
        if whole_cell and re.search(r"\w['’]\w", self.tokens[i].text):
            return self._add_person(i, i + 1, "", "person.cell")
        if not is_name_syllable(self.tokens[i]):
            return None
        if self.tokens[i].lower not in SURNAMES:
            return self._introduced(i)
        if (last := self._next_of_row(i)) is not None:
            return self._add_person(i, last, "", "person.row")
        end = run_end(self.tokens, i, self.starts)
        length = end - i
        if (
            not 2 <= length <= 5
            or self._presidium(i)
            or (i and self.tokens[i].text.isupper() and not self.starts[i] and in_word(self.tokens, i - 1))
            or HISTORICAL.match(self.tokens, i)
            or PLACES.match(self.tokens, i)
            or TITLES.match(self.tokens, i + 1)
        ):
            return None
        whole = self.starts[i] and self.starts[end] and self.text.blocks[self.tokens[i].block].kind is BlockKind.CELL
        if whole and not PLACES.match(self.tokens, i):
            return self._add_person(i, end, "", "person.cell")
        stop = person_end(self.tokens, i, self.starts)
        if stop is None or stop - i < 3:
            return self._introduced(i)
        return self._add_person(i, stop, "", "person.bare")

    def _next_of_row(self, i: int) -> int | None:
        """The end of the name at `i` of a row of people, only a comma and a bracket behind the one before: "gồm: A (7 phiếu), | B, C".
        There a rare family name or two syllables will do."""
        if self.starts[i] or self.tokens[i - 1].text not in ",;" or not self.found.people:
            return None
        if _ROW.fullmatch(self.text.text, self.found.people[-1].end, self.tokens[i].start) is None:
            return None
        end = run_end(self.tokens, i, self.starts)
        closed = end == len(self.tokens) or self.starts[end] or self.tokens[end].text in ",;.("
        if not 2 <= end - i <= MOST or not closed or any(w.match(self.tokens, i) for w in (HEADS, PLACES, TITLES, HISTORICAL)):
            return None
        return end

    def _introduced(self, i: int) -> int | None:
        """A name without a common family name that opens a line or list item, an office behind it ("; Kpă Thuyên, Chủ tịch …")."""
        if not self.starts[i] and self.tokens[i - 1].text not in _OPENING:
            return None
        end = run_end(self.tokens, i, self.starts)
        if (
            not 2 <= end - i <= 5
            or len(self.tokens[i].text) < 2
            or not (told_by_cell(self.text, self.tokens, (i, end), self.starts) or self._told_by_office(end))
        ):
            return None
        if self.tokens[i].lower in STOP or any(w.match(self.tokens, i) for w in (HEADS, PLACES, TITLES, HISTORICAL, NATIONAL)):
            return None
        pairs = (f"{a.lower} {b.lower}" for a, b in pairwise(self.tokens[i:end]))
        return None if any(pair in DICTIONARY for pair in pairs) else self._add_person(i, end, "", "person.introduced")

    def _told_by_office(self, end: int) -> bool:
        apposed = not self.starts[end] and self.tokens[end].text in _APPOSING
        if not apposed or end + 2 >= len(self.tokens):
            return False
        former = self.tokens[end + 1].lower in BEFORE  # "Kpă Thuyên, nguyên | Bí thư Tỉnh ủy"
        return TITLES.match(self.tokens, end + 1 + former) is not None

    def _presidium(self, i: int) -> bool:
        """Whether "Đoàn Chủ tịch", "Đoàn Nghệ An" or "xã Lê Minh Xuân" stands here, whose first word is a family name too."""
        if names_a_place(self.tokens, i) or (i and not self.starts[i] and self.tokens[i - 1].lower in SURE_LEVELS):
            return True
        if self.tokens[i].lower != "đoàn":
            return False
        return any(words.match(self.tokens, i + 1) is not None for words in (TITLES, PLACES, PROPOSES))

    def _add_person(self, first: int, end: int, honorific: str, rule: str) -> int:
        span = self._span(first, end)
        self.found.people.append(PersonMention(span.start, span.end, rule, 0.9, honorific=honorific))
        return end
