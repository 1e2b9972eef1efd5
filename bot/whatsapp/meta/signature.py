"""Whether Meta itself sent a request: its check of the address, and the signature of webhooks."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from bot.whatsapp.headers import only

HEADER = "X-Hub-Signature-256"
_SIGNATURE = re.compile(r"sha256=[0-9a-f]{64}")
# Echoed to whoever asks with the right token, therefore nothing that could be markup.
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,256}")


def sign(app_secret: str, body: bytes) -> str:
    """The header's value for this body."""
    return "sha256=" + hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(app_secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether the raw body is signed with the app secret. There is no time in it: a request that
    was recorded stays genuine for ever, so each message must be told by its id."""
    given = only(headers, HEADER)
    if not app_secret or given is None or not _SIGNATURE.fullmatch(given):
        return False
    return hmac.compare_digest(given, sign(app_secret, body))


def challenge(verify_token: str, query: Mapping[str, str]) -> str | None:
    """What Meta wants to read back, if it is Meta that asks."""
    token = query.get("hub.verify_token", "")
    echo = query.get("hub.challenge", "")
    knows = hmac.compare_digest(token.encode("utf-8", "replace"), verify_token.encode())
    if not verify_token or not knows or query.get("hub.mode") != "subscribe":
        return None
    return echo if _CHALLENGE.fullmatch(echo) else None
