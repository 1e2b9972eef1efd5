"""Statuses in any order: only forward, and never from an earlier try to a later one."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mailbox.progress import after

TOLD = ("sent", "delivered", "read", "failed")
STATES = (
    *("queued", "held", "sending", "sent", "delivered", "read", "failed", "unsure"),
    "suppressed",
)
RANK = {"sent": 1, "delivered": 2, "read": 3}


@pytest.mark.parametrize("order", permutations(("sent", "delivered", "read")))
@pytest.mark.parametrize("start", ["sending", "unsure", "sent"])
def test_all_orders_end_the_same(start, order):
    """Whatever comes first, what the patient has read is read."""
    state = start
    for told in (*order, *order):
        state = after(state, told, same=start == "sent", known=start == "sent")
    assert state == "read"


@given(st.sampled_from(STATES), st.sampled_from(TOLD), st.booleans(), st.booleans())
def test_never_backwards(state, told, same, known):
    """What has reached the phone neither fails nor becomes less, and an end is an end."""
    now = after(state, told, same and known, known)
    if state in RANK:
        assert RANK.get(now, 0) >= RANK[state] or (state, now) == ("sent", "failed")
    if state in ("failed", "suppressed"):
        assert now == state
    assert now in (state, told)


@given(st.sampled_from(TOLD))
def test_an_earlier_try_s_failure_is_known_already(told):
    """While it is tried again, only that it did arrive is news."""
    for state in ("queued", "held", "sending"):
        expected = told if told in ("delivered", "read") else state
        assert after(state, told, same=True, known=True) == expected


def test_an_unknown_try_proves_that_it_was_sent():
    """It waits to be sent again after an error, and the provider has sent it all the same."""
    assert after("queued", "sent", same=False, known=False) == "sent"
    assert after("queued", "failed", same=False, known=False) == "queued"
    assert after("unsure", "failed", same=False, known=False) == "failed"


def test_another_message_s_news_is_not_ours():
    """The same key, another id, while ours is known and settled."""
    assert after("sent", "failed", same=False, known=True) == "sent"
    assert after("sent", "read", same=False, known=True) == "sent"
