"""Draws pages of originals in child processes: what somebody uploaded never runs through a drawing library inside the service."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from web.guard import Guard, GuardLimits

LIMITS = GuardLimits(seconds=30, megabytes=2048)


def draw(data: bytes, name: str, number: int, turned: int, scanned: bool) -> bytes:
    """Page `number` of an original as WebP, as `extractor.drawing.drawn` gives it. Raises as that does, TookTooLong, TookTooMuchMemory."""
    picture: bytes = _guard().ask(data, name, number, turned, scanned)
    return picture


@cache
def _guard() -> Guard:
    return Guard(LIMITS, answer=_drawn)


def _drawn(data: bytes, name: str, number: int, turned: int, scanned: bool, _progress: Callable[[], None]) -> bytes:
    from extractor.drawing import drawn  # what draws is loaded in the children only

    return drawn(data, name, number, turned, scanned)
