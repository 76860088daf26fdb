"""The store: accounts, documents, what the machine extracted and what people decided, in any SQL database; SQLite by default.

`open_store(settings)` brings the tables up to date and gives a `Store`; the queries live in `documents`, `reviews` and `users`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from web.settings import Settings
from web.store.reach import Units, restrict

MIGRATIONS = Path(__file__).parent / "migrations"


class Store:
    """A database that is open. `with store.session() as session:` is one transaction: all of it is kept or none.

    `units_of` tells at the beginning of each session which units' documents it sees (see `reach`): all, unless the service restricts it.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self.units_of: Callable[[], Units] = lambda: None
        event.listen(self._sessions, "do_orm_execute", restrict)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction, committed where the block ends well, rolled back where it raises."""
        with self._sessions.begin() as session:
            session.info["units"] = self.units_of()
            yield session

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_store(settings: Settings) -> Store:
    """Open the database of `settings`, its tables brought to the newest migration; safe when several processes start at once."""
    engine = create_engine(settings.database_url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # a table changes by being made anew and put in its place
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # a second process waits here instead of making the tables twice
        migrate(connection)
        connection.commit()
        connection.detach()
    return Store(engine)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables behind `connection` up to `revision`; the caller commits."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _prepare_sqlite(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    """Readers beside one writer (WAL), patience for the other writer, and foreign keys that hold."""
    cursor = connection.cursor()
    for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
