"""What patients are told of the people behind the assistant, and when it cannot answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.calling import seen_words
from bot.desk.choosing import OTHER
from bot.desk.footing import Footing
from bot.desk.person import NOBODY
from bot.desk.structure import aftercare, escalated
from bot.desk.tongue import heard
from bot.desk.turn import Reply, Turn


class PeopleDesk(Footing):
    """Calls that are made for them, and what becomes of these."""

    def failed(self, turn: Turn) -> Reply:
        """An honest sentence after a failure on our side, and a task for the staff."""
        return self.apologise(turn, self._caller.call(turn, NOBODY, "routine", "failure", None))

    def apologise(self, turn: Turn, reference: str) -> Reply:
        """The sentence alone, for when not even the register can be reached."""
        turn = heard(turn)
        said, escalation = self._said(turn), escalated("routine", reference)
        structure = aftercare(said, turn, "error", None, (), escalation)
        text = said.phrase("failed", reference=reference)
        text = f"{text}\n\n{self._caller.who_sees(said, 'routine', turn.now)}"
        return Reply(text, structure, turn.memory)

    def delayed(self, turn: Turn) -> Reply:
        """What is said when the answer itself will take longer; it follows later."""
        turn = heard(turn)
        said = self._said(turn)
        return Reply(said.phrase("delayed"), aftercare(said, turn, "error", None), turn.memory)

    def note(
        self, turn: Turn, *phrases: str, task: str = "", kind: str = "other", **values: object
    ) -> Reply:
        """Fixed sentences about the channel itself, without a word on anybody's care.

        With `task` the staff get one of this kind that says so, and {reference} is its reference.
        """
        turn, escalation = heard(turn), None
        if task:
            reference = self.ask_staff(turn, task, kind)
            values, escalation = {**values, "reference": reference}, escalated("routine", reference)
        said = self._said(turn)
        text = "\n\n".join(said.phrase(phrase, **values) for phrase in phrases)
        structure = aftercare(said, turn, "handoff" if task else "info", None, (), escalation)
        return Reply(text, {**structure, "service": True}, turn.memory)

    def ask_staff(self, turn: Turn, task: str, kind: str = "other") -> str:
        """A routine task for the staff, told in a word or two; returns its reference."""
        person, day = self._person(turn), self.day_on(turn, turn.today)
        called = replace(turn, intent=task)
        return self._caller.call(called, person, "routine", kind, day, ["human"])

    def seen_by(self, language: str, name: str, at: datetime, now: datetime) -> str:
        """The line that says who of the staff has seen it; moments by the clinic's clock."""
        return seen_words(self.wording_in(language), name, at, now)

    def handed_back(self, language: str, unanswered: bool = False) -> str:
        """The line that says that the assistant answers again, and what became of the last word."""
        key = "handed_back_unanswered" if unanswered else "handed_back"
        return self.wording_in(language).phrase(key)

    def left_unanswered(self, turn: Turn) -> str:
        """A person had the conversation and has not answered this: it is a task again."""
        person, day = self._person(turn), self.day_on(turn, turn.today)
        return self._caller.call(turn, person, "routine", "wants_person", day, ["human"])

    def _passed_on(self, turn: Turn, reply: Reply) -> Reply:
        """What no rule covers goes to a person, and the patient is told so."""
        turn, person = heard(turn), self._person(turn)
        said, day = self._said(turn), self.day_on(turn, turn.today)
        reference = self._caller.call(turn, person, "routine", "uncovered", day, [OTHER])
        told = said.phrase("passed_on", reference=reference)
        told = f"{told} {self._caller.who_sees(said, 'routine', turn.now)}"
        structure = {**reply.aftercare, "escalation": escalated("routine", reference)}
        return replace(reply, text=f"{reply.text}\n\n{told}", aftercare=structure)
