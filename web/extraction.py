"""What the machine made of a file, in the form in which it is kept: made in the process that reads, so that the store only writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from web.description.whole import Description, described
from web.jsontext import JsonText, json_text
from web.layouts import KeptLayout


@dataclass(frozen=True, slots=True)
class Extraction:
    """A record with its text, what it comes to in short, and how its text lies in the original, where that is known."""

    record: JsonText
    description: Description
    layout: KeptLayout | None


def extraction_of(record: Mapping[str, Any], name: str, layout: KeptLayout | None = None) -> Extraction:
    """The form of a plain JSON record in which it is kept, for the document that goes by `name`."""
    return Extraction(_written(record), described(record, name), layout)


def _written(record: Mapping[str, Any]) -> JsonText:
    """A record as JSON without blanks, by a writer four times as fast as that of the standard library."""
    from pydantic_core import PydanticSerializationError, to_json  # loaded where a record is made, which needs pydantic anyway

    try:
        return JsonText(to_json(record).decode())
    except PydanticSerializationError:  # a file name that is no valid text
        return json_text(record)
