"""`bienban backup`: a copy of everything, while the service runs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from web.archive import Archive
from web.care.backup import make
from web.settings import Settings
from web.store import open_store


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(ctx: click.Context, folder: Path, data: str | None) -> None:
    """Copy the database and the originals into FOLDER, or bring the copy there up to date; only new originals are copied again.

    The copy holds the accounts too, so keep it as safe as the service. Settings and the key that signs sessions are not in it.
    Exit status 1 where an original could not be copied.
    """
    lang, settings = ctx.obj["lang"], Settings.load(data)
    with closing(open_store(settings)) as store:
        done = make(store, Archive(settings.originals), folder)
    for digest in done.missing:
        click.echo({"vi": f"thiếu hoặc hỏng tệp gốc: {digest}", "en": f"original missing or damaged: {digest}"}[lang])
    rows = sum(table.rows for table in done.tables.values())
    told = {"vi": "{0} tệp gốc, {1} dòng trong {2} bảng", "en": "{0} originals, {1} rows of {2} tables"}[lang]
    click.echo(told.format(done.originals - len(done.missing), rows, len(done.tables)), err=True)
    ctx.exit(1 if done.missing else 0)
