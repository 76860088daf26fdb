"""`bienban serve` in a process of its own, as an office starts it; gone at the end whatever befalls the test."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BIENBAN = Path(sys.executable).with_name("bienban")
STARTING = 120.0
ENDING = 60.0
"""Seconds for what takes a few on an idle machine."""


@dataclass(frozen=True)
class Serving:
    """A running service: its process, its address, and all lines that it printed up to it."""

    process: subprocess.Popen[str]
    address: str
    printed: tuple[str, ...]

    @property
    def place(self) -> str:
        """Host and port."""
        return self.address.removeprefix("http://")


@contextmanager
def serving(data: Path, *options: str, environment: Mapping[str, str] | None = None, before: tuple[str, ...] = ()) -> Iterator[Serving]:
    """The service on a data folder and a free port; `before` are words of a command that starts it."""
    command = [*before, str(BIENBAN), "serve", "--port", "0", "--data", str(data), *options]
    surroundings = {**os.environ, **(environment or {})}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings)
    try:
        printed = _printed_up_to_the_address(process)
        yield Serving(process, printed[-1].split()[1], printed)
    finally:
        _end(process)


def _printed_up_to_the_address(process: subprocess.Popen[str]) -> tuple[str, ...]:
    assert process.stdout is not None
    printed: list[str] = []
    while not printed or "http://" not in printed[-1]:
        ready, _, _ = select.select([process.stdout], [], [], STARTING)
        line = process.stdout.readline() if ready else ""
        assert line, printed
        printed.append(line.strip())
    return tuple(printed)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(ENDING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        assert process.stdout is not None
        process.stdout.close()
