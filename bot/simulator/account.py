"""The clinic's account at the provider: its number, its ids and its secrets."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Account:
    """One clinic, known to both providers. `number` is the one that patients write to."""

    number: str = "+12125550199"
    phone_number_id: str = "106540352242922"
    business_id: str = "102290129340398"
    graph_version: str = "v26.0"
    account_sid: str = "AC" + "0" * 32
    access_token: str = field(default="", repr=False)
    app_secret: str = field(default="", repr=False)
    verify_token: str = field(default="", repr=False)
    auth_token: str = field(default="", repr=False)

    @classmethod
    def fresh(cls) -> Account:
        """An account whose secrets nobody has seen."""
        return cls(
            account_sid="AC" + secrets.token_hex(16),
            access_token="EAA" + secrets.token_urlsafe(48),
            app_secret=secrets.token_hex(16),
            verify_token=secrets.token_urlsafe(16),
            auth_token=secrets.token_hex(16),
        )

    def settings(self, provider: str, url: str, public_url: str, template: str) -> dict[str, str]:
        """What a service must be told (as AFTERGLOW_… variables) to use this account here.

        `url` is the simulator's address, `public_url` the service's as the provider knows it.
        """
        common = {
            "WHATSAPP": provider,
            "WHATSAPP_PRIVACY": "full",
            "WHATSAPP_TEMPLATE": template,
            "PUBLIC_URL": public_url,
        }
        own = self._meta(url) if provider == "meta" else self._twilio(url)
        return {f"AFTERGLOW_{name}": value for name, value in {**common, **own}.items()}

    def _meta(self, url: str) -> dict[str, str]:
        return {
            "META_PHONE_NUMBER_ID": self.phone_number_id,
            "META_ACCESS_TOKEN": self.access_token,
            "META_APP_SECRET": self.app_secret,
            "META_VERIFY_TOKEN": self.verify_token,
            "META_GRAPH_VERSION": self.graph_version,
            "META_URL": url,
        }

    def _twilio(self, url: str) -> dict[str, str]:
        return {
            "TWILIO_ACCOUNT_SID": self.account_sid,
            "TWILIO_AUTH_TOKEN": self.auth_token,
            "TWILIO_NUMBER": self.number,
            "TWILIO_URL": url,
        }

    def to_dict(self) -> dict[str, str]:
        """Everything, secrets too: for handing it to another process."""
        return asdict(self)
