"""`bienban export`: the stored records leave as JSONL, CSV or XLSX."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import click

from web.errors import Unwritable
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
    with closing(open_store(Settings.load(data))) as store, store.session() as session, _destination(output) as target:
        export(session, format_name, target, headings, everything)


@contextmanager
def _destination(output: str) -> Iterator[IO[bytes]]:
    """Standard output, or a file that bears its name only once it is whole. Raises Unwritable."""
    target = Path(output)
    if output == "-":
        yield sys.stdout.buffer
        return
    try:
        if target.exists() and not target.is_file():  # a pipe or a device such as /dev/null, which a file would take the place of
            with target.open("wb") as stream:
                yield stream
            return
        with NamedTemporaryFile(dir=target.parent, prefix=".export-", delete=False) as draft:
            try:
                yield draft
            except BaseException:  # half an export must not stay, whatever ended it; it is raised again
                Path(draft.name).unlink()
                raise
        _take_place(Path(draft.name), target)
    except OSError as error:
        raise Unwritable(f"{output}: {error.strerror}") from error


def _take_place(draft: Path, target: Path) -> None:
    """Put the finished file in its place at once, with the rights that a new file has: nobody finds half an export."""
    mask = os.umask(0)
    os.umask(mask)
    draft.chmod(0o666 & ~mask)
    draft.replace(target)
