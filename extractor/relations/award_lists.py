"""Walks a document for awards: sentences, headings with lists below them, tables, and what announcing lines hand on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import AwardMention, Block, BlockKind, Mentions, OrganizationMention, Sentence, Span, Text
from extractor.relations.award_asides import with_awards_beside, with_own_awards
from extractor.relations.award_attached import Attached
from extractor.relations.award_clauses import ClauseReader
from extractor.relations.award_following import Following
from extractor.relations.award_groups import Named, may_confer
from extractor.relations.award_items import ItemReader
from extractor.relations.award_marks import above, depth, level, mark, next_of
from extractor.relations.award_readings import Conferral, Lead, Reading
from extractor.relations.award_recipients import Recipient, letters
from extractor.relations.award_rest import Rest
from extractor.relations.award_sections import Sections
from extractor.relations.award_signs import Reader, Sign
from extractor.relations.award_tables import TableReader, collect, lost, named_in, section_kind
from extractor.relations.ballots import is_minority
from extractor.relations.rules import first

_HEADING_TOKENS = 40
# "Tập thể, cá nhân được tặng Giấy khen" above a list
_CAPTION_TOKENS = 12
_SHORT = 90
# "Danh hiệu [Tập thể lao động xuất sắc]: Sở A"
_OPENING_WORDS = 20
_THRESHOLD = re.compile(
    r"(?:đạt|từ|bắt buộc:? từ|trên) ?(?:từ )?(?:(?P<share>\d{2,3}) ?%|(?P<part>[1-9])/(?P<whole>[2-9]))"
    r" (?:số phiếu |tổng số phiếu |phiếu |ý kiến )?(?:\w+ ){0,3}?trở lên"
)
# What goes on with what the sentence before told ("Ngoài ra, còn có 54 tập thể …").
_ALSO = re.compile(r"Ngoài ra|Bên cạnh đó|Cùng với đó|Đồng thời")
# What parts those whom the sentence before counts ("Trong đó, có 2 tập thể nhận …"), unless it says that it has been done.
_PARTED = re.compile(r"(?:Trong đó|Trong số (?:này|đó|ấy)|Cụ thể|Bao gồm)(?:,|:| (?:có|là|gồm))(?!.{0,60}\bđã được)")
# "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN …": the title of a list, by a decision or in it (NĐ 30/2020/NĐ-CP, Phụ lục I).
_ROLL_OF_HONOUR = re.compile(r"(?i)[\W\d]*(?:phụ lục[^\n]{0,12}\s)?danh sách\b[^.;]*$")
# "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG": whatever stands in it is put forward.
_ASKS_LIST = re.compile(r"[\W\d]*DANH SÁCH [^.;\n]{0,80}?(?:ĐỀ NGHỊ|TRÌNH|ĐỀ XUẤT|Đề nghị|đề nghị)\b[^.;]*$")
# "Kết quả khen thưởng năm 2023 đã có quyết định: …": what was conferred, though a paper tells it that proposes.
_DECIDED = re.compile(r"(?i)khen thưởng[^.;:]{0,60}đã (?:có|ban hành|được) (?:quyết định|tặng|trao|công nhận)")
# "… tiến hành bỏ phiếu, kết quả như sau:": what a vote put forward.
_RESULTS = re.compile(r"(?:bỏ phiếu|bình xét|biểu quyết|suy tôn|bình bầu)[^.;]{0,80}?(?:\. ?)?(?:[Kk]ết quả|như sau)[^.;]{0,40}:\W*$")
# Under a picture that shows another day.
_ILLUSTRATES = re.compile(r"(?i)ảnh minh h(?:ọa|oạ)\W*$")
_DENIED = re.compile(r"(?:[Kk]hông|[Cc]hưa) (?:đề nghị|xét|xem xét|trình|đưa)")


# "Kết quả khen thưởng năm 2023 đã có quyết định: Cờ thi đua: A; Bằng khen: B": minutes tell what was granted before.
_DECIDED_ON = re.compile(r"[^:;.]{0,120}?\bđã (?:có|được ban hành) quyết định(?: [^:;.]{0,60})?:")
# Numbers and letters with which a row of items begins.
_OPENING = ("1", "01", "a", "A", "I", "1.1")


@dataclass(frozen=True, slots=True)
class Found:
    """All conferrals of a document in reading order, whom it denies an award, and the bodies that recommend in general terms.

    `asks` is the title of a list of those who are put forward."""

    conferrals: tuple[Conferral, ...]
    denied: tuple[Span, ...]
    proposers: tuple[Span, ...]
    givers: tuple[tuple[AwardMention, Span], ...] = ()
    asks: Span | None = None


@dataclass(slots=True)
class _Pending:
    """Awards whose recipients the next lines list; `counted` are the conferrals that the list tells one by one."""

    named: tuple[Named, ...] = ()
    counted: tuple[int, ...] = ()
    recommended: bool = False
    proposer: Span | None = None
    grantor: Span | None = None
    kind: str | None = None
    strong: bool = False
    level: str = ""
    mark: str = ""
    row: str | None = None
    owed: int = 0


class Walk:
    """One walk over one document. `recommends` is what a bare list means in a document of its kind."""

    def __init__(self, text: Text, mentions: Mentions, *, recommends: bool, skipped: Sequence[Span]) -> None:
        self.text = text
        self.reader = Reader(text, mentions)
        self.tables = TableReader(text, self.reader)
        self.recommends = recommends
        self.skipped = skipped
        self.awards = [m.start for m in mentions.awards]
        self.unspecified = {m.start for m in mentions.awards if "unspecified" in m.values}
        self.out: list[Conferral] = []
        self.dropped: set[int] = set()
        self.denied: list[Span] = []
        self.proposers: list[Span] = []
        self.givers: list[tuple[AwardMention, Span]] = []
        self.pending = _Pending()
        self.leads: list[tuple[str, Lead]] = []
        self.sections = Sections(text, self.tables)
        self.items = ItemReader(text, self.tables)
        self.following = Following(text, self.reader, self.tables)
        self.past = False
        self.putting_forward = False
        self.forward_in = -1  # the block of the sentence that tells it
        self.proposer: Span | None = None  # who put forward what the sentence before told
        self.planning = False
        self.told = 0  # where the conferrals of the last sentence of the block before begin
        self.threshold = self._threshold()
        self.rest = Rest(text, self.tables)
        self.attached = Attached()
        self.asks: Span | None = None
        self.coming: Block | None = None  # the block behind the one at hand
        self.annexed = False  # whether the title of a list was met that does not say what is conferred

    def run(self) -> Found:
        """The whole document."""
        blocks = [(i, b) for i, b in self.text.body()]
        by_block: dict[int, list[Sentence]] = {}
        for sentence in self.text.sentences:
            by_block.setdefault(sentence.block, []).append(sentence)
        at = 0
        while at < len(blocks):
            index, block = blocks[at]
            start = len(self.out)
            if block.kind is BlockKind.CELL:
                table, at = collect(blocks, at)
                if block.ruled:
                    if self.annexed and not self.pending.named:
                        named, counted = self.attached.of(len(table.rows) - 1, self.pending.kind)
                        self.pending = replace(self.pending, named=named, counted=counted)
                    self._table(table.rows and self.tables.read(table, self.pending.named, self._status(), self.threshold) or [])
            else:
                at += 1
                self.coming = blocks[at][1] if at < len(blocks) else None
                self._block(block, by_block.get(index, []))
            self.out[start:] = [self.sections.under(c) for c in self.out[start:]]
        kept = tuple(c for i, c in enumerate(self.out) if i not in self.dropped)
        return Found(kept, tuple(self.denied), tuple(self.proposers), tuple(self.givers), self.asks)

    @property
    def lead(self) -> Lead:
        """What the lines above announced for the block at hand."""
        return self.leads[-1][1] if self.leads else Lead()

    def _status(self) -> bool:
        return self.pending.recommended or self.lead.recommended or self.recommends

    def _plans(self, block: Block, words: str) -> bool:
        """Whether a line belongs to a list of aims: one announced by "nhiệm vụ", "phương hướng", "chỉ tiêu"."""
        if words.endswith(":") or (len(words) < _SHORT and block.kind is BlockKind.TITLE):
            return bool(first("awards", "plans", words[words.rfind(". ") + 1 :]))
        if not level(self.text, block):
            return bool(len(words) < _SHORT and first("awards", "plans", words))
        return self.planning or bool(len(words) < _SHORT and first("awards", "plans", words))

    def _threshold(self) -> float | None:
        """The share of votes that the document says a proposal needs."""
        found = _THRESHOLD.search(self.text.text)
        if found is None or "phiếu" not in self.text.text[max(0, found.start() - 60) : found.end() + 20]:
            return None
        return int(found["share"]) / 100 if found["share"] else int(found["part"]) / int(found["whole"])

    def _names_award(self, place: Block | Span) -> bool:
        k = bisect_left(self.awards, place.start)
        return k < len(self.awards) and self.awards[k] < place.end

    # -- blocks -----------------------------------------------------------------------------------------------------------

    def _block(self, block: Block, sentences: Sequence[Sentence]) -> None:
        words = self.text.text[block.start : block.end].strip()
        if _ASKS_LIST.match(words) and self.asks is None:
            self.asks, self.recommends = block.span, True
        if not words or _ILLUSTRATES.search(words) or any(s.start <= block.start and block.end <= s.end for s in self.skipped):
            return
        if more := self.rest.take(block):
            self.out.extend(more)
            return
        self._leave(block)
        if self.sections.note(block, words):
            self.leads = [(mark, replace(lead, grantor=None)) for mark, lead in self.leads]
        self.planning = self._plans(block, words)
        if _ROLL_OF_HONOUR.match(self.text.text, block.start, block.end):
            named = named_in(self.text, self.tables.signs(Span(block.start, block.end)))
            self.pending = _Pending(tuple(named), recommended="đề nghị" in words.lower(), strong=bool(named), level=level(self.text, block))
            self.annexed = not named
            return
        if self._names_award(block):
            before = len(self.out)
            self._prose(block, sentences)
            self.told = before
            return
        if _DENIED.search(words):
            self._deny(sentences)
        told, self.told = self.told, len(self.out)
        if sentences and self._namely(sentences[0], told):
            return
        kind = section_kind(words)
        if kind:
            self.pending.kind = kind
            self.pending.strong |= bool(self.pending.named)
        elif words.startswith("(") and words.endswith(")"):
            return
        elif self.pending.strong and not self._leaves(block) and self._item(block):
            pass
        else:
            self.past = False
            self.pending = _Pending()
            if not level(self.text, block):
                self.leads = []
            self._proposal(words, sentences)
            if words.endswith(":") and (lead := self._announced(sentences)) is not None:
                self.leads.append((level(self.text, block), lead))

    def _proposal(self, words: str, sentences: Sequence[Sentence]) -> None:
        """Who proposes the awards listed above ("Khối đề nghị … tặng thưởng cho các đơn vị có tên trên")."""
        if "đề nghị" in words and any(w in words for w in ("tặng thưởng", "tặng cho", "khen cho", "có tên trên", "nêu trên")):
            for sentence in sentences:
                reading = self._read(sentence)
                if reading.proposer:
                    self.proposers.append(reading.proposer)

    def _announced(self, sentences: Sequence[Sentence]) -> Lead | None:
        if not sentences:
            return None
        voted = _RESULTS.search(self.text.text, sentences[-2:][0].start, sentences[-1].end)
        return self._read(sentences[-1]).lead or (Lead(recommended=True, proposer=self._voters(sentences)) if voted else None)

    def _voters(self, sentences: Sequence[Sentence]) -> Span | None:
        """The block whose members are told to vote ("các đơn vị thuộc Khối thi đua 2 bỏ phiếu. Kết quả:")."""
        signs = [sign for each in sentences[-2:] for sign in self.reader.signs(each.first, each.last)]
        blocks = {s.span for s in signs if isinstance(s.mention, OrganizationMention) and s.mention.block}
        return blocks.pop() if len(blocks) == 1 else None

    def _read(self, sentence: Sentence) -> Reading:
        signs = self.reader.signs(sentence.first, sentence.last)
        if self.planning and not first("awards", "present", self.text.text, sentence.start, sentence.end):
            return Reading()
        if self.past and first("awards", "present", self.text.text, sentence.start, sentence.end):
            self.past = False
        lead = self.lead
        also = _ALSO.match(self.text.text, sentence.start) or (signs and signs[0].sign == "A" and sentence.block == self.forward_in)
        if self.putting_forward and also and not set(letters(signs).partition("A")[0]) & set("tdn"):
            lead = replace(lead, recommended=True)
        if self.putting_forward and _PARTED.match(self.text.text, sentence.start, sentence.end):
            lead = replace(lead, recommended=True, parted=True, proposer=lead.proposer or self.proposer)
        decided = _DECIDED_ON.match(self.text.text, sentence.start, sentence.end) or _DECIDED.search(
            self.text.text, sentence.start, sentence.end
        )
        bare = self.recommends and not decided
        reading = with_own_awards(self.text, signs, ClauseReader(self.text, signs, lead, bare=bare, past=self.past).read())
        reading = with_awards_beside(self.text, signs, reading, recommends=bare)
        self.past = reading.past
        if reading.conferrals:
            self.forward_in = sentence.block
            self.putting_forward, self.proposer = reading.conferrals[-1].recommended, reading.conferrals[-1].proposer
        return reading

    def _deny(self, sentences: Sequence[Sentence]) -> None:
        for sentence in sentences:
            if _DENIED.search(self.text.text, sentence.start, sentence.end):
                self.denied.extend(r.name for r in self._read(sentence).denied if r.name)

    def _prose(self, block: Block, sentences: Sequence[Sentence]) -> None:
        """A block that names awards: what it says, and what it announces for the lines below."""
        reading = Reading()
        start = len(self.out)
        before: Sentence | None = None
        for sentence in sentences:
            if self._namely(sentence, start) or self._among(sentence, start):
                continue
            reading = self._read(sentence)
            start = len(self.out)
            self.attached.note(self.text.text[sentence.start : sentence.end], reading.conferrals, start)
            self.out.extend(self.following.these(sentence, before, reading.conferrals) or self.following.to_all(sentence, before, reading))
            before = sentence
            self.rest.note_sentence(reading.conferrals, reading.signs)
            self.denied.extend(r.name for r in reading.denied if r.name)
            self._general_proposers(reading)
            # Handed over with no word on to whom: it tells who confers what is told elsewhere.
            self.givers += [(n.mention, giver) for n in reading.open if (giver := n.grantor or reading.grantor) is not None]
        self.pending = self._announces(block, reading, start)
        if reading.lead is not None:
            vague = bool(reading.open) and all("unspecified" in n.mention.values for n in reading.open)
            self.leads.append((level(self.text, block), reading.lead if vague else replace(reading.lead, grantor=None)))

    def _among(self, sentence: Sentence, start: int) -> bool:
        """Whether a sentence names some of those whom the one before counted; they are added."""
        named = self.following.among(sentence, self.out[start:])
        self.out.extend(named)
        return bool(named)

    def _namely(self, sentence: Sentence, start: int) -> bool:
        """Whether a sentence only names those whom the one before counted; they take the place of the count."""
        place = self.following.namely(sentence)
        counted = [i for i in range(start, len(self.out)) if (r := self.out[i].recipient) is not None and r.number is not None]
        if place is None or not counted or self._names_award(place):
            return False
        named = self.following.named(place)
        total = self.out[counted[-1]].recipient
        for i in counted:
            if named and self.out[i].recipient == total:
                self.dropped.add(i)
                self.out.extend(replace(self.out[i], recipient=r, rule="award.list") for r in named)
                self.rest.note(self.out[-len(named) :], (total.number or 0) if total else 0)
        return bool(named)

    def _leave(self, block: Block) -> None:
        """An announcement ends where a line of its own level or running text begins; one inside another leaves that one standing."""
        own = level(self.text, block)
        if own == "" and (self.pending.strong or self._opens_with_award(block)):
            return  # an item, or an award that the announcing line hands on to; what is neither ends it below
        if own == "" and not self.pending.named:
            self.leads = []
        for k, (other, _) in enumerate(self.leads):
            if other == own:
                del self.leads[k:]
                break

    def _opens_with_award(self, block: Block) -> bool:
        """Whether the first words of a line name an award ("Cờ thi đua: Sở A")."""
        k = bisect_left(self.awards, block.start)
        return k < len(self.awards) and self.awards[k] <= block.start + _OPENING_WORDS

    def _general_proposers(self, reading: Reading) -> None:
        for conferral in reading.conferrals:
            if conferral.recommended and conferral.proposer:
                self.proposers.append(conferral.proposer)
        if reading.proposer:
            self.proposers.append(reading.proposer)

    def _announces(self, block: Block, reading: Reading, start: int) -> _Pending:
        """The awards that the lines below hand out one by one."""
        words = self.text.text[block.start : block.end].rstrip(" *_")
        told = self.out[start:]
        vague = [i for i, award in enumerate(told, start) if (to := award.recipient) is None or to.name is None]
        if told and len(vague) < len(told) and not words.endswith(":"):
            return _Pending()
        heading = block.kind is BlockKind.TITLE or words.endswith(":") or self._short(block, reading)
        of_counted = [replace(c.named, year=c.named.year or c.year) for c in (self.out[i] for i in vague)]
        named = tuple({n.mention.start: n for n in (of_counted or reading.open)}.values())
        named = tuple(n for n in named if n.mention.start not in self.unspecified)
        grantor = next((self.out[i].grantor for i in vague), reading.grantor)
        counted = tuple(vague)
        if not named or not heading:
            return _Pending(named if vague else (), counted, reading.recommended, reading.proposer, grantor)
        return _Pending(
            named,
            counted,
            reading.recommended,
            reading.proposer,
            grantor,
            strong=True,
            level=level(self.text, block),
            mark=mark(self.text, block),
            owed=self._owed(counted) if words.endswith(":") else 0,
        )

    def _owed(self, counted: Sequence[int]) -> int:
        """How many names the list has still to tell, where the conferrals `counted` say how many."""
        return sum(to.number or 0 for i in counted if (to := self.out[i].recipient) is not None)

    def _short(self, block: Block, reading: Reading) -> bool:
        """Whether a line is a heading by its length and its opening: "b) Danh hiệu Chiến sĩ thi đua cơ sở: bình xét 05 cá nhân"."""
        signs = reading.signs
        s = letters(signs)
        opening = s.find("A")
        if len(signs) > _HEADING_TOKENS or not 0 <= opening <= 6:
            return False
        closed = self.text.text[block.start : block.end].rstrip(" *_").endswith((".", ";"))
        caption = len(signs) <= _CAPTION_TOKENS and not closed and not level(self.text, block) and not set(s) & set("Q#")
        return not set(s[:opening]) & set("OPT" if caption else "OPdn")

    # -- lists ------------------------------------------------------------------------------------------------------------

    def _leaves(self, block: Block) -> bool:
        """Whether a line is marked as a heading of the level of the line that announced the list at hand, or of a higher one."""
        own, number = level(self.text, block), mark(self.text, block)
        if self.pending.row is None:
            self.pending.row = own if number in _OPENING else ""
        if own == self.pending.row != "":
            return False  # "- Bằng khen:" over items "1.", "2."
        return above(own, self.pending.level) or next_of(self.pending.mark, number)

    def _item(self, block: Block) -> bool:
        """Whether a line below a heading is an item of its list; its recipients are added."""
        if depth(level(self.text, block)) == 0 and self.coming is not None and mark(self.text, self.coming) in ("1", "01"):
            return True  # "A. Tỉnh Thái Bình" over "1. Sở Y tế Thái Bình"
        item = self.items.read(block, self.pending.kind, owed=self.pending.owed > 0)
        return item is not None and (item.opens or self._add(item.recipients, item.signs))

    def _add(self, recipients: Sequence[Recipient], signs: Sequence[Sign]) -> bool:
        if not recipients:
            return False
        words = self.text.text[signs[0].start : signs[-1].end]
        self.pending.owed -= len(recipients)
        self._drop_counted({r.kind for r in recipients})
        if len(recipients) == 1 and lost(words):
            return True
        votes = next((s.span for s in signs if s.sign == "V"), None)
        for recipient in recipients:
            one = recipient if recipient.votes or votes is None else replace(recipient, votes=votes)
            if one.votes is not None and is_minority(self.text.value(one.votes)):
                continue
            self._confer(one, "award.list")
        return True

    def _drop_counted(self, kinds: set[str | None], awards: set[str] | None = None) -> None:
        """The list takes the place of what was counted for recipients of its `kinds`, and of its `awards` where they are told."""
        for i in self.pending.counted:
            to = self.out[i].recipient
            of_kind = to is None or to.kind is None or None in kinds or to.kind in kinds
            if of_kind and (awards is None or self._words(self.out[i]) in awards):
                self.dropped.add(i)

    def _confer(self, recipient: Recipient, rule: str) -> None:
        pending = self.pending
        for named in pending.named:
            inherited = pending.grantor if pending.grantor and may_confer(self.text, pending.grantor, named) else None
            grantor = named.grantor or inherited
            status = self._status()
            self.out.append(Conferral(named, grantor, recipient, status, pending.proposer or self.lead.proposer, named.year, False, rule))

    def _words(self, conferral: Conferral) -> str:
        return self.text.value(conferral.named.mention.span).lower()

    def _table(self, found: Sequence[Conferral]) -> None:
        if found:
            listed = {self._words(c) for c in found}
            self._drop_counted({c.recipient.kind for c in found if c.recipient}, listed)
            proposer = self.pending.proposer or self.lead.proposer
            # Where some rows name who confers, the others leave it open.
            grantor = None if any(c.grantor for c in found) else self.pending.grantor or self.lead.grantor
            self.out.extend(
                replace(c, grantor=c.grantor or grantor, proposer=c.proposer or (proposer if c.recommended else None)) for c in found
            )
        self.pending = replace(self.pending, counted=(), strong=False) if found else _Pending()
