"""Passwords: kept as argon2, and long and unforeseeable enough that a guesser who knows the usual ones does not find them.

The rules follow NIST SP 800-63B: length counts, no rule on kinds of characters, no forced change with time, and whatever is on lists of
common passwords, on the keyboard in a row, or in the account's own name is refused.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.errors import WeakPassword

LEAST = 10
MOST = 1000
GUESSES = 10**8
"""A guesser who goes through the usual passwords first must need more tries than this."""
GUESSES_JOINED = 10**6
"""This much is asked of it written without blanks, where a usual password in Vietnamese syllables shows itself as one."""
_JUDGED = 72
"""zxcvbn judges no longer ones; what follows makes a password only better."""
_COMMON = Path(__file__).with_name("vietnamese-passwords.txt")
_hasher = PasswordHasher()


def check(password: str, name: str = "") -> None:
    """Raises WeakPassword for a password that is too short, too long, or easily guessed of this account.

    >>> check("matkhau123456")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    web.errors.WeakPassword: E380: ...
    """
    if not LEAST <= len(password) <= MOST:
        raise WeakPassword(f"{LEAST}–{MOST}")
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # the package ships no types

    own = [*common(), name, "bienban"]
    bare = _without_marks(password)
    for written, least in ((password, GUESSES), (bare, GUESSES), ("".join(bare.split()), GUESSES_JOINED)):
        if zxcvbn(written[:_JUDGED], user_inputs=own)["guesses"] < least:
            raise WeakPassword


@cache
def common() -> tuple[str, ...]:
    """Words of passwords that are usual in Vietnam and stand on no English list, without marks, the most usual first."""
    return tuple(word for word in _COMMON.read_text("utf-8").split() if word)


def new_password() -> str:
    """A password that can be read aloud: four groups of letters and digits without look-alikes, about 79 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """The password as it is kept."""
    return _hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the one kept; where none is kept it takes as long, so that names cannot be probed by time."""
    try:
        _hasher.verify(kept or _nobody(), password[:MOST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether it is kept with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def _without_marks(text: str) -> str:
    """Large letters small, Vietnamese letters bare: as a guesser's word list writes them."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
