"""What stands beside an award: the votes, the year of merit, and whether the law gives it to such a recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import AwardMention, Span, Text
from extractor.relations.award_recipients import Recipient, letters
from extractor.relations.award_signs import Sign
from extractor.relations.award_subjects import BACK

# "Trong năm 2023, [01 đơn vị được tặng …]"
# "3 tập thể (năm 2021: 2 tập thể)": a bracket that compares with another year.
_COMPARED = "(Y:"
_OPENING_YEAR = re.compile(r"[ws]{0,3}Y")


class Beside:
    """Reads the signs beside the awards of one sentence."""

    def __init__(self, text: Text, signs: Sequence[Sign]) -> None:
        self.text = text
        self.signs = signs
        self.s = letters(signs)

    def votes(self, end: int) -> Span | None:
        """The votes between sign `end` and the next award."""
        following = self.s.find("A", end)
        behind = self.signs[end : following if following >= 0 else len(self.s)]
        return next((s.span for s in behind if s.sign == "V"), None)

    def merit(self, end: int, left: int) -> tuple[Sign | None, bool]:
        """The year beside an award and its recipients, which end at sign `end` and begin at `left`; whether a whole term is honoured."""
        stop = next((k for k in range(end, min(len(self.s), end + BACK)) if self.s[k] in ";trd"), min(len(self.s), end + BACK))
        low = max(min(left, end - 1), end - BACK)
        near = (*range(end, stop), *range(end - 1, low - 1, -1))
        span = any(self._spanning(k) for k in near)
        year = next((self.signs[k] for k in near if self.s[k] == "Y" and self.s[k - 1 : k + 2] != _COMPARED), None)
        if year is None and (opening := _OPENING_YEAR.match(self.s)):
            year = self.signs[opening.end() - 1]
        return None if span else year, span or any(self.s[k] == "K" for k in near)

    def _spanning(self, k: int) -> bool:
        """Whether the year at sign `k` opens a span ("từ năm 2011 đến năm 2015")."""
        if self.s[k] != "Y" or self.s[k - 1 : k] != "u":
            return False
        return self.text.text[self.signs[k - 1].start : self.signs[k - 1].end].lower() == "từ"


def fits(award: AwardMention, recipient: Recipient, *, alone: bool) -> bool:
    """Whether the law gives the award to such a recipient; asked only where the words leave it open."""
    wanted = award.values.get("recipients", "any")
    if wanted == "any" or recipient.kind is None:
        return True
    if not (recipient.general or not alone):
        return True
    return recipient.kind == wanted
