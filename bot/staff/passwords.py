"""Passwords: how they are kept, which are refused, and the one-time ones that are handed over."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
# Without letters that look alike, in groups that can be read aloud.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()
# Verified against when nobody has the name, so that a wrong name costs what a wrong password does.
NOBODY = _hasher.hash(secrets.token_urlsafe(24))


def hashed(password: str) -> str:
    """The Argon2id hash to keep."""
    return _hasher.hash(password)


def is_right(kept: str, password: str) -> bool:
    """Whether it is the password, at the same cost either way."""
    try:
        return _hasher.verify(kept, password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with weaker settings than today's."""
    return _hasher.check_needs_rehash(kept)


def one_time() -> str:
    """A password to hand over, such as kq7m-xw4e-b9ht-r2dn: 79 bits."""
    groups = ["".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4)]
    return "-".join(groups)


def why_not(password: str, login: str, name: str) -> str | None:
    """What is wrong with a password somebody wants, or None. Length is what counts."""
    if len(password) < SHORTEST:
        return f"Please use at least {SHORTEST} characters; a few words in a row are fine."
    if len(password) > LONGEST:
        return f"Please use at most {LONGEST} characters."
    if len(set(password.lower())) < 5:
        return "Please use more different characters."
    parts = [login, *name.split()]
    if any(len(part) > 2 and part.lower() in password.lower() for part in parts):
        return "Please leave your own name out of it."
    if any(known in password.lower() for known in _COMMON):
        return "Please leave out words that everybody tries first."
    return None


_COMMON = (
    "password",
    "passwort",
    "qwerty",
    "letmein",
    "welcome",
    "afterglow",
    "123456",
    "iloveyou",
)
