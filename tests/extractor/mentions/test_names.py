"""Names of blocks and bodies are found whole, no shorter and no longer, whatever stands before and behind them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from extractor.document import OrganizationMention
from extractor.pipeline import find, read

TABLE = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def found(words: str, *, block: bool) -> list[str]:
    text = read(words.encode(), "a.txt")
    named: list[OrganizationMention] = [o for o in find(text).organizations if o.block == block]
    return [text.text[o.start : o.end] for o in named]


@pytest.mark.parametrize("name", TABLE["blocks"])
def test_a_block_is_found_whole(name: str) -> None:
    for before, behind in TABLE["frames_of_blocks"]:
        assert found(f"{before}{name}{behind}", block=True) == [name]


@pytest.mark.parametrize("name", TABLE["bodies"])
def test_a_body_is_found_whole(name: str) -> None:
    for before, behind in TABLE["frames_of_bodies"]:
        assert name in found(f"{before}{name}{behind}", block=False)
