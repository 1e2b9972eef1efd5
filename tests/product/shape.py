"""What every turn must look like, whatever was said (design §3.3)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from bot.protocol.model import Protocol

KINDS = {
    *("answer", "red_flag", "ask_treatment_date", "clarify", "info"),
    *("handoff", "smalltalk", "unknown", "error"),
}
VERDICTS = {
    "activity": {"allowed", "allowed_with_care", "not_yet", "avoid", "ask_clinic"},
    "symptom": {"expected", "unexpected", "ask_clinic"},
    "info": {"info"},
    "flag": {"urgent"},
    "pseudo": {"ask_clinic", "handoff", "smalltalk", "unknown"},
}
LEVELS = {"red_flag": {"emergency", "same_day"}, "handoff": {"routine"}, "error": {"routine"}}
ANSWER_KEYS = {
    *("topic", "verdict", "day", "from_day", "until_day", "from_date"),
    *("label", "rule", "basis", "quote"),
}
# Marks of our insides that no patient may see.
INSIDES = re.compile(
    r"[{}]|Traceback|File \"|\w+Error\b|\bNone\b|\bnull\b|action_\w+|P-[A-Z0-9]{6}"
)


def check_turn(turn: dict[str, Any], protocol: Protocol) -> None:
    """Fail unless the turn has the contract's shape and shows nothing of our insides."""
    assert turn["messages"], f"no reply to {turn['text'][:80]!r}"
    for shown in [*turn["messages"], *turn.get("buttons", [])]:
        assert shown.strip()
        assert not INSIDES.search(shown), shown
    aftercare = turn["aftercare"]
    assert set(aftercare) >= {"kind", "day", "answers", "escalation"}
    assert aftercare["kind"] in KINDS
    assert aftercare["day"] is None or type(aftercare["day"]) is int
    for answer in aftercare["answers"]:
        check_answer(answer, protocol)
    check_escalation(aftercare)


def check_answer(answer: dict[str, Any], protocol: Protocol) -> None:
    """Fail unless the entry is complete and agrees with its topic and with the sheet."""
    assert set(answer) >= ANSWER_KEYS
    assert answer["label"].strip()
    assert answer["verdict"] in VERDICTS[protocol.topics[answer["topic"]].kind] | {"ask_clinic"}
    for name in ("day", "from_day", "until_day"):
        assert answer[name] is None or type(answer[name]) is int, name
    if answer["from_date"] is not None:
        assert date.fromisoformat(answer["from_date"])
        assert answer["from_day"] is not None
    assert answer["basis"] in {"clinic", "general", "none", "personal"}
    if answer["basis"] == "clinic":
        quotes = {rule.quote for rule in protocol.rules[answer["topic"]]}
        assert answer["quote"] in quotes - {None}


def check_escalation(aftercare: dict[str, Any]) -> None:
    """Fail unless exactly those kinds escalate that should, at a level of theirs."""
    escalation, levels = aftercare["escalation"], LEVELS.get(aftercare["kind"])
    if levels is None and any(answer["topic"] == "other" for answer in aftercare["answers"]):
        # What nothing covers goes to the staff as well, beside whatever else is answered.
        levels = {"routine"} if escalation else None
    if levels is None:
        assert escalation is None
    else:
        assert set(escalation) == {"level", "reference"}
        assert escalation["level"] in levels
        assert re.fullmatch(r"[EL]-[A-Z0-9]{6}", escalation["reference"])
