"""For which years an office is held: the years beside it, else those of its list, of the meeting or of the document (RECORDS.md, term)."""

from __future__ import annotations

import re
from bisect import bisect_right

from extractor.document import Block, Mention, PositionMention, Sentence, Span, Text
from extractor.openings import Opened
from extractor.record import Document, Meeting
from extractor.relations.tables import Table

YEARS = Opened(
    r"(?i:nhiệm kỳ|khóa|khoá|năm học|giai đoạn)\s*\(?((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)"
    r"|(?i:năm|nhiệm kỳ)\s+((?:19|20)\d\d)(?!\s*[-–]\s*(?:19|20)\d\d)|((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)",
    "NnKkGg12",
)
# What may stand before the year that opens a clause, and the mark behind it: "từ | năm 2024: Sở X làm Khối trưởng".
_LEAD_IN = re.compile(r"(?:\s|[-+•*]|\w{1,2}[.)] )*(?:(?i:từ|trong) )?")
_LEAD_OUT = re.compile(r"\s*[,:–-]")
# Between a year and who leads in it, and where the next one's turn begins: "năm 2024 | do | Sở X, | năm 2025 do Sở Y làm Khối trưởng".
_LEADS_TO = re.compile(r"\s*[,:–-]?\s*(?:(?i:do|là|giao|phân công|đơn vị)\s+)*")
_TURN = re.compile(r"[,;]\s*(?:(?i:và|đến|từ|sang)\s+)*(?=(?i:năm|nhiệm kỳ|giai đoạn)\s+(?:học\s+)?(?:19|20)\d\d)")
# Between an office and the year told once behind the next one's: "Sở X giữ vai trò Cụm trưởng | , Sở Y giữ vai trò Cụm phó | năm 2024".
_SHARES = re.compile(
    r"(?i),? (?:và |còn )?[^,;.:]{3,80}? (?:là|làm|giữ|đảm nhận|đảm nhiệm)(?: (?:vai trò|chức vụ|nhiệm vụ|cương vị|chức))?"
    r"(?: là)?(?: đơn vị)? (?:phó (?:trưởng )?(?:khối|cụm)|(?:khối|cụm) phó)(?: (?:của )?(?:khối|cụm)[^,;.:]{0,80}?)? "
)
_NEAR = 40
_LINE = 300
_SINCE = re.compile(r"(?i)\btừ $")
# "Khối trưởng | 2024: Sở X", and before the next office of the line: "Khối trưởng năm 2024: Sở X. Khối phó: Sở Y".
_BARE_YEAR = re.compile(r"\s*\(?((?:19|20)\d\d)\b(?!\s*[-–/.]\s*\d)")
_OFFICE_OF_YEAR = re.compile(
    r"(?i)\b(?:(?:khối|cụm) (?:trưởng|phó)|(?:trưởng|phó) (?:khối|cụm|khu vực))[^.;:,]{0,20}?(?:năm |\s)"
    r"((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?\b"
)
# A heading that gives only the year: "3. Năm 2024".
_ONLY_YEAR = re.compile(r"(?i)[\W\d]*(?:[ivx]+[.)] *)?(?:trong |cho )?năm (?:học )?(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?\W*")
_MANDATE = Opened(r"(?i:nhiệm kỳ)\s*\(?((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)", "Nn")
_COMING = re.compile(r"(?i)\btrong năm(?: học)?(?: này| tới)?\s*[.,;]|\bnăm (?:học )?(?:tới|sau|tiếp theo)\b")
_GIVES = re.compile(r"(?i)phân công|giao nhiệm vụ|công nhận|kiện toàn|phân chia|thành lập|luân phiên|khối trưởng|cụm trưởng")
# The list that goes with such a decision.
_LIST_OF_HEADS = re.compile(r"(?i)danh sách (?:các )?(?:đơn vị )?(?:làm |giữ (?:chức |nhiệm vụ )?)?(?:trưởng|phó|khối trưởng|cụm trưởng)\b")
_FOUNDS = re.compile(r"(?i)thành lập (?:\d+ |các |mới )*(?:khối|cụm) (?:thi đua|giao ước)")
_ASSIGNS = re.compile(r"(?i)phân công|công nhận|kiện toàn|chỉ định|phân chia")
_ASSIGNED = re.compile(r"(?i)(?:quyết định )?(?:phân công|công nhận|chỉ định|kiện toàn) ")
_LEADS = re.compile(
    r"(?i)\bnhân sự\b|(?:trưởng|phó),? (?:và )?(?:phó )?(?:các )?(?:khối|cụm)|(?:khối|cụm) (?:trưởng|phó)|lãnh đạo (?:các )?(?:khối|cụm)"
)
# A column of years and its cells: "| Năm | Khối trưởng |", "| 2024 | Sở X |".
_OF_YEARS = re.compile(r"(?i)\W*(?:năm|năm học|nhiệm kỳ|giai đoạn|thời gian)\b")
_FIGURES = re.compile(r"(?i)\s*(?:năm\s+(?:học\s+)?)?((?:19|20)\d\d)(?:\s*[-–]\s*((?:19|20)\d\d))?\s*(?:\([^()\d]*\)\s*)?")
_PARTS = re.compile(r"[,;()–]|\bcho\b|\btrao\b")
_DOES = re.compile(
    r"(?i)\b(?:đọc|trình bày|báo cáo|thông qua|phát biểu|chủ trì|khai mạc|bế mạc|triển khai|quán triệt|công bố|điều hành|"
    r"đánh giá|tổng kết|sơ kết|ký|giao ước|phương hướng|nhiệm vụ|kế hoạch|phát động|hội nghị|tổ chức|kết luận|giới thiệu|"
    r"mở|dẫn|nêu|khẳng định|nhấn mạnh|ghi nhận|cho biết|đề nghị|đề xuất|kêu gọi|quyết định|thừa ủy quyền|thay mặt|điểm lại|tóm tắt)\b"
)
TABLE_HEADING = 300
_PACT = "document.type.giao-uoc"
Term = tuple[str, Span]


