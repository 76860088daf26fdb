"""People and the positions they hold: from the order of names, titles and bodies in a sentence, from tables, from signatures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractor.document import Block, BlockKind, Mention, Mentions, OrganizationMention, PersonMention, PositionMention, Span, Text
from extractor.lexicon import load
from extractor.record import Document, Leader, Meeting, Part, Person, Position
from extractor.relations.bodies import Bodies, bodies_of
from extractor.relations.chunks import Chunk, Chunked, Chunks, joint_holders
from extractor.relations.councils import members
from extractor.relations.entries import evidence, union
from extractor.relations.layout import inside
from extractor.relations.organizations import groups, key
from extractor.relations.parts import parts
from extractor.relations.tables import Table, signatures, tables
from extractor.syllables import fold_phrase

# A run of titles, each with the outer body that may stand behind a comma: "Trưởng phòng Tổ chức, Sở X, kiêm Chủ tịch Y"; nobody has more.
_TITLES = r"Td?(?:,O)?(?:(?:[,vk-]{1,2}|,wk)Td?(?:,O)?|\(T\)){0,30}"
_BEFORE = re.compile(rf"(?P<titles>{_TITLES})[:glb]?h*(?P<people>P(?:[,;v]{{1,2}}h*P(?![,\-(]T))*)")
_AFTER = re.compile(rf"(?P<people>P(?:vh*P(?=-))?)(?:[,\-(:]*|w{{0,2}}l|,?w{{0,3}}bl?:?)(?P<titles>{_TITLES}(?:-{_TITLES})*)")
# A title and then, behind a comma or dash, the name: "Giám đốc Sở Y tế, ông A, cho biết", "Phó Chủ tịch UBND tỉnh - đồng chí A - dự".
_NAMED_BEHIND = re.compile(rf"(?<![\-(lbPT])(?<![POT)],)(?P<titles>{_TITLES})(?:[,\-]h+|-)(?P<people>P)(?=[,\-.w]|$)(?![,\-]T|[,\-]*O)")
# The same with more offices behind the name, where nobody can be named before: "Trưởng khối, đồng chí A - Chủ tịch Hội X, kết luận".
_OPENING = re.compile(rf"(?P<titles>{_TITLES})[,\-]h+(?P<people>P)")
# "Sở Công Thương: ông A, Phó Giám đốc; bà B, Chánh Văn phòng": people listed under the body that they come from.
_LISTED = rf"h*P[,\-(]+{_TITLES}(?:-{_TITLES})*\)?"
_UNDER_BODY = re.compile(rf"(?P<body>O)[:\-]+(?:w{{1,2}}:)?(?P<list>{_LISTED}(?:[;,v]+{_LISTED})*)")
# "các đồng chí Ủy viên Trung ương Đảng: A, Phó Chủ tịch Quốc hội; B, Bộ trưởng Bộ X": the first office is everybody's.
_OVER_ALL = re.compile(rf"(?P<titles>T(?:[,v]T)*):(?P<list>{_LISTED}(?:[;v]+{_LISTED})+)")
# "đại diện Sở Tài chính (Phó Giám đốc A)", "Công an huyện X (Thượng tá A, Trưởng Công an huyện, Cụm phó)".
_IN_BRACKETS = re.compile(
    rf"(?P<body>O)\((?:(?P<titles>{_TITLES})h*(?P<person>P)|h*(?P<before>P)[,\-](?P<behind>{_TITLES}(?:-{_TITLES})*))\)"
)
# "các ông A, B, Phó Chủ tịch UBND tỉnh": one office, in the words of several, is each one's.
_TOGETHER = re.compile(rf"(?:(?<=h)|(?<=[:;]))(?P<people>P(?:,P){{1,4}})[,\-](?P<titles>{_TITLES})(?=[;.vw]|$)")
_ITEM = re.compile(rf"(?P<person>P)[,\-(]+(?P<titles>{_TITLES}(?:-{_TITLES})*)")
_LED = re.compile(rf"(?P<titles>{_TITLES})h*(?P<person>P)")
_PLURAL = re.compile(r"(?i)\b(?:các|hai|ba|bốn|năm|\d+) (?:đồng chí|đ/c|ông|bà|vị|ông, bà)?,? ?$")
# Titles that are a part played at the meeting when they name no body ("Thư ký: bà A").
_PARTS: dict[str, Part] = {"thư ký": "secretary", "chủ tọa": "chair"}
# Seats that a list of a council's members names without the council.
_SEATS = frozenset(
    fold_phrase(w)
    for w in (
        "Ủy viên",
        "Ủy viên thường trực",
        "Phó Chủ tịch",
        "Thư ký",
        "Phó Chủ tịch thường trực",
        "Tổng Thư ký",
        "Phó Tổng Thư ký",
        "Phó Chủ tịch thứ nhất",
    )
)
_MEMBERS = frozenset(fold_phrase(w) for w in ("Ủy viên", "Ủy viên thường trực"))
# A council is of the body behind its name: "Giám đốc, Chủ tịch Hội đồng Thi đua - Khen thưởng | Sở Y tế".
_COUNCIL = re.compile(r"(?i)hội đồng (?:thi đua|tđkt|tđ-kt)[ ,–-]*(?:và )?(?:khen thưởng)? ?(?:\(\w+\) ?)?")
_CREDIT = re.compile(
    r"(?:[Ảả]nh|ẢNH|[Tt]in|[Bb]ài|[Tt]ác giả|[Nn]guồn|[Tt]heo|[Bb]iên tập|[Nn]gười viết|[Pp]hóng viên|PV)"
    r"(?:[ ,]{1,2}(?:[ảa]nh|bài|tin))?\s?[:–-]\s?$"
)
# Offices whose unit bears the issuer's name ("CHÁNH VĂN PHÒNG" under the letterhead of Sở X).
_OF_THE_ISSUER = frozenset(fold_phrase(w) for w in ("Chánh Văn phòng", "Phó Chánh Văn phòng"))
_ISSUING_ORGAN = re.compile(r"(?i)(?:BCH|BTV|Ban Chấp hành|Ban Thường vụ|Ban Thường trực)\s+(?=\w)")
_OF_THE_MEETING = frozenset({"tổ trưởng", "tổ phó", "trưởng đoàn", "nhóm trưởng"})
COUNCIL_REACH = 1500
LETTERHEAD = 1200
_ORGANS = frozenset(
    {"trung ương", "ban chấp hành", "ban chấp hành trung ương", "cơ quan", "cơ quan trung ương", "ban thường vụ", "thường trực"}
)
# Organs that a second mention of the person may name with their body.
_BARE_ORGANS = frozenset(fold_phrase(w) for w in load("positions")["titles"]["organs"])
_JOBS = frozenset({"thành viên", "đại biểu", "cán bộ", "chủ hộ", "công đoàn viên"})


@dataclass(slots=True)
class Holder:
    """A person as met so far: every place of the name, every title held with its body."""

    name: str
    spans: list[Span] = field(default_factory=list)
    titles: dict[tuple[str, str], tuple[Span, Span | None]] = field(default_factory=dict)
    parts: dict[Part, Span] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def people(
    text: Text,
    mentions: Mentions,
    chunks: Chunked,
    document: Document,
    meeting: Meeting | None,
    leaders: Sequence[Leader] = (),
) -> list[Person]:
    """The people of the record with their positions, in order of first mention.

    By-lines and photo credits of news are no people of the record. An office to which someone is elected at the meeting (`leaders`) is a
    position only where the text introduces the person by it elsewhere.
    """
    elected = frozenset(p.start for e in leaders if e.action == "elected" for p in e.evidence.get("position", []))
    book = _Book(text, mentions, bodies_of(text, mentions, meeting), elected)
    issuer = _issuer(text, mentions) if document.kind != "news" else None
    for person, title, body in (*members(text, mentions, book.bodies, issuer), *_in_rows(text, mentions, chunks)):
        book.hold(person, title, body, "position.table")
    for sentence in chunks:
        if "P" not in sentence.signs or "T" not in sentence.signs:
            continue
        for person, title, body in _under_body(text, sentence):
            book.hold(person, title, body, "position.under-body")
        for person, title, body in _deputies(text, [*_pairs(text, sentence), *_jointly(text, sentence)]):
            book.hold(person, title, body, "position.order")
    for table in tables(text):
        for person, title, body in _in_table(text, mentions, table):
            book.hold(person, title, body, "position.table")
    if document.kind != "news":
        for person, title, body in signatures(text, mentions):
            book.play(person, "sign", title.span)
            words = fold_phrase(text.value(title.span))
            own = title.anaphor is None and (title.kind in ("plain", "party") or words in _OF_THE_ISSUER) and words not in _PARTS
            book.hold(person, title, body or (issuer if own else None), "position.signature")
    for person, part, place in parts(text, chunks):
        book.play(person, part, place)
    authors = {fold_phrase(a) for a in document.authors} if document.kind == "news" else set()
    return [_entry(text, h) for h in book.people if not (fold_phrase(h.name) in authors and not h.titles)]


# --- the order of mentions in a sentence -----------------------------------------------------------------------------------------------


def _pairs(text: Text, chunks: Chunks) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Each person with each title that covers them, in one sentence, and the body that the title shares with its neighbour."""
    signs = chunks.signs
    taken: set[int] = set()
    for match in _OVER_ALL.finditer(signs):
        if _PLURAL.search(text.text, max(0, chunks[match.start()].start - 30), chunks[match.start()].start):
            people = [i for i in range(*match.span("list")) if signs[i] == "P"]
            yield from ((chunks[i].person, *held) for i in people for held in _titles(text, chunks, *match.span("titles")))
    for match in _TOGETHER.finditer(signs):
        if _PLURAL.search(text.text, max(0, chunks[match.start()].start - 30), chunks[match.start()].start):
            others = [i for i in range(*match.span("people")) if signs[i] == "P"][:-1]  # the last one's is told below
            yield from ((chunks[i].person, *held) for i in others for held in _titles(text, chunks, *match.span("titles")))
    opening = _OPENING.match(signs)
    if opening is not None:
        taken.update(range(*opening.span("titles")))
        for title, body in _titles(text, chunks, *opening.span("titles")):
            yield chunks[opening.start("people")].person, title, body
    for match in _BEFORE.finditer(signs):
        if _belongs_before(signs, match) or taken.intersection(range(*match.span("titles"))):
            continue
        first, end = _own_titles(signs, match)
        taken.update(range(first, match.end()))
        for i in range(*match.span("people")):
            if signs[i] == "P":
                for title, body in _titles(text, chunks, first, end):
                    yield chunks[i].person, title, body
    for match in (*_AFTER.finditer(signs), *_NAMED_BEHIND.finditer(signs)):
        first, end = match.span("titles")
        end = min((i for i in range(first, end) if i in taken), default=end)
        if "T" not in signs[first:end]:
            continue
        taken.update(range(first, end))
        for i in range(*match.span("people")):
            if signs[i] == "P":
                for title, body in _titles(text, chunks, first, end):
                    yield chunks[i].person, title, body


