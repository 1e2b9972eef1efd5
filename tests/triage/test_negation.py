"""What is denied, and what only looks denied."""

from __future__ import annotations

import pytest

from bot.triage import find_signs, negated


@pytest.mark.parametrize(
    ("text", "thing", "denied"),
    [
        ("no pus", "pus", True),
        ("no pus, fever or chills", "chills", True),
        ("I don't have any blisters", "blisters", True),
        ("never had a fever", "fever", True),
        ("without pain or swelling", "swelling", True),
        ("fever? no", "fever", True),
        ("the bleeding stopped right away", "bleeding", True),
        ("sin fiebre ni pus", "pus", True),
        ("not makeup, I mean sunscreen", "makeup", True),
        ("I don't think it's infected", "infected", True),
        ("no fever but pus", "pus", False),
        ("not just red: it's oozing", "oozing", False),
        ("not without pus", "pus", False),
        ("it won't stop bleeding", "bleeding", False),
        ("the bleeding hasn't stopped", "bleeding", False),
        ("I'm not sure if it's infected", "infected", False),
        ("no fever. My cheek is oozing", "oozing", False),
        ("no fever, yellow crust on my chin", "crust", False),
        ("the bleeding stopped and started again", "bleeding", False),
        ("can I wear makeup", "makeup", False),
        ("I can't find any pus or redness", "pus", True),
        ("can't eat, can't sleep, the pain is too much", "pain", False),
        ("cant eat cant sleep the pain is too much", "pain", False),
        ("no puedo dormir, el dolor es mucho", "dolor", False),
        ("I'm sure it's nothing, like being burned", "burned", False),
    ],
)
def test_denials_are_told_from_the_rest(text, thing, denied):
    """A thing is denied in its own clause only, in both directions."""
    start = text.index(thing)
    assert negated(text, start, start + len(thing)) is denied


def test_an_empty_place_is_not_denied():
    """A span without a word in it is not denied, and asking does not fail."""
    assert negated("", 0, 0) is False
    assert negated("no pus", 2, 3) is False


@pytest.mark.parametrize(
    "text",
    ["can't stop the bleeding", "I can't see anything", "no relief from the pain",
     "can't breathe", "doesn't have fever but isn't able to swallow"],
)
def test_inability_is_a_sign_and_no_denial(text):
    """"Can't" in front of what fails is the sign itself."""
    assert find_signs(text, 1)


@pytest.mark.parametrize(
    "text",
    [
        "the red area keeps spreading, my friend says it's nothing",
        "my face is leaking. Also, can I wear makeup?",
        "there is a bad smell from my cheek. When can I use my serum?",
    ],
)
def test_a_new_thought_takes_no_sign_away(text):
    """What would make a sign harmless beside it does not after a comma or in another sentence."""
    assert find_signs(text, 4)
