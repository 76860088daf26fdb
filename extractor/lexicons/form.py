"""The form of a lexicon: no empty tables, no keys that nothing reads, no word twice, rules with ids and examples.

Which keys there may be is read from the program itself, so that no second list of them has to be kept: a key that stands in no string of
the code is read by nothing, and so is a mistake of whoever wrote it.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from extractor.lexicons.faults import Fault
from extractor.syllables import fold_phrase

CODE = Path(__file__).resolve().parent.parent

DATA_KEYS = frozenset(
    {
        ("abbreviations", "words"),
        ("abbreviations", "names"),
        ("abbreviations", "schools"),
        ("awards", "abbreviations"),
        ("awards", "signs"),
        ("awards", "nouns.numbers"),
        ("leaders", "positions"),
        ("positions", "bodies"),
        ("furniture", "items"),
        ("references", "groups"),
        ("tables", "columns"),
    }
)
"""Tables whose keys are words themselves, or names that only the table's own rules use."""

CASED = frozenset({("furniture", "items"), ("people", "honorifics"), ("references", "kinds"), ("positions", "titles"), ("awards", "signs")})
"""Tables in which capitals tell entries apart."""

PIECES = ("fragments", "shapes")
"""Tables of pieces of patterns: they are named inside other patterns, and their words are read as they stand."""

_PIECE = re.compile(r"(?:(?<=[%{])|\A)[A-Z][A-Z_0-9]*(?=[%}]|\Z)")

EXAMPLES = ("match", "no_match")
NOTES = frozenset({"why", "source", "seen"})
"""Keys of a rule that only people read."""


@cache
def _strings() -> tuple[str, ...]:
    """Every string, and every name of an argument, in the code of the library."""
    found = []
    for path in sorted(CODE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.keyword | ast.arg) and node.arg:
                found.append(node.arg)
    return tuple(found)


@cache
def _named_pieces() -> frozenset[str]:
    """The pieces of patterns that the code names, by themselves or inside a pattern."""
    return frozenset(name for words in _strings() for name in _PIECE.findall(words))


@cache
def code_words() -> frozenset[str]:
    """The strings of the code that may be keys."""
    return frozenset(words for words in _strings() if len(words) < 40)


def faults(lexicon: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the form of a lexicon's table."""
    if not table:
        yield Fault("L402", lexicon, "")
    for name, section in table.items():
        if name not in code_words() and (lexicon, name) not in DATA_KEYS:
            yield _unknown(lexicon, "", name)
        if isinstance(section, list) and section and isinstance(section[0], dict):
            yield from _rules(lexicon, name, section)
        else:
            yield from _words(lexicon, name, section, cased=(lexicon, name) in CASED or name in PIECES)
        if name in PIECES:
            yield from _unused(lexicon, name, section, table)


def _unknown(lexicon: str, where: str, key: str) -> Fault:
    close = get_close_matches(key, sorted(code_words()), 1)
    return Fault("L403", lexicon, where, f"{key} → {close[0]}?" if close else key)


def _words(lexicon: str, where: str, value: object, *, cased: bool) -> Iterator[Fault]:
    """A table of word lists, a list of words, or one text."""
    if isinstance(value, dict):
        if not value:
            yield Fault("L402", lexicon, where)
        for key, inner in value.items():
            if (lexicon, where) not in DATA_KEYS and where not in PIECES and isinstance(inner, list | dict) and key not in code_words():
                yield _unknown(lexicon, where, key)
            yield from _words(lexicon, f"{where}.{key}", inner, cased=cased)
    elif isinstance(value, list):
        yield from _list(lexicon, where, value, cased=cased)
    elif isinstance(value, str):
        if not value.strip():
            yield Fault("L402", lexicon, where)
    elif not isinstance(value, bool | int | float):
        yield Fault("L411", lexicon, where)


def _list(lexicon: str, where: str, words: list[Any], *, cased: bool) -> Iterator[Fault]:
    if not words:
        yield Fault("L402", lexicon, where)
    met: dict[str, str] = {}
    for word in words:
        if not isinstance(word, str):
            yield Fault("L411", lexicon, where, repr(word))
            continue
        if not word.strip():
            yield Fault("L402", lexicon, where)
        same = word if cased else fold_phrase(word)
        if same in met and where.rpartition(".")[2] not in EXAMPLES:
            yield Fault("L404", lexicon, where, met[same] if met[same] == word else f"{met[same]}, {word}")
        met.setdefault(same, word)


def _rules(lexicon: str, name: str, rules: list[dict[str, Any]]) -> Iterator[Fault]:
    for i, rule in enumerate(rules, 1):
        where = f"{name} {rule.get('id', i)}"
        yield from (_unknown(lexicon, where, key) for key in rule if key not in code_words() | NOTES)
        if "id" in rule and not all(rule.get(key) for key in EXAMPLES):
            yield Fault("L406", lexicon, where)
        for key, value in rule.items():
            if key not in EXAMPLES and value in ([], {}):
                yield Fault("L402", lexicon, f"{where}.{key}")


def _unused(lexicon: str, name: str, pieces: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Fault]:
    """Pieces of patterns that no pattern and no code names."""
    named = set(_PIECE.findall(str(table)))
    for piece in pieces:
        if piece not in named and piece not in _named_pieces():
            yield Fault("L403", lexicon, name, piece)


def same_ids(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Rules of one id, in one lexicon or in two."""
    homes = defaultdict(list)
    for lexicon, table in tables.items():
        for name, section in table.items():
            for rule in section if isinstance(section, list) else ():
                if isinstance(rule, dict) and "id" in rule:
                    homes[rule["id"]].append((lexicon, name))
    for rule_id, found in homes.items():
        if len(found) > 1:
            lexicon, name = found[-1]
            yield Fault("L405", lexicon, name, f"{rule_id}; {found[0][0]}.toml")
