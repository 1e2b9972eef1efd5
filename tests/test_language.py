"""Tests of bot/language.py: which language a message is written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import clearly, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("¿puedo usar maquillaje?", "es"),
        ("puedo ponerme crema hoy", "es"),
        ("me sale pus de la cara", "es"),
        ("¿ok?", "es"),
        ("can I wear makeup?", "en"),
        ("my doctor told me to take it", "en"),
        ("ok?", None),
        ("gracias", None),
        ("Advil", None),
        ("", None),
        ("my doctora", None),
        ("la la", "es"),
    ],
)
def test_two_telling_words_are_clear(text, language):
    """One word, or as many of each language, do not tell which one is spoken."""
    assert clearly(text) == language


@pytest.mark.parametrize(("text", "language"), [("gracias", "es"), ("ok?", "en"), ("", "en")])
def test_unclear_texts_have_a_likelier_language(text, language):
    """Without anything else to go by a single word decides, and English stands for none."""
    assert language_of(text) == language


@given(st.text())
def test_what_is_clear_is_also_likelier(text):
    """The two functions never contradict each other."""
    assert clearly(text) in (None, language_of(text))
