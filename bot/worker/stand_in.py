"""What the desk says without Rasa: danger signs, and honest sentences when no answer comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.desk import Desk, Memory, Reply, Turn
from bot.mailbox import Outgoing, Standing, Untold, Work


@dataclass(frozen=True)
class StandIn:
    """Speaks straight from the desk. `today` gives the clinic's calendar day, `now` its moment."""

    desk: Desk
    today: Callable[[], date]
    now: Callable[[], datetime]

    def shows_danger(self, work: Work) -> bool:
        """Whether triage sees a danger sign on this patient's day."""
        return self._dangerous(work) is not None

    def red_flag(self, work: Work) -> Outgoing:
        """The fixed reply to a danger sign; the staff have a task."""
        return _outgoing(self.desk.red_flag(self._dangerous(work) or self.turn_of(work)))

    def failed(self, work: Work) -> Outgoing:
        """An honest sentence with the reference of the task that the staff now have."""
        return _outgoing(self.desk.failed(self.turn_of(work)))

    def delayed(self, work: Work) -> Outgoing:
        """An honest sentence while the answer takes longer."""
        return _outgoing(self.desk.delayed(self.turn_of(work)))

    def seen(self, untold: Untold) -> str:
        """The line that says who has seen it, by the clinic's clock."""
        now = self.now()
        at = untold.at.astimezone(now.tzinfo)
        return self.desk.seen_by(untold.language, untold.by, at, now)

    def handed_back(self, quiet: Standing) -> str:
        """The line that says that the assistant answers again."""
        return self.desk.handed_back(quiet.language, quiet.unanswered)

    def left_unanswered(self, quiet: Standing, words: str) -> str:
        """A task for the staff: a person had the conversation and these words have no answer."""
        turn = Turn(
            words,
            self.today(),
            conversation=quiet.conversation,
            patient=quiet.patient,
            message=f"unanswered/{quiet.last_seq}",
            now=self.now(),
        )
        return self.desk.left_unanswered(turn)

    def _dangerous(self, work: Work) -> Turn | None:
        """The turn as it shows danger: line by line, or read on from one message to the next.

        "I can't" / "breathe" says it only in one breath.
        """
        turn = self.turn_of(work)
        in_one_breath = replace(turn, text=turn.text.replace("\n", " "))
        return next((t for t in (turn, in_one_breath) if self.desk.shows_danger(t)), None)

    def turn_of(self, work: Work) -> Turn:
        """What the desk is told of this work."""
        memory = Memory.from_json(work.memory)
        if memory.language is None:
            memory = replace(memory, language=work.language)
        return Turn(
            work.text,
            self.today(),
            conversation=work.conversation,
            patient=work.patient,
            memory=memory,
            message=work.key,
            now=self.now(),
        )


def _outgoing(reply: Reply) -> Outgoing:
    return Outgoing(reply.text, aftercare=reply.aftercare)
