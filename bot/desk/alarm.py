"""The reply to danger signs: the fixed text of the most urgent one, everything else can wait."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.choosing import chosen_topics
from bot.desk.person import Person
from bot.desk.structure import aftercare, escalated, unruled
from bot.desk.turn import DangerSign, Reply, Turn
from bot.desk.wording import Wording

EMERGENCY = "emergency"


def most_urgent(signs: Sequence[DangerSign]) -> DangerSign:
    """An emergency before a same-day sign; otherwise the first found."""
    return min(signs, key=lambda sign: sign.level != EMERGENCY)


def alarm_reply(
    said: Wording,
    turn: Turn,
    person: Person,
    day: int | None,
    signs: Sequence[DangerSign],
    reference: str,
    who_sees: str,
) -> Reply:
    """What the patient is told; the staff's task already stands under `reference`.

    `who_sees` says who will see it and when; the fixed words come first, and unchanged.
    """
    worst = most_urgent(signs)
    flags = tuple(dict.fromkeys([worst.flag, *(sign.flag for sign in signs)]))
    text = f"{said.fill(said.protocol.flags[worst.flag].words[worst.level])}\n\n{who_sees}"
    answers = [unruled(said, flag, "urgent", day) for flag in flags]
    waiting = tuple(
        topic
        for topic in chosen_topics(turn, said.protocol, person.areas)
        if said.protocol.topics[topic].kind == "activity"
    )
    if waiting:
        labels = ", ".join(said.label(topic) for topic in waiting)
        text = f"{text}\n\n{said.phrase('other_questions_wait', topics=labels)}"
        answers += [unruled(said, topic, "ask_clinic", day) for topic in waiting]
    escalation = escalated(worst.level, reference)
    structure = aftercare(said, turn, "red_flag", day, answers, escalation)
    why = {"signs": [[s.flag, s.level, s.evidence] for s in signs]}
    # Nothing is added behind these words, not even that a translation awaits review.
    return Reply(text, structure, turn.memory, why=why)
