"""What a form sent: small, from a page of ours, and plain text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from starlette.requests import ClientDisconnect, Request

MOST_BYTES = 128 * 1024
MOST_FIELDS = 300
BODY_SECONDS = 10.0


class BadForm(Exception):
    """Refused: the status, and a sentence for whoever sent it."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


def check_origin(request: Request) -> None:
    """Every browser names the page a form came from. Raises BadForm unless that is our own."""
    origin = request.headers.get("origin", "")
    host = request.headers.get("host", "")
    if not host or urlsplit(origin).netloc.lower() != host.lower():
        raise BadForm(403, "This form did not come from a page of the desk. Nothing was done.")


async def read_form(request: Request) -> Mapping[str, Sequence[str]]:
    """Every field with its values. Raises BadForm."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadForm(415, "This is not a form of the desk.")
    try:
        body = await asyncio.wait_for(_read(request), BODY_SECONDS)
        return parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except asyncio.TimeoutError:
        raise BadForm(408, "The form took too long to arrive.") from None
    except (ClientDisconnect, ValueError):
        raise BadForm(400, "The form could not be read.") from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise BadForm(413, "That is too much text at once. Nothing was stored.")
    return bytes(body)
