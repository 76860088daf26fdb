"""The words of titles and of forms of address, as phrases to match: models/lexicons/positions.toml and people.toml."""

from __future__ import annotations

from extractor.lexicon import Phrases, load
from extractor.syllables import fold

_TITLES_OF = load("positions")["titles"]


def _titles() -> Phrases:
    classes: dict[str, str] = {}
    for name in ("plain", "jobs", "shared", "alone"):
        for phrase in _TITLES_OF[name]:
            classes[phrase] = name
    for phrase in (*_TITLES_OF["plain"], *_TITLES_OF["shared"]):
        classes.setdefault(f"Phó {phrase}", "shared" if phrase in _TITLES_OF["shared"] else "plain")
    classes["Phó Tổng Giám đốc"] = "plain"
    return Phrases(classes)


TITLES = _titles()
AFTER = Phrases(_TITLES_OF["after"])
DOUBLE = Phrases(_TITLES_OF["double"])
BEFORE = frozenset(fold(w) for w in _TITLES_OF["before"] if " " not in w)
BLOCK_TITLES = Phrases(_TITLES_OF["block"])
ANAPHORS = Phrases([*_TITLES_OF["anaphors"], *_TITLES_OF["organs"]])
# Boards of companies that belong to the title where the company's name does not follow: "Chủ tịch HĐQT".
BOARDS = frozenset({"HĐQT", "HĐTV", "Hội đồng quản trị", "Hội đồng thành viên"})
HONORIFICS = Phrases([*load("people")["honorifics"], *load("people")["callings"]])
