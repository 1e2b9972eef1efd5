"""The structured answer as the design promises it, written down apart from the code."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from bot.protocol.model import Protocol
from bot.protocol.translating import in_language

KINDS = {
    "answer",
    "red_flag",
    "ask_treatment_date",
    "clarify",
    "info",
    "handoff",
    "smalltalk",
    "unknown",
    "error",
}
WITH_ESCALATION = {"red_flag", "handoff", "error"}
LEVELS = {"emergency", "same_day", "routine"}
BASES = {"clinic", "general", "personal", "none"}
LANGUAGES = {"en", "es"}
KEYS = {"kind", "day", "answers", "escalation", "language", "confidence", "rule_version"}
ANSWER_KEYS = {
    "topic",
    "label",
    "verdict",
    "day",
    "from_day",
    "until_day",
    "from_date",
    "rule",
    "basis",
    "quote",
    "signed_by",
}
VERDICTS = {
    "activity": {"allowed", "allowed_with_care", "not_yet", "avoid", "ask_clinic"},
    "symptom": {"expected", "unexpected", "ask_clinic"},
    "info": {"info", "ask_clinic"},
    "flag": {"urgent"},
}
PSEUDO = {
    "human": {"handoff"},
    "smalltalk": {"smalltalk"},
    "out_of_scope": {"unknown"},
    "other": {"ask_clinic"},
}


def faults(aftercare: dict[str, Any], protocol: Protocol) -> list[str]:
    """Everything in which the structure breaks the contract; empty if it keeps it."""
    json.dumps(aftercare)
    if set(aftercare) != KEYS:
        return [f"keys {sorted(aftercare)}"]
    found = []
    if aftercare["kind"] not in KINDS:
        found.append(f"kind {aftercare['kind']}")
    if not _whole(aftercare["day"]):
        found.append(f"day {aftercare['day']!r}")
    found += _escalation_faults(aftercare)
    if aftercare["language"] not in LANGUAGES:
        return [*found, f"language {aftercare['language']}"]
    if aftercare["confidence"] is not None and not 0 <= aftercare["confidence"] <= 1:
        found.append(f"confidence {aftercare['confidence']}")
    protocol = in_language(protocol, aftercare["language"])
    for answer in aftercare["answers"]:
        found += _answer_faults(answer, protocol)
    return found


def _escalation_faults(aftercare: dict[str, Any]) -> list[str]:
    escalation = aftercare["escalation"]
    # What nothing covers goes to the staff as well, beside whatever else is answered.
    passed_on = any(answer["topic"] == "other" for answer in aftercare["answers"])
    called = escalation is not None
    if called != (aftercare["kind"] in WITH_ESCALATION) and not (called and passed_on):
        return [f"escalation {escalation} with kind {aftercare['kind']}"]
    if escalation is None:
        return []
    if set(escalation) != {"level", "reference"} or escalation["level"] not in LEVELS:
        return [f"escalation {escalation}"]
    return [] if escalation["reference"] else ["escalation without a reference"]


def _answer_faults(answer: dict[str, Any], protocol: Protocol) -> list[str]:
    if set(answer) != ANSWER_KEYS:
        return [f"answer keys {sorted(answer)}"]
    topic = protocol.topics[answer["topic"]]
    legal = PSEUDO.get(topic.name) or VERDICTS[topic.kind]
    found = []
    if answer["label"] != topic.label:
        found.append(f"{topic.name}: label {answer['label']}")
    if answer["verdict"] not in legal:
        found.append(f"{topic.name}: {answer['verdict']}")
    if answer["basis"] not in BASES:
        found.append(f"{topic.name}: basis {answer['basis']}")
    if not all(_whole(answer[key]) for key in ("day", "from_day", "until_day")):
        found.append(f"{topic.name}: days {answer}")
    if answer["from_date"] is not None:
        date.fromisoformat(answer["from_date"])
        if answer["from_day"] is None:
            found.append(f"{topic.name}: a date from no day")
    return found


def _whole(value: Any) -> bool:
    return value is None or type(value) is int
