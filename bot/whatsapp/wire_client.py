"""Calls to a provider over HTTP, and what a failing one means for the message."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from bot.whatsapp.records import SendFault, TooBig

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 20.0
DOWNLOAD_SECONDS = 60.0
# The request has not left, so it may be repeated.
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_NEVER_POSSIBLE = (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError)


def http_client() -> httpx.AsyncClient:
    """trust_env off: a proxy or a .netrc of the machine must see neither words nor tokens."""
    timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
    return httpx.AsyncClient(timeout=timeout, trust_env=False, follow_redirects=False)


async def call(http: httpx.AsyncClient, method: str, url: str, **more: Any) -> httpx.Response:
    """The answer, whatever it is. Raises SendFault: `down` if nothing was sent, `answer_lost` if
    it may have been."""
    try:
        return await http.request(method, url, **more)
    except _NEVER_LEFT:
        raise SendFault("down") from None
    except _NEVER_POSSIBLE:
        raise SendFault("invalid") from None
    except httpx.HTTPError:
        raise SendFault("answer_lost") from None


def read_json(response: httpx.Response) -> Any:
    """The answer's JSON, None if it is none."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


async def asked(http: httpx.AsyncClient, url: str, **more: Any) -> httpx.Response:
    """A question that changes nothing: whatever went wrong, it may be asked again."""
    try:
        return await call(http, "GET", url, **more)
    except SendFault as fault:
        raise SendFault("down") if fault.kind == "answer_lost" else fault from None


async def download(
    http: httpx.AsyncClient, url: str, most_bytes: int, **more: Any
) -> tuple[httpx.Response, bytes]:
    """The answer and, if it is a success, its body. Raises TooBig while it streams, else
    SendFault."""
    try:
        return await asyncio.wait_for(_download(http, url, most_bytes, more), DOWNLOAD_SECONDS)
    except _NEVER_POSSIBLE:
        raise SendFault("invalid") from None
    except (httpx.HTTPError, asyncio.TimeoutError):
        raise SendFault("down") from None


async def _download(
    http: httpx.AsyncClient, url: str, most_bytes: int, more: dict[str, Any]
) -> tuple[httpx.Response, bytes]:
    # Never compressed: a few bytes could unfold to gigabytes.
    headers = {**more.pop("headers", {}), "Accept-Encoding": "identity"}
    async with http.stream("GET", url, headers=headers, **more) as response:
        if not response.is_success:
            return response, b""
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise SendFault("invalid")
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > most_bytes:
                raise TooBig(f"more than {most_bytes} bytes")
        return response, bytes(body)


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None if it is none, or holds a name and password."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return None
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.userinfo:
        return None
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    return parsed.scheme, parsed.host.lower(), port
