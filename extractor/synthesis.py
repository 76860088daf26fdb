"""Made-up marked sentences: sentences with gaps (models/train/templates.toml), filled from the lexicons by chance, alike for the same seed.

They show the tagger what the few documents with records lack: names of every head with every field, words that no lexicon has, persons
right behind bodies. What is made is not true, only well formed.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from extractor.lexicon import LEXICONS, dictionary, load

TEMPLATES = LEXICONS.parent / "train" / "templates.toml"
# Gaps that are names: how they are marked, and the entry of [fill] that makes one.
MARKED: Mapping[str, tuple[str, str]] = {
    "ORG": ("ORG", "body"),
    "CORG": ("ORG", "mass"),
    "BLOCK": ("BLOCK", "block"),
    "PER": ("PER", "PERSON"),
    "POS": ("POS", "title"),
}
CAPITALS = 0.06
"""The share of sentences set in capitals, as headlines are."""
LOWER = 0.15
"""The share of heads and titles that open in lower case, as much as writers vary."""
COMMON = 12
"""So many times more often than the rest are the first entries of a list drawn that holds the usual ones first."""

_GAP = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")


def sentences(number: int, seed: int = 1, path: Path = TEMPLATES) -> Iterator[str]:
    """That many marked sentences. Raises KeyError for a gap that nothing fills."""
    table = tomllib.loads(path.read_text("utf-8"))
    maker = _Maker(table["fill"], random.Random(seed))
    groups, weights = list(table["weights"]), list(table["weights"].values())
    for group in maker.chance.choices(groups, weights, k=number):
        line = maker.fill(maker.chance.choice(table["sentences"][group]))
        yield _capitals(line) if maker.chance.random() < CAPITALS else line


def _capitals(line: str) -> str:
    return "".join(piece if piece.startswith("<") else piece.upper() for piece in re.split(r"(</?[A-Z]+>)", line))


class _Maker:
    """Fills gaps. Every name is drawn anew, so that no name is learnt by heart."""

    def __init__(self, entries: Mapping[str, Sequence[str]], chance: random.Random) -> None:
        self.entries = entries
        self.chance = chance
        organizations, people, titles = load("organizations"), load("people"), load("positions")["titles"]
        heads = organizations["heads"]
        words = sorted(w for w in dictionary() if w.count(" ") == 1 and w.replace(" ", "").isalpha())
        self.drawn: dict[str, Sequence[str]] = {
            "full": heads["full"],
            "placed": heads["level"],
            "organ": heads["organ"],
            "open": heads["open"],
            "work": [w for w in organizations["name"]["words"] if "," not in w],
            "any": words,
            "plural": organizations["name"]["plural"],
            "province": load("places")["provinces"],
            "family": [*people["common"][:14] * COMMON, *people["common"], *people["surnames"]],
            "office": [*titles["plain"][:8] * COMMON, *titles["plain"]],
            "block_office": titles["block"],
            "alone": titles["alone"],
        }
        self.made: dict[str, Callable[[], str]] = {
            "YEAR": lambda: str(chance.randint(1998, 2028)),
            "N": lambda: str(chance.choice((chance.randint(1, 20), chance.randint(20, 999)))),
            "NO": lambda: str(chance.randint(1, 2500)),
            "day": lambda: f"{chance.randint(1, 28):02}",
            "month": lambda: f"{chance.randint(1, 12):02}",
            "Work": lambda: _initial(chance.choice(self.drawn["work"])),
            "Any": lambda: _initial(chance.choice(words)),
        }

    def fill(self, template: str) -> str:
        """The template with all gaps filled, single-spaced."""
        line = _CHOICE.sub(lambda m: self.chance.choice(m[1].split("|")), template)
        return re.sub(r" +", " ", re.sub(r" +(?=[,;.)]|</|$)", "", _GAP.sub(lambda m: self._gap(m[1]), line)))

    def _gap(self, name: str) -> str:
        if name in MARKED:
            mark, entry = MARKED[name]
            return f"<{mark}>{self._gap(entry).strip()}</{mark}>"
        if name in self.made:
            return self.made[name]()
        if name in self.drawn:
            return self._cased(name, self.chance.choice(self.drawn[name]))
        return self.fill(self.chance.choice(self.entries[name]))

    def _cased(self, name: str, words: str) -> str:
        """Heads and titles sometimes open in lower case; abbreviations never do."""
        varies = name in ("open", "organ", "office") and not words[:2].isupper() and self.chance.random() < LOWER
        return words[0].lower() + words[1:] if varies else words


def _initial(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
