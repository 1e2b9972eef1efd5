"""The provider that the settings name."""

from __future__ import annotations

from bot.settings import Settings, SettingsError
from bot.whatsapp.meta.account import MetaAccount
from bot.whatsapp.meta.client import Meta
from bot.whatsapp.provider import Provider
from bot.whatsapp.twilio.account import TwilioAccount
from bot.whatsapp.twilio.client import Twilio

# They travel in the headers and addresses of our calls.
_PLAIN = ("meta_phone_number_id", "meta_access_token", "twilio_account_sid", "twilio_auth_token")


def provider_of(settings: Settings) -> Provider | None:
    """The one that is chosen, None where WhatsApp is off. Raises SettingsError."""
    if not settings.whatsapp:
        return None
    for field in _PLAIN:
        value = getattr(settings, field)
        if not value.isascii() or not value.isprintable() or " " in value:
            raise SettingsError(
                f"AFTERGLOW_{field.upper()} holds spaces or characters that cannot be part of it; "
                "copy it anew."
            )
    if settings.whatsapp == "meta":
        return Meta(meta_account(settings))
    if settings.whatsapp == "twilio":
        return Twilio(twilio_account(settings))
    raise SettingsError(f"AFTERGLOW_WHATSAPP={settings.whatsapp!r}: write meta or twilio.")


def meta_account(settings: Settings) -> MetaAccount:
    """The clinic's number at Meta."""
    return MetaAccount(
        settings.meta_phone_number_id,
        settings.meta_access_token,
        settings.meta_app_secret,
        settings.meta_verify_token,
        settings.meta_graph_version,
        settings.meta_url,
    )


def twilio_account(settings: Settings) -> TwilioAccount:
    """The clinic's number at Twilio."""
    return TwilioAccount(
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_number,
        settings.public_url,
        settings.twilio_url,
    )
