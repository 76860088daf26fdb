"""Whether the law lets a grantor confer an award (Luật Thi đua, khen thưởng 2022, Điều 77 to 80)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractor.checks.messages import warning
from extractor.document import Mentions, Text
from extractor.lexicon import load
from extractor.record import Record
from extractor.syllables import fold_phrase

KEYS = {"id", "awards", "only", "never", "law", "match", "no_match"}


@dataclass(frozen=True, slots=True)
class Power:
    """Who may confer awards that begin with one of these words: those whom `only` names, or all but those whom `never` names."""

    id: str
    awards: tuple[str, ...]
    only: re.Pattern[str] | None
    never: re.Pattern[str] | None
    law: str

    def forbids(self, award: str, grantor: str) -> bool:
        """Whether the grantor cannot confer the award; both as the document writes them."""
        said = _plain(award)
        if not any(said == a or said.startswith(a + " ") for a in self.awards):
            return False
        who = _plain(grantor)
        if self.only is not None and not self.only.match(who):
            return True
        return self.never is not None and self.never.match(who) is not None


def _plain(words: str) -> str:
    return fold_phrase(words.strip("“”\"' ")).replace("uỷ ban nhân dân", "ubnd").replace("chiến sỹ", "chiến sĩ")


@cache
def powers() -> tuple[Power, ...]:
    """The rules of `[[grantor]]` in models/lexicons/checks.toml."""
    return tuple(
        Power(
            entry["id"],
            tuple(map(fold_phrase, entry["awards"])),
            _compiled(entry.get("only")),
            _compiled(entry.get("never")),
            entry["law"],
        )
        for entry in load("checks")["grantor"]
    )


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return (
        None if pattern is None else re.compile(f"(?:{pattern})" if pattern.endswith(" ") else rf"(?:{pattern})(?!\w)|(?:{pattern})(?<= )")
    )


def check(_text: Text, _mentions: Mentions, record: Record) -> Iterator[tuple[str, int, str]]:
    """C302 for every award whose grantor cannot confer it."""
    for i, entry in enumerate(record.awards):
        for power in powers() if entry.grantor else ():
            if power.forbids(entry.award, entry.grantor or ""):
                yield "awards", i, warning("C302", f"{entry.award} – {entry.grantor}; {power.law}")
                break
