"""Recipients each with an award of their own in brackets: "đề nghị khen thưởng: Sở X (Cờ thi đua), Sở Y và Sở Z (Bằng khen)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Span, Text
from extractor.relations.award_groups import GroupReader, Named, may_confer
from extractor.relations.award_readings import Conferral, Reading
from extractor.relations.award_recipients import RollReader, letters
from extractor.relations.award_signs import Sign

_OWN = re.compile(r"(?P<to>h*[OP](?:[,v]{1,2}h*[OP]){0,9})(?:dV|V)?\((?P<award>[^()A]*A[^()]*)\)")
FEWEST_ALIKE = 2
_CONFERS = re.compile(r"[rtd]")
# "[Sở X (dẫn đầu Khối,] đề nghị UBND tỉnh tặng [Cờ thi đua)]"
_ASKS = re.compile(r"r[wsm]*(?P<body>[OTN])[ws]*t")


# Who receives what set beside with a dash, one behind the other: "Sở X - Cờ thi đua của UBND tỉnh; Sở Y - Bằng khen".
_BESIDE = re.compile(r"[.#]*(?P<to>h*[OP](?:[,v]{1,2}h*[OP]){0,9})(?:\([^()A]*\)|,T)?-w?(?P<award>A[^;:rtdn]*)\Z")


def with_awards_beside(text: Text, signs: Sequence[Sign], reading: Reading, *, recommends: bool) -> Reading:
    """The reading of a sentence whose clauses behind its colon, or all of them, each set an award beside a recipient; `recommends` says
    that a document's lists put forward."""
    s = letters(signs).rstrip(".")
    start = s.rfind(":") + 1
    parts = [(m.start(), m.end()) for m in re.finditer(r"[^;]+", s[start:])]
    told = [_BESIDE.fullmatch(s[start + a : start + b]) for a, b in parts]
    if (
        len(told) < FEWEST_ALIKE
        or not all(told)
        or any(c.recipient and "unspecified" not in c.named.mention.values for c in reading.conferrals)
    ):
        return reading
    rolls, groups = RollReader(text, signs), GroupReader(text, signs)
    conferrals = []
    for (a, _), one in zip(parts, told, strict=True):
        assert one is not None
        named, _ = groups.group(start + a + one.start("award"))
        recipients = rolls.read(start + a + one.start("to"), start + a + one.end("to")).recipients
        put = reading.recommended or recommends or "r" in s[:start]
        conferrals += [Conferral(n, n.grantor, r, put, reading.proposer, n.year, False, "award.beside") for n in named for r in recipients]
    return replace(reading, conferrals=tuple(conferrals), open=())


def with_own_awards(text: Text, signs: Sequence[Sign], reading: Reading) -> Reading:
    """The reading of a sentence, with what brackets tell in the place of an award that the sentence does not name."""
    s = letters(signs)
    told = list(_OWN.finditer(s)) if "(" in s else []
    if len(told) < 2:
        return reading
    asked = all("r" in one["award"] for one in told)
    if not asked and any("unspecified" not in c.named.mention.values for c in reading.conferrals):
        return reading
    if _CONFERS.search(s, 0, told[0].end()) is None:
        return reading
    rolls = RollReader(text, signs)
    conferrals = [
        Conferral(
            named, named.grantor or giver, recipient, reading.recommended or asked, reading.proposer, named.year, False, "award.bracketed"
        )
        for one in told
        for named, giver in _named(text, signs[one.start("award") : one.end("award")])
        for recipient in rolls.read(one.start("to"), one.end("to")).recipients
    ]
    return replace(reading, conferrals=tuple(conferrals), open=())


def _named(text: Text, signs: Sequence[Sign]) -> list[tuple[Named, Span | None]]:
    """The awards inside one bracket, each with the body that is asked for it."""
    asks = _ASKS.search(letters(signs))
    giver = signs[asks.start("body")].span if asks else None
    return [(named, giver if giver is not None and may_confer(text, giver, named) else None) for named in GroupReader(text, signs).named()]