def _deputies(
    text: Text, held: Sequence[tuple[PersonMention, PositionMention, Span | None]]
) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """`held` with bodies for deputies told after their head: "A, Chủ tịch Hội X; B, Phó Chủ tịch"."""
    head: tuple[str, Span, int] | None = None
    for person, title, body in sorted(held, key=lambda h: h[1].start):
        words = fold_phrase(text.value(title.span))
        own = body or title.organization or title.anaphor
        if own is None and title.kind == "plain" and head is not None and head[2] != person.start and words.startswith(f"phó {head[0]}"):
            body = head[1]
        if body is not None and title.kind == "plain" and not words.startswith("phó "):
            head = words, body, person.start
        yield person, title, body


def _own_titles(signs: str, match: re.Match[str]) -> tuple[int, int]:
    """The titles of who is named behind them; before "và" may stand one of a person before: "Chủ tịch X A - Cụm trưởng và Chủ tịch Y B"."""
    first, end = match.span("titles")
    joint = signs.rfind("v", first, end)
    return (joint + 1, end) if signs[max(0, first - 2) : first] in ("P-", "P(") and joint > 0 else (first, end)


def _jointly(text: Text, chunks: Sequence[Chunk]) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    for i, chunk in enumerate(chunks):
        if chunk.sign == "T":
            yield from ((person, chunk.position, None) for person in joint_holders(text, chunks, i))


