"""`bienban corpus`: documents as spaCy training data, with sentences and span groups."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.errors import BienbanError
from web.commands.sources import Source, SourceUnavailable, collect


@click.command(epilog="Exit status: 0 all files were read, 1 some failed, 2 wrong usage.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE", help="The .spacy file to write."
)
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], output: Path) -> None:
    """Write documents as a spaCy DocBin: syllable tokens, sentences, and a span group for each kind of mention.

    To read it: spacy.tokens.DocBin().from_disk(FILE).get_docs(spacy.load("models/pipeline").vocab). A span's label is the rule that
    found it.
    """
    from spacy.tokens import DocBin

    from extractor.language import doc, load

    nlp = load()
    corpus, failures = DocBin(attrs=["SENT_START", "SPACY"]), 0
    for source in collect(paths):
        try:
            corpus.add(doc(nlp, *_content(source)))
        except BienbanError as error:
            failures += 1
            click.echo(f"{source.given}: {error.explain(ctx.obj['lang'])}", err=True)
    try:
        corpus.to_disk(output)
    except OSError as error:
        raise click.BadParameter(f"{output}: {error.strerror}", param_hint="-o") from error
    ctx.exit(1 if failures else 0)


def _content(source: Source) -> tuple[bytes, str]:
    if isinstance(source.content, BienbanError):
        raise source.content
    if isinstance(source.content, bytes):
        return source.content, ""
    try:
        return source.content.read_bytes(), source.content.name
    except OSError as error:
        raise SourceUnavailable(error.strerror or "") from error
