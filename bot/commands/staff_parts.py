"""What the staff desk is made of on this installation."""

from __future__ import annotations

from datetime import timedelta

from bot.commands.auditing import opened_audit
from bot.commands.gap_listing import gap_lister
from bot.commands.start_check import check_starter
from bot.desk import Desk
from bot.mailbox import Mailbox
from bot.patients.book import utc_now
from bot.patients.links import sign_link
from bot.patients.register import Register
from bot.patients.staff_register import open_staff_register
from bot.settings import Settings
from bot.staff.parts import StaffParts


def staff_parts(settings: Settings, register: Register, mailbox: Mailbox, desk: Desk) -> StaffParts:
    """Everything the desk's pages work with, the databases open."""
    secret = settings.signing_secret()
    accounts = open_staff_register(
        settings.register_url,
        idle=timedelta(minutes=settings.staff_idle_minutes),
        longest=timedelta(hours=settings.staff_session_hours),
    )
    return StaffParts(
        register=register,
        mailbox=mailbox,
        accounts=accounts,
        audit=opened_audit(settings),
        desk=desk,
        settings=settings,
        sign_link=lambda reference: sign_link(reference, secret, utc_now()),
        clock=utc_now,
        start_check=check_starter(settings),
        gaps=gap_lister(settings, register, mailbox),
    )
