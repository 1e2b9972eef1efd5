"""Calls for a person at the clinic."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from bot.patients.errors import FieldError, UnknownEscalation
from bot.patients.records import EscalationRecord
from bot.patients.register import open_register
from tests.patients.conftest import NOW


def test_an_escalation_is_kept_as_opened(register):
    """Every value comes back, and the moment is in UTC."""
    ann = register.add_patient("Ann")
    reference = register.open_escalation(
        "same_day", "words", ann, "web-1", 3, ("infection", "fever"), "what was understood"
    )
    assert re.fullmatch(r"E-[A-Z0-9]{6}", reference)
    kept = register.escalation(reference)
    topics = ("infection", "fever")
    assert kept == EscalationRecord(
        reference, "same_day", "words", ann, "web-1", 3, topics, "what was understood", NOW
    )
    assert kept.created_at.utcoffset() == timedelta(0)


def test_an_emergency_of_somebody_unknown_is_kept(register):
    """Neither a missing patient nor a reference that nobody has refuses a call."""
    register.open_escalation("emergency", "words")
    register.open_escalation("emergency", "words", "P-NOBODY")
    assert {record.patient for record in register.escalations()} == {None, "P-NOBODY"}


@pytest.mark.parametrize("words", ["", "a\x00b", "half \ud83d an emoji", "x" * 100_000, "痛い"])
def test_no_words_refuse_a_call(register, words):
    """Whatever the patient sent, the call is stored."""
    reference = register.open_escalation("emergency", words, conversation=words, understood=words)
    assert register.escalation(reference).level == "emergency"


def test_one_message_makes_one_call(register):
    """Told of again after a crash it is the same task; a more urgent level is taken over.

    Another message, the same id in another conversation, or none at all make tasks of their own.
    """
    told = {"conversation": "web-1", "message": "m1"}
    first = register.open_escalation("routine", "words", **told)
    assert register.open_escalation("routine", "words", **told) == first
    assert register.open_escalation("emergency", "words", topics=("fever",), **told) == first
    assert register.open_escalation("routine", "words", **told) == first
    kept = register.escalation(first)
    assert (kept.level, kept.topics) == ("emergency", ("fever",))
    others = [
        register.open_escalation("routine", "words", conversation="web-1", message="m2"),
        register.open_escalation("routine", "words", conversation="web-2", message="m1"),
        register.open_escalation("routine", "words", conversation="web-1"),
        register.open_escalation("routine", "words", conversation="web-1"),
    ]
    assert len({first, *others}) == 5


def test_one_message_told_by_many_at_once_makes_one_call(register):
    """Worker and action at the same moment: one task, one reference for both."""

    def tell(_: int) -> str:
        return register.open_escalation("same_day", "w", conversation="web-1", message="m1")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(tell, range(24)))) == 1
    assert len(register.escalations()) == 1


def test_an_unknown_level_is_named(register):
    """A slip in the level is told with advice."""
    with pytest.raises(FieldError, match="did you mean 'emergency'"):
        register.open_escalation("emergancy", "words")


def test_the_most_urgent_and_oldest_comes_first(database_url):
    """Emergencies come before calls of the day, those before routine; then by age."""
    moments = iter(NOW + timedelta(minutes=minute) for minute in range(10))
    register = open_register(database_url, clock=lambda: next(moments))
    levels = ["routine", "same_day", "emergency", "same_day", "emergency"]
    opened = [register.open_escalation(level, "words") for level in levels]
    listed = [record.reference for record in register.escalations()]
    assert listed == [opened[place] for place in (2, 4, 1, 3, 0)]
    register.close()


def test_an_acknowledged_escalation_leaves_the_open_ones(register):
    """It stays on record with who took it and when."""
    reference = register.open_escalation("routine", "words")
    other = register.open_escalation("routine", "words")
    taken = register.acknowledge_escalation(reference, "Nurse Kim")
    assert (taken.acknowledged_by, taken.acknowledged_at) == ("Nurse Kim", NOW)
    assert [record.reference for record in register.escalations()] == [other]
    assert len(register.escalations(open_only=False)) == 2


def test_the_first_who_takes_it_stays_on_record(register):
    """Eight people press at once: everybody is told the same name."""
    reference = register.open_escalation("routine", "words")
    people = [f"Nurse {number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda who: register.acknowledge_escalation(reference, who), people))
    assert len({record.acknowledged_by for record in told}) == 1
    assert register.escalation(reference).acknowledged_by == told[0].acknowledged_by


def test_an_unknown_escalation_cannot_be_taken(register):
    """Nor can one be taken by nobody."""
    with pytest.raises(UnknownEscalation):
        register.acknowledge_escalation("E-NOBODY", "Nurse Kim")
    with pytest.raises(FieldError):
        register.acknowledge_escalation(register.open_escalation("routine", "w"), " ")
    assert register.escalation("E-NOBODY") is None


def test_a_clock_without_zone_is_refused(database_url):
    """A moment that could mean any hour is never stored."""
    register = open_register(database_url, clock=lambda: datetime(2026, 11, 20))
    with pytest.raises(Exception, match="time zone"):
        register.open_escalation("routine", "words")
    register.close()


def test_moments_are_stored_in_utc(database_url):
    """A clock in another zone gives the same moment."""
    elsewhere = timezone(timedelta(hours=-5))
    register = open_register(database_url, clock=lambda: NOW.astimezone(elsewhere))
    kept = register.escalation(register.open_escalation("routine", "words"))
    assert kept.created_at == NOW and kept.created_at.tzinfo == timezone.utc
    register.close()
