"""From a delivery to the messages that go out: the clinic's words, its template, its privacy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.mailbox.delivery_records import Delivery
from bot.whatsapp.formatting import Words, elsewhere, tells_nothing, whole
from bot.whatsapp.records import Outbound


@dataclass(frozen=True)
class Wording:
    """`said` has the clinic's phrases by language.

    `address` gives the place in the web chat where a conversation is read, and is None where the
    clinic lets WhatsApp carry the answers themselves.
    """

    said: Callable[[str], Words]
    longest: int
    template: str
    address: Callable[[str], str] | None = None

    def messages(self, delivery: Delivery) -> tuple[Outbound, ...]:
        """All messages that it takes, in order; hardly ever more than one."""
        if delivery.text is None:
            return (Outbound(template=self.template, language=delivery.language),)
        words = self.said(delivery.language)
        if self.address is None or tells_nothing(delivery):
            return whole(delivery, words, self.longest)
        return (elsewhere(delivery, words, self.address(delivery.conversation)),)
