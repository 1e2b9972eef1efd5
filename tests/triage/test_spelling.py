"""Misspelt alarming words are recognised, ordinary words are not mistaken for them."""

from __future__ import annotations

import pytest

from bot.triage import find_signs
from bot.triage.lexicon import lexicon


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("infeccted", "infected"), ("blistrs", "blistrs"), ("brething", "brething"),
     ("feverr", "fever"), ("swolllen", "swollen"), ("bleedding", "bleeding"),
     ("ampollitas", "ampollas"), ("puuuus", "pus"), ("throabbing", "throbbing"),
     ("freeznig", "freezing"), ("sanger", "sangre"), ("tongues", "tongue"), ("runnnig", "running"),
     ("ampollota", "ampolla")],
)
def test_misspelt_words(typed, meant):
    """One edit in five letters, two in eight, swapped and repeated letters, endings."""
    assert lexicon().speller.correct(typed) == meant


@pytest.mark.parametrize(
    "word",
    ["pup", "plus", "push", "lives", "gives", "never", "ever", "sister", "bluster", "dozing",
     "cozy", "cellulite", "celulitis", "flower", "forever", "breeding", "charge", "sense"],
)
def test_ordinary_words_are_kept(word):
    """Ordinary words that are one slip away from a sign stay what they are."""
    assert lexicon().speller.correct(word) == word
    assert find_signs(f"is {word} ok", 3) == ()
