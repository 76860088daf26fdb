"""How often Python looks for values that refer to each other in a ring and are of no more use."""

from __future__ import annotations

import gc

NEW_VALUES = 3_000
"""So many keep a process that reads at 145 MB however many documents it reads. With 50,000 it had 528 MB after 400 of them, and no more
speed: PDF and Word leave large values behind in rings."""
ROUNDS = 10


def look_seldom() -> None:
    """Look after so many new values instead of 700: imports and extraction make many that stay, and each look goes through them.

    Some 6 % less of the processor for extraction (measured on an archive of samples/).
    """
    gc.set_threshold(NEW_VALUES, ROUNDS, ROUNDS)
