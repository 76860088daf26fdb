"""What the trained tagger is worth: the same documents by the rules alone, by the tagger alone, by both; F1 and time.

Documents that the tagger learns from are judged by models that have not seen them. Only sums over groups of documents come out.
"""

from __future__ import annotations

import gc
import json
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.comparison import MAIN_TYPES
from extractor.document import Mentions, Text
from extractor.evaluation import Report, evaluate
from extractor.mentions import people
from extractor.mentions.overlaps import merge, trained
from extractor.mentions.tagger import MODEL, Tags, tag
from extractor.pipeline import find, read, relate
from extractor.training import Documents, Settings, folds, train

SHOWN = ("organizations", "people", "positions")
PIECE = 6 * 1024
"""Bytes of the text for which times are given: a report of usual length."""
FOLDS = 3
_NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Case:
    """One document: its text, the rules' mentions, its gold record, and the model that has not seen it."""

    text: Text
    rules: Mentions
    gold: Mapping[str, Any]
    model: Path


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: F1 by record type, their mean over the six main types, milliseconds for finding names in 6 KB."""

    group: str
    documents: int
    variant: str
    f1: Mapping[str, float]
    macro: float
    milliseconds: float


Variant = Callable[[Text, Mentions, Tags], Mentions]
VARIANTS: Mapping[str, Variant | None] = {"rules": None, "trained": trained, "both": merge}


def compare(folders: Sequence[Path], own: Documents, kept_out: Collection[str], settings: Settings) -> Iterator[Line]:
    """The lines of the comparison, group by group."""
    with tempfile.TemporaryDirectory() as place:
        models: dict[str, Path] = {}
        for k, (seen, left) in enumerate(folds(own, FOLDS)):
            model = Path(place) / f"{k}.crf"
            train(seen, settings, model)
            models.update(dict.fromkeys(left, model))
        cases = {path.parent.name: _case(path, models) for folder in folders for path in sorted(folder.glob("*/record.json"))}
        for group, names in _groups(cases, own, kept_out).items():
            for variant, merging in VARIANTS.items():
                yield _line(group, variant, merging, {name: cases[name] for name in names})


def _case(path: Path, models: Mapping[str, Path]) -> Case:
    source = next(iter(sorted(path.parent.glob("source.*"))))
    text = read(source.read_bytes(), source.name)
    organizations, positions, persons = people.find(text)
    rules = replace(find(text), organizations=organizations, positions=positions, people=persons)
    return Case(text, rules, json.loads(path.read_text("utf-8")), models.get(path.parent.name, MODEL))


def _groups(names: Collection[str], own: Collection[str], kept_out: Collection[str]) -> dict[str, list[str]]:
    """The documents by what rules and tagger had to do with them; groups that are empty are left out."""
    groups = {
        "rules tuned on them, tagger cross-validated": [n for n in names if n in own],
        "rules tuned on them, tagger never saw them": [n for n in names if n.startswith("real-") and n not in kept_out],
        "kept out": [n for n in names if n in kept_out],
        "test-*": [n for n in names if n.startswith("test-")],
        "kept out and test-*": [n for n in names if n in kept_out or n.startswith("test-")],
    }
    return {group: chosen for group, chosen in groups.items() if chosen}


def _line(group: str, variant: str, merging: Variant | None, cases: Mapping[str, Case]) -> Line:
    gc.collect()
    gc.disable()  # what all the other documents hold is no part of this work
    begin = time.process_time()
    found = {name: _found(case, merging) for name, case in cases.items()}
    spent = time.process_time() - begin
    gc.enable()
    size = sum(len(case.text.text.encode()) for case in cases.values())
    report = _report(cases, found)
    f1 = {kind: report.tallies[kind].f1 for kind in MAIN_TYPES}
    return Line(group, len(cases), variant, f1, report.macro_f1, spent * 1000 * PIECE / size)


def _found(case: Case, merging: Variant | None) -> Mentions:
    """The names of one document by one variant, found anew so that the time is that of the whole work."""
    organizations, positions, persons = people.find(case.text) if merging is not trained else ((), (), ())
    rules = replace(case.rules, organizations=organizations, positions=positions, people=persons)
    return rules if merging is None else merging(case.text, rules, tag(case.text, case.model))


def _report(cases: Mapping[str, Case], found: Mapping[str, Mentions]) -> Report:
    records = {name: relate(cases[name].text, mentions, name=name, sha256=_NO_HASH) for name, mentions in found.items()}
    return evaluate({name: dict(case.gold) for name, case in cases.items()}, records)


def markdown(lines: Sequence[Line]) -> str:
    """The comparison as a table."""
    out = ["| documents | | organizations | people | positions | macro of the six | ms for 6 KB |", "|---|---|---:|---:|---:|---:|---:|"]
    group = ""
    for line in lines:
        named = f"{line.group} ({line.documents})" if line.group != group else ""
        group = line.group
        figures = " | ".join(f"{line.f1[kind]:.3f}" for kind in SHOWN)
        out.append(f"| {named} | {line.variant} | {figures} | {line.macro:.4f} | {line.milliseconds:.1f} |")
    return "\n".join(out)
