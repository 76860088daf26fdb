"""JSON as it is kept: letters as they are, not as escapes of six signs, and written once, by whoever has the value."""

from __future__ import annotations

import json
from typing import Any


class JsonText(str):
    """JSON that has been written: a column that takes a value as JSON keeps it as it is."""

    __slots__ = ()


def json_text(value: Any, indent: int | None = None) -> JsonText:
    """A value as JSON that UTF-8 can hold: what it cannot (a file name that is no valid text) is written as an escape.

    >>> json_text({"name": "Hội Nông dân"})
    '{"name": "Hội Nông dân"}'
    >>> json_text(json_text([1])) == json_text([1])
    True
    """
    if isinstance(value, JsonText):
        return value
    return JsonText(json.dumps(value, ensure_ascii=False, indent=indent).encode("utf-8", "backslashreplace").decode())
