"""Runs programs outside Python (LibreOffice, Tesseract) within a time limit, and leaves none of them behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress

from extractor.errors import MissingProgram, TookTooLong


def found(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def run(
    command: Sequence[str], *, package: str, seconds: float, stdin: bytes | None = None, env: Mapping[str, str] | None = None
) -> tuple[int, bytes]:
    """Run `command` and give its exit status and standard output. Its whole family is ended at the limit.

    `timeout` (coreutils) stands before it where it is there, so that the program ends in time even where this process is killed.
    Raises MissingProgram naming the Debian `package`, TookTooLong past `seconds`.
    """
    program = found(command[0])
    if program is None:
        raise MissingProgram(package)
    keeper = found("timeout")
    full = [keeper, "-k", "2", str(seconds + 2), program, *command[1:]] if keeper else [program, *command[1:]]
    process = subprocess.Popen(
        full,
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **(env or {})},
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(stdin, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise TookTooLong(f"{command[0]}, {seconds:g} s") from error
    finally:
        if process.poll() is None:
            _end_family(process.pid)
            process.communicate()
    return process.returncode, output


def _end_family(leader: int) -> None:
    """End the program, and what it started: `timeout` puts these into a group of its own, and passes on the signal that it can catch."""
    for deadly in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, deadly)
        if deadly is signal.SIGTERM:
            with suppress(ChildProcessError, OSError):
                _wait_a_moment(leader)


def _wait_a_moment(leader: int) -> None:
    """Give the keeper half a second to end its group before it is ended itself."""
    import time

    for _ in range(10):
        if os.waitid(os.P_PID, leader, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.05)
