"""Recipients each with an award of their own in brackets: "đề nghị khen thưởng: Sở X (Cờ thi đua), Sở Y và Sở Z (Bằng khen)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Text
from extractor.relations.award_groups import GroupReader
from extractor.relations.award_readings import Conferral, Reading
from extractor.relations.award_recipients import RollReader, letters
from extractor.relations.award_signs import Sign

_OWN = re.compile(r"(?P<to>h*[OP](?:[,v]{1,2}h*[OP]){0,9})\((?P<award>A[^()]*)\)")
_CONFERS = re.compile(r"[rtd]")


def with_own_awards(text: Text, signs: Sequence[Sign], reading: Reading) -> Reading:
    """The reading of a sentence, with what brackets tell in the place of an award that the sentence does not name."""
    if any("unspecified" not in c.named.mention.values for c in reading.conferrals):
        return reading
    s = letters(signs)
    told = list(_OWN.finditer(s))
    if len(told) < 2 or _CONFERS.search(s, 0, told[0].start()) is None:
        return reading
    rolls = RollReader(text, signs)
    conferrals = [
        Conferral(named, named.grantor, recipient, reading.recommended, reading.proposer, named.year, False, "award.bracketed")
        for one in told
        for named in GroupReader(text, signs[one.start("award") : one.end("award")]).named()
        for recipient in rolls.read(one.start("to"), one.end("to")).recipients
    ]
    return replace(reading, conferrals=tuple(conferrals), open=())
