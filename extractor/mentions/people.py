"""One walk over the tokens that finds organisations, titles and people, since each tells where the others end.

How a person's name is read where one may stand is in `persons`."""

from __future__ import annotations

import re

from extractor.document import OrganizationMention, PersonMention, PositionMention, Text
from extractor.lexicon import Phrases, load
from extractor.mentions.cells import beside, cell_end, letterhead_lines, opens_cell
from extractor.mentions.names import (
    HISTORICAL,
    PLACES,
    SURNAMES,
    doan_end,
    in_word,
    is_name_syllable,
    line_starts,
    person_end,
    run_end,
)
from extractor.mentions.organization_places import Name
from extractor.mentions.organization_series import Series, with_rows
from extractor.mentions.organization_words import ANY_OF, HEADS, NUMERAL, STOP
from extractor.mentions.organizations import Grammar
from extractor.mentions.persons import WEAK, Found, Persons
from extractor.mentions.short_forms import NOT_BODIES, brands, definitions, short_forms
from extractor.mentions.title_words import AFTER, ANAPHORS, BEFORE, BLOCK_TITLES, BOARDS, DOUBLE, HONORIFICS, TITLES
from extractor.syllables import fold_phrase

# "phụ trách | Cụm", and nothing more of a name.
_BARE_BLOCK = re.compile(r" (?:Cụm|Khối)(?! ?\w)")
# Only at these words can a title or a form of address begin; a name also at capitals and at short forms that the document defines.
ANY_TITLE = Phrases([*DOUBLE.values, *TITLES.values])
NAME_OPENERS = ANY_TITLE.openers | HONORIFICS.openers | HEADS.openers
# Words of the assemblies that have deputies ("đại biểu Quốc hội", "đại biểu HĐND tỉnh"); any other "đại biểu" is a guest.
_ELECTING = frozenset({"quốc", "hđnd", "đồng", "chuyên"})
# Of what an office without a body of its own is the head: "Trưởng thôn | Nà Lầu", "Trưởng khu phố | 3".
_HEADED = frozenset(fold_phrase(w) for w in ("thôn", "bản", "ấp", "phố", "khóm", "buôn", "làng", "khu", "xóm"))
# Bare heads that no person's name follows.
_OFFICES_OF_STATE = frozenset({"Cục", "Chi cục", "Tổng cục", "Sở", "Viện"})
BRAND_ACTS = Phrases(load("organizations")["stop"]["brand_acts"])
MOST_IN_CHARGE = 4


def find(text: Text) -> tuple[tuple[OrganizationMention, ...], tuple[PositionMention, ...], tuple[PersonMention, ...]]:
    """Organisations, positions and people of the text, each in reading order."""
    starts = letterhead_lines(text, line_starts(text.text, text.tokens))
    told = brands(text)
    grammar = Grammar(text.tokens, starts, told)
    found = _Walk(text, grammar).run()
    defined = short_forms(text, found.organizations) | definitions(text, found.organizations)
    if defined:
        grammar = grammar.knowing(told.union(defined))
        found = _Walk(text, grammar).run()
    organizations, persons = with_rows(found.organizations, found.people, Series(grammar))
    return organizations, tuple(found.positions), persons


