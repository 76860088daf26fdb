"""Who is signed in where. A session ends by signing out, by idleness, by age, and with the account's rights."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from web.settings import Lifetime
from web.store.accountmodels import Membership, SignIn
from web.store.models import Role, User, now
from web.store.reach import Units

TOUCH = timedelta(minutes=1)
"""How exactly idleness is measured: the moment of the last request is written at most this often."""
MOST_BROWSER = 200


def begin(session: Session, user: User, browser: str, lifetime: Lifetime) -> str:
    """Sign an account in; gives the key for the cookie. Sessions of everybody that are over are cleared away."""
    key = secrets.token_urlsafe(32)
    moment = now()
    session.execute(delete(SignIn).where((SignIn.started < moment - lifetime.age) | (SignIn.seen < moment - lifetime.idle)))
    session.add(SignIn(key_hash=_hash(key), user_id=user.id, browser=browser[:MOST_BROWSER]))
    session.flush()
    return key


def find(session: Session, key: str, lifetime: Lifetime, active: bool = True) -> tuple[SignIn, User] | None:
    """The sign-in of this key and its account, unless either is over. With `active` this is a request of a person: idleness begins anew."""
    row = session.execute(
        select(SignIn, User).join(User, User.id == SignIn.user_id).where(SignIn.key_hash == _hash(key), User.active)
    ).first()
    moment = now()
    if row is None or row[0].seen < moment - lifetime.idle or row[0].started < moment - lifetime.age:
        return None
    if active and row[0].seen < moment - TOUCH:
        row[0].seen = moment
    return row[0], row[1]


def end(session: Session, key: str) -> None:
    """Sign one browser out."""
    session.execute(delete(SignIn).where(SignIn.key_hash == _hash(key)))


def end_all(session: Session, user_id: int, but: str | None = None) -> int:
    """Sign an account out everywhere, or everywhere `but` where this key is; gives how many that were."""
    query = delete(SignIn).where(SignIn.user_id == user_id)
    if but:
        query = query.where(SignIn.key_hash != _hash(but))
    return len(session.scalars(query.returning(SignIn.id)).all())


def of_user(session: Session, user_id: int, lifetime: Lifetime) -> list[SignIn]:
    """Where an account is signed in, the last used first."""
    moment = now()
    query = select(SignIn).where(SignIn.user_id == user_id, SignIn.seen > moment - lifetime.idle, SignIn.started > moment - lifetime.age)
    return list(session.scalars(query.order_by(SignIn.seen.desc())))


def units_of(session: Session, user: User) -> Units:
    """The units whose documents an account sees; administrators and accounts for all units see every document."""
    if user.all_units or user.role == Role.ADMIN:
        return None
    return memberships(session, user.id)


def memberships(session: Session, user_id: int) -> frozenset[int]:
    """The numbers of the units that an account belongs to."""
    return frozenset(session.scalars(select(Membership.unit_id).where(Membership.user_id == user_id)))


def is_key_of(row: SignIn, key: str) -> bool:
    """Whether this sign-in is the one that the key opens."""
    return secrets.compare_digest(row.key_hash, _hash(key))


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()
