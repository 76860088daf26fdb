"""Files that once broke a parser, and a few fresh mutations of every sample: each gives a record or a typed error."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from extractor import extract
from extractor.errors import BienbanError
from tests.fuzz.mutations import CORPUS, SAMPLES, mutated

KEPT = sorted(path for path in CORPUS.iterdir() if path.suffix != ".md")
SLOW = {".doc", ".rtf", ".jpg"}
QUICK = [path for path in SAMPLES if path.suffix not in SLOW]


def survives(data: bytes, name: str) -> bool:
    try:
        extract(data, name)
    except BienbanError as error:
        return bool(error.explain("vi"))
    return True


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_broke_once(path: Path) -> None:
    if path.suffix in SLOW and shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed: libreoffice-writer-nogui")
    assert survives(path.read_bytes(), path.name)


@pytest.mark.parametrize("path", QUICK, ids=lambda path: path.name)
def test_mutations_of_samples(path: Path) -> None:
    chance = random.Random(path.name)
    for _ in range(4):
        assert survives(mutated(path.read_bytes(), chance), path.name)
