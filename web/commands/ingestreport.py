"""What is told at the end of `bienban ingest`, and the dry run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from extractor.errors import BienbanError
from web.errors import error_of
from web.jobs.intake import Arrived, Found
from web.jobs.report import Report, Table, lines, report
from web.store import Store, documents
from web.store.models import JobState

WORDS = {
    "en": {
        "counts": "{read} read, {known} already there, {failed} kept, but not readable",
        "waiting": "{} still wait: the same command finishes them",
        "unavailable": "{} could not be opened: {}",
        "code": "  {:6} {}",
        "pages": "pages: {good} good, {fair} fair, {poor} poor",
        "slowest": "slowest:",
        "more": "… and {} more, see the report",
        "report": "report: {}",
        "dry": "{} would be read, {} already there, {} could not be opened",
    },
    "vi": {
        "counts": "{read} đã đọc, {known} đã có, {failed} đã giữ nhưng không đọc được",
        "waiting": "{} còn chờ: chạy lại lệnh này để đọc nốt",
        "unavailable": "{} không mở được: {}",
        "code": "  {:6} {}",
        "pages": "số trang: {good} tốt, {fair} trung bình, {poor} kém",
        "slowest": "lâu nhất:",
        "more": "… và {} tệp nữa, xem báo cáo",
        "report": "báo cáo: {}",
        "dry": "{} sẽ được đọc, {} đã có, {} không mở được",
    },
}


def write_lines(store: Store, run: str, table: Table) -> None:
    """Put every document of the run into the report."""
    with store.session() as session:
        for line in lines(session, run):
            table.add_line(line)


def told(store: Store, run: str, arrived: Arrived, path: Path, lang: str) -> bool:
    """Tell on standard error what the run came to; whether some files could not be read."""
    with store.session() as session:
        came = report(session, run)
    for line in _told(came, arrived, path, lang):
        click.echo(line.encode("utf-8", "backslashreplace").decode(), err=True)
    return bool(came.failures or arrived.unavailable)


def tell_dry_run(store: Store, found: Iterable[Found], lang: str, unit_id: int | None) -> None:
    """Tell what would be read: a line for each file that is new, on standard output, and the counts."""
    tally: Counter[str] = Counter()
    for one in found:
        try:
            digest = hashlib.sha256(one.read()).hexdigest()
        except BienbanError as error:
            tally["closed"] += 1
            _say(f"{one.given}: {error.explain(lang)}", err=True)
            continue
        with store.session() as session:
            known = documents.by_digests(session, [digest], unit_id)
        tally["known" if known else "new"] += 1
        if not known:
            _say(one.given)
    click.echo(WORDS[lang]["dry"].format(tally["new"], tally["known"], tally["closed"]), err=True)


def _told(came: Report, arrived: Arrived, path: Path, lang: str) -> Iterable[str]:
    words = WORDS[lang]
    for line in came.failed:
        error = error_of(line.code or "", line.detail or "")
        yield f"{line.source}: {error.explain(lang)}"
    if (more := came.failures.total() - len(came.failed)) > 0:
        yield words["more"].format(more)
    yield words["counts"].format(read=came.states[JobState.DONE], known=arrived.known, failed=came.failures.total())
    for code, number in came.failures.most_common():
        yield words["code"].format(code, f"{number} × {error_of(code).message[lang]}")
    if arrived.unavailable:
        codes = ", ".join(f"{code} × {number}" for code, number in arrived.unavailable.most_common())
        yield words["unavailable"].format(arrived.unavailable.total(), codes)
    if waiting := came.states[JobState.WAITING] + came.states[JobState.RUNNING]:
        yield words["waiting"].format(waiting)
    if any(came.grades.values()):
        yield words["pages"].format(**came.grades)
    if came.slowest:
        yield words["slowest"]
        yield from (f"  {line.seconds or 0:7.2f} s  {line.source}" for line in came.slowest)
    yield words["report"].format(path)


def _say(line: str, err: bool = False) -> None:
    click.echo(line.encode("utf-8", "backslashreplace").decode(), err=err)
