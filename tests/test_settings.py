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
        "public_url": "https://chat.clinic.example/",
        "whatsapp": "meta",
        "whatsapp_privacy": "link",
        "whatsapp_template": "please_reply",
        "meta_phone_number_id": "1055",
        "meta_access_token": "token",
        "meta_app_secret": "app secret",
        "meta_verify_token": "verify",
        "meta_graph_version": "v27.0",
        "meta_url": "http://127.0.0.1:9000",
        "twilio_account_sid": "AC1",
        "twilio_auth_token": "auth token",
        "twilio_number": "+12125550100",
        "twilio_url": "http://127.0.0.1:9000/",
        "code_url": "https://clinic.example/codes",
        "contacts": str(tmp_path / "people.yml"),
        "hours": str(tmp_path / "open.yml"),
        "smtp_host": "mail.clinic.example",
        "smtp_port": "465",
        "smtp_security": "tls",
        "smtp_user": "bot",
        "smtp_password": "hush",
        "mail_from": "bot@clinic.example",
        "handback_minutes": "45",
        "chat_url": "https://clinic.example/chat",
        "staff_idle_minutes": "10",
        "staff_session_hours": "8",
        "light": "no",
        "wakeups": "no",
        "actions": "Server",
    }
    settings = Settings.from_env({PREFIX + key.upper(): value for key, value in written.items()})
    paths = ("data_dir", "model_dir", "protocol_dir", "contacts", "hours")
    expected = {key: Path(v) if key in paths else v for key, v in written.items()}
    expected["general_guidance"] = False
    expected["origins"] = ("https://a.example", "http://b.example:8080")
    expected |= {"light": False, "wakeups": False, "actions": "server", "rasas": 2}
    expected |= {"workers": 3, "new_sessions": 100, "log_level": "debug", "smtp_port": 465}
    expected |= {"handback_minutes": 45, "staff_idle_minutes": 10, "staff_session_hours": 8}
    expected |= {"public_url": "https://chat.clinic.example", "twilio_url": "http://127.0.0.1:9000"}
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
        ("WHATSAPP", "telegram"),
        ("WHATSAPP_PRIVACY", "maybe"),
        ("TWILIO_NUMBER", "whatsapp:+12125550100"),
        ("PUBLIC_URL", "chat.clinic.example"),
        ("PUBLIC_URL", "http://chat.clinic.example"),
        ("PUBLIC_URL", "https://chat.clinic.example/?a=b"),
        ("CODE_URL", "https://user:password@clinic.example/codes"),
        ("SMTP_PORT", "smtp"),
        ("SMTP_SECURITY", "ssl"),
        ("HANDBACK_MINUTES", "0"),
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


def test_the_files_of_hours_and_contacts_are_in_the_data_folder_unless_set(tmp_path):
    """And the mail server's password is shown nowhere."""
    settings = Settings(data_dir=tmp_path, smtp_password="hush-hush")
    assert settings.hours_file == tmp_path / "hours.yml"
    assert settings.contacts_file == tmp_path / "contacts.yml"
    assert Settings(hours=tmp_path / "x").hours_file == tmp_path / "x"
    assert "hush-hush" not in repr(settings)


def test_settings_cannot_be_changed():
    """Read once means the same for the whole run."""
    with pytest.raises(FrozenInstanceError):
        Settings().timezone = "UTC"


def test_today_is_the_clinics():
    """Places more than a day apart never share a date."""
    ahead = Settings(timezone="Pacific/Kiritimati").today()
    behind = Settings(timezone="Etc/GMT+12").today()
    assert ahead > behind


META = {
    "AFTERGLOW_WHATSAPP": "meta",
    "AFTERGLOW_WHATSAPP_PRIVACY": "full",
    "AFTERGLOW_PUBLIC_URL": "https://chat.clinic.example",
    "AFTERGLOW_META_PHONE_NUMBER_ID": "1055",
    "AFTERGLOW_META_ACCESS_TOKEN": "canary-token",
    "AFTERGLOW_META_APP_SECRET": "canary-secret",
    "AFTERGLOW_META_VERIFY_TOKEN": "canary-verify",
}
TWILIO = {
    "AFTERGLOW_WHATSAPP": "Twilio",
    "AFTERGLOW_WHATSAPP_PRIVACY": "link",
    "AFTERGLOW_PUBLIC_URL": "https://chat.clinic.example",
    "AFTERGLOW_TWILIO_ACCOUNT_SID": "AC0",
    "AFTERGLOW_TWILIO_AUTH_TOKEN": "canary-token",
    "AFTERGLOW_TWILIO_NUMBER": "+12125550100",
}


@pytest.mark.parametrize("given", [META, TWILIO], ids=["meta", "twilio"])
def test_whatsapp_is_complete_or_stops_the_start(given):
    """Everything that lacks is named in one message, and no secret is in any repr."""
    settings = Settings.from_env(given)
    assert settings.whatsapp in ("meta", "twilio") and "canary" not in repr(settings)
    only = {name: given[name] for name in ("AFTERGLOW_WHATSAPP", "AFTERGLOW_WHATSAPP_PRIVACY")}
    with pytest.raises(SettingsError) as stopped:
        Settings.from_env(only)
    assert all(name in str(stopped.value) for name in given.keys() - only.keys())


def test_whatsapp_needs_a_choice_on_privacy():
    """Nobody sends health data through WhatsApp without having decided to; the reason is given."""
    undecided = {k: v for k, v in META.items() if k != "AFTERGLOW_WHATSAPP_PRIVACY"}
    with pytest.raises(SettingsError, match="PRIVACY.*full or link.*agreement on health data"):
        Settings.from_env(undecided)


def test_the_settings_of_the_other_provider_are_not_asked_for():
    """And without WhatsApp none of them is."""
    assert Settings.from_env({**META, "AFTERGLOW_WHATSAPP": ""}).whatsapp == ""
