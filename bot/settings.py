"""Settings, read once from the environment; a bad value names its variable and stops the start."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "AFTERGLOW_"


class SettingsError(ValueError):
    """A variable has a value that cannot be used."""


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
    # Run Rasa without TensorFlow where no component needs it; actions inside Rasa or beside it.
    light: bool = True
    actions: str = "inside"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment. Raises SettingsError naming the variable and what to write."""
        written = {name: env.get(PREFIX + name.upper(), "") for name in cls._names()}
        given = {name: value for name, value in written.items() if value}
        values: dict[str, object] = dict(given)
        for name in ("data_dir", "model_dir", "protocol_dir"):
            if name in given:
                values[name] = Path(given[name]).expanduser().resolve()
        for name in ("general_guidance", "light", "wakeups"):
            if name in given:
                values[name] = _yes_or_no(name, given[name])
        if "actions" in given:
            values["actions"] = _one_of("actions", given["actions"].lower(), _ACTIONS)
        if "origins" in given:
            values["origins"] = _origins(given["origins"])
        for name in ("workers", "rasas", "new_sessions"):
            if name in given:
                values[name] = _count(name, given[name])
        if "log_level" in given:
            values["log_level"] = _one_of("log_level", given["log_level"].lower(), _LOG_LEVELS)
        settings = cls(**values)  # type: ignore[arg-type]
        try:
            ZoneInfo(settings.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise SettingsError(
                f"AFTERGLOW_TIMEZONE={settings.timezone!r} is no time zone; "
                "write one like America/New_York."
            ) from None
        return settings

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
        return datetime.now(ZoneInfo(self.timezone)).date()


_ACTIONS = ("inside", "server")
_LOG_LEVELS = ("debug", "info", "warning", "error")
_MOST = 100_000
_ORIGIN = re.compile(r"https?://([\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\])(:[0-9]{1,5})?", re.ASCII)


def _origins(written: str) -> tuple[str, ...]:
    """Origins as browsers send them: scheme and host, and the port where it is not the usual."""
    origins = tuple(one.strip().rstrip("/").lower() for one in written.split(",") if one.strip())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise SettingsError(
                f"{PREFIX}ORIGINS: {origin!r} is no origin; write https://www.your-clinic.example, "
                "several with commas between them."
            )
    return origins


def _count(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 0 < int(value) <= _MOST:
        raise SettingsError(f"{PREFIX}{name.upper()}={value!r}: write a number from 1 to {_MOST}.")
    return int(value)


def _one_of(name: str, value: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise SettingsError(f"{PREFIX}{name.upper()}={value!r}: write one of {', '.join(words)}.")
    return value


def _yes_or_no(name: str, value: str) -> bool:
    answers = {"yes": True, "true": True, "1": True, "on": True}
    answers.update({"no": False, "false": False, "0": False, "off": False})
    if value.lower() not in answers:
        raise SettingsError(f"{PREFIX}{name.upper()}={value!r}: write yes or no.")
    return answers[value.lower()]
