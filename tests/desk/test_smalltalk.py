"""The few friendly sentences."""

from __future__ import annotations

import pytest

from bot.desk.smalltalk import friendly_phrase
from tests.desk.clinic import turn, verdicts


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("thanks a lot", "thanks"),
        ("THANK YOU!!", "thanks"),
        ("ok good night", "goodbye"),
        ("bye", "goodbye"),
        ("hello", "hello"),
        ("", "hello"),
    ],
)
def test_the_sentence_fits(text, key):
    """Thanks, a goodbye and a greeting are told apart."""
    assert friendly_phrase(text) == key


def test_small_talk_is_no_advice(clinic):
    """A greeting is answered by the fixed sentence and carries no verdict on anything."""
    reply = clinic.desk.smalltalk(turn("hi there", intent="smalltalk"))
    assert reply.text == clinic.phrase("hello")
    assert verdicts(reply) == {"smalltalk": "smalltalk"}
