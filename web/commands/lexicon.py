"""`bienban lexicon`: the words and rules that bienban knows, judged by their own examples."""

from __future__ import annotations

import click

from extractor.lexicons.faults import Lang
from extractor.lexicons.review import examples, names, review

DONE: dict[Lang, str] = {
    "en": "{lexicons} lexicons, {examples} examples: all hold.",
    "vi": "{lexicons} từ điển, {examples} ví dụ: tất cả đều đúng.",
}
BAD: dict[Lang, str] = {"en": "{count} to mend.", "vi": "Có {count} chỗ cần sửa."}


@click.group()
def command() -> None:
    """Words and rules in models/lexicons."""


@command.command(epilog="Exit status: 0 nothing to mend, 1 something, 2 wrong usage.")
@click.argument("lexicons", nargs=-1, metavar="[NAME...]")
@click.pass_context
def check(ctx: click.Context, lexicons: tuple[str, ...]) -> None:
    """Judge the lexicons NAME..., or all: keys, empty tables, words that stand twice, and every rule by its examples.

    A NAME is that of a file in models/lexicons without its ending. docs/add-a-rule.md says how to add a word and an example.
    """
    lang: Lang = ctx.obj["lang"]
    known = names()
    if unknown := sorted(set(lexicons) - set(known)):
        raise click.UsageError(f"no lexicon {', '.join(unknown)}; there are {', '.join(known)}")
    found = review(lexicons)
    for fault in found:
        click.echo(fault.told(lang))
    summary = BAD[lang].format(count=len(found)) if found else DONE[lang].format(lexicons=len(lexicons or known), examples=examples())
    click.echo(summary, err=bool(found))
    ctx.exit(1 if found else 0)
