"""Who may open what: a table of every page with the least role that it needs. A page that is not in the table opens for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, redirect, request, url_for
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.wrappers import Response

from web.errorpages import wants_json
from web.errors import Forbidden, SignedOut
from web.state import state
from web.store import users
from web.store.models import Role, User

PUBLIC: Final = None

NEEDED: Mapping[str, Role | None] = {
    "static": PUBLIC,
    "accounts.health": PUBLIC,
    "accounts.login": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.language": PUBLIC,
    "accounts.logout": Role.VIEWER,
    "library.index": Role.VIEWER,
    "library.original": Role.VIEWER,
    "uploads.form": Role.REVIEWER,
    "uploads.receive": Role.REVIEWER,
    "review.page": Role.VIEWER,
    "review.decide": Role.REVIEWER,
    "review.reopen": Role.REVIEWER,
    "drafts.keep": Role.REVIEWER,
    "drafts.discard": Role.REVIEWER,
    "drafts.presence": Role.VIEWER,
    "drafts.token": Role.VIEWER,
    "exports.form": Role.VIEWER,
    "exports.download": Role.VIEWER,
}


@dataclass(frozen=True, slots=True)
class Account:
    """The person behind a request, as Flask-Login and the templates see them."""

    id: int
    name: str
    role: Role
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @classmethod
    def of(cls, user: User) -> Account:
        return cls(user.id, user.name, Role(user.role))

    def get_id(self) -> str:
        return str(self.id)

    def may(self, endpoint: str) -> bool:
        """Whether this person may open a page."""
        needed = NEEDED.get(endpoint, Role.ADMIN)
        return needed is PUBLIC or self.role.includes(needed)


def set_up(app: Flask) -> None:
    """Ask for a sign-in on every page that is not public, and for the role that the table names."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # it would look the person up even for the page that says why that fails
    manager.session_protection = "basic"
    manager.user_loader(_load)
    app.before_request(_guard)


def signed_in() -> Account:
    """The account of this request. Raises Forbidden where nobody signed in."""
    if not current_user.is_authenticated:
        raise Forbidden
    account: Account = current_user._get_current_object()
    return account


def _load(number: str) -> Account | None:
    if not number.isdecimal():
        return None
    with state().store.session() as session:
        user = users.get(session, int(number))
        return Account.of(user) if user and user.active else None


def _guard() -> Response | None:
    endpoint = request.endpoint
    if endpoint is None or NEEDED.get(endpoint, Role.ADMIN) is PUBLIC:
        return None  # an unknown address is answered by its own error page
    if not current_user.is_authenticated:
        if wants_json():
            raise SignedOut  # a script cannot sign in, and must not take the sign-in page for its answer
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.login", next=back))
    if not signed_in().may(endpoint):
        current_app.logger.warning("%s may not open %s", signed_in().name, endpoint)
        raise Forbidden
    return None
