"""Signing in and out, and the choice of language and of light or dark."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, session, url_for
from flask_login import login_user, logout_user  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from web import posted
from web.access import Account, signed_in
from web.auditing import noted
from web.errors import LockedOut, ServiceError, WrongCode, WrongCredentials
from web.labels import LANGUAGES
from web.localization import current_language
from web.state import state
from web.store import audit, secondfactor, signins, users
from web.store.audit import Actor
from web.store.models import User
from web.theme import THEMES, chosen

blueprint = Blueprint("accounts", __name__)
HALFWAY_SECONDS = 300
"""How long somebody whose password was right may look for the code."""


@blueprint.get("/health")
def health() -> Response:
    """Whether the service answers; for scripts and watchdogs."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/login")
def login() -> str:
    return render_template("login.html", name="", next=_inside(request.args.get("next")), problem=None)


@blueprint.post("/login")
def sign_in() -> Response | tuple[str, int]:
    name, back = request.form.get("name", "").strip(), _inside(request.form.get("next"))
    try:
        user = users.sign_in(state().store, name, request.form.get("password", ""))
    except (WrongCredentials, LockedOut) as error:
        _note_failure(name, error)
        return render_template("login.html", name=name[:64], next=back, problem=error.explain(current_language())), error.status
    _begin_anew()  # a session from before the sign-in must not live on in it
    session.permanent = True
    if user.totp_on:
        session["halfway"] = {"user": user.id, "at": int(time.time())}
        return redirect(url_for("accounts.second_step", next=back))
    return _let_in(user, back)


@blueprint.get("/login/code")
def second_step() -> str | Response:
    if _halfway() is None:
        return redirect(url_for("accounts.login"))
    return render_template("code.html", next=_inside(request.args.get("next")), problem=None)


@blueprint.post("/login/code")
def check_code() -> Response | tuple[str, int]:
    number, back = _halfway(), _inside(request.form.get("next"))
    if number is None:
        return redirect(url_for("accounts.login"))
    try:
        user = secondfactor.check(state().store, number, posted.word("code", 64))
    except (WrongCode, LockedOut) as error:
        _note_failure("", error, number)
        if isinstance(error, LockedOut):
            session.pop("halfway")
        return render_template("code.html", next=back, problem=error.explain(current_language())), error.status
    session.pop("halfway")
    return _let_in(user, back)


@blueprint.post("/logout")
def logout() -> Response:
    with state().store.session() as opened:
        signins.end(opened, signed_in().key)
        noted(opened, "signed_out")
    logout_user()
    _begin_anew()
    return redirect(url_for("accounts.login"))


@blueprint.post("/language")
def language() -> Response:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(_inside(request.form.get("next")) or url_for("library.index"))


@blueprint.post("/theme")
def theme() -> Response:
    wanted = request.form.get("theme", "")
    if wanted in THEMES:
        session["theme"] = wanted
    return redirect(_inside(request.form.get("next")) or url_for("library.index"))


def _begin_anew() -> None:
    """Forget the session, but for how the person wants to see the pages."""
    language, shade = current_language(), chosen()
    session.clear()
    session["language"], session["theme"] = language, shade


def _let_in(user: User, back: str | None) -> Response:
    """Begin the session of somebody who showed all that was asked."""
    held = state()
    with held.store.session() as opened:
        key = signins.begin(opened, user, request.user_agent.string, held.settings.lifetime)
        login_user(Account.of(user, key, signins.units_of(opened, user)))
        noted(opened, "signed_in")
    return redirect(back or url_for("library.index"))


def _halfway() -> int | None:
    """The account whose password was right a moment ago and whose code is still missing."""
    found = session.get("halfway")
    return found["user"] if found and time.time() - found["at"] < HALFWAY_SECONDS else None


def _note_failure(name: str, error: ServiceError, number: int | None = None) -> None:
    """Note a refused sign-in; a name that is no account's is noted as nothing, since people type passwords there by mistake."""
    with state().store.session() as opened:
        user = users.get(opened, number) if number else users.by_name(opened, name[:64])
        who = Actor(user.id if user else None, user.name if user else "", request.remote_addr or "")
        audit.note(opened, who, "refused", detail=error.code)


def _inside(address: str | None) -> str | None:
    """The address if it is a path of this service, so that a link cannot lead people elsewhere after signing in."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or any(ord(c) < 32 for c in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
