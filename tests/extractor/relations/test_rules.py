"""The fast look that a rule takes in lower-case words before its pattern is tried."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.lexicon import load
from extractor.relations.rules import Rule, rules

ROOT = Path(__file__).parents[3]
WORDS = " ".join(p.read_text("utf-8") for p in sorted((ROOT / "models" / "documents").glob("train-*/source.*"))).split()


def looked() -> Iterator[Rule]:
    """Every rule that has a fast look."""
    for path in sorted((ROOT / "models" / "lexicons").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        for section, entries in table.items():
            if isinstance(entries, list) and entries and {"id", "pattern", "match"} <= set(entries[0]) and load(path.stem):
                try:
                    yield from (rule for rule in rules(path.stem, section) if rule.quick is not None)
                except ValueError:
                    continue  # a lexicon with keys of its own, which another module compiles


RULES = list(looked())


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_the_fast_look_finds_the_examples(rule: Rule) -> None:
    assert rule.quick is not None
    for words in rule.examples:
        found = rule.pattern.search(words)
        quick = rule.quick.search(words.lower())
        assert found is not None and quick is not None and quick.start() <= found.start()


@given(st.integers(0, len(WORDS) - 60), st.integers(1, 60), st.booleans())
def test_the_fast_look_misses_nothing(at: int, count: int, shouted: bool) -> None:
    words = " ".join(WORDS[at : at + count])
    words = words.upper() if shouted else words
    for rule in RULES:
        found = rule.pattern.search(words)
        if found is not None and rule.quick is not None:
            quick = rule.quick.search(words.lower())
            assert quick is not None and quick.start() <= found.start(), rule.id
