"""What a WhatsApp provider can do for us."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.whatsapp.records import Batch, Media, Outbound, Sender, SentMessage


class Provider(Protocol):
    """Meta's Cloud API or Twilio. Who asks must not need to know which."""

    name: str
    # The most characters of a message, numbered options included (`options.length` counts them).
    longest: int

    def setup_answer(self, query: Mapping[str, str]) -> str | None:
        """What to echo when the provider checks the address, or None if it is not the provider."""

    def is_genuine(self, headers: Mapping[str, str], body: bytes, query: str) -> bool:
        """Whether the provider itself sent this. `query` is the raw query without its "?".

        `headers` may be Starlette's: names are looked up whatever their case, and a signature
        that came more than once is refused. Never raises.
        """

    def read(self, body: bytes, headers: Mapping[str, str], query: str = "") -> Batch:
        """The messages and statuses in a request that is_genuine. Raises only Unreadable."""

    async def send(self, message: Outbound, to: Sender, key: str) -> str:
        """Send, and return the provider's id of the message. Raises only SendFault.

        Nothing is ever cut: a text longer than `longest` is refused as invalid.
        """

    async def seen(self, message_id: str, typing: bool) -> None:
        """Show the patient that the message was read, and that an answer is being written.

        Never raises: nothing is lost without it.
        """

    async def fetch(self, media: Media, most_bytes: int) -> bytes:
        """The file, from the provider's own hosts only. Raises only SendFault or TooBig."""

    async def missed(self, since: datetime) -> Batch | None:
        """What patients wrote since then by the provider's own list; None if it keeps none.

        Raises only SendFault.
        """

    async def sent_since(self, to: Sender, since: datetime) -> list[SentMessage] | None:
        """What was sent to one person since then by the provider's own list; None if it has none.

        Raises only SendFault.
        """

    async def close(self) -> None:
        """Let go of the connections."""
