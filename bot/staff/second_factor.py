"""Codes from an authenticator app, each good once, and recovery codes for a lost telephone."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
import segno

ISSUER = "Afterglow"
STEP = 30
# A clock that is off by half a minute is common.
_AWAY = (0, -1, 1)
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """160 bits, in the letters that apps take."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, None if of none near `now`.

    Whoever asks must see to it that no step is used twice.
    """
    digits = "".join(code.split())
    if len(digits) != 6 or not digits.isascii() or not digits.isdigit():
        return None
    current, found = int(now.timestamp()) // STEP, None
    generator = pyotp.TOTP(secret)
    for away in _AWAY:
        # All are compared, whichever fits: the time tells nothing.
        fits = hmac.compare_digest(generator.generate_otp(current + away), digits)
        if fits and found is None:
            found = current + away
    return found


def qr_code(secret: str, login: str) -> str:
    """What an app scans, as SVG markup without style or script."""
    address = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    drawn = segno.make(address, error="m")
    return drawn.svg_inline(border=2, omitsize=True, svgclass="qr")


def readable(secret: str) -> str:
    """For typing: groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> list[str]:
    """Ten codes such as 3kxq-9mwd-te."""
    codes = ("".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def recovery_hash(key: bytes, staff: str, code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.new(key, f"{staff} {plain}".encode(), hashlib.sha256).hexdigest()
