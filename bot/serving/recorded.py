"""What the bot said to a message before: for one that is delivered a second time."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.history import begin_turn, ensure_kept


async def recorded(store: TrackerStore, conversation: str, message: str) -> list[dict[str, Any]]:
    """The bot's messages to the message with this id; empty if it was not taken yet.

    A turn without a word is one whose action failed, so it may be tried anew. Raises HistoryLost.
    """
    begin_turn()
    # What was delivered a moment ago is among the last turns; if not, all of them are looked at.
    for look in (store.retrieve, store.retrieve_full_tracker):
        tracker = await look(conversation)
        ensure_kept()
        if tracker and (said := _said_to(message, tracker)):
            return said
    return []


def _said_to(message: str, tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = []
    ours = False
    for event in tracker.events:
        if isinstance(event, UserUttered):
            ours = event.message_id == message
        elif ours and isinstance(event, BotUttered):
            said.append({"text": event.text, **event.data})
    return said
