"""A patient's words without what tells who they are."""

from __future__ import annotations

import pytest

from bot.scrubbing import scrubbed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("call me at (212) 555-0123", "call me at [number]"),
        ("mi tel es +52 55 1234 5678", "mi tel es [number]"),
        ("born 3/14/1988", "born [number]"),
        ("write to a.b@mail.com", "write to [address]"),
        ("see https://x.example/me now", "see [address] now"),
        ("My name is dana lopez", "My name is [name]"),
        ("me llamo Luz, puedo nadar?", "me llamo [name], puedo nadar?"),
        ("I'm Dana, can I swim", "I'm [name], can I swim"),
        ("reference P-AB12CD", "reference [number]"),
    ],
)
def test_numbers_addresses_and_names_go(text, expected):
    """As people write them in both languages."""
    assert scrubbed(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "day 3, SPF 50, 20% vitamin c, 2 tablets of 200mg",
        "I'm sore and i am red",
        "soy alérgica",
        "from 2026 on",
        "can I use 10 10 10 rule",
    ],
)
def test_what_the_question_is_about_stays(text):
    """Days, strengths and how they feel tell nobody who it was."""
    assert scrubbed(text) == text


def test_the_patients_own_name_goes_wherever_it_stands():
    """Each part of it, in any case; the particles of a name are too short to tell."""
    assert scrubbed("ANN's skin, De la Cruz", "Ann de la Cruz") == "[name]'s skin, De la [name]"
