"""References that nobody can guess or misread."""

from __future__ import annotations

import re

from bot.patients.references import ALPHABET, new_reference, unused_references


def test_no_two_characters_look_alike():
    """None of the pairs that are confused on paper or on the phone is in the alphabet."""
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUV")
    assert len(set(ALPHABET)) == len(ALPHABET)


def test_a_reference_has_its_prefix_and_six_characters():
    """The shape that staff read aloud."""
    assert re.fullmatch(rf"P-[{ALPHABET}]{{6}}", new_reference("P"))


def test_references_differ():
    """A thousand draws hold no pattern: nearly all differ, and every place varies."""
    drawn = {new_reference("E") for _ in range(1000)}
    assert len(drawn) > 990
    assert all(len({reference[place] for reference in drawn}) > 10 for place in range(2, 8))


def test_taken_references_are_drawn_again():
    """References in use are never handed out, and as many come back as were asked for."""
    refused: set[str] = set()

    def taken(drawn):
        if not refused:
            refused.update(drawn)
        return refused & set(drawn)

    unused = unused_references("P", 50, taken)
    assert len(set(unused)) == 50
    assert refused and not refused & set(unused)
