"""Loads and checks the lexicons and rule tables in models/lexicons: data with examples, in TOML."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LEXICONS = Path(__file__).resolve().parent.parent / "models" / "lexicons"


@cache
def load(name: str) -> dict[str, Any]:
    """The table `models/lexicons/<name>.toml` as plain values; read once a process.

    Raises FileNotFoundError for an unknown name and ValueError for an empty table.
    """
    table = tomllib.loads((LEXICONS / f"{name}.toml").read_text("utf-8"))
    if not table:
        raise ValueError(f"lexicon {name} is empty")
    return table
