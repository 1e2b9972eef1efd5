"""Who wrote, in the way Twilio writes addresses."""

from __future__ import annotations

import re
from typing import Any

from bot.whatsapp.records import Sender
from bot.whatsapp.shapes import name, phone

# Two letters of a country, and an id below it: what Meta calls a business-scoped user id.
_USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def person(address: Any, user_id: Any = None, wa_id: Any = None) -> Sender | None:
    """Whoever is behind `whatsapp:…`, which is a number or, for people with a username, an id."""
    if not isinstance(address, str) or not address.startswith("whatsapp:"):
        return None
    written = address.partition(":")[2]
    number = phone(written) or phone(wa_id)
    account = written if _USER_ID.fullmatch(written) else name(user_id)
    return Sender(account, number) if number or account else None


def addresses(to: Sender) -> list[str]:
    """Every address of this person. The first is the one to write to: the id rather than the
    number, which may pass to somebody else."""
    return [f"whatsapp:{one}" for one in (to.user_id, to.parent_user_id, to.phone) if one]
