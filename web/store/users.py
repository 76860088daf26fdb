"""Queries on accounts, and the rules of signing in: a lock after repeated wrong passwords or codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from web.errors import BadAccount, DifferentPasswords, LastAdmin, LockedOut, NotFound, UserExists, WrongCredentials, WrongPassword
from web.store import Store, passwords, signins
from web.store.accountmodels import Membership
from web.store.models import Role, User, now
from web.store.reach import Units

TRIES = 5
LOCK = timedelta(minutes=5)
_NAME = re.compile(r"[\w.@-]{1,64}")


def add(session: Session, name: str, password: str, role: Role, must_change: bool = False) -> User:
    """A new account, which sees every unit until `set_reach`. Raises BadAccount, WeakPassword, UserExists."""
    if not _NAME.fullmatch(name):
        raise BadAccount(repr(name[:80]))
    passwords.check(password, name)
    if by_name(session, name):
        raise UserExists(name)
    user = User(name=name, password_hash=passwords.hashed(password), role=role, must_change=must_change)
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, name: str, password: str, must_change: bool = False) -> User:
    """Give an account a new password, lift its lock and sign it out everywhere. Raises NotFound, WeakPassword."""
    user = by_name(session, name)
    if user is None:
        raise NotFound(name)
    passwords.check(password, name)
    user.password_hash, user.must_change = passwords.hashed(password), must_change
    unlock(user)
    signins.end_all(session, user.id)
    return user


def change_password(session: Session, user: User, present: str, chosen: str, repeated: str, key: str) -> None:
    """A person's own change; ends the sessions of the account elsewhere than at `key`.

    Raises WrongPassword, DifferentPasswords, WeakPassword, with nothing changed.
    """
    if not passwords.matches(user.password_hash, present):
        raise WrongPassword
    if chosen != repeated:
        raise DifferentPasswords
    passwords.check(chosen, user.name)
    user.password_hash, user.must_change = passwords.hashed(chosen), False
    signins.end_all(session, user.id, but=key)


def by_name(session: Session, name: str) -> User | None:
    """The account of this name; large and small letters are the same (on SQLite those of ASCII, since it lowers no others)."""
    same = or_(User.name == name, func.lower(User.name) == name.lower())
    return session.scalar(select(User).where(same).order_by(User.name != name).limit(1))


def get(session: Session, user_id: int) -> User | None:
    """The account of this number, if there is one."""
    return session.get(User, user_id)


def known(session: Session, user_id: int) -> User:
    """The account of this number. Raises NotFound."""
    user = session.get(User, user_id) if user_id < 2**31 else None
    if user is None:
        raise NotFound(str(user_id))
    return user


def everyone(session: Session) -> list[User]:
    """All accounts by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def colleagues(session: Session, units: Units) -> list[User]:
    """The accounts that somebody who sees these units works with, by name: those that see one of them too; with None all."""
    if units is None:
        return everyone(session)
    same = select(Membership.user_id).where(Membership.unit_id.in_(sorted(units)))
    return list(session.scalars(select(User).where(or_(User.all_units, User.id.in_(same))).order_by(User.name)))


def may_review(user: User) -> bool:
    """Whether documents can be given to this account: it is in use, and its role reviews."""
    return user.active and Role(user.role).includes(Role.REVIEWER)


def has_admin(session: Session, but: int | None = None) -> bool:
    """Whether somebody (other than account `but`) can administer this store."""
    return session.scalar(select(User.id).where(User.role == Role.ADMIN, User.active, User.id != but).limit(1)) is not None


def set_role(session: Session, user: User, role: Role) -> None:
    """Give an account another role. Raises LastAdmin where nobody could administer the store then."""
    if role is not Role.ADMIN:
        _keep_an_admin(session, user)
    user.role = role


def set_active(session: Session, user: User, active: bool) -> None:
    """Put an account to rest, which ends its sessions, or wake it. Raises LastAdmin."""
    if not active:
        _keep_an_admin(session, user)
        signins.end_all(session, user.id)
    user.active = active


def set_reach(session: Session, user: User, units: Iterable[int] | None) -> None:
    """Open the documents of these units to an account, or with None those of every unit."""
    user.all_units = units is None
    session.execute(delete(Membership).where(Membership.user_id == user.id))
    session.add_all(Membership(user_id=user.id, unit_id=unit) for unit in units or ())
    session.flush()


def is_locked(user: User) -> bool:
    """Whether the account is locked at this moment."""
    return user.locked_until is not None and user.locked_until > now()


def unlock(user: User) -> None:
    """Lift the lock and forget the failures."""
    user.failed_logins, user.locked_until = 0, None


def sign_in(store: Store, name: str, password: str) -> User:
    """The account that this name and password open. Raises WrongCredentials, or LockedOut for `LOCK` after `TRIES` failures.

    The failure is counted in a transaction of its own, so that the raised error does not undo the count. With a second factor the
    failures are forgotten only after that.
    """
    with store.session() as session:
        user = by_name(session, name[:64])
        if user and is_locked(user):
            raise LockedOut
        if not passwords.matches(user.password_hash if user else None, password):
            if user:
                count_failure(user)
        elif user and user.active:
            if not user.totp_on:
                unlock(user)
            if passwords.outdated(user.password_hash):
                user.password_hash = passwords.hashed(password)
            return user
    raise WrongCredentials


def count_failure(user: User) -> None:
    """Count a wrong password or code; the last of `TRIES` locks the account for `LOCK`."""
    user.failed_logins += 1
    if user.failed_logins >= TRIES:
        user.failed_logins, user.locked_until = 0, now() + LOCK


def _keep_an_admin(session: Session, user: User) -> None:
    if user.role == Role.ADMIN and user.active and not has_admin(session, but=user.id):
        raise LastAdmin(user.name)
