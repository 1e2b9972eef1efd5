"""Messages through the real model and the real actions, in this process.

Each conversation has its own patient in a scratch register, so nothing of the clinic's is touched
unless a registered patient is asked about.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions.base import TRUSTED_CHANNEL, open_desk, traced
from bot.desk import Pretended, Turn
from bot.patients.change_records import ChangeRecord
from bot.patients.migrate import migrate
from bot.patients.register import Register, open_register
from bot.serving.actions_inside import ActionsInside
from bot.serving.prepared import prepare
from bot.settings import Settings
from bot.text import clean
from bot.training import quiet_rasa, trained_model

log = structlog.get_logger(__name__)


class Agency:
    """The model with its actions, loaded once; conversations are held through it."""

    def __init__(self, settings: Settings) -> None:
        """Load the model. Raises NotTrained, ProtocolError."""
        quiet_rasa()
        self._agent = Agent.load(trained_model(settings))
        prepare(self._agent, ActionsInside())

    async def say(
        self,
        conversation: str,
        text: str,
        patient: str | None,
        today: date,
        pretend: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """One turn: `{"text", "messages", "aftercare", "buttons"}`.

        Of somebody made up (`pretend`) also `why`: the answer explained in full.
        """
        out = CollectingOutputChannel()
        metadata = {"patient": patient, "today": today.isoformat(), "pretend": pretend}
        message = UserMessage(
            clean(text), out, conversation, input_channel=TRUSTED_CHANNEL, metadata=metadata
        )
        try:
            await self._agent.handle_message(message)
        except Exception as error:
            log.error("no answer from the model", error=traced(error))
        return collected(text, out.messages or [self._apology(conversation, text, patient, today)])

    @staticmethod
    def _apology(
        conversation: str, text: str, patient: str | None, today: date
    ) -> dict[str, Any]:
        reply = open_desk().failed(Turn(text, today, conversation=conversation, patient=patient))
        return {"text": reply.text, "custom": {"aftercare": reply.aftercare}}


def collected(text: str, messages: list[dict[str, Any]]) -> dict[str, Any]:
    """Rasa's messages of one turn in the shape of design §3.2."""
    shown = [message["text"] for message in messages if message.get("text")]
    structured = [m["custom"]["aftercare"] for m in messages if "aftercare" in m.get("custom", {})]
    buttons = [b["title"] for message in messages for b in message.get("buttons", [])]
    turn = {"text": text, "messages": shown, "aftercare": structured[-1] if structured else None}
    whys = [m["custom"]["why"] for m in messages if "why" in m.get("custom", {})]
    turn |= {"why": whys[-1]} if whys else {}
    return {**turn, "buttons": buttons} if buttons else turn


@contextmanager
def scratch_register(settings: Settings) -> Iterator[Register]:
    """A register of its own for made-up patients; the desk of this process uses it.

    Nobody is in it, but the clinic's changes to its rules are.
    """
    live = _live_changes(settings)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        migrate(url)
        kept = os.environ.get("AFTERGLOW_DATABASE_URL")
        os.environ["AFTERGLOW_DATABASE_URL"] = url
        open_desk.cache_clear()
        try:
            register = open_register(url, settings.phone_region)
            register.copy_changes(live)
            yield register
        finally:
            open_desk.cache_clear()
            os.environ.pop("AFTERGLOW_DATABASE_URL")
            if kept is not None:
                os.environ["AFTERGLOW_DATABASE_URL"] = kept


def _live_changes(settings: Settings) -> tuple[ChangeRecord, ...]:
    url = settings.register_url
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return ()  # a clinic that never began, and asking is no reason to begin
    migrate(url)
    register = open_register(url)
    try:
        return register.live_changes()
    finally:
        register.close()


def ask_many(
    rows: Iterable[dict[str, Any]],
    progress: Callable[[int], None] = lambda done: None,
    answered: Callable[[dict[str, Any]], None] = lambda answer: None,
) -> list[dict[str, Any]]:
    """Every row of design §3.2 in its own conversation with its own patient, in order.

    `answered` gets each output row as soon as it is there, `progress` how many there are.
    """
    settings = Settings.from_env()
    with scratch_register(settings) as register:
        agency = Agency(settings)
        return asyncio.run(ask_each(agency, register, rows, settings.today(), progress, answered))


async def ask_each(
    agency: Agency,
    register: Register,
    rows: Iterable[dict[str, Any]],
    today: date,
    progress: Callable[[int], None] = lambda done: None,
    answered: Callable[[dict[str, Any]], None] = lambda answer: None,
) -> list[dict[str, Any]]:
    """What `ask_many` does, through a model that is loaded already."""
    round_of = uuid4().hex[:8]
    answers = []
    for number, row in enumerate(rows):
        on = date.fromisoformat(row["on"]) if row.get("on") else today
        patient = None
        if row.get("day") is not None:
            areas = tuple(row.get("areas") or ("face",))
            treated_on = on - timedelta(days=row["day"])
            patient = register.add_patient("Someone", None, treated_on, areas)
        turns = row.get("turns") or [row["text"]]
        said = [await agency.say(f"ask-{round_of}-{number}", text, patient, on) for text in turns]
        answers.append({"id": row.get("id"), "turns": said})
        answered(answers[-1])
        progress(number + 1)
    return answers


def ask_one(text: str, patient: str | None, today: date) -> dict[str, Any]:
    """One message of a registered patient, in the clinic's own register."""
    settings = Settings.from_env()
    migrate(settings.register_url)
    return asyncio.run(Agency(settings).say(f"ask-{uuid4().hex}", text, patient, today))


def try_out(text: str, pretended: Pretended, today: date) -> dict[str, Any]:
    """One message of somebody made up, explained; nothing of the clinic's is touched."""
    settings = Settings.from_env()
    with scratch_register(settings):
        agency = Agency(settings)
        return asyncio.run(agency.say("try", text, None, today, pretended.as_json()))
