"""Signed links that let one patient open the widget as themselves. Pure: no clock, no settings."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import jwt

from bot.patients.errors import LinkError

ISSUER = "afterglow"
AUDIENCE = "afterglow-widget"
LIFETIME = timedelta(minutes=15)
_ALGORITHM = "HS256"
_SHORTEST_SECRET = 32
_CLAIMS = ["iss", "aud", "sub", "jti", "iat", "exp"]
# The widget's clock and ours may differ by this much.
_LEEWAY = timedelta(seconds=30)


@dataclass(frozen=True)
class PatientLink:
    """What a good link says. `token_id` is unique, so that a link can be used only once."""

    reference: str
    token_id: str = field(repr=False)
    expires_at: datetime


def sign_link(reference: str, secret: str, now: datetime, token_id: str | None = None) -> str:
    """A token for this patient, good for 15 minutes from `now` (with its zone)."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": reference,
        "jti": token_id or secrets.token_urlsafe(16),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    return jwt.encode(claims, _strong(secret), algorithm=_ALGORITHM)


def read_link(token: str, secret: str, now: datetime) -> PatientLink:
    """What the token says. Raises LinkError when it is forged or out of date."""
    # The library would read the system's clock, so the times are checked below.
    untimed = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims = jwt.decode(
            token,
            _strong(secret),
            algorithms=[_ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options=untimed,
        )
    except (jwt.InvalidTokenError, UnicodeEncodeError):
        raise LinkError("the link is not one of ours") from None
    issued, expires = claims["iat"], claims["exp"]
    if not all(type(moment) is int for moment in (issued, expires)):
        raise LinkError("the link is not one of ours")
    if now.timestamp() >= expires or expires - issued > LIFETIME.total_seconds():
        raise LinkError("the link is out of date; ask the clinic for a new one")
    if issued > (now + _LEEWAY).timestamp():
        raise LinkError("the link is from the future; check the clock")
    return PatientLink(claims["sub"], claims["jti"], datetime.fromtimestamp(expires, timezone.utc))


def link_url(base_url: str, token: str) -> str:
    """The address to send. The token follows a #, which browsers never send to a server."""
    return f"{base_url.split('#')[0]}#patient={token}"


def _strong(secret: str) -> bytes:
    key = secret.encode()
    if len(key) < _SHORTEST_SECRET:
        raise LinkError(f"the secret is shorter than {_SHORTEST_SECRET} characters; make it longer")
    return key
