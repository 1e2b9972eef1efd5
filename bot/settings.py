"""Settings, read once from the environment; a bad value names its variable and stops the start."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.setting_values import (
    PREFIX,
    SettingsError,
    address,
    complete,
    count,
    number,
    one_of,
    origins,
    yes_or_no,
)

__all__ = ["PREFIX", "ROOT", "Settings", "SettingsError"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Everything a clinic can set. Each field is the variable AFTERGLOW_<FIELD IN CAPITALS>."""

    data_dir: Path = ROOT / "var"
    model_dir: Path = ROOT / "models"
    protocol_dir: Path = ROOT / "bot" / "protocol" / "content"
    database_url: str = field(default="", repr=False)
    timezone: str = "America/New_York"
    phone_region: str = "US"
    clinic_phone: str = ""
    emergency_number: str = "911"
    general_guidance: bool = True
    secret: str = field(default="", repr=False)
    redis_url: str = field(default="", repr=False)
    wakeups: bool = True
    origins: tuple[str, ...] = ()
    workers: int = 1
    rasas: int = 1
    new_sessions: int = 60
    log_level: str = "info"
    public_url: str = ""
    whatsapp: str = ""
    whatsapp_privacy: str = ""
    whatsapp_template: str = ""
    meta_phone_number_id: str = ""
    meta_access_token: str = field(default="", repr=False)
    meta_app_secret: str = field(default="", repr=False)
    meta_verify_token: str = field(default="", repr=False)
    meta_graph_version: str = "v26.0"
    meta_url: str = "https://graph.facebook.com"
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_number: str = ""
    twilio_url: str = "https://api.twilio.com"
    code_url: str = field(default="", repr=False)
    contacts: Path | None = None
    hours: Path | None = None
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    mail_from: str = ""
    handback_minutes: int = 30
    chat_url: str = ""
    staff_idle_minutes: int = 15
    staff_session_hours: int = 12
    # Run Rasa without TensorFlow where no component needs it; actions inside Rasa or beside it.
    light: bool = True
    actions: str = "inside"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises SettingsError naming the variable and what to write."""
        written = {name: env.get(PREFIX + name.upper(), "") for name in cls._names()}
        given = {name: value for name, value in written.items() if value}
        values = {
            name: _READERS[name](name, value) if name in _READERS else value
            for name, value in given.items()
        }
        settings = cls(**values)  # type: ignore[arg-type]
        try:
            ZoneInfo(settings.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError(
                f"AFTERGLOW_TIMEZONE={settings.timezone!r} is no time zone; "
                "write one like America/New_York."
            ) from None
        settings._check_whatsapp()
        return settings

    def _check_whatsapp(self) -> None:
        if not self.whatsapp:
            return
        needed = ("public_url", *_WHATSAPP_NEEDS[self.whatsapp])
        missing = [name for name in needed if not getattr(self, name)]
        complete(f"{PREFIX}WHATSAPP={self.whatsapp}", missing)
        if not self.whatsapp_privacy:
            raise SettingsError(_PRIVACY_REASON)

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        return tuple(cls.__dataclass_fields__)

    @property
    def register_url(self) -> str:
        """The patients' database: the one that is set, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data_dir / 'afterglow.db'}"

    @property
    def tracker_url(self) -> str:
        """Where Rasa keeps its side of the conversations."""
        if self.database_url.startswith("postgres"):
            return "postgresql+psycopg2:" + self.database_url.partition(":")[2]
        return f"sqlite:///{self.data_dir / 'conversations.db'}"

    @property
    def encoder_dir(self) -> Path:
        """Where the sentence encoder is built."""
        return self.model_dir / "encoder"

    @property
    def contacts_file(self) -> Path:
        """Who of the clinic is told of escalations."""
        return self.contacts or self.data_dir / "contacts.yml"

    @property
    def hours_file(self) -> Path:
        """When the clinic is open."""
        return self.hours or self.data_dir / "hours.yml"

    def signing_secret(self) -> str:
        """The secret for signed links: the one that is set, else one kept in the data folder."""
        if self.secret:
            return self.secret
        file = self.data_dir / "secret"
        if not file.exists() or not file.read_text().strip():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            # Whole or not at all: a half-written secret would sign links that anybody can forge.
            with tempfile.NamedTemporaryFile("w", dir=self.data_dir, delete=False) as fresh:
                fresh.write(secrets.token_urlsafe(48))
            os.replace(fresh.name, file)
        return file.read_text()

    def today(self) -> date:
        """The calendar day at the clinic. Only the outermost layer asks for it."""
        return self.now().date()

    def now(self) -> datetime:
        """The moment by the clinic's clock. Only the outermost layer asks for it."""
        return datetime.now(ZoneInfo(self.timezone))


_ACTIONS = ("inside", "server")
_LOG_LEVELS = ("debug", "info", "warning", "error")
_READERS = {
    **dict.fromkeys(
        ("data_dir", "model_dir", "protocol_dir", "contacts", "hours"),
        lambda _, value: _folder(value),
    ),
    **dict.fromkeys(("workers", "rasas", "new_sessions", "smtp_port", "handback_minutes"), count),
    **dict.fromkeys(("staff_idle_minutes", "staff_session_hours"), count),
    **dict.fromkeys(
        ("public_url", "chat_url", "code_url", "meta_url", "twilio_url"), address
    ),
    "general_guidance": yes_or_no,
    "light": yes_or_no,
    "wakeups": yes_or_no,
    "actions": lambda name, value: one_of(name, value, _ACTIONS),
    "origins": lambda _, value: origins(value),
    "log_level": lambda name, value: one_of(name, value, _LOG_LEVELS),
    "smtp_security": lambda name, value: one_of(name, value, ("starttls", "tls", "none")),
    "whatsapp": lambda name, value: one_of(name, value, ("meta", "twilio")),
    "whatsapp_privacy": lambda name, value: one_of(name, value, ("full", "link")),
    "twilio_number": number,
}
_WHATSAPP_NEEDS = {
    "meta": (
        "meta_phone_number_id",
        "meta_access_token",
        "meta_app_secret",
        "meta_verify_token",
    ),
    "twilio": ("twilio_account_sid", "twilio_auth_token", "twilio_number"),
}
_PRIVACY_REASON = (
    "AFTERGLOW_WHATSAPP_PRIVACY: write full or link. With full, answers about a patient's care go "
    "through WhatsApp; with link, only a signed link to the web chat. Not every provider signs "
    "an agreement on health data, so the clinic must decide; docs/whatsapp.md explains both."
)


def _folder(written: str) -> Path:
    return Path(written).expanduser().resolve()
