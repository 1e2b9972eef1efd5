"""Tests of bot/understanding/remembered.py."""

from __future__ import annotations

from bot.understanding.remembered import LONGEST, per_word


def test_a_word_is_worked_out_once_and_what_is_too_long_is_not_kept() -> None:
    """A word that comes again costs nothing; a very long one takes no memory."""
    asked = []
    shouted = per_word(lambda word: asked.append(word) or word.upper())
    word, too_long = "ice", "a" * (LONGEST + 1)
    assert [shouted(w) for w in (word, word, too_long, too_long)] == [
        *("ICE", "ICE", too_long.upper(), too_long.upper())
    ]
    assert asked == [word, too_long, too_long]
