"""`bienban ingest`: files go into the store as if they had been uploaded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from extractor.errors import BienbanError
from web.archive import Archive
from web.commands.sources import Source, SourceUnavailable, collect
from web.guard import GuardLimits
from web.ingest import Outcome, Result, ingest_bytes
from web.settings import Settings
from web.store import Store, open_store

WORDS = {
    Result.EXTRACTED: {"en": "read", "vi": "đã đọc"},
    Result.DUPLICATE: {"en": "already there", "vi": "đã có"},
    Result.WAITING: {"en": "still waiting", "vi": "còn chờ"},
    Result.FAILED: {"en": "kept, but not readable", "vi": "đã giữ nhưng không đọc được"},
}


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], data: str | None) -> None:
    """Read PATHS (files, folders, - for standard input) into the store; what is there already is skipped by content.

    Exit status 0 when all were read, 1 when some could not be.
    """
    lang = (ctx.obj or {}).get("lang", "en")
    settings = Settings.load(data)
    store, archive = open_store(settings), Archive(settings.originals)
    tally: Counter[Result] = Counter()
    for source in collect(paths):
        outcome = _ingest(store, archive, source, settings.guard)
        if isinstance(outcome, BienbanError):
            tally[Result.FAILED] += 1
            click.echo(f"{source.given}: {outcome.explain(lang)}", err=True)
            continue
        tally[outcome.result] += 1
        if outcome.error:
            click.echo(f"{source.given}: {outcome.error.explain(lang)}", err=True)
    store.close()
    click.echo(", ".join(f"{tally[result]} {WORDS[result][lang]}" for result in Result if result is not Result.WAITING), err=True)
    ctx.exit(1 if tally[Result.FAILED] else 0)


def _ingest(store: Store, archive: Archive, source: Source, limits: GuardLimits) -> Outcome | BienbanError:
    """What became of one source; an error of ours instead, where it could not even be opened."""
    if isinstance(source.content, BienbanError):
        return source.content
    try:
        data = source.content.read_bytes() if isinstance(source.content, Path) else source.content
    except OSError as error:
        return SourceUnavailable(error.strerror or "")
    return ingest_bytes(store, archive, source.given, data, limits=limits)
