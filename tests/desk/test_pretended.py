"""Somebody made up: answered like a patient, explained in full, without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.pretended import NO_CALL, Pretended
from bot.protocol.model import Override, Window
from tests.desk.clinic import TODAY, Clinic, only_answer, open_clinic, turn

DAY_3 = Pretended(TODAY - timedelta(days=3), frozenset({"face", "eyes"}))


@pytest.fixture
def clinic(tmp_path) -> Clinic:
    return open_clinic(tmp_path)


def asked(text: str, made: Pretended, **topics: str):
    """A turn of somebody made up."""
    return replace(turn(text, **topics), pretended=made)


def test_day_areas_override_and_language(clinic):
    """As of day 3, eyes treated, override on, Spanish: the answer, and why others were silent."""
    made = DAY_3.changed(["makeup=avoid:0-5", "es"])
    one = asked("can I wear makeup", made, makeup="makeup")
    reply = clinic.desk.answer(one)
    answer = only_answer(reply)
    assert (answer["verdict"], answer["basis"], answer["day"]) == ("avoid", "personal", 3)
    assert reply.aftercare["language"] == "es" and "Indicación de tu clínica" in reply.text
    why = clinic.desk.explanation(one, reply)
    assert why["person"]["areas"] == ["eyes", "face"]
    [topic] = why["could_speak"]
    whys = {rule["rule"]: rule["why"] for rule in topic["rules"]}
    assert whys["makeup/personal"] == "spoke"
    assert whys["makeup/day-0"] == "an override stands in its place"
    assert whys["makeup/before"] == "day 3 is not one of its days"


def test_nothing_is_noted_and_nobody_is_called(clinic):
    """Neither a question without a rule nor a danger sign leaves a trace."""
    clinic.desk.uncovered(asked("can I eat spicy food", DAY_3))
    reply = clinic.desk.red_flag(asked("I can't breathe", DAY_3))
    assert reply.aftercare["escalation"] == {"level": "emergency", "reference": NO_CALL}
    assert clinic.register.unanswered() == []
    assert clinic.register.escalations() == []


def test_danger_is_explained_with_the_words_that_show_it(clinic):
    """What the rules of triage saw."""
    one = asked("I can't breathe", DAY_3)
    [sign] = clinic.desk.explanation(one, clinic.desk.red_flag(one))["danger"]
    assert (sign["level"], sign["by"]) == ("emergency", "rules")


@pytest.mark.parametrize(
    "word", ["elbow", "fr", "makeup=expected", "fever=avoid", "makeup=avoid:x"]
)
def test_a_word_that_means_nothing_is_refused(clinic, word):
    """Rather than silently ignored."""
    with pytest.raises(ValueError):
        clinic.desk.pretend(asked("hello", DAY_3), [word])


@given(
    st.builds(
        Pretended,
        st.none() | st.dates(),
        st.sets(st.sampled_from(["face", "eyes", "neck"]), min_size=1).map(frozenset),
        st.lists(
            st.builds(Override, st.just("makeup"), st.just(Window(0, None)), st.just("avoid"),
                      st.just("Dr Vega"))
        ).map(tuple),
        st.sampled_from([None, "en", "es"]),
    )
)  # fmt: skip
def test_somebody_made_up_survives_the_way_to_the_model(made):
    """What is sent reads back the same."""
    assert Pretended.from_json(made.as_json()) == made
