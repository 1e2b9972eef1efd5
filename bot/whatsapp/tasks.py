"""What the staff are told about messages that did not reach a phone, once for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.mailbox.delivery_records import Delivery

ROUTINE = "routine"
LOCKED_OUT = "whatsapp-locked-out"


class Calls(Protocol):
    """The register's calls for a person."""

    def open_escalation(self, level: str, words: str, **about: object) -> str:
        """Store it once for each conversation and message; returns its reference."""


@dataclass(frozen=True)
class Tasks:
    """`today` gives the clinic's calendar day."""

    calls: Calls
    today: Callable[[], date]

    def undelivered(self, delivery: Delivery) -> None:
        """It did not arrive, or nobody knows whether it did. Danger keeps its level."""
        surely = "may not have arrived" if delivery.state == "unsure" else "not delivered"
        self.calls.open_escalation(
            _level(delivery),
            delivery.text or "",
            patient=delivery.patient,
            conversation=delivery.conversation,
            topics=("human",),
            understood=f"whatsapp: {surely}: {delivery.error or 'unknown'}",
            kind="delivery",
            message=delivery.key,
        )

    def locked_out(self) -> None:
        """The provider refuses our key: one task a day until somebody has put a new one in."""
        self.calls.open_escalation(
            ROUTINE,
            "",
            topics=("human",),
            understood="whatsapp: the provider refuses our access token; no message goes out",
            kind="delivery",
            message=f"{LOCKED_OUT}-{self.today().isoformat()}",
        )


def _level(delivery: Delivery) -> str:
    if not delivery.urgent:
        return ROUTINE
    return ((delivery.aftercare or {}).get("escalation") or {}).get("level") or "emergency"