def _under(text: Text, title: PositionMention, own: Span | None, body: Mention) -> bool:
    """Whether a title is held in the body that its line opens with: it names none, or that one by its head ("Công an huyện")."""
    if title.kind not in ("plain", "shared", "jobs") or title.anaphor is not None:
        return False
    return own is None or key(text.value(body.span)).startswith(key(text.value(own)) + " ")


def _under_body(text: Text, chunks: Chunks) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Titles that name no body, held in the one that the line opens with: "Sở Công Thương: ông A, Phó Giám đốc; bà B, Chánh Văn phòng"."""
    signs = chunks.signs
    for aside in _IN_BRACKETS.finditer(signs):
        body = chunks[aside.start("body")].mention
        assert body is not None
        named = "person" if aside["person"] else "before"
        for title, own in _titles(text, chunks, *aside.span("titles" if named == "person" else "behind")):
            if _under(text, title, own, body):
                yield chunks[aside.start(named)].person, title, body.span
    for opening in _UNDER_BODY.finditer(signs):
        body = chunks[opening.start("body")].mention
        assert body is not None
        for item in _ITEM.finditer(signs, opening.start("list"), opening.end("list")):
            for i in range(*item.span("titles")):
                if signs[i] != "T":
                    continue
                title = chunks[i].position
                if _under(text, title, title.organization, body):
                    yield chunks[item.start("person")].person, title, body.span


def _belongs_before(signs: str, match: re.Match[str]) -> bool:
    """Whether the titles are those of a person before them: "A, Chủ tịch X: B …", "A - Chủ tịch X, B"."""
    start = match.start()
    announced = match.start("people") - match.end("titles") > 0
    return start > 1 and signs[start - 1] in ",-(" and signs[start - 2] == "P" and announced


def _titles(text: Text, chunks: Sequence[Chunk], first: int, end: int) -> list[tuple[PositionMention, Span | None]]:
    """The titles of a run with their bodies; one that names none is held in the body behind its comma ("Trưởng ca, Trạm X") or
    shares the next one's ("Phó Chủ tịch, kiêm Tổng Thư ký Hội X").

    An office of the Party or the Youth Union (Bí thư, Phó Bí thư) is held in no body of another kind.
    """
    found: list[tuple[PositionMention, Span | None]] = []
    shared: Span | None = None
    giver = ""
    behind: Span | None = None
    for i in range(end - 1, first - 1, -1):
        mention = chunks[i].mention
        if isinstance(mention, OrganizationMention) and not mention.block:
            behind = mention.span
        if chunks[i].sign != "T":
            continue
        title = chunks[i].position
        last, behind = behind, None
        if title.kind in ("alone", "block"):
            found.append((title, title.organization))
            continue
        if last is not None and title.kind in ("plain", "jobs") and title.anaphor is None and title.organization is None:
            found.append((title, last))
            shared, giver = last, title.kind
            continue
        if title.anaphor is None and title.organization is None:
            found.append((title, shared if title.kind != "party" or giver == "party" else None))
            continue
        found.append((title, title.organization))
        shared, giver = (title.outer if title.kind == "shared" else title.organization), title.kind
        if shared is not None and shared == title.organization and (council := _COUNCIL.match(text.text, shared.start, shared.end)):
            shared = Span(council.end(), shared.end) if council.end() < shared.end else None
    return found[::-1]


# --- tables and signatures ---------------------------------------------------------------------------------------------------------------


def _in_table(text: Text, mentions: Mentions, table: Table) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Names of a column with the titles of another, held in the body that the title names, else in that of the row's unit."""
    for row in table.rows:
        name, office, unit = (table.cell(row, role) for role in ("name", "position", "unit"))
        if name is None:
            continue
        if office is None or name is office:
            yield from _told_in_cell(text, mentions, row, name, table)
            continue
        persons = inside(mentions.people, name.span)
        unit = unit or _unit(mentions, row, (name, office))
        titles = inside(mentions.positions, office.span)
        bodies = inside(mentions.organizations, unit.span) if unit is not None else []
        for person in persons[:1]:
            for extra in (b for c, b in sorted(row.items()) if b not in (name, office, unit)):
                yield from ((person, t, None) for t in inside(mentions.positions, extra.span) if t.kind == "block")
            for title, body in _titles_of(text, titles):
                yield (
                    person,
                    title,
                    body or (bodies[0].span if bodies and title.kind not in ("alone", "block") and title.anaphor is None else None),
                )


