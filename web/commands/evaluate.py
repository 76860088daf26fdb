"""`bienban evaluate`: how well extraction does on documents whose records are known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click

from extractor.calibration import Verdict, all_verdicts
from extractor.comparison import JsonObject
from extractor.evaluation import Report, evaluate
from web.commands import reliability, scorecard
from web.commands.progress import watched
from web.commands.reading import read_all
from web.commands.sources import Source


@click.command(epilog="Exit status: 0 all files were read, 1 some failed or --check found a fall, 2 wrong usage.")
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by-document", is_flag=True, help="Add macro F1 for each document, the worst first.")
@click.option("--by-kind", is_flag=True, help="Add macro F1 for each kind of document.")
@click.option("--errors", is_flag=True, help="Add the ten most frequent error patterns, and every difference, one a line.")
@click.option("--only", metavar="NAMES", help="Judge only these documents: names or patterns, separated by commas.")
@click.option("--kept-out", type=click.Choice(["summary"]), help="Print two lines only: macro F1 of tuned and of kept-out documents.")
@click.option("--show-kept-out", is_flag=True, help="Let --by-document, --by-kind and --errors tell of kept-out documents too.")
@click.option("--save", is_flag=True, help="Write the table into models/CARD.md.")
@click.option("--calibrate", is_flag=True, help="Make models/calibration.json and docs/reliability.svg from these documents and our own.")
@click.option("--check", is_flag=True, help="Fail where macro F1 is over half a point below the table in models/CARD.md.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Read so many files at a time.")
@click.pass_context
def command(
    ctx: click.Context, /, gold: Path, only: str | None, save: bool, calibrate: bool, check: bool, workers: int, **shown: Any
) -> None:
    """Extract GOLD/*/source.* and compare with GOLD/*/record.json.

    Prints precision, recall and F1 for each record type. models/CARD.md names the documents kept out of tuning: they count in the sums,
    and nothing is told of a single one of them unless --show-kept-out is given.
    """
    names = _names(gold, only)
    if not names:
        raise click.UsageError(f"no GOLD/*/record.json under {gold}" + (f" is named {only}" if only else ""))
    hidden = scorecard.kept_out()
    if not shown["show_kept_out"] and hidden.intersection((only or "").split(",")):
        raise click.UsageError("a document that is kept out is judged by itself only with --show-kept-out")
    wanted, predicted, failures = _read(gold, names, workers, ctx.obj["lang"])
    report, found = evaluate(wanted, predicted), all_verdicts(wanted, predicted)
    for line in _told(report, found, hidden, **shown):
        click.echo(line)
    if calibrate:
        for line in reliability.calibrate([*found, *_own(workers, ctx.obj["lang"])], hidden):
            click.echo(line)
    if save:
        scorecard.save(report, hidden)
    fallen = check and _has_fallen(report)
    ctx.exit(1 if failures or fallen else 0)


def _names(gold: Path, only: str | None) -> list[str]:
    patterns = [pattern.strip() for pattern in (only or "*").split(",")]
    found = sorted(path.parent.name for path in gold.glob("*/record.json"))
    return [name for name in found if any(fnmatch(name, pattern) for pattern in patterns)]


def _own(workers: int, lang: Any) -> list[Verdict]:
    """Verdicts on the documents that come with the project."""
    own = reliability.OWN_DOCUMENTS
    wanted, predicted, _ = _read(own, _names(own, None), workers, lang)
    return all_verdicts(wanted, predicted)


def _read(gold: Path, names: list[str], workers: int, lang: Any) -> tuple[dict[str, JsonObject], dict[str, dict[str, Any]], int]:
    """Gold and extracted records by name, and how many sources could not be read; those have no extracted record."""
    wanted = {name: json.loads((gold / name / "record.json").read_text("utf-8")) for name in names}
    sources = [Source(str(path), path) for name in names for path in sorted((gold / name).glob("source.*"))]
    predicted: dict[str, dict[str, Any]] = {}
    failures = 0
    with watched(len(sources)) as watch:
        for outcome in read_all(sources, workers):
            watch(outcome, lang)
            if outcome.record is None:
                failures += 1
            else:
                predicted[Path(outcome.given).parent.name] = outcome.record
    return wanted, predicted, failures


def _told(
    report: Report,
    found: list[Verdict],
    hidden: frozenset[str],
    *,
    by_document: bool,
    by_kind: bool,
    errors: bool,
    kept_out: str | None,
    show_kept_out: bool,
) -> Iterator[str]:
    if kept_out:
        yield from scorecard.gap_lines(report, hidden)
        return
    visible = report if show_kept_out else scorecard.split(report, hidden)[0]
    yield from scorecard.plain_table(report)
    if by_document:
        yield from scorecard.by_document(visible)
    if by_kind:
        yield from (f"  {kind:30}{part.macro_f1:8.3f}   ({len(part.judgements)} documents)" for kind, part in visible.by_kind().items())
    if errors:
        yield from (f"  {count:5}  {pattern}" for pattern, count in visible.error_patterns())
        yield from (f"{d.document}\t{d.pattern}\t{d.want or ''}\t{d.got or ''}" for d in visible.differences)
    yield from reliability.lines(found, hidden)
    yield from scorecard.gap_lines(report, hidden)
    yield scorecard.macro_line(report)


def _has_fallen(report: Report) -> bool:
    try:
        before = scorecard.committed_macro()
    except (scorecard.CardFault, OSError) as error:
        raise click.UsageError(str(error)) from error
    if report.macro_f1 >= before - scorecard.ALLOWED_FALL:
        return False
    click.echo(f"macro F1 fell from {before:.4f} (models/CARD.md) to {report.macro_f1:.4f}", err=True)
    return True
