"""Settings from the environment: typed, checked at once, and silent about the secret."""

from __future__ import annotations

import stat
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from bot.settings import PREFIX, ROOT, Settings, SettingsError


def test_an_empty_environment_gives_a_working_clinic():
    """Nothing has to be set; an empty variable counts as not set."""
    settings = Settings.from_env({})
    assert settings == Settings.from_env({"AFTERGLOW_DATA_DIR": "", "AFTERGLOW_TIMEZONE": ""})
    assert settings.register_url == f"sqlite:///{ROOT / 'var' / 'afterglow.db'}"
    assert settings.protocol_dir.is_dir()


def test_every_field_has_its_variable(tmp_path):
    """What is written in a variable arrives in the field of that name."""
    written = {
        "data_dir": str(tmp_path / "data"),
        "model_dir": str(tmp_path / "models"),
        "protocol_dir": str(tmp_path / "rules"),
        "database_url": "postgresql://host/clinic",
        "timezone": "Europe/Madrid",
        "phone_region": "ES",
        "clinic_phone": "+34910000000",
        "emergency_number": "112",
        "general_guidance": "no",
        "secret": "s3cret",
        "redis_url": "redis://host/0",
        "origins": "https://a.example,http://b.example:8080/",
        "workers": "3",
        "rasas": "2",
        "new_sessions": "100",
        "log_level": "DEBUG",
        "light": "no",
        "wakeups": "no",
        "actions": "Server",
    }
    settings = Settings.from_env({PREFIX + key.upper(): value for key, value in written.items()})
    expected = {key: Path(v) if key.endswith("_dir") else v for key, v in written.items()}
    expected["general_guidance"] = False
    expected["origins"] = ("https://a.example", "http://b.example:8080")
    expected |= {"light": False, "wakeups": False, "actions": "server"}
    expected |= {"workers": 3, "rasas": 2, "new_sessions": 100, "log_level": "debug"}
    assert vars(settings) == expected
    assert settings.register_url == "postgresql://host/clinic"


def test_other_variables_are_nobodys_business():
    """Variables without our prefix, or with a name that is no field, change nothing."""
    assert Settings.from_env({"TIMEZONE": "Mars", "AFTERGLOW_COLOUR": "red"}) == Settings()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America", "../etc", "/etc/passwd", "a\x00b"])
def test_a_bad_time_zone_names_its_variable(zone):
    """The message says which variable is wrong, what stands in it and what to write."""
    with pytest.raises(SettingsError, match="AFTERGLOW_TIMEZONE=.*write one like"):
        Settings.from_env({"AFTERGLOW_TIMEZONE": zone})


@pytest.mark.parametrize(
    ("word", "on"), [("yes", True), ("TRUE", True), ("1", True), ("Off", False), ("0", False)]
)
def test_yes_and_no_in_several_words(word, on):
    """General guidance is turned on and off by any usual word."""
    assert Settings.from_env({"AFTERGLOW_GENERAL_GUIDANCE": word}).general_guidance is on


def test_neither_yes_nor_no_stops_the_start():
    """A slip is never read as yes."""
    with pytest.raises(SettingsError, match="AFTERGLOW_GENERAL_GUIDANCE='maybe'"):
        Settings.from_env({"AFTERGLOW_GENERAL_GUIDANCE": "maybe"})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ORIGINS", "clinic.example"),
        ("ORIGINS", "https://clinic.example/chat"),
        ("ORIGINS", "*"),
        ("WORKERS", "0"),
        ("WORKERS", "many"),
        ("NEW_SESSIONS", "-1"),
        ("LOG_LEVEL", "verbose"),
        ("LIGHT", "heavy"),
        ("ACTIONS", "outside"),
    ],
)
def test_a_bad_value_names_its_variable(variable, value):
    """An origin with a path, no worker at all, a level nobody knows: the start stops."""
    with pytest.raises(SettingsError, match=f"AFTERGLOW_{variable}.*write"):
        Settings.from_env({f"AFTERGLOW_{variable}": value})


def test_rasa_keeps_its_conversations_where_the_patients_are():
    """Beside the SQLite database, or in the same PostgreSQL."""
    assert Settings(data_dir=Path("/d")).tracker_url == "sqlite:////d/conversations.db"
    clinic = Settings(database_url="postgres://u:p@host/clinic")
    assert clinic.tracker_url == "postgresql+psycopg2://u:p@host/clinic"


def test_folders_are_made_whole(monkeypatch, tmp_path):
    """A home folder's sign and a relative path become one absolute path."""
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.from_env({"AFTERGLOW_DATA_DIR": "~/x/../y"}).data_dir == tmp_path / "y"
    assert Settings.from_env({"AFTERGLOW_DATA_DIR": "y"}).data_dir == Path.cwd() / "y"


def test_the_secret_is_kept_and_private(tmp_path):
    """Without one set, a secret is made once, long, and readable to its owner alone."""
    first = Settings(data_dir=tmp_path / "new").signing_secret()
    assert len(first) >= 32
    assert Settings(data_dir=tmp_path / "new").signing_secret() == first
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert Settings(data_dir=tmp_path / "other").signing_secret() != first


def test_a_set_secret_is_used_and_never_shown(tmp_path):
    """The secret from the environment counts, and the settings' repr does not repeat it."""
    settings = Settings.from_env(
        {"AFTERGLOW_SECRET": "hush-hush", "AFTERGLOW_DATA_DIR": str(tmp_path)}
    )
    assert settings.signing_secret() == "hush-hush"
    assert "hush-hush" not in repr(settings)
    assert not (tmp_path / "secret").exists()


def test_settings_cannot_be_changed():
    """Read once means the same for the whole run."""
    with pytest.raises(FrozenInstanceError):
        Settings().timezone = "UTC"


def test_today_is_the_clinics():
    """Places more than a day apart never share a date."""
    ahead = Settings(timezone="Pacific/Kiritimati").today()
    behind = Settings(timezone="Etc/GMT+12").today()
    assert ahead > behind
