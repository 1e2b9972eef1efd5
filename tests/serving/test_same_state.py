"""Property: whatever is said, our store and Rasa's give the policies and actions the same."""

from __future__ import annotations

import asyncio
from pathlib import Path

from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core import events as e
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.io import read_config_file

from bot.serving.history import HistoryStore
from bot.serving.windowed import KEPT_TURNS, MOST_TURNS, WindowedTracker
from bot.settings import ROOT
from tests.serving.talk import domain, state, turn

_VALUES = st.one_of(st.none(), st.integers(0, 9), st.dictionaries(st.text(max_size=3), st.text()))
_SLOTS = st.dictionaries(st.sampled_from(["memory", "explanation"]), _VALUES)
# What may happen before a turn ends: now and then something that resets or silences.
_RARE = st.sampled_from(
    [
        [],
        [],
        [],
        [e.AllSlotsReset()],
        [e.Restarted(), e.ActionExecuted("action_session_start"), e.SessionStarted()],
        [e.ConversationPaused()],
        [e.ConversationResumed()],
        [e.ActiveLoop("form")],
        [e.ActiveLoop(None)],
        [e.ActionExecutionRejected("form")],
    ]
)
_TURNS = st.lists(st.tuples(_SLOTS, _RARE), min_size=1, max_size=4 * MOST_TURNS)


def _told(store: TrackerStore, sender: str, told: list) -> None:
    async def talk() -> None:
        for number, (slots, rare) in enumerate(told):
            # As Rasa gets it for a message, and as it stands when Rasa stores it.
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            said = turn(number, slots)
            tracker.update_with_events([*said[:-1], *rare, said[-1]], None)
            await store.save(tracker)

    asyncio.run(talk())


def test_the_state_is_that_of_the_whole_conversation(tmp_path: Path):
    """Slots, latest message and action, loop, pause, and the last states that policies look at."""
    ours = HistoryStore(domain(), f"sqlite:///{tmp_path / 'ours.db'}")
    stock = SQLTrackerStore(domain(), db=str(tmp_path / "stock.db"))
    senders = iter(range(10**6))

    @given(_TURNS)
    @hypothesis(max_examples=20)
    def check(told: list) -> None:
        sender = str(next(senders))
        for store in (ours, stock):
            _told(store, sender, told)
        mine = asyncio.run(ours.retrieve(sender))
        whole = asyncio.run(stock.retrieve_full_tracker(sender))
        for tracker in (mine, mine.copy(), DialogueStateTracker.copy(mine)):
            assert _timeless(tracker) == _timeless(whole)
        # `past_states` is what policies predict from.
        mine_seen, whole_seen = (t.past_states(domain()) for t in (mine, whole))
        least = min(2 * KEPT_TURNS, len(whole_seen))
        assert len(mine_seen) >= least and mine_seen[-least:] == whole_seen[-least:]

    check()
    ours.close()
    stock.engine.dispose()


def test_a_copy_goes_its_own_way():
    """What Rasa tries on a copy, and may throw away, is not seen in the conversation."""
    tracker = WindowedTracker("c", domain().slots)
    told = [*turn(1, {"memory": {"day": 3}})[:-1], e.ActiveLoop("form")]
    tracker.update_with_events(told, None)
    before, events = state(tracker), list(tracker.events)
    tried = tracker.copy()
    rest = [e.LoopInterrupted(True), e.ActionExecutionRejected("form"), e.ConversationPaused()]
    tried.update_with_events([*turn(2, {"memory": None}), *rest], None)
    assert state(tracker) == before and list(tracker.events) == events
    assert state(tried) != before and not tracker.active_loop.rejected


def _timeless(tracker: DialogueStateTracker) -> dict:
    return {**state(tracker), "latest_event_time": None}


def test_no_policy_of_ours_looks_further_back_than_the_window():
    """A story policy with a longer memory needs a larger `KEPT_TURNS`."""
    policies = read_config_file(ROOT / "config.yml")["policies"]
    assert {policy["name"] for policy in policies} == {"MemoizationPolicy", "RulePolicy"}
    # A turn is two states: the message, and the action that answered it.
    assert max(policy.get("max_history", 0) for policy in policies) <= 2 * (KEPT_TURNS - 1)
