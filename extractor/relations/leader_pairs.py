"""Which holder the words of a sentence join to which office: by the order of names, titles, bodies and link words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.document import OrganizationMention, Text
from extractor.relations.chunks import Chunk
from extractor.relations.leader_handovers import between, handed, handed_over, passed
from extractor.relations.leader_introduced import introduced, own_bodies, represented, represents
from extractor.relations.leader_reading import REPRESENTED, Holder, Pair, Reading, may_hold

# A holder with the offices introduced beside it, and several of them in a row; no office is given to more in one breath.
_ITEM = r"h*(?:O|P(?:[,\-(]+T(?:(?:[,vk]+|,w{2,6},)T)*(?![,vk]*T|l+h*P)(?:,O)*\)?)?)"
_CHAIN = rf"{_ITEM}(?:[,;v]{{1,3}}{_ITEM}){{0,60}}"
# "Sở X được bầu làm Khối trưởng", "đồng chí A, Giám đốc Y, giữ chức Chủ tịch": at most a few words between, no other holder.
_HOLDER_FIRST = re.compile(
    rf"(?<!h)(?P<holders>{_CHAIN})(?:-u?)?(?P<gap>(?:[w,vd.]|b(?=ww)|(?<=,)u(?=ww)){{0,24}})"
    r"(?:u?[bl]+u?|(?<=P)k|(?<=w)u(?=T(?!d?[l:])))w{0,2}b?(?P<title>T)"
)
# "ông A được bầu Phó Chủ tịch Hội": no word joins the office.
_STRAIGHT = re.compile(rf"(?<!h)(?P<holders>{_CHAIN})(?P<gap>[w,]{{2,8}})(?P<title>T)")
# "được đề nghị | UBND tỉnh | tặng Cờ"
_ASKS = re.compile(r"(?:đề nghị|trình|kiến nghị) $")
_TO_GIVE = re.compile(r",? (?:xem xét,? |xét,? )?(?:tặng|khen|trao)")
# Who gives an office away rather than getting it.
_GIVER = re.compile(
    r"(?:đã |vừa )?(?:thông báo|quyết định|thống nhất)?(?:,? ?(?:phân công|giao|công nhận|chỉ định|phê duyệt|quy định|ban hành)) "
)
# "tại Khách sạn | Bưu điện X".
_AT = re.compile(r"(?i)\b(?:tại|ở) (?:[^\s,.;]+ ){0,4}$")
_TO_OR_FROM = frozenset({"từ", "cho", "của", "sang", "đến", "tới", "với", "tại"})
_VOTED = re.compile(r"được [^,;]{0,30}(?:bầu|cử|suy tôn|chọn)(?: lại)?$")
# "bổ sung bà A - Trưởng phòng X vào Ủy ban Y và giữ chức Phó Chủ tịch".
_INTO = re.compile(r"(?P<holders>P(?:[,\-(]+T(?:[,vk]+T)*\)?)?)(?P<gap>w{1,3}Od?[,vwd]{0,6})b+w{0,2}(?P<title>T)")
# "Khối trưởng năm 2025 là Sở X", "Phó Chủ tịch: ông A, bà B", "Chủ tịch Hội X khóa VIII là ông A"; words behind a bracket that closes
# over the office are of something else: "ông A (Sở X, đơn vị Cụm phó) công bố kết quả: Sở Y …".
_TITLE_FIRST = re.compile(
    rf"(?P<title>T)(?:[,\-]O)?(?P<gap>(?:\([wd,\-]{{0,4}}\)|[wd,\-(]|\)(?!w)){{0,6}})(?:[blg]+(?:h*:)?|h*:(?P<turn>w{{1,3}}(?=O))?)(?P<holders>{_CHAIN})"
    r"(?![wd,v]{0,8}[bl]+u?T|[,\-(:]+u?T(?!(?:kT)*d?[bl:]+h*[OP]))"
)
# "Khối trưởng năm 2025: đến lượt Sở X".
_WHOSE_TURN = re.compile(
    r"(?:thi đua )?(?:(?:đến|tới) lượt|luân phiên(?: cho)?|(?:phân công|giao|chọn|cử|bầu|suy tôn)(?: cho)?|đơn vị|lãnh đạo)"
)
# "Sở X, đơn vị Khối trưởng năm 2021,", "Sở X - Khối trưởng", "ông A (Cụm trưởng)", "Sở X (làm Khối trưởng)".
_APPOSED = re.compile(
    r"(?P<holders>(?:(?<=[;:.])|(?<=^))O(?:[,v]O)+(?=-u?T(?:[;.]|$))|O(?=[\-(:]|,uT|,Td|,T(?:[;.v]|$))|(?:(?<=^)|(?<=^h))O(?=,T[w,])|P(?:vh*P(?=-))?)(?:[,\-(:]|(?<=[PO])[:\-(,][w.,]{1,16}[\-(:])+(?:(?<=\()b)?u?(?P<title>T)(?=[wdv,\-();.:]|$)"
)
# "Khối trưởng (Trung tâm X) đã gửi …": the unit that leads, in brackets.
_NAMED_ASIDE = re.compile(r"(?P<title>T)d?\((?P<holders>O)\)")
# "Sáng ngày 27/4, Sở X, Khối trưởng Khối thi đua Y, tổ chức hội nghị": nobody else is named before.
_FIRST_NAMED = re.compile(r"^[w.d,]{1,16},(?P<holders>O),u?(?P<title>T)(?=d?w|d?,(?!h*P))")
# "gồm Ngân hàng X Trưởng cụm, Ngân hàng Y Phó cụm", "Hội X Cụm trưởng Cụm thi đua số 4 chủ trì".
# "Sở X đơn vị Cụm trưởng Cụm thi đua số 4 chủ trì".
_BEHIND = re.compile(r"(?P<holders>O)(?P<title>T)(?=d?[,;.v)]|d?$)")
_SUBJECT_BEFORE = re.compile(r"(?:(?<=[,.;])|^)(?P<holders>O)u?(?P<title>T)(?=d?w)")
# "Phó trưởng cụm giao Trung tâm X".
_GIVEN = re.compile(r"(?P<title>T)d?(?P<turn>w{1,4})(?P<holders>O)(?=d?[,;.]|d?$)")
# "cùng đơn vị Cụm trưởng Công an tỉnh X".
_UNIT_BEFORE = re.compile(r"(?<=u)(?P<title>T)d?(?P<holders>O)(?=[,;.vl)]|$)")
# "dưới sự điều hành của Cụm trưởng Sở Y tế,".
_OF_HEAD = re.compile(r"(?<=w)(?P<title>T)(?P<holders>O)(?=[,;.v)]|$)")
# "Khối II: Trưởng khối - Công ty X; Phó khối - Công ty Y", "Khối I: Khối trưởng Sở X, Khối phó Sở Y".
_LABEL = re.compile(r"(?:(?<=[;:,])|^)-?w{0,2}(?P<title>T)d?-?(?P<holders>O(?:[,v]O(?![\-(]))*)(?=[;.,]|$)")
# "Cụm trưởng Cụm thi đua số 2 năm 2024 - Sở X bàn giao …".
_HEAD_BESIDE = re.compile(r"(?:(?<=[;:,])|^)[w.]{0,2}(?P<title>T)d?-(?P<holders>O)(?=w)")
# "vai trò Khối trưởng, Khối phó do Sở X và Sở Y đảm nhiệm".
_DONE_BY = re.compile(r"(?P<titles>T(?:[,v]{1,3}T){0,20})d?[wd]{0,3}w(?P<holders>h*[OP](?:[,v]+h*[OP])*)(?:w{0,2}b|(?P<done>w{2})(?!w))")
_DOES = frozenset({"phụ trách", "đảm đương", "gánh vác", "nắm giữ", "thực hiện"})
# "chức danh Trưởng khối, Phó khối năm 2023 lần lượt là Sở X; Sở Y".
_EACH = re.compile(r"(?P<titles>T(?:[,v]{1,3}T){1,20})[wdlg:,]{1,9}(?P<holders>h*[OP](?:[,;v]+h*[OP])+)")
# "Ban lãnh đạo gồm Chủ tịch - nhà thơ A và 2 Phó Chủ tịch là …".
_DASHED = re.compile(r"(?<=[:;gv,])w?(?P<title>T)-h+(?P<holders>P)(?=[;,v.]|$)")
# "Với vai trò Cụm trưởng Cụm thi đua số 1 năm 2023, Bộ CHQS tỉnh …".
# "Với tư cách Cụm trưởng Cụm thi đua số 3 (Tổng cục X), Sở Y …": in brackets whose block it is.
# "Là đơn vị Trưởng cụm năm 2021, đại diện lãnh đạo UBND huyện X đã phát động", "với vai trò là đơn vị Khối trưởng, Sở X đã …".
_ROLE_FIRST = re.compile(
    r"(?:(?<!b)b+l?u?|^lu?)(?P<title>T)(?P<gap>(?:\(O\)(?=,))?[wd]{0,4}(?:,w?d)?)(?:,?|,(?P<for>w{1,4}))h*(?P<holders>[OP])(?!w{0,2}[bl]+u?T)"
)
_FOR = re.compile(r"(?:đại diện|lãnh đạo|tập thể|thay mặt|đơn vị|ban|các|cho| )+")
_JOINED = re.compile(r"(?:Tk)+$")
# "bà A, Giám đốc Sở X, | đơn vị được bầu làm Khối trưởng": the body leads, not who heads it.
_UNIT_GIVEN = re.compile(r"[,\-(]{1,3}uw")
# "phân công Khối trưởng theo thứ tự: năm 2024: Sở X; năm 2025: Sở Y".
_IN_TURN = re.compile(r"(?P<title>T)[wd,]{0,8}(?P<turns>(?:[;,:]?v?d[:,\-]?w{0,2}O){2,20})(?![bl])")
# "Sở X bàn giao nhiệm vụ Khối trưởng", and nobody is told to whom.
_HANDS_AWAY = re.compile(r"(?:(?:đã|vừa|chính thức|tiến hành|tổ chức|thực hiện) )*(?:bàn giao|chuyển giao|trao lại)(?! nhận)")
# "Trường X, tiền thân là | Trường Y, | hiện là Khối trưởng".
_FORMERLY = re.compile(r"(?:tiền thân|trước đây|trước kia)(?: (?:của (?:trường|đơn vị|công ty)|của nó))?(?: (?:là|có tên là|thuộc))? $")
# "1. Trung tâm X - Đại diện: ông A, Giám đốc; đơn vị Trưởng khối năm 2018": what the item begins with leads.
_UNIT_OF_ITEM = re.compile(r"^[\-w.)]{0,3}(?P<holders>O)[^uO]*[;,\-(]u(?P<title>T)")
# "Công ty X là doanh nghiệp …, được đề nghị …, đồng thời được bầu làm Cụm phó": the only body before leads.
_SUBJECT = re.compile(r"^[w,.h]{0,5}(?P<holders>O)[^OPT;:.()]*?[,v]w{0,6}(?P<verb>b+)w{0,2}(?P<title>T)")
_CHOSEN = re.compile(r"được (?:bầu|suy tôn|chọn|giao|phân công|tín nhiệm)[^,;]*$")
# "Phó Chủ tịch kiêm Tổng Thư ký", "Ủy viên BCH, Ủy viên BTV, Chủ tịch Hội X", "Cụm trưởng và Cụm phó".
_OFFICES = re.compile(r"T(?:kT)+|T(?:,T){1,30}(?=d?[;.]|d?$)|T(?:,T){0,30}vT(?=d?[;.,]|d?$)")
_TITLED_BEFORE = re.compile(r"P[,]?vTh*$")


def pairs(text: Text, chunks: Sequence[Chunk], signs: str) -> Iterator[Pair]:
    """Each office of a sentence with each holder, and the id of the rule that joins them. `signs` are the chunks' signs in one string."""
    if "T" in signs:
        yield from _Pairs(text, chunks, signs).all()


