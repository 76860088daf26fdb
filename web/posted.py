"""Single fields of a posted form, read strictly: each once and of its kind."""

from __future__ import annotations

from collections.abc import Mapping
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


def word(name: str) -> str:
    """The text posted under `name`, once. Raises MalformedForm."""
    posted = request.form.getlist(name)
    if len(posted) != 1:
        raise MalformedForm(name)
    return posted[0]


def one_of(name: str, choices: Mapping[str, Choice]) -> Choice:
    """What the text posted under `name` chooses. Raises MalformedForm."""
    chosen = word(name)
    if chosen not in choices:
        raise MalformedForm(name)
    return choices[chosen]
