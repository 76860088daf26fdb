"""Whether the examples in the lexicons hold: every rule is tried on what it must match and on what it must not.

Most rules are patterns; rules that a finder reads are judged by what the finder finds in the example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from extractor.checks.grantors import powers
from extractor.document import Block, BlockKind, Text
from extractor.lexicons.faults import Fault
from extractor.lexicons.form import CODE
from extractor.lexicons.sentences import judge_sentences
from extractor.mentions import awards, campaigns, dates, references
from extractor.relations.rules import rules as patterns
from extractor.text import furniture
from extractor.text.tokens import tokenize

Judge = Callable[[Mapping[str, Any], Any], bool]
"""Takes a rule as the table holds it and one example; says whether the rule matches it."""


def judge(lexicon: str, table: Mapping[str, Any]) -> Iterator[Fault]:
    """The examples of a lexicon that do not hold."""
    if lexicon == "examples":
        yield from judge_sentences(table)
        return
    for name, section in table.items():
        if name == "items" and lexicon == "furniture":
            for kind, entry in section.items():
                yield from _judged(lexicon, f"items.{kind}", {**entry, "id": kind}, _made_of)
        elif isinstance(section, list):
            for rule in section:
                if isinstance(rule, dict) and "id" in rule:
                    yield from _judged(lexicon, f"{name} {rule['id']}", rule, JUDGES.get((lexicon, name)) or _by_pattern(lexicon, name))


def _judged(lexicon: str, where: str, rule: Mapping[str, Any], matches: Judge) -> Iterator[Fault]:
    try:
        yield from (Fault("L407", lexicon, where, _shown(e)) for e in rule.get("match", ()) if not matches(rule, e))
        yield from (Fault("L408", lexicon, where, _shown(e)) for e in rule.get("no_match", ()) if matches(rule, e))
    except (re.error, KeyError, ValueError) as error:
        yield Fault("L409", lexicon, where, f"{type(error).__name__}: {error}")


def _shown(example: object) -> str:
    return str(example["text"]) if isinstance(example, dict) and "text" in example else str(example)


# --- patterns ---------------------------------------------------------------------------------------------------------------------------


@cache
def _opening() -> frozenset[tuple[str, str]]:
    """The sections whose patterns must hold where the words begin: those that the code asks for by `opens`."""
    found = set()
    for path in sorted((CODE / "relations").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "opens":
                words = [a.value for a in node.args[:2] if isinstance(a, ast.Constant)]
                found.add((str(words[0]), str(words[1])) if len(words) == 2 else ("", ""))
    return frozenset(found)


def _by_pattern(lexicon: str, section: str) -> Judge:
    def matches(rule: Mapping[str, Any], example: Any) -> bool:
        pattern = {p.id: p.pattern for p in patterns(lexicon, section)}[rule["id"]]
        found = pattern.match(example) if (lexicon, section) in _opening() else pattern.search(example)
        return found is not None

    return matches


# --- finders ----------------------------------------------------------------------------------------------------------------------------


def _text(*lines: str) -> Text:
    blocks, start = [], 0
    for line in lines:
        blocks.append(Block(BlockKind.PARAGRAPH, start, start + len(line)))
        start += len(line) + 1
    text = Text("\n".join(lines), tuple(blocks), "txt")
    return Text(text.text, text.blocks, "txt", tokens=tokenize(text))


def _date(rule: Mapping[str, Any], example: Any) -> bool:
    found = dates.find(_text(_shown(example)))
    named = rule["id"] in {m.rule for m in found}
    return named and (isinstance(example, str) or [m.iso for m in found] == example["iso"])


def _reference(rule: Mapping[str, Any], example: Any) -> bool:
    text = _text(_shown(example))
    found = [m for m in references.find(text) if m.rule == rule["id"]]
    wanted = {k: v for k, v in example.items() if k != "text"} if isinstance(example, dict) else {}
    return any(wanted.items() <= ({name: text.value(*spans) for name, spans in m.fields.items()} | dict(m.values)).items() for m in found)


def _campaign(rule: Mapping[str, Any], example: Any) -> bool:
    text = _text(_shown(example))
    found = campaigns.find(text)
    names = [text.value(*m.fields.get("name", ())) for m in found]
    return rule["id"] in {m.rule for m in found} and (isinstance(example, str) or names == example["names"])


def _award(rule: Mapping[str, Any], example: Any) -> bool:
    """An example that must match marks the award's words: "trao <Bằng khen> cho 5 cá nhân"."""
    text = _text(re.sub("[<>]", "", example))
    found = [text.value(m.span) for m in awards.find(text) if m.rule == rule["id"]]
    marked = re.findall("<([^<>]+)>", example)
    return bool(found) if not marked else all(words in found for words in marked)


def _grantor(rule: Mapping[str, Any], example: Any) -> bool:
    return {p.id: p for p in powers()}[rule["id"]].forbids(*example)


def _furniture(rule: Mapping[str, Any], example: Any) -> bool:
    return {r.id: r for r in furniture.rules()}[rule["id"]].matches(example)


def _made_of(rule: Mapping[str, Any], example: Any) -> bool:
    return furniture.made_of(rule["id"], example)


JUDGES: Mapping[tuple[str, str], Judge] = {
    ("dates", "rule"): _date,
    ("references", "rule"): _reference,
    ("campaigns", "rule"): _campaign,
    ("awards", "award"): _award,
    ("checks", "grantor"): _grantor,
    ("furniture", "rule"): _furniture,
}
"""Lexicon and section → how its examples are judged; all other sections hold patterns."""
