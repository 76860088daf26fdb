"""How often Python looks for values that refer to each other in a ring and are of no more use."""

from __future__ import annotations

import gc

NEW_VALUES = 50_000
ROUNDS = 20


def look_seldom() -> None:
    """Look after so many new values instead of 700: imports and extraction make many that stay, and each look goes through them.

    A tenth less of the processor for the start of a command and for extraction (measured on the gold documents), and no more memory, since
    nearly everything is let go without such a look.
    """
    gc.set_threshold(NEW_VALUES, ROUNDS, ROUNDS)
