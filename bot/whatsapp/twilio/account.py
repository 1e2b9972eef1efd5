"""What tells one clinic's number at Twilio from another's."""

from __future__ import annotations

from dataclasses import dataclass

INBOUND_PATH = "/whatsapp/twilio"
STATUS_PATH = "/whatsapp/twilio/status"


@dataclass(frozen=True, repr=False)
class TwilioAccount:
    """`public_url` is where the internet finds our gateway: Twilio signs the address it called,
    and behind a proxy no request can tell it."""

    sid: str
    token: str
    number: str
    public_url: str
    url: str = "https://api.twilio.com"

    @property
    def address(self) -> str:
        """Our number as Twilio writes it."""
        return f"whatsapp:{self.number}"

    @property
    def path(self) -> str:
        """The path of our account in the API."""
        return f"/2010-04-01/Accounts/{self.sid}"

    @property
    def messages(self) -> str:
        """Where messages are sent to and listed."""
        return f"{self.url.rstrip('/')}{self.path}/Messages.json"

    def at_our(self, path: str) -> str:
        """The public address of one of our paths."""
        return self.public_url.rstrip("/") + path
