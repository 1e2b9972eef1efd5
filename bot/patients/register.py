"""The register: the one door to the patients' database. Plain data in, plain data out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.patients.book import utc_now
from bot.patients.change_book import ChangeBook
from bot.patients.channel_book import ChannelBook
from bot.patients.database import engine_for
from bot.patients.desk_book import DeskBook
from bot.patients.escalation_book import EscalationBook
from bot.patients.import_book import ImportBook
from bot.patients.ladder_book import LadderBook
from bot.patients.override_book import OverrideBook
from bot.patients.patient_book import PatientBook
from bot.patients.question_book import QuestionBook


class Register(
    PatientBook,
    OverrideBook,
    ChannelBook,
    EscalationBook,
    LadderBook,
    QuestionBook,
    ImportBook,
    DeskBook,
    ChangeBook,
):
    """Patients, treatments, overrides, verified addresses, escalations, unanswered questions,
    and what the clinic changed in its rules.
    """


def open_register(
    url: str, phone_region: str = "US", clock: Callable[[], datetime] = utc_now
) -> Register:
    """The register at this address. Runs no migration; raises DatabaseUrlError.

    Numbers without + belong to `phone_region`. `clock` gives the moment, with its zone.
    """
    return Register(engine_for(url), phone_region, clock)
