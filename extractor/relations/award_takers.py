"""Who receives an award that a clause names, by the first construction that fits: behind it, before its verb, before a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Text
from extractor.relations.award_readings import Lead
from extractor.relations.award_recipients import Roll, RollReader, letters, voted
from extractor.relations.award_signs import Sign
from extractor.relations.award_state import ClauseState
from extractor.relations.award_subjects import BACK, Subjects

_REACH = 30
_LISTED = re.compile(r"[ws]*(?:,?g:?|:)")
# "lên nhận [Cờ thi đua] dịp này có A, B"
_HAVING = re.compile(r"[wsYN]{0,5}?s(?=h*[OP])")
# "B tặng [1 cơ sở] A, [11 tập thể và 17 cá nhân] C": who receives is told before what.
_INVERTED = re.compile(r"[,v][QGOPhvwN,]*")
# "[Bằng khen] đơn vị hoàn thành xuất sắc nhiệm vụ năm 2015 cho X"
_DESCRIBED = re.compile(r",?G[wsYN#,]{0,14}c")
# ", Bộ A tặng [Bằng khen]" behind "X được B tặng [Cờ thi đua]"
_CONTINUES = re.compile(r"[,v][w]*[OT][ws]*t[ws]*")
# "A - [Cờ thi đua]", "A: đề nghị UBND tỉnh tặng [Cờ thi đua]"
_LINE = re.compile(r"[:(-][ws]*(?:r[wsm]*[OTNX]?[ws]*t?)?w*\Z")
# "A: UBND tỉnh tặng [Cờ thi đua]"
_TOLD_OF = re.compile(r"[-#.]*h*[OP](?:[,v]h*[OP]){0,9}:[OTN][ws]*t[ws]*")
# "A và B đề nghị UBND tỉnh tặng [Cờ thi đua]", with nobody behind the award: A and B are put forward.
_PUT_FORWARD = re.compile(r"r[ws]*[OTN]?[ws]*t[ws]*")
# "15 tập thể và 21 cá nhân đề nghị [Bằng khen]", "3 đơn vị đề nghị UBND tỉnh tặng [Bằng khen]"
_COUNTED_FORWARD = re.compile(r"Q[Qv,ws]*rw*(?:[OTN][ws]*)?[tn]?[w.]*\Z")
# "công nhận … 40 cá nhân “[Lao động tiên tiến]”"
_RIGHT_BEFORE = re.compile(r"Q\.?\Z")
_OF_ANOTHER = re.compile(r"Q\.?A")
# "A được 8/8 phiếu, đề nghị B tặng [Cờ thi đua]"
_VOTED = re.compile(r"[dn:][ws]*(?:V|#w)[^A]*?[,;][wN]*r")
# "[Bằng khen] (01 đơn vị): A"
_COUNTED = re.compile(r"w*\(Q\):")
# "giới thiệu 2 đơn vị đề nghị tặng [Cờ thi đua] là A và B"
_NAMELY = re.compile(r"g:?")
# "Huân chương Lao động các hạng (3 tập thể)"
_OPENS = re.compile(r"w{0,2}\(")
# "[Bằng khen]: đề nghị tặng 8 đơn vị"
_ASKED_FOR = re.compile(r":(?:rt?|t)(?=[QhOP])")
# "[Huân chương] cho cán bộ có quá trình cống hiến | cho 5 cá nhân"
_TOLD_LAST = re.compile(r"c[wT]{0,3}s[ws]{0,12}c(?=[hQOP])")
_GIVEN = re.compile(r"w{0,5}c")
_CLAUSE = re.compile(r"Q[wN]{0,5}gh*[OP](?:[,v]+h*[OP]){0,6},?[dr]")
# "[Bằng khen] tặng 3 tập thể, 6 cá nhân", "[Huy hiệu] trao cho 4 người": "tặng" stands for "cho".
_GIVES_TO = re.compile(r"tc?:?(?=[QOP]|h+P)")
_GIVEN_TO = re.compile(r"[wYs.]*(?:t[ws]*)?d[ws]*(?:[OTN][ws]*)?[tr][ws]*c")
# "19 cá nhân là [Chiến sĩ thi đua cơ sở]"
_COUNTED_AS = re.compile(r"Q[zuNO]{0,3}g[w.]*\Z")
# "[Bằng khen] có 4 tập thể", "về 2 tập thể"
_HAS = re.compile(r"[wY]*s(?=Q)")
# "được tặng: A (Sở X); B (bà Y); C (Sở Z)": each award with who receives it behind it.
_BRACKETED = re.compile(r"A[uOTYws]{0,6}\((?:h*[OPQX])")
# "UBND tỉnh: [Bằng khen] cho A": who confers, before a colon.
LABELLED = re.compile(r"[\-.w]{0,2}(?P<giver>[OT]):w?\Z")


class Takers:
    """Finds the recipients of the awards of one sentence, as far as its `state` says that it has been read."""

    def __init__(self, text: Text, signs: Sequence[Sign], rolls: RollReader, state: ClauseState, lead: Lead, *, bare: bool) -> None:
        self.text = text
        self.signs = signs
        self.s = letters(signs)
        self.rolls = rolls
        self.subjects = Subjects(text, signs, rolls)
        self.state = state
        self.lead = lead
        self.bare = bare
        self.bracketed = len(_BRACKETED.findall(self.s)) > 1

    def of(self, i: int, j: int) -> tuple[Roll, str]:
        """Who receives the awards of the group at `i` to `j`, by the first construction that fits."""
        # "tổ chức Lễ đón nhận A cho B": who holds the ceremony is not who receives.
        if (roll := voted(self.signs, self.s[self.state.left : i], self.state.left)).recipients:
            return roll, "award.voted"
        if (roll := self._inverted(i)).recipients:
            return roll, "award.before"
        at = self.state.passive
        # "nhận Bằng khen cho A", "đề nghị và được B tặng Bằng khen cho A"
        given = _GIVEN.match(self.s, j) if at is not None and (self.s[at] == "n" or self.s[at - 2 : at] == "rv") else None
        if given and (roll := self.rolls.read(given.end())).recipients:
            return roll, "award.for"
        if self._passive(i) and (roll := self._received(j)).recipients:
            self.state.received = roll = self._together(roll, j)
            return roll, "award.passive"
        if self.bracketed and (opening := _OPENS.match(self.s, j)):
            roll = self.rolls.read(opening.end(), self._closed(j))
            if roll.recipients:
                return roll, "award.bracketed"
        if (is_a := _COUNTED_AS.search(self.s, max(self.state.left, i - BACK), i)) and (
            roll := self.rolls.read(is_a.start(), i)
        ).recipients:
            return roll, "award.before"
        if listed := _NAMELY.match(self.s, j):
            roll = self.rolls.read(listed.end())
            if any(r.name for r in roll.recipients):
                return roll, "award.for"
        roll, rule = self._behind(j)
        return (roll, rule) if rule else self._elsewhere(i)

    def _together(self, roll: Roll, j: int) -> Roll:
        """The subject with those who are told to receive the same behind the award ("Sở A được tặng [Cờ thi đua] cùng với Sở B")."""
        if self.s[j : j + 1] != "v" or not self._words(j).lower().startswith("cùng"):
            return roll
        more = self.rolls.read(j + 1)
        alone = all(r.name for r in (*roll.recipients, *more.recipients)) and not self.rolls.subject(j + 1, len(self.s))
        return replace(more, recipients=(*roll.recipients, *more.recipients)) if more.recipients and alone else roll

    def _inverted(self, i: int) -> Roll:
        """Recipients between the verb and the award ("tặng 1 cơ sở Đoàn [Cờ thi đua], 11 tập thể và 17 cá nhân [Bằng khen]")."""
        state = self.state
        waiting = state.waiting
        told = waiting.recipients and state.verb is not None and state.verb < waiting.first and set(self.s[waiting.end : i]) <= set("Nwp")
        if told and waiting.end > state.left and any(r.name or r.number for r in waiting.recipients):
            state.inverted = True
            return waiting
        if state.inverted and _INVERTED.fullmatch(self.s, state.left, i):
            return self.rolls.read(state.left + 1, i)
        state.inverted = False
        return Roll()

    def _received(self, j: int) -> Roll:
        """The subject of "được": before it, listed behind ("3 đơn vị được tặng [Cờ] gồm: A, B, C"), or that of the clause before."""
        state = self.state
        roll = self.subjects.before(state.left, state.passive or 0)
        listed = _LISTED.match(self.s, j) or (_HAVING.match(self.s, j) if not any(r.number for r in roll.recipients) else None)
        if (
            not any(r.name for r in roll.recipients)
            and listed
            and (roll.recipients or listed.re is _HAVING or set(self.s[state.left : state.passive]) <= {"w"})
        ):
            named = self.rolls.read(listed.end())
            if any(r.name for r in named.recipients) and (listed.re is _LISTED or self._words(listed.end() - 1) == "có"):
                return named
            return roll
        if not roll.recipients and set(self.s[state.left : state.passive]) <= set(",;vws"):
            return state.received
        return roll

    def _behind(self, j: int) -> tuple[Roll, str]:
        """Recipients behind the group that ends at `j`: after "cho" or a colon, or right behind it."""
        given = _GIVEN_TO.match(self.s, j) or _DESCRIBED.match(self.s, j)
        if (gives := _GIVES_TO.match(self.s, j)) and (roll := self.rolls.read(gives.end())).recipients:
            return roll, "award.for"
        self.state.recommended |= bool(given and "r" in given.group())
        has = _HAS.match(self.s, j)
        if has and self._words(has.end() - 1) in ("có", "về") and (roll := self.rolls.read(has.end())).recipients:
            return roll, "award.for"
        k = given.end() - 1 if given else j
        while k < len(self.s) and k - j < _REACH and self.s[k] not in "cQG:;.trA":
            k += 1
        if counted := _COUNTED.fullmatch(self.s, j, k + 3):
            k = counted.end() - 1
        c = self.s[k : k + 1]
        if c and c in "c:":
            asked = _ASKED_FOR.match(self.s, k)
            roll = self.rolls.read(asked.end() if asked else k + (2 if self.s[k : k + 2] in ("c:", ":c") else 1))
            if not roll.recipients and (told := _TOLD_LAST.match(self.s, k)):
                roll = self.rolls.read(told.end())
            if roll.recipients or roll.pointing:
                return roll, "award.for" if c == "c" else "award.colon"
        elif (c == "Q" and not _OF_ANOTHER.match(self.s, k) and not ("," in self.s[j:k] and self._next_clause(k))) or (
            c == "G" and (k > j or self.signs[k].determined)
        ):
            roll = self.rolls.read(k) if set(self.s[j:k]) <= set("wYt.,p") else Roll()
            if roll.recipients:
                return roll, "award.for"
        if (self.state.verb is not None or LABELLED.fullmatch(self.s, self.state.clause, j - 1)) and (
            self.s[j : j + 1] in ("O", "P") or self.s[j : j + 2] == "hP"
        ):
            roll = self.rolls.read(j)
            if roll.recipients:
                return roll, "award.for"
        return Roll(), ""

    def _next_clause(self, k: int) -> bool:
        """Whether those counted at `k` get something else: a clause of its own ("…, [02 đơn vị nhì khối là A và B] được tặng …")."""
        return self.rolls.subject(k, len(self.s)) or _CLAUSE.match(self.s, k) is not None

    def _words(self, k: int) -> str:
        return self.text.text[self.signs[k].start : self.signs[k].end]

    def _closed(self, j: int) -> int:
        """The bracket that closes the one at `j`, else the end."""
        closing = self.s.find(")", j)
        return closing if closing >= 0 else len(self.s)

    def _elsewhere(self, i: int) -> tuple[Roll, str]:
        """Recipients neither behind the award nor before "được": put forward before, before a colon, those of the clause before."""
        state = self.state
        if state.verb is not None and state.verb >= state.clause and (standing := _RIGHT_BEFORE.search(self.s, state.left, i)):
            return self.rolls.read(standing.start(), i), "award.before"
        if state.waiting.recipients:
            return state.waiting, "award.before"
        if state.received.recipients and _CONTINUES.fullmatch(self.s, state.left, i):
            return state.received, "award.passive"
        low = max(state.left, i - BACK)
        if state.recommends is not None and (forward := _COUNTED_FORWARD.search(self.s, low, i)):
            return self.subjects.before(forward.start(), state.recommends), "award.before"
        if state.recommends is not None and _PUT_FORWARD.fullmatch(self.s, max(state.clause, state.recommends), i):
            roll = self.subjects.before(max(state.left, state.clause), state.recommends)
            ranked = self.subjects.ranked(max(state.left, state.clause), state.recommends)
            if len(ranked.recipients) > len(roll.recipients) and roll.recipients == ranked.recipients[: len(roll.recipients)]:
                roll = ranked  # "A, B đạt loại xuất sắc, đề nghị tặng …": B is no subject of a clause of its own
            several = len(roll.recipients) > 1 or self.state.conferred or self.s[roll.first - 1 : roll.first] == ":"
            counted = bool(roll.recipients) and all(r.number for r in roll.recipients)  # "1 tập thể, 3 cá nhân đề nghị tặng …"
            if counted or (several and all(r.name and self.s[roll.first] != "N" for r in roll.recipients)):
                state.proposer = self.lead.proposer
                return roll, "award.before"
            if ranked.recipients:
                if any(r.name == state.proposer for r in ranked.recipients):
                    state.proposer = self.lead.proposer
                return ranked, "award.before"
            if (
                self.s[state.recommends - 1 : state.recommends] == ","
                and (last := self.subjects.last(max(state.left, state.clause), state.recommends - 1)).recipients
            ):
                return last, "award.before"
        if _TOLD_OF.fullmatch(self.s, max(state.left, state.clause), i):
            return self.rolls.read(max(state.left, state.clause)), "award.line"
        line = _LINE.search(self.s[low:i])
        # In running text a dash before an award sets off an honour in someone's title.
        if line and (line.group()[0] == ":" or self.bare or "r" in line.group()):
            return self.subjects.before(low, low + line.start()), "award.line"
        low = low if self.state.conferred else max(0, i - BACK)
        voted = _VOTED.search(self.s, low, i)
        if voted:
            return self.subjects.before(low, voted.start()), "award.voted"
        return Roll(), ""

    def _passive(self, i: int) -> bool:
        """Whether "được" or "nhận" rules the award at `i`: only the conferring body and adverbs stand between."""
        at = self.state.passive
        if at is None or at < self.state.left or i - at > BACK or not set(self.s[at:i]) <= set("dnwtrskmOTNXPh#Y.uv(V)pG-"):
            return False
        return "n" not in self.s[at + 1 : i].rstrip("wn#.")
