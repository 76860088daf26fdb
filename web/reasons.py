"""Why the machine gave an entry, by the entry's key in the form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from extractor.explanation import Explanation, NoSuchEntry, explanations
from extractor.record import Record
from web.errors import NotFound
from web.recordform.fields import sections

_KEY = re.compile(r"([a-z_]+)-m(\d{1,5})(?:-([a-z_]+)-m(\d{1,5}))?")


def reason(record: Mapping[str, Any], key: str) -> Explanation:
    """The explanation of the machine's entry behind the form's `key`. Raises NotFound for a key that is not the machine's.

    The keys of single entries, such as `meeting-m0`, and of lists, such as `people-m1-positions-m0`, are those of the form's rows.
    """
    match = _KEY.fullmatch(key)
    section = next((one for one in sections() if match and one.name == match[1]), None)
    if match is None or section is None or (section.single and match[2] != "0"):
        raise NotFound(key[:80])
    name = section.name if section.single else f"{section.name}/{int(match[2]) + 1}"
    at = f"{name}/{match[3]}/{int(match[4]) + 1}" if match[3] else name
    try:
        return explanations(Record.model_validate(record), at)[0]
    except NoSuchEntry:
        raise NotFound(key[:80]) from None
