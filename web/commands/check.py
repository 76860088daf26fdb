"""`bienban check`: whether the archive is whole."""

from __future__ import annotations

from contextlib import closing

import click

from web.archive import Archive
from web.care.checking import Looked
from web.care.checking import check as look
from web.settings import Settings
from web.store import open_store


@click.command()
@click.option("--quick", is_flag=True, help="Do not read the originals again, only look whether they are there.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(ctx: click.Context, quick: bool, data: str | None) -> None:
    """Look whether every original is there and unchanged, every record's places lie in its text, and nothing belongs to nothing.

    One line a fault; exit status 1 where there is any. The service may run meanwhile.
    """
    settings = Settings.load(data)
    lang, looked, faults = ctx.obj["lang"], Looked(), 0
    with closing(open_store(settings)) as store:
        for finding in look(store, Archive(settings.originals), looked, content=not quick):
            faults += 1
            click.echo(finding.explain(lang))
    told = {"vi": "{0} tệp gốc, {1} bản ghi, {2} lỗi", "en": "{0} originals, {1} records, {2} faults"}[lang]
    click.echo(told.format(looked.originals, looked.records, faults), err=True)
    ctx.exit(1 if faults else 0)
