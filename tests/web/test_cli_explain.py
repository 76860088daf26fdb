"""`bienban explain`: every value with its words and rules, one entry by its id, both languages, wrong ids."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from extractor import explain, extract
from extractor.explanation import NoSuchEntry, numbered, source
from extractor.lexicon import load
from tests.serving import BIENBAN
from tests.web.commands import command

REPORT = (
    "Hội nghị tổng kết công tác thi đua năm 2023\n"
    "Đồng chí Trần Thị Bình, Chủ tịch Hội Nông dân tỉnh, chủ trì hội nghị.\n"
    "Hội nghị thống nhất suy tôn Hội Nông dân tỉnh là Khối trưởng năm 2024."
)


def bienban(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    done = command(*arguments)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tin.txt"
    path.write_text(REPORT, "utf-8")
    return path


def test_every_entry_is_explained_by_its_words_and_rules() -> None:
    record = extract(REPORT.encode(), "tin.txt")
    found = explain(record)
    assert [e.id for e in found] == [at for at, _ in numbered(record)]
    assert {"document", "meeting", "organizations/1", "people/1", "people/1/positions/1", "leaders/1"} <= {e.id for e in found}
    for explanation in found:
        for value in explanation.values:
            assert all(record.text[w.start : w.end] == w.text for w in value.words)


def test_words_come_with_their_line_and_surroundings() -> None:
    (leader,) = explain(REPORT.encode(), "tin.txt", entry="leaders/1")
    term = next(v for v in leader.values if v.field == "term")
    assert (term.value, [w.line for w in term.words]) == ("2024", [3])
    assert term.words[0].text in REPORT.splitlines()[2]
    assert REPORT.splitlines()[2][term.words[0].column - 1 :].startswith(term.words[0].text)


def test_an_entry_brings_what_is_inside_it() -> None:
    assert [e.id for e in explain(REPORT.encode(), "tin.txt", entry="people/1")] == ["people/1", "people/1/positions/1"]


def test_a_rule_is_found_in_its_lexicon() -> None:
    assert source(load("dates")["rule"][0]["id"]).lexicon == "dates"
    assert source("no.such-rule").lexicon is None


@pytest.mark.parametrize("entry", ["leaders/9", "leaders", "x", "organizations/0"])
def test_an_unknown_id_is_an_error_with_a_next_step(entry: str) -> None:
    if entry == "leaders":
        assert [e.id for e in explain(REPORT.encode(), "tin.txt", entry=entry)] == ["leaders/1"]
        return
    with pytest.raises(NoSuchEntry, match="E150"):
        explain(REPORT.encode(), "tin.txt", entry=entry)


def test_the_command_tells_words_rules_and_confidence(file: Path) -> None:
    done = subprocess.run([BIENBAN, "explain", file], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert "leaders/1   confidence" in done.stdout
    assert "[Hội Nông dân tỉnh]" in done.stdout
    assert "rules: " in done.stdout


def test_the_command_speaks_vietnamese_of_one_entry(file: Path) -> None:
    done = bienban("--lang", "vi", "explain", file, "--entry", "leaders/1")
    assert done.stdout.startswith("leaders/1   mức chắc chắn")
    assert "document" not in done.stdout


def test_json_is_an_object_a_line(file: Path) -> None:
    lines = bienban("explain", file, "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in lines][0] == "document"


@pytest.mark.parametrize(("arguments", "code"), [(["--entry", "awards/7"], "E150"), ([], "E180")])
def test_what_cannot_be_explained_is_one_line_with_a_code(file: Path, arguments: list[str], code: str) -> None:
    path = file if arguments else file.with_name("absent.txt")
    done = bienban("explain", path, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert code in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_is_wrong_usage(file: Path) -> None:
    file.with_name("hai.txt").write_text(REPORT, "utf-8")
    assert bienban("explain", file.parent).returncode == 2
