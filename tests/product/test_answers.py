"""Questions of registered patients: the clinic's answer for their day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.product.conftest import TODAY, Assistant

pytestmark = pytest.mark.slow


def test_makeup_on_the_day_waits_for_tomorrow(assistant: Assistant) -> None:
    """Day 0: not yet, from day 1, which is tomorrow, said with its date."""
    said = assistant.talk(0, "can I wear makeup?")
    (answer,) = said.last["answers"]
    tomorrow = TODAY + timedelta(days=1)
    assert (said.kind, said.last["day"]) == ("answer", 0)
    assert (answer["topic"], answer["verdict"]) == ("makeup", "not_yet")
    assert (answer["day"], answer["from_day"], answer["from_date"]) == (0, 1, tomorrow.isoformat())
    assert (answer["rule"], answer["basis"]) == ("makeup/day-0", "clinic")
    assert f"tomorrow ({tomorrow:%a, %b} {tomorrow.day})" in said.shown
    assert assistant.words("makeup", "makeup/day-0") in said.shown
    assert "clinic's sheet" in said.shown


def test_makeup_on_the_day_after_is_allowed(assistant: Assistant) -> None:
    """Day 1: yes, in the sheet's words."""
    said = assistant.talk(1, "can I wear makeup?")
    assert said.verdicts == [("makeup", "allowed")]
    assert assistant.words("makeup", "makeup/day-1") in said.shown


def test_a_question_about_tomorrow_is_answered_for_tomorrow(assistant: Assistant) -> None:
    """Day 0 asking for tomorrow gets day 1's answer, and `day` says so."""
    said = assistant.talk(0, "can I wear makeup tomorrow?")
    (answer,) = said.last["answers"]
    assert (answer["verdict"], answer["day"], said.last["day"]) == ("allowed", 1, 0)


def test_flaking_on_day_3_is_expected_with_the_sheets_reason(assistant: Assistant) -> None:
    """The verdict comes with the rule's words and a quote that is in the sheet."""
    said = assistant.talk(3, "is flaking normal?")
    (answer,) = said.last["answers"]
    assert (answer["topic"], answer["verdict"]) == ("dryness_flaking", "expected")
    rule = next(r for r in assistant.protocol.rules["dryness_flaking"] if r.id == answer["rule"])
    assert rule.quote and answer["quote"] == rule.quote
    assert rule.words in said.shown


@pytest.mark.parametrize("medicine", ["Advil", "ibuprofen", "motrin"])
def test_anti_inflammatories_on_the_day_are_to_be_avoided(
    assistant: Assistant, medicine: str
) -> None:
    """The three that the sheet names, under either spelling of capitals."""
    said = assistant.talk(0, f"can I take {medicine}?")
    assert said.verdicts == [("anti_inflammatory", "avoid")]


@pytest.mark.parametrize("day", [1, 2, 8, 30, 400])
def test_what_has_no_end_date_is_not_promised_an_end(assistant: Assistant, day: int) -> None:
    """The sheet gives no last day, so later the clinic is asked and no day of release is named."""
    for said in (
        assistant.talk(0, "can I take Advil?"),
        assistant.talk(day, "can I take Advil?"),
        assistant.talk(0, "when can I take Advil again?"),
    ):
        assert said.verdicts[0][1] in ("avoid", "ask_clinic")
        assert assistant.phrase("allowed_from") not in said.shown
    assert assistant.talk(day, "can I take Advil?").verdicts == [
        ("anti_inflammatory", "ask_clinic")
    ]


def test_several_topics_are_answered_in_one_go(assistant: Assistant) -> None:
    """Each topic of a message gets its own verdict, in reading order."""
    said = assistant.talk(0, "can I wear makeup, go to the gym and drink wine tonight?")
    assert said.verdicts == [
        ("makeup", "not_yet"),
        ("exercise", "not_yet"),
        ("alcohol", "not_yet"),
    ]


def test_questions_of_different_shapes_are_answered_together(assistant: Assistant) -> None:
    """May I and is it normal in one message."""
    said = assistant.talk(3, "can I use sunscreen? also, is flaking normal?")
    assert said.verdicts == [("sunscreen", "allowed"), ("dryness_flaking", "expected")]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("can i wear makup", "makeup"),
        ("can i ware mekeup?", "makeup"),
        ("when can i put on sunscren", "sunscreen"),
        ("can I use moisturzer", "moisturizer"),
        ("can I take advill", "anti_inflammatory"),
        ("can i take ibuporfin", "anti_inflammatory"),
        ("can i have tylenoll", "acetaminophen"),
        ("can i excercise", "exercise"),
        ("can i go swiming", "swimming"),
        ("can I go to the suana", "sauna_steam"),
        ("can I drink alcohl", "alcohol"),
        ("is flakng normal", "dryness_flaking"),
        ("is swellling normal", "swelling"),
        ("is itchng normal", "itching"),
        ("is brusing normal", "bruising"),
    ],
)
def test_typos_of_one_or_two_letters_are_understood(
    assistant: Assistant, text: str, topic: str
) -> None:
    """A slip of the keyboard does not change what is answered."""
    said = assistant.talk(3, text)
    assert [name for name, _ in said.verdicts] == [topic]


def test_the_treated_area_counts(assistant: Assistant) -> None:
    """Bruises at the eyes are expected where the eyes were treated, on the sheet's word."""
    said = assistant.talk(2, "is a small bruise normal?", areas=("face", "eyes"))
    assert said.verdicts == [("bruising_eye", "expected")]
    assert said.last["answers"][0]["basis"] == "clinic"


@pytest.mark.parametrize("day", [-400, -2, 0, 3, 8, 400])
def test_general_knowledge_needs_no_day(assistant: Assistant, day: int) -> None:
    """What microneedling is does not depend on the day."""
    said = assistant.talk(day, "what is microneedling?")
    assert (said.kind, said.verdicts) == ("info", [("what_is", "info")])


def test_what_the_sheet_does_not_cover_is_said_to_be_so(assistant: Assistant) -> None:
    """Neither a rule nor a guess: ask the clinic, without stammering."""
    said = assistant.talk(2, "can I wear my contact lenses?")
    assert said.verdicts == [("other", "ask_clinic")]
    assert "the clinic: the clinic" not in said.shown


def test_a_prescribed_medicine_is_left_to_the_prescriber(assistant: Assistant) -> None:
    """Even where the sheet says avoid, nobody is told to stop what a doctor ordered."""
    said = assistant.talk(0, "my doctor prescribed ibuprofen, can I take it?")
    assert said.verdicts == [("anti_inflammatory", "ask_clinic")]
    assert assistant.phrase("prescribed") in said.shown
