"""Many values in one statement. PostgreSQL takes them as an array: the same statement whatever their number, read and planned once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Connection, Integer, any_, bindparam, func, insert, literal, select
from sqlalchemy.orm import Session

from web.store.engine import POSTGRESQL


def among(session: Session, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column's value is one of these."""
    postgresql = session.get_bind().dialect.name == POSTGRESQL
    one: ColumnElement[bool] = column == any_(literal(list(values), ARRAY(column.type))) if postgresql else column.in_(values)
    return one


def insert_numbers(connection: Connection, table: Any, columns: Sequence[str], rows: Sequence[tuple[int, ...]]) -> None:
    """Insert rows of whole numbers into a table that has these columns."""
    if not rows:
        return
    if connection.dialect.name != POSTGRESQL:
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    arrays = [func.unnest(bindparam(name, type_=ARRAY(Integer))).label(name) for name in columns]
    values = dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))
    connection.execute(insert(table).from_select(list(columns), select(*arrays)), values)
