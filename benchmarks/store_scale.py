"""Whether starting, resuming and the queue page slow down with the number of documents: a small and a large store in one run.

    python benchmarks/store_scale.py [--small 50000] [--large 5000000] [--postgresql]

Rows of documents and of their readings are made directly in the store: 60 % wait for a person, 38 % are confirmed, 1 % could not be read,
1 % wait for their reading, and 100 were being read when a process was killed. A figure is the median of several, after one to warm up.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from web import create_app
from web.jobs import queue
from web.jobs.work import recover
from web.settings import Settings
from web.state import state_of
from web.store import Store, documents, open_store, users
from web.store.models import Role

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.postgresql import Server, running_server  # the checkout's own, found by the line above
from tests.web.forms import token_of  # as above, from the checkout itself

PASSWORD = "a password to measure"
ROUNDS = 15
MOST = 2.0
SERIES = {
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {rows}) SELECT n FROM s) AS s",
    "postgresql": "(SELECT generate_series(1, {rows}) AS n) AS s",
}
DIGEST = {"sqlite": "lower(hex(randomblob(32)))", "postgresql": "md5(n::text) || md5((n + 7)::text)"}
MOMENT = {
    "sqlite": "datetime('2020-01-01', '+' || (n * 30) || ' seconds')",
    "postgresql": "timestamptz '2020-01-01' + n * interval '30 seconds'",
}
FASTER = {
    "sqlite": ("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000"),
    "postgresql": ("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'"),
}
"""How rows are made fast; the connection is not used for anything else."""
STATUS = "CASE WHEN n % 100 < 60 THEN 'extracted' WHEN n % 100 < 98 THEN 'confirmed' WHEN n % 100 = 98 THEN 'failed' ELSE 'new' END"
STATE = "CASE WHEN n <= 100 THEN 'running' WHEN n % 100 < 98 THEN 'done' WHEN n % 100 = 98 THEN 'failed' ELSE 'waiting' END"


@dataclass(frozen=True)
class Figures:
    """Milliseconds at one size."""

    starting: float
    resuming: float
    claiming: float
    known: float
    first_page: float
    waiting_page: float


def fill(connection: Connection, rows: int) -> None:
    """Make the rows; indexes are made after them, as it is faster."""
    kind = connection.dialect.name
    for setting in FASTER[kind]:
        connection.exec_driver_sql(setting)
    catalogue = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ('documents', 'jobs') AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('documents', 'jobs') AND indexname NOT LIKE 'pk_%'",
    }
    indexes = connection.execute(text(catalogue[kind])).all()
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    series, digest, moment = SERIES[kind].format(rows=rows), DIGEST[kind], MOMENT[kind]
    connection.execute(text("INSERT INTO names (id, key, bare, shown) SELECT n, 'khối ' || n, 'khoi ' || n, 'Khối ' || n FROM "
                            + SERIES[kind].format(rows=200)))  # fmt: skip
    connection.execute(
        text(
            "INSERT INTO documents (id, sha256, name, size, format, status, title, kind, block_id, year, doubt, lowest, warnings, version, "
            f"created, updated) SELECT n, {digest}, 'Biên bản ' || n || '.docx', 20000, 'docx', {STATUS}, 'Biên bản họp khối số ' || n, "
            f"'minutes', 1 + n % 200, 1985 + n % 40, (n % 997) / 997.0, 0.5, n % 3, 0, {moment}, {moment} FROM {series}"
        )
    )
    connection.execute(
        text(
            "INSERT INTO jobs (document_id, state, turn, attempts, fence, owner, lease_until, run, source, code, seconds, pages, "
            f"fair_pages, poor_pages, updated) SELECT n, {STATE}, 1, 1, 1, CASE WHEN n <= 100 THEN 'elsewhere/1/1' END, "
            f"CASE WHEN n <= 100 THEN {moment} END, 'run', 'x', CASE WHEN n % 100 = 98 THEN 'E104' END, "
            f"0.1, 2, 0, 0, {moment} FROM {series}"
        )
    )
    for _, statement in indexes:
        connection.execute(text(statement))
    connection.commit()
    connection.execute(text("ANALYZE"))
    connection.commit()


def measured(settings: Settings, rows: int) -> Figures:
    """The figures of a new store of so many rows."""
    store = open_store(settings)
    begun = time.perf_counter()
    with store.engine.connect() as connection:
        connection.detach()
        fill(connection, rows)
    with store.session() as session:
        users.add(session, "lan", PASSWORD, Role.REVIEWER)
    print(f"{rows} rows made in {time.perf_counter() - begun:.0f} s", flush=True)
    begun = time.perf_counter()
    recover(store)  # the real one: a hundred readings whose process was killed
    print(f"  the first resuming frees 100 readings in {(time.perf_counter() - begun) * 1000:.1f} ms", flush=True)
    figures = Figures(
        median(lambda: open_store(settings).close()),
        median(lambda: recover(store)),
        median(lambda: claim(store)),
        median(lambda: known(store)),
        *pages(settings),
    )
    store.close()
    return figures


def claim(store: Store) -> None:
    """Take sixteen documents, and give them back."""
    with store.session() as session:
        for mine in queue.claim(session, "here/1/1", 16):
            queue.give_back(session, mine, begun=False)


def known(store: Store) -> None:
    """Ask of 64 files whether they are there."""
    with store.session() as session:
        documents.by_digests(session, [f"{number:064d}" for number in range(64)])


def pages(settings: Settings) -> tuple[float, float]:
    """The queue's first page, of everything and of what waits for a person."""
    app = create_app(settings)
    person = app.test_client()
    token = token_of(person.get("/login").text)
    assert person.post("/login", data={"csrf_token": token, "name": "lan", "password": PASSWORD}).status_code == 302

    def get(path: str) -> None:
        assert person.get(path).status_code == 200

    found = median(lambda: get("/")), median(lambda: get("/?status=extracted"))
    state_of(app).store.close()
    return found


def median(action: Callable[[], object]) -> float:
    """The median of some runs, in milliseconds."""
    action()
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


@contextmanager
def places(postgresql: bool) -> Iterator[Callable[[Path], Settings]]:
    """Settings for a folder: on SQLite in it, or in a database of a private server."""
    if not postgresql:
        yield lambda folder: Settings.load(folder, {})
        return
    with running_server() as server:
        yield lambda folder: Settings.load(folder, {"BIENBAN_DATABASE_URL": _new(server)})


def _new(server: Server) -> str:
    return server.url(server.new_database())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=50_000)
    parser.add_argument("--large", type=int, default=5_000_000)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bienban-scale-") as folder, places(options.postgresql) as place:
        small = measured(place(Path(folder) / "small"), options.small)
        large = measured(place(Path(folder) / "large"), options.large)
    print(f"{'milliseconds':14} {options.small:>10} {options.large:>10}  times")
    for name in Figures.__dataclass_fields__:
        few, many = getattr(small, name), getattr(large, name)
        print(f"{name:14} {few:10.1f} {many:10.1f}  {many / few:5.2f}{'' if many / few <= MOST else '  more than twice'}")


if __name__ == "__main__":
    main()
