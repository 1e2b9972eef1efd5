"""Meta's Cloud API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import httpx

from bot.whatsapp.meta import writing
from bot.whatsapp.meta.account import MetaAccount
from bot.whatsapp.meta.errors import answered
from bot.whatsapp.meta.reading import read
from bot.whatsapp.meta.signature import challenge, is_signed
from bot.whatsapp.records import Batch, Media, Outbound, Sender, SendFault, SentMessage, TooBig
from bot.whatsapp.shapes import at, name, number
from bot.whatsapp.wire_client import asked, call, download, http_client, origin, read_json

_MEDIA_ID = re.compile(r"[\w-]{1,200}", re.ASCII)
# Where Meta keeps the files that its API names.
_FILE_HOSTS = re.compile(r"lookaside\.fbsbx\.com|([\w-]+\.)+fbcdn\.net", re.ASCII)


class Meta:
    """A `Provider`."""

    name = "meta"
    longest = writing.LONGEST

    def __init__(self, account: MetaAccount, http: httpx.AsyncClient | None = None) -> None:
        self._account = account
        self._messages = f"{account.graph}/{account.phone_number_id}/messages"
        self._bearer = {"Authorization": f"Bearer {account.access_token}"}
        self._http = http or http_client()

    def setup_answer(self, query: Mapping[str, str]) -> str | None:
        return challenge(self._account.verify_token, query)

    def is_genuine(self, headers: Mapping[str, str], body: bytes, query: str = "") -> bool:
        return is_signed(self._account.app_secret, headers, body)

    def read(self, body: bytes, headers: Mapping[str, str], query: str = "") -> Batch:
        return read(body, self._account.phone_number_id)

    async def send(self, message: Outbound, to: Sender, key: str) -> str:
        answer = await self._post(writing.written(message, to, key))
        sent = name(at(answer, "messages", 0, "id"))
        if sent is None:
            # It said yes, but not to what: it may well be on its way.
            raise SendFault("answer_lost")
        return sent

    async def seen(self, message_id: str, typing: bool) -> None:
        with suppress(SendFault):
            await self._post(writing.seen(message_id, typing))

    async def fetch(self, media: Media, most_bytes: int) -> bytes:
        if not _MEDIA_ID.fullmatch(media.source):
            raise SendFault("invalid")
        about = f"{self._account.graph}/{media.source}"
        ours = {"phone_number_id": self._account.phone_number_id}
        told = _told(await asked(self._http, about, headers=self._bearer, params=ours))
        if (number(at(told, "file_size")) or 0) > most_bytes:
            raise TooBig(f"more than {most_bytes} bytes")
        url = at(told, "url")
        if not self._is_metas(url):
            raise SendFault("invalid")
        response, file = await download(self._http, url, most_bytes, headers=self._bearer)
        if not response.is_success:
            raise _harmless(answered(response.status_code, None))
        return file

    async def missed(self, since: datetime) -> Batch | None:
        """Meta keeps no list; it repeats what was not acknowledged for seven days."""
        return None

    async def sent_since(self, to: Sender, since: datetime) -> list[SentMessage] | None:
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, body: dict[str, Any]) -> Any:
        response = await call(
            self._http, "POST", self._messages, headers=self._bearer, json=body
        )
        if response.is_success:
            return read_json(response)
        raise answered(response.status_code, read_json(response))

    def _is_metas(self, url: Any) -> bool:
        """The token goes nowhere else: whoever names the address of a file could ask for it."""
        place = origin(url) if isinstance(url, str) else None
        if place is None:
            return False
        scheme, host, port = place
        metas = (scheme, port) == ("https", 443) and _FILE_HOSTS.fullmatch(host)
        return bool(metas) or place == origin(self._account.url)


def _told(response: httpx.Response) -> Any:
    """What a question was answered. Raises SendFault."""
    if response.is_success:
        return read_json(response)
    raise _harmless(answered(response.status_code, read_json(response)))


def _harmless(fault: SendFault) -> SendFault:
    """A question may be asked again even if nobody knows what became of it."""
    return SendFault("down", fault.code) if fault.kind == "answer_lost" else fault
