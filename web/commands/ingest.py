"""`bienban ingest`: an archive goes into the store, is read, and reported on; what was killed meanwhile is finished by starting again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from types import FrameType

import click

from extractor.errors import BienbanError
from web import observability
from web.archive import Archive
from web.commands.ingestreport import told, write_lines
from web.commands.ingestview import shown
from web.commands.walk import Wanted, walk
from web.ingest import Taken, new_run
from web.jobs import patience, queue
from web.jobs.crew import Crew, keep_busy, local_crew
from web.jobs.intake import Arrived, Intake
from web.jobs.report import Table
from web.jobs.watching import SETTLED, Watched, looks
from web.jobs.work import recover
from web.settings import Settings
from web.store import Store, documents, open_store

CORES = os.cpu_count() or 1
RECOVER_EACH = 5.0
"""Seconds between two looks for documents whose reader was killed."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How the command was called, beside what it ingests."""

    workers: int
    scheduler: str | None
    watch: bool
    limit: int | None
    settle: float
    lang: str


@click.command(epilog="Exit status: 0 all were read, 1 some could not be, 2 wrong usage.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--workers", type=click.IntRange(min=1), default=CORES, show_default="cores", help="Read so many files at a time.")
@click.option("--scheduler", metavar="tcp://HOST:PORT", help="Let the workers of a Dask scheduler read (see `bienban worker`).")
@click.option("--watch", is_flag=True, help="Go on: take what settles in the folder PATH, and move it to da-nhan/ there.")
@click.option("--settle", type=click.FloatRange(min=0.1), default=SETTLED, show_default=True, help="Seconds without a change, for --watch.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be read.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Stop after N documents that are new.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only files changed on that day or later.")
@click.option("--tag", "tags", multiple=True, metavar="WORD", help="A word that all of them go by; may be given several times.")
@click.option("--folder-tags/--no-folder-tags", default=True, show_default=True, help="Let documents go by the names of their folders.")
@click.option("--unit", metavar="NAME", help="The unit that they belong to.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The report as CSV; else under DATA/reports.",
)
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    dry_run: bool,
    since: datetime | None,
    tags: tuple[str, ...],
    folder_tags: bool,
    unit: str | None,
    report: Path | None,
    data: str | None,
    **ways: object,
) -> None:
    """Read PATHS into the store; what is there already is skipped by content.

    PATH is a file, a bundle (.zip, .eml, .msg), a folder (at any depth), an address that fsspec knows (s3://bucket/prefix) or -
    for standard input. Every file is kept as it came before it counts. Whatever is killed, the same command again finishes the rest.
    """
    called = Ways(lang=(ctx.obj or {}).get("lang", "en"), **ways)  # type: ignore[arg-type]  # click gives what the options above declare
    watched = _watched(paths, called) if called.watch else None
    skip = frozenset({watched.taken}) if watched else frozenset()
    wanted = Wanted(since.astimezone(UTC) if since else None, folder_tags, tags, skip)
    settings = Settings.load(data)
    observability.set_up(settings)
    observability.serve_metrics(settings)
    store, archive = open_store(settings), Archive(settings.originals)
    try:
        if dry_run:
            from web.commands.ingestreport import tell_dry_run

            tell_dry_run(store, walk(paths, wanted), called.lang, _unit_id(store, unit))
            return
        run = new_run()
        with Table(report or settings.data / "reports" / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{run}.csv") as table:
            intake = Intake(store, archive, run, _teller(table, called.lang), _unit_id(store, unit), called.limit)
            arrived = _work(called, settings, intake, _Supply(paths, wanted, watched))
            write_lines(store, run, table)
        ctx.exit(1 if told(store, run, arrived, table.path, called.lang) else 0)
    finally:
        store.close()


@dataclass(frozen=True, slots=True)
class _Supply:
    """Where the files come from: what the paths name now, or what arrives in a folder until the end."""

    paths: tuple[str, ...]
    wanted: Wanted
    watched: Watched | None

    def feed(self, intake: Intake, arrived: Arrived, ended: Event) -> None:
        """Take in all of it."""
        if self.watched is None:
            intake.take(walk(self.paths, self.wanted), arrived, ended)
            return
        for _ in looks(ended):
            intake.take(self.watched.settled_files(walk(self.paths, self.wanted)), arrived, ended)


class _Feeding(Thread):
    """The thread that takes files in; what it failed of is raised where its end is asked for."""

    def __init__(self, supply: _Supply, intake: Intake, arrived: Arrived, ended: Event) -> None:
        super().__init__(name="bienban-intake", daemon=True)
        self._work = (intake, arrived, ended)
        self._supply = supply
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._supply.feed(*self._work)
        except BaseException as error:  # noqa: BLE001  # raised again in the main thread
            self._error = error
        finally:
            self._work[1].complete = True
            self._work[1].news.set()

    def is_over(self) -> bool:
        """Whether everything came in. Raises what the thread failed of."""
        if self._error is not None:
            raise self._error
        return self._work[1].complete


def _work(ways: Ways, settings: Settings, intake: Intake, supply: _Supply) -> Arrived:
    """Take in and read, until everything is read or somebody ends it."""
    arrived, ended = Arrived(), Event()
    with _ends_on_signals(ended), _crew(ways, settings, intake) as crew, shown(arrived, ways.lang) as view:
        recover(intake.store)
        feeding = _Feeding(supply, intake, arrived, ended)
        feeding.start()
        rounds = _Rounds(intake, feeding, ways.watch)
        for tally in keep_busy(crew, rounds.finished, arrived.news):
            view(tally)
            rounds.look()
            if ended.is_set():
                break
        feeding.join()
    return arrived


class _Rounds:
    """What is looked after beside the work."""

    def __init__(self, intake: Intake, feeding: _Feeding, endless: bool) -> None:
        self._intake, self._feeding, self._endless = intake, feeding, endless
        self._next = time.monotonic() + RECOVER_EACH

    def finished(self) -> bool:
        """Whether everything came in and nothing of it waits; another process may still read some of it."""
        return not self._endless and self._feeding.is_over() and not patience.kept_trying(self._unfinished)

    def look(self) -> None:
        """Free what a killed process held, now and then. Raises what the intake failed of."""
        self._feeding.is_over()
        if time.monotonic() >= self._next:
            patience.kept_trying(recover, self._intake.store)
            self._next = time.monotonic() + RECOVER_EACH

    def _unfinished(self) -> int:
        with self._intake.store.session() as session:
            return queue.unfinished(session, self._intake.run)


def _crew(ways: Ways, settings: Settings, intake: Intake) -> AbstractContextManager[Crew]:
    if ways.scheduler is None:
        return local_crew(intake.store, intake.archive, settings.guard, ways.workers)
    from web.jobs.cluster import cluster_crew

    return cluster_crew(ways.scheduler)


@contextmanager
def _ends_on_signals(ended: Event) -> Iterator[None]:
    """Ctrl+C and SIGTERM end the command in good order: the documents at hand are finished, the report is written."""

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a second Ctrl+C ends it at once

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _teller(table: Table, lang: str) -> Callable[[str, Taken | BienbanError], None]:
    """Puts into the report what needs no reading, and says at once which file cannot be had."""

    def tell(given: str, what: Taken | BienbanError) -> None:
        if isinstance(what, Taken):
            table.add(given, "duplicate", document=what.document_id)
        else:
            table.add(given, "unavailable", what.code)
            click.echo(f"{given}: {what.explain(lang)}".encode("utf-8", "backslashreplace").decode(), err=True)

    return tell


def _watched(paths: tuple[str, ...], ways: Ways) -> Watched:
    if len(paths) != 1 or not Path(paths[0]).is_dir():
        raise click.BadParameter("--watch takes one folder", param_hint="PATH")
    return Watched(Path(paths[0]), ways.settle)


def _unit_id(store: Store, name: str | None) -> int | None:
    if name is None:
        return None
    with store.session() as session:
        found = documents.unit_named(session, name)
    if found is None:
        raise click.BadParameter(name, param_hint="--unit")
    return found
