"""Patients who go on asking whatever dies, and notice what they are told twice or never."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from dataclasses import dataclass, field

import aiohttp

SAID = (
    "can I wear makeup?",
    "is flaking normal?",
    "can I go swimming tomorrow?",
    "hello",
    "may I",
    "use retinol again?",
    "my skin feels tight",
    "I want to talk to a person",
    "what is microneedling?",
    "puedo usar maquillaje?",
    "asdf qwer",
)
DANGERS = ("I have a fever of 39.5 and pus", "I can't breathe and my face is swelling")
ONE_IN = 12


@dataclass
class Seen:
    """What one patient's browser knows: ids that were acknowledged, and what came back."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    messages: dict[int, dict] = field(default_factory=dict)
    shown_twice: int = 0
    given_up: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    slowest_accept: float = 0.0


class Patient:
    """One browser with one session; `pause` is the mean time between two messages."""

    def __init__(self, address: str, chance: random.Random, pause: float) -> None:
        self.address = address
        self.seen = Seen()
        self.headers: dict[str, str] = {}
        self._chance = chance
        self._pause = pause
        self._last = 0

    async def talk(self, http: aiohttp.ClientSession, stop: asyncio.Event) -> None:
        """Ask until told to stop."""
        await self.begin(http)
        while not stop.is_set():
            await asyncio.sleep(self._chance.expovariate(1 / self._pause))
            said = DANGERS if self._chance.randrange(ONE_IN) == 0 else SAID
            await self.send(http, self._chance.choice(said))

    async def listen(self, http: aiohttp.ClientSession, stop: asyncio.Event) -> None:
        """Follow the conversation over every broken connection."""
        while not stop.is_set():
            if not self.headers:
                await asyncio.sleep(0.1)
                continue
            try:
                await self._follow(http)
            except (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError):
                await asyncio.sleep(0.2)

    async def send(self, http: aiohttp.ClientSession, text: str, tries: int = 200) -> None:
        """One message, sent again under its id until it is acknowledged."""
        name = str(uuid.uuid4())
        for _ in range(tries):
            began = time.monotonic()
            try:
                status, told = await self._post(http, "/api/messages", {"id": name, "text": text})
            except (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError):
                await asyncio.sleep(0.2)
                continue
            if status == 202:
                self.seen.acknowledged[name] = told["seq"]
                waited = time.monotonic() - began
                self.seen.slowest_accept = max(self.seen.slowest_accept, waited)
                return
            code = str(told.get("code"))
            self.seen.refused[code] = self.seen.refused.get(code, 0) + 1
            await asyncio.sleep(0.5)
        self.seen.given_up += 1

    async def begin(self, http: aiohttp.ClientSession) -> None:
        """Open a session, however often that must be tried."""
        while not self.headers:
            try:
                reference = self._chance.choice(("DEMO-DAY-0", "DEMO-DAY-3", "DEMO-DAY-8", None))
                token = None
                if reference:
                    await http.get(f"{self.address}/demo/patients")
                    _, link = await self._post(http, "/demo/link", {"reference": reference})
                    token = link["token"]
                status, opened = await self._post(http, "/api/session", {"token": token})
            except (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError, KeyError):
                await asyncio.sleep(0.2)
                continue
            if status == 201:
                self.headers = {"Authorization": f"Bearer {opened['session']}"}

    async def _post(self, http: aiohttp.ClientSession, path: str, body: dict) -> tuple[int, dict]:
        timeout = aiohttp.ClientTimeout(total=20)
        async with http.post(
            self.address + path, json=body, headers=self.headers, timeout=timeout
        ) as response:
            return response.status, await response.json()

    async def _follow(self, http: aiohttp.ClientSession) -> None:
        headers = {**self.headers, "Last-Event-ID": str(self._last)}
        timeout = aiohttp.ClientTimeout(total=None, sock_read=30)
        events = http.get(f"{self.address}/api/events", headers=headers, timeout=timeout)
        async with events as response:
            kind = ""
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: ") and kind == "message":
                    self._take(json.loads(line[6:]))

    def _take(self, message: dict) -> None:
        seq = message["seq"]
        if seq in self.seen.messages:
            self.seen.shown_twice += 1
        self.seen.messages[seq] = message
        self._last = max(self._last, seq)
