"""Who confers what on whom in one sentence: active, passive, put forward, after a colon, before one.

    "đề nghị UBND tỉnh tặng Cờ thi đua cho A và B"      r O t A c O v O
    "ông B được Bộ Y tế tặng Bằng khen"                 h P d O t A
    "A: Cờ thi đua của UBND tỉnh - 5/5 phiếu"           O : A u O - V
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractor.document import AwardMention, Span, Text
from extractor.relations.award_recipients import Recipient, Roll, RollReader, letters
from extractor.relations.award_signs import Sign
from extractor.relations.rules import first, rules

_REACH = 30
_GAP = 8
_LISTED = re.compile(r"[ws]*(?:g:?|:)")
# ", Bộ A tặng [Bằng khen]" behind "X được B tặng [Cờ thi đua]"
_CONTINUES = re.compile(r"[,v][w]*[OT][ws]*t[ws]*")
# "A - [Cờ thi đua]", "A: đề nghị UBND tỉnh tặng [Cờ thi đua]"
_LINE = re.compile(r"[:(-][ws]*(?:r[wsm]*[OTNX]?[ws]*t?)?w*\Z")
_BARE_NAME = re.compile(r"X(?:-X)*\Z")
# "A được 8/8 phiếu, đề nghị B tặng [Cờ thi đua]"
_VOTED = re.compile(r"[dn:][ws]*(?:V|#w)[^A]*?[,;][wN]*r")
_GIVEN_TO = re.compile(r"[wYs.]*d[ws]*t[ws]*c")


@dataclass(frozen=True, slots=True)
class Named:
    """One award as named: its mention, its grantor where the words beside it say so, how many of them, the year of merit beside it."""

    mention: AwardMention
    grantor: Span | None = None
    number: Sign | None = None
    year: Sign | None = None


@dataclass(frozen=True, slots=True)
class Conferral:
    """One award for one recipient, as the words give it. `term` says that the merit is of a whole term of office."""

    named: Named
    grantor: Span | None
    recipient: Recipient | None
    recommended: bool
    proposer: Span | None
    year: Sign | None
    term: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What an announcing line hands on to the lines below it ("Khối đề nghị:")."""

    recommended: bool = False
    proposer: Span | None = None
    grantor: Span | None = None
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence gives: conferrals, awards with no recipient beside them, and what it announces."""

    conferrals: tuple[Conferral, ...] = ()
    open: tuple[Named, ...] = ()
    lead: Lead | None = None
    signs: tuple[Sign, ...] = ()
    denied: tuple[Recipient, ...] = ()
    recommended: bool = False
    proposer: Span | None = None
    past: bool = False
    grantor: Span | None = None


@dataclass(slots=True)
class _State:
    """How far the sentence has been read."""

    clause: int = 0
    left: int = 0
    recommended: bool = False
    denied: bool = False
    proposer: Span | None = None
    grantor: Span | None = None
    passive: int | None = None
    verb: int | None = None
    recommends: int | None = None
    votes: Span | None = None
    waiting: Roll = field(default_factory=Roll)
    received: Roll = field(default_factory=Roll)


class ClauseReader:
    """Reads the signs of one sentence. `person_grantor` offices are told by the caller's rule, not here."""

    def __init__(self, text: Text, signs: Sequence[Sign], lead: Lead | None = None, *, bare: bool = False, past: bool = False) -> None:
        self.text = text
        self.signs = tuple(signs)
        self.s = letters(signs)
        self.rolls = RollReader(text, signs)
        self.lead = lead or Lead()
        self.bare = bare
        self.past = past
        self.state = _State(recommended=self.lead.recommended, proposer=self.lead.proposer, grantor=self.lead.grantor)
        self.out: list[Conferral] = []
        self.open: list[Named] = []
        self.denied: list[Recipient] = []

    def read(self) -> Reading:
        """All that the sentence gives."""
        i = 0
        while i < len(self.s):
            i = self._step(i)
        announced = self.s.endswith(":") and (self.state.recommends is not None or self.state.verb is not None)
        lead = Lead(self.state.recommended, self.state.proposer, self.state.grantor if self.state.verb else None) if announced else None
        return Reading(tuple(self.out), tuple(self.open), lead, self.signs, tuple(self.denied), self.state.recommended, self.state.proposer, self.past, self.state.grantor)

    def named(self) -> list[Named]:
        """All awards of the signs with what stands beside them, whoever receives them."""
        out: list[Named] = []
        i = 0
        while i < len(self.s):
            group, i = self._group(i) if self.s[i] == "A" else ([], i + 1)
            out.extend(group)
        return out

    def _step(self, i: int) -> int:
        c, state = self.s[i], self.state
        if c == "A":
            return self._award(i)
        if c == "r":
            self._recommend(i)
        elif c == "d":
            state.passive = i
            if state.recommends is None or state.recommends < state.clause:
                state.grantor = None
        elif c == "n":
            if state.passive is None or not set(self.s[state.passive : i]) <= set("dws"):
                state.passive = i
            state.verb, state.grantor = i, None
        elif c == "t":
            self._confer(i)
        elif c == "V" and state.verb is None:
            state.votes = self.signs[i].span
        elif c in ";":
            state.clause = state.left = i + 1
            state.passive, state.waiting, state.denied = None, Roll(), False
        return i + 1

    # -- verbs ------------------------------------------------------------------------------------------------------------

    def _recommend(self, i: int) -> None:
        state = self.state
        passive = state.passive is not None and "d" in self.s[max(state.passive, i - 4) : i]
        proposer = self._noun_before(i, max(state.left, (state.passive or -1) + 1 if passive else state.left))
        state.recommended = True
        state.denied = "x" in self.s[max(state.clause, i - 3) : i]
        if proposer is not None:
            state.proposer = proposer
        state.recommends, state.grantor = i, None
        if not passive:
            state.passive = None
        roll = RollReader(self.text, self.signs, "tdn").read(i + 1)
        if roll.recipients and roll.first <= i + 2:
            verb = self._verb_behind(roll.end)
            if state.denied:
                self.denied.extend(r for r in roll.recipients if r.name)
            if not verb:
                state.waiting = roll

    def _verb_behind(self, i: int) -> bool:
        """Whether a conferring verb stands right behind: the nouns before it confer, and do not receive."""
        return bool(self.s[i : i + 3].lstrip("wsm")[:1] in ("t", "d") and self.s[i : i + 1] != ",")

    def _confer(self, i: int) -> None:
        state = self.state
        low = max(state.left, (state.recommends if state.recommends is not None else -1) + 1, (state.passive if state.passive is not None else -1) + 1)
        noun = self._grantor_before(i, low)
        if noun is not None:
            state.grantor = noun
        elif self._person_before(i, low):
            state.grantor = None
        elif state.passive is not None and state.passive >= state.left:
            state.grantor = None
        state.verb = i
        state.denied |= "x" in self.s[max(state.clause, i - 2) : i]
        k = i + 1
        while k < len(self.s) and self.s[k] in "wc":
            k += 1
        roll = self.rolls.read(k) if k < len(self.s) and self.s[k] in "OPQGXThT" else Roll()
        if roll.recipients:
            state.waiting = roll

    def _noun_before(self, i: int, low: int) -> Span | None:
        """The body that is the subject of the verb at `i`, past adverbs and brackets ("thống nhất (6/6 phiếu) đề nghị")."""
        k = i - 1
        gap = 0
        while k >= low and gap < _GAP:
            if self.s[k] == ")":
                k = self.s.rfind("(", 0, k) - 1
            elif self.s[k] in "wsYVh,":
                k -= 1
            else:
                break
            gap += 1
        return self.signs[k].span if k >= low and self.s[k] in "ON" else None

    def _grantor_before(self, i: int, low: int) -> Span | None:
        """The body or office that confers with the verb at `i`; a person only hands over, unless it is on a body's behalf or by an own office."""
        k = i - 1
        behalf = "m" in self.s[low:i]
        while k >= low and i - k <= _GAP and self.s[k] in ("wsYh," if behalf or self.s[i] == "A" else "wsYh"):
            k -= 1
        if k < low:
            return None
        c = self.s[k]
        if behalf and (represented := self._represented(low, i)) is not None:
            return represented
        if c == "P" and k > low and self.s[k - 1] == "T" and _confers_in_person(self._words(k - 1)):
            return self.signs[k - 1].span
        if c == "T" and not behalf and (_is_deputy(self._words(k)) or (self._words(i).lower() == "trao" and not _confers_in_person(self._words(k)))):
            return None
        return self.signs[k].span if c in "OTN" else None

    def _represented(self, low: int, k: int) -> Span | None:
        """The body on whose behalf a person confers ("thay mặt LĐLĐ thành phố, ông A trao", "đại diện Hội X cùng lãnh đạo tỉnh")."""
        at = self.s.find("m", low, k)
        while at >= 0:
            j = at + 1
            while j < k and self.s[j] in "wmu":
                j += 1
            if j < k and self.s[j] in "OT":
                return self.signs[j].span
            at = self.s.find("m", at + 1, k)
        return None

    def _person_before(self, i: int, low: int) -> bool:
        return "P" in self.s[low:i] or "X" in self.s[low:i]

    def _words(self, k: int) -> str:
        return self.text.text[self.signs[k].start : self.signs[k].end]

    # -- awards -----------------------------------------------------------------------------------------------------------

    def _award(self, i: int) -> int:
        group, j = self._group(i)
        if "unspecified" in self.signs[i].award.values and self.s[i - 1 : i] not in ("t", "n"):
            self._confer(i)
        if self._skipped(i, j):
            self.state.left = j
            return j
        roll, rule = self._recipients(i, j)
        if roll.pointing:
            self.state.left = max(roll.end, j)
            return max(roll.end, j)
        if not roll.recipients:
            counted = [n for n in group if n.number is not None and n.mention.values.get("unspecified") is None]
            if counted:
                self._emit(counted, Roll(), "award.counted", j)
            else:
                self.open.extend(group)
            return j
        self._emit(group, roll, rule, max(j, roll.end))
        end = max(j, roll.end)
        self.state.left = end
        self.state.waiting = Roll()
        return end

    def _group(self, i: int) -> tuple[list[Named], int]:
        """The awards named together from sign `i` on, with their grantors, and the sign behind them."""
        group: list[Named] = []
        k = i
        while True:
            number = next((self.signs[b] for b in range(k - 1, max(-1, k - 3), -1) if self.s[b] == "#"), None)
            named, k = self._named(k, number)
            group.append(named)
            while self.s[k : k + 2] in ("vO", "vT") and named.grantor and self.s[k + 2 : k + 3] in ("c", ":"):
                group.append(replace(named, grantor=self.signs[k + 1].span))
                k += 2
            j = k
            while j < len(self.s) and self.s[j] in ",v#w" and j - k < 4:
                j += 1
            if j == k or j >= len(self.s) or self.s[j] != "A" or not set(self.s[k:j]) & set(",v"):
                break
            k = j
        shared = next((n.grantor for n in reversed(group) if n.grantor), None)
        if shared and sum(n.grantor is not None for n in group) == 1 and group[-1].grantor is shared:
            group = [n if n.year else replace(n, grantor=shared) for n in group]
        return group, k

    def _named(self, i: int, number: Sign | None) -> tuple[Named, int]:
        """The award at sign `i` with year and grantor behind it."""
        k = i + 1
        grantor: Span | None = None
        year: Sign | None = None
        while k < len(self.s):
            c = self.s[k]
            if c == "Y" and year is None:
                year, k = self.signs[k], k + 1
            elif c == "." and self._words(k) in "”\"’»“":
                k += 1
            elif c == "u" and grantor is None and k + 1 < len(self.s):
                got = self._of(k + 1)
                if got is None:
                    break
                grantor, k = got
            elif c in "OT" and grantor is None and self.signs[k].start - self.signs[k - 1].end <= 1 and self._adjacent_grantor(k):
                grantor, k = self.signs[k].span, k + 1
            else:
                break
        return Named(self.signs[i].award, grantor, number, year), k

    def _of(self, k: int) -> tuple[Span | None, int] | None:
        """The grantor behind "của", "do", "từ"; "của cấp có thẩm quyền" names none."""
        while k < len(self.s) and self.s[k] in "m" or (k < len(self.s) and self.s[k] == "w" and k + 1 < len(self.s) and self.s[k + 1] in "OT" and self._words(k).islower()):
            k += 1
        if k < len(self.s) and self.s[k] in "OTNX":
            span, k = self.signs[k].span, k + 1
            if self.s[k : k + 1] == "O" and self.signs[k].start - span.end == 1:
                span, k = Span(span.start, self.signs[k].end), k + 1
            j = k
            while j < len(self.s) and self.s[j] in "Pw" and j - k < 3:
                j += 1
            return span, (j + 1 if j < len(self.s) and self.s[j] == "t" else k)
        return None

    def _adjacent_grantor(self, k: int) -> bool:
        """Whether a body right behind an award confers it: an office, a government, or someone for whom "cho" or a colon follows."""
        if self.s[k] == "T":
            return True
        words = self._words(k)
        return words.startswith(("Chính phủ", "UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân", "Bộ ")) or self.s[k + 1 : k + 2] in ("c", ":")

    def _skipped(self, i: int, j: int) -> bool:
        """Whether the clause only speaks of awards: targets, criteria, denials, what is past or still to come."""
        state = self.state
        if state.denied:
            return True
        before = self.text.text[self.signs[state.left].start if state.left < i else self.signs[i].start : self.signs[i].start]
        whole = self.text.text[self.signs[0].start : self.signs[i].start]
        self.past |= bool(first("awards", "past", whole))
        if self.past:
            return True
        after = self.text.text[self.signs[j - 1].end : self.signs[-1].end]
        for rule in rules("awards", "skip"):
            scope = {"before": before, "after": after, "sentence": whole}[rule.value]
            if rule.pattern.search(scope):
                return True
        return False

    def _recipients(self, i: int, j: int) -> tuple[Roll, str]:
        """Who receives the awards of the group at `i` to `j`, by the first construction that fits."""
        state = self.state
        if self._passive(i):
            roll = self._before(state.left, state.passive or 0)
            if roll.recipients and not any(r.name for r in roll.recipients) and (listed := _LISTED.match(self.s, j)):
                named = self.rolls.read(listed.end())
                roll = named if any(r.name for r in named.recipients) else roll
            if not roll.recipients and set(self.s[state.left : state.passive]) <= set(",;vws"):
                roll = state.received
            if roll.recipients:
                state.received = roll
                return roll, "award.passive"
        given = _GIVEN_TO.match(self.s, j)
        k = given.end() - 1 if given else j
        while k < len(self.s) and k - j < _REACH and self.s[k] not in "cQG:;.trA":
            k += 1
        if k < len(self.s):
            if self.s[k] in "c:":
                roll = self.rolls.read(k + 1)
                if roll.recipients or roll.pointing:
                    return roll, "award.for" if self.s[k] == "c" else "award.colon"
            elif (self.s[k] == "Q" or (self.s[k] == "G" and (k > j or self.signs[k].determined))) and set(self.s[j:k]) <= set("wYt.,p"):
                roll = self.rolls.read(k)
                if roll.recipients:
                    return roll, "award.for"
        if j < len(self.s) and self.s[j] in "OP" or self.s[j : j + 2] == "hP":
            roll = self.rolls.read(j)
            if roll.recipients and state.verb is not None:
                return roll, "award.for"
        return self._elsewhere(i)

    def _elsewhere(self, i: int) -> tuple[Roll, str]:
        """Recipients that stand neither behind the award nor before "được": put forward before, before a colon, or those of the clause before."""
        state = self.state
        if state.waiting.recipients:
            return state.waiting, "award.before"
        if state.received.recipients and _CONTINUES.fullmatch(self.s, state.left, i):
            return state.received, "award.passive"
        line = _LINE.search(self.s[:i], state.left)
        if line:
            return self._before(state.left, line.start()), "award.line"
        low = state.left if self.out else 0
        voted = _VOTED.search(self.s, low, i)
        if voted:
            return self._before(low, voted.start()), "award.voted"
        return Roll(), ""

    def _passive(self, i: int) -> bool:
        """Whether "được" or "nhận" rules the award at `i`: only the conferring body and adverbs stand between."""
        at = self.state.passive
        return at is not None and at >= self.state.left and set(self.s[at:i]) <= set("dnwtrsmOTNXPh#Y.uv(V)p") and "n" not in self.s[at + 1 : i].rstrip("wn#.")

    def _before(self, low: int, high: int) -> Roll:
        """The nouns that stand as the subject before sign `high`: the list that ends nearest to it, else the first noun of the clause."""
        best = opening = Roll()
        k = low
        while k < high:
            roll = Roll()
            if self.s[k] == "e" and (named := _BARE_NAME.search(self.s[:k], low)):
                span = Span(self.signs[named.start()].start, self.signs[k - 1].end)
                best = Roll((Recipient(span, "collective", span),), named.start(), k)
            if self.s[k] == "e" and best.recipients:
                # "A là một trong 4 tổ chức được tặng": A, not the four.
                best = replace(best, end=self.rolls.read(k + 1, high).end)
                k = max(best.end, k + 1)
                continue
            if self.s[k] == "N":
                roll = self._anaphor(k)
            elif self.s[k] in "OPQh" or (self.s[k] == "G" and (self.signs[k].determined or len(self.signs[k].kinds) > 1)) or (self.s[k] == "X" and k > low and k + 2 >= high):
                roll = self.rolls.read(k, high)
            if roll.recipients:
                opening = opening if opening.recipients else roll
                best = roll
            k = max(roll.end, k + 1)
        if self.s[high - 1 : high] == "v" and "d" in self.s[low:high]:
            return opening
        if best.recipients and set(self.s[best.end : high]) <= set("wsYv,dl.-gh:x#KpnV"):
            return best
        return opening if self.s[high - 1 : high] == "," else Roll()

    def _anaphor(self, k: int) -> Roll:
        sign = self.signs[k]
        return Roll((Recipient(sign.span, "collective", sign.span),), k, k + 1)

    # -- results ----------------------------------------------------------------------------------------------------------

    def _next_award(self, at: int) -> int:
        following = self.s.find("A", at)
        return following if following >= 0 else len(self.s)

    def _emit(self, group: Sequence[Named], roll: Roll, rule: str, end: int) -> None:
        state = self.state
        stop = next((k for k in range(end, len(self.s)) if self.s[k] in ";" or self.s[k] in "tr"), len(self.s))
        low = state.left if state.left < end else end - 1
        year = next((s for s in self.signs[end:stop] if s.sign == "Y"), None)
        year = year or next((s for s in reversed(self.signs[low:end]) if s.sign == "Y"), None)
        term = any(s.sign == "K" for s in (*self.signs[low:end], *self.signs[end:stop]))
        recommended = state.recommended or (self.bare and state.verb is None and state.passive is None)
        if rule == "award.passive" and state.recommends is None:
            recommended = False
        behind = next((s.span for s in self.signs[end : self._next_award(end)] if s.sign == "V"), None) if rule in ("award.line", "award.passive") else None
        for named in group:
            for recipient in roll.recipients or (None,):
                if recipient is not None and not fits(named.mention, recipient, alone=len(group) == 1):
                    continue
                if recipient is not None and recipient.votes is None and recommended:
                    recipient = replace(recipient, votes=behind or state.votes)
                grantor = named.grantor if named.grantor is not None else state.grantor
                self.out.append(Conferral(named, grantor, recipient, recommended, state.proposer if recommended else None, named.year or year, term, rule))


def fits(award: AwardMention, recipient: Recipient, *, alone: bool) -> bool:
    """Whether the law gives the award to such a recipient; asked only where the words leave it open."""
    wanted = award.values.get("recipients", "any")
    if wanted == "any" or recipient.kind is None:
        return True
    if not (recipient.general or not alone):
        return True
    return recipient.kind == wanted


def _is_deputy(title: str) -> bool:
    return title.lower().startswith(("phó", "nguyên", "thứ trưởng", "ủy viên", "uỷ viên"))


def _confers_in_person(title: str) -> bool:
    """Whether the office, and not only its body, confers honours of its own: heads of state and government and of their organs."""
    lower = title.lower()
    return not _is_deputy(title) and (lower.startswith(("thủ tướng", "chủ tịch nước", "bộ trưởng")) or lower.startswith("chủ tịch ubnd") or lower.startswith("chủ tịch ủy ban nhân dân"))
