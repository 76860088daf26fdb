"""One line per parser, finder and relater: name → import string. Menus, filters and docs derive from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

PARSERS: dict[str, str] = {
    "txt": "extractor.parsers.plain:parse_text",
    "md": "extractor.parsers.plain:parse_markdown",
    "html": "extractor.parsers.html:parse",
    "docx": "extractor.parsers.word:parse",
    "pdf": "extractor.parsers.pdf:parse",
    "doc": "extractor.parsers.office:parse_doc",
    "rtf": "extractor.parsers.office:parse_rtf",
    "odt": "extractor.parsers.office:parse_odt",
    "xls": "extractor.parsers.sheets:parse_xls",
    "xlsx": "extractor.parsers.sheets:parse_xlsx",
    "png": "extractor.parsers.picture:parse",
    "jpg": "extractor.parsers.picture:parse",
    "tif": "extractor.parsers.picture:parse",
    "webp": "extractor.parsers.picture:parse",
    "bmp": "extractor.parsers.picture:parse",
    "zip": "extractor.parsers.bundle:parse",
    "eml": "extractor.parsers.bundle:parse",
    "msg": "extractor.parsers.bundle:parse",
}

# Other endings of the same formats; the content decides, these tell a folder's documents from its other files.
ENDINGS: dict[str, str] = {
    "htm": "html",
    "markdown": "md",
    "docm": "docx",
    "dotx": "docx",
    "dot": "doc",
    "jpeg": "jpg",
    "tiff": "tif",
    "mht": "eml",
    "mhtml": "eml",
}

# Kinds of mentions (fields of `Mentions`) → what finds them, in this order.
FINDERS: dict[tuple[str, ...], str] = {
    ("dates",): "extractor.mentions.dates:find",
    ("organizations", "positions", "people"): "extractor.mentions.overlaps:find",
    ("references",): "extractor.mentions.references:find",
    ("campaigns",): "extractor.mentions.campaigns:find",
    ("awards",): "extractor.mentions.awards:find",
}


@cache
def resolve(path: str) -> Callable[..., Any]:
    """The function behind an import string `module:name`; its module is imported on first use."""
    module, name = path.split(":")
    return getattr(import_module(module), name)  # type: ignore[no-any-return]  # import strings carry no types
