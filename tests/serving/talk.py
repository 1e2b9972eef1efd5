"""Turns as Rasa stores them, and a conversation's state as its policies and actions see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


def domain() -> Domain:
    """Slots like ours, and a form."""
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    return Domain.from_dict(
        {
            "intents": ["greet"],
            "actions": ["action_answer"],
            "slots": {"memory": dict(slot), "explanation": dict(slot)},
            "forms": {"form": {"required_slots": []}},
        }
    )


def turn(number: int, slots: Mapping[str, Any] | None = None) -> list[Event]:
    """What one message adds to a conversation."""
    intent = {"name": "greet", "confidence": 1.0}
    said = UserUttered(
        f"message {number}",
        intent=intent,
        parse_data={"intent": intent, "entities": [], "text": f"message {number}"},
        message_id=f"m{number}",
        input_channel="afterglow",
    )
    return [
        said,
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}", {"custom": {"number": number}}),
        *(SlotSet(name, value) for name, value in (slots or {}).items()),
        ActionExecuted("action_listen"),
    ]


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that does not grow with the conversation."""
    kept = tracker.current_state()
    kept.pop("events")
    bot = tracker.latest_bot_utterance
    return {**kept, "bot": bot.text if bot else None, "loop": tracker.active_loop_name}
