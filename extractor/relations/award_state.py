"""How far the sentence has been read that a reader of clauses is at: its verbs, who confers, who waits for an award to be named."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.document import Span
from extractor.relations.award_recipients import Roll


@dataclass(slots=True)
class ClauseState:
    """How far the sentence has been read.

    `clause` is the sign where the clause begins, `left` the one behind what is used up; `passive`, `verb` and `recommends` are the signs of
    the verbs last read; `told` is the offset where the last award that was conferred ends.
    """

    clause: int = 0
    left: int = 0
    recommended: bool = False
    denied: bool = False
    proposer: Span | None = None
    former: Span | None = None
    voted: int = 0
    grantor: Span | None = None
    passive: int | None = None
    verb: int | None = None
    recommends: int | None = None
    votes: Span | None = None
    told: int = 0
    conferred: bool = False
    also: Span | None = None
    asked: Span | None = None
    aims: bool = False
    inverted: bool = False
    waiting: Roll = field(default_factory=Roll)
    received: Roll = field(default_factory=Roll)
