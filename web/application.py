"""Puts the service together: state, languages, access, form tokens, headers, error pages, and one blueprint an area."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask, request, url_for
from flask_login import current_user  # type: ignore[import-untyped]  # the package ships no types
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]  # the package ships no types
from markupsafe import Markup
from werkzeug.routing import Rule

from web import access, auditing, errorpages, labels, localization, observability, onward, security, theme
from web.archive import Archive
from web.guide import chapter_for
from web.jobs.background import Background
from web.markup import brief_row, marked_line
from web.recordform import places
from web.settings import MEGABYTE, Settings
from web.state import State, attach, state
from web.store import open_store
from web.views import (
    accounts,
    admin,
    agreement,
    audit,
    batch,
    dashboard,
    drafts,
    exports,
    guide,
    history,
    library,
    merging,
    observe,
    pages,
    profile,
    rereadings,
    review,
    suggestions,
    uploads,
)

AREAS = (
    accounts,
    library,
    batch,
    dashboard,
    uploads,
    review,
    pages,
    suggestions,
    drafts,
    merging,
    history,
    rereadings,
    agreement,
    exports,
    guide,
    profile,
    admin,
    audit,
    observe,
)
_BETWEEN_TAGS = re.compile(r">\s+<(?!/textarea)")
FILES_A_REQUEST = 10
"""A request may carry this many times the limit of one file; each file is then judged by itself."""


class _Address(Rule):
    """An address whose writing is worked out when a page first links to it: for all of them at once it is most of putting together."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def write(rule: _Address, /, **values: object) -> tuple[str, str]:
            worked_out: Callable[..., tuple[str, str]] = super(_Address, rule)._compile_builder(append_unknown).__get__(rule)
            setattr(rule, "_build_unknown" if append_unknown else "_build", worked_out)
            return worked_out(**values)

        return write


def build(settings: Settings) -> Flask:
    """The application for `settings`; opens the store and brings its tables up to date."""
    app = Flask("web")
    app.url_rule_class = _Address
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        MAX_CONTENT_LENGTH=settings.upload_limit * FILES_A_REQUEST,
        MAX_FORM_MEMORY_SIZE=16 * MEGABYTE,
        MAX_FORM_PARTS=5000,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        SESSION_REFRESH_EACH_REQUEST=False,  # an answer to a script, late, would bring back the cookie from before what was done meanwhile
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,  # a token holds as long as the session: a long review must not end in a refused form
    )
    store, archive = open_store(settings), Archive(settings.originals)
    observability.set_up(settings)
    attach(app, State(settings, store, archive, Background(store, archive, settings.guard)))
    security.set_up(app)
    localization.set_up(app)
    errorpages.set_up(app)
    CSRFProtect(app)
    access.set_up(app)
    auditing.set_up(app)
    onward.set_up(app)
    for area in AREAS:
        app.register_blueprint(area.blueprint)
    app.context_processor(_known_to_templates)
    app.jinja_env.filters["t"] = localization.translate
    app.jinja_env.filters["as_places"] = places.written
    app.jinja_env.filters["marked_line"] = marked_line
    app.jinja_env.filters["brief_row"] = brief_row
    app.jinja_env.filters["tight"] = _tight
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    return app


def _tight(markup: str) -> Markup:
    """The same without the blanks between tags, of which a long form has tens of thousands, each a node in the browser's memory."""
    return Markup(_BETWEEN_TAGS.sub("><", markup))  # what was escaped stays escaped


def _known_to_templates() -> dict[str, object]:
    language = localization.current_language()
    return {
        "account": current_user,
        "labels": labels,
        "two_person_check": state().settings.two_person_check,
        "theme": theme.chosen(),
        "themes": theme,
        "language": language,
        "L": localization.labels_in(language),
        "guide_address": _guide_address,
        "units_to_choose": access.units_to_choose,
    }


def _guide_address() -> str:
    """Where the guide tells of the page that is shown."""
    return url_for("guide.chapter", name=chapter_for(request.blueprint))
