"""What all actions share: who is speaking, what is remembered, and what happens on failure."""

from __future__ import annotations

import logging
import sqlite3
from datetime import timedelta

import pytest

from actions.base import DeskAction, traced, turn_of
from actions.questions import ActionAnswer, ActionTakeDate
from bot.desk import Desk, Reply, Turn
from bot.text import MAX_CHARACTERS
from tests.actions.conversation import about_makeup, run, said, topic
from tests.desk.clinic import TODAY
from tests.desk.contract import faults

NAME, PHONE = "Quentin Zbornak", "+12125550123"
WORDS = "can I wear makeup to the xylophone recital?"


class ActionThatFails(DeskAction):
    """An action whose failure quotes what the patient wrote."""

    called = "action_that_fails"

    def reply(self, desk: Desk, turn: Turn) -> Reply:
        """Fail in the worst way."""
        raise RuntimeError(f"{NAME} {PHONE} wrote: {turn.text}")


def test_our_channel_vouches_for_the_patient(installation):
    """The reference in our own channel's metadata is the patient, and the day is theirs."""
    outcome = run(ActionAnswer(), about_makeup(patient=installation.patient(0)))
    [answer] = outcome.aftercare["answers"]
    assert (answer["verdict"], answer["day"]) == ("not_yet", 0)
    assert faults(outcome.aftercare, installation.protocol) == []


@pytest.mark.parametrize(
    "channel",
    ["rest", "cmdline", "socketio", "callback", "twilio", "AFTERGLOW", "afterglow ", "", None],
)
def test_another_channel_vouches_for_nobody(installation, channel):
    """The same metadata over any other channel is a visitor's."""
    tracker = about_makeup(patient=installation.patient(0), channel=channel)
    assert turn_of(tracker).patient is None
    answered = run(ActionAnswer(), tracker).slots["explanation"]["aftercare"]
    assert answered["kind"] == "ask_treatment_date"


def test_another_channel_does_not_say_the_date(installation):
    """Only our own channel may name another day than the clinic's."""
    turn = turn_of(about_makeup(channel="rest", today="1999-12-31"))
    assert turn.today.year > 1999


def test_our_channel_names_the_message_and_the_language(installation):
    """One id calls the staff once; the widget's language counts until the patient writes one."""
    turn = turn_of(about_makeup(message="m7", language="es"))
    assert (turn.message, turn.memory.language) == ("m7", "es")
    slots = {"memory": {"language": "en"}}
    assert turn_of(about_makeup(language="es", slots=slots)).memory.language == "en"
    stranger = turn_of(about_makeup(channel="rest", message="m7", language="es"))
    assert (stranger.message, stranger.memory.language) == (None, None)


def test_what_is_remembered_goes_back_over_our_channel_alone(installation):
    """The worker can stand in with it; no other channel shows it."""
    ours = run(ActionAnswer(), about_makeup()).messages[0]["custom"]
    other = run(ActionAnswer(), about_makeup(channel="rest")).messages[0]["custom"]
    assert ours["memory"]["pending"] == ["makeup"]
    assert set(other) == {"aftercare"}


def test_only_the_latest_message_counts(installation):
    """A conversation that our channel began and another goes on with is a visitor's."""
    tracker = about_makeup(patient=installation.patient(0))
    tracker.events.append({"event": "user", "text": "hm", "input_channel": "rest"})
    assert turn_of(tracker).patient is None


@pytest.mark.parametrize("name", ["patient", "patient_reference", "reference", "sender", "user"])
def test_slots_and_entities_name_nobody(installation, name):
    """Neither a slot, an entity, the text nor other metadata can make somebody a patient."""
    reference = installation.patient(0)
    text = f"I am {reference}, patient={reference}, can I wear makeup?"
    claim = {"entity": name, "value": reference, "start": 5, "end": 13}
    slots = {name: reference}
    tracker = said(text, entities=(claim, topic("makeup", text, "makeup")), slots=slots)
    tracker.latest_message["metadata"] |= {"user": {"patient": reference}, "sender": reference}
    assert turn_of(tracker).patient is None
    assert run(ActionAnswer(), tracker).aftercare["kind"] == "ask_treatment_date"


def test_the_conversation_is_remembered(installation):
    """What waits for the date comes back from the slot in the next turn."""
    asked = run(ActionAnswer(), about_makeup())
    told = run(ActionTakeDate(), said("yesterday", intent="tell_date", slots=asked.slots))
    [answer] = told.aftercare["answers"]
    assert (answer["topic"], answer["verdict"], answer["day"]) == ("makeup", "allowed", 1)


def test_everything_found_reaches_the_desk(installation):
    """Topics, guesses and the trained head's danger signs are read from the entities."""
    text = "makeup on the sore"
    entities = (
        {**topic("makeup", text, "makeup"), "negated": True, "source": "fuzzy"},
        {"entity": "maybe_topic", "value": "sunscreen", "start": 0, "end": 0},
        {"entity": "red_flag", "value": "fever", "source": "model", "start": 14, "end": 18},
        {"entity": "red_flag", "value": "infection", "source": "rules", "start": 14, "end": 18},
    )
    turn = turn_of(said(text, entities=entities, intent="red_flag"))
    [mention] = turn.mentions
    assert (mention.topic, mention.source, mention.negated) == ("makeup", "fuzzy", True)
    assert turn.maybe == ("sunscreen",)
    [sign] = turn.signs
    assert (sign.flag, sign.evidence, sign.level) == ("fever", "sore", "same_day")


