"""The clinic's list of unanswered questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.patients.errors import FieldError
from bot.patients.records import UnansweredRecord
from bot.patients.register import open_register
from tests.patients.conftest import NOW


def test_a_question_is_kept_as_asked(register):
    """Words, day and language come back, and nothing says who asked."""
    register.note_unanswered("uncovered", "can I eat spicy food", 2, "en")
    [kept] = register.unanswered()
    assert kept == UnansweredRecord("uncovered", "can I eat spicy food", 2, "en", NOW)
    assert "spicy" not in repr(kept)


def test_the_newest_come_first_and_old_ones_can_be_left_out(database_url):
    """`since` cuts the list."""
    moments = iter(NOW + timedelta(days=day) for day in range(3))
    register = open_register(database_url, clock=lambda: next(moments))
    for words in ("first", "second", "third"):
        register.note_unanswered("unclear", words, None, "es")
    assert [kept.words for kept in register.unanswered()] == ["third", "second", "first"]
    recent = register.unanswered(since=NOW + timedelta(days=1))
    assert [kept.words for kept in recent] == ["third", "second"]
    register.close()


def test_an_unknown_reason_is_named(register):
    """A slip in the reason is told with advice."""
    with pytest.raises(FieldError, match="did you mean 'unclear'"):
        register.note_unanswered("unclaer", "words", None, "en")


@pytest.mark.parametrize("words", ["", "a\x00b", "half \ud83d an emoji", "x" * 100_000])
def test_no_words_refuse_to_be_kept(register, words):
    """Whatever was written is stored."""
    register.note_unanswered("unclear", words, None, "en")
    assert len(register.unanswered()) == 1
