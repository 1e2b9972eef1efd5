"""Questions and reports about aftercare."""

from __future__ import annotations

from actions.base import DeskAction
from bot.desk import Desk, Reply, Turn


class ActionAnswer(DeskAction):
    """Answer what was asked about, for the patient's day."""

    called = "action_answer"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """One topic or several."""
        return desk.answer(turn)


class ActionRedFlag(DeskAction):
    """Answer a danger sign and call the staff."""

    called = "action_red_flag"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """The fixed text of the most urgent sign."""
        return desk.red_flag(turn)


class ActionTakeDate(DeskAction):
    """Take the treatment date that a visitor tells."""

    called = "action_take_date"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Then the question that waited for it."""
        return desk.take_date(turn)


class ActionUncovered(DeskAction):
    """Say that no rule covers the question."""

    called = "action_uncovered"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Never a guess."""
        return desk.uncovered(turn)
