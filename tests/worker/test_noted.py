"""Answers in the audit: which patient's record was used, which rules, which version."""

from __future__ import annotations

import asyncio
import time

from bot.mailbox import Outgoing, Work
from bot.worker.noted import NOTE_SECONDS, NotedAnswering, rules_of

REPLY = Outgoing(
    "words",
    aftercare={
        "kind": "answer",
        "answers": [{"rule": "makeup/day-1"}, {"rule": None}],
        "rule_version": 4,
    },
)


class Answers:
    """Answers everything with REPLY."""

    async def ordinary(self, work: Work) -> Outgoing | None:
        return REPLY

    urgent = ordinary


def work(patient: str | None = "P-1") -> Work:
    """Something to answer."""
    return Work("c1", "lease", (), patient=patient)


def test_an_answer_to_a_patient_is_noted_with_its_rules():
    """Rules and version, no words; a visitor has no record that could be used."""
    noted = []
    answering = NotedAnswering(Answers(), lambda work, reply: noted.append(rules_of(reply)))
    assert asyncio.run(answering.ordinary(work())) is REPLY
    assert asyncio.run(answering.urgent(work())) is REPLY
    asyncio.run(answering.ordinary(work(patient=None)))
    assert noted == [{"rules": ["makeup/day-1"], "version": 4}] * 2


def test_an_audit_that_fails_or_hangs_keeps_nobody_from_an_answer(monkeypatch):
    """Least of all in danger."""
    monkeypatch.setattr(Work, "key", "m1")

    def failing(work: Work, reply: Outgoing) -> None:
        raise OSError("disk full")

    assert asyncio.run(NotedAnswering(Answers(), failing).urgent(work())) is REPLY

    async def hanging() -> float:
        slow = NotedAnswering(Answers(), lambda work, reply: time.sleep(NOTE_SECONDS + 1))
        began = time.monotonic()
        assert await slow.urgent(work()) is REPLY
        return time.monotonic() - began

    assert asyncio.run(hanging()) < NOTE_SECONDS + 0.8
