"""What every action shares: tracker to turn, the desk's reply said, failures caught."""

from __future__ import annotations

import json
import os
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date
from functools import lru_cache
from secrets import token_hex
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.desk import DangerSign, Desk, Memory, Mention, Pretended, Reply, Turn
from bot.journal import traced
from bot.settings import Settings
from bot.text import MAX_CHARACTERS

TRUSTED_CHANNEL = "afterglow"
SHELL_CHANNEL = "cmdline"
SHELL_PATIENT = "AFTERGLOW_SHELL_PATIENT"
SHELL_TODAY = "AFTERGLOW_SHELL_TODAY"
SHELL_PRETEND = "AFTERGLOW_SHELL_PRETEND"
MOST_INTENTS = 4

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def open_desk() -> Desk:
    """The one desk of this process, opened at the first message."""
    return Desk.open(Settings.from_env())


def in_staff_shell(tracker: Tracker) -> bool:
    """Whether this is a shell that `afterglow shell` started; no network channel can be."""
    return tracker.get_latest_input_channel() == SHELL_CHANNEL and SHELL_PATIENT in os.environ


class DeskAction(Action, ABC):
    """Base of all actions; a subclass says which of the desk's functions to call."""

    # The name in domain.yml.
    called: str

    def name(self) -> str:
        """The name in domain.yml."""
        return self.called

    @abstractmethod
    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Ask the desk."""
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Say the desk's reply; whatever goes wrong becomes an honest sentence and a task."""
        try:
            desk, turn = open_desk().for_one_turn(), turn_of(tracker)
        except Exception as error:
            log.error("no desk", action=self.called, error=traced(error))
            dispatcher.utter_message(response="utter_unavailable")
            return []
        try:
            reply = self._reply(desk, turn)
        except Exception as error:
            log.error("action failed", action=self.called, error=traced(error))
            reply = self._after_failure(desk, turn)
        why = reply.why
        if turn.pretended is not None or in_staff_shell(tracker):
            why = {**why, **understood(tracker), **desk.explanation(turn, reply)}
        say(dispatcher, reply, tracker.get_latest_input_channel(), why if turn.pretended else None)
        explained = {"aftercare": reply.aftercare, "why": why}
        if pretend := (tracker.get_slot("explanation") or {}).get("pretend"):
            explained["pretend"] = pretend
        return [SlotSet("memory", reply.memory.as_json()), SlotSet("explanation", explained)]

    def _reply(self, desk: Desk, turn: Turn) -> Reply:
        # Whatever the model took the message for: with the patient's day, danger comes first.
        if desk.shows_danger(turn):
            return desk.red_flag(turn)
        return desk.too_long(turn) if len(turn.text) > MAX_CHARACTERS else self.reply(desk, turn)

    def _after_failure(self, desk: Desk, turn: Turn) -> Reply:
        try:
            reply = desk.failed(turn)
        except Exception as error:
            log.error("staff could not be told", action=self.called, error=traced(error))
            reply = desk.apologise(turn, f"L-{token_hex(3).upper()}")
        log.error("patient was told", reference=reply.aftercare["escalation"]["reference"])
        return reply


def understood(tracker: Tracker) -> dict[str, Any]:
    """The intent that was read, how surely, and which others were near."""
    message = tracker.latest_message
    ranking = message.get("intent_ranking") or []
    near = [[one["name"], round(one["confidence"], 3)] for one in ranking[:MOST_INTENTS]]
    intent = message.get("intent") or {}
    return {
        "intent": intent.get("name"),
        "intent_confidence": intent.get("confidence"),
        "intents": near,
    }


def say(
    dispatcher: CollectingDispatcher,
    reply: Reply,
    channel: str | None,
    why: dict[str, Any] | None = None,
) -> None:
    """Utter the text, its buttons and, except in the shell, the structured answer.

    Our own channel also gets what the conversation remembers, so that the gateway can speak in
    our place while Rasa is down.
    """
    buttons = [{"title": button.title, "payload": button.says} for button in reply.buttons]
    structure = None if channel == SHELL_CHANNEL else {"aftercare": reply.aftercare}
    if channel == TRUSTED_CHANNEL:
        structure = {**structure, "memory": reply.memory.as_json()}
    if structure is not None and why is not None:
        structure = {**structure, "why": why}
    dispatcher.utter_message(text=reply.text, buttons=buttons, json_message=structure)


def turn_of(tracker: Tracker) -> Turn:
    """The latest message as the desk wants it; identity comes from the channel alone."""
    message = tracker.latest_message
    entities = message.get("entities") or []
    memory = Memory.from_json(tracker.get_slot("memory"))
    trusted = tracker.get_latest_input_channel() == TRUSTED_CHANNEL
    told = _metadata(tracker) if trusted else {}
    if memory.language is None and told.get("language"):
        memory = replace(memory, language=told["language"])
    today, now = today_of(tracker), Settings.from_env().now()
    return Turn(
        text=message.get("text") or "",
        today=today,
        now=now if now.date() == today else None,
        conversation=tracker.sender_id,
        patient=patient_of(tracker),
        intent=(message.get("intent") or {}).get("name") or "unsure",
        mentions=tuple(_mention(e) for e in entities if e["entity"] == "topic"),
        maybe=tuple(e["value"] for e in entities if e["entity"] == "maybe_topic"),
        signs=tuple(_sign(e, message["text"]) for e in entities if _guessed_danger(e)),
        memory=memory,
        message=told.get("message"),
        pretended=pretended_in(tracker),
    )


def patient_of(tracker: Tracker) -> str | None:
    """The reference the channel vouches for; text, slots and entities never name a patient."""
    if in_staff_shell(tracker):
        return os.environ[SHELL_PATIENT] or None
    if tracker.get_latest_input_channel() != TRUSTED_CHANNEL:
        return None
    return _metadata(tracker).get("patient")


def pretended_in(tracker: Tracker) -> Pretended | None:
    """Somebody made up, where staff ask: in their shell, or through our own channel."""
    given = None
    if in_staff_shell(tracker):
        given = (tracker.get_slot("explanation") or {}).get("pretend")
        if given is None and os.environ.get(SHELL_PRETEND):
            given = json.loads(os.environ[SHELL_PRETEND])
    elif tracker.get_latest_input_channel() == TRUSTED_CHANNEL:
        given = _metadata(tracker).get("pretend")
    return Pretended.from_json(given) if given else None


def today_of(tracker: Tracker) -> date:
    """The clinic's day: the staff shell and our own channel may say another."""
    given = None
    if in_staff_shell(tracker):
        given = tracker.get_slot("pretended_today") or os.environ.get(SHELL_TODAY)
    elif tracker.get_latest_input_channel() == TRUSTED_CHANNEL:
        given = _metadata(tracker).get("today")
    return date.fromisoformat(given) if given else Settings.from_env().today()


def _metadata(tracker: Tracker) -> dict[str, Any]:
    return tracker.latest_message.get("metadata") or {}


def _mention(entity: dict[str, Any]) -> Mention:
    return Mention(
        topic=entity["value"],
        start=entity["start"],
        end=entity["end"],
        source=entity.get("source", "exact"),
        confidence=entity.get("confidence_entity", 1.0),
        negated=entity.get("negated", False),
    )


def _guessed_danger(entity: dict[str, Any]) -> bool:
    return entity["entity"] == "red_flag" and entity.get("source") == "model"


def _sign(entity: dict[str, Any], text: str) -> DangerSign:
    evidence = text[entity["start"] : entity["end"]]
    return DangerSign(entity["value"], entity.get("level", "same_day"), evidence)
