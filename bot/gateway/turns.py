"""One message of one conversation as a worker hands it to Rasa, read from the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any


class BadTurn(ValueError):
    """The request is not one of ours; the text says what is wrong with it."""


@dataclass(frozen=True)
class Turn:
    """One message of one conversation, with what the gateway knows about its author.

    `message` is its id for ever, also when it is delivered `again`.
    """

    conversation: str
    text: str
    metadata: dict[str, Any]
    message: str
    again: bool = False


def read_turn(body: bytes) -> Turn:
    """Raises BadTurn with a sentence that names the field."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise BadTurn("The body is not JSON.") from None
    if not isinstance(given, dict):
        raise BadTurn("The body must be a JSON object.")
    for field in ("conversation", "text", "message"):
        if not isinstance(given.get(field), str) or not given[field].strip():
            raise BadTurn(f"`{field}` must be a text that is not empty.")
    metadata = given.get("metadata")
    if not isinstance(metadata, dict):
        raise BadTurn("`metadata` must be an object.")
    if not isinstance(metadata.get("patient"), (str, type(None))):
        raise BadTurn("`metadata.patient` must be a reference or null.")
    try:
        date.fromisoformat(metadata["today"])
    except (KeyError, TypeError, ValueError):
        raise BadTurn("`metadata.today` must be a date such as 2026-11-20.") from None
    metadata = {**metadata, "message": given["message"]}
    again = given.get("again") is True
    return Turn(given["conversation"], given["text"], metadata, given["message"], again)
