"""One sentence as the rules of offices read it: its signs, what stands behind them, and which offices and receivers are told of already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import OrganizationMention, PersonMention, PositionMention, Text
from extractor.relations.chunks import Chunk

Holder = OrganizationMention | PersonMention
Pair = tuple[PositionMention, Holder, str]
# How many signs before an office tell of whom it is.
REPRESENTED = 8


def may_hold(title: PositionMention, holder: OrganizationMention | PersonMention) -> bool:
    """An organisation holds the offices of a block only, and no block holds any; jobs and the clerks of the meeting lead nothing."""
    if title.kind in ("jobs", "alone"):
        return False
    if isinstance(holder, PersonMention):
        return True
    return title.kind == "block" and not holder.block


@dataclass(slots=True)
class Reading:
    """A sentence's chunks with their `signs` in one string; `taken` are the offices joined to a holder, `receivers` who is given one."""

    text: Text
    chunks: Sequence[Chunk]
    signs: str
    taken: set[int] = field(default_factory=set)
    receivers: set[int] = field(default_factory=set)

    def said(self, first: int, end: int) -> str:
        return self.text.text[self.chunks[first].start : self.chunks[end - 1].end].lower()

    def named(self, first: int, end: int) -> list[Holder]:
        return [m for i in range(first, end) if isinstance(m := self.chunks[i].mention, OrganizationMention | PersonMention)]

    def body_at(self, i: int) -> OrganizationMention | None:
        found = self.chunks[i].mention
        return found if isinstance(found, OrganizationMention) and not found.block else None

    def body_or_person(self, i: int) -> Holder | None:
        found = self.chunks[i].mention
        return found if isinstance(found, PersonMention) else self.body_at(i)
