"""JSON Lines: one record a line, whole, with `source` and `sha256`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO

from web.exports import Exported


def write(documents: Iterator[Exported], target: IO[bytes], language: str) -> int:
    """Write one line a document and return how many there were; the language makes no difference here."""
    number = 0
    for document in documents:
        line = json.dumps(document.record.model_dump(mode="json"), ensure_ascii=False)
        target.write(line.encode("utf-8", "backslashreplace") + b"\n")
        number += 1
    return number
