"""A LibreOffice that stays between files: its start is most of what turning a short file costs.

A process started with a document of its own does not end when a later call of the same profile hands it a file to convert: LibreOffice ends
after `--convert-to` only where no document is open. So nothing but that open document is needed, and where the process is gone,
the same call starts one for itself.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Timer

FILES = 100
"""So many files one process converts, since it keeps some memory of each."""
IDLE = 60.0
"""Seconds without a file after which it is ended: it holds up to 200 MB."""
STARTING = 20.0
"""Seconds that it gets to open its document."""
_OPEN = "open.txt"
_LOCKED = ".~lock.open.txt#"
"""LibreOffice writes this beside a document that it has opened."""
_KEEPER = '{ "$@"; kill -KILL 0; } & trap "" TERM; read -r _; kill -TERM 0; sleep 0.5; kill -KILL 0'
"""Run a program, and end its family with it, or when the pipe to this shell closes, as it does however the process that holds it ends."""


class KeptOffice:
    """At most one process of LibreOffice for one profile. Safe to use from several threads, which convert one after another."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._served = 0
        self._timer: Timer | None = None
        self._pipe = Path()

    def begin(self, program: Sequence[str], profile: Path) -> bool:
        """Have a process for the next file, `program` being LibreOffice told to use `profile`; False where none will start, and for the
        first file of all, so that a single file costs one start. The process stays until `end`, or until long after `rest`.
        """
        with self._lock:
            self._files += 1
            self._stop_timer()
            if self._served >= FILES:
                self._end()
            self._served += 1
            return self._is_alive() or (self._files > 1 and self._start(program, profile))

    def rest(self) -> None:
        """Say that the file is done: after some time without another the process is ended."""
        with self._lock:
            if self._process is not None:
                self._timer = Timer(IDLE, self._end_unused, (self._files,))
                self._timer.daemon = True
                self._timer.start()

    def end(self) -> None:
        """End the process, if there is one, and all that it started."""
        with self._lock:
            self._stop_timer()
            self._end()

    def _end_unused(self, files: int) -> None:
        with self._lock:
            if self._files == files:
                self._end()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _start(self, program: Sequence[str], profile: Path) -> bool:
        self._end()
        folder = profile / "open"
        folder.mkdir(exist_ok=True)
        (folder / _LOCKED).unlink(missing_ok=True)
        (folder / _OPEN).write_text("bienban\n", "utf-8")
        command = ["/bin/sh", "-c", _KEEPER, "sh", *program, str(folder / _OPEN)]
        self._served = 1
        self._pipe = _pipe_of(profile)
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + STARTING
        while time.monotonic() < until and self._is_alive():
            if (folder / _LOCKED).exists():
                return True
            time.sleep(0.05)
        self._end()
        return False

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        self._pipe.unlink(missing_ok=True)


def _pipe_of(profile: Path) -> Path:
    """The socket at which LibreOffice waits for calls of the same profile (desktop/source/app/officeipcthread.cxx); an ended one leaves it.

    >>> _pipe_of(Path("/tmp/lo/prof")).name.partition("_Single")[2]
    'OfficeIPC_864e65ee24faffcd3d42f4ee319c7c4'
    """
    digest = hashlib.md5(profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    return Path("/tmp", f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}")
