"""The actions that answer questions ask the desk for the right thing."""

from __future__ import annotations

from actions.questions import ActionAnswer, ActionRedFlag, ActionTakeDate, ActionUncovered
from tests.actions.conversation import about_makeup, run, said


def test_answer(installation):
    """A question about makeup on day 1 is answered by the clinic's rule."""
    outcome = run(ActionAnswer(), about_makeup(patient=installation.patient(1)))
    assert [a["verdict"] for a in outcome.aftercare["answers"]] == ["allowed"]
    assert outcome.slots["explanation"]["why"]["rules"][0]["rule"] == "makeup/day-1"


def test_red_flag(installation):
    """A danger sign gets the fixed text and a task at its level, also with a model's guess."""
    outcome = run(ActionRedFlag(), said("I can't breathe", intent="red_flag"))
    assert outcome.aftercare["kind"] == "red_flag"
    guess = {"entity": "red_flag", "value": "fever", "source": "model", "start": 0, "end": 2}
    guessed = run(ActionRedFlag(), said("hm", intent="red_flag", entities=(guess,)))
    assert guessed.aftercare["escalation"]["level"] == "same_day"
    levels = [task.level for task in installation.register.escalations()]
    assert levels == ["emergency", "same_day"]


def test_take_date(installation):
    """A visitor's date is taken and remembered."""
    outcome = run(ActionTakeDate(), said("I was treated yesterday", intent="tell_date"))
    assert outcome.aftercare["day"] == 1
    assert outcome.slots["memory"]["stated_treatment"] == "2026-11-19"


def test_uncovered(installation):
    """What no rule covers is said to be uncovered."""
    outcome = run(ActionUncovered(), said("may I pierce my ear?", intent="uncovered"))
    assert outcome.text.startswith(installation.phrase("uncovered"))
