"""People and the positions they hold: from the order of names, titles and bodies in a sentence, from tables, from signatures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from extractor.document import Mentions, PersonMention, PositionMention, Span, Text
from extractor.record import Document, Leader, Meeting, Person, Position
from extractor.relations.attendance import attendance
from extractor.relations.bodies import bodies_of
from extractor.relations.chunks import Chunked
from extractor.relations.councils import members
from extractor.relations.entries import evidence, union
from extractor.relations.layout import inside
from extractor.relations.leader_signatures import signers
from extractor.relations.likely_bodies import Likely, is_council, letterhead, owner
from extractor.relations.parts import parts
from extractor.relations.people_met import PARTS, Book, Holder
from extractor.relations.position_pairs import in_sentence, under_body
from extractor.relations.position_tables import in_rows, in_table
from extractor.relations.tables import signatures, tables
from extractor.syllables import fold_phrase

# Heads of the next year whom the text introduces by their office.
_INTRODUCED = "leader.takes-office"
# Offices whose unit bears the issuer's name ("CHÁNH VĂN PHÒNG" under the letterhead of Sở X).
_OF_THE_ISSUER = frozenset(fold_phrase(w) for w in ("Chánh Văn phòng", "Phó Chánh Văn phòng"))

# Between an award and who confers it.
_OF_WHOM = re.compile(r"\s*(?:(?:của|do|cấp)\s+)?")
# Offices of a council; any other is held in the body whose council it is.
_OF_COUNCILS = ("chủ tịch", "ủy viên", "uỷ viên", "thư ký")


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
    elected = frozenset(
        p.start for e in leaders if e.action == "elected" and e.rules != [_INTRODUCED] for p in e.evidence.get("position", [])
    )
    won = frozenset((fold_phrase(e.holder), fold_phrase(e.position)) for e in leaders if e.action == "elected")
    bodies = bodies_of(text, mentions, meeting)
    book = Book(text, mentions, bodies, elected, won)
    begins = min((p.start for p in document.evidence.get("title", [])), default=len(text.text))
    issuers = letterhead(text, mentions, begins) if document.kind != "news" else ()
    issuing = next(iter(issuers), None)
    parent = next((body for body in issuers if not is_council(text, body)), None)
    for person, title, body in (*members(text, mentions, book.bodies, parent), *in_rows(text, mentions, chunks)):
        book.hold(person, title, body, "position.table")
    for sentence in (chunks[i] for i in chunks.naming("P")):
        if "P" not in sentence.signs or "T" not in sentence.signs:
            continue
        for person, title, body in under_body(text, sentence):
            book.hold(person, title, body, "position.under-body")
        for person, title, body in in_sentence(text, sentence):
            if not _confers(text, mentions, title, person):
                book.hold(person, title, body, "position.order")
    for table in tables(text):
        for person, title, body in in_table(text, mentions, table):
            book.hold(person, title, body, "position.table")
    if document.kind != "news":
        for name in document.evidence.get("authors", []):
            for signer in inside(mentions.people, Span(name.start, name.end)):
                book.play(signer, "sign", signer.span)
        for person, title, body in signatures(text, mentions):
            book.play(person, "sign", title.span)
            words = fold_phrase(text.value(title.span))
            own = title.anaphor is None and (title.kind in ("plain", "party") or words in _OF_THE_ISSUER) and words not in PARTS
            told = owner(text, body) if body is not None and body != title.organization else body
            if told is None and own and not book.holds(person, title):
                told = issuing if any(office in words for office in _OF_COUNCILS) else parent
            if told is None and title.kind == "block":
                told = bodies.main_block
            book.hold(person, title, told, "position.signature")
        for title, person in signers(text, mentions):
            book.hold(person, title, bodies.main_block, "position.signature")
    book.settle(Likely(text, mentions, meeting, issuers))
    for person, part, place in parts(text, chunks):
        book.play(person, part, place)
    if document.kind != "decision":
        for person, part, place in attendance(text, mentions):
            book.play(person, part, place)
    book.seat(at_meeting=meeting is not None)
    authors = {fold_phrase(a) for a in document.authors} if document.kind == "news" else set()
    return [_entry(text, h) for h in book.people if not (fold_phrase(h.name) in authors and not h.titles)]


def _confers(text: Text, mentions: Mentions, title: PositionMention, person: PersonMention) -> bool:
    """Whether an office is that of who confers an award on the person behind the colon or in brackets: "Bằng khen (của)
    Chủ tịch UBND tỉnh: bà A"."""
    at = bisect_right(mentions.awards, title.start, key=lambda a: a.end) - 1
    if at < 0 or _OF_WHOM.fullmatch(text.text, mentions.awards[at].end, title.start) is None:
        return False
    between = text.text[title.end : person.start]
    return ":" in between or "(" in between


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
