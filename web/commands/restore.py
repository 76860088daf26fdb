"""`bienban restore`: a copy comes back, on the same database or another."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from web.archive import Archive
from web.care.backup import restore
from web.settings import Settings
from web.store import open_store


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="Put the copy in the place of what is there now.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
@click.pass_context
def command(ctx: click.Context, folder: Path, replace: bool, data: str | None) -> None:
    """Bring back the copy that `bienban backup` made in FOLDER, also one made from another kind of database or by an older version.

    Nothing changes until all of it is there; the service may run meanwhile. Everybody signs in anew.
    """
    settings = Settings.load(data)
    with closing(open_store(settings)) as store:
        done = restore(store, Archive(settings.originals), folder, replace)
    told = {"vi": "Đã khôi phục bản sao lưu lúc {0}: {1} văn bản", "en": "Restored the backup of {0}: {1} documents"}[ctx.obj["lang"]]
    click.echo(told.format(done.made, done.tables["documents"].rows), err=True)
