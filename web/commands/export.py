"""`bienban export`: the stored records leave as JSONL, CSV or XLSX."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from web.exports import EXPORTERS, export
from web.settings import Settings
from web.store import open_store


@click.command()
@click.option("--format", "format_name", type=click.Choice(list(EXPORTERS)), required=True, help="csv is a zip with one CSV a record type.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), required=True, help="The file to write, - for standard output."
)
@click.option("--all", "everything", is_flag=True, help="Also documents that nobody has confirmed yet.")
@click.option("--headings", type=click.Choice(["vi", "en"]), default="vi", show_default=True, help="Language of headings and choices.")
@click.option("--data", type=click.Path(file_okay=False), help="The folder that holds everything; else BIENBAN_DATA.")
def command(format_name: str, output: str, everything: bool, headings: str, data: str | None) -> None:
    """Write the records that people confirmed, as they decided them; with --all the machine's where nobody has looked yet."""
    store = open_store(Settings.load(data))
    with store.session() as session:
        if output == "-":
            export(session, format_name, click.get_binary_stream("stdout"), headings, everything)
        else:
            target = Path(output)
            with NamedTemporaryFile(dir=target.parent, prefix=".export-", delete=False) as draft:
                try:
                    export(session, format_name, draft, headings, everything)
                except BaseException:
                    Path(draft.name).unlink()
                    raise
            _take_place(Path(draft.name), target)
    store.close()


def _take_place(draft: Path, target: Path) -> None:
    """Put the finished file in its place at once, with the rights that a new file has: nobody finds half an export."""
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
    draft.replace(target)
