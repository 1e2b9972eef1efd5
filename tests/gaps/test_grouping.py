"""Messages with like vectors together, the largest group first."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.gaps.collecting import Gap
from bot.gaps.grouping import grouped
from bot.gaps.groups import Group

NOW = datetime(2026, 11, 20, tzinfo=timezone.utc)


def gap(words: str, reason: str = "unanswered", language: str = "en", topic=None) -> Gap:
    """A message."""
    return Gap(reason, words, 3, language, NOW - timedelta(minutes=len(words)), topic)


def by_first_letter(texts) -> np.ndarray:
    """Texts with the same first letter mean the same."""
    return np.eye(256)[[ord(text[0]) % 256 for text in texts]]


def test_reasons_languages_and_topics_are_counted():
    """With what most of a group turned out to be about."""
    gaps = [gap("a one"), gap("a two", "corrected", "es", "makeup"), gap("a one"), gap("b")]
    first, second = grouped(gaps, by_first_letter)
    assert (first.words, first.count, first.topic) == ("a one", 3, "makeup")
    assert first.reasons == {"unanswered": 2, "corrected": 1}
    assert first.languages == {"en": 2, "es": 1}
    assert second.words == "b"


def test_a_group_survives_the_way_between_processes():
    """What is printed reads back the same."""
    [one] = grouped([gap("a")], by_first_letter)
    assert Group.from_json(one.as_json()) == one


def test_nothing_gives_nothing():
    """An empty list loads no model."""
    assert grouped([], lambda texts: 1 / 0) == []


@given(st.lists(st.text("abc", min_size=1, max_size=3)))
def test_every_message_is_in_one_group(texts):
    """None is lost or counted twice, and groups come in order."""
    groups = grouped([gap(text) for text in texts], by_first_letter)
    counts = [group.count for group in groups]
    assert sum(counts) == len(texts)
    assert counts == sorted(counts, reverse=True)
    assert len(groups) == len({text[0] for text in texts})
