"""How the staff are told of escalations on this installation, and whether anybody is."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.escalations.contacts_file import NOBODY, Contacts, read_contacts
from bot.escalations.mail import Mail
from bot.escalations.notifier import Notifier, Plan
from bot.escalations.webhook import Webhook
from bot.hours.hours import Hours
from bot.hours.hours_file import kept_hours
from bot.hours.kept import Kept
from bot.patients.book import utc_now
from bot.patients.register import open_register
from bot.settings import Settings

NOBODY_IS_TOLD = "nobody is notified of escalations: contacts.yml is missing"
NO_MAIL_SERVER = "contacts.yml has e-mail addresses, but AFTERGLOW_SMTP_HOST is not set"


def contacts_of(settings: Settings) -> Callable[[], Contacts]:
    """Whom to tell, read again when the file changes. Raises ProtocolError when it is broken."""
    return Kept(settings.contacts_file, read_contacts, NOBODY)


def hours_of(settings: Settings) -> Callable[[], Hours | None]:
    """When the clinic is open, read again when the file changes. Raises ProtocolError."""
    return kept_hours(settings.hours_file, ZoneInfo(settings.timezone))


def check_files(settings: Settings) -> None:
    """Raises ProtocolError with every fault of the first file that is broken."""
    contacts_of(settings)
    hours_of(settings)


def notifier(settings: Settings, name: str) -> Notifier:
    """The notifier of one worker process. Raises ProtocolError for files that are broken."""
    mail = Mail(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password,
        settings.mail_from,
    )
    desk = f"{settings.public_url.rstrip('/')}/staff" if settings.public_url else ""
    register = open_register(settings.register_url, settings.phone_region)
    senders = {"email": mail, "slack": Webhook("slack"), "teams": Webhook("teams")}
    plan = Plan(contacts_of(settings), hours_of(settings), desk)
    return Notifier(name, register, plan, senders, utc_now)


def untold_warnings(settings: Settings) -> Callable[[], list[str]]:
    """Why an escalation would reach nobody outside the desk; empty when it reaches somebody."""
    contacts = contacts_of(settings)

    def warnings() -> list[str]:
        now = contacts()
        if not now.reach_somebody:
            return [NOBODY_IS_TOLD]
        mailed = any(way == "email" for one in now.people.values() for way, _ in one.ways)
        return [NO_MAIL_SERVER] if mailed and not settings.smtp_host else []

    return warnings
