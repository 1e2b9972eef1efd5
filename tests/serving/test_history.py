"""Our tracker store on SQLite and PostgreSQL: a part of the events, all of the conversation."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.events import ActionExecuted, ActiveLoop, ConversationPaused, UserUttered
from sqlalchemy import text

from bot.serving.history import (
    HistoryLost,
    HistoryMoved,
    HistoryStore,
    begin_turn,
    ensure_kept,
)
from bot.serving.windowed import KEPT_TURNS, MOST_TURNS
from tests.patients.databases import KINDS, empty_database
from tests.serving.talk import domain, state, turn

TURNS = 4 * MOST_TURNS


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return empty_database(request.param, tmp_path)


@pytest.fixture
def store(url: str):
    opened = HistoryStore(domain(), url)
    yield opened
    opened.close()


def talk(store, sender: str, turns) -> None:
    """Store these turns one after the other, each on the tracker that was read for it."""

    async def all_turns() -> None:
        for events in turns:
            tracker = await store.retrieve(sender)
            tracker.update_with_events(events, None, override_timestamp=False)
            await store.save(tracker)

    asyncio.run(all_turns())


def read(store, sender: str = "c"):
    """The conversation as Rasa would get it for its next message."""
    return asyncio.run(store.retrieve(sender))


def test_a_conversation_that_has_not_begun_is_empty(store):
    """Rasa gets an empty tracker, and finds that nothing exists."""
    assert list(read(store).events) == []
    assert asyncio.run(store.retrieve_full_tracker("c")) is None
    assert not asyncio.run(store.exists("c"))
    assert asyncio.run(store.keys()) == []


def test_what_was_said_comes_back(store):
    """The same events in the same order, and the slots they set."""
    talk(store, "c", [turn(1, {"memory": {"day": 3}})])
    talk(store, "other", [turn(1, {"memory": {"day": 9}})])
    tracker = read(store)
    assert [e.type_name for e in tracker.events] == ["user", "action", "bot", "slot", "action"]
    assert tracker.get_slot("memory") == {"day": 3}
    assert sorted(asyncio.run(store.keys())) == ["c", "other"]


def test_a_long_conversation_is_read_in_part_and_nothing_is_forgotten(store):
    """A slot set in the first turn is there after forty, although its event is not read."""
    turns = [turn(n, {"explanation": n}) for n in range(TURNS)]
    turns[0] += turn(100, {"memory": "told in the beginning"})
    talk(store, "c", turns)
    tracker = read(store)
    said = [event for event in tracker.events if isinstance(event, UserUttered)]
    assert KEPT_TURNS <= len(said) <= MOST_TURNS
    assert tracker.get_slot("memory") == "told in the beginning"
    assert tracker.get_slot("explanation") == TURNS - 1
    # What Rasa hands to an action is a copy.
    assert state(tracker.copy()) == state(tracker)
    whole = asyncio.run(store.retrieve_full_tracker("c"))
    assert len([e for e in whole.events if isinstance(e, UserUttered)]) == TURNS + 1


def test_a_clock_that_steps_back_hides_nothing(store):
    """Rasa's own store would read only what came after the latest session's start."""
    late, early = turn(1, {"memory": "fever"}), turn(2)
    for seconds, events in ((1000.0, late), (10.0, early)):
        for event in events:
            event.timestamp = seconds
    talk(store, "c", [late, early])
    said = [event.text for event in read(store).events if isinstance(event, UserUttered)]
    assert said == ["message 1", "message 2"]
    assert read(store).get_slot("memory") == "fever"


def test_what_rasas_own_store_wrote_is_read_on(url):
    """An installation that had Rasa's store keeps its conversations, also back again."""
    stock = SQLTrackerStore(domain(), host=url)
    tracker = stock.init_tracker("c")
    tracker.update_with_events(turn(1, {"memory": "kept"}), None)
    asyncio.run(stock.save(tracker))
    ours = HistoryStore(domain(), url)
    assert read(ours).get_slot("memory") == "kept"
    talk(ours, "c", [turn(2)])
    assert len(asyncio.run(stock.retrieve("c")).events) == len(read(ours).events) == 9
    ours.close()
    stock.engine.dispose()


def test_a_window_never_begins_in_a_form_or_in_silence(store):
    """What an active loop or a pause means is in its events: until it ends all of them are read."""
    opened = [*turn(0)[:-1], ActiveLoop("form"), ActionExecuted("action_listen")]
    talk(store, "c", [opened, *(turn(n) for n in range(TURNS))])
    assert read(store).active_loop_name == "form"
    assert len([e for e in read(store).events if isinstance(e, UserUttered)]) == TURNS + 1
    silent = [*turn(0)[:-1], ConversationPaused(), ActionExecuted("action_listen")]
    talk(store, "quiet", [silent, *(turn(n) for n in range(TURNS))])
    assert read(store, "quiet").is_paused()


