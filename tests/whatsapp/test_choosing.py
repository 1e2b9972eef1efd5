"""The settings name the provider."""

import asyncio
from dataclasses import replace

import pytest

from bot.settings import Settings, SettingsError
from bot.whatsapp.choosing import provider_of
from bot.whatsapp.meta.signature import HEADER, sign

META = Settings(
    whatsapp="meta",
    meta_phone_number_id="106540352242922",
    meta_access_token="not-a-token-of-anybody",
    meta_app_secret="not-a-secret-of-anybody",
    meta_verify_token="our-word",
    public_url="https://chat.clinic.example",
)
TWILIO = replace(
    META,
    whatsapp="twilio",
    twilio_account_sid="AC1",
    twilio_auth_token="not-a-token-of-anybody",
    twilio_number="+14155238886",
)


@pytest.mark.parametrize("settings, name", [(META, "meta"), (TWILIO, "twilio")])
def test_the_chosen_one(settings, name):
    """Each name gives its provider; neither it nor the settings show a secret."""
    provider = provider_of(settings)
    assert provider is not None and provider.name == name
    assert "not-a" not in repr((settings, provider))
    asyncio.run(provider.close())


def test_off():
    """Without a name there is none."""
    assert provider_of(replace(META, whatsapp="")) is None


def test_it_knows_its_secrets():
    """What is set is what it checks with."""
    provider = provider_of(META)
    assert provider.is_genuine({HEADER: sign("not-a-secret-of-anybody", b"{}")}, b"{}", "")
    asked = {"hub.mode": "subscribe", "hub.verify_token": "our-word", "hub.challenge": "1"}
    assert provider.setup_answer(asked) == "1"


@pytest.mark.parametrize("token", ["a b", "a\n", "tökén"])
def test_a_token_that_cannot_be_one(token):
    """A slip in copying is told by name at the start, not by every message later."""
    with pytest.raises(SettingsError, match="AFTERGLOW_META_ACCESS_TOKEN"):
        provider_of(replace(META, meta_access_token=token))


def test_an_unknown_name():
    """A name that is none stops the start."""
    with pytest.raises(SettingsError, match="meta or twilio"):
        provider_of(replace(META, whatsapp="signal"))
