"""Which short messages are answered as one, and when."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from bot.mailbox.bursts import due_after, due_of, first_burst
from bot.mailbox.records import Waiting

START = datetime(2026, 11, 20, 15, 30, tzinfo=timezone.utc)


def at(seconds: float) -> datetime:
    """So long after the start."""
    return START + timedelta(seconds=seconds)


def waiting(*messages: tuple) -> list[Waiting]:
    """(seconds, text): whole if it ends with a question mark, a button if it is [in brackets]."""
    return [
        Waiting(n, n, text, text if text[0] == "[" else None, text[-1] in "?]", at(seconds))
        for n, (seconds, text) in enumerate(messages)
    ]


@pytest.mark.parametrize(
    ("messages", "size", "due"),
    [
        ([], 0, None),
        ([(0, "hi")], 1, 2),
        ([(0, "can I swim?")], 1, 0),
        ([(0, "hi"), (1, "can I")], 2, 3),
        ([(0, "hi"), (1, "can I"), (2, "swim?")], 3, 2),
        ([(0, "hi"), (1.5, "a"), (3, "b"), (4.5, "c")], 4, 4),
        ([(0, "hi"), (60, "can I swim?")], 1, 0),
        ([(0, "can I swim?"), (1, "and run?")], 1, 0),
        ([(0, "hi"), (1, "[Makeup]")], 1, 0),
        ([(0, "[Makeup]"), (1, "hi")], 1, 0),
        ([(0, "a" * 1500), (1, "b" * 1500)], 1, 0),
    ],
)
def test_a_burst_ends_with_a_pause_a_question_or_a_button(messages, size, due):
    """How many belong together, and when they may be taken up."""
    found = waiting(*messages)
    assert len(first_burst(found)) == size
    assert due_of(found) == (None if due is None else at(due))


@pytest.mark.parametrize(
    ("received", "whole", "due", "since", "expected"),
    [
        (0, True, None, None, 0),
        (0, False, None, None, 2),
        (1, False, 2, 0, 3),
        (3.5, False, 5.5, 0, 4),
        (1, True, 2, 0, 1),
        (5, False, 3, 0, 3),
        (5, True, 3, 0, 3),
    ],
)
def test_what_a_new_message_does_to_the_time(received, whole, due, since, expected):
    """A short one waits for the next, but never for long; a question makes all due."""
    before = (None if due is None else at(due), None if since is None else at(since))
    assert due_after(at(received), whole, *before) == at(expected)
