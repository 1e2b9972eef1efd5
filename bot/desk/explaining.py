"""Why an answer is what it is, in full: for staff, in the desk and in their shell."""

from __future__ import annotations

from typing import Any

from bot.desk.person import Person
from bot.desk.turn import Reply, Turn
from bot.desk.wording import Calendar, Wording
from bot.protocol.model import Override
from bot.protocol.timeline import timeline
from bot.triage import find_signs


def explanation(said: Wording, turn: Turn, person: Person, reply: Reply) -> dict[str, Any]:
    """What was understood, which dangers were looked for, who asks, and which rules could speak."""
    day = Calendar(turn.today, person.treated_on).today_number
    answers = reply.aftercare["answers"]
    return {
        "person": {
            "day": day,
            "treated_on": person.treated_on.isoformat() if person.treated_on else None,
            "areas": sorted(person.areas),
            "earlier_treatments": [one.treated_on.isoformat() for one in person.earlier],
            "overrides": [_override(one) for one in person.overrides],
            "language": said.language,
        },
        "topics": [
            {
                "topic": mention.topic,
                "words": turn.text[mention.start : mention.end],
                "source": mention.source,
                "confidence": mention.confidence,
                "denied": mention.negated,
                "answered": any(answer["topic"] == mention.topic for answer in answers),
            }
            for mention in turn.mentions
        ],
        "guesses": list(turn.maybe),
        "danger": [
            *({"flag": s.flag, "level": s.level, "words": s.evidence, "by": "rules"}
              for s in find_signs(turn.text, day)),
            *({"flag": s.flag, "level": s.level, "words": s.evidence, "by": "model"}
              for s in turn.signs),
        ],
        "could_speak": [
            {"topic": answer["topic"], "rules": _rules(said, person, answer)}
            for answer in answers
            if answer["rule"] is not None and answer["topic"] in said.protocol.rules
        ],
        "rule_version": said.protocol.version,
        "general_guidance": said.protocol.general_on,
    }  # fmt: skip


def _rules(said: Wording, person: Person, answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Every rule of the topic with its days, and whether it spoke or why it did not."""
    topic, day = answer["topic"], answer["day"]
    spans = timeline(said.protocol, topic, person.areas, person.overrides)
    found = [
        {
            "rule": span.rule.id,
            "days": str(span.window),
            "verdict": span.rule.verdict,
            "basis": span.rule.basis,
            "quote": span.rule.quote,
            "signed_by": span.signed_by or span.rule.signed_by,
            "why": _why(day is not None and day in span.window, day, answer, span.rule.id),
        }
        for span in spans
    ]
    elsewhere = [
        {
            "rule": rule.id,
            "days": str(rule.window),
            "verdict": rule.verdict,
            "basis": rule.basis,
            "quote": rule.quote,
            "signed_by": rule.signed_by,
            "why": f"only for {rule.areas}"
            if not rule.applies_to(person.areas)
            else "an override stands in its place",
        }
        for rule in said.protocol.rules[topic]
        if not any(span.rule is rule for span in spans)
    ]
    return found + elsewhere


def _why(holds: bool, day: int | None, answer: dict[str, Any], rule: str) -> str:
    if day is None:
        return "the day is not known"
    if not holds:
        return f"day {day} is not one of its days"
    if answer["rule"] == rule:
        return "spoke"
    return f"gave way to {answer['rule']}"


def _override(one: Override) -> dict[str, Any]:
    return {
        "topic": one.topic,
        "days": str(one.window),
        "verdict": one.verdict,
        "signed_by": one.signed_by,
        "reason": one.reason,
    }
