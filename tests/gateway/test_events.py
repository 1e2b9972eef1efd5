"""What a browser is shown: everything, once, in order, over any broken connection."""

from __future__ import annotations

import threading
import time
from datetime import datetime

import pytest

from bot.gateway.events import MOST_STREAMS
from bot.mailbox import Outgoing
from tests.gateway.town import HTTP


def test_a_reload_shows_the_whole_conversation(served):
    """Without Last-Event-ID everything comes again, word for word."""
    browser = served.browser()
    for number in range(3):
        browser.reply_to(browser.say(f"question {number}?"))
    first, second = browser.messages(6), browser.messages(6)
    assert first == second
    assert [message["seq"] for message in first] == [1, 2, 3, 4, 5, 6]
    assert all(datetime.fromisoformat(message["at"]).tzinfo for message in first)


@pytest.mark.parametrize("after", range(5))
def test_a_lost_connection_is_resumed_where_it_broke(served, after):
    """With Last-Event-ID exactly the rest comes, whichever number was the last."""
    browser = served.browser()
    browser.reply_to(browser.say("one?"))
    browser.reply_to(browser.say("two?"))
    if after < 4:
        rest = browser.messages(4 - after, after)
        assert [message["seq"] for message in rest] == list(range(after + 1, 5))
    else:
        sent = threading.Timer(0.3, browser.say, ["three?"])
        sent.start()
        assert browser.messages(1, after)[0]["seq"] == 5


@pytest.mark.parametrize("given", ["-1", "x", "99999999999999999999", "1.5", "7", "\u0664", ""])
def test_a_number_that_is_not_ours_brings_everything(served, given):
    """Too much, negative, no number at all: better again than never."""
    browser = served.browser()
    browser.reply_to(browser.say("one?"))
    headers = {**browser.headers, "Last-Event-ID": given.encode()}
    with HTTP.stream("GET", browser.address + "/api/events", headers=headers) as response:
        line = next(line for line in response.iter_lines() if line.startswith("id: "))
    assert line == "id: 1"


def test_seen_typing_and_state_are_told(served):
    """Taken up, being answered, answered: each once."""
    browser = served.browser()
    seq = browser.say("can I wear makeup?")
    told = []
    for event in browser.events():
        told.append(event)
        if event == ("typing", {"on": False}):
            break
    kinds = [(name, data) for name, data in told if name not in ("message", "status")]
    assert kinds == [
        ("typing", {"on": True}),
        ("seen", {"seq": seq}),
        ("typing", {"on": False}),
    ] or (kinds == [("seen", {"seq": seq}), ("typing", {"on": True}), ("typing", {"on": False})])


def test_the_end_of_the_replay_is_said(open_town):
    """The state comes behind what is replayed, also behind nothing; then only when it changes."""
    browser = open_town(is_up=False).browser()
    assert next(browser.events()) == ("status", {"state": "ok"})
    browser.say("one?")
    told = browser.events()
    assert [name for name, _ in (next(told), next(told), next(told))] == [
        "message",
        "typing",
        "status",
    ]


def test_waiting_is_said_once_and_the_answer_follows(open_town, rasa):
    """While Rasa is away: one honest sentence and the state; when it is back: the answer, `ok`."""
    town = open_town()
    rasa.is_ready = False
    browser = town.browser()
    with town.worker(late=0.5):
        first, second = browser.say("can I wear makeup?"), browser.say("and swim?")
        told = []
        for name, data in browser.events():
            told.append((name, data))
            if name == "status" and data["state"] == "delayed":
                time.sleep(1.2)  # a second apology would come now
                rasa.is_ready = True
            if told.count(("status", {"state": "ok"})) == 2:
                break
        browser.reply_to(second)
    sentences = [data["text"] for name, data in told if name == "message" and data["from"] == "bot"]
    assert sentences[0] == town.clinic.phrase("delayed")
    assert sentences.count(town.clinic.phrase("delayed")) == 1
    assert browser.reply_to(first)["text"] == "You said: can I wear makeup?"


def test_a_spanish_patient_is_told_in_spanish(open_town):
    """The honest sentence is in the language of the conversation."""
    town = open_town(is_up=False)
    with town.worker(late=0.3):
        browser = town.browser(language="es")
        browser.say("hola?")
        _, apology = browser.messages(2)
    assert apology["text"] == town.clinic.desk.wording_in("es").phrase("delayed")


def test_text_arrives_as_it_was_written(served):
    """Line breaks, quotes, markup, bidi and event-stream look-alikes stay text in one event."""
    browser = served.browser()
    odd = 'a\nb\ndata: x\n\nid: 7\nevent: message\n<b>"x"</b> \u05d0\u05d1 &amp; \U0001f600?'
    browser.say(odd)
    asked, _ = browser.messages(2)
    assert asked["text"] == odd
    assert [message["seq"] for message in browser.messages(2)] == [1, 2]


def test_what_was_shown_is_marked_delivered(served):
    """The outbox knows which replies reached a browser."""
    import sqlite3

    browser = served.browser()
    browser.reply_to(browser.say("one?"))
    for _ in range(100):
        database = sqlite3.connect(served.settings.data_dir / "afterglow.db")
        [(delivered,)] = database.execute("SELECT delivered_at FROM outbox").fetchall()
        database.close()
        if delivered:
            return
        time.sleep(0.05)
    raise AssertionError("never marked")


def test_staff_and_bot_are_told_apart(served):
    """A message by the staff says so."""
    browser = served.browser()
    browser.reply_to(browser.say("one?"))
    visitor = served.mailbox.visitor(browser.session)
    served.mailbox.post_to(visitor.conversation, Outgoing("The nurse here.", kind="staff"))
    assert browser.messages(3)[2]["from"] == "staff"


def test_a_stream_ends_with_its_session(served):
    """After DELETE nothing more is told, and the next connection is refused."""
    browser = served.browser()
    browser.say("one?")
    ended = threading.Timer(
        0.5, lambda: HTTP.delete(browser.address + "/api/session", headers=browser.headers)
    )
    ended.start()
    began = time.monotonic()
    list(browser.events())
    assert time.monotonic() - began < 15
    refused = HTTP.get(browser.address + "/api/events", headers=browser.headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "no_session")


def test_one_chat_cannot_open_streams_without_end(open_town):
    """The seventh stream of one conversation is refused; another session's is not."""
    town = open_town(is_up=False)
    browser, other = town.browser(), town.browser()
    other.say("hello?")
    streams = [
        HTTP.stream("GET", town.address + "/api/events", headers=browser.headers)
        for _ in range(MOST_STREAMS)
    ]
    for stream in streams:
        stream.__enter__()
    refused = HTTP.get(town.address + "/api/events", headers=browser.headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_streams")
    assert other.messages(1)
    for stream in streams:
        stream.__exit__(None, None, None)
