"""Waiting for a database that is away for a while (restarted, or cut off): what is tried again must be safe to do twice."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from web.errors import NoRoomLeft, StoreAway

log = logging.getLogger(__name__)
AWAY: tuple[type[DBAPIError], ...] = (OperationalError, InterfaceError)
"""What a connection raises whose database went away, or that waited too long for the writer before it."""
PAUSES = (0.5, 1.0, 2.0, 5.0, *[10.0] * 30)
"""Seconds between one try and the next: five minutes in all."""

P = ParamSpec("P")
T = TypeVar("T")


def kept_trying(action: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `action` gives; where the database is away, it is tried again for five minutes.

    Raises StoreAway after that, and NoRoomLeft at once where the database's disk is full.
    """
    for pause in (*PAUSES, None):
        try:
            return action(*args, **kwargs)
        except AWAY as error:
            if _is_full(error):
                raise NoRoomLeft from error
            if pause is None:
                raise StoreAway(type(error.orig).__name__) from error
            log.warning("the database is away, next try in %g s: %s", pause, type(error.orig).__name__)
            time.sleep(pause)
    raise StoreAway


def _is_full(error: DBAPIError) -> bool:
    """Whether the disk of the database is full: SQLite says so in words, PostgreSQL by its code 53100."""
    return getattr(error.orig, "sqlstate", None) == "53100" or "disk is full" in str(error.orig)
