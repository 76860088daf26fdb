"""Every message of the interface, drawn from the code and the templates, for the tests of the catalogues."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from jinja2.ext import babel_extract

WEB = Path(__file__).resolve().parents[2] / "web"


def used() -> set[str]:
    """The ids of all messages that are marked in web/."""
    found: set[str] = set()
    for path in sorted(WEB.rglob("*.py")):
        for _, message, _, _ in extract_from_file("python", str(path), {"N_": None}):
            found.add(_id(message))
    for path in sorted((WEB / "templates").glob("*.html")):
        with path.open("rb") as source:
            options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
            found |= {_id(message) for _, _, message, _ in babel_extract(source, list(DEFAULT_KEYWORDS), [], options)}
    return found


def _id(message: str | tuple[str | None, ...]) -> str:
    return message if isinstance(message, str) else str(message[0])
