"""`bienban extract`: files in, JSON Lines out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from web.commands.progress import watched
from web.commands.reading import read_all
from web.commands.sources import collect
from web.jsontext import json_text


@click.command(epilog="Exit status: 0 all files were read, 1 some failed, 2 wrong usage.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to FILE instead of standard output.", metavar="FILE"
)
@click.option("--pretty", is_flag=True, help="Indent the records; each then takes many lines.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Read so many files at a time.")
@click.option("--guarded", is_flag=True, help="Read each file in a child process with a time and a memory limit.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], output: Path | None, pretty: bool, workers: int, guarded: bool) -> None:
    """Read documents and write one record a line.

    PATH is a file, a bundle (.zip, .eml, .msg: each document in it), a folder (its documents at any depth) or - for standard input.
    Records come in the order of the paths, each with its path as "source". A file that fails gives one line with an error code on
    standard error; the others are still read.
    """
    sources = collect(paths)
    failures = 0
    with _destination(output) as stream, watched(len(sources), quiet=output is None and sys.stdout.isatty()) as watch:
        for outcome in read_all(sources, workers, guarded):
            if outcome.record is None:
                failures += 1
            else:
                stream.write(json_text(outcome.record, 2 if pretty else None).encode() + b"\n")
                stream.flush()
            watch(outcome, ctx.obj["lang"])
    ctx.exit(1 if failures else 0)


@contextmanager
def _destination(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that bears its name only once it is whole; until then its name ends in `.part`."""
    if output is None or str(output) == "-":
        yield sys.stdout.buffer
    elif output.exists() and not output.is_file():
        with _opened(output) as stream:
            yield stream
    else:
        unfinished = output.with_name(f"{output.name}.part")
        with _opened(unfinished) as stream:
            yield stream
        unfinished.replace(output)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="-o") from error
