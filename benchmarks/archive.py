"""How fast an archive is taken in and read: one worker and two, SQLite, then PostgreSQL with a Dask scheduler and two worker processes.

    python benchmarks/archive.py [--documents N] [--json] [--without-cluster]

Makes an archive of N documents varied from samples/ (70 % txt, html and docx, 25 % pdf, 5 % broken or twice) in a temporary folder and lets
`bienban ingest` loose on it. It prints documents a second from the first document that was read to the last, the whole time with start
and report, the overhead over extraction alone (the same files in one process that only calls `extract`), the memory of a reading child and
of the command after a tenth of the documents and at the end, the size of the database, and the scheduler's processor time a document. All
on the clock of this machine in one run: what else it does falls on all of them, but not evenly.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.postgresql import running_server  # noqa: E402  # the checkout's own, found by the line above
from tests.web.jobs.archives import BIENBAN  # noqa: E402  # as above, from the checkout itself
from web.settings import Settings  # noqa: E402  # as above, from the checkout itself
from web.store import open_store  # noqa: E402  # as above, from the checkout itself
from web.store.models import Job, JobState  # noqa: E402  # as above, from the checkout itself

SAMPLES = ROOT / "samples"
PURE = 300
"""So many documents, spread over the archive, tell what extraction alone takes."""
EACH_KIND = 40
"""So many documents one after the other hold each kind in its share: taken singly, they may hold half as many PDF again as the archive."""
LOOK = 0.25


@dataclass
class Run:
    """What one way of ingesting came to. Memory in mebibytes, times in seconds."""

    documents: int = 0
    read: int = 0
    failed: int = 0
    seconds: float = 0.0
    cpu_ms_a_document: float = 0.0
    per_second: float = 0.0
    child_at_tenth: float = 0.0
    child_at_end: float = 0.0
    child_peak: float = 0.0
    command_at_tenth: float = 0.0
    command_at_end: float = 0.0
    database_mib: float = 0.0
    scheduler_ms_a_document: float = 0.0


def varied(path: Path, number: int) -> bytes:
    """A sample as another document: its years and the like changed in text and Word, a line added behind the end of a PDF."""
    data = path.read_bytes()
    if path.suffix == ".docx":
        return _word(data, number)
    if path.suffix == ".pdf":
        return data + b"\n%% %d\n" % number
    return data.replace(b"2023", b"%d" % (1980 + number % 45)) + f"\nSố lưu trữ {number}".encode()


def _word(data: bytes, number: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"2024", b"%d" % (1980 + number % 45)).replace(b"</w:t>", b" %d</w:t>" % number, 1)
            changed.writestr(name, content)
    return target.getvalue()


def make(folder: Path, number: int) -> None:
    """The archive: of every twenty documents 14 are text, 5 PDF, and one is cut short or there twice."""
    texts = cycle(sorted(path for kind in ("txt", "html", "docx") for path in (SAMPLES / kind).glob(f"*.{kind}")))
    papers = cycle(sorted((SAMPLES / "pdf").glob("*.pdf")))
    for n in range(number):
        sample = next(texts) if n % 20 < 14 else next(papers)
        data = varied(sample, n)
        if n % 40 == 19:
            data = data[: len(data) // 3]
        elif n % 40 == 39:
            data = varied(sample := next(texts), n - 39)
        place = folder / f"{1980 + n % 45}" / f"{n % 97:02}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{n:06}{sample.suffix}").write_bytes(data)


def extraction_alone(folder: Path) -> tuple[float, float]:
    """Documents a second, and ms of processor time a document, of a process that only extracts, over a part of the archive."""
    paths = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stem)
    apart = max(EACH_KIND, len(paths) * EACH_KIND // PURE)
    chosen = [path for start in range(0, len(paths), apart) for path in paths[start : start + EACH_KIND]]
    code = """
