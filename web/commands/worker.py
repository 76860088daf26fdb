"""`bienban worker`: lends this machine to a scheduler, which has `bienban ingest --scheduler` read on it."""

from __future__ import annotations

import os

import click

from web import observability
from web.settings import Settings


@click.command()
@click.option("--scheduler", required=True, metavar="tcp://HOST:PORT", help="The address of a Dask scheduler (`dask scheduler`).")
@click.option(
    "--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default="cores", help="Read so many files at a time."
)
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def command(scheduler: str, workers: int, data: str | None) -> None:
    """Read documents for a scheduler until Ctrl+C or SIGTERM; a scheduler that goes away is waited for.

    The settings of this machine must lead to the same database and originals as those of the machine that ingests. Whoever reaches the
    scheduler may run programmes on its workers: keep its port inside the office's network, or give it certificates (Dask: TLS).
    """
    from web.jobs.cluster import serve

    settings = Settings.load(data)
    observability.set_up(settings)
    observability.serve_metrics(settings)
    told = {
        "joined": f"bienban: reading for {scheduler}, {workers} at a time  (data: {settings.data})",
        "away": f"bienban: waiting for {scheduler}",
    }
    serve(scheduler, settings, workers, lambda what: click.echo(told[what], err=True))
    click.echo("bienban: stopped", err=True)
