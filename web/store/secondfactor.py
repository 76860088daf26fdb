"""The second factor, for those who choose it: codes of the moment (TOTP, RFC 6238) from a phone, and recovery codes for a lost phone."""

from __future__ import annotations

import secrets
from hashlib import sha256

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from web.errors import LockedOut, WrongCode
from web.store import Store, users
from web.store.accountmodels import RecoveryCode
from web.store.models import User, now

ISSUER = "bienban"
STEP = 30
"""Seconds that a code holds."""
SLACK = 1
"""Steps by which a phone's clock may be wrong."""
RECOVERY_CODES = 10


def begin(user: User) -> str:
    """The secret for the phone, made on first call; it asks for nothing at sign-in until `switch_on`."""
    if user.totp_secret is None:
        user.totp_secret = pyotp.random_base32()
    return user.totp_secret


def address(user: User) -> str:
    """What the picture for the phone holds."""
    return pyotp.TOTP(begin(user)).provisioning_uri(name=user.name, issuer_name=ISSUER)


def picture(user: User) -> str:
    """`address` as a QR code: an SVG element without styles of its own."""
    import segno

    code = segno.make(address(user), error="m")
    return code.svg_inline(scale=5, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None)


def switch_on(session: Session, user: User, code: str) -> list[str]:
    """Ask for codes from now on, since the phone showed a right one; gives the recovery codes. Raises WrongCode."""
    if user.totp_on or not _is_fresh(user, code):
        raise WrongCode
    user.totp_on = True
    return new_recovery_codes(session, user)


def switch_off(session: Session, user: User) -> None:
    """Ask for no codes any more, and forget the secret."""
    user.totp_on, user.totp_secret = False, None
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def new_recovery_codes(session: Session, user: User) -> list[str]:
    """Recovery codes in place of the old ones, about 49 bits each; only their hashes are kept."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    codes = ["-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(2)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(user_id=user.id, code_hash=_hash(user, code)) for code in codes)
    return codes


def codes_left(session: Session, user: User) -> int:
    """How many recovery codes are unused."""
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.user_id == user.id)) or 0


def check(store: Store, user_id: int, code: str) -> User:
    """The account whose code or recovery code this is. Raises WrongCode, or LockedOut after repeated failures.

    The failure is counted in a transaction of its own, so that the raised error does not undo the count.
    """
    with store.session() as session:
        user = users.known(session, user_id)
        if users.is_locked(user) or not user.active:
            raise LockedOut
        if _is_fresh(user, code) or _is_recovery(session, user, code):
            users.unlock(user)
            return user
        users.count_failure(user)
    raise WrongCode


def _is_fresh(user: User, code: str) -> bool:
    """Whether the code is that of this moment, give or take `SLACK` steps, and of none that was used before."""
    digits = "".join(code.split())
    if user.totp_secret is None or len(digits) != 6 or not (digits.isascii() and digits.isdecimal()):
        return False
    present = int(now().timestamp()) // STEP
    for step in range(present - SLACK, present + SLACK + 1):
        if step > user.totp_step and secrets.compare_digest(pyotp.TOTP(user.totp_secret).generate_otp(step), digits):
            user.totp_step = step
            return True
    return False


def _is_recovery(session: Session, user: User, code: str) -> bool:
    """Whether it is a recovery code; using it takes it away."""
    query = delete(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == _hash(user, code.strip().lower()))
    return session.scalar(query.returning(RecoveryCode.id)) is not None


def _hash(user: User, code: str) -> str:
    return sha256(f"{user.id}:{code}".encode("utf-8", "replace")).hexdigest()
