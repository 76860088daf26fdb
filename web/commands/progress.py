"""What a user sees while many files are read: a bar on a terminal, a line for each file that fails, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from web.commands.reading import Outcome
from web.commands.sources import Lang

Watch = Callable[[Outcome, Lang], None]


@contextmanager
def watched(total: int, quiet: bool = False) -> Iterator[Watch]:
    """Gives a function to call with each outcome. `quiet` leaves the bar out: where records go to the same terminal it would tear them."""
    if quiet or total < 2 or not sys.stderr.isatty():
        yield _complain
        return
    from rich.console import Console
    from rich.progress import BarColumn as Bar
    from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (Bar(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def watch(outcome: Outcome, lang: Lang) -> None:
            _complain(outcome, lang)
            bar.update(task, advance=1, description=outcome.given)

        yield watch


def _complain(outcome: Outcome, lang: Lang) -> None:
    if outcome.complaint:
        line = f"{outcome.given}: {' '.join(outcome.complaint[lang].split())}"
        click.echo(line.encode("utf-8", "backslashreplace").decode(), err=True)
