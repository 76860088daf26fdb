"""Signing in and out, and the choice of language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, render_template, request, session, url_for
from flask_login import login_user, logout_user  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from web.access import Account, signed_in
from web.auditing import noted
from web.errors import LockedOut, WrongCredentials
from web.labels import LANGUAGES
from web.localization import current_language
from web.state import state
from web.store import signins, users

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/health")
def health() -> str:
    """Whether the service answers; for scripts and watchdogs."""
    return "ok\n"


@blueprint.get("/login")
def login() -> str:
    return render_template("login.html", name="", next=_inside(request.args.get("next")), problem=None)


@blueprint.post("/login")
def sign_in() -> Response | tuple[str, int]:
    name, back = request.form.get("name", "").strip(), _inside(request.form.get("next"))
    try:
        user = users.sign_in(state().store, name, request.form.get("password", ""))
    except (WrongCredentials, LockedOut) as error:
        return render_template("login.html", name=name[:64], next=back, problem=error.explain(current_language())), error.status
    language = current_language()
    session.clear()  # a session from before the sign-in must not live on in it
    session["language"], session.permanent = language, True
    held = state()
    with held.store.session() as opened:
        key = signins.begin(opened, user, request.user_agent.string, held.settings.lifetime)
        login_user(Account.of(user, key, signins.units_of(opened, user)))
        noted(opened, "signed_in")
    return redirect(back or url_for("library.index"))


@blueprint.post("/logout")
def logout() -> Response:
    language = current_language()
    with state().store.session() as opened:
        signins.end(opened, signed_in().key)
        noted(opened, "signed_out")
    logout_user()
    session.clear()
    session["language"] = language
    return redirect(url_for("accounts.login"))


@blueprint.post("/language")
def language() -> Response:
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
    return redirect(_inside(request.form.get("next")) or url_for("library.index"))


def _inside(address: str | None) -> str | None:
    """The address if it is a path of this service, so that a link cannot lead people elsewhere after signing in."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or any(ord(c) < 32 for c in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address
