"""Hands one-time codes to a system of the clinic's own, over HTTP and signed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime

import httpx

from bot.whatsapp.codes import CodeNotSent, OneTimeCode, as_told

SIGNATURE, TIMESTAMP = "X-Afterglow-Signature", "X-Afterglow-Timestamp"
SECONDS = 10.0


class CodeCaller:
    """Hands each code to the clinic's own system, signed with the secret that both know."""

    def __init__(self, url: str, secret: str, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._secret = secret.encode()
        self._clock = clock
        # trust_env off: a proxy set for the machine must never see a code.
        self._http = httpx.AsyncClient(timeout=SECONDS, trust_env=False, follow_redirects=False)

    async def send(self, code: OneTimeCode) -> None:
        """POST it as JSON; any answer of the 2xx kind means that it was taken."""
        body = json.dumps(as_told(code)).encode()
        now = str(int(self._clock().timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: now,
            SIGNATURE: sign(self._secret, now, body),
        }
        try:
            answer = await self._http.post(self._url, content=body, headers=headers)
        except httpx.HTTPError as fault:
            raise CodeNotSent(f"the clinic's system: {type(fault).__name__}") from None
        if not answer.is_success:
            raise CodeNotSent(f"the clinic's system answered {answer.status_code}")

    async def close(self) -> None:
        await self._http.aclose()


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """The signature's header; the time is part of it, so that an old request can be told."""
    signed = hmac.new(secret, timestamp.encode() + b"." + body, hashlib.sha256)
    return "sha256=" + signed.hexdigest()
