"""Every kind of reply keeps the contract of the structured answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk import Memory, Reply
from tests.desk.clinic import Clinic, turn
from tests.desk.contract import faults

WAITING = Memory(pending=("makeup",), pending_text="makeup?", awaiting="date")
REPLIES = {
    "answer": lambda c: c.answer("makeup?", patient=c.patient(1), makeup="makeup"),
    "info": lambda c: c.answer("what is it", what_is="what"),
    "ask_treatment_date": lambda c: c.answer("makeup?", makeup="makeup"),
    "red_flag": lambda c: c.desk.red_flag(turn("I can't breathe")),
    "clarify": lambda c: c.desk.unsure(turn("hm", maybe=("makeup",))),
    "handoff": lambda c: c.desk.hand_over(turn("nurse", patient=c.patient(1), makeup="nurse")),
    "smalltalk": lambda c: c.desk.smalltalk(turn("hi")),
    "unknown": lambda c: c.desk.unrelated(turn("hm")),
    "error": lambda c: c.desk.failed(turn("hm")),
}
MORE = {
    "answer": lambda c: c.desk.uncovered(turn("hm")),
    "info": lambda c: c.desk.take_date(turn("yesterday", patient=c.patient(3))),
    "ask_treatment_date": lambda c: c.desk.take_date(turn("banana", memory=WAITING)),
    "red_flag": lambda c: c.desk.too_long(turn("I can't breathe")),
    "clarify": lambda c: c.desk.too_long(turn("hm")),
    "smalltalk": lambda c: c.desk.confirm(turn("yes"), agreed=True),
    "error": lambda c: c.desk.apologise(turn("hm"), "L-1"),
}


@pytest.mark.parametrize(
    ("kind", "made"),
    [*REPLIES.items(), *MORE.items()],
    ids=[*REPLIES, *(f"{kind}-again" for kind in MORE)],
)
def test_each_kind_of_reply_keeps_the_contract(clinic, kind, made):
    """The keys, the kind, the verdicts and the escalation are as the design says."""
    reply: Reply = made(clinic)
    assert reply.aftercare["kind"] == kind
    assert faults(reply.aftercare, clinic.protocol) == []
    assert reply.text


@pytest.mark.parametrize("areas", [("face",), ("face", "eyes"), ("scalp", "body")])
def test_every_topic_on_every_day_keeps_the_contract(clinic, areas):
    """From a month before to over a year after, five topics a turn, nothing breaks the shape."""
    patient = clinic.patient(0, areas)
    topics = list(clinic.protocol.rules)
    for day in (*range(-30, 60), *range(60, 401, 20)):
        for first in range(0, len(topics), 5):
            reply = _ask(clinic, patient, day, topics[first : first + 5])
            assert faults(reply.aftercare, clinic.protocol) == []
            assert reply.aftercare["kind"] in ("answer", "info")
            assert {a["day"] for a in reply.aftercare["answers"]} == {day}


def _ask(clinic: Clinic, patient: str, day: int, topics: list[str]) -> Reply:
    asked = turn(" ".join(topics), patient=patient, **{topic: topic for topic in topics})
    return clinic.desk.answer(replace(asked, today=asked.today + timedelta(days=day)))
