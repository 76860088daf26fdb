"""Queries on accounts, and the rules of signing in: argon2, and a lock after repeated wrong passwords."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.errors import BadAccount, LockedOut, NotFound, UserExists, WrongCredentials
from web.store import Store
from web.store.models import Role, User, now

TRIES = 5
LOCK = timedelta(minutes=5)
LEAST_PASSWORD = 10
MOST_PASSWORD = 1000
_NAME = re.compile(r"[\w.@-]{1,64}")
_hasher = PasswordHasher()


def add(session: Session, name: str, password: str, role: Role) -> User:
    """A new account. Raises BadAccount for a name or password that cannot be used, UserExists for a name already taken."""
    _check(name, password)
    if by_name(session, name):
        raise UserExists(name)
    user = User(name=name, password_hash=_hasher.hash(password), role=role)
    session.add(user)
    session.flush()
    return user


def set_password(session: Session, name: str, password: str) -> User:
    """Give an account a new password and lift its lock. Raises NotFound, BadAccount."""
    _check(name, password)
    user = by_name(session, name)
    if user is None:
        raise NotFound(name)
    user.password_hash, user.failed_logins, user.locked_until = _hasher.hash(password), 0, None
    return user


def by_name(session: Session, name: str) -> User | None:
    """The account of this name; large and small letters are the same."""
    return session.scalar(select(User).where(func.lower(User.name) == name.lower()))


def get(session: Session, user_id: int) -> User | None:
    """The account of this number, if there is one."""
    return session.get(User, user_id)


def everyone(session: Session) -> list[User]:
    """All accounts by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def has_admin(session: Session) -> bool:
    """Whether somebody can administer this store."""
    return session.scalar(select(User.id).where(User.role == Role.ADMIN, User.active).limit(1)) is not None


def sign_in(store: Store, name: str, password: str) -> User:
    """The account that this name and password open. Raises WrongCredentials, or LockedOut for `LOCK` after `TRIES` failures.

    The failure is counted in a transaction of its own, so that the raised error does not undo the count.
    """
    with store.session() as session:
        user = by_name(session, name[:64])
        if user and user.locked_until and user.locked_until > now():
            raise LockedOut
        if not _matches(user, password):
            if user:
                _count_failure(user)
        elif user and user.active:
            user.failed_logins, user.locked_until = 0, None
            if _hasher.check_needs_rehash(user.password_hash):
                user.password_hash = _hasher.hash(password)
            return user
    raise WrongCredentials


def _count_failure(user: User) -> None:
    user.failed_logins += 1
    if user.failed_logins >= TRIES:
        user.failed_logins, user.locked_until = 0, now() + LOCK


def _matches(user: User | None, password: str) -> bool:
    """Whether the password is the account's; an unknown name costs as much time as a known one, so that names cannot be probed."""
    try:
        _hasher.verify(user.password_hash if user else _nobody(), password[:MOST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return user is not None


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")


def _check(name: str, password: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadAccount(repr(name))
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        raise BadAccount(f"{LEAST_PASSWORD}–{MOST_PASSWORD}")
