"""bienban's library: bytes of a Vietnamese administrative document or news item in, a structured record out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import BienbanError

if TYPE_CHECKING:
    from extractor.explanation import Explanation
    from extractor.record import Record

__all__ = ["BienbanError", "Record", "explain", "extract"]


def extract(source: bytes | str | Path, name: str | None = None) -> Record:
    """The record of one document, given as bytes or as a path; see `extractor.pipeline.extract`.

    The pipeline is imported on the first call, so that importing the library costs next to nothing.
    """
    from extractor.pipeline import extract as run

    return run(source, name)


def explain(source: Record | bytes | str | Path, name: str | None = None, entry: str | None = None) -> list[Explanation]:
    """Why the record of a document says what it says: of each value its words and their place, of each entry its rules and warnings.

    `source` is what `extract` takes, or a record that it gave; `entry` is an id such as "organizations/3", for that entry alone.
    Raises what `extract` raises, and `extractor.explanation.NoSuchEntry` for an id that no entry has.

    >>> [value.field for value in explain("Hội Nông dân tỉnh dự họp.".encode(), "tin.txt", "organizations/1")[0].values][0]
    'name'
    """
    from extractor.explanation import explanations
    from extractor.record import Record

    return explanations(source if isinstance(source, Record) else extract(source, name), entry)


def __getattr__(name: str) -> object:
    if name == "Record":
        from extractor.record import Record

        return Record
    raise AttributeError(name)
