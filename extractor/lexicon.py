"""Loads and checks the lexicons and rule tables in models/lexicons: data with examples, in TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from extractor.document import Token
from extractor.syllables import fold, fold_phrase

LEXICONS = Path(__file__).resolve().parent.parent / "models" / "lexicons"


@cache
def load(name: str) -> dict[str, Any]:
    """The table `models/lexicons/<name>.toml` as plain values; read once a process.

    Raises FileNotFoundError for an unknown name and ValueError for an empty table.
    """
    table = tomllib.loads((LEXICONS / f"{name}.toml").read_text("utf-8"))
    if not table:
        raise ValueError(f"lexicon {name} is empty")
    return table


@cache
def dictionary() -> frozenset[str]:
    """Vietnamese words of two to four syllables, folded, from underthesea's 74,000-word list.

    The list is read from the installed package without importing it, which would load its models.
    """
    spec = find_spec("underthesea")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("underthesea's word list")
    words = (Path(spec.origin).parent / "corpus" / "data" / "Viet74K.txt").read_text("utf-8").lower().splitlines()
    return frozenset(" ".join(map(fold, w.split())) for w in words if 1 <= w.count(" ") <= 3)


@cache
def word_pairs() -> dict[str, frozenset[str]]:
    """The words of two syllables of `dictionary`: the first → the second ones."""
    pairs: dict[str, set[str]] = {}
    for first, _, rest in (word.partition(" ") for word in dictionary()):
        pairs.setdefault(first, set()).add(rest)
    return {first: frozenset(seconds) for first, seconds in pairs.items()}


_END = ""  # in a tree of words: the value of the phrase that ends here; no word is empty


class Phrases:
    """Longest match of lexicon phrases over tokens, case and tone placement folded.

    `values` maps each folded phrase to its value; `openers` are the folded first words: at any other word nothing can match.

    >>> Phrases({"Hội Nông dân": 1}).values["hội nông dân"]
    1
    """

    def __init__(self, entries: Mapping[str, Any] | Iterable[str]) -> None:
        items = entries.items() if isinstance(entries, Mapping) else ((e, e) for e in entries)
        self.values: dict[str, Any] = {fold_phrase(phrase): value for phrase, value in items}
        self._tree: dict[str, Any] = {}
        for phrase, value in self.values.items():
            branch = self._tree
            for word in phrase.split():
                branch = branch.setdefault(word, {})
            branch[_END] = value
        self.openers = frozenset(self._tree)

    def begins(self, word: str, after: str) -> bool:
        """Whether a phrase can begin with a folded word that has `after` behind it: most words that open a phrase open none here."""
        branch = self._tree.get(word)
        return branch is not None and (after in branch or _END in branch)

    def match(self, tokens: Sequence[Token], at: int) -> tuple[int, Any] | None:
        """The longest phrase that starts at token `at`: its end (exclusive) and its value, or None."""
        branch: Any = self._tree
        found = None
        try:
            while (branch := branch.get(tokens[at].lower)) is not None:
                at += 1
                if _END in branch:
                    found = at, branch[_END]
        except IndexError:  # the tokens end; to ask at each of them whether there are more takes longer
            return found
        return found
