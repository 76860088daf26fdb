"""What one sentence about awards gives: conferrals, awards left open, what it announces to the lines below."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.document import Span
from extractor.relations.award_groups import Named
from extractor.relations.award_recipients import Recipient
from extractor.relations.award_signs import Sign


@dataclass(frozen=True, slots=True)
class Conferral:
    """One award for one recipient, as the words give it. `term` says that the merit is of a whole term of office."""

    named: Named
    grantor: Span | None
    recipient: Recipient | None
    recommended: bool
    proposer: Span | None
    year: Sign | None
    term: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What an announcing line hands on to the lines below it ("Khối đề nghị:"), or a sentence to the one that parts what it counts; with
    `parted`, so that what is received there is only put forward too ("Trong đó, có 1 tập thể nhận …")."""

    recommended: bool = False
    proposer: Span | None = None
    grantor: Span | None = None
    denied: bool = False
    parted: bool = False
    year: Sign | None = None
    votes: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sentence gives: conferrals, awards with no recipient beside them, and what it announces."""

    conferrals: tuple[Conferral, ...] = ()
    open: tuple[Named, ...] = ()
    lead: Lead | None = None
    signs: tuple[Sign, ...] = ()
    denied: tuple[Recipient, ...] = ()
    recommended: bool = False
    proposer: Span | None = None
    past: bool = False
    grantor: Span | None = None
