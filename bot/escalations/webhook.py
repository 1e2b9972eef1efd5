"""Notices into a room of Slack or Teams, through the webhook that the clinic made there."""

from __future__ import annotations

from typing import Any

import httpx

from bot.escalations.notice import Notice
from bot.escalations.sending import Unreached

SECONDS = 10.0


class Webhook:
    """`shape` is that of the room's provider: "slack" or "teams"."""

    def __init__(self, shape: str) -> None:
        self._shape = shape

    async def send(self, address: str, notice: Notice) -> None:
        """Post it. Raises Unreached."""
        try:
            async with httpx.AsyncClient(timeout=SECONDS) as client:
                response = await client.post(address, json=self._body(notice))
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise Unreached(type(fault).__name__) from None
        if not response.is_success:
            raise Unreached(f"HTTP {response.status_code}")

    def _body(self, notice: Notice) -> dict[str, Any]:
        if self._shape == "slack":
            return {"text": notice.body}
        # Teams takes cards only since its plain connectors were switched off.
        card = {
            "type": "AdaptiveCard",
            "version": "1.2",
            "body": [{"type": "TextBlock", "text": notice.body, "wrap": True}],
        }
        kind = "application/vnd.microsoft.card.adaptive"
        return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}
