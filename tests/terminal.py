"""A command in front of a terminal, as somebody sits there."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path


def on_a_terminal(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None
) -> tuple[subprocess.CompletedProcess[bytes], str]:
    """How a command whose standard error is a terminal ended, with its standard output; and what the terminal was sent."""
    env = {**os.environ, **(environment or {}), "TERM": "xterm", "COLUMNS": "100"}
    ours, theirs = pty.openpty()
    with ThreadPoolExecutor(1) as reader:  # read all the while: a terminal that nobody reads holds its writer up
        shown = reader.submit(_all_of, ours)
        done = subprocess.run(list(command), stdout=subprocess.PIPE, stderr=theirs, env=env, check=False)
        os.close(theirs)
        seen = shown.result().decode()
    os.close(ours)
    return done, seen


def _all_of(terminal: int) -> bytes:
    """What was written to a terminal until its other side was closed, which Linux tells by an error."""
    seen = b""
    with suppress(OSError):
        while piece := os.read(terminal, 4096):
            seen += piece
    return seen
