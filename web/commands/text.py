"""`bienban text`: the clean text of a file, or its blocks as the parsers and the furniture rules see them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from extractor.document import Block, Text
from extractor.pipeline import read
from web.commands.sources import SourceUnavailable, collect


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--blocks", is_flag=True, help="One line a block: its range, its kind, its place in a table, its text.")
def command(path: str, blocks: bool) -> None:
    """Show the clean text that spans point into; PATH is a file or - for standard input."""
    (source, *others) = collect([path])
    if others:
        raise click.UsageError(f"{path} is a folder; name one file")
    content = source.content
    if isinstance(content, Exception):
        raise content
    try:
        text = read(content.read_bytes(), content.name) if isinstance(content, Path) else read(content, "")
    except OSError as error:
        raise SourceUnavailable(f"{path}: {error.strerror}") from error
    for line in _lines(text) if blocks else [text.text]:
        click.echo(line)
    for warning in text.warnings:
        click.echo(f"{path}: {warning}", err=True)


def _lines(text: Text) -> Iterator[str]:
    for block in text.blocks:
        words = text.text[block.start : block.end].replace("\n", " / ")
        yield f"{block.start:>7}-{block.end:<7} {_kind(block):22} {words}"


def _kind(block: Block) -> str:
    if block.table is None:
        return block.kind
    return f"{block.kind} {block.table}:{block.row},{block.column}{'' if block.ruled else ' unruled'}"