import sys, time
from pathlib import Path
from extractor import BienbanError, extract
paths = [Path(line) for line in sys.stdin.read().splitlines()]
for path in paths[:10]:
    extract(path)
begun, worked = time.perf_counter(), time.process_time()
for path in paths:
    try:
        extract(path.read_bytes(), path.name).model_dump(mode="json")
    except BienbanError:
        pass
print(len(paths) / (time.perf_counter() - begun), 1000 * (time.process_time() - worked) / len(paths))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], input="\n".join(map(str, chosen)), capture_output=True, text=True, check=True, cwd=ROOT
    )
    per_second, milliseconds = map(float, done.stdout.split())
    return per_second, milliseconds


@dataclass
class Place:
    """A fresh store: its folder, what leads the command there, how large its database is."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        env = {**os.environ, **self.environment, "BIENBAN_DATA": str(self.settings.data)}
        return subprocess.Popen([BIENBAN, *map(str, arguments)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def measured(self, run: Run) -> None:
        """Fill in what the store tells: counts, the time from the first document to the last, the size of the database."""
        store = open_store(self.settings)
        with store.session() as session:
            counts = dict(map(tuple, session.execute(select(Job.state, func.count()).group_by(Job.state)).all()))
            first, last = session.execute(select(func.min(Job.updated), func.max(Job.updated)).where(Job.seconds.is_not(None))).one()
            if store.engine.dialect.name == "postgresql":
                size = session.scalar(select(func.pg_database_size(func.current_database()))) or 0
            else:
                size = sum(path.stat().st_size for path in self.settings.data.glob("bienban.sqlite3*"))
        store.close()
        run.read, run.failed = counts.get(JobState.DONE, 0), counts.get(JobState.FAILED, 0)
        run.per_second = (run.read + run.failed - 1) / (last - first).total_seconds()
        run.database_mib = size / 2**20


def ingested(place: Place, folder: Path, total: int, *options: str) -> Run:
    """What one run of the command came to."""
    run, begun, worked = Run(documents=total), time.perf_counter(), _worked()
    process = place.command("ingest", folder, *options)
    memory = psutil.Process(process.pid)
    while process.poll() is None:
        _look(run, memory, _share(place, total))
        time.sleep(LOOK)
    run.seconds = time.perf_counter() - begun
    run.cpu_ms_a_document = 1000 * (_worked() - worked) / total
    place.measured(run)
    return run


def _worked() -> float:
    """Seconds of processor time of the commands that have ended, with all that they started."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _look(run: Run, command: psutil.Process, share: float) -> None:
    """Note the memory of the command and of its largest child, before a tenth and since."""
    try:
        own = command.memory_info().rss / 2**20
        child = max((one.memory_info().rss / 2**20 for one in command.children(recursive=True)), default=0.0)
    except psutil.NoSuchProcess:
        return
    run.child_peak = max(run.child_peak, child)
    if share < 0.1:
        run.child_at_tenth, run.command_at_tenth = max(run.child_at_tenth, child), max(run.command_at_tenth, own)
    if share >= 0.9:
        run.child_at_end = max(run.child_at_end, child)
    run.command_at_end = own


_SHARE: dict[Path, tuple[float, float]] = {}


def _share(place: Place, total: int) -> float:
    """How much of the archive is done, asked for every few seconds only: asking costs what is measured."""
    asked, share = _SHARE.get(place.settings.data, (0.0, 0.0))
    if time.monotonic() > asked + 3:
        store = open_store(place.settings)
        with store.session() as session:
            done = session.scalar(select(func.count()).select_from(Job).where(Job.seconds.is_not(None))) or 0
        store.close()
        share = done / total
        _SHARE[place.settings.data] = (time.monotonic(), share)
    return share


