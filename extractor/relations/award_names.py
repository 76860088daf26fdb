"""The names that awards speak of: bare head words resolved, one key for all forms of a body, who issues a decision and who asked for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from extractor.document import AwardMention, Block, Mentions, Span, Text
from extractor.lexicon import load
from extractor.record import Document, Meeting
from extractor.relations.organizations import groups, key
from extractor.syllables import fold_phrase

_ASKED = re.compile(r"(?:[Tt]heo|[Xx]ét|[Cc]ăn cứ|và|;) (?:đề nghị|Tờ trình|tờ trình)[^.;\n]{0,60}?của (?=\S)")
# Offices that ask in their own name, and not for the department that they head.
_IN_PERSON = ("chủ tịch ubnd", "chủ tịch ủy ban nhân dân", "bộ trưởng", "thống đốc")
_ISSUER = re.compile(
    r"^(?:CHỦ TỊCH|GIÁM ĐỐC|TỔNG GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|CHỦ NHIỆM|HIỆU TRƯỞNG|CHÁNH ÁN|VIỆN TRƯỞNG|(?:TỔNG |CHI )?CỤC TRƯỞNG"
    r"|TƯ LỆNH|CHỈ HUY TRƯỞNG|TỔNG THANH TRA|TỔNG KIỂM TOÁN|BÍ THƯ|TRƯỞNG BAN|ỦY BAN|UỶ BAN|BAN|HỘI ĐỒNG|HỘI|ĐẢNG ỦY|LIÊN ĐOÀN|LIÊN HIỆP"
    r"|LIÊN MINH|CÔNG ĐOÀN|ĐOÀN|TỈNH ĐOÀN|HUYỆN ĐOÀN)\b[^\n]*$"
)
# The body stands right behind; an office that asks ("của Trưởng phòng …") is no body.
_NEAR = 1
# "nhà trường" stands for a body named "Trường …".
# Organs of an association that papers name without it.
_ORGANS = ("trung ương hội", "tỉnh hội")
# Head words of which a field has one body.
_CENTRAL_BODIES = frozenset(
    map(fold_phrase, ("Trung ương Hội", "Tổng công ty", "Tập đoàn", "Tỉnh hội", "Quân khu", "Quân đoàn", "Quân chủng"))
)
_NEAR_ENOUGH = 300
# The year of a list may stand on the line below its title.
_NEXT_LINE = 60
_PRESIDENT = re.compile(
    r"[Uu]ỷ quyền (?:của )?(Chủ tịch nước)(?! C)|[Ủủ]y quyền (?:của )?(Chủ tịch nước)(?! C)"
    r"|(Chủ tịch nước)(?! C)(?: đã| vừa)? (?:ký (?:quyết định )?tặng|quyết định tặng|tặng|phong tặng|truy tặng)"
)
_HEADS_OF = re.compile(r"(?i)(?:ban giám hiệu|ban giám đốc|ban tổng giám đốc|ban lãnh đạo|tập thể lãnh đạo) (?=\S+ \S)")
_HEADS = {"nhà trường": "trường"}
_REVIEWED = re.compile(
    r"(?i)(?:(?:tổng kết|sơ kết|bình xét)[^.;\n]{0,80}?năm (?:học )?"
    r"|(?m:^)(?:(?:(?:theo|qua) )?báo cáo[^,.\n]{0,40}, |trong )?năm (?:học )?)"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)
_MERIT = re.compile(
    r"(?i)(?:\bthành tích|(?<!phát động )(?<!hưởng ứng )phong trào thi đua|\btổng kết)\b"
    r"(?:(?!giai đoạn|triển khai|phương hướng|phát động|kế hoạch)[^.;\n]){0,90}?"
    r" năm (?:học (?P<school>(?:19|20)\d\d)|(?P<year>(?:19|20)\d\d)(?! ?(?:[-–]|đến|và) ?(?:năm )?(?:19|20)\d\d))"
)
_STATE = ("award.huan-chuong", "award.huy-chuong")
# "Kỷ niệm chương" of one association, told again without its name.
_BADGE = "award.ky-niem-chuong"
_BADGE_SYLLABLES = 3
_HEAD_SYLLABLES = 2
_TITLED_YEAR = re.compile(r"(?i)năm (?:học )?(?P<year>(?:19|20)\d\d)")
# The year for which honours are asked, beside that for which heads are named ("… Cụm trưởng năm 2026 và đề nghị khen thưởng năm 2025").
_HONOURED_YEAR = re.compile(
    r"(?i)(?:khen thưởng|tặng|bình xét|suy tôn|xét)\b(?:(?!trưởng|phó|năm)[^.;]){0,80}?năm (?:học )?(?P<year>(?:19|20)\d\d)"
)


class Names:
    """Names and keys of one document."""

    def __init__(self, text: Text, mentions: Mentions, document: Document, meeting: Meeting | None) -> None:
        self.text = text
        self.mentions = mentions
        self.document = document
        self.meeting = meeting
        self._anaphors = {fold_phrase(a) for a in load("awards")["nouns"]["anaphors"]}
        self._abbreviations = {fold_phrase(k): fold_phrase(v) for k, v in load("awards")["abbreviations"].items()}
        self._longest: dict[str, Span | None] = {}
        self._forms: dict[Span, str] = {}
        self._awards: dict[Span, str] = {}
        self._fuller: dict[str, list[AwardMention]] = {}
        self._single: dict[str, bool] = {}
        self._nobody = {fold_phrase(a) for a in load("awards")["nouns"]["nobody"]}

    @cached_property
    def _groups(self) -> dict[str, str]:
        """Key of a body's form → key of the body."""
        out: dict[str, str] = {}
        for group in groups(self.text, self.mentions.organizations):
            home = key(group.name)
            out.update({key(form): home for form in group.forms})
        return out

    def form(self, span: Span) -> str:
        """The key of the words themselves."""
        if span not in self._forms:
            self._forms[span] = key(self.text.value(span))
        return self._forms[span]

    def key(self, span: Span | None) -> str:
        """One key for all forms of a name in this document; "" for none."""
        if span is None:
            return ""
        name = self.form(span)
        return self._groups.get(name, name)

    def is_bare(self, folded: str) -> bool:
        """Whether a folded name opens with no word for a kind of body."""
        words = folded.split()
        return not any(" ".join(words[:n]) in self._heads for n in range(1, 5))

    @cached_property
    def _heads(self) -> frozenset[str]:
        heads = load("organizations")["heads"]
        return frozenset(fold_phrase(h) for kind in ("full", "level", "organ", "open", "block") for h in heads[kind])

    def award_key(self, award: AwardMention) -> str:
        """One key for all spellings of an award."""
        if award.span not in self._awards:
            self._awards[award.span] = self._award_key(award)
        return self._awards[award.span]

    def family(self, award: AwardMention) -> str:
        """One key for awards that have one grantor: all classes of the orders of the State; else the award's own."""
        return award.rule if award.rule in _STATE else self.award_key(award)

    def _award_key(self, award: AwardMention) -> str:
        words = fold_phrase(self.text.value(award.span)).replace("chiến sỹ", "chiến sĩ")
        for short, full in self._abbreviations.items():
            if words == short or words.startswith(short + " "):
                return full + words[len(short) :]
        return words.strip("“”\"'")

    def resolve(self, span: Span) -> Span | None:
        """The name that a bare head word stands for: the block that meets, or the nearest body before it that the word heads.

        Any other name stands for itself.
        """
        words = fold_phrase(self.text.value(span))
        if words in self._nobody:
            return None
        if words not in self._anaphors:
            return span
        words = _HEADS.get(words, words)
        kind = words.split()[0]
        if kind in ("khối", "cụm") and self.meeting and self.meeting.block and kind in fold_phrase(self.meeting.block).split():
            place = next(iter(self.meeting.evidence.get("block", [])), None)
            if place is not None:
                return Span(place.start, place.end)
        headed = self._headed.get(words, [])
        if not headed and words in _ORGANS:
            return span
        at = bisect_left(headed, span.start, key=lambda s: s.start)
        if words in ("hội đồng", "hội đồng thi đua", *_HEADS.values()):
            return self._fullest(words)
        return headed[at - 1] if at else None

    def headed_by(self, span: Span) -> Span:
        """The body whose heads stand up for an award ("Ban Giám hiệu | Trường X nhận …"); any other name stands for itself."""
        found = _HEADS_OF.match(self.text.text, span.start, span.end)
        return Span(found.end(), span.end) if found else span

    def giver(self, span: Span) -> Span | None:
        """The name of a body that confers; a head word that tells its rank stands for itself where no name explains it."""
        name = self.resolve(span)
        words = fold_phrase(self.text.value(span))
        if name is not None or words not in _CENTRAL_BODIES:
            return name
        return next(iter(self._headed.get(words, [])), span)  # in a headline the name is still to come

    @cached_property
    def _headed(self) -> dict[str, list[Span]]:
        """Bare head word → the bodies whose names it opens, in reading order."""
        out: dict[str, list[Span]] = {}
        for o in self.mentions.organizations:
            words = fold_phrase(self.text.value(o.span)).split()
            for n in range(1, min(4, len(words))):
                head = " ".join(words[:n])
                if head in self._anaphors:
                    out.setdefault(head, []).append(o.span)
        return out

    def _fullest(self, head: str) -> Span | None:
        if head not in self._longest:
            self._longest[head] = max(self._headed.get(head, []), key=lambda s: (len(self.text.value(s).split()), -s.start), default=None)
        return self._longest[head]

    def issuer(self) -> Span | None:
        """Who issues the decision, from the line of capitals between its title and its grounds."""
        blocks = self.text.blocks
        titled = next((i + 1 for i, b in enumerate(blocks) if self.text.text.startswith("QUYẾT ĐỊNH", b.start)), 0)
        return self._issuer(blocks[titled:]) or self._issuer(blocks[:titled])

    def letterhead(self, listed: Span | None = None) -> Span | None:
        """The body named last above the title of a proposal, or above that of a list `listed` for it: who puts it forward."""
        title = min((place.start for place in self.document.evidence.get("title", [])), default=0)
        title = listed.start if listed is not None and not title else title
        above = [o for o in self.mentions.organizations if o.end <= title and self.text.value(o.span).isupper()]
        return above[-1].span if above else None

    def _issuer(self, blocks: Sequence[Block]) -> Span | None:
        for block in blocks:
            words = self.text.text[block.start : block.end].strip(" *_#\n")
            if words.startswith("Căn cứ"):
                return None
            if words.isupper() and _ISSUER.match(words) and block.table is None:
                decides = words.find(" QUYẾT ĐỊNH")  # "BAN THƯỜNG VỤ ĐẢNG ỦY QUYẾT ĐỊNH:"
                return Span(block.start, block.start + (decides if decides > 0 else len(words)))
        return None

    def asked(self) -> Span | None:
        """Who asked for the decision ("Xét đề nghị của Phòng Nội vụ tại Tờ trình …")."""
        for found in _ASKED.finditer(self.text.text):
            bodies = self.mentions.organizations
            k = bisect_left(bodies, found.end(), key=lambda o: o.start)
            if k < len(bodies) and bodies[k].start <= found.end() + _NEAR:
                return bodies[k].span
            office = next((p for p in self.mentions.positions if found.end() <= p.start <= found.end() + _NEAR), None)
            if office is not None and office.organization is not None:
                whole = Span(office.start, office.organization.end)
                return whole if self.text.value(whole).lower().startswith(_IN_PERSON) else office.organization
        return None

    def president(self, at: int) -> Span | None:
        """Where the paragraph says before `at` that the President of the State honours or has it done: he alone confers orders."""
        low = max(self.text.text.rfind("\n", 0, at), at - _NEAR_ENOUGH)
        found = _PRESIDENT.search(self.text.text, max(low, 0), at)
        return Span(*found.span(found.lastindex or 0)) if found else None

    def told_year(self, at: int) -> tuple[int, Span | None] | None:
        """The year that the paragraph says it looks back on, before `at` ("tổng kết công tác năm 2016")."""
        k = bisect_left(self._reviewed, at, key=lambda s: s.end)
        if not k or self.text.text.find("\n", self._reviewed[k - 1].end, at) >= 0:
            return None
        place = self._reviewed[k - 1]
        return int(self.text.text[place.start : place.end]), place

    @cached_property
    def _reviewed(self) -> list[Span]:
        """Where the text names a year that is looked back on."""
        return [Span(*found.span("year")) for found in _REVIEWED.finditer(self.text.text)]

    def year_before(self, planned: int) -> tuple[int, Span | None] | None:
        """The year before the `planned` one, where the text names it otherwise than in a date: who plans has looked back on it."""
        place = next(re.finditer(rf"(?i)(?<!tháng \d )(?<!tháng \d\d )(?<!\w)năm (?:học )?{planned - 1}(?!\d)", self.text.text), None)
        return (planned - 1, Span(*place.span())) if place else None

    @cached_property
    def merit_year(self) -> tuple[int, Span | None] | None:
        """The one year of which the whole text says that the merit is, where it names no other ("có thành tích xuất sắc … năm 2020")."""
        found = [Span(*hit.span(hit.lastgroup or 0)) for hit in _MERIT.finditer(self.text.text)]
        years = {self.text.text[place.start : place.end] for place in found}
        return (int(years.pop()), found[0]) if len(years) == 1 else None

    def fuller(self, award: AwardMention, awards: tuple[AwardMention, ...]) -> AwardMention:
        """The award that an order or medal named without its class or kind stands for.

        The last one before it that says more, else the only one behind it ("Huân chương Lao động" in a headline).
        """
        if (spelled := self._spelled_out(award)) is not None:
            return spelled
        if award.rule not in _STATE and (award.rule != _BADGE or len(self.award_key(award).split()) > _BADGE_SYLLABLES):
            return award
        if self.text.text.startswith(" các hạng", award.end):
            return award
        words = self.award_key(award)
        if words not in self._fuller:
            self._fuller[words] = [a for a in awards if a.rule == award.rule and self.award_key(a).startswith(words + " ")]
            self._single[words] = len({self.award_key(a) for a in self._fuller[words]}) == 1
        fuller, one = self._fuller[words], self._single[words]
        before = bisect_left(fuller, award.start, key=lambda a: a.start)
        if before and (one or (len(words.split()) == _HEAD_SYLLABLES and award.rule in _STATE)):
            return fuller[before - 1]
        return fuller[0] if one else award

    def _spelled_out(self, award: AwardMention) -> AwardMention | None:
        """Where the document itself spells out the award that only its letters name ("TTLĐTT: Tập thể lao động tiên tiến")."""
        words = self.text.value(award.span)
        if not words.isupper() or fold_phrase(words) not in self._abbreviations:
            return None
        return self._spelled.get(self.award_key(award))

    @cached_property
    def _spelled(self) -> dict[str, AwardMention]:
        """Key of an award → the first place that spells it out."""
        out: dict[str, AwardMention] = {}
        for award in self.mentions.awards:
            if fold_phrase(self.text.value(award.span)) == (named := self.award_key(award)):
                out.setdefault(named, award)
        return out

    def asked_year(self, listed: Span | None) -> tuple[int, Span | None] | None:
        """The year that the title of a list of those who are put forward names."""
        found = _TITLED_YEAR.search(self.text.text, listed.start, listed.end + _NEXT_LINE) if listed is not None else None
        return (int(found["year"]), Span(*found.span())) if found else None

    def titled_year(self) -> tuple[int, Span | None] | None:
        """The year that the document's title names, where no meeting tells one."""
        if self.document.kind == "news":
            return None
        for place in self.document.evidence.get("title", []):
            found = _HONOURED_YEAR.search(self.text.text, place.start, place.end)
            found = found or _TITLED_YEAR.search(self.text.text, place.start, place.end)
            if found:
                return int(found["year"]), Span(*found.span())
        return None
