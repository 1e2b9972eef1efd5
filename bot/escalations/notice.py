"""What the staff are sent: which call, how urgent, where to look. Nothing about anybody's health.

E-mail and chat rooms are read by whoever stands behind the screen, so neither the patient nor what
they wrote is named there.
"""

from __future__ import annotations

from dataclasses import dataclass

_URGENCY = {
    "emergency": "EMERGENCY",
    "same_day": "To be called today",
    "routine": "Someone asks for the clinic",
}


@dataclass(frozen=True)
class Notice:
    """One call, told for the `number`th time (from 0); `desk` is where the staff look at it."""

    reference: str
    level: str
    number: int = 0
    desk: str = ""

    @property
    def subject(self) -> str:
        """One line."""
        again = " (nobody has taken it yet)" if self.number else ""
        return f"{_URGENCY[self.level]}: {self.reference}{again}"

    @property
    def body(self) -> str:
        """All of it."""
        desk = self.desk or "the staff desk"
        return (
            f"{self.subject}\n\n"
            f"Open {self.reference} at {desk} and acknowledge it. "
            "Until somebody does, others are told, and then everybody again.\n"
        )
