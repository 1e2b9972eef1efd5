"""The structured answer of design §3.3, built from rulings or plain facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.desk.choosing import confidence_in
from bot.desk.turn import Turn
from bot.desk.wording import Calendar, Wording
from bot.protocol.engine import Ruling


def aftercare(
    said: Wording,
    turn: Turn,
    kind: str,
    day: int | None,
    answers: Sequence[dict[str, Any]] = (),
    escalation: dict[str, str] | None = None,
    topics: Sequence[str] | None = None,
) -> dict[str, Any]:
    """The whole of it for one turn; `day` is today's day after the treatment.

    `topics` are those the turn is about, where they are not just the ones answered.
    """
    about = topics if topics is not None else [answer["topic"] for answer in answers]
    return {
        "kind": kind,
        "day": day,
        "answers": list(answers),
        "escalation": escalation,
        "language": said.language,
        "confidence": confidence_in(turn, about),
        "rule_version": said.protocol.version,
    }


def ruled(said: Wording, ruling: Ruling, calendar: Calendar) -> dict[str, Any]:
    """One entry of `answers`, from the rule behind it."""
    start = calendar.date_of(ruling.from_day)
    return {
        "topic": ruling.topic,
        "label": said.label(ruling.topic),
        "verdict": ruling.verdict,
        "day": ruling.day,
        "from_day": ruling.from_day,
        "until_day": ruling.until_day,
        "from_date": start.isoformat() if start else None,
        "rule": ruling.rule,
        "basis": ruling.basis,
        "quote": ruling.quote,
        "signed_by": ruling.signed_by,
    }


def unruled(said: Wording, topic: str, verdict: str, day: int | None) -> dict[str, Any]:
    """An entry of `answers` that no rule stands behind, such as a handoff or a danger sign."""
    empty = dict.fromkeys(("from_day", "until_day", "from_date", "rule", "quote", "signed_by"))
    entry = {"topic": topic, "label": said.label(topic), "verdict": verdict, "day": day}
    return {**entry, "basis": "none", **empty}


def escalated(level: str, reference: str) -> dict[str, str]:
    """The `escalation` entry: what the staff were told, and under which reference."""
    return {"level": level, "reference": reference}
