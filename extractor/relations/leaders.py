"""Who leads the block and who was elected to what: holder and office joined by word order, elected or incumbent by cue and year."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from extractor.document import Mentions, OrganizationMention, PersonMention, PositionMention, Sentence, Span, Text
from extractor.lexicon import load
from extractor.record import Document, Leader, Meeting
from extractor.relations.ballots import MAJORITY, elected_members, share
from extractor.relations.bodies import ANAPHORS, ORGANS, bodies_of
from extractor.relations.chunks import ANAPHOR, Chunked, Chunks, without_officers
from extractor.relations.committees import committee, seats
from extractor.relations.entries import evidence, union
from extractor.relations.leader_claims import (
    Action,
    Behind,
    Claim,
    before_the_next,
    headed,
    in_full,
    sharing,
    signed_by_the_elected,
    succeeding,
    told_once,
)
from extractor.relations.leader_headings import announced_over, heading_over, over_list
from extractor.relations.leader_lists import under_offices
from extractor.relations.leader_pairs import pairs
from extractor.relations.leader_signatures import issuers, signers
from extractor.relations.leader_tables import rows
from extractor.relations.leader_terms import Term, Terms
from extractor.relations.leader_votes import winners
from extractor.relations.likely_bodies import owner
from extractor.relations.organizations import groups, shared_heads
from extractor.relations.organizations import key as organization_key
from extractor.relations.rules import first
from extractor.syllables import fold_phrase

# At a congress whoever "takes" an office was elected to it; a seat needs the vote itself or the new committee.
_HOLDS = re.compile(
    r"(?i)giữ chức|\blàm (?:phó )?(?:chủ tịch|bí thư|trưởng ban|hội trưởng)|đảm nhiệm|đảm nhận|cương vị|\bdo\b.{0,80}\blàm\b"
)
_ELECTS = re.compile(r"(?i)\bbầu\b|\bcử\b|trúng cử|hiệp thương|kiện toàn|bổ sung|gồm")
_LISTS = re.compile(r"\b(?:là|gồm)\s")
# "đồng chí A được bầu làm Chủ tịch Hội, đồng chí | B - Phó Chủ tịch": the election holds for B too.
_BESIDE_ELECTED = re.compile(
    r"(?i)(?:được bầu|bầu [^.;,]{3,40}) (?:là|làm|giữ)[^.;,]{3,60}, ?(?:và )?(?:các )?(?:đồng chí|đ/c|ông|bà|anh|chị)\s*$"
)
# "đồng chí A tái cử chức Chủ tịch khóa X với số phiếu cao; đồng chí | B - Phó Chủ tịch": the office names no body of its own.
_ELECTED_TOO = re.compile(
    r"(?i)(?:(?:được bầu|trúng cử|tái cử|đắc cử)[^.]{3,200}[,;]|\bbầu [^.]{3,200};) ?(?:và )?(?:các )?"
    r"(?:(?:đồng chí|đ/c|ông|bà|anh|chị)\s*)?$"
)
_IN_WORDS = ("leader.holder-first", "leader.title-first")
_HANDED_ON = ("leader.handed-to", "leader.handed-over")
_OF_A_YEAR = re.compile(r"(?:Trong |Bước (?:vào|sang) |Sang )?[Nn]ăm (?:học )?(?:19|20)\d\d")
# "bầu | Sở X (Khối trưởng)", "bầu Sở X (Khối trưởng) và | Sở Y (Khối phó)"
_VOTED_IN = re.compile(r"(?i)\b(?:bầu|suy tôn) (?:[^.;,()]{3,60} \([^()]{4,20}\)(?:,| và) ?)*$")
_RECOGNISES = re.compile(r"(?i)(?:công nhận|chuẩn y|kiện toàn) [^.;]{0,30}(?:kết quả bầu|ban chấp hành|ban thường vụ|bch|các chức danh)")
# What is assigned there is work, not an office.
_CHORES = re.compile(r"(?i)\W*(?:[a-zđ\d]{1,2}[.)] ?)?phân công(?: (?:nhiệm vụ|công việc|cụ thể|thực hiện|tổ chức|chuẩn bị|như sau))*\W*")
# The votes right behind a name in the result of an election ("Sở X: 5/7 phiếu").
_VOTES = re.compile(r"\s*(?:[:(,–-]|được|đạt)?\s*\d+/\d+\b(?!/)")
# "BÊN GIAO: Sở X (Cụm trưởng năm 2020)", "Bên nhận: Sở Y".
_PARTY = re.compile(r"(?i)bên (?:(?P<gives>(?:bàn )?giao)|(?:tiếp )?nhận)\W{0,4}$")
_GIVEN_FLAG = re.compile(
    r"(?i)(?:trao (?:lại )?cờ|bàn giao)(?: [^,;.]{0,40})? (?:cho|tới|đến)(?: đại diện)?(?: lãnh đạo)?"
    r"(?: (?:ông|bà|đồng chí|đ/c|anh|chị))?\s*$"
)
_CLAUSE_END = re.compile(r"[.;]\s")
# "Sở X hoàn thành nhiệm vụ Khối trưởng năm 2023, bàn giao cho Sở Y", "Sở X với vai trò là Khối trưởng đã làm tốt việc được giao".
_SERVED = re.compile(
    r"\bhoàn thành (?:tốt |xuất sắc )?(?:nhiệm vụ|vai trò|trách nhiệm)\b"
    r"|^(?!.*\b(?:bầu|suy tôn|giao|cử|chọn)\b).* (?:với|trong) (?:vai trò|cương vị|tư cách|trách nhiệm)(?: là)?(?: đơn vị)? \Z"
)
# Who is relieved of an office only had it.
_RELIEVED = re.compile(r"\bthôi (?:làm|giữ|đảm nhiệm|đảm nhận|đảm trách|phụ trách)\b")
_HANDS_ON = re.compile(r"[^.;,()\n]{0,60}\),? (?:(?:đã|vừa|sẽ) )?(?:bàn giao|chuyển giao|trao lại)(?! nhận)")
_TERM_NUMBER = re.compile(r"\b(?:khóa|khoá) ([IVXLC]+|\d+)\b")
_JOINED = re.compile(r",? (?:kiêm |đồng thời là )?")
_CLERGY = (fold_phrase("Ban Trị sự"), "bts")
_SEATS = frozenset(fold_phrase(w) for w in ("Ủy viên", "UV"))
_CONTROL = frozenset(fold_phrase(w) for w in ("Ủy ban Kiểm tra", "UBKT", "Ban Kiểm tra"))
# The longest "bên bàn giao: " before who gives or takes an office.
PARTY_REACH = 24
# The longest ", khóa XIV" behind an office.
TERM_REACH = 16
# How far from an office or its holder, in characters, words decide whether it was given: four times the longest sentence that was met.
REACH = 4000
# How many sentences behind an election the next office of a list may stand ("Các Phó Chủ tịch gồm: …").
CARRIED = 3
_NAMES: dict[str, str] = {fold_phrase(k): v for k, v in load("leaders")["positions"].items()}
_OF_THE_MEETING = frozenset(fold_phrase(w) for w in load("leaders")["of_the_meeting"]["words"])


def leaders(text: Text, mentions: Mentions, chunks: Chunked, document: Document, meeting: Meeting | None) -> list[Leader]:
    """The leaders of the record: heads of blocks, elected or in office, and whoever the meeting elected to any office."""
    relater = _Relater(text, mentions, chunks, document, meeting)
    claims = [*relater.claims()]
    claims = signed_by_the_elected(text, claims, document.date) if meeting is None else claims
    if meeting is None or meeting.review_year is None:
        claims = succeeding(text, claims)
    if meeting is None or meeting.kind != "signing":  # who only signs for a year tells of no year before
        claims = before_the_next(text, claims)
    titles = [Span(p.start, p.end) for p in document.evidence.get("title", [])] if document.kind == "news" else []
    claims = [c for c in headed(text, claims, titles, relater.terms.planned()) if relater.named(c) is not None]
    forms = {organization_key(form): group.name for group in groups(text, mentions.organizations) for form in group.forms}
    told = told_once(map(relater.entry, claims), forms)
    places = {organization_key(text.value(c.holder.span)) for c in claims if c.holder.rule == "leader.place"}
    return [e for e in told if organization_key(e.holder) not in places or not in_full(e, told)]


class _Relater:
    def __init__(self, text: Text, mentions: Mentions, chunks: Chunked, document: Document, meeting: Meeting | None) -> None:
        self.document = document
        self.chunks = chunks
        self.text = text
        self.mentions = mentions
        self.meeting = meeting
        self.bodies = bodies_of(text, mentions, meeting)
        self.congress = (meeting is not None and meeting.kind == "congress") or _recognises(text, document)
        self.terms = Terms(text, document, meeting, congress=self.congress)
        self.elected_at = -CARRIED - 1
        self.listed = [*under_offices(text, mentions)]
        self.told_by_line = {holder.start for *_, holder in self.listed}

    def claims(self) -> Iterator[Claim]:
        """Every claim of the text, in reading order."""
        for i in self.chunks.naming("PT"):
            sentence = self.text.sentences[i]
            carried = self.congress and i - self.elected_at <= CARRIED
            for claim in sharing(self._of_sentence(sentence, without_officers(self.chunks[i]), i, carried=carried)):
                if claim.action == "elected":
                    self.elected_at = i
                yield claim
        yield from self._voted()
        yield from self._ballots()
        yield from self._listed_under()
        yield from self._in_tables()
        for title, issuer in issuers(self.text, self.mentions):
            yield Claim(title, issuer, "incumbent", self.terms.in_office(title, signs=True), "leader.signed")
        for title, signer in signers(self.text, self.mentions):
            yield Claim(title, signer, "incumbent", self.terms.in_office(title, signs=True), "leader.signed")

    def _voted(self) -> Iterator[Claim]:
        for i, title, holder in winners(self.text, self.chunks):
            term = self.terms.of(title, holder, self.text.sentences[i], elected=True, heading=None, rule="leader.voted-on")
            yield Claim(title, holder, "elected", term, "leader.voted-on")

    def _listed_under(self) -> Iterator[Claim]:
        for line, title, holder in self.listed:
            i = bisect_right(self.text.sentences, line.start, key=lambda s: s.start) - 1
            context, heading = heading_over(self.text, i)
            given = first("leaders", "elected", context) is not None or self.terms.gives_offices
            given = given or (title.kind != "block" and self.congress and first("leaders", "list_opens", context) is not None)
            if not self._names_office(title) or first("leaders", "not_elected", context) or not (given or title.kind == "block"):
                continue
            sentence = self.text.sentences[i]
            term = self.terms.of(title, holder, sentence, elected=given, heading=heading, rule="leader.listed-under")
            yield Claim(title, holder, "elected" if given else "incumbent", term, "leader.listed-under")

    def _ballots(self) -> Iterator[Claim]:
        for person, office, title, name in elected_members(self.text, self.mentions):
            yield Claim(title, person, "elected", self.terms.mandate, "leader.ballot", office, name=name)

    def _in_tables(self) -> Iterator[Claim]:
        for row in rows(self.text, self.mentions, self.terms):
            if self._names_office(row.title):
                yield Claim(row.title, row.holder, "elected" if row.elected else "incumbent", row.term, "leader.table", block=row.block)

    # -- one sentence -------------------------------------------------------------------------------------------------------------------

    def _of_sentence(self, sentence: Sentence, chunks: Chunks, index: int, *, carried: bool) -> Iterator[Claim]:
        signs = chunks.signs
        if "P" not in signs and not ("T" in signs and "O" in signs) and signs.count("T") < 2:
            return
        context, heading = heading_over(self.text, index)
        told: set[int] = set()
        whole = self.text.text[sentence.start : sentence.end]
        elects = self.congress or first("leaders", "elected", whole) is not None
        if not (elects or self._may_lead(chunks, whole, context)):
            return
        behind = Behind(chunks)
        for title, holder, rule in pairs(self.text, chunks, signs):
            if rule == "leader.apposed" and title.kind != "block" and holder.start in self.told_by_line:
                continue  # the office over the list is what they were elected to
            near = self._near(sentence, title, holder)
            words = self.text.text[near.start : near.end]
            clause = self._clause(words, near.start, title, holder)
            told_by = max(title.end, holder.end)
            before, behind_them = self._clause(words[: told_by - near.start], near.start, title, holder), words[told_by - near.start :]
            if first("leaders", "not_elected", before) or first("leaders", "lost", behind_them.partition(";")[0]):
                continue
            lead_in = words[: max(0, told_by - near.start - len(before))].partition(":")
            if lead_in[1] and first("leaders", "not_elected", lead_in[0]):
                continue  # "Dự kiến trình hội nghị: Sở X làm Khối trưởng; Sở Y làm Khối phó"
            if self._for_another(title, holder) or self._former(title):
                continue
            said = words[: title.end - near.start] if title.kind != "block" else clause
            action = self._action((title, holder), rule, f"{said} {clause}", words, context, near.start)
            follows = (carried or (self.congress and bool(told))) and rule == "leader.title-first" and isinstance(holder, PersonMention)
            if action is None and follows and self._names_office(title):
                action = "elected"
            if action is not None:
                announced = announced_over(self.text, index, self.terms) if title.kind == "block" else None
                listed = heading if heading is not None and over_list(self.text, heading, index) else None
                above = heading if action == "elected" else listed
                term = self.terms.of(title, holder, near, elected=action == "elected", heading=above, rule=rule, announced=announced)
                own_year = term is not None and near.start <= term[1].start and term[1].start > title.end
                if action == "incumbent" and rule != "leader.aside" and not own_year and self.terms.to_come(self.terms.of_list(listed)):
                    action, term = "elected", self.terms.of_list(heading)
                if title.kind == "block":
                    told_as = action
                    action = self._in_time(action, rule, term, words, own_year=own_year, is_said=self._is_said(title))
                    if rule == "leader.apposed" and action != told_as:
                        rule = "leader.takes-office"
                if term is None and rule == "leader.apposed" and announced is not None:
                    action, term = "elected", self.terms.of_list(announced)
                told.add(holder.start)
                yield Claim(title, holder, action, term, rule, block=behind.named(title))
        if elects:
            yield from self._seats(sentence, [c.person for c in chunks if c.sign == "P"], whole, told)

    def _may_lead(self, chunks: Chunks, words: str, context: str) -> bool:
        """Whether a sentence that elects nobody may tell of a leader: by an office of a block, what stands over it, or a list."""
        if any(c.sign == "T" and c.position.kind == "block" for c in chunks):
            return True
        return any(first("leaders", section, said) is not None for section, said in (("elected", context), ("listed", words)))

    def _in_time(self, action: Action, rule: str, term: Term | None, words: str, *, own_year: bool, is_said: bool) -> Action:
        """What the year of an office of a block says of it: for the one looked back on whoever was chosen is in office ("Năm 2022, Sở X
        được bầu làm Khối trưởng"), for the one to come whoever holds it was chosen, as is who is told to lead in the year of a pact."""
        if action == "elected":
            return "incumbent" if self.terms.past(term) and rule not in _HANDED_ON else "elected"
        said = rule in _IN_WORDS and (rule == "leader.title-first" or own_year or _OF_A_YEAR.match(words) is not None)
        coming = (said or (rule == "leader.apposed" and own_year)) and self.terms.to_come(term)
        return "elected" if coming or (said and not is_said and self.terms.of_pact(term)) else "incumbent"

    def _is_said(self, title: PositionMention) -> bool:
        """Whether a holder only is what the office says ("Hội X là đơn vị Khối phó năm 2017")."""
        return self.text.text[max(0, title.start - 12) : title.start].removesuffix("đơn vị ").endswith(" là ")

    def _seats(self, sentence: Sentence, persons: Sequence[PersonMention], words: str, told: set[int]) -> Iterator[Claim]:
        """Seats on committees; whoever gets an office in the same sentence is told of by that."""
        if not persons or not _ELECTS.search(words) or first("leaders", "not_elected", words):
            return
        for person, office, title, name in seats(self.text, sentence, persons):
            if person.start not in told:
                term = self.terms.of(title, person, sentence, elected=True, heading=None, rule="leader.seat")
                yield Claim(title, person, "elected", term, "leader.seat", office, name=name)

    def _near(self, sentence: Sentence, title: PositionMention, holder: OrganizationMention | PersonMention) -> Sentence:
        """The sentence as far as it is looked at for one pair, so that a sentence without end costs no more a pair than any other."""
        low, high = min(title.start, holder.start), max(title.end, holder.end)
        return sentence._replace(start=max(sentence.start, low - REACH), end=min(sentence.end, high + REACH))

    def _for_another(self, title: PositionMention, holder: OrganizationMention | PersonMention) -> bool:
        """Whether a person only speaks for the unit that leads: "bà A, đại diện đơn vị Khối phó"."""
        between = self.text.text[holder.end : title.start].lower()
        return isinstance(holder, PersonMention) and ("đại diện" in between or "thay mặt" in between)

    def _former(self, title: PositionMention) -> bool:
        """Whether the office is one of earlier times ("nguyên Phó Chủ tịch Hội X")."""
        return self.text.value(title.span).lower().startswith(("nguyên ", "cựu ", "cố "))

    def _clause(self, words: str, offset: int, title: PositionMention, holder: OrganizationMention | PersonMention) -> str:
        """The words around holder and title, between semicolons."""
        low, high = min(title.start, holder.start) - offset, max(title.end, holder.end) - offset
        start = words.rfind(";", 0, max(low, 0)) + 1
        end = words.find(";", high)
        return words[start : end if end >= 0 else len(words)]

    def _action(
        self,
        pair: tuple[PositionMention, OrganizationMention | PersonMention],
        rule: str,
        clause: str,
        words: str,
        context: str,
        offset: int,
    ) -> Action | None:
        """Elected or incumbent; None where the sentence makes no leader of the holder."""
        title, holder = pair
        at = max(0, holder.start - offset)
        party = _PARTY.search(words[max(0, at - PARTY_REACH) : at])
        if party is not None:
            return "incumbent" if party["gives"] else "elected"
        if rule in ("leader.handed-over", "leader.handed-to"):
            return "elected"
        if rule == "leader.hands-over":
            return "incumbent"
        if rule == "leader.aside":
            return "elected" if first("leaders", "elected", words[: max(0, title.start - offset)]) else "incumbent"
        aside = rule == "leader.title-first" and self.text.text[title.start - 1 : title.start] == "("
        if title.kind == "block" and ((aside and not self.terms.gives_offices) or _HANDS_ON.match(self.text.text, title.end)):
            return "incumbent"  # "Khối thi đua số 2 (Khối trưởng: Sở X)", "Sở X (Khối trưởng năm 2023) bàn giao hồ sơ"
        if title.kind == "block" and _RELIEVED.search(words[at : max(0, title.start - offset)]):
            return None
        if title.kind == "block" and _SERVED.search(words[at : max(0, title.start - offset)]):
            return "incumbent"
        cue = first("leaders", "elected", clause) or (first("leaders", "elected", context) if rule in _IN_WORDS else None)
        if title.kind != "block":
            # Whom a superior body names at the congress leads for the coming term, like one who is elected.
            if first("leaders", "appointed", clause) and not (self.congress and "chỉ định" in clause):
                return None
            if rule == "leader.apposed":
                said = words[: max(0, holder.start - offset)]
                listed = (
                    first("leaders", "listed", words)
                    or _BESIDE_ELECTED.search(said)
                    or (self.congress and self._of_no_other(title) and _ELECTED_TOO.search(said))
                    or self._in_list(holder, context, words, offset)
                    or _is_new(self.text, title)
                )
                return "elected" if listed else None
            known = cue is not None or (self.congress and rule == "leader.holder-first" and _HOLDS.search(clause) is not None)
            known = known or (self.congress and rule == "leader.title-first" and self._in_list(holder, context, words, offset))
            known = known or (rule in _IN_WORDS and self._of_new_term(title, holder))
            return "elected" if known and rule in _IN_WORDS and self._names_office(title) else None
        if rule in ("leader.apposed", "leader.introduced", "leader.role-first", "leader.represented"):
            if self.terms.gives_offices:
                return "elected"
            labelled = rule == "leader.introduced" and self.text.text[title.start - 2 : title.start] == ": "
            beside = rule in ("leader.apposed", "leader.represented") or labelled
            voted = _VOTED_IN.search(words[: max(0, holder.start - offset)]) is not None
            coming = beside and (voted or self._listed_or_coming(title, holder, context, words, offset))
            return "elected" if coming or _is_new(self.text, title) else "incumbent"
        votes = _VOTES.match(self.text.text, holder.end) if rule == "leader.title-first" else None
        if votes is not None:
            return "elected" if share(votes[0]) > MAJORITY else None
        if cue or first("leaders", "elected", words) or self.terms.gives_offices:
            return "elected"
        return "elected" if self._ahead(words) else "incumbent"

    def _of_no_other(self, title: PositionMention) -> bool:
        """Whether an office names no body, or a committee of the one that elects."""
        return title.organization is None or committee(self.text, title) is not None

    def _of_new_term(self, title: PositionMention, holder: OrganizationMention | PersonMention) -> bool:
        """Whether an office is told of the term that the congress opens: "Chủ tịch Hội khóa V là ông A" at the fifth."""
        named = title.organization.end if title.organization is not None else title.end
        end = max(title.end, holder.start) if holder.start > title.end else max(title.end, named) + TERM_REACH
        term = _TERM_NUMBER.search(self.text.text, title.end, end) if self.congress else None
        congress = self.meeting.title if self.meeting is not None else None
        return term is not None and congress is not None and term[1] in congress.replace(",", " ").split()

    def _in_list(self, holder: OrganizationMention | PersonMention, context: str, words: str, offset: int) -> bool:
        """Whether a congress lists the holder behind "bầu: …" or as one of the new committee ("Ban Thường vụ gồm: A (Chủ tịch), …")."""
        before = f"{context} {words[: max(0, holder.start - offset)]}"
        return self.congress and first("leaders", "list_opens", before) is not None and not first("leaders", "not_elected", before)

    def _listed_or_coming(
        self, title: PositionMention, holder: OrganizationMention | PersonMention, context: str, words: str, offset: int
    ) -> bool:
        """Whether an office set beside its holder is newly given: in the list behind "bầu …:", or for a year after the one under review."""
        before = f"{context} {words[: max(0, holder.start - offset)]}"
        announced = [told for part in before.split(":")[:-1] if not _CHORES.fullmatch(told := _CLAUSE_END.split(part)[-1])]
        if _GIVEN_FLAG.search(before):
            return True
        if any(first("leaders", "elected", words) for words in announced):
            return True
        same = words[: max(0, holder.start - offset)]
        if not isinstance(holder, OrganizationMention):
            return False  # a person introduced is in office
        return (_LISTS.search(same) is not None and first("leaders", "elected", same) is not None) or self._for_next_year(title)

    def _for_next_year(self, title: PositionMention) -> bool:
        """Whether the year behind an office of a block lies behind the one under review."""
        past = self.meeting.review_year if self.meeting is not None else None
        past = past or (int(self.document.date[:4]) if self.document.date else None)
        if past is None:
            return False
        year = re.match(r"\s*(?:Khối|Cụm)?[^,;()]{0,40}?năm ((?:19|20)\d\d)", self.text.text[title.end : title.end + 60])
        return year is not None and int(year.group(1)) > past

    def _names_office(self, title: PositionMention) -> bool:
        """An office of a body, not of the meeting itself (thư ký, tổ trưởng of the tellers)."""
        if title.organization is not None and fold_phrase(self.text.value(title.span)) in _SEATS:
            return True
        if title.anaphor is not None and fold_phrase(self.text.value(title.anaphor)) not in ORGANS | {"đoàn"}:
            return True  # "Thư ký Chi hội"
        return committee(self.text, title) is not None or fold_phrase(self.text.value(title.span)) not in _OF_THE_MEETING

    def _ahead(self, words: str) -> bool:
        """Whether the only year of the sentence is one planned for."""
        years = {int(y) for y in re.findall(r"[Nn]ăm ((?:19|20)\d\d)", words)}
        return bool(self.meeting and self.meeting.plan_year in years and self.meeting.review_year not in years and self.meeting.review_year)

    # -- the entry -----------------------------------------------------------------------------------------------------------------------

    def entry(self, claim: Claim) -> Leader:
        text, title = self.text, claim.title
        organ = self.congress and title.organization is not None and self._is_organ(title)
        start = title.start + (len("tân ") if _is_new(text, title) else 0)
        named = self.named(claim) or claim.holder.span
        head = shared_heads(self.mentions.organizations).get(named)
        holder = [head, named] if head else [named]
        spans = list(claim.office) or [Span(start, title.organization.end if organ and title.organization else title.end)]
        seat = committee(text, title)
        if seat is not None and not claim.office:
            spans = [Span(start, seat.end)]
        position = claim.name or text.value(*spans)
        own = title.organization if title.organization is not None and title.kind != "block" and not organ else None
        if seat is not None and own is not None and not claim.office:
            own = self._behind(seat, own)
        if claim.rule == "leader.seat" and (whole := self._whole(title)) is not None:
            own = self._behind(title.span, whole)
        body = (
            claim.block.span
            if claim.block is not None
            else own or self._body(title, organ=organ or seat is not None, signed=claim.rule == "leader.signed")
        )
        fields = {
            "position": spans,
            "holder": holder,
            "body": [body] if body else [],
            "term": [claim.term[1]] if claim.term else [],
        }
        return Leader(
            position=_NAMES.get(
                fold_phrase(position), position.capitalize() if position.isupper() and claim.title.kind == "block" else position
            ),
            holder=text.value(*holder),
            holder_kind="organization" if isinstance(claim.holder, OrganizationMention) else "person",
            body=text.value(body) if body else None,
            term=claim.term[0] if claim.term else None,
            action=claim.action,
            spans=union(fields),
            evidence=evidence(fields),
            confidence=0.9,
            rules=[claim.rule],
        )

    def named(self, claim: Claim) -> Span | None:
        """Where the holder is named; None for a bare head word ("Công ty được bầu làm …") that stands for no body of the text."""
        return self.bodies.anaphor(claim.holder.span) if claim.holder.rule == ANAPHOR else claim.holder.span

    def _behind(self, seat: Span, named: Span) -> Span | None:
        """The body whose committee a seat is on: what stands behind the committee in its name, or what a bare head there stands for."""
        rest = Span(named.end - len(self.text.text[seat.end : named.end].lstrip(" ,–-")), named.end)
        if rest.start == rest.end:
            return None
        return self.bodies.anaphor(rest) if fold_phrase(self.text.value(rest)) in ANAPHORS else rest

    def _whole(self, committee: PositionMention) -> Span | None:
        """The name of which a committee's own words are the beginning ("vào | Ban Chấp hành | Hội Nông dân xã")."""
        at = bisect_left(self.mentions.organizations, committee.start, key=lambda o: o.start)
        found = self.mentions.organizations[at] if at < len(self.mentions.organizations) else None
        return found.span if found is not None and found.start == committee.start and found.end > committee.end else None

    def _of_next(self, title: PositionMention) -> Span | None:
        """The body of the office given with this one, which names it for both: "Phó Chủ tịch kiêm Tổng Thư ký Hội X"."""
        following = bisect_right(self.mentions.positions, title.start, key=lambda t: t.start)
        other = self.mentions.positions[following] if following < len(self.mentions.positions) else None
        joined = other is not None and other.kind == title.kind and _JOINED.fullmatch(self.text.text, title.end, other.start)
        return other.organization if joined and other is not None else None

    def _is_organ(self, title: PositionMention) -> bool:
        """Whether the title names an organ with no body of its own: "Trưởng Ban Kiểm tra", "Chủ nhiệm Ủy ban Kiểm tra"."""
        named = self.text.value(title.organization) if title.organization is not None else ""
        if fold_phrase(named).startswith(_CLERGY):
            return False  # the whole body of a level of the Buddhist Sangha, no organ of another
        return (title.kind == "shared" and title.outer is None) or fold_phrase(named) in _CONTROL

    def _body(self, title: PositionMention, *, organ: bool = False, signed: bool = False) -> Span | None:
        if title.kind == "block":
            own = title.organization
            if own is not None and len(self.text.value(own).split()) > 3:
                return own
            return self.bodies.main_block if signed else self.bodies.block(title.start, own)
        held = None if organ else self.bodies.held_in(title) or self._of_next(title)
        if held is None and self.meeting is not None and self.meeting.kind != "review" and self.meeting.evidence.get("conveners"):
            place = self.meeting.evidence["conveners"][0]
            return owner(self.text, Span(place.start, place.end))
        if held is None and self.congress and self.meeting is not None:
            places = self.meeting.evidence.get("title", [])
            return next((o.span for p in places for o in self.mentions.organizations if p.start <= o.start and o.end <= p.end), None)
        return held


def _recognises(text: Text, document: Document) -> bool:
    """Whether a decision recognises who was elected at a congress ("Về việc công nhận kết quả bầu cử Ban Chấp hành …")."""
    titles = document.evidence.get("title", []) if document.kind == "decision" else []
    return any(_RECOGNISES.search(text.text, p.start, p.end) for p in titles)


def _is_new(text: Text, title: PositionMention) -> bool:
    """Whether the words call the holder newly elected: "tân Chủ tịch Hội X"."""
    return text.text[title.start : title.start + 4].lower() == "tân "