@pytest.mark.parametrize("channel", ["afterglow", "cmdline"])
def test_the_shell_shows_no_json(installation, channel):
    """Everywhere but in a shell the structured answer goes with the text."""
    [message] = run(ActionAnswer(), about_makeup(channel=channel)).messages
    assert message["text"]
    assert ("aftercare" in message["custom"]) == (channel != "cmdline")


def test_a_button_says_its_words_when_pressed(installation):
    """The payload of a button is what the patient would type, never an intent."""
    asked = run(ActionAnswer(), about_makeup())
    outcome = run(ActionTakeDate(), said("11/12", intent="tell_date", slots=asked.slots))
    [message] = outcome.messages
    assert [button["payload"] for button in message["buttons"]] == ["2026-11-12", "2025-12-11"]
    assert not any(button["payload"].startswith("/") for button in message["buttons"])


def test_too_much_text_is_not_guessed_at(installation):
    """A text over the limit is answered by its length alone."""
    text = "makeup " + "la " * MAX_CHARACTERS
    outcome = run(ActionAnswer(), said(text, entities=(topic("makeup", text, "makeup"),)))
    assert outcome.aftercare["kind"] == "clarify"


def test_a_message_without_text_is_survived(installation):
    """A photo alone is asked back like any other message that was not understood."""
    outcome = run(ActionAnswer(), said(None))
    assert outcome.text


def test_a_failure_becomes_a_sentence_and_a_task(installation):
    """An instruction with an impossible verdict fails the answer; the patient is told so."""
    patient = installation.patient(2)
    installation.register.add_override(patient, "makeup", 0, 9, "banana", "Dr Lind", "a slip")
    outcome = run(ActionAnswer(), about_makeup(patient=patient))
    [task] = installation.register.escalations()
    assert outcome.aftercare["kind"] == "error"
    assert task.patient == patient
    assert task.reference in outcome.text
    assert outcome.aftercare["escalation"] == {"level": "routine", "reference": task.reference}


def test_without_a_register_the_patient_is_still_told(installation):
    """When not even the task can be stored, there is a sentence and a reference in the log."""
    database = installation.settings.data_dir / "afterglow.db"
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE escalations")
    outcome = run(ActionThatFails(), about_makeup())
    reference = outcome.aftercare["escalation"]["reference"]
    assert reference.startswith("L-")
    assert reference in outcome.text


def test_a_failure_forgets_nothing(installation):
    """The question that waited still waits after a failure."""
    asked = run(ActionAnswer(), about_makeup())
    failed = run(ActionThatFails(), said("yesterday", slots=asked.slots))
    told = run(ActionTakeDate(), said("yesterday", slots=failed.slots))
    assert [a["topic"] for a in told.aftercare["answers"]] == ["makeup"]


@pytest.mark.parametrize("broken", [False, True], ids=["register works", "register is gone"])
def test_the_log_of_a_failure_quotes_nobody(installation, capfd, caplog, broken):
    """The log has the action, the kind of error and the reference; no name, phone or text."""
    caplog.set_level(logging.DEBUG)
    if broken:
        with sqlite3.connect(installation.settings.data_dir / "afterglow.db") as connection:
            connection.execute("DROP TABLE escalations")
    patient = installation.register.add_patient(NAME, PHONE, TODAY - timedelta(days=3))
    outcome = run(ActionThatFails(), about_makeup(WORDS, patient=patient))
    written = "".join(capfd.readouterr()) + caplog.text
    assert "action_that_fails" in written
    assert "RuntimeError" in written
    assert outcome.aftercare["escalation"]["reference"] in written
    for private in (NAME, "Zbornak", PHONE, "5550123", WORDS, "xylophone"):
        assert private not in written


def test_an_error_is_traced_without_its_words():
    """The trace names the kind of error and the places it passed, and not what it says."""
    try:
        raise ValueError(f"{NAME} wrote {WORDS}")
    except ValueError as error:
        trace = traced(error)
    assert trace.startswith("ValueError at test_base.py:")
    assert NAME not in trace


@pytest.mark.parametrize(
    "details",
    [
        {"today": "not a date"},
        {"slots": {"memory": {"misses": 1}}},
        {"slots": {"memory": "text"}},
        {"entities": ({"entity": "topic", "value": "makeup"},)},
    ],
    ids=["date", "half a memory", "memory of another shape", "half an entity"],
)
def test_a_turn_that_cannot_be_read_is_not_met_with_silence(installation, details):
    """Whatever is wrong with what Rasa hands over, the patient gets a sentence."""
    outcome = run(ActionAnswer(), said("makeup?", **details))
    assert [message["text"] or message["response"] for message in outcome.messages]


def test_an_installation_that_cannot_open_is_not_met_with_silence(installation, monkeypatch):
    """With an unusable database address the patient is told that there is no answer now."""
    monkeypatch.setenv("AFTERGLOW_DATABASE_URL", "nonsense")
    outcome = run(ActionAnswer(), about_makeup())
    assert [message["response"] for message in outcome.messages] == ["utter_unavailable"]
