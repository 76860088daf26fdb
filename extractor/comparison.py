"""When two extracted values count as the same, and which part of an entry identifies it.

The rules are those of the record specification: case, quotes, kinds of dash, spacing and the place of the tone mark do not matter; an
organisation may be called by any form that the gold document accepts for it. Records are plain JSON objects here, so that an
incomplete prediction can be judged too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

JsonObject = Mapping[str, Any]
Key = tuple[str, ...]

MAIN_TYPES = ("organizations", "people", "positions", "leaders", "campaigns", "awards")
"""The six record types whose F1 scores are averaged."""

LISTED_TYPES = (*MAIN_TYPES, "references")
"""The record types that are compared entry by entry, through their keys."""

KEY_PARTS: Mapping[str, tuple[str, ...]] = {
    "organizations": ("name",),
    "people": ("name",),
    "positions": ("person", "title", "organization"),
    "leaders": ("position", "holder", "term"),
    "campaigns": ("name",),
    "awards": ("award", "grantor", "recipient"),
    "references": ("number",),
}
"""What each place in a key of that type holds."""

CLOSE = 0.8
"""Titles and tasks are long: they count as the same from this token F1 on."""

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = dict.fromkeys(map(ord, "\"'“”‘’«»„‟`´"), None)
_TIGHT = re.compile(r"\s*([-,;:/])\s*")


@lru_cache(maxsize=65536)
def fold(value: object) -> str:
    """One spelling for all spellings of a value.

    >>> fold("Ủy ban") == fold("ỦY  BAN") and fold("hòa") == fold("hoà") and fold("Thi đua – Khen thưởng") == fold("thi đua-khen thưởng")
    True
    """
    text = unicodedata.normalize("NFD", str(value)).translate(_DASHES).translate(_QUOTES).casefold()
    # The tone mark goes to the end of its word: "hòa" and "hoà" differ only in the vowel that carries it.
    words = ("".join(c for c in word if c not in _TONES) + "".join(c for c in word if c in _TONES) for word in text.split())
    return _TIGHT.sub(r"\1", " ".join(words)).strip(" .,;:-")


def overlap(a: str, b: str) -> float:
    """Token F1 of two texts, 0 to 1; word order does not count.

    >>> overlap("Bằng khen của tỉnh", "Bằng khen")
    0.6666666666666666
    """
    left, right = fold(a).split(), fold(b).split()
    if not left or not right:
        return 0.0
    return 2 * (Counter(left) & Counter(right)).total() / (len(left) + len(right))


def is_close(a: str | None, b: str | None) -> bool:
    """Whether two long values are the same for the judge; an absent value is close to nothing."""
    return bool(a and b and overlap(a, b) >= CLOSE)


def entries(record: JsonObject, kind: str) -> Sequence[JsonObject]:
    """The entries of a list field; an absent or null field is an empty list."""
    found: Sequence[JsonObject] | None = record.get(kind)
    return found or ()


class Forms:
    """The spellings that one gold document accepts for each organisation."""

    def __init__(self, gold: JsonObject) -> None:
        self._accepted: dict[str, frozenset[str]] = {}
        for organization in entries(gold, "organizations"):
            forms = frozenset(fold(form) for form in _names(organization))
            for form in forms:
                self._accepted[form] = self._accepted.get(form, frozenset()) | forms

    def key(self, value: object) -> str:
        """The same string for every accepted form of an organisation, the folded value for anything else, "" for None."""
        if value is None:
            return ""
        text = fold(value)
        return min(self._accepted.get(text, (text,)))

    def organization_key(self, organization: JsonObject) -> str:
        """The key of an organisation entry: of the first of its forms that the gold knows, else of its name."""
        named = [self.key(form) for form in _names(organization)]
        return next((key for key in named if key in self._accepted), named[0] if named else "")


def _names(organization: JsonObject) -> list[str]:
    return [form for form in (organization.get("name"), *(organization.get("aliases") or ())) if form]


def keys_of(record: JsonObject, forms: Forms) -> Mapping[str, Sequence[Key]]:
    """What identifies each entry, by record type, in the record's order."""
    keys: dict[str, list[Key]] = defaultdict(list)
    keys["organizations"] = [(forms.organization_key(entry),) for entry in entries(record, "organizations")]
    for person in entries(record, "people"):
        name = _folded(person, "name")
        keys["people"].append((name,))
        keys["positions"] += [(name, _folded(p, "title"), forms.key(p.get("organization"))) for p in entries(person, "positions")]
    keys["leaders"] = [
        (_folded(entry, "position"), forms.key(entry.get("holder")), _folded(entry, "term")) for entry in entries(record, "leaders")
    ]
    keys["campaigns"] = [(_folded(entry, "name"),) for entry in entries(record, "campaigns")]
    keys["awards"] = [
        (_folded(entry, "award"), forms.key(entry.get("grantor")), _recipient(entry, forms)) for entry in entries(record, "awards")
    ]
    keys["references"] = [
        (fold(entry.get("number") or entry.get("title") or entry.get("kind") or ""),) for entry in entries(record, "references")
    ]
    return keys


def _folded(entry: JsonObject, field: str) -> str:
    return fold(entry.get(field) or "")


def _recipient(award: JsonObject, forms: Forms) -> str:
    """Who gets the award; where only a number is given, that number and what it counts stand for them."""
    if award.get("recipient"):
        return forms.key(award["recipient"])
    return f"#{award.get('quantity')}:{award.get('recipient_kind')}"
