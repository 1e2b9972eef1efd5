"""Patients who ask a Rasa of ours or another through our channel, each waiting for the answer."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

import aiohttp

from bench.speed.contender import Server
from bot.patients.register import open_register

# Then the patient begins anew: how a long conversation fares is asked by bench.growth.
TURNS = 5
_PATIENTS = 40
_READY_SECONDS = 600.0
_AGAIN = 0.02


@dataclass(frozen=True)
class Waits:
    """Seconds that each answer took, the time of all, and the processor time that was used.

    `silent` turns came on top: quickstart's policies may choose to listen instead of answering.
    """

    seconds: list[float]
    took: float
    cpu: float
    silent: int = 0

    def ms(self, share: float) -> float:
        """The wait, in ms, that this share of all did not exceed."""
        waits = sorted(self.seconds)
        return 1000 * waits[min(len(waits) - 1, int(share * len(waits)))]

    @property
    def messages(self) -> int:
        """All that were sent."""
        return len(self.seconds) + self.silent

    @property
    def per_core(self) -> float:
        """Messages for each second of one core."""
        return self.messages / self.cpu


class Asking:
    """One server and its patients."""

    def __init__(self, server: Server, texts: Sequence[str]) -> None:
        self.server = server
        self._texts = texts
        self._url = f"http://127.0.0.1:{server.port}/webhooks/afterglow/message"
        register = open_register(server.settings.register_url)
        self._today = server.settings.today()
        treated = [self._today - timedelta(days=n % 9) for n in range(_PATIENTS)]
        self._patients = [register.add_patient("Someone", None, day) for day in treated]
        register.close()

    def first_answer(self) -> float:
        """Seconds from the start of the processes to the first answer, which this waits for."""
        return asyncio.run(self._first())

    def ask(self, clients: int, seconds: float) -> Waits:
        """So many patients at once, for so long."""
        return asyncio.run(self.asked(clients, seconds))

    async def _first(self) -> float:
        async with self.session() as http:
            while True:
                self.server.check()
                if time.monotonic() - self.server.began > _READY_SECONDS:
                    raise RuntimeError(f"{self.server.name} was not ready in {_READY_SECONDS} s")
                try:
                    if await self.say(http, uuid.uuid4().hex, self._texts[0]):
                        return time.monotonic() - self.server.began
                except (aiohttp.ClientError, OSError):
                    # Not listening yet, or still loading.
                    await asyncio.sleep(_AGAIN)

    async def asked(self, clients: int, seconds: float) -> Waits:
        """The same within a running loop."""
        cpu, began = self.server.usage().cpu, time.monotonic()
        async with self.session() as http:
            waits = await asyncio.gather(
                *(self._patient(http, n, began + seconds) for n in range(clients))
            )
        took = time.monotonic() - began
        cpu = self.server.usage().cpu - cpu
        turns = [turn for each in waits for turn in each]
        answers = [seconds for seconds, words in turns if words]
        return Waits(answers, took, cpu, len(turns) - len(answers))

    async def _patient(
        self, http: aiohttp.ClientSession, n: int, until: float
    ) -> list[tuple[float, int]]:
        """The seconds and the number of messages of each turn."""
        waits: list[tuple[float, int]] = []
        texts = islice(cycle(self._texts), n * 7 % len(self._texts), None)
        conversation = ""
        while time.monotonic() < until:
            if len(waits) % TURNS == 0:
                conversation = uuid.uuid4().hex
            began = time.monotonic()
            about = self._patients[n % _PATIENTS]
            said = await self.say(http, conversation, next(texts), about)
            waits.append((time.monotonic() - began, len(said)))
        return waits

    async def say(
        self, http: aiohttp.ClientSession, conversation: str, text: str, patient: str | None = None
    ) -> list:
        """The bot's messages."""
        about = {"patient": patient, "today": self._today.isoformat(), "language": "en"}
        body = {"conversation": conversation, "text": text, "message": uuid.uuid4().hex}
        async with http.post(self._url, json={**body, "metadata": about}) as response:
            response.raise_for_status()
            return (await response.json())["messages"]

    def session(self) -> aiohttp.ClientSession:
        """For as many requests at once as there are patients."""
        timeout = aiohttp.ClientTimeout(total=300)
        return aiohttp.ClientSession(
            headers={"X-Afterglow-Key": self.server.key}, trust_env=False, timeout=timeout
        )
