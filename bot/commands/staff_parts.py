"""What the staff desk is made of on this installation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from secrets import token_hex
from typing import Any

from bot.commands.auditing import opened_audit
from bot.commands.gap_listing import gap_lister
from bot.commands.start_check import check_starter
from bot.desk import Desk
from bot.gateway.rasa_client import Question, RasaClient, Unanswered
from bot.mailbox import Mailbox
from bot.patients.book import utc_now
from bot.patients.links import sign_link
from bot.patients.register import Register
from bot.patients.staff_register import open_staff_register
from bot.settings import Settings
from bot.staff.parts import StaffParts
from bot.text import clean
from bot.whatsapp.inbound import MEDIA_FOLDER
from bot.whatsapp.media_store import Damaged, MediaStore


def staff_parts(
    settings: Settings, register: Register, mailbox: Mailbox, desk: Desk, rasa: RasaClient
) -> StaffParts:
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
        try_out=trying_out(rasa),
        gaps=gap_lister(settings, register, mailbox),
        open_file=opening(MediaStore(settings.data_dir / MEDIA_FOLDER, secret)),
    )


def opening(store: MediaStore) -> Callable[[int], bytes | None]:
    """Attachments by their number."""

    def content_of(number: int) -> bytes | None:
        try:
            return store.read(number)
        except Damaged:
            return None

    return content_of


def trying_out(rasa: RasaClient) -> Callable[[str, date, dict[str, Any]], Awaitable[Any]]:
    """Asks the real model and the real actions, in a conversation of its own."""

    async def try_out(text: str, today: date, pretend: dict[str, Any]) -> Any:
        name = f"try-{token_hex(8)}"
        try:
            return await rasa.say(Question(name, clean(text), name, pretend=pretend), today)
        except Unanswered:
            return None

    return try_out
