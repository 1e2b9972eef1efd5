"""One turn of a conversation as Rasa hands it to an action, and what the action did with it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from tests.desk.clinic import TODAY


@dataclass(frozen=True)
class Outcome:
    """What an action said and the slots it set."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(message["text"] or "" for message in self.messages)

    @property
    def aftercare(self) -> dict[str, Any]:
        [message] = self.messages
        return message["custom"]["aftercare"]


def said(
    text: str | None,
    channel: str | None = "afterglow",
    patient: str | None = None,
    intent: str = "may_i",
    entities: tuple[dict[str, Any], ...] = (),
    slots: dict[str, Any] | None = None,
    today: str | None = TODAY.isoformat(),
    **metadata: Any,
) -> Tracker:
    """A tracker whose latest message came over this channel with this metadata."""
    told = {"patient": patient, "today": today, **metadata}
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": list(entities),
        "metadata": {key: value for key, value in told.items() if value is not None},
    }
    empty = {"memory": None, "explanation": None, "pretended_today": None}
    return Tracker.from_dict(
        {
            "sender_id": "conversation-1",
            "slots": {**empty, **(slots or {})},
            "latest_message": message,
            "events": [{"event": "user", "text": text, "input_channel": channel}],
        }
    )


def topic(name: str, text: str, words: str) -> dict[str, Any]:
    """A topic entity as the pipeline writes it."""
    start = text.index(words)
    return {
        "entity": "topic",
        "value": name,
        "start": start,
        "end": start + len(words),
        "source": "exact",
        "confidence_entity": 1.0,
        "negated": False,
        "extractor": "TopicFinder",
    }


def about_makeup(text: str = "can I wear makeup?", **details: Any) -> Tracker:
    """The question most tests ask."""
    return said(text, entities=(topic("makeup", text, "makeup"),), **details)


def run(action: Action, tracker: Tracker) -> Outcome:
    """Run the action as the action server does."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(action.run(dispatcher, tracker, {}))
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return Outcome(dispatcher.messages, slots)
