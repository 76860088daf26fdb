"""What the pages promise is so: the commands exist with their options, the example record is what extraction gives."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest

from extractor import extract
from extractor.registry import PARSERS
from web.cli import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def shell_lines() -> list[str]:
    """The lines of all shell examples that call bienban, without their comments."""
    blocks = [block for page in PAGES for block in re.findall(r"```sh\n(.*?)```", page.read_text("utf-8"), re.DOTALL)]
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return sorted({line[line.index("bienban") :] for line in lines if "bienban " in line})


@pytest.mark.parametrize("line", shell_lines())
def test_an_example_uses_commands_and_options_that_exist(line: str) -> None:
    group = click.Context(cli)
    command: click.Command = cli
    for word in shlex.split(line)[1:]:
        if isinstance(command, click.Group):
            found = command.get_command(group, word)
            assert found is not None, word
            command = found
        elif word.startswith("-") and word != "-":
            assert word in {option for parameter in command.params for option in parameter.opts}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"(?:^|`)make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))))
def test_make_targets_that_the_readme_names_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", PARSERS)
def test_the_readme_and_the_upload_page_name_every_format(name: str) -> None:
    """Pictures are named by their kind on the upload page."""
    assert f".{name}" in (ROOT / "README.md").read_text("utf-8")
    page = (ROOT / "web" / "templates" / "upload.html").read_text("utf-8")
    pictures = "ảnh" in page and PARSERS[name].startswith("extractor.parsers.picture")
    assert pictures or f".{name}" in page or (name == "pdf" and "PDF" in page)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_readme_shows_every_command(name: str) -> None:
    assert re.search(rf"^(?:.*\| )?bienban {name}\b", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def agrees(shown: Any, real: Any) -> bool:
    """Whether all that is shown is there; an example leaves things out, and how sure the machine is changes with its rules."""
    if isinstance(shown, dict):
        return all(key == "confidence" or (key in real and agrees(value, real[key])) for key, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(real) and all(map(agrees, shown, real))
    return bool(shown == real)


def test_the_example_record_is_what_extraction_gives() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    (sentence,) = re.findall(r'From the sentence "(.*?)"', readme)
    shown, real = json.loads(example), extract(sentence.encode(), "example.txt").model_dump(mode="json")
    for part, entries in shown.items():
        assert agrees(entries, real[part]), json.dumps(real[part], ensure_ascii=False)
