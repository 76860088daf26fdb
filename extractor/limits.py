"""How much of one file is read: whoever runs the library may set it for what runs inside a `with`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """`pages` of one file are read at most, of these `scanned` by recognition (2 s each); what is beyond is named in the warnings."""

    pages: int = 1000
    scanned: int = 300


_CURRENT: ContextVar[Limits] = ContextVar("limits", default=Limits())  # noqa: B039  # the default is frozen


def limits() -> Limits:
    """The limits in force here."""
    return _CURRENT.get()


@contextmanager
def limited(to: Limits) -> Iterator[None]:
    """Read within these limits.

    >>> with limited(Limits(pages=3)):
    ...     limits().pages
    3
    """
    token = _CURRENT.set(to)
    try:
        yield
    finally:
        _CURRENT.reset(token)
