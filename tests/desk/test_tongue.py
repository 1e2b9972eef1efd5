"""Which language a conversation is held in."""

from __future__ import annotations

import pytest

from bot.desk import Memory
from bot.desk.tongue import heard, language_of_turn
from tests.desk.clinic import turn

CLEAR = {"es": "¿puedo usar maquillaje hoy?", "en": "can I wear makeup today?"}


@pytest.mark.parametrize("language", CLEAR)
@pytest.mark.parametrize("text", ["ok?", "Advil", "gracias", "yes", "", "11/12", "🙂"])
def test_a_word_or_two_keep_the_language(language, text):
    """What is too short to tell is answered in the language spoken so far."""
    first = heard(turn(CLEAR[language]))
    assert first.memory.language == language
    assert language_of_turn(turn(text, memory=first.memory)) == language


@pytest.mark.parametrize(("before", "after"), [("es", "en"), ("en", "es")])
def test_a_clear_message_changes_the_language(before, after):
    """A patient may go over to the other language at any time."""
    changed = heard(turn(CLEAR[after], memory=Memory(language=before)))
    assert (changed.memory.language, language_of_turn(changed)) == (after, after)


@pytest.mark.parametrize(
    ("text", "answered", "kept"),
    [("maquillaje", "es", None), ("gracias", "es", "es"), ("ok", "en", None), ("", "en", None)],
)
def test_a_first_word_is_answered_in_the_likelier_language(text, answered, kept):
    """One Spanish word begins a Spanish conversation; one English word leaves it open."""
    assert language_of_turn(turn(text)) == answered
    assert heard(turn(text)).memory.language in (kept, "es" if answered == "es" else None)
