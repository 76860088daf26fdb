"""The review of all lexicons, or of some: their form first, then their examples."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from extractor.lexicon import LEXICONS
from extractor.lexicons import form, judges
from extractor.lexicons.faults import Fault


def names(folder: Path = LEXICONS) -> list[str]:
    """The lexicons of a folder."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def review(only: Collection[str] = (), folder: Path = LEXICONS) -> list[Fault]:
    """All faults of the lexicons, or of those named. Examples are judged where the program reads them, once all files can be read."""
    tables: dict[str, dict[str, Any]] = {}
    found: list[Fault] = []
    for name in names(folder):
        try:
            tables[name] = tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            found.append(Fault("L401", name, "", str(error)))
    for name, table in tables.items():
        if not only or name in only:
            found += form.faults(name, table)
    found += [fault for fault in form.same_ids(tables) if not only or fault.lexicon in only]
    if folder == LEXICONS and not any(fault.code in ("L401", "L411") for fault in found):
        found += [fault for name, table in tables.items() if not only or name in only for fault in judges.judge(name, table)]
    return found


def examples(folder: Path = LEXICONS) -> int:
    """How many examples the lexicons hold."""
    return sum(_count(tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))) for name in names(folder))


def _count(value: Any) -> int:
    if isinstance(value, dict):
        own = sum(len(value[key]) for key in form.EXAMPLES if isinstance(value.get(key), list))
        return own + sum(_count(inner) for key, inner in value.items() if key not in form.EXAMPLES) + ("text" in value)
    return sum(map(_count, value)) if isinstance(value, list) else 0
