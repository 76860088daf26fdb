"""Records leave in a format of choice; a format is one module and one line in the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import IO

from sqlalchemy.orm import Session

from extractor.record import Record
from web.errors import UnknownFormat
from web.store import reviews


@dataclass(frozen=True, slots=True)
class Exported:
    """One document to write: its number, file name, sha256 and status in the store, and its record as it stands."""

    number: int
    name: str
    sha256: str
    status: str
    record: Record


Writer = Callable[[Iterator[Exported], IO[bytes], str], int]
"""Writes documents to an open file, headings in the given language, and returns how many there were."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format: where its writer is (`module:function`), its media type, and the ending of its files."""

    path: str
    media_type: str
    suffix: str

    def writer(self) -> Writer:
        """The writer, its module loaded on first use."""
        module, name = self.path.split(":")
        writer: Writer = getattr(import_module(module), name)
        return writer


EXPORTERS: Mapping[str, Exporter] = {
    "jsonl": Exporter("web.exports.jsonl:write", "application/x-ndjson", ".jsonl"),
    "csv": Exporter("web.exports.csvzip:write", "application/zip", ".csv.zip"),
    "xlsx": Exporter("web.exports.xlsx:write", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}


def exporter_of(format_name: str) -> Exporter:
    """The format of this name. Raises UnknownFormat."""
    if format_name not in EXPORTERS:
        raise UnknownFormat(format_name[:40])
    return EXPORTERS[format_name]


def export(
    session: Session, format_name: str, target: IO[bytes], language: str, everything: bool = False, numbers: Sequence[int] | None = None
) -> Exporter:
    """Write the confirmed records, or with `everything` all, to `target`; with `numbers` those of them. Raises UnknownFormat."""
    exporter = exporter_of(format_name)
    exporter.writer()(documents_of(session, everything, numbers), target, language)
    return exporter


def documents_of(session: Session, everything: bool = False, numbers: Sequence[int] | None = None) -> Iterator[Exported]:
    """The documents to export with their records, one at a time."""
    for current in reviews.exportable(session, everything, numbers):
        document = current.document
        yield Exported(document.id, document.name, document.sha256, document.status, reviews.plain_record(current))
