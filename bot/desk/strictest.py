"""Which treatment decides where somebody had several: for what they may do, the strictest."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.person import Person
from bot.protocol.engine import Ruling, rule_for, shifted, stricter
from bot.protocol.model import Protocol


def strictest_ruling(protocol: Protocol, person: Person, topic: str, day: int | None) -> Ruling:
    """The ruling for a day after the latest treatment.

    An earlier treatment that is stricter about an activity decides; a symptom is of the latest
    one. What a clinician signed for this person stands as it is.
    """
    ruling = rule_for(protocol, topic, day, person.areas, person.overrides)
    kind = protocol.topics[topic].kind
    if day is None or person.treated_on is None or kind != "activity":
        return ruling
    for treatment in person.earlier:
        since = (person.treated_on - treatment.treated_on).days
        older = rule_for(protocol, topic, day + since, treatment.areas)
        if ruling.basis != "personal" and stricter(older, ruling, kind):
            ruling = replace(shifted(older, since), because_of_day=-since)
    return ruling
