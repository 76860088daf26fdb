"""The languages of the interface: message ids are Vietnamese, other languages have gettext catalogues under translations/, one an area.

The catalogues are read from their .po files at start-up, so that no compiled file can be missing or out of date.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, has_request_context, session
from flask_babel import Babel, Domain, get_locale  # type: ignore[import-untyped]  # the package ships no types

from web import labels
from web.labels import LANGUAGES

DEFAULT = "vi"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FOLDER = Path(__file__).parent / "translations"


@cache
def catalogue(language: str) -> Translations:
    """The messages of a language; Vietnamese, whose messages are the ids themselves, has an empty one."""
    if language == DEFAULT:
        return Translations()
    messages = Catalog(locale=language)
    for path in catalogue_files(language):
        with path.open("rb") as source:
            for message in read_po(source, locale=language):
                messages[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)


def catalogue_files(language: str) -> list[Path]:
    """Every catalogue of a language: one file an area, no message in two of them."""
    return sorted((FOLDER / language / "LC_MESSAGES").glob("*.po"))


def translate(message: str, language: str | None = None) -> str:
    """The message in `language`, else in the language of the request, else as it is (Vietnamese)."""
    return catalogue(language or current_language()).gettext(message) if message else ""


@cache
def labels_in(language: str) -> dict[str, dict[str, str]]:
    """The labels of record types, fields and choices in a language, as templates show them by the thousand."""
    tables = {"SECTIONS": labels.SECTIONS, "FIELDS": labels.FIELDS, "CHOICES": labels.CHOICES}
    return {name: {key: translate(text, language) for key, text in table.items()} for name, table in tables.items()}


def current_language() -> str:
    """The language chosen in this session, Vietnamese unless the person chose another."""
    chosen = session.get("language") if has_request_context() else None
    return chosen if chosen in LANGUAGES else DEFAULT


class _Catalogues(Domain):  # type: ignore[misc]  # flask_babel ships no types
    """Flask-Babel's way to the messages, led to the catalogues above."""

    def get_translations(self) -> Translations:
        return catalogue(str(get_locale() or DEFAULT))


class _Babel(Babel):  # type: ignore[misc]  # flask_babel ships no types
    domain_instance = _Catalogues()


def set_up(app: Flask) -> None:
    """Give the app its languages; moments are shown in Vietnam's time."""
    _Babel().init_app(app, default_locale=DEFAULT, default_timezone=ZONE.key, locale_selector=current_language)
    # Templates ask for a message hundreds of times a page: straight from the catalogues, not through Flask-Babel's contexts
    app.jinja_env.install_gettext_callables(translate, _translate_number, newstyle=True)  # type: ignore[attr-defined]  # the extension's own
    app.jinja_env.filters["moment"] = moment


def moment(value: datetime) -> str:
    """Day and time in Vietnam, the same in every language of the interface; lists show it by the hundred.

    >>> moment(datetime.fromisoformat("2024-01-12T18:05:00+00:00"))
    '13/01/2024 01:05'
    """
    return value.astimezone(ZONE).strftime("%d/%m/%Y %H:%M")


def _translate_number(one: str, many: str, number: int) -> str:
    return catalogue(current_language()).ngettext(one, many, number)
