"""The one door to accounts, logins, notes and canned replies of the staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.patients.attempt_book import AttemptBook
from bot.patients.book import utc_now
from bot.patients.database import engine_for
from bot.patients.note_book import NoteBook
from bot.patients.staff_book import StaffBook
from bot.patients.staff_session_book import StaffSessionBook


class StaffRegister(StaffBook, StaffSessionBook, AttemptBook, NoteBook):
    """In the patients' database, apart from the register: the bot has no use for it."""


def open_staff_register(
    url: str,
    clock: Callable[[], datetime] = utc_now,
    idle: timedelta = StaffSessionBook.idle,
    longest: timedelta = StaffSessionBook.longest,
) -> StaffRegister:
    """In this database, already migrated. Sessions end after `idle`, and `longest` in any case."""
    register = StaffRegister(engine_for(url), clock=clock)
    register.idle, register.longest = idle, longest
    return register
