"""Who leads the block and who was elected to what: holder and office joined by word order, elected or incumbent by cue and year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from extractor.document import Block, Mention, Mentions, OrganizationMention, PersonMention, PositionMention, Sentence, Span, Text
from extractor.lexicon import load
from extractor.record import Document, Leader, Meeting
from extractor.relations.ballots import elected_members
from extractor.relations.bodies import Bodies
from extractor.relations.chunks import Chunk, Chunked
from extractor.relations.entries import evidence, union
from extractor.relations.leader_pairs import may_hold, pairs
from extractor.relations.leader_terms import TABLE_HEADING, Term, Terms
from extractor.relations.organizations import key as organization_key
from extractor.relations.rules import first
from extractor.relations.tables import Table, tables
from extractor.syllables import fold_phrase

_VOTED = re.compile(r"(?i)\bbầu\b|trúng cử")
_SIGNS_AS = re.compile(r"(?:T/?M\. ?)?(?:CHỦ TRÌ)?\s*")
_CONTROL = frozenset(fold_phrase(w) for w in ("Ủy ban Kiểm tra", "UBKT", "Ban Kiểm tra"))
# How many sentences behind an election the next office of a list may stand ("Các Phó Chủ tịch gồm: …").
CARRIED = 3
# Within how many lines the name of a signature follows the office.
SIGNATURE = 4
_NAMES: dict[str, str] = {fold_phrase(k): v for k, v in load("leaders")["positions"].items()}
_OF_THE_MEETING = frozenset(fold_phrase(w) for w in load("leaders")["of_the_meeting"]["words"])
M = TypeVar("M", bound=Mention)
Action = Literal["elected", "incumbent"]


@dataclass(frozen=True, slots=True)
class Claim:
    """That a holder has an office: where both stand, by which rule, and the term as far as the words give it."""

    title: PositionMention
    holder: OrganizationMention | PersonMention
    action: Action
    term: Term | None
    rule: str
    office: tuple[Span, ...] = ()


def leaders(text: Text, mentions: Mentions, chunks: Chunked, document: Document, meeting: Meeting | None) -> list[Leader]:
    """The leaders of the record: heads of blocks, elected or in office, and whoever the meeting elected to any office."""
    relater = _Relater(text, mentions, chunks, document, meeting)
    out: dict[tuple[str, str, str], Leader] = {}
    for claim in relater.claims():
        entry = relater.entry(claim)
        key = fold_phrase(entry.position), organization_key(entry.holder), entry.action
        known = out.get(key)
        if known is None or (known.term is None and entry.term is not None):
            out[key] = entry
    return [
        e
        for (position, holder, action), e in out.items()
        if action == "elected" or not _said_again(e, out.get((position, holder, "elected")))
    ]


def _said_again(incumbent: Leader, elected: Leader | None) -> bool:
    """Whether "với vai trò Khối trưởng" only repeats the election told elsewhere."""
    return elected is not None and (incumbent.term is None or elected.term is None or incumbent.term == elected.term)


class _Relater:
    def __init__(self, text: Text, mentions: Mentions, chunks: Chunked, document: Document, meeting: Meeting | None) -> None:
        self.document = document
        self.chunks = chunks
        self.text = text
        self.mentions = mentions
        self.meeting = meeting
        self.bodies = Bodies(text, mentions, meeting)
        self.congress = meeting is not None and meeting.kind == "congress"
        self.terms = Terms(text, document, meeting, congress=self.congress)
        self.elected_at = -CARRIED - 1

    def claims(self) -> Iterator[Claim]:
        """Every claim of the text, in reading order."""
        for i, sentence in enumerate(self.text.sentences):
            carried = self.congress and i - self.elected_at <= CARRIED
            for claim in self._of_sentence(sentence, self.chunks[i], i, carried=carried):
                if claim.action == "elected":
                    self.elected_at = i
                yield claim
        yield from self._ballots()
        yield from self._in_tables()
        yield from self._signed()

    def _ballots(self) -> Iterator[Claim]:
        for person, office, title in elected_members(self.text, self.mentions):
            yield Claim(title, person, "elected", self.terms.mandate, "leader.ballot", office)

    def _signed(self) -> Iterator[Claim]:
        """Heads of the block who sign as such: the office on a line of its own, a name on one of the next."""
        text = self.text.text
        starts = {p.start: p for p in self.mentions.people}
        for title in self.mentions.positions:
            line = text.rfind("\n", 0, title.start) + 1
            if (
                title.kind != "block"
                or not self.text.value(title.span).isupper()
                or not _SIGNS_AS.fullmatch(text[line : title.start])
                or text[title.end : title.end + 1] != "\n"
            ):
                continue
            at = title.end + 1
            for _ in range(SIGNATURE):
                end = text.find("\n", at)
                end = end if end >= 0 else len(text)
                if at in starts and starts[at].end == end:
                    yield Claim(title, starts[at], "incumbent", self.terms.in_office(title), "leader.signed")
                    break
                at = end + 1

    def _in_tables(self) -> Iterator[Claim]:
        """Rows that pair an office with a holder in a table of election results ("| Khối trưởng | Sở Y tế | 12/12 |")."""
        for table in tables(self.text):
            first_cell = self.text.blocks[table.blocks[0]]
            heading = self.text.text[max(0, first_cell.start - TABLE_HEADING) : first_cell.start]
            if "votes" not in table.roles or not _VOTED.search(heading):
                yield from self._attending(table)
                continue
            for row in table.rows:
                cells = [row[c] for c in sorted(row)]
                titles = [t for c in cells for t in _filling(self.text, self.mentions.positions, c)]
                holders: list[OrganizationMention | PersonMention] = []
                for cell in cells:
                    holders += [*_filling(self.text, self.mentions.people, cell), *_filling(self.text, self.mentions.organizations, cell)]
                if len(titles) == 1 and holders and may_hold(titles[0], holders[0]) and self._names_office(titles[0]):
                    term = self.terms.above(first_cell.start) or (self.terms.mandate if titles[0].kind != "block" else None)
                    yield Claim(titles[0], holders[0], "elected", term, "leader.table")

    def _attending(self, table: Table) -> Iterator[Claim]:
        """Heads of the block marked as such in a list of those present."""
        for row in table.rows:
            cells = [row[c] for c in sorted(row)]
            persons = [m for cell in cells for m in _filling(self.text, self.mentions.people, cell)]
            titles = [t for cell in cells for t in _filling(self.text, self.mentions.positions, cell) if t.kind == "block"]
            if len(persons) == 1 and len(titles) == 1:
                yield Claim(titles[0], persons[0], "incumbent", self.terms.in_office(titles[0]), "leader.table")

    # -- one sentence -------------------------------------------------------------------------------------------------------------------

    def _of_sentence(self, sentence: Sentence, chunks: Sequence[Chunk], index: int, *, carried: bool) -> Iterator[Claim]:
        signs = "".join(c.sign for c in chunks)
        if "T" not in signs or not set(signs) & set("OP"):
            return
        context = self._context(index)
        words = self.text.text[sentence.start : sentence.end]
        for title, holder, rule in pairs(self.text, chunks, signs):
            clause = self._clause(words, sentence.start, title, holder)
            if first("leaders", "not_elected", clause) or self._for_another(title, holder):
                continue
            said = words[: title.end - sentence.start] if title.kind != "block" else clause
            action = self._action((title, holder), rule, f"{said} {clause}", words, context, sentence.start)
            if (
                action is None
                and carried
                and rule == "leader.title-first"
                and isinstance(holder, PersonMention)
                and self._names_office(title)
            ):
                action = "elected"
            if action is not None:
                term = self.terms.of(title, holder, sentence, elected=action == "elected", context=context, rule=rule)
                yield Claim(title, holder, action, term, rule)

    def _for_another(self, title: PositionMention, holder: OrganizationMention | PersonMention) -> bool:
        """Whether a person only speaks for the unit that leads: "bà A, đại diện đơn vị Khối phó"."""
        between = self.text.text[holder.end : title.start].lower()
        return isinstance(holder, PersonMention) and ("đại diện" in between or "thay mặt" in between)

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
        if rule in ("leader.handed-over", "leader.handed-to"):
            return "elected"
        if rule == "leader.hands-over":
            return "incumbent"
        cue = first("leaders", "elected", clause) or (
            first("leaders", "elected", context) if rule in ("leader.title-first", "leader.holder-first") else None
        )
        if title.kind != "block":
            if first("leaders", "appointed", clause):
                return None
            if rule == "leader.apposed":
                return "elected" if first("leaders", "listed", words) or self._in_list(holder, words, offset) else None
            known = cue or (self.congress and rule == "leader.holder-first" and "giữ chức" in clause)
            return "elected" if known and rule in ("leader.holder-first", "leader.title-first") and self._names_office(title) else None
        if rule in ("leader.apposed", "leader.introduced", "leader.role-first", "leader.represented"):
            return "elected" if rule == "leader.apposed" and self._listed_or_coming(title, holder, words, offset) else "incumbent"
        if cue or first("leaders", "elected", words):
            return "elected"
        return "elected" if self._ahead(words) else "incumbent"

    def _in_list(self, holder: OrganizationMention | PersonMention, words: str, offset: int) -> bool:
        """Whether a congress lists the holder behind "bầu: …" or as one of the new committee ("Ban Thường vụ gồm: A (Chủ tịch), …")."""
        before = words[: max(0, holder.start - offset)]
        return self.congress and first("leaders", "list_opens", before) is not None and not first("leaders", "not_elected", before)

    def _listed_or_coming(self, title: PositionMention, holder: OrganizationMention | PersonMention, words: str, offset: int) -> bool:
        """Whether an office set beside its holder is newly given: in the list behind "bầu …:", or for a year after the one under review."""
        before = words[: max(0, holder.start - offset)]
        if ":" in before and first("leaders", "elected", before):
            return True
        if not isinstance(holder, OrganizationMention) or self.meeting is None or self.meeting.review_year is None:
            return False
        year = re.match(r"\s*(?:Khối|Cụm)?[^,;()]{0,40}?năm ((?:19|20)\d\d)", self.text.text[title.end : title.end + 60])
        return year is not None and int(year.group(1)) > self.meeting.review_year

    def _names_office(self, title: PositionMention) -> bool:
        """An office of a body, not of the meeting itself (thư ký, tổ trưởng of the tellers)."""
        return fold_phrase(self.text.value(title.span)) not in _OF_THE_MEETING

    def _ahead(self, words: str) -> bool:
        """Whether the only year of the sentence is one planned for."""
        years = {int(y) for y in re.findall(r"[Nn]ăm ((?:19|20)\d\d)", words)}
        return bool(self.meeting and self.meeting.plan_year in years and self.meeting.review_year not in years and self.meeting.review_year)

    # -- the heading over a list ---------------------------------------------------------------------------------------------------------

    def _context(self, i: int) -> str:
        """The heading over a list item or a labelled line: what precedes it outside the list, when it ends in a colon or is short."""
        sentence = self.text.sentences[i]
        block = self.text.blocks[sentence.block]
        start = max(block.start, sentence.start - 200)
        same = self.text.text[start : sentence.start]
        for j in range(sentence.block - 1, max(-1, sentence.block - 15), -1):
            above = self.text.blocks[j]
            if (
                above.kind in ("item", "cell")
                and self.text.text[above.end - 1 : above.end] != ":"
                and (
                    not re.match(r"(?:\d+|[IVX]+|[a-z])[.)]", self.text.text[above.start : above.start + 6])
                    or ":" in self.text.text[above.start : above.end]
                )
            ):
                continue
            line = self.text.text[above.start : above.end]
            return f"{line} {same}" if len(line) < 260 else same
        return same

    # -- the entry -----------------------------------------------------------------------------------------------------------------------

    def entry(self, claim: Claim) -> Leader:
        text, title = self.text, claim.title
        organ = self.congress and title.organization is not None and self._is_organ(title)
        spans = list(claim.office) or [Span(title.start, title.organization.end) if organ and title.organization else title.span]
        position = text.value(*spans)
        body = (
            title.organization if title.organization is not None and title.kind != "block" and not organ else self._body(title, organ=organ)
        )
        fields = {
            "position": spans,
            "holder": [claim.holder.span],
            "body": [body] if body else [],
            "term": [claim.term[1]] if claim.term else [],
        }
        return Leader(
            position=_NAMES.get(fold_phrase(position), position),
            holder=text.value(claim.holder.span),
            holder_kind="organization" if isinstance(claim.holder, OrganizationMention) else "person",
            body=text.value(body) if body else None,
            term=claim.term[0] if claim.term else None,
            action=claim.action,
            spans=union(fields),
            evidence=evidence(fields),
            confidence=0.9,
            rules=[claim.rule],
        )

    def _is_organ(self, title: PositionMention) -> bool:
        """Whether the title names an organ with no body of its own: "Trưởng Ban Kiểm tra", "Chủ nhiệm Ủy ban Kiểm tra"."""
        named = self.text.value(title.organization) if title.organization is not None else ""
        return (title.kind == "shared" and title.outer is None) or fold_phrase(named) in _CONTROL

    def _body(self, title: PositionMention, *, organ: bool = False) -> Span | None:
        if title.kind == "block":
            own = title.organization
            return own if own is not None and len(self.text.value(own).split()) > 3 else self.bodies.block(title.start)
        held = None if organ else self.bodies.held_in(title)
        if held is None and self.congress and self.meeting is not None and self.meeting.evidence.get("conveners"):
            place = self.meeting.evidence["conveners"][0]
            return Span(place.start, place.end)
        return held


def _filling(text: Text, mentions: Sequence[M], cell: Block) -> list[M]:
    """The mention that fills a cell but for an honorific or a mark before it, if any."""
    inside = [m for m in mentions if cell.start <= m.start and m.end <= cell.end]
    fills = len(inside) == 1 and inside[0].start - cell.start < 12 and not text.text[inside[0].end : cell.end].strip(" .")
    return inside if fills else []
