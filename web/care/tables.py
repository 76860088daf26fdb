"""Everything a database holds as files, a table a file, one row a line: the same from SQLite and from PostgreSQL, and into either.

A file begins with a line that names its columns and what they hold; each further line is a row. It needs no model to be read again, so a
backup outlives changes of the tables: it is put into tables as they were, which are then brought up to date.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, MetaData, Table, bindparam, inspect, select
from sqlalchemy.types import NullType, TypeEngine

from web.store.engine import POSTGRESQL
from web.store.models import Base, UtcDateTime

LEFT_OUT = frozenset({"sign_ins", "presences"})
"""Who is signed in and who looks at what: a copy must not bring that back."""
SUFFIX = ".jsonl.gz"
A_BATCH = 500
KINDS: Mapping[str, Callable[[], TypeEngine[Any]]] = {
    "plain": NullType,
    "moment": UtcDateTime,
    "json": lambda: JSON(none_as_null=True),
    "bytes": LargeBinary,
}
"""What a column may hold, and as what it is kept."""


def kept_tables() -> list[Table]:
    """The tables that a copy holds, each after those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def write(connection: Connection, table: Table, path: Path) -> tuple[int, str]:
    """Write a table to a file; how many rows there were, and the file's sha256."""
    kinds = [_kind(column) for column in table.columns]
    heading = {"table": table.name, "columns": list(zip(table.columns.keys(), kinds, strict=True))}
    rows = connection.execution_options(stream_results=True, yield_per=A_BATCH).execute(select(table).order_by(*table.primary_key))
    number = 0
    with gzip.open(path, "wt", compresslevel=3, encoding="ascii", newline="\n") as file:
        file.write(json.dumps(heading) + "\n")
        for row in rows:
            number += 1
            file.write(json.dumps([_written(kind, value) for kind, value in zip(kinds, row, strict=True)]) + "\n")
    return number, digest_of(path)


def digest_of(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(connection: Connection, path: Path) -> int:
    """Put the rows of a file into their table, which is empty; how many they were."""
    table = _table_of(path)
    later = _columns_that_refer_to_their_own(connection, table)
    number = 0
    rows = rows_of(path)
    while some := list(islice(rows, A_BATCH)):
        number += len(some)
        connection.execute(table.insert(), [row | dict.fromkeys(later) for row in some])
    if later:
        _refer_to_their_own(connection, table, later, rows_of(path))
    if connection.dialect.name == POSTGRESQL and "id" in table.columns:
        connection.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table.name}"
        )
    return number


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file by the names of their columns."""
    with gzip.open(path, "rt", encoding="ascii") as file:
        columns = json.loads(file.readline())["columns"]
        for line in file:
            yield {name: _understood(kind, value) for (name, kind), value in zip(columns, json.loads(line), strict=True)}


def empty(connection: Connection) -> None:
    """Take every row out of every table, also of those that only grow: part of putting a copy in their place."""
    names = [table.name for table in Base.metadata.sorted_tables if inspect(connection).has_table(table.name)]
    if connection.dialect.name == POSTGRESQL:
        connection.exec_driver_sql(f"TRUNCATE {', '.join(names)} RESTART IDENTITY CASCADE")
        return
    guards = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for name in reversed(names):
        connection.exec_driver_sql(f"DELETE FROM {name}")
    for _, statement in guards:
        connection.exec_driver_sql(statement)


def _table_of(path: Path) -> Table:
    """The table that a file was written from, as it was then, known by its names alone."""
    with gzip.open(path, "rt", encoding="ascii") as file:
        heading = json.loads(file.readline())
    columns = [Column(name, KINDS[kind]()) for name, kind in heading["columns"]]
    return Table(heading["table"], MetaData(), *columns)


def _columns_that_refer_to_their_own(connection: Connection, table: Table) -> list[str]:
    """Columns that name another row of the same table, which may come later."""
    foreign = inspect(connection).get_foreign_keys(table.name)
    return [name for key in foreign if key["referred_table"] == table.name for name in key["constrained_columns"]]


def _refer_to_their_own(connection: Connection, table: Table, columns: list[str], rows: Iterable[dict[str, Any]]) -> None:
    changed = table.update().where(table.c.id == bindparam("its_id")).values({name: bindparam(f"new_{name}") for name in columns})
    referring = (row for row in rows if any(row[name] is not None for name in columns))
    while some := [{"its_id": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in islice(referring, A_BATCH)]:
        connection.execute(changed, some)


def _kind(column: Column[Any]) -> str:
    for kind in ("moment", "json", "bytes"):
        if isinstance(column.type, type(KINDS[kind]())):
            return kind
    return "plain"


def _written(kind: str, value: Any) -> Any:
    if value is None or kind in ("plain", "json"):
        return value
    return value.isoformat() if kind == "moment" else base64.b64encode(value).decode("ascii")


def _understood(kind: str, value: Any) -> Any:
    if value is None or kind in ("plain", "json"):
        return value
    return datetime.fromisoformat(value) if kind == "moment" else base64.b64decode(value)