class _Walk(Persons):
    """One pass from the first token to the last of a text whose names `grammar` reads."""

    def __init__(self, text: Text, grammar: Grammar) -> None:
        super().__init__(text, grammar)
        self.apposed = -1

    def run(self) -> Found:
        """Everything met."""
        i = 0
        for at in self._openings():
            if at < i:
                continue
            token = self.tokens[at]
            i = 0
            if token.lower in NAME_OPENERS:
                i = self._opened(at, token.lower) or 0
            elif token.text.isupper() or token.text in self.grammar.defined:
                i = self._organization(at) or 0
            i = i or (token.capitalised and self._bare_person(at)) or 0
        return self.found

    def _opened(self, at: int, word: str) -> int | None:
        """What one of `NAME_OPENERS` opens, in lower case: a title, a form of address or a body."""
        after = self.tokens[at + 1].lower if at + 1 < len(self.tokens) else ""
        i = (ANY_TITLE.begins(word, after) and self._title(at)) or (HONORIFICS.begins(word, after) and self._honorific(at))
        if i:
            return i
        token = self.tokens[at].text
        return self._organization(at) if HEADS.begins(word, after) or token in self.grammar.defined or token.isupper() else None

    def _openings(self) -> list[int]:
        """The tokens at which a name, a title or a form of address can begin."""
        defined = self.grammar.defined
        return [i for i, token in enumerate(self.tokens) if token.capitalised or token.lower in NAME_OPENERS or token.text in defined]

    # -- titles ---------------------------------------------------------------------------------------------------------------------

    def _title(self, i: int) -> int | None:
        """A title with the body it is held in, and the person right behind them."""
        found = DOUBLE.match(self.tokens, i) or TITLES.match(self.tokens, i)
        if found is None or True in self.starts[i + 1 : found[0]]:
            return None
        if found[1] == "jobs" and self._general_job(i, found[0]):
            return None
        if self._in_code(i) or self._ends_word(i):
            return None
        if i and self.tokens[i - 1].lower in ("đoàn", "ban") and self.tokens[i].lower == "chủ" and not self.starts[i]:
            return None
        end, kind = found[0] - self._own_unit(i, found[0]), found[1]
        head = HEADS.match(self.tokens, i)
        if head is not None and head[0] > end:
            return None
        if HISTORICAL.match(self.tokens, i) or (end < len(self.tokens) and self._historical(end)):
            return end
        if self.tokens[i].lower == "phụ" and not self._of_block(end):
            return None
        first = i - 1 if i and self.tokens[i - 1].lower in BEFORE and not self.starts[i] and not self._ends_word(i - 1) else i
        name, outer = None, None
        where = self.grammar.place_of_head(end) if kind == "alone" and self.tokens[end - 1].lower in _HEADED else None
        apposed = self._apposed(first) or (bool(self.found.people) and beside(self.text, self.tokens[first], self.found.people[-1]))
        self.grammar.due = not apposed
        if kind == "shared":
            name, outer, end = self._shared(i, end)
        elif BLOCK_TITLES.match(self.tokens, first) is not None:
            name = self._own_block(end)
        after = AFTER.match(self.tokens, end) if name is None and not self.starts[end] else None
        if after is not None and after[1] == "phụ trách" and self._said(after[0], after[0] + 1) in (["cụm"], ["khối"]):
            after = None  # "Phó Giám đốc phụ trách Cụm thi đua số 3": of the block he is in charge, of the office not
        if after is not None:
            end = self._in_charge(after[0]) if after[1] == "phụ trách" else after[0]
        anaphor = None
        if name is None and kind != "alone" and not self.starts[end]:
            name = self._held_in(first, end)
            anaphor = ANAPHORS.match(self.tokens, end) if name is None and not self._holder_behind(first, end) else None
            if anaphor is not None and anaphor[1] in BOARDS:
                end, anaphor = anaphor[0], None
            elif anaphor is not None and self._named_on(anaphor[1], end, anaphor[0]):
                anaphor = None
        self._add_position(first, end, kind, name, outer, anaphor[0] if anaphor else None, where)
        follow = max(end, where or end, name.end if name is not None else anaphor[0] if anaphor is not None else end)
        self.apposed = follow if apposed else -1
        if apposed and not self._opens_next(follow):
            return follow
        return self._person_after(follow, full=name is not None) or follow

    def _opens_next(self, i: int) -> bool:
        """Whether the next person of a row is named at `i`, right behind an office that might be that of the one before: a whole name with
        a common family name, a comma, "và" or the line's end behind it ("ông A, Phó Chủ tịch UBND tỉnh | Tạ Thị Mười, …")."""
        if i >= len(self.tokens) or self.starts[i] or PLACES.match(self.tokens, i) is not None:
            return False
        end = person_end(self.tokens, i, self.starts)
        if end is None or end - i < 3:
            return False
        return self.starts[end] or self.tokens[end].text in ",;" or self.tokens[end].lower == "và"

    def _named_on(self, head: str, first: int, i: int) -> bool:
        """Whether a bare head only opens a name: of a body that no grammar reads ("Cục trưởng Cục | Thuế"), of a person named Đoàn."""
        if head == "Đoàn":
            return doan_end(self.tokens, first, self.starts) is not None
        if head not in _OFFICES_OF_STATE or i >= len(self.tokens) or self.starts[i] or not is_name_syllable(self.tokens[i]):
            return False
        office = TITLES.match(self.tokens, i) is not None
        return not office and self.tokens[i].lower not in SURNAMES and run_end(self.tokens, i, self.starts) - i < 3

    def _historical(self, i: int) -> bool:
        """Whether a person of history is named at token `i`, and nobody who only has the first syllables ("Trần Phú Cường")."""
        found = HISTORICAL.match(self.tokens, i)
        return found is not None and (found[0] > i + 2 or run_end(self.tokens, i, self.starts) == found[0])

    def _of_block(self, end: int) -> bool:
        """Whether who is in charge at token `end` is of a block: "phụ trách | Cụm thi đua số 3"."""
        name = self.grammar.after_title(end) if end < len(self.tokens) and not self.starts[end] else None
        return (name is not None and name.block) or _BARE_BLOCK.match(self.text.text, self.tokens[end - 1].end) is not None

    def _own_unit(self, i: int, end: int) -> int:
        """How many of a title's last words open the body's name: two of "Bí thư | Chi đoàn thôn Phú Quý", none of "Bí thư Chi đoàn"."""
        if self.tokens[end - 1].lower not in ("đoàn", "bộ") or end - i < 4 or self.tokens[end - 2].lower not in ("chi", "lạc"):
            return 0
        words = 2 if self.tokens[end - 2].lower == "chi" else 3
        name = self.grammar.after_title(end - words)
        return words if name is not None and not name.bare else 0

    def _in_charge(self, end: int) -> int:
        """Past the field in lower case that an officer is in charge of, where a mark closes it ("Cụm phó phụ trách | chuyên môn,") or the
        body follows ("Phó Giám đốc phụ trách | chuyên môn | Sở Y tế")."""
        k = end
        while k < min(end + MOST_IN_CHARGE, len(self.tokens)) and not self.starts[k] and self.tokens[k].text.islower():
            if self.tokens[k].lower in STOP:
                return end
            if self._named_behind(k):
                return k
            k += 1
        closed = k == len(self.tokens) or self.starts[k] or self.tokens[k].text in ",;:.()"
        return k if closed or self._named_behind(k) else end

    def _in_code(self, i: int) -> bool:
        """Whether the token is part of a document's number ("34-CT/TW"); "Lê Minh Quang-Bí thư" is none."""
        if i < 2 or self.tokens[i - 1].text not in "-/" or self.tokens[i - 1].end != self.tokens[i].start:
            return False
        return not is_name_syllable(self.tokens[i - 2]) or len(self.tokens[i - 2].text) < 2

    def _general_job(self, i: int, end: int) -> bool:
        """Whether a job in lower case is counted or goes on as one ("3 điều dưỡng: …", "công nhân buộc thép"), is a guest's, or calls a
        person and is no post at a body ("bác sĩ Lê A", not "bác sĩ Bệnh viện Mắt")."""
        calling = HONORIFICS.match(self.tokens, i)
        if calling is not None and calling[0] == end and fold_phrase(calling[1]) not in WEAK:
            return self.starts[end] or not self._named_behind(end)
        if self.tokens[i].text == "đại" and self.tokens[end - 1].text == "biểu":
            guests = end < len(self.tokens) and not self.starts[end] and self._named_behind(end)
            return guests and not any(t.lower in _ELECTING for t in self.tokens[end : end + 2])
        before = self.tokens[i - 1].text if i > 0 and not self.starts[i] else ""
        counted = before.isdecimal() or before in ("các", "những", "mọi")
        goes_on = end < len(self.tokens) and not self.starts[end] and self.tokens[end].text.islower() and self.tokens[end].lower not in STOP
        return self.tokens[i].text.islower() and (counted or (goes_on and not self._named_behind(end)))

    def _named_behind(self, end: int) -> bool:
        """Whether a body with a name of its own opens at token `end` ("giáo viên | trường THCS An Khánh")."""
        name = self.grammar.after_title(end) if self.tokens[end].lower in HEADS.openers else None
        return name is not None and not name.bare

    def _ends_word(self, i: int) -> bool:
        """Whether the token is the second syllable of a word ("nhiệm vụ | Trưởng khối" is no "vụ trưởng")."""
        return i > 0 and not self.starts[i] and self.tokens[i].text.islower() and in_word(self.tokens, i - 1)

    def _apposed(self, i: int) -> bool:
        """Whether the title stands behind a person it belongs to ("ông A, Bí thư …"), so that no name is due after it."""
        if i < 2 or self.starts[i]:
            return False
        if self.tokens[i - 1].text not in ",(" and self.tokens[i - 1].lower not in ("-", "kiêm", "và"):
            return False
        behind = i - 2 if self.tokens[i - 2].text == "," else i - 1
        last = self.found.people[-1].end if self.found.people else -1
        name_before = self.tokens[behind - 1].end == last and self.tokens[i - 1].lower != "và"
        return name_before or self.apposed in (behind, i - 1)

    def _held_in(self, first: int, end: int) -> Name | None:
        """The body right behind a title; behind an office of a block a body of another kind holds it ("Khối trưởng | Sở Nội vụ")."""
        return None if self._holder_behind(first, end) else self.grammar.after_title(end)

    def _holder_behind(self, first: int, end: int) -> bool:
        name = self.grammar.after_title(end) if BLOCK_TITLES.match(self.tokens, first) is not None else None
        return name is not None and not name.block

    def _own_block(self, end: int) -> Name | None:
        """The block that a title's last word opens, and belongs to both ("Trưởng | cụm | thi đua số 2")."""
        name = self.grammar.parse(end - 1, nested=True)
        if name is None or not name.block or name.end <= end:
            return None
        counted = name.end == end + 1 and name.end < len(self.tokens) and self.tokens[name.end].text == ":"
        return None if counted and self.tokens[end].text.isdecimal() else name  # "Phó khối 1: Sở X; Phó khối 2: Sở Y"

    def _shared(self, i: int, end: int) -> tuple[Name | None, Name | None, int]:
        """The body that begins inside the title and goes on behind it ("Phó Trưởng | Ban | Dân vận"), the body around it, the title's end.

        "Phó Trưởng Ban Thường trực Ban Dân vận" says the body's head again behind the rank.
        """
        after = AFTER.match(self.tokens, end) if end < len(self.tokens) and not self.starts[end] else None
        if after is not None:
            again = self.grammar.after_title(after[0])
            if again is not None and self.tokens[again.first].lower == self.tokens[end - 1].lower:
                return again, None, after[0]
            rank = self.grammar.after_title(end)
            if rank is not None and rank.bare and rank.end == after[0]:
                return None, None, end  # "Phó Trưởng ban Thường trực kiêm Chánh Thư ký": no standing committee
        if not self.starts[end] and any(self._said(end, end + n) == self._said(end - n, end) for n in (1, 2)):
            return self.grammar.after_title(end), None, end
        if self.tokens[end - 1].lower == "ban":
            whole = self.grammar.after_title(end)
            if whole is not None:
                return whole, None, end
        for k in range(i + 1, end):
            name = self.grammar.after_title(k)
            if name is not None and name.end > end:
                return name, self._owner(end, name.end), end
        return None, None, end

    def _said(self, first: int, end: int) -> list[str]:
        return [t.lower for t in self.tokens[first:end]]

    def _owner(self, first: int, end: int) -> Name | None:
        """The body whose organ a name is of: the inner name that ends with it ("Ban Thi đua - Khen thưởng | Bộ CHQS tỉnh")."""
        for k in range(first, end):
            inner = self.grammar.after_title(k)
            if inner is not None and inner.end == end and self.tokens[k].capitalised and (not inner.bare or "full" in inner.classes):
                return inner
        return None

    def _kind(self, first: int, end: int, kind: str) -> str:
        if any(BLOCK_TITLES.match(self.tokens, k) is not None for k in (first, first + 1)):
            return "block"
        party = any(self.tokens[k].lower == "bí" and self.tokens[k + 1].lower == "thư" for k in range(first, end - 1))
        return "party" if party and kind == "plain" else kind

    def _add_position(
        self, first: int, end: int, kind: str, name: Name | None, outer: Name | None, anaphor: int | None, where: int | None
    ) -> None:
        title = self._span(first, end)
        body = self._span(name.first, name.end) if name is not None else None
        several = kind == "shared" and first > 0 and not self.starts[first] and self.tokens[first - 1].lower in ANY_OF
        if several:
            return  # "cùng các | Trưởng phòng Tổ chức cán bộ"
        if name is not None and body is not None and not (name.bare and "organ" in name.classes and not name.classes & {"full", "brands"}):
            self.found.organizations.append(OrganizationMention(body.start, body.end, "organization.title", 0.9, block=name.block))
        self.found.positions.append(
            PositionMention(
                title.start,
                title.end,
                "position.title",
                0.9,
                organization=body,
                anaphor=self._span(end, anaphor) if anaphor else None,
                outer=self._span(end, where) if where else self._span(outer.first, outer.end) if outer is not None else None,
                kind=self._kind(first, end, kind),
            )
        )

    # -- organisations ------------------------------------------------------------------------------------------------------------------

    def _organization(self, i: int) -> int | None:
        name = self.grammar.parse(i)
        if name is None:
            return self._brand(i)
        end = cell_end(self.tokens, name.end, self.starts) if name.block and opens_cell(self.text, self.tokens[i]) else name.end
        span = self._span(name.first, end)
        self.found.organizations.append(OrganizationMention(span.start, span.end, "organization.grammar", 0.9, block=name.block))
        return end

    def _brand(self, i: int) -> int | None:
        """A brand in capitals that is elected, praised or given an office ("THACO được bầu làm Khối trưởng")."""
        token = self.tokens[i]
        if (
            not token.text.isupper()
            or not token.text.isalpha()
            or len(token.text) < 3
            or token.text in NOT_BODIES
            or NUMERAL.fullmatch(token.text)
        ):
            return None
        if BRAND_ACTS.match(self.tokens, i + 1) is None or self.starts[i + 1] or self.tokens[i + 1].text.isupper():
            return None
        span = self._span(i, i + 1)
        self.found.organizations.append(OrganizationMention(span.start, span.end, "organization.brand", 0.6))
        return i + 1