class _Pairs(Reading):
    def all(self) -> Iterator[Pair]:
        """Every pair; an office joined by one rule is left alone by the later ones."""
        given = [*passed(self), *between(self), *handed(self)]
        yield from self._done_by()
        each = [*self._each()]
        yield from each
        given = [pair for pair in given if all(pair[0] is not title for title, *_ in each)]
        yield from self._turns()
        yield from self._by_order()
        yield from self._of_subject()
        yield from given
        yield from own_bodies(self)
        yield from handed_over(self)
        for i, sign in enumerate(self.signs):
            if sign != "T" or (self.chunks[i].position.kind != "block" and not self.said(i, i + 1).startswith("tân ")):
                continue
            if represents(self, self.chunks[i].position):
                self.taken.add(i)
                yield from represented(self, i)
            elif i not in self.taken:
                yield from introduced(self, i)

    def _by_order(self) -> Iterator[Pair]:
        for pattern, rule in (
            (_HOLDER_FIRST, "leader.holder-first"),
            (_INTO, "leader.holder-first"),
            (_STRAIGHT, "leader.holder-first"),
            (_TITLE_FIRST, "leader.title-first"),
            (_DASHED, "leader.title-first"),
            (_ROLE_FIRST, "leader.role-first"),
            (_APPOSED, "leader.apposed"),
            (_FIRST_NAMED, "leader.apposed"),
            (_BEHIND, "leader.apposed"),
            (_SUBJECT_BEFORE, "leader.apposed"),
            (_UNIT_BEFORE, "leader.apposed"),
            (_OF_HEAD, "leader.apposed"),
            (_NAMED_ASIDE, "leader.aside"),
            (_LABEL, "leader.title-first"),
            (_GIVEN, "leader.title-first"),
            (_HEAD_BESIDE, "leader.apposed"),
            (_UNIT_OF_ITEM, "leader.apposed"),
        ):
            for match in pattern.finditer(self.signs):
                if pattern is _STRAIGHT and not _VOTED.search(self.said(match.end("holders"), match.start("title"))):
                    continue
                if pattern is _ROLE_FIRST and match["for"] and _FOR.fullmatch(self.said(*match.span("for"))) is None:
                    continue
                if pattern in (_TITLE_FIRST, _GIVEN) and match["turn"] and _WHOSE_TURN.fullmatch(self.said(*match.span("turn"))) is None:
                    continue
                if match.start("title") not in self.taken and not self._of_unit(match, rule) and not self._greeted(match, rule):
                    yield from self._of_match(match, "leader.hands-over" if self._handed_away(match, rule) else rule)

    def _handed_away(self, match: re.Match[str], rule: str) -> bool:
        """Whether the one holder only gives the office away: "Sở X bàn giao nhiệm vụ Khối trưởng"."""
        first, end = match.span("holders")
        return rule == "leader.holder-first" and end - first == 1 and _HANDS_AWAY.match(self.said(end, match.start("title"))) is not None

    def _of_unit(self, match: re.Match[str], rule: str) -> bool:
        """Whether the unit before a dash leads the block, and who follows only represents it: "1. Sở X - Khối trưởng: ông A, Giám đốc"."""
        at, holder = match.start("title"), self.chunks[match.start("holders")]
        title_of_unit = rule == "leader.title-first" and self.signs[max(0, at - 2) : at] in ("O-", "O(")
        return title_of_unit and self.chunks[at].position.kind == "block" and "P" in match.group("holders") and holder.sign != "O"

    def _greeted(self, match: re.Match[str], rule: str) -> bool:
        """Whether something is only given to whoever leads: "Công an tỉnh X tặng hoa cho đơn vị Cụm trưởng"."""
        at = match.start("title")
        if rule != "leader.holder-first" or at < 2 or self.signs[at - 1] != "u":
            return False
        return self.said(at - 2, at - 1) in ("cho", "với") or " hoa " in self.said(match.end("holders"), at)

    def _of_match(self, match: re.Match[str], rule: str) -> Iterator[Pair]:
        at, (first, end) = match.start("title"), match.span("holders")
        if rule == "leader.holder-first":
            if "các đơn vị" in self.said(end - 1, at).replace("được các đơn vị", ""):
                return  # "Hội đồng phân công các đơn vị giữ nhiệm vụ Khối trưởng, …": the list behind tells who
            named = self.chunks[end - 1].start
            given = self.text.text[max(0, named - 5) : named] == "được "
            if self.signs[end - 1] == "O" and end < at and not given and _GIVER.match(self.said(end, at)):
                return  # "Hội đồng thông báo phân công nhiệm vụ Khối trưởng, Khối phó như sau"
            first, end = self._now(*self._candidate(*self._given_to(*self._without_owner(first, end))))
            first = max([i + 1 for i in self.receivers if first <= i < end - 1], default=first)
        heads = self._heads_in(first, end) if rule == "leader.holder-first" and self.chunks[at].position.kind == "block" else set()
        held = [m for m in self.named(first, end) if may_hold(self.chunks[at].position, m) and m.start not in heads]
        if rule == "leader.holder-first" and (unit := self._unit_given(at, end)) is not None:
            held = [unit]
        offices = [*self._offices_before(at, rule), at, *self._more_offices(at)] if held else []
        if len(offices) == 1 + len(held) == 2 and (beside := _TITLED_BEFORE.search(self.signs, max(0, first - REPRESENTED), first)):
            held = [self.chunks[beside.start()].person, *held]  # "Giám đốc X A và Bí thư Y B được bầu làm Khối trưởng, Khối phó"
        self.taken.update(offices)
        # "do ông A, Khối phó, làm Tổ trưởng": what he leads besides stays his.
        besides = self.chunks[at].position.kind != "block" or bool(heads)
        told = (i for i in range(*match.span("holders")) if self.signs[i] == "T")
        self.taken.update(i for i in told if not (besides and self.chunks[i].position.kind == "block"))
        for k, holder in enumerate(held):
            for i in [offices[k]] if self._in_turn(offices, held) else offices:
                yield self.chunks[i].position, holder, rule

    def _unit_given(self, at: int, end: int) -> OrganizationMention | None:
        """The body of the title before "đơn vị được bầu làm Khối trưởng", to which that office of a block is given."""
        title = self.chunks[end - 1].position if self.signs[end - 1] == "T" and _UNIT_GIVEN.match(self.signs, end) else None
        own = title.organization if title is not None and self.chunks[at].position.kind == "block" else None
        return OrganizationMention(own.start, own.end, "leader.own-body") if own is not None else None

    def _heads_in(self, first: int, end: int) -> set[int]:
        """Where those of a row begin who head the block already: "ông A, Khối trưởng; ông B và ông C là các Khối phó"."""
        out, last = set(), -1
        for i in range(first, self.signs.rfind(";", first, end)):
            if self.signs[i] == "P":
                last = self.chunks[i].start
            elif self.signs[i] == "T" and self.chunks[i].position.kind == "block":
                out.add(last)
        return out

    def _in_turn(self, offices: Sequence[int], held: Sequence[Holder]) -> bool:
        """Whether several holders take several offices one each: "Sở X và Sở Y lần lượt giữ vai trò Khối trưởng, Khối phó"."""
        if len(offices) < 2 or len(offices) != len(held):
            return False
        return all(self.chunks[i].position.kind == "block" for i in offices) or "lần lượt" in self.said(0, len(self.chunks))

    def _done_by(self) -> Iterator[Pair]:
        """Offices before those who hold them: "vai trò Khối trưởng, Khối phó do Sở X và Sở Y đảm nhiệm"."""
        for match in _DONE_BY.finditer(self.signs):
            offices = [i for i in range(*match.span("titles")) if self.signs[i] == "T"]
            held = self.named(*match.span("holders"))
            if self.said(match.end("titles"), match.start("holders")).split()[-1] != "do":
                continue
            if match["done"] and (self.said(*match.span("done")) not in _DOES or self.chunks[offices[0]].position.kind != "block"):
                continue
            self.taken.update(offices)
            for k, holder in enumerate(held):
                for i in [offices[k]] if self._in_turn(offices, held) else offices:
                    if may_hold(self.chunks[i].position, holder):
                        yield self.chunks[i].position, holder, "leader.title-first"

    def _each(self) -> Iterator[Pair]:
        """Offices told before their holders, one each: "Trưởng khối, Phó khối năm 2023 lần lượt là Sở X; Sở Y"."""
        for match in _EACH.finditer(self.signs):
            offices = [i for i in range(*match.span("titles")) if self.signs[i] == "T"]
            held = self.named(*match.span("holders"))
            said = self.said(match.end("titles"), match.start("holders"))
            if not ("lần lượt" in said or " gồm" in f" {said}") or len(offices) != len(held):
                continue
            self.taken.update(offices)
            for i, holder in zip(offices, held, strict=True):
                if may_hold(self.chunks[i].position, holder):
                    yield self.chunks[i].position, holder, "leader.title-first"

    def _turns(self) -> Iterator[Pair]:
        """Who leads in which year, behind the one office that passes round."""
        for match in _IN_TURN.finditer(self.signs):
            title = self.chunks[match.start("title")].position
            if title.kind == "block" and self.signs.count("T") == 1:
                self.taken.add(match.start("title"))
                for holder in self.named(*match.span("turns")):
                    yield title, holder, "leader.title-first"

    def _without_owner(self, first: int, end: int) -> tuple[int, int]:
        """The holders' signs without a body that what comes before belongs to ("theo Quyết định của Bộ X, | Sở Y được giao làm …",
        "nhận bàn giao từ Sở X; | Sở Y làm Khối phó", "tại Hội trường Sở X, | Sở Y làm …")."""
        if self.signs[first : first + 2] == "O," and first and self.said(first - 1, first) == "của":
            return first + 2, end
        if end - first == 3 and self.signs[first:end] == "O,O" and _AT.search(self.text.text, *self._before(first)):
            return first + 2, end
        if self.signs[first : first + 2] == "O;" and first and self.said(first - 1, first) in _TO_OR_FROM:
            return first + 2, end
        return first, end

    def _before(self, at: int) -> tuple[int, int]:
        """The few words before a chunk."""
        return max(self.chunks[0].start, self.chunks[at].start - 40), self.chunks[at].start

    def _given_to(self, first: int, end: int) -> tuple[int, int]:
        """The holders' signs: before "được UBND tỉnh giao làm …" those of the body given the office, not of the one that gives it."""
        if first < 2 or self.signs[first - 1] != "w" or self.said(first - 1, first) != "được":
            return first, end
        before = re.search(rf"{_CHAIN}$", self.signs[: first - 1])
        return before.span() if before is not None else (first, end)

    def _now(self, first: int, end: int) -> tuple[int, int]:
        """The holders' signs: of "Trường X, tiền thân là Trường Y, hiện là Khối trưởng" that of Trường X."""
        named = self.chunks[first].start
        if _FORMERLY.search(self.text.text, max(0, named - 40), named) is None:
            return first, end
        before = self.signs.rfind("O", 0, first)
        return (before, before + 1) if before >= 0 else (first, end)

    def _candidate(self, first: int, end: int) -> tuple[int, int]:
        """The holders' signs: of "Sở X được chọn đề nghị UBND tỉnh tặng Cờ và được giới thiệu làm …" those of Sở X, not of whom it asks."""
        asks = _ASKS.search(self.text.text, max(0, self.chunks[first].start - 12), self.chunks[first].start)
        if asks is None or _TO_GIVE.match(self.text.text, self.chunks[end - 1].end) is None:
            return first, end
        before = max(self.signs.rfind(sign, 0, first) for sign in "OP")
        return (before, before + 1) if before >= 0 else (first, end)

    def _offices_before(self, at: int, rule: str) -> list[int]:
        """Offices joined by "kiêm" before the one that the holder is told behind: "| Phó Chủ tịch | kiêm Tổng Thư ký là bà A"."""
        before = _JOINED.search(self.signs, max(0, at - REPRESENTED), at) if rule == "leader.title-first" else None
        return [i for i in range(before.start(), at) if self.signs[i] == "T"] if before is not None else []

    def _more_offices(self, at: int) -> list[int]:
        """Further offices given with the one at `at`."""
        more = _OFFICES.match(self.signs, at)
        return [at + i for i, sign in enumerate(more.group()) if sign == "T" and i] if more is not None else []

    def _of_subject(self) -> Iterator[Pair]:
        """An office told at the end of a sentence of one body."""
        match = _SUBJECT.match(self.signs)
        if match is None or match.start("title") in self.taken:
            return
        title, holder = self.chunks[match.start("title")].position, self.body_at(match.start("holders"))
        if holder is not None and may_hold(title, holder) and _CHOSEN.search(self.said(match.end("holders"), match.start("title"))):
            self.taken.add(match.start("title"))
            yield title, holder, "leader.holder-first"
