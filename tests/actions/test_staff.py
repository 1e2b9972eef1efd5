"""Colon commands work in the shell that staff started, and are just text to anybody else."""

from __future__ import annotations

import json
import os

import pytest

from actions.base import turn_of
from actions.questions import ActionAnswer
from actions.staff import ActionStaffCommand
from tests.actions.conversation import about_makeup, run, said
from tests.desk.clinic import TODAY


@pytest.fixture
def shell(installation, monkeypatch):
    """A shell as `afterglow shell --patient` starts it, for a patient on day 0."""
    monkeypatch.setenv("AFTERGLOW_SHELL_PATIENT", installation.patient(0))
    monkeypatch.setenv("AFTERGLOW_SHELL_TODAY", TODAY.isoformat())
    return installation


def in_shell(text, **details):
    """A line typed in a shell; nothing comes with it."""
    return said(text, channel="cmdline", today=None, intent="staff_command", **details)


def test_the_staff_shell_speaks_as_its_patient(shell):
    """The environment, and only it, names patient and day."""
    tracker = about_makeup(channel="cmdline", patient="P-OTHER", today="1999-01-01")
    turn = turn_of(tracker)
    assert (turn.patient, turn.today) == (os.environ["AFTERGLOW_SHELL_PATIENT"], TODAY)
    assert shell.phrase("not_yet") in run(ActionAnswer(), tracker).text


def test_a_staff_shell_may_be_nobodys(shell, monkeypatch):
    """An empty variable is a shell without a patient."""
    monkeypatch.setenv("AFTERGLOW_SHELL_PATIENT", "")
    assert turn_of(about_makeup(channel="cmdline")).patient is None


def test_the_variables_mean_nothing_to_our_channel(shell):
    """On a machine where they are set, a visitor of the website stays a visitor."""
    assert turn_of(about_makeup()).patient is None


@pytest.mark.parametrize(
    ("command", "on"),
    [
        (":day 4", "2026-11-24"),
        (":day -2", "2026-11-18"),
        (":on 2026-11-25", "2026-11-25"),
        (": day 4", "2026-11-24"),
    ],
)
def test_another_day_can_be_pretended(shell, command, on):
    """After the command the next question is answered for the pretended date."""
    outcome = run(ActionStaffCommand(), in_shell(command))
    assert outcome.slots == {"pretended_today": on}
    assert on in outcome.text
    assert turn_of(about_makeup(channel="cmdline", slots=outcome.slots)).today.isoformat() == on


def test_a_pretended_day_counts_from_the_treatment(shell):
    """A second `:day` counts from the treatment, not from the day pretended before."""
    first = run(ActionStaffCommand(), in_shell(":day 9"))
    second = run(ActionStaffCommand(), in_shell(":day 1", slots=first.slots))
    assert second.slots == {"pretended_today": "2026-11-21"}


@pytest.mark.parametrize(
    "command",
    [":help", ":", ":day", ":day x", ":day 99999999999", ":on", ":on 31/02/2026", ":banana"],
)
def test_anything_else_lists_the_commands(shell, command):
    """A command that cannot be obeyed changes nothing and says what can be written."""
    outcome = run(ActionStaffCommand(), in_shell(command))
    assert ":why" in outcome.text
    assert outcome.slots == {}


def test_why_and_json_explain_the_last_answer(shell):
    """`:why` shows rule and window, `:json` the structured answer, of the message before."""
    answered = run(ActionAnswer(), about_makeup(channel="cmdline"))
    why = json.loads(run(ActionStaffCommand(), in_shell(":why", slots=answered.slots)).text)
    assert why["rules"][0]["rule"] == "makeup/day-0"
    shown = json.loads(run(ActionStaffCommand(), in_shell(":json", slots=answered.slots)).text)
    assert shown == answered.slots["explanation"]["aftercare"]


def test_before_any_answer_there_is_nothing_to_explain(shell):
    """`:why` as the first line is answered politely."""
    assert run(ActionStaffCommand(), in_shell(":why")).text == "Nothing has been answered yet."


@pytest.mark.parametrize("command", [":why", ":json", ":day 4", ":on 2099-01-31", ":help"])
@pytest.mark.parametrize("channel", ["cmdline", "afterglow", "rest", None])
def test_elsewhere_a_colon_is_just_text(installation, command, channel):
    """Without the staff's variable no channel, not even a shell, obeys a command."""
    explained = {"explanation": {"aftercare": {"kind": "secret"}, "why": {"rule": "secret"}}}
    tracker = said(command, channel=channel, intent="staff_command", slots=explained)
    outcome = run(ActionStaffCommand(), tracker)
    # ":day 4" is read as any visitor's "day 4" is: as the day they say they are on.
    expected = "what_now" if command == ":day 4" else "clarify_open"
    assert outcome.text.endswith(installation.phrase(expected))
    assert "pretended_today" not in outcome.slots


def test_a_website_cannot_use_the_staffs_variable(shell):
    """Where the variable is set, a message from our channel is still no command."""
    tracker = said(":on 2099-01-31", intent="staff_command")
    outcome = run(ActionStaffCommand(), tracker)
    assert "pretended_today" not in outcome.slots
    assert outcome.text == shell.phrase("clarify_open")


def test_areas_an_override_and_a_language_can_be_supposed(shell):
    """Day 3, eyes treated, override on, Spanish: the next answer is theirs, and `:why` tells it."""
    supposed = run(ActionStaffCommand(), in_shell(":day 3, eyes, makeup=avoid:0-5, es"))
    assert "Somebody made up" in supposed.text
    slots = supposed.slots
    answered = run(ActionAnswer(), about_makeup(channel="cmdline", today=None, slots=slots))
    assert "Indicación de tu clínica" in answered.text
    assert answered.slots["explanation"]["pretend"] == slots["explanation"]["pretend"]
    why = json.loads(run(ActionStaffCommand(), in_shell(":why", slots=answered.slots)).text)
    assert why["person"]["areas"] == ["eyes"] and why["person"]["day"] == 3
    assert any(rule["why"] == "spoke" for rule in why["could_speak"][0]["rules"])


@pytest.mark.parametrize("words", ["elbow", "makeup=expected", "fr"])
def test_what_cannot_be_supposed_is_said(shell, words):
    """With the help, and nothing changes."""
    outcome = run(ActionStaffCommand(), in_shell(f":day 3 {words}"))
    assert ":why" in outcome.text and "explanation" not in outcome.slots


def test_nobody_is_made_up_outside_the_shell(shell):
    """What a conversation holds makes a website's visitor nobody else."""
    pretend = {"treated_on": "2026-11-17", "areas": ["eyes"], "overrides": [], "language": "es"}
    tracker = about_makeup(slots={"explanation": {"pretend": pretend}})
    assert turn_of(tracker).pretended is None