def _in_rows(text: Text, mentions: Mentions, chunks: Chunked) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """People told with their titles in one cell, held in the body that another cell of the row names: "Sở Y tế | Đ/c A, Phó Giám đốc"."""
    starts = [s.start for s in text.sentences]
    for table in tables(text):
        for row in table.rows:
            units = [c for c in row.values() if inside(mentions.organizations, c.span) and not inside(mentions.people, c.span)]
            if len(units) != 1:
                continue
            body = inside(mentions.organizations, units[0].span)[0]
            for cell in row.values():
                first, last = bisect_left(starts, cell.start), bisect_left(starts, cell.end)
                for sentence in chunks[first:last] if cell is not units[0] else ():
                    for item in (*_ITEM.finditer(sentence.signs), *_LED.finditer(sentence.signs)):
                        for title, own in _titles(text, sentence, *item.span("titles")):
                            if _under(text, title, own, body):
                                yield sentence[item.start("person")].person, title, body.span


def _unit(mentions: Mentions, row: dict[int, Block], taken: tuple[Block, Block]) -> Block | None:
    """The cell of a row that names a body, whatever its heading ("Huyện, thị xã")."""
    return next((b for _, b in sorted(row.items()) if b not in taken and inside(mentions.organizations, b.span)), None)


def _told_in_cell(
    text: Text, mentions: Mentions, row: dict[int, Block], name: Block, table: Table
) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """A cell with a title over a name ("Giám đốc / Hồ Cường Tráng"), held in the body of the row."""
    persons, titles = inside(mentions.people, name.span), inside(mentions.positions, name.span)
    unit = _unit(mentions, row, (name, name))
    if persons and titles and titles[-1].end <= persons[0].start and "\n" in text.text[titles[-1].end : persons[0].start]:
        bodies = inside(mentions.organizations, unit.span) if unit is not None else []
        for title, body in _titles_of(text, titles):
            yield persons[0], title, body or (bodies[0].span if bodies else None)


