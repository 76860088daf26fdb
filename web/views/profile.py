"""One's own account: the password, the second factor, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from web import posted
from web.access import signed_in
from web.auditing import noted
from web.errors import DifferentPasswords, ServiceError, WeakPassword, WrongCode, WrongPassword
from web.labels import N_
from web.localization import current_language, translate
from web.state import state
from web.store import passwords, secondfactor, signins, users
from web.store.models import User

blueprint = Blueprint("profile", __name__)
DONE = {
    "password": N_("Đã đổi mật khẩu; các nơi đăng nhập khác đã bị đăng xuất."),
    "factor_off": N_("Đã tắt xác thực hai bước."),
    "elsewhere": N_("Đã đăng xuất ở mọi nơi khác."),
}


@blueprint.get("/account")
def page() -> str:
    with state().store.session() as session:
        return _shown(session)


@blueprint.post("/account/password")
def change_password() -> Response | tuple[str, int]:
    posted.only("present", "chosen", "repeated")
    present, chosen, repeated = (posted.word(name, passwords.MOST) for name in ("present", "chosen", "repeated"))
    with state().store.session() as session:
        try:
            users.change_password(session, _me(session), present, chosen, repeated, signed_in().key)
        except (WrongPassword, DifferentPasswords, WeakPassword) as error:
            return _shown(session, "password", error), error.status
        noted(session, "password_changed")
    return _done("password")


@blueprint.post("/account/factor")
def begin_factor() -> str:
    """Show the picture for the phone."""
    posted.only()
    with state().store.session() as session:
        me = _me(session)
        return _shown(session) if me.totp_on else _enrolling(me)


@blueprint.post("/account/factor/on")
def switch_factor_on() -> str | tuple[str, int]:
    posted.only("code")
    code = posted.word("code", 64)
    with state().store.session() as session:
        me = _me(session)
        try:
            codes = secondfactor.switch_on(session, me, code)
        except WrongCode as error:
            return (_shown(session) if me.totp_on else _enrolling(me, error)), error.status
        noted(session, "factor_on")
    return render_template("recovery.html", codes=codes)


@blueprint.post("/account/factor/off")
def switch_factor_off() -> Response | tuple[str, int]:
    with state().store.session() as session:
        if problem := _wrong_password(session):
            return problem
        secondfactor.switch_off(session, _me(session))
        noted(session, "factor_off")
    return _done("factor_off")


@blueprint.post("/account/recovery")
def renew_recovery() -> str | tuple[str, int]:
    with state().store.session() as session:
        if problem := _wrong_password(session):
            return problem
        codes = secondfactor.new_recovery_codes(session, _me(session))
        noted(session, "recovery_renewed")
    return render_template("recovery.html", codes=codes)


@blueprint.post("/account/elsewhere")
def end_elsewhere() -> Response:
    posted.only()
    with state().store.session() as session:
        signins.end_all(session, signed_in().id, but=signed_in().key)
        noted(session, "ended_elsewhere")
    return _done("elsewhere")


def _me(session: Session) -> User:
    return users.known(session, signed_in().id)


def _wrong_password(session: Session) -> tuple[str, int] | None:
    """The page with what is wrong, where the password that a weighty change asks for is not the account's."""
    posted.only("present")
    if passwords.matches(_me(session).password_hash, posted.word("present", passwords.MOST)):
        return None
    return _shown(session, "factor", WrongPassword()), WrongPassword.status


def _shown(session: Session, place: str = "", error: ServiceError | None = None) -> str:
    me, key = _me(session), signed_in().key
    places = [(row, signins.is_key_of(row, key)) for row in signins.of_user(session, me.id, state().settings.lifetime)]
    problems = {place: error.explain(current_language())} if error else {}
    return render_template("profile.html", me=me, places=places, codes_left=secondfactor.codes_left(session, me), problems=problems)


def _enrolling(me: User, error: ServiceError | None = None) -> str:
    told = error.explain(current_language()) if error else None
    return render_template("factor.html", picture=secondfactor.picture(me), secret=secondfactor.begin(me), problem=told)


def _done(what: str) -> Response:
    flash(translate(DONE[what]), "done")
    return redirect(url_for("profile.page"))
