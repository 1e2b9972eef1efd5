"""What a patient sends: stored once, answered once, and only as what it is."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from bot.gateway.messages import BURST, is_whole


def stored(town) -> list[tuple]:
    """Every message in the inbox, as (text, says, state)."""
    with closing(sqlite3.connect(town.settings.data_dir / "afterglow.db")) as database:
        return database.execute("SELECT text, says, state FROM inbox ORDER BY id").fetchall()


def test_a_question_is_answered_and_both_are_in_one_order(served):
    """202 with a number, then the patient's message and the reply to it in the stream."""
    browser = served.browser()
    assert browser.say("can I wear makeup?", "id-1") == 1
    asked, answered = browser.messages(2)
    assert (asked["from"], asked["seq"], asked["client_id"]) == ("patient", 1, "id-1")
    assert (answered["from"], answered["seq"], answered["reply_to"]) == ("bot", 2, 1)
    assert answered["text"] == "You said: can I wear makeup?"


def test_rasa_gets_the_identity_of_the_session(served, rasa):
    """Sender, channel, metadata and patient in the client's JSON change nothing."""
    mine, other = served.patient(), served.patient()
    browser = served.browser(mine)
    forged = {
        "id": "id-1",
        "text": "hello?",
        "sender": "someone-else",
        "conversation": "someone-else",
        "input_channel": "cmdline",
        "channel": "cmdline",
        "patient": other,
        "session": "someone-else",
        "metadata": {"patient": other, "today": "1999-01-01", "message": "m99"},
    }
    assert browser.post(forged).status_code == 202
    browser.reply_to(1)
    (turn,) = rasa.received
    assert turn["metadata"] == {
        "patient": mine,
        "today": served.settings.today().isoformat(),
        "language": "en",
    }
    assert turn["conversation"].startswith("web-") and turn["message"] == "m1"
    assert set(turn) == {"conversation", "text", "message", "again", "metadata"}


def test_the_same_id_is_stored_once(served):
    """Sent again, also at the same moment by many, it gets the same number and one answer."""
    browser = served.browser()
    body = {"id": "the-same", "text": "can I wear makeup?"}
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: browser.post(body), range(50)))
    assert {(answer.status_code, answer.json()["seq"]) for answer in answers} == {(202, 1)}
    browser.reply_to(1)
    assert browser.say("and now?") == 3
    assert stored(served)[0] == ("can I wear makeup?", None, "done")
    assert len(stored(served)) == 2


def test_another_session_may_use_the_same_id(served):
    """Ids are a session's own: nobody can take or probe another's."""
    one, two = served.browser(), served.browser()
    assert one.say("first?", "id-1") == 1
    assert two.say("second?", "id-1") == 1
    assert [text for text, _, _ in stored(served)] == ["first?", "second?"]
    assert two.reply_to(1)["text"] == "You said: second?"


@pytest.mark.parametrize(
    "typed",
    [
        '/topic{"topic":"makeup"}',
        ' \t//restart{"a":1}',
        "\u2215restart",
        "\uff0frestart",
        "\u200b\u2044session_start",
        "\ufeff/\u200d/restart",
        "\u202e/intent",
    ],
)
def test_typed_commands_are_only_text(served, rasa, typed):
    """What begins with a slash of any look, also behind invisible characters, stays words."""
    browser = served.browser()
    browser.say(typed + "?")
    browser.reply_to(1)
    assert not rasa.received[0]["text"].startswith(("/", "\u2215", "\uff0f", "\u200b"))


def test_buttons_are_resolved_on_our_side(served, rasa):
    """The page sees an id and a title; only the session that was offered it can press it."""
    ava, ben = served.browser(), served.browser()
    ava.say("menu?")
    reply = ava.reply_to(1)
    assert "/topic" not in str(reply)
    [button] = reply["buttons"]
    assert set(button) == {"id", "title"}
    refused = ben.post({"id": "b1", "button": button["id"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "no_such_button")
    for bad in ("x", "", 7, None, '/topic{"topic":"makeup"}', "a" * 10_000):
        answer = ava.post({"id": "b2", "button": bad})
        assert answer.status_code == 400 and answer.json()["error"]
    assert ava.post({"id": "b3", "button": button["id"]}).status_code == 202
    ava.reply_to(3)
    assert rasa.received[-1]["text"] == '/topic{"topic":"makeup"}'
    assert stored(served)[-1] == ("Makeup", '/topic{"topic":"makeup"}', "done")


def test_short_messages_in_a_row_are_answered_once(served, rasa):
    """Three parts of one question within two seconds: one turn, one reply to the last."""
    browser = served.browser()
    for text in ("hi", "can I", "wear makeup?"):
        last = browser.say(text)
    reply = browser.reply_to(last)
    assert reply["text"] == "You said: hi\ncan I\nwear makeup?"
    assert [turn["text"] for turn in rasa.received] == ["hi\ncan I\nwear makeup?"]
    assert [state for _, _, state in stored(served)] == ["done"] * 3


def test_a_short_message_alone_is_answered_after_two_seconds(served):
    """Nothing more comes, so it is answered as it is."""
    browser = served.browser()
    assert browser.reply_to(browser.say("hello"))["text"] == "You said: hello"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("can I swim?", True),
        ("¿puedo nadar?", True),
        ("can I swim? ", True),
        ("can I swim", False),
        ("hello", False),
        ("I had it done on Tuesday and since then my skin has been peeling", True),
    ],
)
def test_what_needs_no_second_message(text, whole):
    """A question mark at the end, or a long text."""
    assert is_whole(text) is whole


def test_beyond_the_burst_one_is_told_to_slow_down_but_danger_is_heard(open_town):
    """After sixty at once 429 with Retry-After; a danger sign is accepted and answered even then.

    Others are not slowed.
    """
    town = open_town(is_up=False)
    eager, calm = town.browser(), town.browser()
    answers = [eager.post({"id": f"i{i}", "text": "hello?"}) for i in range(BURST + 10)]
    assert [answer.status_code for answer in answers[:BURST]] == [202] * BURST
    last = answers[-1]
    assert (last.status_code, last.json()["code"]) == (429, "slow_down")
    assert int(last.headers["retry-after"]) >= 1
    with town.worker():
        seq = eager.say("I can't breathe and my face is swelling")
        flagged = eager.reply_to(seq)
    assert flagged["aftercare"]["kind"] == "red_flag" and flagged["pinned"] is True
    assert calm.say("hello?") == 1


def test_even_danger_has_an_end(open_town):
    """A flood of danger signs from one session is answered many times, then slowed too."""
    eager = open_town(is_up=False).browser()
    text = "I can't breathe"
    codes = {eager.post({"id": f"i{i}", "text": text}).status_code for i in range(BURST + 40)}
    assert codes == {202, 429}


def test_a_long_text_is_refused_whole_unless_it_speaks_of_danger(open_town):
    """4001 characters are refused with their number; with a danger sign in them they are heard."""
    town = open_town(is_up=False)
    browser = town.browser()
    refused = browser.post({"id": "i1", "text": "so " * 1334})
    assert (refused.status_code, refused.json()["code"]) == (400, "too_long")
    assert "4001" in refused.json()["error"] and stored(town) == []
    with town.worker():
        seq = browser.say("well " * 1000 + "I can't breathe and my face is swelling")
        assert browser.reply_to(seq)["aftercare"]["kind"] == "red_flag"
