"""The conversation around the questions."""

from __future__ import annotations

from actions.base import DeskAction
from bot.desk import Desk, Reply, Turn


class ActionHandOver(DeskAction):
    """Pass the conversation to a person."""

    called = "action_hand_over"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """With a reference the patient can quote."""
        return desk.hand_over(turn)


class ActionSmalltalk(DeskAction):
    """Answer small talk."""

    called = "action_smalltalk"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Hello, thanks or goodbye."""
        return desk.smalltalk(turn)


class ActionOutOfScope(DeskAction):
    """Say what the assistant is for."""

    called = "action_out_of_scope"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """The message has nothing to do with aftercare."""
        return desk.unrelated(turn)


class ActionConfirm(DeskAction):
    """Take a yes or no to the last offer."""

    called = "action_confirm"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Only `agree` is a yes."""
        return desk.confirm(turn, agreed=turn.intent == "agree")


class ActionUnsure(DeskAction):
    """Ask one clarifying question, then offer a person."""

    called = "action_unsure"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Never a guess."""
        return desk.unsure(turn)
