"""The members of a council in a table that gives each an office and a seat ("| Họ tên | Chức vụ | Chức danh trong Hội đồng |")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.document import Mentions, PersonMention, PositionMention, Span, Text
from extractor.relations.bodies import Bodies
from extractor.relations.layout import inside
from extractor.relations.tables import tables

_COUNCIL = re.compile(r"(?i)\b(?:hội đồng|ban|tổ|đoàn)\b")


def members(
    text: Text, mentions: Mentions, bodies: Bodies, issuer: Span | None
) -> Iterator[tuple[PersonMention, PositionMention, Span | None]]:
    """Each member with the seat, held in the council that the heading names by its head, and with a head's or clerk's own office, held in
    the body whose council it is, which issues the document."""
    for table in tables(text):
        seats = table.heading.get(table.roles.get("seat", -1))
        named = _COUNCIL.search(text.text, seats.start, seats.end) if seats is not None else None
        council = bodies.anaphor(Span(*named.span())) if named is not None else None
        for row in table.rows if council is not None else ():
            name, seat, office = (table.cell(row, role) for role in ("name", "seat", "position"))
            persons = inside(mentions.people, name.span) if name is not None else []
            if not persons:
                continue
            for title in inside(mentions.positions, seat.span) if seat is not None else []:
                yield persons[0], title, title.organization or council
            for title in inside(mentions.positions, office.span) if office is not None else []:
                if title.organization is None and title.anaphor is None and title.kind in ("plain", "jobs"):
                    yield persons[0], title, issuer
