"""Whatever is written and whatever was understood of it, the desk answers lawfully."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.dates import asked_treatment_day
from bot.desk import DangerSign, Memory, Mention, Reply, Turn
from bot.protocol.loader import load
from bot.protocol.reading.files import CONTENT
from tests.desk.clinic import TODAY, Clinic, open_clinic
from tests.desk.contract import faults

PROTOCOL = load(CONTENT, general_on=True)
TOPICS = sorted(PROTOCOL.topics)
RULED = sorted(PROTOCOL.rules)
FLAGS = sorted(PROTOCOL.flags)
FRAGMENTS = [
    "can I",
    "¿puedo",
    "hoy",
    "hace 3 días",
    "mi doctora me lo recetó",
    "me sale pus",
    "tomorrow",
    "yesterday",
    "on day 5",
    "on day 99999",
    "in 3 weeks",
    "11/12",
    "in 1990",
    "31/02/2026",
    "my doctor prescribed it",
    "pus",
    "no fever",
    "{clinic}",
    "{0}",
    "%s",
    "/restart",
    "and",
    "it",
    "😀",
    "\u200f",
    "\x00",
]
TEXTS = st.text(max_size=60) | st.lists(
    st.sampled_from(FRAGMENTS) | st.text(max_size=8), max_size=8
).map(" ".join)
MENTIONS = st.builds(
    Mention,
    topic=st.sampled_from(TOPICS),
    start=st.integers(0, 80),
    end=st.integers(0, 80),
    source=st.sampled_from(["exact", "fuzzy", "model"]),
    confidence=st.floats(0, 1),
    negated=st.booleans(),
)
SIGNS = st.builds(
    DangerSign,
    flag=st.sampled_from(FLAGS),
    level=st.sampled_from(["same_day", "emergency"]),
    evidence=st.text(max_size=8),
)
FEW_TOPICS = st.lists(st.sampled_from(RULED), max_size=6).map(tuple)
MEMORIES = st.builds(
    Memory,
    stated_treatment=st.none() | st.integers(-30, 400).map(lambda n: TODAY - timedelta(days=n)),
    pending=FEW_TOPICS,
    pending_text=TEXTS,
    last_topics=FEW_TOPICS,
    awaiting=st.sampled_from([None, "date", "topic", "person"]),
    misses=st.integers(0, 4),
    confidence=st.none() | st.floats(0, 1),
    language=st.sampled_from([None, "en", "es"]),
)
TURNS = st.builds(
    Turn,
    text=TEXTS,
    today=st.integers(-30, 400).map(lambda n: TODAY + timedelta(days=n)),
    conversation=st.just("conversation-1"),
    intent=st.sampled_from(["may_i", "unsure", "red_flag"]),
    mentions=st.lists(MENTIONS, max_size=7).map(tuple),
    maybe=FEW_TOPICS,
    signs=st.lists(SIGNS, max_size=2).map(tuple),
    memory=MEMORIES,
)
ASKED = {
    "answer": lambda desk, turn: desk.answer(turn),
    "red_flag": lambda desk, turn: desk.red_flag(turn),
    "take_date": lambda desk, turn: desk.take_date(turn),
    "hand_over": lambda desk, turn: desk.hand_over(turn),
    "smalltalk": lambda desk, turn: desk.smalltalk(turn),
    "unrelated": lambda desk, turn: desk.unrelated(turn),
    "uncovered": lambda desk, turn: desk.uncovered(turn),
    "agree": lambda desk, turn: desk.confirm(turn, agreed=True),
    "disagree": lambda desk, turn: desk.confirm(turn, agreed=False),
    "unsure": lambda desk, turn: desk.unsure(turn),
    "too_long": lambda desk, turn: desk.too_long(turn),
    "failed": lambda desk, turn: desk.failed(turn),
}
patiently = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """One clinic for all examples; none of them looks at what another wrote."""
    folder: Path = tmp_path_factory.mktemp("clinic")
    clinic = open_clinic(folder, clinic_phone="+12125550100")
    yield clinic
    clinic.register.close()


@pytest.fixture(scope="module")
def patients(shared: Clinic) -> dict[tuple[str, ...], str]:
    """A patient for each of some sets of areas, treated on TODAY."""
    return {areas: shared.patient(0, areas) for areas in (("face",), ("face", "eyes"), ("body",))}


def assert_lawful(reply: Reply, clinic: Clinic) -> None:
    """Some text, nothing left to fill in, legal verdicts, a memory that a slot can hold."""
    assert reply.text.strip()
    assert "{" not in reply.text
    assert "}" not in reply.text
    assert "None" not in reply.text
    assert faults(reply.aftercare, clinic.protocol) == []
    assert len(reply.buttons) <= 3
    assert Memory.from_json(reply.memory.as_json()) == reply.memory


@pytest.mark.parametrize("asked", ASKED)
@given(message=TURNS, areas=st.sampled_from([None, ("face",), ("face", "eyes"), ("body",)]))
@patiently
def test_any_turn_gets_a_lawful_reply(shared, patients, asked, message, areas):
    """Any text with any mentions, from anybody on any day, gets a complete and legal reply."""
    who = patients[areas] if areas else None
    assert_lawful(ASKED[asked](shared.desk, replace(message, patient=who)), shared)


@given(message=TURNS)
@patiently
def test_a_registered_patients_day_is_the_records(shared, patients, message):
    """Whatever is written or remembered, today's day is the one of the record."""
    message = replace(message, patient=patients["face",])
    reply = shared.desk.answer(message)
    assert reply.aftercare["day"] == (message.today - TODAY).days


@given(message=TURNS)
@patiently
def test_without_a_date_no_answer_has_a_day(shared, message):
    """As long as no treatment date is known, nothing in the answers counts days.

    But for a day that the message itself counts: "can I, on day 5?" needs no date.
    """
    assume(asked_treatment_day(message.text) is None)
    blank = replace(message.memory, stated_treatment=None)
    reply = shared.desk.answer(replace(message, memory=blank))
    if reply.memory.stated_treatment is None:
        assert reply.aftercare["day"] is None
        assert all(answer["day"] is None for answer in reply.aftercare["answers"])


@given(message=TURNS, areas=st.sampled_from([("face",), ("face", "eyes"), ("body",)]))
@patiently
def test_general_guidance_never_permits(shared, patients, message, areas):
    """Only the clinic's own words, or a provider's, ever allow anything."""
    reply = shared.desk.answer(replace(message, patient=patients[areas]))
    for answer in reply.aftercare["answers"]:
        if answer["verdict"] in ("allowed", "allowed_with_care"):
            assert answer["basis"] == "clinic"
