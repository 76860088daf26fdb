"""`bienban explain`: which rule gave each value of a record, from which words."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import click

from extractor import explain
from extractor.checks.messages import Lang, told
from extractor.explanation import Explanation, Source, Words
from web.commands.sources import SourceUnavailable, collect

LABELS: dict[str, dict[Lang, str]] = {
    "line": {"en": "line", "vi": "dòng"},
    "sure": {"en": "confidence", "vi": "mức chắc chắn"},
    "rules": {"en": "rules", "vi": "quy tắc"},
    "warning": {"en": "look again", "vi": "cần xem lại"},
    "code": {"en": "grammar", "vi": "ngữ pháp"},
    "implied": {"en": "from the rules", "vi": "theo quy tắc"},
}


@click.command(epilog="Exit status: 0 explained, 1 the file could not be read or has no such entry, 2 wrong usage.")
@click.argument("path", metavar="FILE")
@click.option("--entry", metavar="ID", help="Only this entry, by its id: document, meeting, organizations/3, people/2/positions/1.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
@click.pass_context
def command(ctx: click.Context, path: str, entry: str | None, as_json: bool) -> None:
    """Tell for every value of FILE's record which rule gave it, from which words, how sure it is and what to look at again.

    FILE is a document, or - for standard input.
    """
    lang: Lang = ctx.obj["lang"]
    for found in explain(_record_source(path), entry=entry):
        if as_json:
            click.echo(json.dumps(dataclasses.asdict(found), ensure_ascii=False))
        else:
            click.echo("\n".join(_lines(found, lang)) + "\n")


def _record_source(path: str) -> Path | bytes:
    (source, *others) = collect([path])
    if others:
        raise click.UsageError(f"{path} is a folder; name one file")
    if isinstance(source.content, Exception):
        raise source.content
    if isinstance(source.content, Path) and not source.content.is_file():
        raise SourceUnavailable(path)
    return source.content


def _lines(found: Explanation, lang: Lang) -> Iterator[str]:
    yield f"{found.id}   {LABELS['sure'][lang]} {found.confidence:.2f}"
    for value in found.values:
        shown = json.dumps(value.value, ensure_ascii=False)
        yield f"  {value.field} = {shown}" + ("" if value.words else f"   ({LABELS['implied'][lang]})")
        yield from (f"      {_place(words, lang)}" for words in value.words)
    if found.rules:
        yield f"  {LABELS['rules'][lang]}: " + "; ".join(_rule(rule, lang) for rule in found.rules)
    yield from (f"  {LABELS['warning'][lang]}: {told(warning, lang)}" for warning in found.warnings)


def _place(words: Words, lang: Lang) -> str:
    shown = f"{words.before}[{words.text}]{words.after}".replace("\n", " / ")
    return f"{LABELS['line'][lang]} {words.line}, {words.start}-{words.end}: {shown}"


def _rule(rule: Source, lang: Lang) -> str:
    return f"{rule.rule} ({rule.lexicon}.toml)" if rule.lexicon else f"{rule.rule} ({LABELS['code'][lang]})"
