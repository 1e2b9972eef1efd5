"""Reads what a client sent: small, valid JSON of the expected shape, or a clear refusal."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 16 * 1024
MOST_CHARACTERS = 4000
BODY_SECONDS = 10.0
# A body that is too big is read to its end, up to here, so that the client can read our refusal.
MOST_BYTES_DISCARDED = 32 * 1024 * 1024


class Refused(Exception):
    """A request that is not served: the status and the sentence for the person who sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "Please send JSON (Content-Type: application/json).")
    try:
        body = await asyncio.wait_for(_read(request), BODY_SECONDS)
    except asyncio.TimeoutError:
        raise Refused(408, "The request took too long to arrive.") from None
    except ClientDisconnect:
        raise Refused(400, "The request broke off.") from None
    try:
        given = json.loads(body.decode("utf-8"))
        # "\ud800" alone is valid JSON and no valid text: nothing after us could store it.
        json.dumps(given, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise Refused(400, "The request is not valid UTF-8 text.") from None
    except (ValueError, RecursionError):
        raise Refused(400, "The request is not valid JSON.") from None
    if not isinstance(given, dict):
        raise Refused(400, "The request must be a JSON object.")
    return given


def optional_text(given: dict[str, Any], name: str) -> str | None:
    """The text under this name, None if it is null or missing. Raises Refused."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(400, f"`{name}` must be a text.")
    return value


async def _read(request: Request) -> bytes:
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= MOST_BYTES:
            body += chunk
        elif size > MOST_BYTES_DISCARDED:
            break
    if size > MOST_BYTES:
        raise Refused(413, "The request is too big: at most 16 KB.")
    return bytes(body)
