"""The actions around the questions ask the desk for the right thing."""

from __future__ import annotations

import pytest

from actions.conversation import (
    ActionConfirm,
    ActionHandOver,
    ActionOutOfScope,
    ActionSmalltalk,
    ActionUnsure,
)
from tests.actions.conversation import run, said

OFFERED = {
    "stated_treatment": None,
    "pending": [],
    "pending_text": "",
    "last_topics": [],
    "awaiting": "person",
    "misses": 2,
}


def test_hand_over(installation):
    """Asking for a person opens a task for this conversation."""
    outcome = run(ActionHandOver(), said("a nurse please", intent="ask_human"))
    [task] = installation.register.escalations()
    assert task.conversation == "conversation-1"
    assert task.reference in outcome.text


def test_smalltalk(installation):
    """A greeting is greeted."""
    outcome = run(ActionSmalltalk(), said("hi", intent="smalltalk"))
    assert outcome.text == installation.phrase("hello")


def test_out_of_scope(installation):
    """What is not about aftercare is said to be unrelated."""
    outcome = run(ActionOutOfScope(), said("who won?", intent="out_of_scope"))
    assert outcome.text == installation.phrase("unrelated")


@pytest.mark.parametrize(("intent", "kind"), [("agree", "handoff"), ("disagree", "smalltalk")])
def test_confirm(installation, intent, kind):
    """Only agreement accepts the offer of a person."""
    outcome = run(ActionConfirm(), said("ok", intent=intent, slots={"memory": OFFERED}))
    assert outcome.aftercare["kind"] == kind
    assert len(installation.register.escalations()) == (kind == "handoff")


def test_unsure(installation):
    """What was not understood is asked back, and the second time a person is offered."""
    first = run(ActionUnsure(), said("blorp", intent="unsure"))
    assert first.aftercare["kind"] == "clarify"
    second = run(ActionUnsure(), said("blorp", intent="unsure", slots=first.slots))
    assert second.text == installation.phrase("offer_person")
