"""The units of deploy/: systemd understands them, and they call what there is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
BIN = Path(sys.executable).parent
CALLS = [match for unit in UNITS for match in re.findall(r"^ExecStart=/opt/bienban/\.venv/bin/(bienban .+)", unit.read_text("utf-8"), re.M)]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed (Debian package: systemd)")
def test_systemd_has_nothing_to_say(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("bienban", "dask"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text("utf-8").replace("/opt/bienban/.venv/bin", str(programs)), "utf-8")
    command = ["systemd-analyze", "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "bienban" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("call", CALLS)
def test_the_units_call_commands_and_options_that_there_are(call: str) -> None:
    words = call.split()
    told = subprocess.run([BIN / words[0], words[1], "--help"], capture_output=True, text=True, check=True).stdout
    assert all(word in told for word in words if word.startswith("--"))


def test_every_setting_of_the_example_is_one() -> None:
    from web.settings import KEYS

    named = set(re.findall(r"^#BIENBAN_(\w+)=", (DEPLOY / "bienban.env").read_text("utf-8"), re.M)) - {"SCHEDULER"}
    assert named and {name.lower() for name in named} <= set(KEYS)