def _titles_of(text: Text, titles: list[PositionMention]) -> list[tuple[PositionMention, Span | None]]:
    return _titles(text, [Chunk("T", t.start, t.end, t) for t in titles], 0, len(titles))


def _issuer(text: Text, mentions: Mentions) -> Span | None:
    """The body that issues the document: the last one named in the letterhead's cell, above the number and the motto."""
    for _, block in text.body():
        if block.kind is BlockKind.CELL and not block.ruled:
            named = inside(mentions.organizations, block.span)
            return _owner(text, named[-1].span) if named else None
        if block.end > LETTERHEAD:
            return None
    return None


def _owner(text: Text, body: Span) -> Span:
    """The body whose organ issues a document ("BCH | HỘI NÔNG DÂN TỈNH"): who signs holds an office of the body."""
    organ = _ISSUING_ORGAN.match(text.text, body.start, body.end)
    return Span(organ.end(), body.end) if organ is not None else body


# --- the book of people -------------------------------------------------------------------------------------------------------------------


class _Book:
    """Gathers people by name; a bare last syllable ("đồng chí Pọm") leads to the one person who has it."""

    def __init__(self, text: Text, mentions: Mentions, bodies: Bodies, elected: frozenset[int]) -> None:
        self.text = text
        self.bodies = bodies
        self.elected = elected
        self._names = {span.start: g.name for g in groups(text, mentions.organizations) for spans in g.forms.values() for span in spans}
        self._council: tuple[int, Span] | None = None
        self._by_key: dict[str, Holder] = {}
        self._by_last: dict[str, list[str]] = {}
        single = []
        for mention in mentions.people:
            if _CREDIT.search(text.text, max(0, mention.start - 30), mention.start):
                continue
            if " " in text.value(mention.span):
                self._meet(mention)
            else:
                single.append(mention)
        for mention in single:
            self._meet_single(mention)
        self.people = list(self._by_key.values())

    def _meet(self, mention: PersonMention) -> None:
        name = self.text.value(mention.span)
        folded = fold_phrase(name)
        if folded not in self._by_key:
            self._by_key[folded] = Holder(name)
            self._by_last.setdefault(folded.rpartition(" ")[2], []).append(folded)
        holder = self._by_key[folded]
        if holder.name.isupper() and not name.isupper():
            holder.name = name
        holder.spans.append(mention.span)
        holder.rules.setdefault(mention.rule)

    def _meet_single(self, mention: PersonMention) -> None:
        """A name of one syllable is someone already met, or, where it is no Vietnamese syllable, a name of its own ("K'Brôih")."""
        name = self.text.value(mention.span)
        if self.find(mention) is None and ("'" in name or "’" in name):
            self._meet(mention)

    def find(self, mention: PersonMention) -> Holder | None:
        folded = fold_phrase(self.text.value(mention.span))
        if folded in self._by_key:
            return self._by_key[folded]
        same = [self._by_key[k] for k in self._by_last.get(folded.rpartition(" ")[2], ()) if k.endswith(" " + folded)]
        return same[0] if len(same) == 1 else None

    def hold(self, mention: PersonMention, title: PositionMention, body: Span | None, rule: str) -> None:
        """Note that a person holds a title; without a body of its own, in the one that it is understood to be held in."""
        holder = self.find(mention)
        word = fold_phrase(self.text.value(title.span))
        place = title.span
        if holder is None or any(place == told for told, _ in holder.titles.values()):
            return
        if title.start in self.elected or self._for_the_leader(title) or self._by_proxy(title):
            return
        labelled = word in _PARTS and self.text.text[title.end : title.end + 1] == ":"
        seat = self._same_council(title, word)
        member = seat if word in _MEMBERS and title.anaphor is None else None
        held_in = None if labelled else body or member or self.bodies.held_in(title) or seat
        if held_in is None and word in _PARTS:
            holder.parts.setdefault(_PARTS[word], title.span)
            return
        where = self._body(held_in)
        if held_in is not None and (
            (title.anaphor is not None and where not in _BARE_ORGANS) or _COUNCIL.match(self.text.text, held_in.start, held_in.end)
        ):
            self._council = title.start, held_in
        if held_in is None and word in _OF_THE_MEETING | _JOBS:
            return
        said = key(self.text.value(held_in)) if held_in is not None else ""
        for known, (_, other) in list(holder.titles.items()):
            if known[0] == word and (where == known[1] or not where or _same_seat(where, known[1]) or known[1].startswith(said + " ")):
                return
            if known[0] == word and where in _BARE_ORGANS and known[1].startswith(f"{where} "):
                return
            if known[0] == word and (not known[1] or (known[1] in _BARE_ORGANS and where.startswith(f"{known[1]} "))):
                del holder.titles[known]
            elif title.kind == "alone" and (known[0].startswith(word + " ") or word.startswith(known[0] + " ")) and other is None:
                return
        holder.titles[word, where] = (title.span, held_in)
        holder.rules.setdefault(rule)

    def _for_the_leader(self, title: PositionMention) -> bool:
        """Whether the person only speaks for the unit that leads the block ("đại diện Khối trưởng")."""
        before = self.text.text[max(0, title.start - 20) : title.start].lower().rstrip()
        return title.kind == "block" and before.endswith(("đại diện", "đại diện đơn vị", "thay mặt", "thay mặt đơn vị"))

    def _by_proxy(self, title: PositionMention) -> bool:
        """Whether the office is that of who is stood in for ("thừa ủy quyền của Chủ tịch nước, đồng chí A trao …")."""
        before = self.text.text[max(0, title.start - 16) : title.start].lower().rstrip()
        return before.endswith(("ủy quyền", "uỷ quyền", "ủy quyền của", "uỷ quyền của"))

    def play(self, mention: PersonMention, part: Part, place: Span) -> None:
        """Note a part that a person plays at the meeting."""
        holder = self.find(mention)
        if holder is not None:
            holder.parts.setdefault(part, place)

    def _body(self, span: Span | None) -> str:
        """One form for all names of the same body."""
        if span is None:
            return ""
        return key(self._names.get(span.start, self.text.value(span)))

    def _same_council(self, title: PositionMention, word: str) -> Span | None:
        """The council whose members a list goes on to name: "…, Chủ tịch Hội đồng; …, Ủy viên; …, Ủy viên"."""
        if self._council is None or word not in _SEATS or title.start - self._council[0] > COUNCIL_REACH:
            return None
        return self._council[1]


def _same_seat(one: str, other: str) -> bool:
    """Whether two bodies differ only in the organ named: "Trung ương Hội X" and "Hội X"."""
    short, long = sorted((one, other), key=len)
    return long.endswith(" " + short) and long[: -len(short) - 1] in _ORGANS


def _entry(text: Text, holder: Holder) -> Person:
    fields = {"name": [s for s in holder.spans if text.value(s) == holder.name], "parts": list(holder.parts.values())}
    return Person(
        name=holder.name,
        positions=[_position(text, title, body) for title, body in holder.titles.values()],
        parts=sorted(holder.parts),
        spans=union(fields),
        evidence=evidence(fields),
        confidence=0.95,
        rules=list(holder.rules),
    )


def _position(text: Text, title: Span, body: Span | None) -> Position:
    fields = {"title": [title], "organization": [body] if body else []}
    return Position(
        title=text.value(title),
        organization=text.value(body) if body else None,
        spans=union(fields),
        evidence=evidence(fields),
        confidence=0.9,
    )
