"""What stands between a file and its record goes with the record's making: memory does not wait for Python to look for rings."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from extractor import extract
from extractor.document import Mentions, Text

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def kept() -> set[int]:
    return {id(value) for value in gc.get_objects() if isinstance(value, (Text, Mentions))}


@pytest.mark.parametrize("path", sorted((SAMPLES / "txt").glob("*.txt")) + sorted((SAMPLES / "md").glob("*.md")), ids=lambda p: p.stem)
def test_text_and_mentions_go_with_the_record_s_making(path: Path) -> None:
    extract(path)
    gc.collect()
    before = kept()
    gc.disable()
    try:
        extract(path)
        assert kept() == before
    finally:
        gc.enable()
