"""What somebody sees while an archive is read: a bar on a terminal, else a line a minute, on standard error."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from web.jobs.intake import Arrived
from web.jobs.work import Tally

View = Callable[[Tally], None]
A_LINE = 60.0
"""Seconds between two lines where there is no terminal."""
_LOOKED_BACK = 30.0
"""Seconds over which the speed is taken."""
_WORDS = {
    "en": "{read} read, {failed} failed, {known} already there, {waiting} waiting, {speed:.1f} documents/s{left}",
    "vi": "đã đọc {read}, lỗi {failed}, đã có {known}, còn chờ {waiting}, {speed:.1f} văn bản/giây{left}",
}
_LEFT = {"en": ", {} left", "vi": ", còn khoảng {}"}


class Pace:
    """How many documents were dealt with, and how fast lately."""

    def __init__(self) -> None:
        self.total = Tally()
        self._marks: deque[tuple[float, int]] = deque([(time.monotonic(), 0)])

    @property
    def done(self) -> int:
        """Documents that came to an end, well or not."""
        return self.total.read + self.total.failed.total()

    def add(self, tally: Tally) -> None:
        """Count what a turn came to."""
        self.total += tally
        now = time.monotonic()
        self._marks.append((now, self.done))
        while len(self._marks) > 2 and self._marks[1][0] < now - _LOOKED_BACK:
            self._marks.popleft()

    @property
    def speed(self) -> float:
        """Documents a second, lately."""
        (begun, before), (now, done) = self._marks[0], self._marks[-1]
        return (done - before) / (now - begun) if now > begun else 0.0

    def line(self, arrived: Arrived, lang: str) -> str:
        """How it stands, in one line."""
        waiting = max(0, arrived.fresh - self.done)
        left = _LEFT[lang].format(_clock(waiting / self.speed)) if arrived.complete and self.speed else ""
        told = {"read": self.total.read, "failed": self.total.failed.total() + arrived.unavailable.total(), "known": arrived.known}
        return _WORDS[lang].format(**told, waiting=waiting, speed=self.speed, left=left)


@contextmanager
def shown(arrived: Arrived, lang: str) -> Iterator[View]:
    """Gives a function to call with what each turn came to."""
    if sys.stderr.isatty():
        yield from _bar(arrived, lang)
    else:
        yield _minutes(arrived, lang)


def _minutes(arrived: Arrived, lang: str) -> View:
    pace, due = Pace(), time.monotonic() + A_LINE

    def view(tally: Tally) -> None:
        nonlocal due
        pace.add(tally)
        if time.monotonic() >= due:
            due += A_LINE
            click.echo(pace.line(arrived, lang), err=True)

    return view


def _bar(arrived: Arrived, lang: str) -> Iterator[View]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    pace = Pace()
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def view(tally: Tally) -> None:
            pace.add(tally)
            bar.update(task, completed=pace.done, total=arrived.fresh or None, description=pace.line(arrived, lang))

        yield view


def _clock(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}"
