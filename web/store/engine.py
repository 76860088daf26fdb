"""How a database is opened: SQLite in a file, or PostgreSQL 15 and newer by URL; each ready to be written by many processes at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from web.errors import DatabaseUnavailable, InternalError, SettingsError
from web.jsontext import json_text

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DRIVERS = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
"""Names that people write at the front of a URL, and the driver that each takes."""
OLDEST_POSTGRESQL = 15
MIGRATION_LOCK = 7_102_002_015
"""The advisory lock that a process holds while it brings the tables up to date: any number that no other program of the database takes."""
PATIENCE_MS = 30_000
"""How long a writer waits for another one."""


def url_of(text: str) -> URL:
    """The database URL with its driver. Raises SettingsError for one that names no database of ours; a password is never shown."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise SettingsError("database_url") from error
    if url.drivername in DRIVERS:
        url = url.set(drivername=DRIVERS[url.drivername])
    if url.get_backend_name() not in (SQLITE, POSTGRESQL):
        raise SettingsError(f"database_url: {url.render_as_string(hide_password=True)}")
    return url


def open_engine(text: str) -> Engine:
    """An engine on the database at this URL; nothing is connected yet. Raises SettingsError, DatabaseUnavailable without its driver."""
    url = url_of(text)
    try:
        if url.get_backend_name() == SQLITE:
            waiting = {"isolation_level": "IMMEDIATE"}  # a writer waits its turn at the very beginning
            engine = create_engine(url, connect_args=waiting, json_serializer=json_text)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "savepoint", _begin_before_savepoint)
            return engine
        # asked whether it still lives before each use, so that a restarted server costs no request
        utf8 = {"client_encoding": "UTF8"}
        return create_engine(url, connect_args=utf8, json_serializer=json_text, pool_pre_ping=True, pool_size=10, max_overflow=20)
    except ModuleNotFoundError as error:
        raise DatabaseUnavailable("pip install 'bienban[postgresql]'") from error
    except NoSuchModuleError as error:
        raise SettingsError(f"database_url: {url.drivername}") from error


def connect(engine: Engine) -> Connection:
    """A first connection. Raises DatabaseUnavailable where the server does not answer, is too old or cannot keep every letter."""
    try:
        connection = engine.connect()
    except (OperationalError, DBAPIError) as error:
        raise DatabaseUnavailable(_first_line(error)) from error
    if engine.dialect.name == POSTGRESQL:
        _refuse_unfit_server(connection)
    return connection


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """One transaction in which this process alone changes tables; others that want to wait until it ends.

    On SQLite foreign keys are judged at the end and not in between, since a table changes there by being made anew and put in its place.
    The connection is not used again afterwards.
    """
    if connection.dialect.name == SQLITE:
        connection.detach()
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
    yield
    if connection.dialect.name == SQLITE and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise InternalError("a migration left rows that refer to nothing")
    connection.commit()


def _refuse_unfit_server(connection: Connection) -> None:
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    connection.rollback()
    if number // 10_000 < OLDEST_POSTGRESQL or encoding != "UTF8":
        connection.close()
        raise DatabaseUnavailable(f"PostgreSQL {number // 10_000}, {encoding}; PostgreSQL ≥ {OLDEST_POSTGRESQL}, UTF8")


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).strip() or type(error.orig).__name__).splitlines()[0]


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Readers beside one writer (WAL), patience for the other writer, and foreign keys that hold."""
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {PATIENCE_MS}", "journal_mode = WAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_before_savepoint(connection: Connection, _name: str) -> None:
    """The driver begins a transaction only at the first change; a savepoint before it would be committed where it is released."""
    if not getattr(connection.connection.dbapi_connection, "in_transaction", True):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
