"""The lexicons hold what they promise, and whoever breaks one is told what to mend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractor.lexicon import load
from extractor.lexicons.faults import MESSAGES, Lang
from extractor.lexicons.judges import judge
from extractor.lexicons.review import examples, names, review
from extractor.lexicons.sentences import judge_sentences, unmarked

BIENBAN = Path(sys.executable).with_name("bienban")
LANGUAGES: tuple[Lang, ...] = ("vi", "en")
RULE = '[[rule]]\nid = "r"\npattern = "a"\nmatch = ["a"]\nno_match = ["b"]\n'


@pytest.mark.parametrize("lexicon", names())
def test_a_lexicon_is_well_formed_and_its_examples_hold(lexicon: str) -> None:
    assert [fault.told("en") for fault in review([lexicon])] == []


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("words = [", "L401"),
        ("", "L402"),
        ("[titles]\nplain = []", "L402"),
        ("[titles]", "L402"),
        ('[titles]\nplain = [" "]', "L402"),
        ('[titles]\nplane = ["Chủ tịch"]', "L403"),
        ('[tittles]\nplain = ["Chủ tịch"]', "L403"),
        (RULE.replace("pattern", "patern"), "L403"),
        ('[fragments]\nUNUSED_PIECE = "a"', "L403"),
        ('[titles]\nplain = ["Ủy viên", "Uỷ Viên"]', "L404"),
        (RULE + RULE, "L405"),
        (RULE.replace('no_match = ["b"]\n', ""), "L406"),
        (RULE.replace('match = ["a"]', "match = []", 1), "L406"),
        ("[titles]\nplain = [1]", "L411"),
        ("[titles]\nplain = 2020-01-01", "L411"),
    ],
)
def test_a_broken_lexicon_is_told(tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "broken.toml").write_text(content, "utf-8")
    found = review(folder=tmp_path)
    assert [fault.code for fault in found] == [code]
    for lang in LANGUAGES:
        assert found[0].told(lang).startswith("broken.toml")
        assert MESSAGES[code][lang] in found[0].told(lang)


def test_a_near_miss_of_a_key_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(RULE.replace("no_match", "nomatch"), "utf-8")
    assert "nomatch → no_match?" in review(folder=tmp_path)[0].told("en")


def test_one_id_in_two_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(RULE, "utf-8")
    (tmp_path / "b.toml").write_text(RULE, "utf-8")
    assert [(f.code, f.lexicon) for f in review(folder=tmp_path)] == [("L405", "b")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("<ORG>Hội Nông dân tỉnh</ORG> dự họp.", None),
        ("<ORG>Hội Nông dân</ORG> tỉnh dự họp.", "L407"),
        ("Hội Nông dân tỉnh mời <ORG>Sở Nội vụ</ORG>.", "L408"),
        ("Đồng chí <PER>Trần Thị Bình</PER>, Hội Nông dân tỉnh.", None),
        ("<ORG>Hội Nông dân tỉnh dự họp.", "L410"),
        ("<XYZ>Hội</XYZ>", "L410"),
        ("<ORG><PER>Trần Thị Bình</PER></ORG>", "L410"),
    ],
)
def test_marked_sentences_are_judged(line: str, code: str | None) -> None:
    found = list(judge_sentences({"example": [{"text": line}]}))
    assert found[0].code == code if code else not found


def test_marks_come_off() -> None:
    words, places = unmarked("ông <PER>Lê An</PER>, <POS>Giám đốc</POS>")
    assert [(kind, words[span.start : span.end]) for kind, span in places] == [("PER", "Lê An"), ("POS", "Giám đốc")]


def test_the_command_says_that_all_hold() -> None:
    done = subprocess.run(
        [BIENBAN, "--lang", "vi", "lexicon", "check", "dates"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{examples()} ví dụ" in done.stdout


def test_an_unknown_lexicon_is_wrong_usage() -> None:
    done = subprocess.run([BIENBAN, "lexicon", "check", "dats"], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "dates" in done.stderr


@pytest.mark.parametrize(
    ("lexicon", "section"),
    [
        ("dates", "rule"),
        ("references", "rule"),
        ("campaigns", "rule"),
        ("awards", "award"),
        ("checks", "grantor"),
        ("furniture", "rule"),
        ("meeting", "kind"),
    ],
)
def test_swapped_examples_are_told(lexicon: str, section: str) -> None:
    rule = load(lexicon)[section][0]
    swapped = {**rule, "match": [no if isinstance(no, str | list) else no["text"] for no in rule["no_match"]], "no_match": rule["match"]}
    assert {fault.code for fault in judge(lexicon, {section: [swapped]})} == {"L407", "L408"}
