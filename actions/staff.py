"""Commands of the staff shell: another pretended date, and why the last answer was given."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import DeskAction, in_staff_shell, open_desk, turn_of
from bot.desk import Desk, Reply, Turn

_HELP = (
    ":day 4            pretend it is day 4 after the treatment\n"
    ":day 3, eyes, makeup=avoid:0-5, es\n"
    "                  and somebody whose eyes were treated, with an override, in Spanish\n"
    ":day 3 plain      without override and language again\n"
    ":on 2026-11-25    pretend it is this date\n"
    ":why              show rule, window, quote and what was understood of the last message\n"
    ":json             show the last structured answer\n"
    ":help             show this"
)


class ActionStaffCommand(DeskAction):
    """Obey a colon command, in a shell that `afterglow shell` started and nowhere else."""

    called = "action_staff_command"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """To anybody else a colon is just text."""
        return desk.unsure(turn)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Do what the command says, or say which commands there are."""
        if not in_staff_shell(tracker):
            return await super().run(dispatcher, tracker, domain)
        turn = turn_of(tracker)
        command, _, value = turn.text.lstrip(": ").partition(" ")
        if command in ("why", "json"):
            dispatcher.utter_message(text=_explained(tracker.get_slot("explanation"), command))
            return []
        number, *words = value.replace(",", " ").split() or [""]
        today = _pretended(open_desk(), turn, command, number)
        if today is None:
            dispatcher.utter_message(text=_HELP)
            return []
        day = open_desk().day_on(turn, today)
        told = f"It is now {today:%a %Y-%m-%d}, day {day}."
        events = [SlotSet("pretended_today", today.isoformat())]
        if words:
            try:
                pretended = open_desk().pretend(turn, words)
            except ValueError as wrong:
                dispatcher.utter_message(text=f"{wrong}.\n{_HELP}")
                return []
            explained = tracker.get_slot("explanation") or {}
            events.append(SlotSet("explanation", {**explained, "pretend": pretended.as_json()}))
            told = f"{told} Somebody made up: {' '.join(words)}. Nobody is called."
        dispatcher.utter_message(text=told)
        return events


def _pretended(desk: Desk, turn: Turn, command: str, value: str) -> date | None:
    try:
        if command == "on":
            return date.fromisoformat(value)
        now = desk.day_on(turn, turn.today)
        if command == "day" and now is not None:
            return turn.today + timedelta(days=int(value) - now)
    except (ValueError, OverflowError):
        return None
    return None


def _explained(explanation: dict[str, Any] | None, command: str) -> str:
    if not explanation or "aftercare" not in explanation:
        return "Nothing has been answered yet."
    part = explanation["aftercare"] if command == "json" else explanation["why"]
    return json.dumps(part, indent=2, ensure_ascii=False)
