"""Made-up sentences: alike for the same seed, all readable, every gap filled."""

from __future__ import annotations

import random
import re
import tomllib

from extractor import marking, synthesis


def test_the_same_seed_gives_the_same_sentences() -> None:
    assert list(synthesis.sentences(50, seed=3)) == list(synthesis.sentences(50, seed=3))
    assert list(synthesis.sentences(50, seed=3)) != list(synthesis.sentences(50, seed=4))


def test_every_sentence_can_be_read_and_no_gap_is_left() -> None:
    kinds = set()
    for line in synthesis.sentences(1500, seed=5):
        assert not re.search(r"[{}\[\]|]", line), line
        kinds.update(label[2:] for label in marking.read(line).labels if label != "O")
    assert kinds == set(marking.KINDS)


def test_every_gap_of_the_templates_has_a_filler() -> None:
    table = tomllib.loads(synthesis.TEMPLATES.read_text("utf-8"))
    maker = synthesis._Maker(table["fill"], random.Random(1))
    known = {*maker.entries, *maker.made, *maker.drawn, *synthesis.MARKED}
    templates = [line for group in table["sentences"].values() for line in group] + [
        line for lines in table["fill"].values() for line in lines
    ]
    assert {gap for line in templates for gap in re.findall(r"\{(\w+)\}", line)} <= known
    assert set(table["weights"]) == set(table["sentences"])
