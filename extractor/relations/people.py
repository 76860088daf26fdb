"""People and the positions they hold: from the order of names, titles and bodies in a sentence, from tables, from signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from extractor.document import BlockKind, Mention, Mentions, PersonMention, PositionMention, Span, Text
from extractor.record import Document, Meeting, Part, Person, Position
from extractor.relations.bodies import Bodies
from extractor.relations.chunks import Chunk, chunk
from extractor.relations.entries import evidence, union
from extractor.relations.tables import Table, tables
from extractor.syllables import fold_phrase

M = TypeVar("M", bound=Mention)

# A run of titles, each with the outer body that may stand behind a comma: "Trưởng phòng Tổ chức, Sở X, kiêm Chủ tịch Y".
_TITLES = r"T(?:,O)?(?:[,vk]{1,2}T(?:,O)?)*"
_BEFORE = re.compile(rf"(?P<titles>{_TITLES})[:gl]?h*(?P<people>P(?:[,;v]{{1,2}}h*P(?![,\-(]T))*)")
_AFTER = re.compile(rf"(?P<people>P)[,\-(]+(?P<titles>{_TITLES}(?:-{_TITLES})*)")
# Titles that are a part played at the meeting when they name no body ("Thư ký: bà A").
_PARTS: dict[str, Part] = {"thư ký": "secretary", "chủ tọa": "chair"}
_JOBS = frozenset({"thành viên", "đại biểu", "cán bộ", "chủ hộ", "công đoàn viên"})


@dataclass(slots=True)
class Holder:
    """A person as met so far: every place of the name, every title held with its body."""

    name: str
    spans: list[Span] = field(default_factory=list)
    titles: dict[tuple[str, str], tuple[Span, Span | None]] = field(default_factory=dict)
    parts: dict[Part, Span] = field(default_factory=dict)
    rules: dict[str, None] = field(default_factory=dict)


def people(text: Text, mentions: Mentions, document: Document, meeting: Meeting | None) -> list[Person]:
    """The people of the record with their positions, in order of first mention; by-lines of news are authors, not people."""
    book = _Book(text, mentions, Bodies(text, mentions, meeting))
    for sentence in text.sentences:
        for person, title, body in _pairs(chunk(text, mentions, sentence)):
            book.hold(person, title, body, "position.order")
    for table in tables(text):
        for person, title, body in _in_table(text, mentions, table):
            book.hold(person, title, body, "position.table")
    if document.kind != "news":
        for person, title in _signed(text, mentions):
            book.hold(person, title, None, "position.signature")
    authors = {fold_phrase(a) for a in document.authors} if document.kind == "news" else set()
    return [_entry(text, h) for h in book.people if not (fold_phrase(h.name) in authors and not h.titles)]


# --- the order of mentions in a sentence -----------------------------------------------------------------------------------------------


def _pairs(chunks: Sequence[Chunk]) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Each person with each title that covers them, in one sentence, and the body that the title shares with its neighbour."""
    signs = "".join(c.sign for c in chunks)
    taken: set[int] = set()
    for match in _BEFORE.finditer(signs):
        if _belongs_before(signs, match):
            continue
        taken.update(range(*match.span()))
        for i in range(*match.span("people")):
            if signs[i] == "P":
                for title, body in _titles(chunks, *match.span("titles")):
                    yield chunks[i].person, title, body
    for match in _AFTER.finditer(signs):
        if not taken.intersection(range(*match.span("titles"))):
            for title, body in _titles(chunks, *match.span("titles")):
                yield chunks[match.start("people")].person, title, body


def _belongs_before(signs: str, match: re.Match[str]) -> bool:
    """Whether the titles are those of a person before them: "A, Chủ tịch X: B …", "A - Chủ tịch X, B"."""
    start = match.start()
    announced = match.start("people") - match.end("titles") > 0
    return start > 1 and signs[start - 1] in ",-(" and signs[start - 2] == "P" and announced


