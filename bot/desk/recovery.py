"""The recovery timeline: the clinic's account of the days, dated for one person."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.desk.person import Person
from bot.desk.wording import Calendar, Wording
from bot.protocol.engine import overview, rule_for


def recovery_of(said: Wording, person: Person, today: date) -> dict[str, Any]:
    """Plain values for a page: `day`, `language`, `entries` in order, `changes` still ahead."""
    calendar = Calendar(today, person.treated_on)
    day = calendar.today_number
    return {
        "day": day,
        "language": said.language,
        "entries": [
            {
                "from_day": entry.window.first,
                "until_day": entry.window.last,
                "title": entry.title,
                "date": _written(calendar.date_of(entry.window.first)),
                "words": [said.fill(entry.words)],
                "quote": entry.quote,
                "now": day is not None and day in entry.window,
            }
            for entry in overview(said.protocol, None, person.areas)
        ],
        "changes": [] if day is None else _changes(said, person, calendar, day),
    }


def _changes(said: Wording, person: Person, calendar: Calendar, day: int) -> list[dict[str, Any]]:
    """Topics that are ruled otherwise on a later day, the soonest first."""
    changes = []
    for topic in said.protocol.topics.values():
        if topic.kind not in ("activity", "symptom"):
            continue
        ruling = rule_for(said.protocol, topic.name, day, person.areas, person.overrides)
        # General guidance ends in "ask the clinic"; that is no milestone to look forward to.
        if ruling.next_day is None or ruling.basis not in ("clinic", "personal"):
            continue
        changes.append(
            {
                "topic": topic.name,
                "label": said.label(topic.name),
                "verdict": ruling.next_verdict,
                "day": ruling.next_day,
                "date": _written(calendar.date_of(ruling.next_day)),
            }
        )
    return sorted(changes, key=lambda change: (change["day"], change["label"]))


def _written(when: date | None) -> str | None:
    return when.isoformat() if when else None
