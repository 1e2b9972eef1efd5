"""What every part of the desk stands on: register, protocol in use, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.desk.calling import Caller
from bot.desk.person import Person, person_of, pretended_person
from bot.desk.shelf import Shelf
from bot.desk.tongue import language_of_turn
from bot.desk.turn import Turn
from bot.desk.wording import Calendar, Wording
from bot.hours.hours import Hours
from bot.language import ENGLISH
from bot.patients.register import Register
from bot.settings import Settings


class Footing:
    """`hours` gives the clinic's opening hours; None where nobody has written them down."""

    def __init__(
        self,
        register: Register,
        shelf: Shelf,
        settings: Settings,
        hours: Callable[[], Hours | None] = lambda: None,
    ) -> None:
        self._register = register
        self._shelf = shelf
        self._settings = settings
        self._caller = Caller(register, hours)

    @property
    def wording(self) -> Wording:
        """The newest good protocol's English words with the clinic's numbers."""
        return self.wording_in(ENGLISH)

    def wording_in(self, language: str) -> Wording:
        """The same in another language; what is not translated stays English."""
        protocol, settings = self._shelf.protocol(language), self._settings
        return Wording(protocol, settings.clinic_phone, settings.emergency_number, language)

    def day_on(self, turn: Turn, when: date) -> int | None:
        """Days from this person's treatment to `when`; None without a treatment date."""
        return Calendar(turn.today, self._person(turn).treated_on).day_of(when)

    def _said(self, turn: Turn) -> Wording:
        return self.wording_in(language_of_turn(turn))

    def _person(self, turn: Turn) -> Person:
        if turn.pretended is not None:
            return pretended_person(turn.pretended, turn.memory.stated_treatment)
        return person_of(self._register, turn.patient, turn.memory.stated_treatment, turn.today)
