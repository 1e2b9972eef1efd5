"""One loaded model for all product tests: the real one, with the real actions and a register."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest

from bot.asking import Agency, scratch_register
from bot.patients.records import EscalationRecord
from bot.patients.register import Register
from bot.protocol.loader import load
from bot.protocol.model import Protocol
from bot.settings import Settings
from bot.training import train
from tests.product.shape import check_turn

# A Friday.
TODAY = date(2026, 11, 20)


@dataclass(repr=False)
class Assistant:
    """The whole product without its network: messages go in, shown turns come out."""

    agency: Agency
    register: Register
    protocol: Protocol
    settings: Settings
    loop: asyncio.AbstractEventLoop
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def patient(self, day: int | None, areas: tuple[str, ...] = ("face",)) -> str | None:
        """A new patient for whom TODAY is `day`; None for somebody the clinic does not know."""
        if day is None:
            return None
        return self.register.add_patient("Someone", None, TODAY - timedelta(days=day), areas)

    def talk(
        self, day: int | None, *texts: str, areas: tuple[str, ...] = ("face",)
    ) -> Conversation:
        """A new conversation of a new patient, with these messages already said."""
        conversation = Conversation(self, f"test-{next(self.numbers)}", self.patient(day, areas))
        for text in texts:
            conversation.say(text)
        return conversation

    def words(self, topic: str, rule: str) -> str:
        """The protocol's own sentences of a rule."""
        return next(r.words for r in self.protocol.rules[topic] if r.id == rule)

    def phrase(self, key: str) -> str:
        """The first words of a fixed sentence, up to what is filled in."""
        return self.protocol.phrases[key].split("{")[0].strip()


@dataclass(repr=False)
class Conversation:
    """One person's messages in order. Every turn is checked for the contract's shape."""

    assistant: Assistant
    name: str
    patient: str | None
    turns: list[dict[str, Any]] = field(default_factory=list)

    def say(self, text: str) -> dict[str, Any]:
        """One message; the turn that comes back."""
        turn = self.assistant.loop.run_until_complete(
            self.assistant.agency.say(self.name, text, self.patient, TODAY)
        )
        check_turn(turn, self.assistant.protocol)
        self.turns.append(turn)
        return turn

    @property
    def last(self) -> dict[str, Any]:
        """The structured answer of the last turn."""
        return self.turns[-1]["aftercare"]

    @property
    def kind(self) -> str:
        """The kind of the last turn."""
        return self.last["kind"]

    @property
    def shown(self) -> str:
        """All that was shown in the last turn."""
        return "\n".join(self.turns[-1]["messages"])

    @property
    def verdicts(self) -> list[tuple[str, str]]:
        """Topic and verdict of each answer of the last turn."""
        return [(answer["topic"], answer["verdict"]) for answer in self.last["answers"]]

    @property
    def escalations(self) -> list[EscalationRecord]:
        """What the staff were told out of this conversation."""
        return [
            escalation
            for escalation in self.assistant.register.escalations()
            if escalation.conversation == self.name
        ]

    def slots(self) -> dict[str, Any]:
        """What Rasa remembers of this conversation."""
        # There is no public way to look.
        store = self.assistant.agency._agent.tracker_store
        tracker = self.assistant.loop.run_until_complete(store.retrieve(self.name))
        return tracker.current_slot_values() if tracker else {}


@pytest.fixture(scope="package")
def model() -> Settings:
    """The settings with a model of the present data; trains only when there is none yet."""
    settings = Settings.from_env()
    train(settings)
    return settings


@pytest.fixture(scope="package")
def assistant(model: Settings) -> Iterator[Assistant]:
    """The model and its actions, loaded once, in front of an empty register."""
    protocol = load(model.protocol_dir, general_on=model.general_guidance)
    loop = asyncio.new_event_loop()
    with scratch_register(model) as register:
        yield Assistant(Agency(model), register, protocol, model, loop)
    loop.close()