class Terms:
    """The terms of offices in one text."""

    def __init__(self, text: Text, document: Document, meeting: Meeting | None, *, congress: bool) -> None:
        self.text = text
        self.document = document
        self.meeting = meeting
        self.congress = congress
        self.mandate = self._mandate()
        self._years: dict[int, list[re.Match[str]]] = {}

    @property
    def gives_offices(self) -> bool:
        """Whether the document gives the offices: a decision or plan whose title says so ("phân công Khối trưởng", "phân chia Khối")."""
        lists = [p for p in self.document.evidence.get("title", []) if _LIST_OF_HEADS.match(self.text.text, p.start, p.end)]
        founds = self.document.kind == "news" and any(
            _FOUNDS.search(self.text.text, p.start, p.end) for p in self.document.evidence.get("title", [])
        )
        assigns = self.document.kind == "news" and any(
            _ASSIGNED.match(self.text.text, p.start, p.end) and _LEADS.search(self.text.text, p.start, p.end)
            for p in self.document.evidence.get("title", [])
        )
        if lists or founds or assigns:
            return True
        words = {"decision": _GIVES, "plan": _GIVES, "notice": _ASSIGNS}.get(self.document.kind)
        titles = self.document.evidence.get("title", [])
        return words is not None and any(words.search(self.text.text, p.start, p.end) for p in titles)

    def of(
        self,
        title: PositionMention,
        holder: Mention,
        sentence: Sentence,
        *,
        elected: bool,
        heading: Block | None,
        rule: str,
        announced: Block | None = None,
    ) -> Term | None:
        """The years behind the office, else before it, else those of the heading, of the line that `announced` a list of several blocks,
        else of the congress, meeting or document."""
        text = self.text.text
        if rule == "leader.hands-over":
            return self.under_review(title) if self.meeting is not None and self.meeting.review_year else None
        if rule == "leader.handed-over":
            stop = text.find(";", holder.end, sentence.end)
            later = YEARS.search(text, holder.end, stop if stop >= 0 else sentence.end)
            return _term_of(later) if later is not None else self.planned()
        named = title.organization.end if title.organization is not None else title.end
        if title.kind == "block" and (bare := _BARE_YEAR.match(text, max(title.end, named), sentence.end)) is not None:
            return _term_of(bare)
        led = self._led_by(title, holder, sentence)
        after = YEARS.search(text, title.end, led[1] if led is not None else sentence.end)
        if after is not None and led is not None and after.start() < led[0].start():
            after = None
        if after is not None and (title.kind != "block" or elected or _beside(text[max(title.end, named) : after.start()])):
            return _term_of(after)
        if after is not None and led is None and _SHARES.fullmatch(text, max(title.end, named), after.start()):
            return _term_of(after)
        if led is not None and (title.kind != "block" or elected):
            return _term_of(led[0])
        beside = rule in ("leader.introduced", "leader.apposed") and title.kind == "block" and not elected
        before = [] if beside else [*YEARS.finditer(text, sentence.start, title.start)]
        if title.kind == "block" and not elected:
            before = [m for m in before if not self._of_meeting(m) and not _SINCE.search(text, max(0, m.start() - 4), m.start())]
        if before and title.kind == "block" and elected and self.past(_term_of(before[-1])):
            return self._to_come(text[title.end : sentence.end]) or _term_of(before[-1])  # whoever is elected serves in the next year
        if before:
            return _term_of(before[-1])
        if title.kind != "block":
            of_block = elected and title.anaphor is not None and self.text.value(title.anaphor).lower() in ("khối", "cụm")
            return self.mandate or (self._in_heading(heading) if of_block else None)
        if rule == "leader.title-first" and (beside_it := self._of_office_before(sentence)) is not None:
            return beside_it
        if elected:
            told = self._in_block_before(sentence) or self._in_heading(heading) or self.of_list(announced)
            coming = self._to_come(text[title.end : sentence.end]) if told is None or self.past(told) else None
            return coming or told  # whoever is elected where a year is looked back on serves in the next
        return self.of_list(heading) or self.in_office(title)

    def _led_by(self, title: PositionMention, holder: Mention, sentence: Sentence) -> tuple[re.Match[str], int] | None:
        """The year that opens the clause of an office and its holder, and where the clause ends: "năm 2024: Sở X làm Khối trưởng, Sở Y làm
        Khối phó; năm 2025: …"."""
        text, low, high = self.text.text, holder.start, max(title.end, holder.end)
        start = max(sentence.start, text.rfind(";", sentence.start, low) + 1)
        end = text.find(";", high, sentence.end)
        end = end if end >= 0 else sentence.end
        for led in YEARS.finditer(text, max(start, low - _NEAR), low):
            if _LEADS_TO.fullmatch(text, led.end(), low) and not self._of_meeting(led):
                turn = _TURN.search(text, high, end)
                return led, turn.start() if turn is not None else end
        for at in (text.rfind(":", start, low) + 1, start):
            opens = _LEAD_IN.match(text, at, low) if at else None
            led_in = YEARS.match(text, opens.end(), low) if opens is not None else None
            if led_in is not None and _LEAD_OUT.match(text, led_in.end()):
                return led_in, end
        return None

    def _of_meeting(self, year: re.Match[str]) -> bool:
        """Whether a year belongs to the name of the meeting or of its pact, not to an office told behind it."""
        evidence = self.meeting.evidence if self.meeting is not None else {}
        places = [p for field in ("title", "plan_year", "pact_year") for p in evidence.get(field, [])]
        return any(p.start < year.end() and year.start() < p.end for p in places)

    def in_office(self, title: PositionMention, *, signs: bool = False) -> Term | None:
        """The term of a head of the block who is in office: the year under review, else that of the document, for who `signs` a paper of
        any kind."""
        if self.meeting is not None and self.meeting.review_year is not None:
            return self.under_review(title)
        return self._of_document(looks_back=True, signed=signs) if self.document.kind not in ("notice", "plan") else None

    def of_table(self, title: PositionMention, table: Table, *, elected: bool) -> Term | None:
        """The years above a table, else those of the mandate, the document or the meeting."""
        start = self.text.blocks[table.blocks[0]].start
        found = list(YEARS.finditer(self.text.text, max(0, start - TABLE_HEADING), start))
        if found and elected:
            return _term_of(found[-1])
        if title.kind != "block":
            return self.mandate
        return self._to_come("") if elected else self.in_office(title)

    def beside(self, title: PositionMention, heading: Block) -> Term | None:
        """The years in the heading of a column that names the office."""
        found = YEARS.search(self.text.text, title.end, heading.end)
        return _term_of(found) if found is not None else None

    def filling(self, cell: Block, heading: Block | None = None) -> Term | None:
        """The years that fill a cell ("Năm 2024"), under a `heading` that says so also without the word ("2024" under "Năm")."""
        found = YEARS.search(self.text.text, cell.start, cell.end)
        if heading is not None and _OF_YEARS.match(self.text.text, heading.start, heading.end):
            figures = _FIGURES.fullmatch(self.text.text, cell.start, cell.end)
            return _term_of(figures) if figures is not None else None
        alone = (
            found is not None
            and not self.text.text[cell.start : found.start()].strip()
            and not self.text.text[found.end() : cell.end].strip()
        )
        return _term_of(found) if found is not None and alone else None

    def to_come(self, term: Term | None) -> bool:
        """Whether a term lies behind the year that the meeting or the document looks back on."""
        document = self._of_document()
        past = self.meeting.review_year if self.meeting is not None else None
        past = past or (int(document[0][:4]) if document is not None and self.document.kind == "report" else None)
        return term is not None and past is not None and term[0][:4].isdecimal() and int(term[0][:4]) > past

    def of_pact(self, term: Term | None) -> bool:
        """Whether a term is the year for which a meeting that looks back on none signs a pact."""
        meeting = self.meeting
        signs = meeting is not None and meeting.kind == "signing" and meeting.review_year is None
        return signs and term is not None and meeting is not None and term[0] == str(meeting.plan_year)

    def reached(self, term: Term | None) -> bool:
        """Whether a term is no later than the year that the meeting looks back on."""
        past = self.meeting.review_year if self.meeting is not None else None
        return term is not None and past is not None and term[0].isdecimal() and int(term[0]) <= past

    def past(self, term: Term | None) -> bool:
        """Whether a term is the year that a meeting looks back on, which plans for a later one."""
        meeting = self.meeting
        if term is None or meeting is None or meeting.review_year is None or (meeting.plan_year or 0) <= meeting.review_year:
            return False
        return term[0] == str(meeting.review_year)

    def under_review(self, title: PositionMention) -> Term:
        """The review year as a term; a school year keeps both its years."""
        assert self.meeting is not None
        places = self.meeting.evidence.get("review_year", [])
        if not places:
            return str(self.meeting.review_year), title.span
        return self._whole(str(self.meeting.review_year), Span(places[0].start, places[0].end))

    def planned(self) -> Term | None:
        """The year that the meeting plans for."""
        places = self.meeting.evidence.get("plan_year", []) if self.meeting is not None else []
        if self.meeting is None or self.meeting.plan_year is None or not places:
            return None
        return self._whole(str(self.meeting.plan_year), Span(places[0].start, places[0].end))

    def _whole(self, year: str, place: Span) -> Term:
        school = YEARS.search(self.text.text, max(0, place.start - 12), place.end + 10)
        return _term_of(school) if school is not None and school.group(1) == year else (year, place)

    def _to_come(self, words: str) -> Term | None:
        """The year of the document that gives the office; else the planned one, where the words behind the office point at it ("… trong năm
        học") or a meeting that looks back on one year and forward to the next elects, for whoever is elected there serves in the next."""
        meeting = self.meeting
        follows = meeting is not None and meeting.review_year is not None and meeting.plan_year == meeting.review_year + 1
        follows = follows or (meeting is not None and meeting.kind == "signing")
        return self._of_document() or self._of_headline() or (self.planned() if follows or _COMING.search(words) else None)

    def _of_document(self, *, looks_back: bool = False, signed: bool = False) -> Term | None:
        """The year in the title of a plan, decision, notice or report: the year that its block and its heads are for.

        A report names the year under review first, and a proposal or a paper of another kind only that one; the others name the year to
        come.
        """
        kinds = ("plan", "decision", "notice", "report")
        told = self.document.kind in kinds or (looks_back and self.document.kind == "proposal")
        pact = _PACT in self.document.rules  # which is for a year to come, whoever leads when it is signed
        told = told or (looks_back and self.document.kind == "other" and (signed or not pact)) or self.gives_offices
        if not told:
            return None
        found = [m for p in self.document.evidence.get("title", []) for m in YEARS.finditer(self.text.text, p.start, p.end)]
        return _term_of(found[0 if self.document.kind in ("report", "other") else -1]) if found else None

    def _of_headline(self) -> Term | None:
        """The year in the headline of a news item that tells of no meeting but of who was given the blocks to lead."""
        if self.document.kind != "news" or self.meeting is not None:
            return None
        titles = [p for p in self.document.evidence.get("title", []) if _GIVES.search(self.text.text, p.start, p.end)]
        found = [m for p in titles for m in YEARS.finditer(self.text.text, p.start, p.end)]
        return _term_of(found[-1]) if found else None

    def _in_heading(self, heading: Block | None) -> Term | None:
        found = list(YEARS.finditer(self.text.text, heading.start, heading.end)) if heading is not None else []
        return _term_of(found[-1]) if found else None

    def of_list(self, heading: Block | None) -> Term | None:
        """The years of a heading over a list of who leads the blocks ("Danh sách Khối trưởng, Khối phó năm 2024:")."""
        if heading is None:
            return None
        text, place = self.text.text, (heading.start, heading.end)
        return self._in_heading(heading) if _LEADS.search(text, *place) or _ONLY_YEAR.fullmatch(text, *place) else None

    def _of_office_before(self, sentence: Sentence) -> Term | None:
        """The year right behind the last office of a block that the line tells before the sentence."""
        block = self.text.blocks[sentence.block]
        told = list(_OFFICE_OF_YEAR.finditer(self.text.text, max(block.start, sentence.start - _LINE), sentence.start))
        return _term_of(told[-1]) if told else None

    def _in_block_before(self, sentence: Sentence) -> Term | None:
        block = self.text.blocks[sentence.block]
        if sentence.block not in self._years:
            self._years[sentence.block] = list(YEARS.finditer(self.text.text, block.start, block.end))
        told = self._years[sentence.block]
        before = bisect_right(told, sentence.start, key=lambda year: year.end())
        return _term_of(told[before - 1]) if before else None

    def _mandate(self) -> Term | None:
        """The nhiệm kỳ that begins at a congress: of all that the text names the latest. Elsewhere the only nhiệm kỳ that is named."""
        if not self.congress:
            found = list(_MANDATE.finditer(self.text.text))
            return _term_of(found[0]) if len({m.groups() for m in found}) == 1 else None
        found = [m for m in YEARS.finditer(self.text.text) if m.group(1) or m.group(4)]
        return _term_of(max(found, key=lambda m: m.group(1) or m.group(4))) if found else None


def _beside(between: str) -> bool:
    """Whether a year behind an office belongs to it: nothing but the block's name between, and nothing that the head of the block does."""
    return len(between) <= 60 and not _PARTS.search(between) and not _DOES.search(between)


def _term_of(match: re.Match[str]) -> Term:
    years = [g for g in match.groups() if g]
    return "-".join(years), Span(*match.span())
