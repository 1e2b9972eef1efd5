"""What tells one clinic's number at Meta from another's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, repr=False)
class MetaAccount:
    """`url` is the Graph API's; everything but it and the version is secret or private."""

    phone_number_id: str
    access_token: str
    app_secret: str
    verify_token: str
    version: str = "v26.0"
    url: str = "https://graph.facebook.com"

    @property
    def graph(self) -> str:
        """Where the API's addresses begin."""
        return f"{self.url.rstrip('/')}/{self.version}"