@contextmanager
def scheduler() -> Iterator[tuple[str, psutil.Process]]:
    """A Dask scheduler on a free port."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        quiet = {"DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False", "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms"}  # as in deploy/
        command += ["--scheduler-file", str(file)]
        process = subprocess.Popen(command, env={**os.environ, **quiet}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (file.exists() and file.read_text()):
            time.sleep(0.1)
        yield json.loads(file.read_text())["address"], psutil.Process(process.pid)
        process.kill()
        process.wait()


def on_a_cluster(top: Path, folder: Path, total: int) -> Run:
    """PostgreSQL, a scheduler, two worker processes with one reader each."""
    with ExitStack() as stack:
        server = stack.enter_context(running_server())
        environment = {"BIENBAN_DATABASE_URL": server.url(server.new_database())}
        place = Place(Settings.load(top / "cluster", environment), environment)
        open_store(place.settings).close()
        address, process = stack.enter_context(scheduler())
        workers = [place.command("worker", "--scheduler", address, "--workers", "1") for _ in range(2)]
        time.sleep(5)  # both have joined by then
        idle = sum(process.cpu_times()[:2])
        run = ingested(place, folder, total, "--scheduler", address)
        run.scheduler_ms_a_document = 1000 * (sum(process.cpu_times()[:2]) - idle) / total
        run.child_peak = run.child_at_tenth = run.child_at_end = 0.0  # the readers are children of the workers here
        for worker in workers:
            worker.terminate()
            worker.wait()
        return run


def measure(total: int, cluster: bool) -> dict[str, Any]:
    """All figures of one run."""
    with tempfile.TemporaryDirectory(prefix="bienban-archive-") as temporary:
        top = Path(temporary)
        make(top / "in", total)
        alone, alone_cpu = extraction_alone(top / "in")
        one = ingested(Place(Settings.load(top / "one", {})), top / "in", total, "--workers", "1")
        two = ingested(Place(Settings.load(top / "two", {})), top / "in", total, "--workers", "2")
        found: dict[str, Any] = {
            "documents": total,
            "alone_per_second": alone,
            "alone_cpu_ms": alone_cpu,
            "one": asdict(one),
            "two": asdict(two),
            "overhead": alone / one.per_second - 1,
            "cpu_overhead": one.cpu_ms_a_document / alone_cpu - 1,
            "two_over_one": two.per_second / one.per_second,
        }
        if cluster:
            many = on_a_cluster(top, top / "in", total)
            found |= {"cluster": asdict(many), "cluster_over_two": many.per_second / two.per_second}
    return found


COLUMNS = {
    "per_second": "docs/s",
    "seconds": "s in all",
    "cpu_ms_a_document": "cpu ms/doc",
    "read": "read",
    "failed": "failed",
    "child_at_tenth": "child MiB 10 %",
    "child_at_end": "90 %",
    "child_peak": "peak",
    "command_at_end": "command MiB",
    "database_mib": "db MiB",
}


def told(found: dict[str, Any]) -> Iterator[str]:
    """The figures for people."""
    yield f"{found['documents']} documents; extraction alone {found['alone_per_second']:.1f} docs/s, {found['alone_cpu_ms']:.1f} cpu ms/doc"
    yield " " * 10 + "".join(f"{name:>15}" for name in COLUMNS.values())
    for name in ("one", "two", "cluster"):
        if run := found.get(name):
            yield f"{name:10}" + "".join(f"{run[key]:15.1f}" for key in COLUMNS)
    yield f"overhead over extraction alone, one worker: {found['overhead']:.0%} of time, {found['cpu_overhead']:.0%} of processor time"
    yield f"two workers over one: {found['two_over_one']:.2f}"
    if cluster := found.get("cluster"):
        yield f"cluster over two workers here: {found['cluster_over_two']:.2f}"
        yield f"scheduler: {cluster['scheduler_ms_a_document']:.2f} ms of processor time a document"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--without-cluster", action="store_true")
    args = parser.parse_args()
    found = measure(args.documents, not args.without_cluster)
    print(json.dumps(found, indent=1) if args.json else "\n".join(told(found)))


if __name__ == "__main__":
    main()
