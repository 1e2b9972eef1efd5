"""What the desk's pages work with, put together by whoever starts the gateway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.gaps.groups import Group
from bot.mailbox import Mailbox
from bot.patients.audit_book import Audit
from bot.patients.register import Register
from bot.patients.staff_register import StaffRegister
from bot.settings import Settings


@dataclass(frozen=True)
class StaffParts:
    """`sign_link(reference)` is the signed proof with which this patient opens the chat.

    `start_check(number, lease)` begins the check of a rule change, elsewhere; `gaps(days)` groups
    what was asked in vain in so many days, elsewhere as well.
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
    gaps: Callable[[int], Sequence[Group]] = lambda days: ()
