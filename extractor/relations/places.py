"""The place of a meeting in the sentence that tells of it: the words behind "tại", cut from who holds it and from what follows."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.document import Span, Text
from extractor.relations.rules import compiled


def behind_at(text: Text, sentence: Span, anchor: int, conveners: list[Span], named: Sequence[Span] = ()) -> Span | None:
    """The place in `sentence`, whose naming of the meeting begins at `anchor`; None where it has none.

    Before the naming the place runs up to the conveners or the verb, a locality only over larger ones; behind it, to where the phrase ends.
    `named` are the names of bodies, which no mark inside them ends.
    """
    for hit in compiled("meeting", "AT").finditer(text.text, sentence.start, sentence.end):
        start = hit.end()
        if any(o.start < hit.start() < o.end for o in named):
            continue  # "Viện Kiểm sát nhân dân cấp cao tại Đà Nẵng"
        if start >= anchor:
            found = phrase(text, start, sentence.end, named)
        else:
            holder = next((c for c in conveners if c.start > start), None)
            housed = holder is not None and compiled("meeting", "BARE_VENUE").fullmatch(text.text, start, holder.start)
            stop = (holder.end if housed else holder.start) if holder is not None else _verb(text, start, anchor)
            clause = None if housed else compiled("meeting", "CLAUSE_BEHIND").search(text.text, start, stop)
            found = trimmed(text, Span(start, _before_holder(text, start, clause.start() if clause else stop, named)))
            if role := compiled("meeting", "ROLE_BEHIND").search(text.text, found.start, found.end):
                found = Span(found.start, role.start())
            if compiled("meeting", "LOCALITY").match(text.text, found.start, found.end):
                owner = next(
                    (o.start for o in named if found.start < o.start < found.end and text.text[o.start - 2] not in ",("), found.end
                )
                found = phrase(text, found.start, owner, named)
            elif not conveners and not clause:
                found = trimmed(text, _first_part(text, found))
        listed = text.text.count("(", sentence.start, start) > text.text.count(")", sentence.start, start)
        if found.end - found.start > 2 and not (listed and ";" in text.text[found.start : found.end]):
            return found
    return None


def phrase(text: Text, start: int, end: int, named: Sequence[Span] = ()) -> Span:
    """The place that begins at `start`: over commas and brackets that go on with an address, not over the words of a clause, and never
    ended inside a name of `named`. Behind a room it goes on with the body in whose house the room is.
    """
    at = start
    room = compiled("meeting", "ROOM").match(text.text, start, end)
    while hit := compiled("meeting", "PLACE_STOPS").search(text.text, at, end):
        around = next((o for o in named if o.start < hit.start() < o.end), None)
        owner = next((o for o in named if o.start == hit.end() + 1), None) if room and room.end() == hit.start() else None
        if owner and text.text[owner.end : min(owner.end + 1, end)].strip(",.;"):
            owner = None
        behind = around.end if around else owner.end if owner else _past(text, start, hit.start(), hit.end(), hit[0], end)
        if not behind:
            return trimmed(text, Span(start, hit.start()))
        at = behind
    return trimmed(text, Span(start, end))


def _past(text: Text, start: int, at: int, after: int, mark: str, end: int) -> int:
    """Where the place goes on behind a mark, 0 where the mark ends it."""
    if mark == " (":
        named = compiled("meeting", "PLACE_BRACKET").match(text.text, at, end)
        if named and not compiled("meeting", "ALIAS").search(named[0]):
            return named.end()
        address = compiled("meeting", "ADDRESS_BRACKET").match(text.text, at, end)
        return address.end() if address else 0
    if mark == ",":
        return after if compiled("meeting", "LOCAL").match(text.text, after + 1) else 0
    if mark == ".":
        return after if compiled("meeting", "SHORT_LOCALITY").search(text.text[start:at]) else 0
    return 0


def trimmed(text: Text, span: Span) -> Span:
    """Without closing marks, adverbs of the verb behind it, and an abbreviation in brackets."""
    value = text.text[span.start : span.end].rstrip(" .,;:")
    value = compiled("meeting", "ALIAS_BRACKET").sub("", value)
    value = compiled("meeting", "ROLE_BRACKET").sub("", value)
    value = compiled("meeting", "ADVERBS").sub("", value).rstrip(" .,;:")
    value = value.rstrip(") ") if value.count(")") > value.count("(") else value
    left = len(value) - len(value.lstrip())
    return Span(span.start + left, span.start + len(value))


def _verb(text: Text, start: int, anchor: int) -> int:
    hit = compiled("meeting", "HOLDS").search(text.text, start, anchor)
    return hit.start() if hit else anchor


def _before_holder(text: Text, start: int, end: int, named: Sequence[Span]) -> int:
    """Where a place ends before the body that a comma parts from it ("tại trụ sở Hội X, | Hội Y họp"), but for the one whose house it is:
    the first that is named where no locality has followed ("Nhà ăn số 1, Công ty X")."""
    housed = False
    for o in named:
        if not start <= o.start < end:
            continue
        parted = text.text.startswith(", ", o.start - len(", "))
        if parted and (housed or ", " in text.text[start : o.start - len(", ")]):
            return o.start
        housed = True
    return end


def _first_part(text: Text, span: Span) -> Span:
    """Without known conveners, the last comma parts the place from who holds the meeting."""
    value = text.text[span.start : span.end]
    comma = value.rfind(", ")
    return Span(span.start, span.start + comma) if comma > 0 and not compiled("meeting", "LOCAL").match(value, comma + 2) else span
