"""What a run came to, from the store alone: counts, failures by code, pages by grade, the slowest documents; and all of it as CSV."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TextIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.store.models import Document, Job, JobState

COLUMNS = ("source", "result", "code", "document", "seconds", "attempts", "pages", "fair_pages", "poor_pages", "sha256")
SLOWEST = 5
SHOWN = 20
"""So many failed files are named on the screen; the CSV names all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a run."""

    source: str
    state: JobState
    code: str | None
    detail: str | None
    document_id: int
    seconds: float | None
    attempts: int
    pages: int
    fair_pages: int
    poor_pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the documents of a run."""

    states: dict[JobState, int]
    failures: Counter[str] = field(default_factory=Counter)
    grades: dict[str, int] = field(default_factory=dict)
    slowest: tuple[Line, ...] = ()
    failed: tuple[Line, ...] = ()


def report(session: Session, run: str) -> Report:
    """The report of a run as it stands."""
    states = dict.fromkeys(JobState, 0)
    for state, number in session.execute(select(Job.state, func.count()).where(Job.run == run).group_by(Job.state)):
        states[JobState(state)] = number
    failed = (Job.run == run, Job.state == JobState.FAILED)
    failures = session.execute(select(Job.code, func.count()).where(*failed).group_by(Job.code))
    sums = select(func.sum(Job.pages), func.sum(Job.fair_pages), func.sum(Job.poor_pages)).where(Job.run == run)
    pages, fair, poor = (number or 0 for number in session.execute(sums).one())
    timed = _lines(run).where(Job.seconds.is_not(None)).order_by(Job.seconds.desc()).limit(SLOWEST)
    return Report(
        states,
        Counter({code or "": number for code, number in failures}),
        {"good": pages - fair - poor, "fair": fair, "poor": poor},
        tuple(_line(row) for row in session.execute(timed)),
        tuple(_line(row) for row in session.execute(_lines(run).where(*failed).order_by(Job.document_id).limit(SHOWN))),
    )


def lines(session: Session, run: str) -> Iterator[Line]:
    """Every document of a run, in the order of arrival, some in memory at a time."""
    query = _lines(run).order_by(Job.document_id).execution_options(yield_per=1000)
    return (_line(row) for row in session.execute(query))


class Table:
    """The report as a CSV file, written from the beginning of a run on: first what needs no reading, at the end what was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: TextIO = path.open("w", encoding="utf-8-sig", errors="backslashreplace", newline="")
        self._rows = csv.writer(self._file)
        self._rows.writerow(COLUMNS)

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, source: str, result: str, code: str = "", document: int | None = None) -> None:
        """A file that needs no reading."""
        self._rows.writerow((_plain(source), result, code, document or ""))

    def add_line(self, line: Line) -> None:
        """A document of the run."""
        seconds = "" if line.seconds is None else f"{line.seconds:.3f}"
        pages = (line.pages, line.fair_pages, line.poor_pages)
        row = (_plain(line.source), line.state, line.code or "", line.document_id, seconds, line.attempts, *pages, line.sha256)
        self._rows.writerow(row)


def _plain(source: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{source}" if source.startswith(("=", "+", "-", "@", "\t", "\r")) else source


def _lines(run: str):  # type: ignore[no-untyped-def]  # the type of a SELECT of eleven columns says less than its columns
    found = select(
        func.coalesce(Job.source, Document.name),
        Job.state,
        Job.code,
        Document.error_detail,
        Job.document_id,
        Job.seconds,
        Job.attempts,
        Job.pages,
        Job.fair_pages,
        Job.poor_pages,
        Document.sha256,
    )
    return found.join(Document, Document.id == Job.document_id).where(Job.run == run)


def _line(row) -> Line:  # type: ignore[no-untyped-def]  # a row of `_lines`
    source, state, *rest = row
    return Line(source, JobState(state), *rest)
