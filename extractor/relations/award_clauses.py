"""Who confers what on whom in one sentence: active, passive, put forward, after a colon, before one.

"đề nghị UBND tỉnh tặng Cờ thi đua cho A và B"      r O t A c O v O
"ông B được Bộ Y tế tặng Bằng khen"                 h P d O t A
"A: Cờ thi đua của UBND tỉnh - 5/5 phiếu"           O : A u O - V
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import OrganizationMention, Span, Text
from extractor.relations.award_beside import Beside, fits
from extractor.relations.award_groups import GroupReader, Named, may_confer
from extractor.relations.award_readings import Conferral, Lead, Reading
from extractor.relations.award_recipients import Recipient, Roll, RollReader, letters
from extractor.relations.award_signs import Sign
from extractor.relations.award_state import ClauseState
from extractor.relations.award_subjects import BACK
from extractor.relations.award_takers import LABELLED, Takers
from extractor.relations.ballots import is_minority
from extractor.relations.rules import first, rules

# How far back a sentence is searched, in characters: no clause is longer, and the time stays linear.
_BACK_CHARACTERS = 400
# "03 đơn vị gồm: A; B và C [được …]": a semicolon that parts the items of a list and no clauses.
_PARTS = re.compile(r"[QG][^;:trdnA]*g?:[^:trdnA]*\Z|(?:(?<![^;:,])|(?<=g)|(?<=gG))h*P[-,:][^;:trdnA]*(?:;[^:trdnA]*)?\Z")
# Skips that hold to the end of the clause: what is still to be reached, and rules.
_AIMS = ("award.skip.target", "award.skip.future", "award.skip.rule")
# "danh sách đề nghị khen thưởng gồm có: …", "kết quả bình xét: …" up to what it lists
_LISTS = re.compile(r"o[^trdn;]*?(?:g|:)")
_ASKS = re.compile(r"r[wsm]*(?:[OT][,v])?(?P<body>[OT])[wskvt,]*:\Z")
# "Đề nghị Tập đoàn X: Bằng khen cho A, Giấy khen cho B"
_ASKED_OF = re.compile(r"r[wsm]*(?P<body>[OT])(?:\([^)A]*\))?:w*A")
# "trình Hội đồng Thi đua - Khen thưởng tỉnh [đề nghị …]"
_ASKS_COUNCIL = re.compile(r"r[wsmc]*O[ws,vk]*")
# "đề nghị Chủ tịch UBND tỉnh xem xét, tặng …; tặng …"
_CONSIDERS = re.compile(r"r[wsm]*(?P<body>[OT])[wsv,]*k")
# "Hội đồng nhất trí: [26 tập thể] đề nghị …"
_COUNTS = re.compile(r"(?<!,)(?:Q[,v]?)+[ws]{0,3}\Z")
# "đề nghị Chính phủ, UBND tỉnh [tặng Cờ thi đua cho X]": each of both.
_BOTH = re.compile(r"r[wsm]*(?P<one>[OT])(?:,|v|,v)[OT][ws]*\Z")
# "5 đơn vị được nhận A và 11 đơn vị nhận [B của Bộ Y tế]"
_JOINED = re.compile(r"v[QG][wsdnt]{1,4}")
# "Cụm gửi Sở A lời [đề nghị]", "Cụm gửi tới Sở A văn bản [đề nghị]"
_SENT = re.compile(r"(?P<who>[ON])[wsY]*(?P<verb>t)[wc]?(?P<body>[OT])[ws]{0,2}\Z")
# "[Bằng khen của A cho B]; của C cho D": the same award of another body.
_OF_ANOTHER = re.compile(r"u(?P<body>[OTN])w*[:c]")
# "10 đơn vị … [Cờ thi đua], trong đó có A, B": some of those counted
_AMONG = re.compile(r"[swpNuYK,.#Xv()VG]{0,24}?,?(?P<among>w)s?(?=h*[OP])")


# "trong đó A | đã nhận …": a clause of its own
_VERB = re.compile(r"[wsh]{0,4}[tdn]")
# "[Khen thưởng] tại Hội nghị: UBND xã tặng Giấy khen cho …": only the heading of what follows.
# "khen thưởng A và B danh hiệu [C]"
_BY_TITLE = re.compile(r"A(?=h*[OPQX](?:[,v]{1,2}h*[OPQX])*wA)h*[OPQX](?:[,v]{1,2}h*[OPQX])*")
# "Kết quả khen thưởng năm 2006: A được tặng …; B được tặng …": the year of all that the heading opens.
_YEAR_OVER = re.compile(r"[^;:A]*(?:A[^;:A]*)?Y[ws]*:")
# "(Năm 2011: 01 Huân chương, 15 Bằng khen.)"
_YEAR_FIRST = re.compile(r"\(?Y:")
# "… cho các đơn vị Khối 2 năm 2022, theo đó:": the lines below name them.
_OVER_LIST = re.compile(r"c[^;rtdn]*,sw?:")
_LABEL = re.compile(r"[-.#+]{0,3}O:(?=[^;]*[dr])")
# "B được đề nghị tặng …; [A được UBND tỉnh tặng]": a clause whose verb is its own.
_OWN_VERB = re.compile(r"d[ws]*[OTN][ws]*t")
# "[Bằng khen] của bộ, ngành: Bộ Y tế tặng Bằng khen cho …": only the heading of what each confers.
_OVER_GIVERS = re.compile(r"A[wsYKuNG,]{0,6}:(?=[OT][ws]*tw?A)")
_HEADING = re.compile(r"A[wsYK]{0,6}:(?=[^A;]*t[^;]*A)")


def _conferring(text: Text, signs: Sequence[Sign]) -> Sequence[Sign]:
    """The signs, "khen thưởng" as the verb of the title behind it ("khen thưởng Sở A danh hiệu [Tập thể lao động xuất sắc]")."""
    found = [m.start() for m in _BY_TITLE.finditer(letters(signs)) if text.value(signs[m.end()].span).lower() == "danh hiệu"]
    verbs = {k for k in found if "unspecified" in signs[k].award.values}
    return [Sign("t", s.start, s.end) if k in verbs else s for k, s in enumerate(signs)] if verbs else signs


class ClauseReader:
    """Reads the signs of one sentence.

    `lead` is what the line above announced; `bare` says that words without a verb recommend, as in minutes; `past` that the text before
    tells of earlier times.
    """

    def __init__(self, text: Text, signs: Sequence[Sign], lead: Lead | None = None, *, bare: bool = False, past: bool = False) -> None:
        self.text = text
        signs = _conferring(text, signs)
        self.signs = tuple(signs)
        self.s = letters(signs)
        self.rolls = RollReader(text, signs)
        self.nominees = RollReader(text, signs, "tdn")
        self.groups = GroupReader(text, signs)
        self.beside = Beside(text, self.signs)
        self.lead = lead or Lead()
        self.bare = bare
        self.past = past
        self.state = ClauseState(recommended=self.lead.recommended, proposer=self.lead.proposer, grantor=self.lead.grantor)
        over = _YEAR_OVER.match(self.s)
        heads = ";" in self.s or _YEAR_FIRST.match(self.s) is not None
        self.year_over = self.signs[self.s.index("Y")] if over and self.s.count("Y", 0, over.end()) == 1 and heads else None
        self.takers = Takers(text, self.signs, self.rolls, self.state, self.lead, bare=bare)
        self.out: list[Conferral] = []
        self.open: list[Named] = []
        self.denied: list[Recipient] = []

    def read(self) -> Reading:
        """All that the sentence gives."""
        i = self.state.clause = self.state.left = self._labelled()
        while i < len(self.s):
            i = self._step(i)
        self._spread_year()
        announced = self.s.endswith(":") and (self.state.recommends is not None or self.state.verb is not None)
        state = self.state
        grantor = state.grantor if state.verb else self._addressed() if announced else None
        lead = self._handed_on(grantor) if announced else None
        return Reading(
            tuple(self.out),
            tuple(self.open),
            lead,
            self.signs,
            tuple(self.denied),
            state.recommended,
            state.proposer,
            self.past,
            state.grantor,
        )

    def _handed_on(self, grantor: Span | None) -> Lead:
        """What an announcing line says of all that the lines below list, its one year and its votes among it."""
        years = [x for x in self.signs if x.sign == "Y"]
        state = self.state
        return Lead(state.recommended, state.proposer, grantor, year=years[0] if len(years) == 1 else None, votes=state.votes)

    def _labelled(self) -> int:
        """Past a block that only heads the line: "Cụm thi đua các quận, huyện: [Quận A được …]"."""
        label = _LABEL.match(self.s)
        block = self.signs[label.end() - 2].mention if label else None
        return label.end() if label and isinstance(block, OrganizationMention) and block.block else 0

    def _spread_year(self) -> None:
        """The one year of a sentence, told behind its last award, is that of all ("A cho 4 tập thể; B cho 9 tập thể có thành tích … năm
        2021")."""
        years = [k for k, c in enumerate(self.s) if c == "Y"]
        if len(years) == 1 and years[0] > self.s.rfind("A") and self.out and self.out[-1].year is self.signs[years[0]]:
            self.out = [
                c if c.year or c.term or c.named.mention.values.get("merit") == "service" else replace(c, year=self.signs[years[0]])
                for c in self.out
            ]

    def _addressed(self) -> Span | None:
        """Whom an announcing line asks ("đề nghị Sở A xem xét:", "Trình Chủ tịch UBND tỉnh:")."""
        found = _ASKS.search(self.s)
        return self.signs[found.start("body")].span if found else None

    def _step(self, i: int) -> int:
        c, state = self.s[i], self.state
        if c == "A":
            return self._award(i)
        if c == "r":
            self._recommend(i)
        elif c == "d":
            state.passive = i
            if self.s[i - 2 : i] == "rv":  # "đề nghị và được tặng"
                state.recommended, state.recommends = False, None
            if state.recommends is None or state.recommends < state.clause:
                state.grantor = None
        elif c == "n":
            if state.passive is None or not set(self.s[state.passive : i]) <= set("dwsr"):
                state.passive = i
            state.verb, state.grantor = i, None
        elif c == "t":
            self._confer(i)
        elif c == "o":
            state.recommended |= self._words(i)[1:].startswith(("anh sách", "ết quả bình", "ết quả suy")) and bool(_LISTS.match(self.s, i))
        elif c == "u" and self.s[i - 1 : i] in (";", ",") and self.out and (another := _OF_ANOTHER.match(self.s, i)):
            return self._again(another.start("body"), another.end())
        elif c == "V" and (state.verb is None or state.verb < state.clause) and self.s[i - 2 : i] not in ("V,", "V("):
            # the first of "4/4 phiếu, đạt 100 %"
            state.votes, state.voted = self.signs[i].span, i
        elif c in ";" and not _PARTS.search(self.s, state.clause, i):
            if self._puts_forward_one(i):
                state.recommended, state.recommends = self.lead.recommended, None
            if state.votes is not None and self.s[state.voted - 1 : state.voted] in ("O", "X", "P"):
                state.votes = None  # "Sở A 7/7 phiếu, …; Sở B …"
            state.clause = state.left = i + 1
            state.passive, state.waiting, state.denied, state.aims = None, Roll(), False, False
        return i + 1

    def _puts_forward_one(self, i: int) -> bool:
        """Whether the clause that ends at `i` only puts its own subject forward ("B được đề nghị tặng …"), and the next one has a verb of
        its own ("A được UBND tỉnh tặng …")."""
        at = self.state.recommends
        if at is None or ":" in self.s[at:i]:
            return False
        next_clause = self.s[i + 1 :].partition(";")[0]
        return "r" not in next_clause and (
            _OWN_VERB.search(next_clause) is not None or self.s[max(0, at - 1) : at] == "d" and "d" in next_clause
        )

    # -- verbs ------------------------------------------------------------------------------------------------------------

    def _recommend(self, i: int) -> None:
        state = self.state
        passive = state.passive is not None and "d" in self.s[max(state.passive, i - 4) : i]
        low = max(state.left, (state.passive or -1) + 1 if passive else state.left)
        forward = _COUNTS.search(self.s, low, i)
        proposer = self.groups.proposer_before(forward.start() if forward else i, low)
        if (sent := self._sent(low, i)) is not None:
            proposer = self.signs[sent.start("who")].span
        state.recommended = True
        state.denied = "x" in self.s[max(state.clause, i - 3) : i]
        if proposer is not None and not self._reports_to(proposer, i):
            state.former, state.proposer = state.proposer, proposer
        for_all = _ASKED_OF.match(self.s, i)
        body = for_all.start("body") if for_all else sent.start("body") if sent else None
        state.recommends, state.grantor = i, self.signs[body].span if body is not None else None
        considers = _CONSIDERS.match(self.s, i)
        state.asked = self.signs[considers.start("body")].span if considers else None
        if not passive:
            state.passive = None
        roll = self.nominees.read(i + 1)
        if passive and roll.recipients and all(r.general for r in roll.recipients):
            # "A được suy tôn đơn vị dẫn đầu, đề nghị …": A, and no units in general
            named = self.takers.subjects.before(state.left, state.passive or 0)
            roll = replace(named, first=i + 1) if any(r.name for r in named.recipients) else roll
        if roll.recipients and (roll.first <= i + 2 or roll.first == self.nominees.apposed(i + 1, len(self.s))):
            verb = self._verb_behind(roll.end) or (len(roll.recipients) == 1 and self._asked_to_reward(roll.end))
            if state.denied:
                self.denied.extend(r for r in roll.recipients if r.name)
            if not verb:
                state.waiting = roll

    def _sent(self, low: int, i: int) -> re.Match[str] | None:
        """Who sends the proposal at `i` to whom ("Cụm gửi UBND tỉnh lời đề nghị: …")."""
        sent = _SENT.search(self.s, low, i)
        return sent if sent is not None and self._words(sent.start("verb")).lower() == "gửi" else None

    def _reports_to(self, body: Span, i: int) -> bool:
        """Whether a council before the verb at `i` is only asked to ask others ("Cụm trình Hội đồng … đề nghị UBND tỉnh")."""
        at = self.state.recommends
        if at is None or at < self.state.clause or not _ASKS_COUNCIL.fullmatch(self.s, at, i):
            return False
        return self.text.value(body).lower().startswith(("hội đồng", "ban thi đua"))

    def _verb_behind(self, i: int) -> bool:
        """Whether a conferring verb stands right behind: the nouns before it confer, and do not receive."""
        return bool(self.s[i : i + 3].lstrip("wsm")[:1] in ("t", "d") and self.s[i : i + 1] != ",")

    def _asked_to_reward(self, i: int) -> bool:
        """Whether a bare "khen thưởng" follows: the body before it is asked for it ("đề nghị Hội Nông dân tỉnh xét khen thưởng:")."""
        behind = i + len(self.s[i : i + 4]) - len(self.s[i : i + 4].lstrip("wsk"))
        return self.s[behind : behind + 1] == "A" and "unspecified" in self.signs[behind].award.values

    def _confer(self, i: int) -> None:
        state = self.state
        low = max(state.left, *(at + 1 for at in (state.recommends, state.passive) if at is not None), i - BACK)
        if (told := self.s.rfind("t", low, i)) >= 0 and self.s[told + 1 : i].lstrip("w.#X")[:1] == "u":
            low = told + 1  # "thay mặt A công bố Quyết định của B tặng": it is B that confers
        noun = self.groups.grantor_before(i, low)
        if noun is not None:
            state.grantor = noun
        elif state.asked is not None and state.passive is None:
            state.grantor = state.asked
        elif self.s[i - 1 : i] == "v" and self.out and state.verb is not None and state.verb >= state.clause:
            # "G tặng A cho B và tặng C cho D": one giver.
            pass
        elif set(self.s[low:i]) & set("PX") or (state.passive is not None and state.passive >= state.left):
            state.grantor = None
        both = _BOTH.search(self.s, low - 1 if low else 0, i)
        state.also = self.signs[both.start("one")].span if both is not None and not self._council(both.start("one")) else None
        state.verb = i
        state.denied |= "x" in self.s[max(state.clause, i - 2) : i]
        k = i + 1
        while k < len(self.s) and self.s[k] in "wc":
            k += 1
        roll = self.rolls.read(k) if k < len(self.s) and self.s[k] in "OPQGXThT" else Roll()
        if roll.recipients:
            state.waiting = roll

    def _council(self, k: int) -> bool:
        """Whether a body only weighs awards for one that confers them."""
        return self._words(k).lower().startswith(("hội đồng", "ban thi đua"))

    # -- awards -----------------------------------------------------------------------------------------------------------

    def _award(self, i: int) -> int:
        heading = _HEADING.match(self.s, i) if "unspecified" in self.signs[i].award.values else _OVER_GIVERS.match(self.s, i)
        if heading:
            self.state.left = heading.end()
            return heading.end()
        group, j = self.groups.group(i)
        if self.s[i - 1 : i] == "k" and self.state.asked is not None:
            # "đề nghị Chính phủ xét [Cờ thi đua] cho A"
            self.state.grantor, self.state.also, self.state.waiting = self.state.asked, None, Roll()
        elif self.s[i - 2 : i] == "dk":
            self.state.recommended, self.state.recommends = True, i - 1  # "47 tập thể được xét [Cờ thi đua]"
        if "unspecified" in self.signs[i].award.values and self.s[i - 1 : i] not in ("t", "n"):
            self._confer(i)
        if self._skipped(i, j):
            self.state.left = j
            return j
        roll, rule = self.takers.of(i, j)
        roll = self.rolls.told_aside(roll, j)
        if roll.pointing or (_OVER_LIST.fullmatch(self.s, j) and roll.recipients and all(r.general for r in roll.recipients)):
            if self.s.endswith(":"):
                self.open.extend(group)  # "cho các tập thể, cá nhân có tên sau đây:": the lines below name them
            self.state.left = max(roll.end, j)
            return max(roll.end, j)
        counted = [n for n in group if n.number is not None and n.mention.values.get("unspecified") is None]
        general = counted and rule == "award.passive" and not any(r.name or r.number for r in roll.recipients)
        if not roll.recipients or general:  # "các trường thành viên được tặng 01 Huân chương": how many is said of the award
            if counted:
                self._counted(counted, j)
            else:
                self.open.extend(group)
            if any(n.grantor is not None for n in group):
                self.state.left = j  # "trường được tặng A của Chính phủ, nhận B": it is not the Government that receives
            return j
        if len(counted) == len(group) and all(r.general for r in roll.recipients) and rule == "award.for":
            # "42 Bằng khen của A và 35 Bằng khen của B cho các tập thể": so many of each
            for named in group:
                said = named.number
                assert said is not None
                kind = roll.recipients[0].kind if len(roll.recipients) == 1 else None
                one = replace(roll, recipients=(Recipient(said.span, kind, number=said.number),))
                self._emit([named], one, rule, max(j, roll.end))
            self.state.left, self.state.waiting = max(j, roll.end), Roll()
            return max(j, roll.end)
        giver = LABELLED.fullmatch(self.s, self.state.clause, i) if rule == "award.for" else None
        if giver is not None and roll.first >= j:
            self.state.grantor = self.signs[giver.start("giver")].span
        others = self._of_others(group, roll) if rule == "award.passive" else []
        group = [n for n in group if n not in others]
        before = len(self.out)
        joined = bool(_JOINED.fullmatch(self.s, self.state.left, i)) and before > 0 and group[0].grantor is not None
        self._emit(group, roll, rule, max(j, roll.end))
        self._counted(others, j)
        if joined and (last := self.out[before - 1]).grantor is None:
            k = before - 1
            while k >= 0 and self.out[k].named is last.named:
                self.out[k] = replace(self.out[k], grantor=group[0].grantor)
                k -= 1
        end = max(j, roll.end)
        if any(r.number for r in roll.recipients):
            end = self._some(group, roll, rule, end)
        self.state.left = end
        self.state.waiting = Roll()
        return end

    def _of_others(self, group: Sequence[Named], roll: Roll) -> list[Named]:
        """Awards of a group that are told by a number of their own beside counted recipients of the first one ("8 đơn vị được tặng Cờ thi
        đua, [12 Bằng khen, 378 Chiến sĩ thi đua]"): of these so many."""
        if not all(r.number for r in roll.recipients):
            return []
        totals = {r.number for r in roll.recipients} | {sum(r.number or 0 for r in roll.recipients)}
        return [n for n in group[1:] if n.number is not None and n.number.number not in totals]

    def _counted(self, awards: Sequence[Named], j: int) -> None:
        """Awards told by their number, up to sign `j`: a bracket behind may name who has them, a noun tell of what kind they are."""
        if not awards:
            return
        number, roll = awards[-1].number, Roll()
        if len(awards) == 1 and number is not None and self.s[j : j + 1] == "(":
            roll = self.rolls.read(j + 1, max(self.s.find(")", j), j + 1))
            roll = roll if len(roll.recipients) == number.number and all(r.name for r in roll.recipients) else Roll()
        elif len(awards) == 1 and number is not None and (kind := self._kind_behind(awards[0], j)):
            roll = Roll((Recipient(number.span, kind, number=number.number),), j, j)
        self._emit(awards, roll, "award.counted", max(j, roll.end))

    def _kind_behind(self, award: Named, j: int) -> str | None:
        """The kind of recipients that a noun right behind the award tells ("02 Bằng khen | tập thể | của Bộ Y tế")."""
        said = next((s for s in self.signs[max(0, j - 4) : j + 1] if s.sign == "G" and 0 < s.start - award.mention.end <= 1), None)
        return said.kinds[0] if said is not None and len(said.kinds) == 1 else None

    def _some(self, group: Sequence[Named], counted: Roll, rule: str, end: int) -> int:
        """Past those of the `counted` who are named behind the award; each gets an entry of its own."""
        among = _AMONG.match(self.s, end)
        if among is None or not self._words(among.start("among")).lower().startswith("trong đó"):
            return end
        named = self.rolls.read(among.end())
        if not named.recipients or not all(r.name for r in named.recipients) or _VERB.match(self.s, named.end):
            return end
        self._emit(group, named, rule, named.end)
        return named.end

    def _again(self, body: int, at: int) -> int:
        """The award told last, from the body at sign `body` for those from sign `at` on; the sign behind them."""
        roll = self.rolls.read(at)
        if not roll.recipients or self.state.denied or self.state.aims:
            return at
        last = self.out[-1]
        self._emit([replace(last.named, grantor=self.signs[body].span, number=None)], roll, last.rule, roll.end)
        self.state.left = roll.end
        return roll.end

    def _skipped(self, i: int, j: int) -> bool:
        """Whether the clause only speaks of awards: targets, criteria, denials, what is past or still to come."""
        state = self.state
        if state.denied or state.aims:
            return True
        at = self.signs[i].start
        low = max(self.signs[0].start, at - _BACK_CHARACTERS)
        before = self.text.text[max(low, self.signs[min(state.left, i)].start) : at]
        whole = self.text.text[low:at]
        # Behind an award of the day, times gone by only say for what it was given.
        low = max(low, state.told, self.signs[min(state.clause, i)].start) if state.told else low
        told = first("awards", "past", self.text.text[low:at])
        self.past |= told is not None
        now = told is not None and state.recommends is not None and self.signs[state.recommends].start >= low + told[1].end()
        if told is not None and (now or first("awards", "this-year", self.text.text, low + told[1].end(), at)):
            self.past = False  # "ba năm liền dẫn đầu Khối, được đề nghị tặng …"
        if self.past:
            return True
        after = self.text.text[self.signs[j - 1].end : min(self.signs[-1].end, self.signs[j - 1].end + BACK)]
        for rule in rules("awards", "skip"):
            scope = {"before": before, "after": after, "sentence": whole}[rule.value]
            if rule.pattern.search(scope):
                state.aims = rule.id in _AIMS
                return True
        return False

    # -- results ----------------------------------------------------------------------------------------------------------

    def _emit(self, group: Sequence[Named], roll: Roll, rule: str, end: int) -> None:
        state = self.state
        state.told = self.signs[end - 1].end
        recommended = state.recommended or (self.bare and state.verb is None and state.passive is None)
        if state.verb is None and state.passive is None and any(r.votes for r in roll.recipients):
            recommended = True  # "Kết quả: Cờ thi đua: Sở A (9/9 phiếu)": what was voted on
        if rule == "award.passive" and state.recommends is None:
            recommended = self.lead.parted
        if any(r.name is not None and r.name == state.proposer for r in roll.recipients):
            former = None if any(r.name == state.former for r in roll.recipients) else state.former
            state.proposer = former or self.lead.proposer  # "suy tôn A, B đề nghị C tặng …; D được đề nghị …"
        votes = self.beside.votes(end) if rule in ("award.line", "award.passive") else None
        year, term = self.beside.merit(end, state.left)
        year = year if year or term else self.year_over or self.lead.year
        for named in group:
            for recipient in roll.recipients or (None,):
                if recipient is not None and not fits(named.mention, recipient, alone=len(group) == 1):
                    continue
                if recipient is not None and recipient.votes is None and recommended:
                    recipient = replace(recipient, votes=votes or state.votes or self.lead.votes)
                if recipient is not None and recipient.votes is not None and is_minority(self.text.value(recipient.votes)):
                    continue
                inherited = self._inherited(named)
                if named.grantor is not None and not may_confer(self.text, named.grantor, named):
                    named = replace(named, grantor=None)
                grantor = inherited if named.grantor is None or (inherited and self._of_block(named.grantor)) else named.grantor
                proposer = state.proposer if recommended else None
                self.out.append(Conferral(named, grantor, recipient, recommended, proposer, named.year or year, term, rule))
                if (
                    state.also is not None
                    and "unspecified" not in named.mention.values
                    and grantor is not None
                    and grantor == state.grantor
                ):
                    self.out.append(replace(self.out[-1], grantor=state.also))
        state.conferred = bool(self.out)

    def _of_block(self, span: Span) -> bool:
        """Whether what stands behind "của" is the block for whose members the award is ("tặng Cờ thi đua của Khối X")."""
        return self.text.value(span).lower().startswith(("khối ", "cụm "))

    def _inherited(self, named: Named) -> Span | None:
        """The grantor of the clause, if it can confer the award: who hands an order of the State over does not."""
        grantor = self.state.grantor
        return None if grantor is not None and not may_confer(self.text, grantor, named) else grantor

    def _words(self, k: int) -> str:
        return self.text.text[self.signs[k].start : self.signs[k].end]
