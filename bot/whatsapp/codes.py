"""Ways for a one-time code to reach the patient whose record it opens: the clinic's, not ours.

A code must not go to the phone that asked for it; it goes where the clinic has always reached
that patient. Who cannot connect a system reads the codes out, after having made sure who calls.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class CodeNotSent(Exception):
    """The clinic's system did not take the code. Says why, without code or reference."""


@dataclass(frozen=True, repr=False)
class OneTimeCode:
    """For the patient with this reference, good until then."""

    reference: str
    code: str
    expires_at: datetime
    language: str


def as_told(code: OneTimeCode) -> dict[str, str]:
    """The code as plain values."""
    return {
        "reference": code.reference,
        "code": code.code,
        "expires_at": code.expires_at.isoformat(),
        "language": code.language,
    }


class CodeSender(Protocol):
    """Brings a code to its patient."""

    async def send(self, code: OneTimeCode) -> None:
        """Raises CodeNotSent."""

    async def close(self) -> None:
        """Let go of the connections."""


class CodeFolder:
    """Keeps the codes that are still good in a private folder, for the clinic's staff to read."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock

    async def send(self, code: OneTimeCode) -> None:
        """One file a code, so that two workers never write the same."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = self._folder / f".{secrets.token_hex(8)}"
        half.touch(mode=0o600)
        half.write_text(json.dumps(as_told(code)))
        os.replace(half, half.with_name(f"{half.name[1:]}.json"))
        self.codes()

    def codes(self) -> list[OneTimeCode]:
        """Those that are still good, the newest last; the others are removed."""
        good = []
        for file in self._folder.glob("*.json"):
            try:
                given = json.loads(file.read_text())
            except FileNotFoundError:
                continue
            expires = datetime.fromisoformat(given["expires_at"])
            if expires <= self._clock():
                file.unlink(missing_ok=True)
                continue
            code = OneTimeCode(given["reference"], given["code"], expires, given["language"])
            good.append(code)
        return sorted(good, key=lambda code: code.expires_at)

    async def close(self) -> None:
        """Nothing is open."""
