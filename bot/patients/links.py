"""Signed links that let one patient open the widget as themselves, or one conversation in it.

Pure: no clock, no settings.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import jwt

from bot.patients.errors import LinkError

ISSUER = "afterglow"
AUDIENCE = "afterglow-widget"
LIFETIME = timedelta(minutes=15)
# A link that waits in somebody's chat until they look at it. It opens what was said there anyway.
CONVERSATION_AUDIENCE = "afterglow-conversation"
CONVERSATION_LIFETIME = timedelta(hours=24)
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
    return _signed(AUDIENCE, reference, secret, now, LIFETIME, token_id)


def read_link(token: str, secret: str, now: datetime) -> PatientLink:
    """What the token says. Raises LinkError when it is forged or out of date."""
    claims = _claims(AUDIENCE, token, secret, now, LIFETIME)
    expires = datetime.fromtimestamp(claims["exp"], timezone.utc)
    return PatientLink(claims["sub"], claims["jti"], expires)


def sign_conversation(conversation: str, secret: str, now: datetime) -> str:
    """A token that opens this very conversation in the web chat, good for a day.

    As often as its owner likes: who has the message has read the conversation.
    """
    return _signed(CONVERSATION_AUDIENCE, conversation, secret, now, CONVERSATION_LIFETIME, None)


def read_conversation(token: str, secret: str, now: datetime) -> str:
    """The conversation that it opens. Raises LinkError when it is forged or out of date."""
    claims = _claims(CONVERSATION_AUDIENCE, token, secret, now, CONVERSATION_LIFETIME)
    return claims["sub"]


def link_url(base_url: str, token: str) -> str:
    """The address to send. The token follows a #, which browsers never send to a server."""
    return f"{base_url.split('#')[0]}#patient={token}"


def _strong(secret: str) -> bytes:
    key = secret.encode()
    if len(key) < _SHORTEST_SECRET:
        raise LinkError(f"the secret is shorter than {_SHORTEST_SECRET} characters; make it longer")
    return key


def _signed(
    audience: str,
    subject: str,
    secret: str,
    now: datetime,
    lifetime: timedelta,
    token_id: str | None,
) -> str:
    claims = {
        "iss": ISSUER,
        "aud": audience,
        "sub": subject,
        "jti": token_id or secrets.token_urlsafe(16),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
    }
    return jwt.encode(claims, _strong(secret), algorithm=_ALGORITHM)


def _claims(
    audience: str, token: str, secret: str, now: datetime, lifetime: timedelta
) -> dict[str, Any]:
    # The library would read the system's clock, so the times are checked below.
    untimed = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    try:
        claims = jwt.decode(
            token,
            _strong(secret),
            algorithms=[_ALGORITHM],
            audience=audience,
            issuer=ISSUER,
            options=untimed,
        )
    except (jwt.InvalidTokenError, UnicodeEncodeError):
        raise LinkError("the link is not one of ours") from None
    issued, expires = claims["iat"], claims["exp"]
    if not all(type(moment) is int for moment in (issued, expires)):
        raise LinkError("the link is not one of ours")
    if now.timestamp() >= expires or expires - issued > lifetime.total_seconds():
        raise LinkError("the link is out of date; ask the clinic for a new one")
    if issued > (now + _LEEWAY).timestamp():
        raise LinkError("the link is from the future; check the clock")
    return claims
