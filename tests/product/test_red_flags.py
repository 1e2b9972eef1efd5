"""Danger signs: the fixed text and a task for the staff, whatever the day or the talk before."""

from __future__ import annotations

import pytest

from bot.text import MAX_CHARACTERS
from tests.product.conftest import Assistant, Conversation

pytestmark = pytest.mark.slow

PUS = "there's pus and it's hot"


def assert_alarm(said: Conversation, flag: str = "infection", level: str = "same_day") -> None:
    """The last turn is the protocol's text for this flag, and the staff know of it."""
    assert said.kind == "red_flag"
    assert said.verdicts[0] == (flag, "urgent")
    words = said.assistant.protocol.flags[flag].words[level]
    assert words.split("{")[0].strip() in said.shown
    escalation = said.last["escalation"]
    assert escalation["level"] == level
    (task,) = [e for e in said.escalations if e.reference == escalation["reference"]]
    assert (task.level, task.patient) == (level, said.patient)


@pytest.mark.parametrize("day", [0, 1, 3, 8, 30, -2, -400, None])
def test_pus_is_an_alarm_on_any_day(assistant: Assistant, day: int | None) -> None:
    """On the day, after, long after, before, and for somebody the clinic does not know."""
    said = assistant.talk(day, PUS)
    assert_alarm(said)
    assert said.last["day"] == day


def test_trouble_breathing_is_an_emergency(assistant: Assistant) -> None:
    """The emergency text, with the number to call."""
    said = assistant.talk(0, "my throat is swelling and I can't breathe")
    assert_alarm(said, "allergic_reaction", "emergency")
    assert assistant.settings.emergency_number in said.shown


def test_other_questions_of_the_message_wait(assistant: Assistant) -> None:
    """Next to an alarm nothing is permitted: the other topic is for the call."""
    said = assistant.talk(3, "can I wear makeup? there is pus on my cheek")
    assert_alarm(said)
    assert said.verdicts[1:] == [("makeup", "ask_clinic")]


def test_an_alarm_interrupts_the_question_for_the_date(assistant: Assistant) -> None:
    """It is answered at once, and the pending question is still answered afterwards."""
    said = assistant.talk(None, "can I wear makeup?")
    assert said.kind == "ask_treatment_date"
    said.say(PUS)
    assert_alarm(said)
    said.say("yesterday")
    assert said.verdicts == [("makeup", "allowed")]


def test_an_alarm_interrupts_the_offer_of_a_person(assistant: Assistant) -> None:
    """Also where a yes or no is expected."""
    said = assistant.talk(3, "😀", "😀", PUS)
    assert_alarm(said)


@pytest.mark.parametrize(
    "text",
    [
        f":( {PUS}",
        f":'( {PUS}",
        f": {PUS}",
        f"/{PUS}",
        f"/may_i {PUS}",
        f"<b>{PUS}</b>",
        f"😀😀 {PUS} 😀😀",
        PUS.upper(),
        PUS.replace(" ", "\n"),
        f"hello, thanks! {PUS}",
        f"{'ok ' * 3000}{PUS}",
    ],
)
def test_nothing_around_it_hides_an_alarm(assistant: Assistant, text: str) -> None:
    """Faces, slashes, tags, shouting, line breaks or a very long message in front."""
    assert_alarm(assistant.talk(3, text))


def test_a_long_message_is_searched_to_its_end(assistant: Assistant) -> None:
    """Also what stands behind the part that we read closely."""
    assert_alarm(assistant.talk(3, "x" * (MAX_CHARACTERS + 10) + f". {PUS}"))


@pytest.mark.parametrize(
    "text", ["there is no pus", "what would an infection look like?", "it is not hot, just red"]
)
def test_denied_or_asked_about_signs_are_no_alarm(assistant: Assistant, text: str) -> None:
    """Who says that there is none, or asks what to look for, is not sent to the clinic."""
    said = assistant.talk(3, text)
    assert said.kind != "red_flag"
    assert [call for call in said.escalations if call.kind == "red_flag"] == []