def test_a_turn_is_stored_whole_or_not_at_all(store, url):
    """An event that cannot be written takes its turn with it, and the store goes on."""
    talk(store, "c", [turn(1)])
    broken = [*turn(2), UserUttered("unwritable", metadata={"x": object()})]
    with pytest.raises(TypeError):
        talk(store, "c", [broken])
    begin_turn()
    assert len(read(store).events) == 4
    talk(store, "c", [turn(2)])
    assert len(read(store).events) == 8


def test_an_answer_made_without_the_history_is_not_stored_and_not_given(store):
    """Rasa swallows a failed reading and answers as if nothing had been said; we notice."""
    talk(store, "c", [turn(1, {"memory": "fever"})])
    safe = FailSafeTrackerStore(store, on_tracker_store_error=lambda fault: None)
    with store._engine.begin() as connection:
        connection.execute(text("ALTER TABLE conversation_starts RENAME TO away"))

    async def one_turn() -> None:
        begin_turn()
        tracker = await safe.get_or_create_tracker("c")
        assert tracker.get_slot("memory") is None
        with store._engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO conversation_starts"))
        tracker.update_with_events(turn(2), None)
        await safe.save(tracker)
        with pytest.raises(HistoryLost):
            ensure_kept()

    asyncio.run(one_turn())
    begin_turn()
    assert [e.text for e in read(store).events if isinstance(e, UserUttered)] == ["message 1"]


def test_a_turn_that_somebody_else_made_meanwhile_is_not_stored_again(store, url):
    """A process frozen in a turn and resumed behind the others' one stores nothing; its answer is
    refused, and what it reads next is the conversation as it is."""
    talk(store, "c", [turn(n) for n in range(MOST_TURNS)])
    other = HistoryStore(domain(), url)

    async def frozen() -> None:
        begin_turn()
        tracker = await store.retrieve("c")
        tracker.update_with_events(turn(50), None)
        await asyncio.to_thread(talk, other, "c", [turn(50), turn(51)])
        with pytest.raises(HistoryMoved):
            await store.save(tracker)
        with pytest.raises(HistoryLost):
            ensure_kept()

    asyncio.run(frozen())
    begin_turn()
    said = [e.text for e in read(store).events if isinstance(e, UserUttered)]
    assert said[-2:] == ["message 50", "message 51"] and said.count("message 50") == 1
    talk(store, "c", [turn(52)])
    assert len(asyncio.run(store.retrieve_full_tracker("c")).events) == 4 * (MOST_TURNS + 3)
    other.close()


def test_of_two_that_store_at_once_one_is_refused(store, url):
    """Both have read the same; whoever comes second, also by a moment, is told so."""
    other = HistoryStore(domain(), url)

    async def both() -> list:
        begin_turn()
        trackers = [await one.retrieve("c") for one in (store, other)]
        for number, tracker in enumerate(trackers):
            tracker.update_with_events(turn(number), None)
        saving = (one.save(tracker) for one, tracker in zip((store, other), trackers))
        return await asyncio.gather(*saving, return_exceptions=True)

    done = asyncio.run(both())
    assert sorted(type(one).__name__ for one in done) == ["HistoryMoved", "NoneType"]
    begin_turn()
    assert len(read(store).events) == 4
    other.close()


def test_one_tracker_may_be_stored_several_times(store):
    """As Rasa does when something begins a session before the first message."""

    async def grow() -> None:
        tracker = await store.retrieve("c")
        for number in range(3):
            tracker.update_with_events(turn(number), None)
            await store.save(tracker)
            await store.save(tracker)

    asyncio.run(grow())
    assert len(read(store).events) == 12


def test_two_processes_may_open_a_new_database_at_once(url):
    """Tables and index are made once, whoever comes first."""
    stores = [HistoryStore(domain(), url) for _ in range(2)]
    talk(stores[0], "c", [turn(1)])
    assert len(read(stores[1]).events) == 4
    for one in stores:
        one.close()


def test_rows_are_rasas_own(store):
    """Intent and action stand in the columns that Rasa's tools look at."""
    talk(store, "c", [turn(1)])
    with store._engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM events ORDER BY id")).all()
    assert [row.type_name for row in rows][:2] == ["user", "action"]
    assert rows[0].intent_name == "greet" and rows[1].action_name == "action_answer"
    assert json.loads(rows[0].data)["text"] == "message 1"
