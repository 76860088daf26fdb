"""What reading costs grows with the length of a text and no faster, whatever goes on in it without end. Steps are counted, so that the test
says the same on every machine; benchmarks/extract_speed.py measures the time.
"""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from extractor import extract
from tests.growth import SHAPES, grown, named

SHORT, LONG = 2_000, 8_000
# What is done once for a text makes the longer one cheaper, what is looked for at both ends of a window dearer.
MOST = 1.3
# What no text of that length makes, with all that is loaded once.
LOADING = 10_000_000


class TooManyError(Exception):
    """More steps than allowed."""


def steps(shape: str, size: int, most: float) -> int:
    """The calls that reading a text of that shape makes. Raises TooManyError as soon as there are more than `most`."""
    data = grown(shape, size)
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise TooManyError(f"more than {most:.0f} calls for {len(data)} bytes")

    before = sys.getprofile()
    sys.setprofile(step)
    try:
        extract(data, named(shape))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_steps_grow_with_the_length(shape: str) -> None:
    steps(shape, LONG, LOADING)  # loads what is loaded once
    once = steps(shape, SHORT, LOADING)
    steps(shape, LONG, MOST * once * LONG / SHORT)


@pytest.mark.parametrize("shape", ["abbreviations", "bodies joined"])
def test_a_row_may_be_of_any_length(shape: str) -> None:
    """Names inside names inside names: none is too deep."""
    assert extract(grown(shape, 20_000), named(shape)).organizations
