"""The same bytes give the same record: in two processes with other hash seeds, in two orders of files, by one worker or by two."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BIENBAN = Path(sys.executable).with_name("bienban")
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted(p for p in (ROOT / "samples").rglob("*") if p.suffix in (".txt", ".md", ".html", ".docx", ".pdf"))


def records(seed: str, files: list[Path], *options: str) -> dict[bytes, bytes]:
    """The lines that `bienban extract` writes, by the beginning that holds the source."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([BIENBAN, "extract", *files, *options], capture_output=True, env=environment, check=True)
    return {line.split(b'"sha256"')[0]: line for line in done.stdout.splitlines()}


def test_records_do_not_depend_on_process_order_or_workers() -> None:
    first = records("1", SAMPLES)
    assert len(first) == len(SAMPLES) > 5
    assert records("2", SAMPLES[::-1]) == first
    assert records("3", SAMPLES[1::2] + SAMPLES[::2], "--workers", "2") == first
