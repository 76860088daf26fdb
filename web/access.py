"""Who may open what: a table of every page with the least role that it needs. A page that is not in the table opens for nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from flask_login import LoginManager, current_user  # type: ignore[import-untyped]  # the package ships no types
from werkzeug.wrappers import Response

from web.errorpages import wants_json
from web.errors import Forbidden, SignedOut
from web.state import state
from web.store import signins, units
from web.store.models import Role, User
from web.store.reach import Units

PUBLIC: Final = None

NEEDED: Mapping[str, Role | None] = {
    "static": PUBLIC,
    "accounts.health": PUBLIC,
    "observe.healthz": PUBLIC,
    "observe.readyz": PUBLIC,
    "observe.metrics": PUBLIC,
    "accounts.login": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.language": PUBLIC,
    "accounts.theme": PUBLIC,
    "guide.index": PUBLIC,
    "guide.chapter": PUBLIC,
    "guide.picture": PUBLIC,
    "accounts.second_step": PUBLIC,
    "accounts.check_code": PUBLIC,
    "accounts.logout": Role.VIEWER,
    "profile.page": Role.VIEWER,
    "profile.change_password": Role.VIEWER,
    "profile.begin_factor": Role.VIEWER,
    "profile.switch_factor_on": Role.VIEWER,
    "profile.switch_factor_off": Role.VIEWER,
    "profile.renew_recovery": Role.VIEWER,
    "profile.end_elsewhere": Role.VIEWER,
    "admin.accounts": Role.ADMIN,
    "admin.add": Role.ADMIN,
    "admin.account": Role.ADMIN,
    "admin.change": Role.ADMIN,
    "admin.reset": Role.ADMIN,
    "admin.act": Role.ADMIN,
    "admin.offices": Role.ADMIN,
    "admin.add_unit": Role.ADMIN,
    "admin.rename_unit": Role.ADMIN,
    "admin.remove_unit": Role.ADMIN,
    "admin.adopt": Role.ADMIN,
    "audit.index": Role.ADMIN,
    "audit.download": Role.ADMIN,
    "dashboard.index": Role.VIEWER,
    "dashboard.picture": Role.VIEWER,
    "library.index": Role.VIEWER,
    "library.original": Role.VIEWER,
    "batch.assign": Role.REVIEWER,
    "batch.confirm": Role.REVIEWER,
    "batch.reextract": Role.REVIEWER,
    "batch.move": Role.LEAD,
    "batch.remove": Role.LEAD,
    "batch.restore": Role.LEAD,
    "batch.download": Role.VIEWER,
    "batch.names": Role.VIEWER,
    "batch.save_filter": Role.VIEWER,
    "batch.forget_filter": Role.VIEWER,
    "uploads.form": Role.REVIEWER,
    "uploads.receive": Role.REVIEWER,
    "uploads.tell": Role.REVIEWER,
    "uploads.cancel": Role.REVIEWER,
    "review.page": Role.VIEWER,
    "review.decide": Role.REVIEWER,
    "review.reopen": Role.REVIEWER,
    "drafts.keep": Role.REVIEWER,
    "drafts.discard": Role.REVIEWER,
    "drafts.presence": Role.VIEWER,
    "drafts.token": Role.VIEWER,
    "agreement.page": Role.LEAD,
    "agreement.of_document": Role.REVIEWER,
    "history.page": Role.VIEWER,
    "rereadings.page": Role.VIEWER,
    "rereadings.look": Role.REVIEWER,
    "history.version": Role.VIEWER,
    "history.go_back": Role.REVIEWER,
    "merging.page": Role.REVIEWER,
    "merging.join_both": Role.REVIEWER,
    "pages.image": Role.VIEWER,
    "pages.words": Role.VIEWER,
    "pages.why": Role.VIEWER,
    "suggestions.values": Role.REVIEWER,
    "suggestions.check": Role.REVIEWER,
    "exports.form": Role.VIEWER,
    "exports.download": Role.VIEWER,
}

BEFORE_CHANGE: Final = frozenset({"profile.page", "profile.change_password", "accounts.logout"})
"""What is open to somebody whose password another person chose, until it is changed."""

BACKGROUND: Final[frozenset[str]] = frozenset({"uploads.tell", "drafts.presence", "drafts.token"})
"""What pages ask for by themselves while nobody touches them: such a request keeps no session alive."""


@dataclass(frozen=True, slots=True)
class Account:
    """The person behind a request, as Flask-Login and the templates see them.

    `key` is what the cookie holds: the key of this sign-in. `units` are those whose documents the person sees, None for all.
    """

    id: int
    name: str
    role: Role
    key: str
    units: Units = None
    must_change: bool = False
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    @classmethod
    def of(cls, user: User, key: str, units: Units) -> Account:
        return cls(user.id, user.name, Role(user.role), key, units, user.must_change)

    def get_id(self) -> str:
        return self.key

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
    app.extensions["bienban"].store.units_of = _units_of_request


def signed_in() -> Account:
    """The account of this request. Raises Forbidden where nobody signed in."""
    if not current_user.is_authenticated:
        raise Forbidden
    account: Account = current_user._get_current_object()
    return account


def units_to_choose() -> Mapping[int, str]:
    """The units among which this person chooses where an upload goes; none where there is nothing to choose."""
    with state().store.session() as session:
        open_ones = units.named(session, signed_in().units)
    return open_ones if len(open_ones) > 1 or signed_in().units is None else {}


def _load(key: str) -> Account | None:
    held = state()
    with held.store.session() as session:
        found = signins.find(session, key, held.settings.lifetime, request.endpoint not in BACKGROUND)
        if found is None:
            return None
        return Account.of(found[1], key, signins.units_of(session, found[1]))


def _units_of_request() -> Units:
    """What the store may show to this request: outside of requests and on public pages everything, else what the account sees."""
    units: Units = g.get("units") if has_request_context() else None
    return units


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
    if signed_in().must_change and endpoint not in BEFORE_CHANGE:
        return redirect(url_for("profile.page"))
    g.units = signed_in().units
    return None
