"""Calling the staff, and telling the patient honestly who will see it and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.clock_words import day_and_time, time_seen
from bot.desk.person import Person
from bot.desk.pretended import NO_CALL
from bot.desk.turn import Turn
from bot.desk.wording import Wording
from bot.hours.hours import Hours
from bot.patients.register import Register


@dataclass(frozen=True)
class Caller:
    """`hours` gives the clinic's opening hours; None where nobody has written them down."""

    register: Register
    hours: Callable[[], Hours | None]

    def call(
        self,
        turn: Turn,
        person: Person,
        level: str,
        kind: str,
        day: int | None,
        topics: Sequence[str] = (),
        rule: str | None = None,
    ) -> str:
        """The staff have a task from now on. Returns its reference.

        What nothing covers is one task for a conversation and day, not one for each question.
        """
        if turn.pretended is not None:
            return NO_CALL
        together = None
        if kind == "uncovered":
            together = f"uncovered/{'+'.join(topics)}/{turn.today.isoformat()}"
        return self.register.open_escalation(
            level,
            turn.text,
            patient=turn.patient,
            conversation=turn.conversation,
            message=turn.message,
            day=day,
            topics=tuple(dict.fromkeys(topics)),
            understood=turn.intent,
            kind=kind,
            rule=rule,
            treated_on=person.treated_on,
            procedure=person.procedure,
            together=together,
        )

    def who_sees(self, said: Wording, level: str, now: datetime | None) -> str:
        """Who will see a call of this level and when, as far as the opening hours tell."""
        hours = self.hours()
        if hours is None or now is None:
            return said.phrase(f"seen_{level}_unknown")
        staffing = hours.at(now)
        if staffing.open:
            return said.phrase(f"seen_{level}_open")
        if staffing.opens is None:
            return said.phrase(f"seen_{level}_unknown")
        today = now.astimezone(hours.zone).date()
        opens = day_and_time(staffing.opens, today, said.language)
        return said.phrase(f"seen_{level}_closed", opens=opens)


def seen_words(said: Wording, name: str, at: datetime, now: datetime) -> str:
    """Who of the staff has seen it and when; both moments by the clinic's clock."""
    return said.phrase("seen_by", name=name, time=time_seen(at, now.date(), said.language))
