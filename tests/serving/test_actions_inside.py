"""Actions inside Rasa: what comes back, and how failures look to Rasa's own calling code."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from rasa.core.actions.action import ActionExecutionRejection as RasaRejection
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa_sdk import Action
from rasa_sdk.events import SlotSet as SlotSetEvent
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.patients.migrate import migrate
from bot.serving.actions_inside import ActionsInside
from bot.settings import Settings


class Echo(Action):
    """Says who runs it and what it was given."""

    def name(self):
        return "action_test_echo"

    async def run(self, dispatcher, tracker, domain):
        text = tracker.latest_message["text"]
        dispatcher.utter_message(text=f"{text} on {threading.current_thread().name}")
        return [SlotSetEvent("heard", {"text": text, "domain": domain})]


class Fail(Action):
    """Fails with the patient's words in its fault, or refuses."""

    def name(self):
        return "action_test_fail"

    def run(self, dispatcher, tracker, domain):
        if tracker.latest_message["text"] == "refuse":
            raise ActionExecutionRejection("action_test_fail")
        time.sleep(0.2)
        raise RuntimeError(tracker.latest_message["text"])


@pytest.fixture(scope="module")
def actions() -> ActionsInside:
    return ActionsInside()


def run(actions: ActionsInside, name: str, text: str):
    """The events that Rasa gets from this action."""
    slot = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
    domain = Domain.from_dict({"actions": [name], "slots": {"heard": slot}})
    tracker = DialogueStateTracker.from_events("c", [UserUttered(text)], domain.slots)
    tracker.latest_message.parse_data["text"] = text
    nlg = TemplatedNaturalLanguageGenerator(domain.responses)
    action = RemoteAction(name, actions)
    return asyncio.run(action.run(CollectingOutputChannel(), nlg, tracker, domain))


def test_words_and_events_come_back_from_another_thread(actions):
    """Rasa's own caller takes the answer; the domain, which nobody reads, is not written out."""
    said, slot = run(actions, "action_test_echo", "hello")
    assert isinstance(said, BotUttered) and isinstance(slot, SlotSet)
    assert said.text.startswith("hello on actions")
    assert slot.value == {"text": "hello", "domain": {}}


def test_a_refusal_is_one_for_rasa_too(actions):
    """Another policy may then predict."""
    with pytest.raises(RasaRejection, match="action_test_fail"):
        run(actions, "action_test_fail", "refuse")


@pytest.mark.parametrize("name", ["action_test_fail", "action_that_nobody_wrote"])
def test_a_failure_is_rasas_and_quotes_nobody(actions, name):
    """As with a server: Rasa raises its own error, and no link of it repeats the patient."""
    with pytest.raises(RasaException) as failed:
        run(actions, name, "CANARY")
    link: BaseException | None = failed.value
    while link is not None:
        assert "CANARY" not in str(link)
        link = link.__cause__ or link.__context__


def test_rasa_reads_on_while_an_action_waits(actions):
    """The loop is free for others during a slow action."""

    async def both() -> int:
        call = {"next_action": "action_test_fail", "tracker": _tracker("slow")}
        slow = asyncio.create_task(actions.request(json=call))
        turns = 0
        while not slow.done():
            await asyncio.sleep(0.01)
            turns += 1
        await asyncio.gather(slow, return_exceptions=True)
        return turns

    assert asyncio.run(both()) > 5


def test_the_desk_is_opened_before_anybody_asks(actions, tmp_path, monkeypatch):
    """Our package says how to warm it; afterwards the desk is there."""
    from actions.base import open_desk

    monkeypatch.setenv("AFTERGLOW_DATA_DIR", str(tmp_path))
    migrate(Settings.from_env().register_url)
    open_desk.cache_clear()
    asyncio.run(actions.warm())
    assert open_desk.cache_info().currsize == 1
    open_desk.cache_clear()


def _tracker(text: str) -> dict:
    tracker = DialogueStateTracker.from_events("c", [UserUttered(text)], [])
    tracker.latest_message.parse_data["text"] = text
    return tracker.current_state()
