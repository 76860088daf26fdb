"""Names of uploaded files: what a browser or a folder says is shown to people, never used as a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

MOST_LETTERS = 150
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


def clean_name(raw: str | None) -> str:
    """The last part of `raw` without folders, control and format characters, at most `MOST_LETTERS` long with its suffix kept.

    >>> clean_name("../../etc/Biên bản.docx"), clean_name("C:\\\\tmp\\\\a.pdf"), clean_name("../")
    ('Biên bản.docx', 'a.pdf', 'tệp')
    """
    name = unicodedata.normalize("NFC", raw or "")
    name = "".join(" " if c.isspace() else c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
    name = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split()).strip(". ")
    if len(name) > MOST_LETTERS:
        suffix = PurePosixPath(name).suffix if _SUFFIX.fullmatch(PurePosixPath(name).suffix) else ""
        name = name[: MOST_LETTERS - len(suffix) - 1].rstrip() + "…" + suffix
    return name or "tệp"


def suffix_of(name: str) -> str:
    """The claimed format of a cleaned name, in small letters without the dot; empty where there is none.

    >>> suffix_of("Biên bản.DOCX"), suffix_of("bienban")
    ('docx', '')
    """
    suffix = PurePosixPath(name).suffix
    return suffix[1:].lower() if _SUFFIX.fullmatch(suffix) else ""
