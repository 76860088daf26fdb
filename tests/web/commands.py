"""The command line in this process: what a command says and how it ends, without the second that Python takes to start and load for each.

Each module that tests commands so has one test at least that starts a command as people do.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner

from web.cli import cli


def command(
    *arguments: str | Path, stdin: bytes = b"", cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """What a process would give. An exception that a person would see as a traceback is raised."""
    with chdir(cwd or "."):
        given = [str(one) for one in arguments]
        result = CliRunner().invoke(cli, given, input=stdin, env=dict(environment or {}), prog_name="bienban")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return subprocess.CompletedProcess(given, result.exit_code, result.stdout_bytes, result.stderr_bytes)
