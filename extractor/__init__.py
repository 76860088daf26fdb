"""bienban's library: bytes of a Vietnamese administrative document or news item in, a structured record out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import BienbanError

if TYPE_CHECKING:
    from extractor.record import Record

__all__ = ["BienbanError", "Record", "extract"]


def extract(source: bytes | str | Path, name: str | None = None) -> Record:
    """The record of one document, given as bytes or as a path; see `extractor.pipeline.extract`.

    The pipeline is imported on the first call, so that importing the library costs next to nothing.
    """
    from extractor.pipeline import extract as run

    return run(source, name)


def __getattr__(name: str) -> object:
    if name == "Record":
        from extractor.record import Record

        return Record
    raise AttributeError(name)
