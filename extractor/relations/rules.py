"""Rule tables of models/lexicons read as compiled patterns: the machinery, while the rules themselves are data with examples.

A table is a list of `[[section]]` entries with `id`, `pattern`, `match` and `no_match`, and, where the rule decides something, `value`.
`[fragments]` holds pieces of patterns; `%NAME%` in a pattern stands for the fragment NAME, and `%CAPITALS%`, inside brackets, for every
capital letter of Vietnamese and its neighbours, which no short range of code points holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from extractor.lexicon import load

CAPITALS = "".join(chr(c) for c in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
KEYS = {"id", "pattern", "value", "match", "no_match", "source"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `value` is what a match means ("" where the match itself is the answer)."""

    id: str
    pattern: re.Pattern[str]
    value: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@cache
def fragments(lexicon: str) -> dict[str, str]:
    """The pieces of patterns of one lexicon, with their own pieces filled in (a piece may use those above it)."""
    done: dict[str, str] = {}
    for name, pattern in load(lexicon).get("fragments", {}).items():
        done[name] = _fill(pattern, done)
    return done


@cache
def rules(lexicon: str, section: str) -> tuple[Rule, ...]:
    """The rules of `[[section]]` in `models/lexicons/<lexicon>.toml`, in the order in which they are tried.

    Raises ValueError for an unknown key, and KeyError for an unknown section or fragment.
    """
    out = []
    for entry in load(lexicon)[section]:
        if unknown := set(entry) - KEYS:
            raise ValueError(f"{lexicon}.{section}: unknown keys {sorted(unknown)}")
        pattern = re.compile(_fill(entry["pattern"], fragments(lexicon)))
        out.append(Rule(entry["id"], pattern, entry.get("value", ""), tuple(entry["match"]), tuple(entry["no_match"])))
    return tuple(out)


@cache
def compiled(lexicon: str, fragment: str) -> re.Pattern[str]:
    """A fragment of a lexicon as a pattern of its own."""
    return re.compile(fragments(lexicon)[fragment])


def first(lexicon: str, section: str, text: str, start: int = 0, end: int | None = None) -> tuple[Rule, re.Match[str]] | None:
    """The first rule of a section that is found in `text[start:end]`, with its match; None where none is."""
    stop = len(text) if end is None else end
    for rule in rules(lexicon, section):
        if found := rule.pattern.search(text, start, stop):
            return rule, found
    return None


def opens(lexicon: str, section: str, text: str, start: int = 0, end: int | None = None) -> tuple[Rule, re.Match[str]] | None:
    """As `first`, but the rule must hold right at `start`."""
    stop = len(text) if end is None else end
    for rule in rules(lexicon, section):
        if found := rule.pattern.match(text, start, stop):
            return rule, found
    return None


def _fill(pattern: str, pieces: dict[str, str]) -> str:
    return re.sub(r"%([A-Z_]+)%", lambda m: CAPITALS if m[1] == "CAPITALS" else f"(?:{pieces[m[1]]})", pattern)