def _titles(chunks: Sequence[Chunk], first: int, end: int) -> list[tuple[PositionMention, Span | None]]:
    """The titles of a run with their bodies; one that names none shares the next one's ("Phó Chủ tịch, kiêm Tổng Thư ký Hội X")."""
    found: list[tuple[PositionMention, Span | None]] = []
    shared: Span | None = None
    for i in range(end - 1, first - 1, -1):
        if chunks[i].sign != "T":
            continue
        title = chunks[i].position
        if title.kind in ("alone", "block"):
            found.append((title, title.organization))
            continue
        if title.anaphor is None and title.organization is None:
            found.append((title, shared))
            continue
        found.append((title, title.organization))
        shared = title.outer if title.kind == "shared" else title.organization
    return found[::-1]


# --- tables and signatures ---------------------------------------------------------------------------------------------------------------


def _in_table(text: Text, mentions: Mentions, table: Table) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Names of a column with the titles of another, held in the body that the title names, else in that of the row's unit."""
    for row in table.rows:
        name, office, unit = (table.cell(row, role) for role in ("name", "position", "unit"))
        if name is None or office is None or name is office:
            continue
        persons = _within(mentions.people, name.span)
        titles = _within(mentions.positions, office.span)
        bodies = _within(mentions.organizations, unit.span) if unit is not None else []
        for person in persons[:1]:
            for title, body in _titles_of(titles):
                yield person, title, body or (bodies[0].span if bodies and title.kind not in ("alone", "block") and title.anaphor is None else None)


def _titles_of(titles: list[PositionMention]) -> list[tuple[PositionMention, Span | None]]:
    return _titles([Chunk("T", t.start, t.end, t) for t in titles], 0, len(titles))


def _within(mentions: Sequence[M], span: Span) -> list[M]:
    return [m for m in mentions if span.start <= m.start and m.end <= span.end]


def _signed(text: Text, mentions: Mentions) -> Iterator[tuple[PersonMention, PositionMention]]:
    """The signatory of each signature cell with the titles above the name; "KT. CHỦ TỊCH" is another's title."""
    for _, block in text.body():
        if block.kind is not BlockKind.CELL or block.ruled:
            continue
        persons = _within(mentions.people, block.span)
        if not persons or text.text[persons[-1].end : block.end].strip():
            continue
        signer = persons[-1]
        for title in _within(mentions.positions, block.span):
            before = text.text[max(block.start, title.start - 5) : title.start].upper()
            if title.end <= signer.start and not before.rstrip(" .").endswith(("KT", "TL", "TUQ", "TM")):
                yield signer, title


# --- the book of people -------------------------------------------------------------------------------------------------------------------


class _Book:
    """Gathers people by name; a bare last syllable ("đồng chí Pọm") leads to the one person who has it."""

    def __init__(self, text: Text, mentions: Mentions, bodies: Bodies) -> None:
        self.text = text
        self.bodies = bodies
        self._by_key: dict[str, Holder] = {}
        single = []
        for mention in mentions.people:
            if " " in text.value(mention.span):
                self._meet(mention)
            else:
                single.append(mention)
        for mention in single:
            self._meet_single(mention)
        self.people = list(self._by_key.values())

    def _meet(self, mention: PersonMention) -> None:
        name = self.text.value(mention.span)
        holder = self._by_key.setdefault(fold_phrase(name), Holder(name))
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
        same = [h for k, h in self._by_key.items() if k.endswith(" " + folded)]
        return same[0] if len(same) == 1 else None

    def hold(self, mention: PersonMention, title: PositionMention, body: Span | None, rule: str) -> None:
        """Note that a person holds a title; without a body of its own, in the one that it is understood to be held in."""
        holder = self.find(mention)
        if holder is None:
            return
        held_in = body or self.bodies.held_in(title)
        word = fold_phrase(self.text.value(title.span))
        if held_in is None and word in _PARTS:
            holder.parts.setdefault(_PARTS[word], title.span)
            return
        if word in _JOBS:
            return
        where = fold_phrase(self.text.value(held_in)) if held_in else ""
        known = {b for t, b in holder.titles if t == word}
        if where in known or (not where and known):
            return
        holder.titles.pop((word, ""), None)
        holder.titles[word, where] = (title.span, held_in)
        holder.rules.setdefault(rule)


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
        title=text.value(title), organization=text.value(body) if body else None, spans=union(fields), evidence=evidence(fields), confidence=0.9
    )
