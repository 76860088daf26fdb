"""A private PostgreSQL server: for tests and benchmarks, in a folder of its own, on a port that was free, gone afterwards.

PostgreSQL refuses to run as root; then it runs as the user `postgres`, which Debian's package makes.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from tests.serving import PATIENCE, free_port

PROGRAMS = "/usr/lib/postgresql"
OWNER = "bienban"
SETTINGS = {
    "fsync": "off",  # a killed process loses nothing by it, only a machine without power would
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "4GB",
}


class NoServer(Exception):
    """PostgreSQL's server programs are not on this machine."""


@dataclass
class Server:
    """A running server. `url(name)` is the address of a database in it; `kill` and `start` make an accident and its end."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """The name of a database made as a copy of `template`, file by file: through the log it takes the processor twice as long."""
        name = f"store_{next(self._numbers)}"
        self.do(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return name

    def drop_database(self, name: str) -> None:
        self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def do(self, statement: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = [self.programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder, *options]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **as_unprivileged())
        log.close()
        self._wait_until_it_answers()

    def kill(self) -> None:
        """End the server and every process of it at once, as an accident would."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)  # a fast shutdown: connections are ended
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def _wait_until_it_answers(self) -> None:
        assert self.process is not None
        end = time.monotonic() + PATIENCE
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > end:
                    raise AssertionError((self.folder / "log").read_text("utf-8", "replace")) from None
                time.sleep(0.05)
            else:
                return


@contextmanager
def running_server() -> Iterator[Server]:
    """A new server with no databases but its own. Raises NoServer where its programs are not installed."""
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="bienban-postgresql-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        command = [programs / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, **as_unprivileged())
        server = Server(programs, folder, free_port())
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_programs() -> Path:
    """The folder of the newest server's programs. Raises NoServer."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise NoServer("PostgreSQL's server is not installed (Debian package: postgresql)")
    return found[-1].parent


def as_unprivileged() -> dict[str, str]:
    """What makes `subprocess` start a program as a user whom PostgreSQL serves."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
