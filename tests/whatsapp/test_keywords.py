"""STOP, START and HELP: the usual words in two languages, and nothing that says more."""

from __future__ import annotations

import pytest

from bot.whatsapp.keywords import HELP, START, STOP, keyword_of


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", " Stop. ", "STOP!!!", "“stop”", "stopall", "Stop All", "unsubscribe", "cancel",
     "end", "quit", "revoke", "optout", "OPT-OUT", "baja", "Dar de baja", "¡Alto!", "parar",
     "no más", "cancelar", "salir"],
)  # fmt: skip
def test_words_that_opt_out(text):
    """In any case, with any marks around them, with or without accents."""
    assert keyword_of(text)[0] == STOP


@pytest.mark.parametrize("text", ["START", "unstop", "alta", "Comenzar", "opt in"])
def test_words_that_opt_in(text):
    """The way back."""
    assert keyword_of(text)[0] == START


@pytest.mark.parametrize(
    ("text", "language"), [("HELP", "en"), ("info", "en"), ("Ayuda", "es"), ("Información", "es")]
)
def test_words_that_ask_for_help(text, language):
    """And the language of the word."""
    assert keyword_of(text) == (HELP, language)


@pytest.mark.parametrize(
    "text",
    ["please stop the bleeding", "when does it stop?", "can I stop using retinol", "stop it",
     "don't stop", "the end", "help me I can't breathe", "no", "no más maquillaje?", "alta fiebre",
     "yes", "ok", "", "…", "🛑", "stop stop"],
)  # fmt: skip
def test_what_says_more_or_less_is_no_keyword(text):
    """A whole message only: "please stop the bleeding" must opt nobody out."""
    assert keyword_of(text) is None
