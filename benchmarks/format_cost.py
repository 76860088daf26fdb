"""What a document of each format costs to read and to keep: processor time, bytes in the database, bytes of the original.

    python benchmarks/format_cost.py [FOLDER]        by default samples/

Processor time counts the programs that a reader starts and waits for (Tesseract), not a LibreOffice that is kept between files (see
docs/decisions/0014-libreoffice-kept-between-files.md). Each file is read once to warm up and then measured.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import mean

from extractor import extract
from extractor.errors import BienbanError
from extractor.parsers.sniff import sniff
from web.archive import Archive
from web.ingest import ingest_bytes
from web.settings import Settings
from web.store import open_store
from web.store.statistics import database_bytes

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def spent() -> float:
    """Processor seconds of this process and of the programs that it ran."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def read_cost(path: Path) -> float | None:
    """Processor milliseconds of one reading; None for a file that cannot be read."""
    try:
        extract(path)
        begun = spent()
        extract(path)
    except BienbanError:
        return None
    return (spent() - begun) * 1000


def kept_bytes(paths: list[Path]) -> float:
    """Bytes that a document takes in a database of SQLite, on average: each file twenty times, made different by its last line."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.load(folder, {})
        store, archive = open_store(settings), Archive(settings.originals)
        with store.session() as session:
            empty = database_bytes(session)
        number = 0
        for path in paths:
            for copy in range(20):
                ingest_bytes(store, archive, path.name, path.read_bytes() + f"\n<!-- {copy} -->".encode())
                number += 1
        with store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with store.session() as session:
            full = database_bytes(session)
        store.close()
    return (full - empty) / number


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    texts = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in (".json", ".toml", ".md")):
        cost = read_cost(path)
        if cost is not None:
            kind = sniff(path.read_bytes(), path.name)
            found[kind].append((cost, path.stat().st_size))
            texts += [path] if kind in ("txt", "html") else []
    print(f"{'format':8} {'files':>5} {'ms of processor':>16} {'KB of original':>15}")
    for kind, costs in sorted(found.items()):
        print(f"{kind:8} {len(costs):5} {mean(cost for cost, _ in costs):16.0f} {mean(size for _, size in costs) / 1024:15.0f}")
    print(f"a document of text takes {kept_bytes(texts) / 1024:.0f} KB in the database")


if __name__ == "__main__":
    main()
