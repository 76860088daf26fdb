"""Single fields of a posted form, read strictly: each once and of its kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from flask import request

from web.errors import MalformedForm

Choice = TypeVar("Choice")


def number(name: str, optional: bool = False) -> int | None:
    """The whole number posted under `name`, once. Raises MalformedForm."""
    posted = request.form.getlist(name)
    if optional and not posted:
        return None
    if len(posted) != 1 or not posted[0].isdecimal() or not posted[0].isascii() or len(posted[0]) > 9:
        raise MalformedForm(name)
    return int(posted[0])


def needed_number(name: str) -> int:
    """The whole number that must be posted under `name`. Raises MalformedForm."""
    return number(name) or 0


def word(name: str, most: int | None = None) -> str:
    """The text posted under `name`, once, with no more than `most` characters. Raises MalformedForm."""
    posted = request.form.getlist(name)
    if len(posted) != 1 or most is not None and len(posted[0]) > most:
        raise MalformedForm(name)
    return posted[0]


def numbers(name: str, known: Collection[int]) -> frozenset[int]:
    """The whole numbers posted under `name`, each once and `known`. Raises MalformedForm."""
    posted = request.form.getlist(name)
    written = {str(one): one for one in known}
    if len(set(posted)) != len(posted) or not written.keys() >= set(posted):
        raise MalformedForm(name)
    return frozenset(written[one] for one in posted)


def only(*names: str) -> None:
    """Refuse a form with fields other than these and its token. Raises MalformedForm."""
    foreign = set(request.form) - {*names, "csrf_token"}
    if foreign or request.files:
        raise MalformedForm(", ".join(sorted(foreign))[:100])


def one_of(name: str, choices: Mapping[str, Choice]) -> Choice:
    """What the text posted under `name` chooses. Raises MalformedForm."""
    chosen = word(name)
    if chosen not in choices:
        raise MalformedForm(name)
    return choices[chosen]
