"""Accounts and units, for administrators."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import posted
from web.auditing import noted
from web.errors import BadAccount, BadUnit, LastAdmin, ServiceError, UnitExists, UnitInUse, UserExists
from web.labels import N_
from web.localization import current_language, translate
from web.state import state
from web.store import secondfactor, signins, units, users
from web.store.models import Role, User
from web.store.passwords import new_password
from web.store.reach import Units

blueprint = Blueprint("admin", __name__)
ROLES = {role.value: role for role in Role}
REACHES = {"all": True, "some": False}
DONE = {
    "account_changed": N_("Đã lưu quyền của tài khoản."),
    "account_rested": N_("Đã ngừng tài khoản; người này bị đăng xuất ngay."),
    "account_woken": N_("Đã mở lại tài khoản."),
    "account_unlocked": N_("Đã mở khóa đăng nhập."),
    "factor_removed": N_("Đã tắt xác thực hai bước của tài khoản."),
    "signed_out_by_admin": N_("Đã đăng xuất tài khoản ở mọi nơi."),
    "unit_added": N_("Đã thêm đơn vị."),
    "unit_renamed": N_("Đã đổi tên đơn vị."),
    "unit_removed": N_("Đã xóa đơn vị."),
}


@blueprint.get("/admin/accounts")
def accounts() -> str:
    with state().store.session() as session:
        return _list(session)


@blueprint.post("/admin/accounts")
def add() -> Response | tuple[str, int]:
    """Make an account with a password that is shown once and must be changed at the first sign-in."""
    posted.only("name", "role", "reach", "units")
    name, role, password = posted.word("name").strip(), posted.one_of("role", ROLES), new_password()
    with state().store.session() as session:
        try:
            reach = _posted_reach(session)
            with session.begin_nested():
                user = users.add(session, name, password, role, must_change=True)
        except (BadAccount, BadUnit, UserExists) as error:
            return _list(session, error), error.status
        users.set_reach(session, user, reach)
        noted(session, "account_added", detail=f"{user.name} {role}")
    return _given(user, password)


@blueprint.get("/admin/accounts/<int:user>")
def account(user: int) -> str:
    with state().store.session() as session:
        return _one(session, users.known(session, user))


@blueprint.post("/admin/accounts/<int:user>/rights")
def change(user: int) -> Response | tuple[str, int]:
    posted.only("role", "reach", "units")
    role = posted.one_of("role", ROLES)
    with state().store.session() as session:
        known = users.known(session, user)
        before = known.role
        try:
            reach = _posted_reach(session)
            users.set_role(session, known, role)
        except (BadUnit, LastAdmin) as error:
            return _one(session, known, error), error.status
        users.set_reach(session, known, reach)
        where = "*" if reach is None else ",".join(map(str, sorted(reach)))
        noted(session, "account_changed", detail=f"{known.name} {before}→{role} {where}")
    return _done("account_changed", url_for("admin.account", user=user))


@blueprint.post("/admin/accounts/<int:user>/password")
def reset(user: int) -> Response:
    """A new password, shown once, to be changed at the next sign-in."""
    posted.only()
    password = new_password()
    with state().store.session() as session:
        known = users.set_password(session, users.known(session, user).name, password, must_change=True)
        noted(session, "password_reset", detail=known.name)
    return _given(known, password)


@blueprint.post("/admin/accounts/<int:user>/<any(rest, wake, unlock, factor, signout):act>")
def act(user: int, act: str) -> Response | tuple[str, int]:
    """The acts that need no more than a button."""
    posted.only()
    with state().store.session() as session:
        known = users.known(session, user)
        try:
            name = _do(session, known, act)
        except LastAdmin as error:
            return _one(session, known, error), error.status
        noted(session, name, detail=known.name)
    return _done(name, url_for("admin.account", user=user))


@blueprint.get("/admin/units")
def offices() -> str:
    with state().store.session() as session:
        return _offices(session)


@blueprint.post("/admin/units")
def add_unit() -> Response | tuple[str, int]:
    posted.only("name")
    with state().store.session() as session:
        try:
            unit = units.add(session, posted.word("name"))
        except (BadUnit, UnitExists) as error:
            return _offices(session, error), error.status
        noted(session, "unit_added", detail=unit.name)
    return _done("unit_added", url_for("admin.offices"))


@blueprint.post("/admin/units/<int:unit>")
def rename_unit(unit: int) -> Response | tuple[str, int]:
    posted.only("name")
    with state().store.session() as session:
        try:
            before = units.known(session, unit).name
            renamed = units.rename(session, unit, posted.word("name"))
        except (BadUnit, UnitExists) as error:
            return _offices(session, error), error.status
        noted(session, "unit_renamed", detail=f"{before} → {renamed.name}")
    return _done("unit_renamed", url_for("admin.offices"))


@blueprint.post("/admin/units/<int:unit>/remove")
def remove_unit(unit: int) -> Response | tuple[str, int]:
    posted.only()
    with state().store.session() as session:
        try:
            removed = units.remove(session, unit)
        except UnitInUse as error:
            return _offices(session, error), error.status
        noted(session, "unit_removed", detail=removed.name)
    return _done("unit_removed", url_for("admin.offices"))


@blueprint.post("/admin/units/<int:unit>/adopt")
def adopt(unit: int) -> Response:
    """Give the documents of no unit to this one."""
    posted.only()
    with state().store.session() as session:
        moved = units.adopt(session, unit)
        noted(session, "documents_moved", detail=f"{moved} → {units.known(session, unit).name}")
    flash(translate(N_("Đã chuyển %(number)s văn bản vào đơn vị.")) % {"number": moved}, "done")
    return redirect(url_for("admin.offices"))


def _do(session: Session, user: User, act: str) -> str:
    """Do it, and give the name under which it is noted."""
    if act in ("rest", "wake"):
        users.set_active(session, user, act == "wake")
        return "account_woken" if user.active else "account_rested"
    if act == "unlock":
        users.unlock(user)
        return "account_unlocked"
    if act == "factor":
        secondfactor.switch_off(session, user)
        return "factor_removed"
    signins.end_all(session, user.id)
    return "signed_out_by_admin"


def _posted_reach(session: Session) -> Units:
    """The units that the form opens. Raises MalformedForm, BadUnit where no unit was chosen."""
    chosen = posted.numbers("units", units.named(session))
    if posted.one_of("reach", REACHES):
        return None
    if not chosen:
        raise BadUnit
    return chosen


def _list(session: Session, error: ServiceError | None = None) -> str:
    told = error.explain(current_language()) if error else None
    context = {"accounts": users.everyone(session), "members": units.members(session), "units": units.named(session), "roles": list(Role)}
    entered = request.form if error else {}
    return render_template("accounts.html", problem=told, entered=entered, is_locked=users.is_locked, **context)


def _one(session: Session, user: User, error: ServiceError | None = None) -> str:
    session.refresh(user)
    told = error.explain(current_language()) if error else None
    places = signins.of_user(session, user.id, state().settings.lifetime)
    reach = {} if user.all_units else units.named(session, signins.memberships(session, user.id))
    context = {"user": user, "places": places, "units": units.named(session), "roles": list(Role), "reach": reach}
    return render_template("account.html", problem=told, locked=users.is_locked(user), **context)


def _offices(session: Session, error: ServiceError | None = None) -> str:
    told = error.explain(current_language()) if error else None
    return render_template("units.html", offices=units.offices(session), loose=units.loose(session), problem=told)


def _given(user: User, password: str) -> Response:
    """The page that shows a made-up password, kept nowhere: neither in the browser's store nor in ours."""
    page = Response(render_template("given.html", user=user, password=password), mimetype="text/html")
    page.headers["Cache-Control"] = "no-store"
    return page


def _done(what: str, address: str) -> Response:
    flash(translate(DONE[what]), "done")
    return redirect(address)
