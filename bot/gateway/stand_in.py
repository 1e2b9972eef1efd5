"""What the desk says when Rasa does not answer: danger signs, and an apology with a task behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.desk import Desk, Reply, Turn
from bot.gateway.rasa_client import Message


@dataclass(frozen=True)
class StandIn:
    """Speaks straight from the desk. `today` gives the clinic's calendar day."""

    desk: Desk
    today: Callable[[], date]

    def red_flag(self, text: str, patient: str | None, conversation: str) -> Message | None:
        """The fixed reply to a danger sign in `text`, and its escalation; None without a sign."""
        turn = self._turn(text, patient, conversation)
        return _message(self.desk.red_flag(turn)) if self.desk.shows_danger(turn) else None

    def failed(self, text: str, patient: str | None, conversation: str) -> Message:
        """An honest sentence with the reference of the task that the staff now have."""
        return _message(self.desk.failed(self._turn(text, patient, conversation)))

    def _turn(self, text: str, patient: str | None, conversation: str) -> Turn:
        return Turn(text, self.today(), conversation=conversation, patient=patient)


def _message(reply: Reply) -> Message:
    return {"text": reply.text, "buttons": [], "custom": {"aftercare": reply.aftercare}}
