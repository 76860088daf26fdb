"""`bienban serve` in a process of its own, as an office starts it; gone at the end whatever befalls the test."""

from __future__ import annotations

import os
import random
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

BIENBAN = Path(sys.executable).with_name("bienban")
PATIENCE = 240.0
"""Seconds for what takes a few on an idle machine."""
GIVEN = range(20_000, 32_000)
"""Ports that Linux gives to nobody by itself. Those from 32,768 on it takes for connections, so that one may be free now and not soon."""


@dataclass(frozen=True)
class Serving:
    """A running service: its process, its address, and all lines that it printed up to it."""

    process: subprocess.Popen[bytes]
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
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=surroundings)
    try:
        printed = _printed_up_to_the_address(process)
        yield Serving(process, printed[-1].split()[1], printed)
    finally:
        _end(process)


def free_port() -> int:
    """A port for a server that cannot take any free one by itself. Each process of one run of tests has ports of its own to give."""
    own = GIVEN[int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "0"))) % 16 :: 16]
    for port in random.sample(own, len(own)):
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def readers(process: int) -> list[int]:
    """The processes that read documents for this one: children of its nursery, or its own."""
    return [reader for nursery in _children(process, b"web.nursery") for reader in _children(nursery)] + _children(process, b"spawn_main")


def _children(process: int, words: bytes = b"") -> list[int]:
    """The children of a process in whose command these words stand."""
    children = [int(child) for told in Path(f"/proc/{process}/task").glob("*/children") for child in _told(told).split()]
    return [child for child in children if words in _told(Path(f"/proc/{child}/cmdline"))]


def _told(path: Path) -> bytes:
    """What Linux tells there of a process; nothing once it has ended."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _printed_up_to_the_address(process: subprocess.Popen[bytes]) -> tuple[str, ...]:
    """Read past any buffer: what lies in one already, nobody is told of."""
    assert process.stdout is not None
    printed = b""
    while not re.search(rb"http://.*\n", printed):
        ready, _, _ = select.select([process.stdout], [], [], PATIENCE)
        piece = os.read(process.stdout.fileno(), 65536) if ready else b""
        assert piece, printed.decode()
        printed += piece
    return tuple(line.strip() for line in printed.decode().splitlines())


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        assert process.stdout is not None
        process.stdout.close()
