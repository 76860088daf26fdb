"""`bienban reextract`: the machine reads again what is in the store; people's decisions stay."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import click
from sqlalchemy import ColumnElement, or_, select
from werkzeug.datastructures import MultiDict

from web import observability
from web.archive import Archive
from web.errors import BadFilter, NothingMatches, Unwritable
from web.filterform import asked
from web.ingest import new_run
from web.jobs import queue as jobs
from web.jobs.crew import keep_busy, local_crew
from web.jobs.report import Report, report
from web.jobs.work import model_version, recover
from web.recordform.differences import Change
from web.settings import Settings
from web.store import Store, open_store, queue, rereadings
from web.store.models import Document, Job, JobState, MachineRecord, Status, Turn

A_BATCH = 100
FORMULA = tuple("=+-@\t")
"""A sheet takes a cell that begins so for a formula."""
COLUMNS = ("document", "name", "status", "decided", "section", "entry", "deed", "before", "now")
WORDS = {
    "vi": "{read} đã đọc lại, {failed} lỗi; {changed} đọc khác trước, trong đó {decided} đã có người duyệt (xem trang /rereadings)",
    "en": "{read} read again, {failed} failed; {changed} read otherwise, {decided} of them decided on by people (see /rereadings)",
}


@click.command()
@click.option("--where", multiple=True, metavar="QUERY", help="Only these, in the words of a list's address: status=confirmed&year=2024.")
@click.option("--older", is_flag=True, help="Only what another version of bienban read.")
@click.option("--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="cores", help="Read so many at a time.")
@click.option("--report", "path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the differences as CSV.")
@click.option("--dry-run", is_flag=True, help="Only tell how many would be read again.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(
    ctx: click.Context, where: tuple[str, ...], older: bool, workers: int, path: Path | None, dry_run: bool, data: str | None
) -> None:
    """Read again what is in the store, after a new version of bienban or of its words and rules.

    Only the machine's side changes. What people decided stays; where the machine now reads otherwise than what they saw, the differences
    are listed for them in the service, and with --report in a file. Whatever is killed, the service or any `ingest` reads the rest.
    """
    lang, settings = ctx.obj["lang"], Settings.load(data)
    observability.set_up(settings)
    observability.serve_metrics(settings)
    store, archive = open_store(settings), Archive(settings.originals)
    try:
        if dry_run:
            click.echo(sum(len(some) for some in _chosen(store, where, older)))
            return
        run = new_run()
        for some in _chosen(store, where, older):
            with store.session() as session:
                jobs.add_again(session, some, Turn.AGAIN, run)
        recover(store)
        with local_crew(store, archive, settings.guard, workers) as crew:
            for _ in keep_busy(crew, lambda: _is_over(store, run)):
                pass
        came, changed, decided = _told(store, run, path)
    finally:
        store.close()
    told = {"read": came.states[JobState.DONE], "failed": came.states[JobState.FAILED], "changed": changed, "decided": decided}
    click.echo(WORDS[lang].format(**told), err=True)
    ctx.exit(1 if came.failures else 0)


def _chosen(store: Store, where: tuple[str, ...], older: bool) -> Iterator[list[int]]:
    """The numbers of the documents to read again, some at a time. Raises BadFilter for a query that no list has, NothingMatches."""
    wanted = asked(MultiDict(_pairs(where))).filter
    last = 0
    while True:
        with store.session() as session:
            conditions: list[ColumnElement[bool]] = [*queue.choose(session, wanted).all(), Document.id > last]
            conditions.append(Document.status.not_in([Status.NEW, Status.REMOVED]))
            conditions += [_of_another_version()] if older else []
            some = list(session.scalars(select(Document.id).where(*conditions).order_by(Document.id).limit(A_BATCH)))
        if not some:
            if not last:
                raise NothingMatches
            return
        last = some[-1]
        yield some


def _pairs(where: tuple[str, ...]) -> list[tuple[str, str]]:
    try:
        return parse_qsl("&".join(part.lstrip("?") for part in where), strict_parsing=bool(where))
    except ValueError as error:
        raise BadFilter(", ".join(where)[:80]) from error


def _of_another_version() -> ColumnElement[bool]:
    """Documents whose newest reading is not this version's, those that could not be read included."""
    newest = select(MachineRecord.model_version).where(MachineRecord.document_id == Document.id)
    version = newest.order_by(MachineRecord.id.desc()).limit(1).scalar_subquery()
    job = select(Job.model_version).where(Job.document_id == Document.id).scalar_subquery()
    return or_(version != model_version(), version.is_(None) & (job.is_(None) | (job != model_version())))


def _is_over(store: Store, run: str) -> bool:
    with store.session() as session:
        return not jobs.unfinished(session, run)


def _told(store: Store, run: str, path: Path | None) -> tuple[Report, int, int]:
    """The report of the run, how many documents are read otherwise, and how many of them people had decided on. Raises Unwritable."""
    last = changed = decided = 0
    try:
        with Path(path or os.devnull).open("w", encoding="utf-8-sig", newline="") as file, store.session() as session:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            while some := rereadings.of_run(session, run, last, A_BATCH):
                last = some[-1].row.id
                changed, decided = changed + len(some), decided + sum(one.row.decided for one in some)
                writer.writerows(row for one in some for change in one.changes for row in _rows(one, change))
                session.expunge_all()
            return report(session, run), changed, decided
    except OSError as error:
        raise Unwritable(f"{path}: {error.strerror}") from error


def _rows(one: rereadings.Reread, change: Change) -> Iterator[tuple[object, ...]]:
    document = one.document
    for field in change.fields:
        told = (document.name, document.status, int(one.row.decided), change.section, change.title, change.deed, field.before, field.after)
        yield document.id, *(f"'{value}" if isinstance(value, str) and value[:1] in FORMULA else value for value in told)
