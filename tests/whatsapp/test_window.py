"""When something may be sent: the provider's day, its six seconds, and the patient's STOP."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox.delivery_records import HOLD, SEND, SUPPRESS, WAIT, Ruling, Standing
from bot.whatsapp.window import PAIR_PAUSE, is_open, opened_after, ruling

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)
DAY = timedelta(hours=24)
SECOND = timedelta(seconds=1)
ANSWER = Standing(
    now=NOW,
    kind="reply",
    urgent=False,
    moved=False,
    holds=False,
    opted_out=False,
    last_message_at=NOW - SECOND,
    last_sent_at=None,
)
TEMPLATE = replace(ANSWER, kind=None, holds=True, last_message_at=NOW - 2 * DAY)

moments = st.one_of(
    st.none(),
    st.timedeltas(-3 * DAY, 3 * DAY).map(lambda ago: NOW - ago),
    st.sampled_from([NOW - DAY, NOW - DAY + timedelta(minutes=1), NOW - PAIR_PAUSE, NOW]),
)
standings = st.builds(
    Standing,
    now=st.just(NOW),
    kind=st.sampled_from(["reply", "delay", "staff", "notice", None]),
    urgent=st.booleans(),
    moved=st.booleans(),
    holds=st.booleans(),
    opted_out=st.booleans(),
    last_message_at=moments,
    last_sent_at=moments,
)


@pytest.mark.parametrize(
    ("ago", "is_still_open"),
    [
        (timedelta(), True),
        (DAY - timedelta(minutes=1, seconds=1), True),
        (DAY - timedelta(minutes=1), False),
        (DAY - SECOND, False),
        (DAY, False),
        (7 * DAY, False),
        (-SECOND, True),
    ],
)
def test_the_window_closes_a_minute_before_the_provider_s(ago, is_still_open):
    """On both edges; a message that seems to come from the future opens it as well."""
    assert is_open(NOW - ago, NOW) is is_still_open
    kept = ruling(replace(ANSWER, last_message_at=NOW - ago))
    assert kept == Ruling(SEND if is_still_open else HOLD)


def test_who_never_wrote_has_no_window():
    """Then only a template may go."""
    assert not is_open(None, NOW)
    assert ruling(replace(ANSWER, last_message_at=None)) == Ruling(HOLD)
    assert ruling(replace(TEMPLATE, last_message_at=None)) == Ruling(SEND)


def test_two_messages_are_six_seconds_apart():
    """Waiting ends exactly when the pause does; danger does not wait."""
    just_sent = replace(ANSWER, last_sent_at=NOW - SECOND)
    until = NOW - SECOND + PAIR_PAUSE
    assert ruling(just_sent) == Ruling(WAIT, until=until)
    assert ruling(replace(just_sent, now=until)) == Ruling(SEND)
    assert ruling(replace(just_sent, urgent=True)) == Ruling(SEND)


def test_a_clock_that_was_put_back_holds_nothing_up():
    """What was sent in an hour from now is no reason to wait an hour."""
    assert ruling(replace(ANSWER, last_sent_at=NOW + timedelta(hours=1))) == Ruling(SEND)


def test_a_template_is_sent_while_something_is_held():
    """Also where only the provider finds the window closed; else it asks for what has happened."""
    assert ruling(replace(TEMPLATE, last_message_at=NOW - SECOND)).does == SEND
    assert ruling(replace(TEMPLATE, holds=False)).does == SUPPRESS


def test_opting_out_stops_what_we_start_and_no_answer():
    """Notices and templates end; the answer to their own question goes out."""
    gone = replace(ANSWER, opted_out=True)
    assert ruling(gone).does == SEND
    assert ruling(replace(gone, kind="staff")).does == SEND
    assert ruling(replace(gone, kind="notice")).does == SUPPRESS
    assert ruling(replace(TEMPLATE, opted_out=True)).does == SUPPRESS


@given(standings)
def test_free_words_go_only_into_an_open_window(standing):
    """Whatever else is the case, nothing that the provider would refuse is sent."""
    if ruling(standing).does == SEND:
        is_template = standing.kind is None
        assert standing.holds or not is_template
        assert is_template or is_open(standing.last_message_at, standing.now)
        assert not standing.moved
        assert not (standing.opted_out and standing.kind in ("notice", None))


@given(standings)
def test_waiting_ends(standing):
    """Nobody waits longer than the pause, and never into the past."""
    ruled = ruling(standing)
    if ruled.does == WAIT:
        assert standing.now < ruled.until <= standing.now + PAIR_PAUSE
        assert ruling(replace(standing, now=ruled.until)).does != WAIT


@given(standings)
def test_danger_is_never_slower(standing):
    """What goes out as an ordinary message goes out as danger too, and danger never waits."""
    urgent, ordinary = (ruling(replace(standing, urgent=is_it)) for is_it in (True, False))
    assert urgent.does != WAIT
    assert ordinary.does in (urgent.does, WAIT)


@given(moments)
def test_the_edge_is_the_same_for_one_and_for_many(last_message_at):
    """Who is found by the moment is who has an open window."""
    found = last_message_at is not None and last_message_at > opened_after(NOW)
    assert found is is_open(last_message_at, NOW)
