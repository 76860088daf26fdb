"""CSV: a zip with one file a record type, because staff open it in Excel, where one flat table of unlike entries is of no use.

The files are UTF-8 with a byte order mark, without which Excel shows Vietnamese as rubbish.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import IO

from web.exports import Exported
from web.exports.tables import Value, tables
from web.localization import translate

RISKY = ("=", "+", "-", "@", "\t", "\r")
"""What opens a formula in a spreadsheet; such a text gets an apostrophe before it."""


def write(documents: Iterator[Exported], target: IO[bytes], language: str) -> int:
    """Write the zip and return how many documents it holds. File names are the field names, headings are in `language`."""
    texts = {table.name: io.StringIO(newline="") for table in tables()}
    writers = {name: csv.writer(text) for name, text in texts.items()}
    for table in tables():
        writers[table.name].writerow([translate(heading, language) for heading in table.headings])
    number = 0
    for document in documents:
        number += 1
        for table in tables():
            writers[table.name].writerows([safe(value) for value in row] for row in table.rows(document, language))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            member = zipfile.ZipInfo(f"{name}.csv")  # without the clock: the same records give the same bytes
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, text.getvalue().encode("utf-8-sig", "replace"))
    return number


def safe(value: Value) -> Value:
    """The value as a spreadsheet takes it for a text and no formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value
