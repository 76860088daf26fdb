"""`bienban text`: the clean text of a file, its blocks as the parsers and the furniture rules see them, or the places of its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath

import click

from extractor.document import Block, Text
from extractor.pipeline import read
from web.commands.sources import Source, SourceUnavailable, collect


@click.command()
@click.argument("path", metavar="PATH")
@click.option("--blocks", is_flag=True, help="One line a block: its range, its kind, its place in a table, its text.")
@click.option("--layout", is_flag=True, help="One line a word: its range, its box on the page in points, its confidence, itself.")
def command(path: str, blocks: bool, layout: bool) -> None:
    """Show the clean text that spans point into; PATH is a file, a bundle of files or - for standard input."""
    if blocks and layout:
        raise click.UsageError("choose one of --blocks and --layout")
    if Path(path).is_dir():
        raise click.UsageError(f"{path} is a folder; name one file")
    sources = collect([path])
    for source in sources:
        text = _read(source)
        if len(sources) > 1:
            click.echo(f"==> {source.given} <==")
        for line in _layout(text) if layout else _blocks(text) if blocks else [text.text]:
            click.echo(line)
        for warning in text.warnings:
            click.echo(f"{source.given}: {warning}", err=True)


def _read(source: Source) -> Text:
    """The clean text of one source. Raises BienbanError."""
    content = source.content
    if isinstance(content, Exception):
        raise content
    try:
        data = content.read_bytes() if isinstance(content, Path) else content
    except OSError as error:
        raise SourceUnavailable(f"{source.given}: {error.strerror}") from error
    return read(data, PurePath(source.given).name)


def _blocks(text: Text) -> Iterator[str]:
    for block in text.blocks:
        words = text.text[block.start : block.end].replace("\n", " / ")
        yield f"{block.start:>7}-{block.end:<7} {_kind(block):22} {words}"


def _kind(block: Block) -> str:
    if block.table is None:
        return block.kind
    return f"{block.kind} {block.table}:{block.row},{block.column}{'' if block.ruled else ' unruled'}"


def _layout(text: Text) -> Iterator[str]:
    """The pages with their grades and words. A format without pages has none, and says so."""
    if not text.pages:
        yield f"{text.format}: this format has no pages"
    for page in text.pages:
        turned = f", turned {page.turned}°" if page.turned else ""
        yield f"page {page.number}: {page.width:g} × {page.height:g} points, {page.grade}{turned}"
        for word in page.words:
            box = f"{word.left:7.1f} {word.top:7.1f} {word.right:7.1f} {word.bottom:7.1f}"
            yield f"{word.start:>7}-{word.end:<7} {box} {word.confidence:4.2f}  {text.text[word.start : word.end]}"
