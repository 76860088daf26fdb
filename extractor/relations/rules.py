"""Rule tables of models/lexicons read as compiled patterns: the machinery, while the rules themselves are data with examples.

A table is a list of `[[section]]` entries with `id`, `pattern`, `match` and `no_match`, and, where the rule decides something, `value`.
`[fragments]` holds pieces of patterns; `%NAME%` in a pattern stands for the fragment NAME, and `%CAPITALS%`, inside brackets, for every
capital letter of Vietnamese and its neighbours, which no short range of code points holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from extractor.lexicon import load
from extractor.relations.literals import Words, hold, initials, needed, openings

CAPITALS = "".join(chr(c) for c in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(c).isupper())
# An escape or the head of a group, which keep their case, or any other character.
_ESCAPE = re.compile(r"\\.|\(\?(?:P<\w+>|P=\w+|<?[=!]|:)|.", re.DOTALL)
# Patterns with a run of any characters, which are slow to fail.
_RUNS = re.compile(r"\.[*+{]|\[\^[^\]]*\][*+{]")
# As many characters before the place searched as a look behind may need.
CONTEXT = 40
KEYS = {"id", "pattern", "value", "match", "no_match", "source"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `value` is what a match means ("" where the match itself is the answer).

    `quick` finds in lower-case words at least what `pattern` finds whatever their case, in a tenth of the time; `needs` are words that
    every match holds in lower case, at least one of each set. A pattern that `runs` begins with words that may be any, and is slow to fail.
    """

    id: str
    pattern: re.Pattern[str]
    value: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()
    quick: re.Pattern[str] | None = None
    needs: tuple[Words, ...] = ()
    runs: bool = False

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """What `pattern` finds first in `text[start:end]`."""
        stop = len(text) if end is None else end
        begin = max(0, start - CONTEXT)
        return _first(self, _lower(text[begin:stop]), begin, text, start, stop)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Everything that `pattern` finds in `text[start:end]`."""
        stop = len(text) if end is None else end
        return self.pattern.finditer(text, start, stop) if hold(self.needs, _lower(text[start:stop])) else iter(())


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
        examples = tuple(entry["match"]), tuple(entry["no_match"])
        rule = Rule(entry["id"], pattern, entry.get("value", ""), *examples, _quick(pattern.pattern), needed(pattern.pattern))
        out.append(replace(rule, runs=_RUNS.search(pattern.pattern) is not None))
    return tuple(out)


@cache
def compiled(lexicon: str, fragment: str) -> re.Pattern[str]:
    """A fragment of a lexicon as a pattern of its own."""
    return re.compile(fragments(lexicon)[fragment])


def first(lexicon: str, section: str, text: str, start: int = 0, end: int | None = None) -> tuple[Rule, re.Match[str]] | None:
    """The first rule of a section that is found in `text[start:end]`, with its match; None where none is."""
    stop = len(text) if end is None else end
    begin = max(0, start - CONTEXT)
    low = _lower(text[begin:stop])
    for rule in rules(lexicon, section):
        if found := _first(rule, low, begin, text, start, stop):
            return rule, found
    return None


def _first(rule: Rule, low: str, begin: int, text: str, start: int, stop: int) -> re.Match[str] | None:
    """The first match of a rule in `text[start:stop]`; `low` is `text[begin:stop]` in lower case."""
    if not hold(rule.needs, low):
        return None
    if rule.quick is None or len(low) != stop - begin:
        return rule.pattern.search(text, start, stop)
    return _found(rule, low, begin, text, start, stop)


def _found(rule: Rule, low: str, begin: int, text: str, start: int, stop: int) -> re.Match[str] | None:
    """The first match of a rule in `text[start:stop]`, tried only where the quick pattern holds in `low`, that is `text[begin:stop]`."""
    assert rule.quick is not None
    near = rule.quick.search(low, start - begin)
    while near is not None:
        if found := rule.pattern.match(text, begin + near.start(), stop):
            return found
        near = rule.quick.search(low, near.start() + 1)
    return None


def every(lexicon: str, fragment: str, text: str) -> Iterator[re.Match[str]]:
    """All places in `text` where a fragment is found, none inside another."""
    rule = _as_rule(lexicon, fragment)
    low = _lower(text)
    if not hold(rule.needs, low):
        return
    if rule.quick is None or len(low) != len(text):
        yield from rule.pattern.finditer(text)
        return
    found = _found(rule, low, 0, text, 0, len(text))
    while found is not None:
        yield found
        found = _found(rule, low, 0, text, found.end(), len(text))


def search(lexicon: str, fragment: str, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first place in `text[start:end]` where a fragment is found."""
    return _as_rule(lexicon, fragment).search(text, start, end)


def opens(lexicon: str, section: str, text: str, start: int = 0, end: int | None = None) -> tuple[Rule, re.Match[str]] | None:
    """As `first`, but the rule must hold right at `start`."""
    return next(all_opening(lexicon, section, text, start, end), None)


def all_opening(lexicon: str, section: str, text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[Rule, re.Match[str]]]:
    """Every rule of a section that holds right at `start`, with its match, in the order in which they are tried."""
    stop = len(text) if end is None else end
    low = ""
    for rule in _beginning(lexicon, section, text[start : min(start + 1, stop)]):
        if rule.runs:
            low = low or _lower(text[start:stop])
            if not hold(rule.needs, low):
                continue
        if found := rule.pattern.match(text, start, stop):
            yield rule, found


@lru_cache(maxsize=8192)
def _beginning(lexicon: str, section: str, letter: str) -> tuple[Rule, ...]:
    """The rules of a section that may hold where this character comes next; all of them at the end of a text."""
    return tuple(rule for rule in rules(lexicon, section) if _may_begin(rule.pattern.pattern, letter))


def _may_begin(pattern: str, letter: str) -> bool:
    letters = initials(pattern)
    return not letter or not letters or re.search(f"[{letters}]", letter + letter.lower()) is not None


_lower = lru_cache(maxsize=64)(str.lower)  # several sections are looked for in one sentence


@cache
def _as_rule(lexicon: str, fragment: str) -> Rule:
    pattern = compiled(lexicon, fragment)
    return Rule(fragment, pattern, quick=_quick(pattern.pattern), needs=needed(pattern.pattern))


def _quick(pattern: str) -> re.Pattern[str] | None:
    """A pattern that begins with (?i), for text in lower case; a match tells where one of `pattern` may begin, not where it ends.

    The engine looks for first letters only, unless a word boundary stands before them or a group of which the first may be missing.
    """
    if not pattern.startswith("(?i)"):
        return None
    lowered = _ESCAPE.sub(lambda m: m.group() if m.group()[0] in "\\(" else m.group().lower(), pattern.removeprefix("(?i)"))
    letters = openings(lowered)
    return re.compile(f"[{letters}](?<=(?={lowered})[{letters}])" if letters else lowered.removeprefix(r"\b"))


def _fill(pattern: str, pieces: dict[str, str]) -> str:
    return re.sub(r"%([A-Z_]+)%", lambda m: CAPITALS if m[1] == "CAPITALS" else f"(?:{pieces[m[1]]})", pattern)
