"""Lists attached to what counts those whom they name: "Tặng Bằng khen cho 08 tập thể (danh sách kèm theo)" … "DANH SÁCH" and a table.

Attached lists have titles of their own (NĐ 30/2020/NĐ-CP, Phụ lục I, phần V), which mostly do not say again what is conferred.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.relations.award_groups import Named
from extractor.relations.award_readings import Conferral

_KEPT_APART = re.compile(
    r"(?i)danh sách (?:(?:đính )?kèm|như phụ lục|ở phụ lục|tại phụ lục)|(?:có|theo|kèm) (?:theo )?(?:danh sách|phụ lục)|phụ lục kèm"
)


@dataclass(frozen=True, slots=True)
class _Counted:
    at: int
    named: Named
    kind: str | None
    number: int | None


class Attached:
    """What the text says is listed in an attachment, by the places of the conferrals that only count."""

    def __init__(self) -> None:
        self._counted: list[_Counted] = []

    def note(self, words: str, told: Sequence[Conferral], start: int) -> None:
        """Take note of a sentence in these words, whose conferrals are `told`, the first of them the document's `start`-th."""
        if not _KEPT_APART.search(words):
            return
        for at, one in enumerate(told, start):
            if one.recipient is not None and one.recipient.name is None:
                self._counted.append(_Counted(at, one.named, one.recipient.kind, one.recipient.number))

    def of(self, rows: int, kind: str | None) -> tuple[tuple[Named, ...], tuple[int, ...]]:
        """The awards that a list of so many `rows` for recipients of a `kind` hands out, and the conferrals whose place it takes: those
        that count as many, else those of the one award that is listed apart; none where it might be another's."""
        fits = [c for c in self._counted if kind is None or c.kind in (None, kind)]
        exact = [c for c in fits if c.number == rows]
        chosen = exact if len(exact) == 1 else fits
        awards = {c.named.mention.start: c.named for c in chosen}
        return (tuple(awards.values()), tuple(c.at for c in chosen)) if len(awards) == 1 else ((), ())
