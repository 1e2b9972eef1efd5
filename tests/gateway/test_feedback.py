"""Thumbs on answers: one's own, the last one counts."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.gateway.town import HTTP


def thumbs(town) -> list[tuple]:
    """Every thumb that is kept, as (outbox, thumb)."""
    with closing(sqlite3.connect(town.settings.data_dir / "afterglow.db")) as database:
        return database.execute("SELECT outbox, thumb FROM feedback").fetchall()


def rate(browser, **given):
    """What the widget sends."""
    headers = {"Authorization": f"Bearer {browser.session}"}
    return HTTP.post(browser.address + "/api/feedback", json=given, headers=headers)


def test_the_last_thumb_counts_and_can_be_taken_back(served):
    """Down, then up, then none: never more than one for an answer."""
    browser = served.browser()
    browser.say("can I wear makeup?", "id-1")
    browser.messages(2)
    for thumb in ("down", "up", "up"):
        assert rate(browser, seq=2, thumb=thumb).status_code == 204
    assert [kept for _, kept in thumbs(served)] == ["up"]
    assert rate(browser, seq=2, thumb=None).status_code == 204
    assert thumbs(served) == []


def test_only_answers_of_ones_own_conversation(served):
    """Neither one's own message nor somebody else's answer, nor anybody without a session."""
    mine, other = served.browser(), served.browser()
    mine.say("can I wear makeup?", "id-1")
    mine.messages(2)
    assert rate(mine, seq=1, thumb="up").status_code == 404
    assert rate(other, seq=2, thumb="up").status_code == 404
    other.session = "nobody"
    assert rate(other, seq=2, thumb="up").status_code == 401
    assert thumbs(served) == []


@pytest.mark.parametrize(
    "given",
    [{}, {"seq": "2", "thumb": "up"}, {"seq": True, "thumb": "up"}, {"seq": 2, "thumb": "UP"},
     {"seq": -1, "thumb": "up"}, {"seq": 2, "thumb": ["up"]}, {"seq": 10**30, "thumb": "up"}],
)  # fmt: skip
def test_anything_else_is_refused(served, given):
    """With 400, and nothing kept."""
    assert rate(served.browser(), **given).status_code == 400
    assert thumbs(served) == []
