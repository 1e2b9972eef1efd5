"""Looks into what a provider sent without believing its types."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

_NAME = re.compile(r"[\x21-\x7e]{1,512}")
_DIGITS = re.compile(r"\+?([1-9][0-9]{4,14})")
_MIME = re.compile(r"[\w.+-]+/[\w.+-]+( *; *[\w.+-]+=[\w.+\"-]+)*", re.ASCII)
# From WhatsApp's first year to a century in which somebody else looks after this.
_EARLIEST, _LATEST = 1_230_768_000, 4_102_444_800
UNKNOWN_MIME = "application/octet-stream"


def at(value: Any, *path: str | int) -> Any:
    """What is found on this path of keys and places, None if there is no such path."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return value


def items(value: Any) -> list[Any]:
    """The list, or an empty one if it is something else."""
    return value if isinstance(value, list) else []


def words(value: Any) -> str:
    """A text that every database can hold; empty for what is no text."""
    if not isinstance(value, str):
        return ""
    # Half a character is valid JSON and no valid text; PostgreSQL refuses NUL.
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def name(value: Any) -> str | None:
    """An id: visible ASCII only, or None."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None


def phone(value: Any) -> str | None:
    """A phone number in E.164 from digits with or without the plus sign, or None."""
    found = _DIGITS.fullmatch(value) if isinstance(value, str) and value.isascii() else None
    return f"+{found[1]}" if found else None


def mime(value: Any) -> str:
    """The media type as told, or the one that promises nothing."""
    usable = isinstance(value, str) and len(value) <= 200 and _MIME.fullmatch(value)
    return value if usable else UNKNOWN_MIME


def number(value: Any) -> int | None:
    """A small whole number, also when it is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        short = len(value) <= 12 and value.isascii() and value.isdigit()
        return int(value) if short else None
    return value if isinstance(value, int) and 0 <= value < 10**12 else None


def instant(value: Any) -> datetime | None:
    """UTC from seconds since 1970, None if that is no plausible time."""
    seconds = number(value)
    if seconds is None or not _EARLIEST <= seconds <= _LATEST:
        return None
    return datetime.fromtimestamp(seconds, tz=timezone.utc)
