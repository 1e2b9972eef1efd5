"""Names that the clinic added, found where the model could not know them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.learned import with_learned_names
from bot.desk.turn import Mention
from tests.desk.clinic import mention, turn

LEARNED = {"lash lift": "lashes", "lash": "hair_removal", "microblade": "brows", "uñas": "nails"}


def found(text: str, *mentions: Mention) -> list[tuple[str, str]]:
    """Topic and words of every mention."""
    told = with_learned_names(replace(turn(text), mentions=mentions), LEARNED)
    return [(m.topic, text[m.start : m.end]) for m in told.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Can I get a Lash Lift today?", [("lashes", "Lash Lift")]),
        ("are lash-lifts ok", [("lashes", "lash-lifts")]),
        ("my lashes?", [("hair_removal", "lashes")]),
        ("two microblades", [("brows", "microblades")]),
        ("puedo hacerme las unas", [("nails", "unas")]),
        ("can I splash water", []),
    ],
)
def test_names_are_found_as_patients_write_them(text, expected):
    """In any case and number, without accents, whole words only, the longest name first."""
    assert found(text) == expected


def test_a_guess_about_the_same_words_falls():
    """What the model read into a word that it did not know gives way to what the clinic said."""
    text = "can I get a lash lift"
    guess = mention(text, "hair_dye", "get a lash lift", source="model")
    assert found(text, guess) == [("lashes", "lash lift")]


def test_a_longer_name_of_the_model_stays():
    """The longest name counts, whoever knows it."""
    text = "is lash glue fine"
    known = mention(text, "makeup", "lash glue")
    assert found(text, known) == [("makeup", "lash glue")]


def test_what_was_listed_as_uncovered_is_covered_now():
    """The model still takes it for a thing without a rule."""
    text = "lash lift tomorrow?"
    assert found(text, mention(text, "other", "lash lift")) == [("lashes", "lash lift")]


def test_nothing_learned_changes_nothing():
    """The very same turn comes back, so that asking twice adds nothing."""
    once = with_learned_names(turn("can I get a lash lift"), LEARNED)
    assert with_learned_names(once, LEARNED) is once
