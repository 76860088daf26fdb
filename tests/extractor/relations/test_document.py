"""What a document is, from texts of our own; the rule tables behind it; the words of every value at its evidence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Mentions, Text
from extractor.lexicon import load
from extractor.pipeline import find, read
from extractor.record import Document
from extractor.relations.document import document
from extractor.relations.layout import LONGEST_LINE, lines
from extractor.relations.rules import Rule, opens, rules

CASES = tomllib.loads(Path(__file__).with_name("document.toml").read_text("utf-8"))["case"]
# Rules that are looked for anywhere in a line; all others must hold at its beginning.
SEARCHED = {
    "document": {"letter", "issued", "today", "beside_headline"},
    "meeting": {
        "kind",
        "kind_in_text",
        "kind_of_minutes",
        "held",
        "other",
        "coming",
        "review_year",
        "plan_year",
        "plan_said",
        "next_year",
        "pact",
        "no_pact",
    }
    | {"pact_now", "many", "bare_held", "pact_signed", "met", "met_by", "work", "headline", "attended", "not_held"},
    "tasks": {"no_lead", "no_task", "due", "due_words", "announced"},
}


def of(words: str) -> tuple[Text, Mentions, Document]:
    """The text, its mentions and its document, as the pipeline makes them."""
    text = read(words.encode(), "case.md" if words.lstrip().startswith("<!--") else "case.txt")
    mentions = find(text)
    return text, mentions, document(text, mentions)


def all_rules() -> list[tuple[str, str, Rule]]:
    return [
        (lexicon, section, rule)
        for lexicon in SEARCHED
        for section, table in load(lexicon).items()
        if section != "fragments" and isinstance(table, list)
        for rule in rules(lexicon, section)
    ]


@pytest.mark.parametrize(("lexicon", "section", "rule"), all_rules(), ids=lambda part: getattr(part, "id", ""))
def test_rule(lexicon: str, section: str, rule: Rule) -> None:
    finds = rule.pattern.search if section in SEARCHED[lexicon] else rule.pattern.match
    assert rule.examples and rule.counterexamples
    assert [e for e in rule.examples if not finds(e)] == []
    assert [e for e in rule.counterexamples if finds(e)] == []


def test_a_misspelt_key_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "misspelt.toml").write_text("[[kind]]\nid = 'a'\npatern = 'b'\nmatch = []\nno_match = []\n", "utf-8")
    monkeypatch.setattr("extractor.lexicon.LEXICONS", tmp_path)
    with pytest.raises(ValueError, match="patern"):
        rules("misspelt", "kind")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"].strip()[:50])
def test_document(case: dict[str, object]) -> None:
    _, _, found = of(str(case["text"]))
    want = case["want"]
    assert isinstance(want, dict)
    assert {name: getattr(found, name) or "" for name in want} == want


def test_a_file_of_one_line_is_read_in_pieces() -> None:
    text = read(("Khối thi đua tổ chức hội nghị, " * 1000).encode(), "case.txt")
    pieces = lines(text)
    assert max(len(piece.value) for piece in pieces) <= LONGEST_LINE
    assert " ".join(piece.value for piece in pieces) == text.text.strip()


def test_the_number_keeps_no_blank() -> None:
    assert opens("document", "number", "Số: /BC-KTĐ") is None


@given(
    st.lists(st.sampled_from(["BIÊN BẢN", "Số: 5/BB-KTĐ", "Huế, ngày 3 tháng 4 năm 2020", "Thu Hà", "12/3/2020", "V/v họp", "a" * 210, ""]))
)
def test_values_are_words_of_the_text(lines: list[str]) -> None:
    text, _, found = of("\n".join(["đầu đề của một bản tin ngắn", *lines]))
    for name in ("title", "number"):
        value = getattr(found, name)
        if value:
            words = " ".join(text.text[p.start : p.end] for p in found.evidence[name])
            assert value.split() == words.split() or value in " ".join(words.split())
