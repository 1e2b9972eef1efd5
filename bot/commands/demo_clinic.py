"""The demo clinic as the gateway shows it."""

from __future__ import annotations

import threading
from datetime import date

from bot.gateway.demo import DemoPatient
from bot.patients.demo import seed_demo
from bot.patients.records import current_treatment
from bot.patients.register import Register
from bot.settings import Settings


class DemoClinic:
    """The demo patients as they are today; dated anew when a new day begins."""

    def __init__(self, register: Register, settings: Settings) -> None:
        self._settings = settings
        self._register = register
        self._titles: list[tuple[str, str]] = []
        self._dated: date | None = None
        self._seeding = threading.Lock()

    def __call__(self) -> list[DemoPatient]:
        """Each with the day that today is for them."""
        today = self._settings.today()
        # Two visitors at the same moment would both put the same patients in.
        with self._seeding:
            if today != self._dated:
                self._titles = seed_demo(self._register, today)
                self._dated = today
        people = []
        for reference, title in self._titles:
            record = self._register.patient(reference)
            treatment = current_treatment(record.treatments, today) if record else None
            day = (today - treatment.treated_on).days if treatment else None
            people.append(DemoPatient(reference, title, day))
        return people
