"""The store: accounts, documents, what the machine extracted and what people decided, in SQLite (the default) or PostgreSQL.

`open_store(settings)` brings the tables up to date and gives a `Store`; the queries live in `documents`, `reviews` and `users`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.orm import Session, sessionmaker

from web.settings import Settings
from web.store.engine import alone, connect, open_engine
from web.store.reach import Units, restrict

if TYPE_CHECKING:
    from alembic.config import Config

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
    """Open the database of `settings`, its tables brought to the newest migration; safe when several processes start at once.

    Raises SettingsError for a URL that names no database of ours, DatabaseUnavailable where it does not answer.
    """
    engine = open_engine(settings.database_url)
    try:
        with connect(engine) as connection:
            migrate(connection)
    except BaseException:  # whatever ends it, no connection stays open; it is raised again
        engine.dispose()
        raise
    return Store(engine)


def migrate(connection: Connection) -> None:
    """Bring the tables behind `connection` to the newest migration, alone, where they are not there yet."""
    if _migrated_to(connection) == newest_migration():
        return
    from alembic import command  # a third of a command's start, and mostly nothing is to be done

    connection.rollback()
    with alone(connection):
        command.upgrade(migrations(connection), "head")


@cache
def newest_migration() -> str:
    """The revision of the newest migration, which its file's name begins with."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def migrations(connection: Connection) -> Config:
    """Alembic's configuration for our migrations on the database behind `connection`; the caller commits."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _migrated_to(connection: Connection) -> str | None:
    """The revision that the tables have; None where there are none of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return revision
