"""Reads what a client sent: small, valid JSON of the expected shape, or a clear refusal."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 64 * 1024
MOST_CHARACTERS = 4000
BODY_SECONDS = 10.0
# A body that is too big is read to its end, up to here, so that the client can read our refusal.
MOST_BYTES_DISCARDED = 8 * 1024 * 1024


class Refused(Exception):
    """A request that is not served: status, short code, and the sentence for whoever sent it."""

    def __init__(
        self, status: int, code: str, sentence: str, retry_after: int | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.sentence = sentence
        self.retry_after = retry_after


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Refused."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused(415, "not_json", "Please send JSON (Content-Type: application/json).")
    body = await read_bytes(request)
    try:
        given = json.loads(body.decode("utf-8"))
        if b"\\u" in body:
            # "\ud800" alone is valid JSON and no valid text: nothing after us could store it.
            json.dumps(given, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise Refused(400, "bad_json", "The request is not valid UTF-8 text.") from None
    except (ValueError, RecursionError):
        raise Refused(400, "bad_json", "The request is not valid JSON.") from None
    if not isinstance(given, dict):
        raise Refused(400, "bad_json", "The request must be a JSON object.")
    return given


def optional_text(given: dict[str, Any], name: str, code: str = "bad_json") -> str | None:
    """The text under this name, None if it is null or missing. Raises Refused."""
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused(400, code, f"`{name}` must be a text.")
    return value


async def read_bytes(request: Request, most: int = MOST_BYTES) -> bytes:
    """The body as it was sent, at most so many bytes. Raises Refused."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        # A few compressed bytes can unfold to gigabytes.
        raise Refused(415, "compressed", "Please send the request uncompressed.")
    try:
        return await asyncio.wait_for(_read(request, most), BODY_SECONDS)
    except asyncio.TimeoutError:
        raise Refused(408, "too_slow", "The request took too long to arrive.") from None
    except ClientDisconnect:
        raise Refused(400, "broken_off", "The request broke off.") from None


async def _read(request: Request, most: int) -> bytes:
    body = bytearray()
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= most:
            body += chunk
        elif size > MOST_BYTES_DISCARDED:
            break
    if size > most:
        raise Refused(413, "too_big", f"The request is too big: at most {most // 1024} KB.")
    return bytes(body)
