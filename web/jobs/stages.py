"""How far documents have come that readers of this process have in hand: told from memory, since it is of use for seconds only."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a document stands between its arrival and the review."""

    WAITING = "waiting"
    READING = "reading"
    EXTRACTING = "extracting"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
