"""The gateway on loopback, in front of a stand-in for Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date

import httpx
import pytest
from starlette.applications import Starlette

from bot.gateway.app import create_app
from bot.gateway.demo import DemoPatient
from bot.gateway.rasa_client import RasaClient
from bot.gateway.turns import Turns
from tests.gateway.loopback import KEY, WireRasa, closed_address, serving

PHRASES = {"not_ready": "I am still starting.", "failed": "I could not answer that."}
PATIENTS = (
    DemoPatient("P-AVA234", "Ava, treated today", 0),
    DemoPatient("P-BEN567", "Ben, treated 3 days ago", 3),
)
FLAGGED = {"text": "The fixed words.", "custom": {"aftercare": {"kind": "red_flag"}}}


class WireStandIn:
    """Speaks like the desk: one word is a red flag, one breaks it."""

    def red_flag(self, text: str, patient: str | None, conversation: str) -> dict | None:
        """The fixed words for an alarm."""
        if "desk-breaks" in text:
            raise RuntimeError(text)
        return FLAGGED if "alarm" in text else None

    def failed(self, text: str, patient: str | None, conversation: str) -> dict:
        """An apology with the reference of a task."""
        if "desk-breaks" in text:
            raise RuntimeError(text)
        structure = {"kind": "error", "answers": [], "escalation": {"reference": "E-TASK22"}}
        return {"text": PHRASES["failed"], "custom": {"aftercare": structure}}


def clean(text: str) -> str:
    """A stand-in with the promise of the real one."""
    return "".join(c for c in text if c.isprintable() or c == "\n").strip().lstrip("/")


@pytest.fixture
def rasa() -> WireRasa:
    """The stand-in; what hangs in it is released when the gateway's test ends."""
    return WireRasa()


@pytest.fixture
def gateway(rasa: WireRasa) -> Iterator[Callable[..., str]]:
    """Starts gateways: `gateway()` in front of the stand-in, `gateway(is_up=False)` of nothing."""
    with ExitStack() as stack:

        def start(is_up: bool = True, answer_seconds: float = 10.0, people=PATIENTS) -> str:
            address = stack.enter_context(serving(rasa.app())) if is_up else closed_address()
            return stack.enter_context(serving(gateway_app(address, answer_seconds, people)))

        yield start
        rasa.release.set()


def gateway_app(
    rasa_address: str,
    answer_seconds: float = 10.0,
    people: tuple[DemoPatient, ...] = PATIENTS,
) -> Starlette:
    """The real application with small callables where the desk will be."""
    turns = Turns(
        RasaClient(rasa_address, rasa_address, KEY),
        PHRASES["not_ready"],
        WireStandIn(),
        today=lambda: date(2026, 11, 20),
        answer_seconds=answer_seconds,
    )
    return create_app(turns, clean, lambda: people)


@pytest.fixture
def visitor() -> Iterator[Callable[..., httpx.Client]]:
    """Opens browsers without a screen: `visitor(address, "P-AVA234")` has a session."""
    with ExitStack() as stack:

        def enter(address: str, patient: str | None = None) -> httpx.Client:
            client = stack.enter_context(
                httpx.Client(base_url=address, timeout=20, trust_env=False)
            )
            client.post("/api/session", json={"patient": patient}).raise_for_status()
            return client

        yield enter
