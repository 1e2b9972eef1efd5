"""Twilio's WhatsApp API."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timezone
from typing import Any

import httpx

from bot.whatsapp.records import Batch, Media, Outbound, Sender, SendFault, SentMessage
from bot.whatsapp.shapes import at, items, name
from bot.whatsapp.twilio import listing, writing
from bot.whatsapp.twilio.account import INBOUND_PATH, STATUS_PATH, TwilioAccount
from bot.whatsapp.twilio.errors import answered
from bot.whatsapp.twilio.people import addresses
from bot.whatsapp.twilio.reading import read
from bot.whatsapp.twilio.signature import is_signed
from bot.whatsapp.wire_client import asked, call, download, http_client, origin, read_json

_PAGE = 200
_MOST_PAGES = 100
_FILES = ("https", "twiliocdn.com", 443)


class Twilio:
    """A `Provider`."""

    name = "twilio"
    longest = writing.LONGEST

    def __init__(self, account: TwilioAccount, http: httpx.AsyncClient | None = None) -> None:
        self._account = account
        self._api = account.url.rstrip("/")
        self._addresses = [account.at_our(path) for path in (INBOUND_PATH, STATUS_PATH)]
        self._auth = httpx.BasicAuth(account.sid, account.token)
        self._http = http or http_client()

    def setup_answer(self, query: Mapping[str, str]) -> str | None:
        """Twilio checks no address."""
        return None

    def is_genuine(self, headers: Mapping[str, str], body: bytes, query: str = "") -> bool:
        return is_signed(self._account.token, headers, body, self._addresses, query)

    def read(self, body: bytes, headers: Mapping[str, str], query: str = "") -> Batch:
        return read(body, query, self._account)

    async def send(self, message: Outbound, to: Sender, key: str) -> str:
        form = writing.written(message, to, key, self._account)
        url = self._account.messages
        response = await call(self._http, "POST", url, auth=self._auth, data=form)
        body = read_json(response)
        if not response.is_success:
            raise answered(response.status_code, body)
        sent = name(at(body, "sid"))
        if sent is None:
            raise SendFault("answer_lost")
        return sent

    async def seen(self, message_id: str, typing: bool) -> None:
        """Twilio has no such thing for WhatsApp's messages."""

    async def fetch(self, media: Media, most_bytes: int) -> bytes:
        """Twilio's API names the file's place with one redirect, and only the API gets to see the
        token."""
        if origin(media.source) != origin(self._api):
            raise SendFault("invalid")
        response, file = await download(self._http, media.source, most_bytes, auth=self._auth)
        if response.is_redirect:
            url = str(response.url.join(response.headers.get("location", "")))
            if not self._is_twilios(url):
                raise SendFault("invalid")
            response, file = await download(self._http, url, most_bytes)
        if not response.is_success:
            raise _harmless(answered(response.status_code, None))
        return file

    async def missed(self, since: datetime) -> Batch | None:
        asking = {"To": self._account.address, "DateSent>": _written(since)}
        messages, skipped = [], 0
        async for page in self._pages(asking):
            for entry in page:
                if at(entry, "direction") != "inbound":
                    continue
                media = await self._files(entry) if listing.has_media(entry) else ()
                found = listing.inbound(entry, media)
                messages += [found] if found else []
                skipped += found is None
        never = datetime.min.replace(tzinfo=timezone.utc)
        # The list begins with the newest, and knows nothing finer than seconds; patients' words
        # are taken in the order in which they were said.
        messages.reverse()
        messages.sort(key=lambda one: one.sent_at or never)
        return Batch(tuple(messages), (), skipped)

    async def sent_since(self, to: Sender, since: datetime) -> list[SentMessage] | None:
        """Found by their age here and not by Twilio's filter, which would leave out what waits.

        All addresses of the person are asked for: a message went to the one known by then.
        """
        sent: list[SentMessage] = []
        for address in addresses(to):
            asking = {"To": address, "From": self._account.address}
            async for page in self._pages(asking):
                found = [one for one in map(listing.outbound, page) if one]
                new = [one for one in found if one.sent_at is None or one.sent_at >= since]
                sent += new
                if found and not new:
                    break
        return sent

    async def close(self) -> None:
        await self._http.aclose()

    async def _pages(self, asking: dict[str, str]) -> AsyncIterator[list[Any]]:
        url = self._account.messages
        more: dict[str, Any] = {"params": {**asking, "PageSize": str(_PAGE)}}
        for _ in range(_MOST_PAGES):
            told = await self._told(url, **more)
            if not isinstance(at(told, "messages"), list):
                raise SendFault("down")
            yield items(at(told, "messages"))
            following = at(told, "next_page_uri")
            if not isinstance(following, str) or not following.startswith("/"):
                return
            url, more = self._api + following, {}
        # Half a list must not be taken for the whole: what is not on it would be sent again.
        raise SendFault("down")

    async def _files(self, entry: Any) -> tuple[Media, ...]:
        sid = name(at(entry, "sid"))
        if sid is None or not sid.isalnum():
            return ()
        url = f"{self._api}{self._account.path}/Messages/{sid}/Media.json"
        return listing.files(await self._told(url), self._api)

    async def _told(self, url: str, **more: Any) -> Any:
        # The token goes to the API alone, also when a page names the address of the next.
        if origin(url) != origin(self._api):
            raise SendFault("invalid")
        response = await asked(self._http, url, auth=self._auth, **more)
        if not response.is_success:
            raise _harmless(answered(response.status_code, read_json(response)))
        return read_json(response)

    def _is_twilios(self, url: str) -> bool:
        place = origin(url)
        if place is None:
            return False
        scheme, host, port = place
        cdn = (scheme, port) == (_FILES[0], _FILES[2]) and host.endswith("." + _FILES[1])
        return cdn or place == origin(self._api)


def _written(moment: datetime) -> str:
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _harmless(fault: SendFault) -> SendFault:
    """A question may be asked again even if nobody knows what became of it."""
    return SendFault("down", fault.code) if fault.kind == "answer_lost" else fault
