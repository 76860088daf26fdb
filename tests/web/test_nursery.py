"""Children that read are forked from one process that has loaded the library: it ends with its parent, and so do they, however it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.serving import BIENBAN, PATIENCE, readers
from web.guard import Guard, GuardLimits, ReaderDied

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
REPORT = "Hội Nông dân tỉnh dự họp với Sở Tài chính.".encode()
HOLDER = """
import sys, threading
from web.guard import Guard
guard = Guard(answer=__import__("tests.web.test_nursery", fromlist=["asleep"]).asleep)
for _ in range(2):
    threading.Thread(target=guard.ask, daemon=True).start()
sys.stdin.read()
"""


def asleep(_progress: Callable[[], None]) -> None:
    """What a child does that hangs, and lets itself not be told to end."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.run(["sleep", "1000"], check=False)


def surroundings(_progress: Callable[[], None]) -> tuple[int, int, int, str | None]:
    """A child, its parent, its process group, and a variable."""
    return os.getpid(), os.getppid(), os.getpgid(0), os.environ.get("BIENBAN_TEST")


@pytest.fixture
def guard() -> Iterator[Guard]:
    kept = Guard(answer=surroundings)
    yield kept
    kept.close()


def state(process: int) -> str:
    """The letter that Linux gives the state of a process; Z where it has ended, also when nothing is known of it any more."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def wait_until(what: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_children_share_one_parent_of_one_thread_and_lead_their_own_groups(guard: Guard) -> None:
    child, parent, group, _ = guard.ask()
    other = Guard(GuardLimits(megabytes=900), answer=surroundings)
    second, its_parent, its_group, _ = other.ask()
    other.close()
    assert (group, its_group) == (child, second) and child != second
    assert parent == its_parent and len(list(Path(f"/proc/{parent}/task").iterdir())) == 1


def test_a_child_has_the_variables_that_are_set_when_it_begins(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("một", "hai"):
        monkeypatch.setenv("BIENBAN_TEST", value)
        assert guard.ask()[3] == value
        guard.close()


def test_after_the_process_that_forks_was_killed_another_one_does_it(guard: Guard) -> None:
    child, parent, *_ = guard.ask()
    os.kill(parent, signal.SIGKILL)
    wait_until(lambda: state(parent) == "Z")
    assert guard.ask()[0] == child  # it lives on until its pipe is closed
    guard.close()
    wait_until(lambda: state(child) == "Z")
    assert guard.ask()[1] != parent


def test_a_child_that_is_killed_as_it_starts_is_replaced(guard: Guard) -> None:
    """Before it has said that it is ready, mostly: whoever kills here looks all the time."""
    guard.warm_up()
    for _ in range(20):
        guard.close()
        known = set(readers(os.getpid()))
        killer = threading.Thread(target=kill_the_next, args=(known,))
        killer.start()
        guard.warm_up()
        killer.join()


def kill_the_next(known: set[int]) -> None:
    while not (new := set(readers(os.getpid())) - known):
        pass
    os.kill(new.pop(), signal.SIGKILL)


@pytest.mark.parametrize("killed", [True, False])
def test_nothing_runs_on_after_the_parent_ended(killed: bool) -> None:
    """Two children hang, each in a program that it started: the end of whoever asked is theirs too."""
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE) as holder:
        sleepers: list[int] = []

        def all_asleep() -> bool:
            sleepers[:] = [program for reader in readers(holder.pid) for program in children(reader)]
            return len(sleepers) == 2

        wait_until(all_asleep)
        family = [*readers(holder.pid), *sleepers, *children(holder.pid)]
        if killed:
            holder.kill()
        else:
            holder.communicate()
        wait_until(lambda: all(state(one) == "Z" for one in family))


def children(process: int) -> list[int]:
    return [int(child) for told in Path(f"/proc/{process}/task").glob("*/children") for child in told.read_text("utf-8").split()]


def test_modules_are_not_looked_for_in_the_folder_that_somebody_is_in(tmp_path: Path) -> None:
    for name in ("web", "extractor", "socket", "docx"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('of a stranger')\n", "utf-8")
    (tmp_path / "a.txt").write_bytes(REPORT)
    done = subprocess.run([BIENBAN, "extract", "--guarded", "a.txt"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0 and "Sở Tài chính" in done.stdout.decode(), done.stderr.decode()


def test_where_the_library_cannot_be_loaded_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from web import nursery

    monkeypatch.setattr(nursery, "_CURRENT", [])
    monkeypatch.setattr(sys, "path", ["/nowhere"])
    with pytest.raises(ReaderDied, match="start"):
        Guard().extract(REPORT, "a.txt")
    nursery._close()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: libreoffice-writer-nogui")
def test_a_child_that_kept_a_libreoffice_puts_its_folder_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    letter = SAMPLES / "rtf" / "tin-dai-hoi-ccb-xa.rtf"
    guard = Guard()
    for _ in range(2):
        guard.extract(letter.read_bytes(), letter.name)
    assert list(tmp_path.glob("bienban-office-*"))
    guard.close()
    assert list(tmp_path.glob("bienban-office-*")) == []
