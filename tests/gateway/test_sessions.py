"""Sessions: unguessable, forgotten when idle, bounded in number."""

from __future__ import annotations

from bot.gateway.sessions import (
    IDLE_SECONDS,
    MOST_BUTTONS,
    MOST_SESSIONS,
    Button,
    Session,
    Sessions,
)


def test_tokens_and_conversations_are_all_different():
    """A thousand sessions share neither token nor conversation; neither names the other."""
    sessions = Sessions()
    tokens = [sessions.open(None) for _ in range(1000)]
    conversations = {sessions.find(token).conversation for token in tokens}
    assert len(set(tokens)) == len(conversations) == 1000
    assert not conversations & set(tokens)


def test_a_session_lives_while_it_is_used_and_half_an_hour_longer():
    """Each use starts the half hour again; one second more and it is gone."""
    now = [0.0]
    sessions = Sessions(clock=lambda: now[0])
    token = sessions.open("P-AVA234")
    for _ in range(3):
        now[0] += IDLE_SECONDS
        assert sessions.find(token).patient == "P-AVA234"
    now[0] += IDLE_SECONDS + 1
    assert sessions.find(token) is None
    now[0] = 0.0
    assert sessions.find(token) is None


def test_the_longest_idle_session_makes_room():
    """The number of sessions is bounded, and those in use stay."""
    sessions = Sessions()
    first, second = sessions.open(None), sessions.open(None)
    sessions.find(first)
    for _ in range(MOST_SESSIONS - 1):
        sessions.open(None)
    assert sessions.find(first) is not None
    assert sessions.find(second) is None


def test_unknown_tokens_and_closed_sessions_are_nobody():
    """None, the empty text, an invented token and a closed session find nothing."""
    sessions = Sessions()
    token = sessions.open(None)
    sessions.close(token)
    for given in (None, "", "invented", token):
        assert sessions.find(given) is None
        sessions.close(given)


def test_only_the_latest_buttons_are_remembered():
    """A session keeps its newest buttons and forgets the oldest, so it cannot grow for ever."""
    session = Session(None)
    names = [session.offer(Button(str(n), f"/{n}")) for n in range(MOST_BUTTONS + 1)]
    assert session.offered(names[0]) is None
    assert session.offered(names[-1]) == Button(str(MOST_BUTTONS), f"/{MOST_BUTTONS}")
