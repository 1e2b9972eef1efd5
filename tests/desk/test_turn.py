"""What a conversation remembers survives its trip through a slot."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Memory

MEMORIES = st.builds(
    Memory,
    stated_treatment=st.none() | st.dates(),
    pending=st.lists(st.text(), max_size=5).map(tuple),
    pending_text=st.text(),
    last_topics=st.lists(st.text(), max_size=5).map(tuple),
    awaiting=st.sampled_from([None, "date", "topic", "person"]),
    misses=st.integers(min_value=0, max_value=99),
    confidence=st.none() | st.floats(0, 1),
    language=st.sampled_from([None, "en", "es"]),
)


@given(MEMORIES)
def test_a_memory_comes_back_as_it_was(memory):
    """Written as JSON text and read again, a memory is equal to the first."""
    assert Memory.from_json(json.loads(json.dumps(memory.as_json()))) == memory


@pytest.mark.parametrize("value", [None, {}])
def test_nothing_yet_is_an_empty_memory(value):
    """A conversation that has just begun remembers nothing."""
    assert Memory.from_json(value) == Memory()


def test_a_memory_names_nobody():
    """There is no place in it for a name, a number or a reference."""
    identifying = {"patient", "reference", "name", "phone", "sender", "address"}
    assert not identifying & set(Memory().as_json())
