"""One conversation of the fake clinic, and the stream in which the widget hears it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Conversation:
    """What one session has said and heard; `patient` is the subject of its token."""

    patient: str | None
    messages: list[dict[str, Any]] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    state: str = "ok"

    def add(self, **message: Any) -> dict[str, Any]:
        """Store a message under the next number; the streams look for it."""
        stored = {"seq": len(self.messages) + 1, "at": "2026-11-25T09:00:00Z", **message}
        self.messages.append({"buttons": [], "aftercare": None, "pinned": False, **stored})
        return stored

    def title_of(self, button: str | None) -> str | None:
        """What a button says that was offered here."""
        offered = [b for m in self.messages for b in m["buttons"] if isinstance(b, dict)]
        return next((b["title"] for b in offered if b["id"] == button), None)


async def stream(conversation: Conversation, after: int) -> AsyncIterator[str]:
    """The replay, a status, then whatever is new."""
    told_writing, told_state, silent = False, None, 0
    while True:
        for message in conversation.messages[after:]:
            after = message["seq"]
            yield f"event: message\nid: {after}\ndata: {json.dumps(message)}\n\n"
        if conversation.state != told_state:
            told_state = conversation.state
            yield f"event: status\ndata: {json.dumps({'state': told_state})}\n\n"
        if bool(conversation.unanswered) != told_writing:
            told_writing = not told_writing
            # Both kinds of line ends are allowed.
            yield f"event: typing\r\ndata: {json.dumps({'on': told_writing})}\r\n\r\n"
        silent += 1
        if silent % 100 == 0:
            yield ": keep-alive\n\n"
        await asyncio.sleep(0.02)
