"""Walks a document for awards: sentences, headings with lists below them, tables, and what announcing lines hand on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.document import AwardMention, Block, BlockKind, Mentions, Sentence, Span, Text
from extractor.relations.award_asides import with_own_awards
from extractor.relations.award_attached import Attached
from extractor.relations.award_clauses import ClauseReader
from extractor.relations.award_groups import Named, may_confer
from extractor.relations.award_readings import Conferral, Lead, Reading
from extractor.relations.award_recipients import Recipient, RollReader, letters
from extractor.relations.award_rest import Rest
from extractor.relations.award_signs import Reader, Sign, begins_with_noun
from extractor.relations.award_tables import TableReader, collect, lost, named_in, section_kind
from extractor.relations.ballots import is_minority
from extractor.relations.rules import compiled, first

_HEADING_TOKENS = 40
# "Tập thể, cá nhân được tặng Giấy khen" above a list
_CAPTION_TOKENS = 12
_SHORT = 90
# The most signs before the colon of an item.
_DESCRIPTION = 24
_THRESHOLD = re.compile(
    r"(?:đạt|từ|bắt buộc:? từ|trên) ?(?:từ )?(?:(?P<share>\d{2,3}) ?%|(?P<part>[1-9])/(?P<whole>[2-9]))"
    r" (?:số phiếu |tổng số phiếu |phiếu |ý kiến )?(?:\w+ ){0,3}?trở lên"
)
_NAMELY = re.compile(
    r"(?:Đó là|Gồm|Bao gồm|Cụ thể(?: là| gồm)?|Danh sách gồm|Gồm có|(?:\d{1,3}|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười) [^\W\d]+(?: [^\W\d]+)?"
    r"(?: (?:này|ấy|đó|trên|nêu trên))? (?:là|gồm|gồm có)|Các (?:tập thể|cá nhân|đơn vị) gồm)"
    r"(?: các (?:đơn vị|tập thể|cá nhân|đồng chí|ông,? bà))?\s*:?"
)
# "Tất cả được Tổng LĐLĐ Việt Nam tặng Bằng khen": all whom the sentence before names.
_ALL_OF_THEM = re.compile(
    r"(?:Tất cả|Các (?:tập thể|đơn vị|cá nhân)(?:, (?:tập thể|đơn vị|cá nhân))?(?: (?:này|trên|nêu trên))) (?:đều |đã |cùng )*được"
)
# "Các đ/c A, B, C, Chi bộ X": one item for several people.
_CALLED_TOGETHER = re.compile(r"G[h:]*P")
# "+ 03 chi hội: A; B; C", "- 02 cá nhân gồm: A, B": whom an item counts it names behind a colon.
_COUNTED = re.compile(r"[.\-]?Q[w#G]{0,4}g?:h*[OPX]")
# What goes on with what the sentence before told ("Ngoài ra, còn có 54 tập thể …").
_ALSO = re.compile(r"Ngoài ra|Bên cạnh đó|Cùng với đó|Đồng thời")
# Headings that number the parts of a list by who confers; a list's items have small letters, figures in brackets or dashes.
_HEADED = re.compile(r"[*\s]*(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/-] ?[^\W\d]")
_SECTION_GIVER = re.compile(
    r"(?i)[*\s]*(?:[IVX]{1,5}|[A-ZĐ]|\d{1,2}(?:\.\d{1,2})*)\s*[.)/-]\s*"
    r"(?:(?:đề nghị|trình|kính trình|các .{0,30})?\s*(?:thuộc )?thẩm quyền|trình|đề nghị|(?=[^:]* (?:xét )?tặng[*\s:.]*$))"
)
# "DANH SÁCH TẬP THỂ, CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN …": the title of a list, by a decision or in it (NĐ 30/2020/NĐ-CP, Phụ lục I).
_ROLL_OF_HONOUR = re.compile(r"(?i)[\W\d]*(?:phụ lục[^\n]{0,12}\s)?danh sách\b[^.;]*$")
# How deep a list's marks lie: "I.", "1.", "a)", "-".
_LEVELS = {"I": 0, "A": 0, "1": 1, "a": 2, "-": 3, "–": 3, "+": 4, "•": 3, "*": 3}
_NUMBERED = re.compile(r"(?P<outer>(?:\d{1,2}\.)*)(?P<last>\d{1,2})")
_DENIED = re.compile(r"(?:[Kk]hông|[Cc]hưa) (?:đề nghị|xét|xem xét|trình|đưa)")


@dataclass(frozen=True, slots=True)
class Found:
    """All conferrals of a document in reading order, whom it denies an award, and the bodies that recommend in general terms."""

    conferrals: tuple[Conferral, ...]
    denied: tuple[Span, ...]
    proposers: tuple[Span, ...]
    givers: tuple[tuple[AwardMention, Span], ...] = ()


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
        self.giver: Span | None = None
        self.depth = 0
        self.past = False
        self.putting_forward = False
        self.planning = False
        self.told = 0  # where the conferrals of the last sentence of the block before begin
        self.threshold = self._threshold()
        self.rest = Rest(text, self.tables)
        self.attached = Attached()
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
                self._block(block, by_block.get(index, []))
                at += 1
            self._under_section(start)
        kept = tuple(c for i, c in enumerate(self.out) if i not in self.dropped)
        return Found(kept, tuple(self.denied), tuple(self.proposers), tuple(self.givers))

    def _under_section(self, start: int) -> None:
        """The awards from `start` on are of the body that the heading over them names, where nothing nearer says whose."""
        giver = self.giver
        for i in range(start, len(self.out)):
            if giver is not None and self.out[i].grantor is None and may_confer(self.text, giver, self.out[i].named):
                self.out[i] = replace(self.out[i], grantor=giver)

    def _open_section(self, block: Block, words: str) -> None:
        """Note who confers what stands under a heading, until the next heading of its level."""
        depth = _LEVELS.get(self._level(block)[:1], 0)
        giver = self._section_giver(block, words)
        if giver is not None or depth <= self.depth:
            self.giver, self.depth = giver, depth

    def _section_giver(self, block: Block, words: str) -> Span | None:
        """Who confers all that stands under a heading: "I. TRÌNH THỦ TƯỚNG CHÍNH PHỦ", "4. Thuộc thẩm quyền của Giám đốc Sở: …"."""
        opening = _SECTION_GIVER.match(words)
        if opening is None:
            return None
        colon = words.find(":")
        end = block.start + (colon if colon > 0 else len(words)) + 1
        signs = self.tables.signs(Span(block.start, min(end, block.end)))
        bodies = [s for s in signs if s.sign in "OT"]
        competent = "thẩm quyền" in opening.group().lower()
        heading = len(words) < _SHORT and (words.isupper() or competent) and not any(s.sign == "A" for s in signs)
        return bodies[0].span if len(bodies) == 1 and (heading or (competent and colon > 0)) else None

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
        if not self._level(block):
            return bool(len(words) < _SHORT and first("awards", "plans", words))
        return self.planning or bool(len(words) < _SHORT and first("awards", "plans", words))

    def _threshold(self) -> float | None:
        """The share of votes that the document says a proposal needs."""
        found = _THRESHOLD.search(self.text.text)
        if found is None or "phiếu" not in self.text.text[max(0, found.start() - 60) : found.end() + 20]:
            return None
        return int(found["share"]) / 100 if found["share"] else int(found["part"]) / int(found["whole"])

    def _names_award(self, block: Block) -> bool:
        k = bisect_left(self.awards, block.start)
        return k < len(self.awards) and self.awards[k] < block.end

    # -- blocks -----------------------------------------------------------------------------------------------------------

    def _block(self, block: Block, sentences: Sequence[Sentence]) -> None:
        words = self.text.text[block.start : block.end].strip()
        if not words or any(s.start <= block.start and block.end <= s.end for s in self.skipped):
            return
        if more := self.rest.take(block):
            self.out.extend(more)
            return
        self._leave(block)
        if _HEADED.match(words) or block.kind is BlockKind.TITLE:
            self._open_section(block, words)
        self.planning = self._plans(block, words)
        if _ROLL_OF_HONOUR.match(self.text.text, block.start, block.end):
            named = named_in(self.text, self.tables.signs(Span(block.start, block.end)))
            self.pending = _Pending(tuple(named), recommended="đề nghị" in words.lower(), strong=bool(named), level=self._level(block))
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
        elif self.pending.strong and not self._above(block) and not self._beside(block) and self._item(block):
            pass
        else:
            self.past = False
            self.pending = _Pending()
            self._proposal(words, sentences)
            if words.endswith(":") and (lead := self._announced(sentences)) is not None:
                self.leads.append((self._level(block), lead))

    def _proposal(self, words: str, sentences: Sequence[Sentence]) -> None:
        """Who proposes the awards listed above ("Khối đề nghị … tặng thưởng cho các đơn vị có tên trên")."""
        if "đề nghị" in words and any(w in words for w in ("tặng thưởng", "tặng cho", "khen cho", "có tên trên", "nêu trên")):
            for sentence in sentences:
                reading = self._read(sentence)
                if reading.proposer:
                    self.proposers.append(reading.proposer)

    def _announced(self, sentences: Sequence[Sentence]) -> Lead | None:
        return self._read(sentences[-1]).lead if sentences else None

    def _read(self, sentence: Sentence) -> Reading:
        signs = self.reader.signs(sentence.first, sentence.last)
        if self.planning and not first("awards", "present", self.text.text, sentence.start, sentence.end):
            return Reading()
        if self.past and first("awards", "present", self.text.text, sentence.start, sentence.end):
            self.past = False
        lead = self.lead
        if self.putting_forward and _ALSO.match(self.text.text, sentence.start) and not set(letters(signs).partition("A")[0]) & set("tdn"):
            lead = replace(lead, recommended=True)
        reading = with_own_awards(self.text, signs, ClauseReader(self.text, signs, lead, bare=self.recommends, past=self.past).read())
        self.past = reading.past
        if reading.conferrals:
            self.putting_forward = reading.conferrals[-1].recommended
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
            if self._namely(sentence, start):
                continue
            reading = self._read(sentence)
            start = len(self.out)
            self.attached.note(self.text.text[sentence.start : sentence.end], reading.conferrals, start)
            self.out.extend(reading.conferrals or self._to_all(sentence, before, reading))
            before = sentence
            self.rest.note_sentence(reading.conferrals, reading.signs)
            self.denied.extend(r.name for r in reading.denied if r.name)
            self._general_proposers(reading)
            # Handed over with no word on to whom: it tells who confers what is told elsewhere.
            self.givers += [(n.mention, giver) for n in reading.open if (giver := n.grantor or reading.grantor) is not None]
        self.pending = self._announces(block, reading, start)
        if reading.lead is not None:
            self.leads.append((self._level(block), replace(reading.lead, grantor=None)))

    def _to_all(self, sentence: Sentence, before: Sentence | None, reading: Reading) -> list[Conferral]:
        """What a sentence confers on all whom the one `before` it lists, group by group ("Các tập thể: A, B; các cá nhân: C, D")."""
        if before is None or not _ALL_OF_THEM.match(self.text.text, sentence.start, sentence.end):
            return []
        signs = self.reader.signs(before.first, before.last)
        rolls = RollReader(self.text, signs)
        groups = [i + 1 for i, sign in enumerate(signs) if sign.sign == ":"] or [0]
        named = [r for i in groups for r in rolls.read(i, announced=True).recipients if r.name]
        return [
            Conferral(n, n.grantor or reading.grantor, r, reading.recommended, reading.proposer, n.year, False, "award.list")
            for n in reading.open
            for r in named
        ]

    def _namely(self, sentence: Sentence, start: int) -> bool:
        """Whether a sentence only names those whom the one before counted ("… cho 5 cá nhân. Đó là: A; B"); they are added."""
        opening = _NAMELY.match(self.text.text, sentence.start, sentence.end)
        counted = [i for i in range(start, len(self.out)) if (r := self.out[i].recipient) is not None and r.number is not None]
        if not opening or not counted:
            return False
        roll = RollReader(self.text, self.tables.signs(Span(opening.end(), sentence.end))).read(0, announced=True)
        named = [r for r in roll.recipients if not r.general] if any(r.name for r in roll.recipients) else []
        total = self.out[counted[-1]].recipient
        for i in counted:
            if named and self.out[i].recipient == total:
                self.dropped.add(i)
                self.out.extend(replace(self.out[i], recipient=r, rule="award.list") for r in named)
                self.rest.note(self.out[-len(named) :], (total.number or 0) if total else 0)
        return bool(named)

    def _level(self, block: Block) -> str:
        """How a line is marked: "1.", "a)", "-" are levels of their own, "" is running text."""
        mark = self._enumerator(block)
        return re.sub(r"[IVX]+", "I", re.sub(r"[a-zđ]", "a", re.sub(r"\d+", "1", mark)))

    def _mark(self, block: Block) -> str:
        """The number or letter that opens a line, without the point or bracket behind it."""
        return self._enumerator(block).strip(" *.)")

    def _enumerator(self, block: Block) -> str:
        mark = compiled("awards", "ENUMERATOR").match(self.text.text, block.start, block.end)
        return mark.group().strip(" *") if mark else ""

    def _leave(self, block: Block) -> None:
        """An announcement ends where a line of its own level or running text begins; one inside another leaves that one standing."""
        level = self._level(block)
        if level == "" and not self.pending.named:
            self.leads = []
        for k, (mark, _) in enumerate(self.leads):
            if mark == level:
                del self.leads[k:]
                break

    def _above(self, block: Block) -> bool:
        """Whether a line is numbered on a higher level than the one that announced the list at hand: a heading, no item of it."""
        mine, theirs = _LEVELS.get(self._level(block)[:1]), _LEVELS.get(self.pending.level[:1])
        return mine is not None and theirs is not None and mine < theirs

    def _beside(self, block: Block) -> bool:
        """Whether a line is the next of the row in which the one stands that announced the list: "4.3." behind "4.2."."""
        one, other = (_NUMBERED.fullmatch(mark) for mark in (self.pending.mark, self._mark(block)))
        return one is not None and other is not None and one["outer"] == other["outer"] and int(one["last"]) + 1 == int(other["last"])

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
        if told and len(vague) < len(told):
            return _Pending()
        heading = block.kind is BlockKind.TITLE or words.endswith(":") or self._short(block, reading)
        named = tuple({n.mention.start: n for n in ([self.out[i].named for i in vague] or reading.open)}.values())
        named = tuple(n for n in named if n.mention.start not in self.unspecified)
        grantor = next((self.out[i].grantor for i in vague), reading.grantor)
        counted = tuple(vague)
        if not named or not heading:
            return _Pending(named if vague else (), counted, reading.recommended, reading.proposer, grantor)
        return _Pending(
            named, counted, reading.recommended, reading.proposer, grantor, strong=True, level=self._level(block), mark=self._mark(block)
        )

    def _short(self, block: Block, reading: Reading) -> bool:
        """Whether a line is a heading by its length and its opening: "b) Danh hiệu Chiến sĩ thi đua cơ sở: bình xét 05 cá nhân"."""
        signs = reading.signs
        s = letters(signs)
        opening = s.find("A")
        if len(signs) > _HEADING_TOKENS or not 0 <= opening <= 6:
            return False
        closed = self.text.text[block.start : block.end].rstrip(" *_").endswith((".", ";"))
        caption = len(signs) <= _CAPTION_TOKENS and not closed and not self._level(block) and not set(s) & set("Q#")
        return not set(s[:opening]) & set("OPT" if caption else "OPdn")

    # -- lists ------------------------------------------------------------------------------------------------------------

    def _item(self, block: Block) -> bool:
        """Whether a line below a heading is an item of its list; its recipients are added."""
        mark = compiled("awards", "ENUMERATOR").match(self.text.text, block.start, block.end)
        start = mark.end() if mark else block.start
        signs = self.tables.signs(Span(start, block.end))
        s = letters(signs)
        if not s:
            return False
        if _CALLED_TOGETHER.match(s):
            roll = RollReader(self.text, signs).read(0)
            return self._add([r for r in roll.recipients if r.kind == "individual" and r.name], signs)
        if s[0] in "tc" and "Q" in s[:4]:
            roll = RollReader(self.text, signs).read(s.index("Q"))
            return self._add(roll.recipients, signs)
        colon = s.find(":")
        label = section_kind(self.text.text[start : signs[colon].end]) if 0 < colon < 4 else None
        if colon == len(signs) - 1 and begins_with_noun(self.text.text[start : block.end]):
            return True  # "2. Đảng viên:" above the items that name them
        if label or self._describes(start, signs, colon) or _COUNTED.match(s):
            roll = RollReader(self.text, signs).read(colon + 1, announced=True)
            return self._add(roll.recipients, signs)
        if not mark and s.lstrip("h")[:1] not in ("O", "P"):
            return False
        recipients = self._recipients(Span(start, block.end), signs, numbered=bool(mark) and self.text.text[start - 2 : start - 1] in ".)")
        return bool(recipients) and self._add(recipients, signs)

    def _describes(self, start: int, signs: Sequence[Sign], colon: int) -> bool:
        """Whether an item names its recipients behind a colon and says before it only what they are ("Chi bộ tiêu biểu: A; B; C")."""
        if not 0 < colon < min(_DESCRIPTION, len(signs) - 1) or set(letters(signs[:colon])) & set("PTtrAV"):
            return False
        return begins_with_noun(self.text.text[start : signs[colon].start]) and letters(signs[colon + 1 :]).lstrip("h")[:1] in (
            "O",
            "P",
            "X",
        )

    def _recipients(self, span: Span, signs: Sequence[Sign], *, numbered: bool) -> tuple[Recipient, ...]:
        one = self.tables.recipient(span, self.pending.kind)
        if one is None:
            return ()
        end = one.name.end if one.name else one.place.end
        behind = self.text.text[end : span.end].strip()
        if one.name is None or (behind and behind[0] not in ",;.:(-–" and not behind.startswith("và ")):
            return (one,) if one.name is None and not behind.strip(" .;") else ()
        head = letters([s for s in signs if s.start < span.end and (":" not in behind or s.start < end + behind.index(":") + 1)])
        if set(head.partition(",s")[0]) & set("trd"):  # ", có công bố quốc tế" only says for what
            return ()
        roll = RollReader(self.text, signs).read(0)
        several = [r for r in roll.recipients if r.name]
        if not numbered and len(several) > 1 and ("và" in behind.split() or len(several) > 2 or ";" in behind.rstrip(";. ")):
            return tuple(several)
        return (one,)

    def _add(self, recipients: Sequence[Recipient], signs: Sequence[Sign]) -> bool:
        if not recipients:
            return False
        words = self.text.text[signs[0].start : signs[-1].end]
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
