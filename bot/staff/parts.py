"""What the desk's pages work with, put together by whoever starts the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.desk import Desk
from bot.gaps.groups import Group
from bot.mailbox import Mailbox
from bot.patients.audit_book import Audit
from bot.patients.register import Register
from bot.patients.staff_register import StaffRegister
from bot.settings import Settings


async def _nobody_answers(text: str, today: date, pretend: dict[str, Any]) -> None:
    """Where there is no model to ask."""


@dataclass(frozen=True)
class StaffParts:
    """`sign_link(reference)` is the signed proof with which this patient opens the chat.

    `start_check(number, lease)` begins the check of a rule change, elsewhere; `gaps(days)` groups
    what was asked in vain in so many days, elsewhere as well. `try_out(text, today, pretend)` gives
    the messages that somebody made up would get, or None while nobody answers. `open_file(number)`
    is an attachment's content, None where it is damaged or gone.
    """

    register: Register
    mailbox: Mailbox
    accounts: StaffRegister
    audit: Audit
    desk: Desk
    settings: Settings
    sign_link: Callable[[str], str]
    clock: Callable[[], datetime]
    start_check: Callable[[int, str], None] = lambda number, lease: None
    try_out: Callable[[str, date, dict[str, Any]], Awaitable[Any]] = _nobody_answers
    gaps: Callable[[int], Sequence[Group]] = lambda days: ()
    open_file: Callable[[int], bytes | None] = lambda number: None
