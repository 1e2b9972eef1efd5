"""Temperatures and pain scores among other numbers."""

from __future__ import annotations

import pytest

from bot.triage import find_signs


@pytest.mark.parametrize(
    "text",
    ["temp of 101.5", "38,6", "I'm at 102", "38.0 C", "100.4 F", "39°", "101 degrees F",
     "temperature 38", "fiebre de 39", "my temp hit 103", "102.4!!!", "thermometer says 40"],
)
def test_a_fever_in_numbers(text):
    """38 C or 100.4 F and more is a fever, whichever way it is written."""
    assert [sign.flag for sign in find_signs(text, 1)] == ["fever"]


@pytest.mark.parametrize(
    "text",
    ["SPF 50", "day 38", "100 degrees outside", "it's 39 dollars", "age 38", "temp is 37.2",
     "my temperature is 98.6", "it cost $38.50", "room 102", "I weigh 102 lbs", "at 4:38",
     "the water is 38 degrees in the tub", "SPF 38.5", "a 41 year old", "1,038.50", "below 38.0",
     "100.3 F", "101 percent happy"],
)
def test_other_numbers_are_no_fever(text):
    """Prices, ages, days, factors, weather and normal temperatures are not a fever."""
    assert find_signs(text, 1) == ()


@pytest.mark.parametrize(
    ("text", "severe"),
    [("pain is 8/10", True), ("10 out of 10 pain", True), ("dolor de 9 de 10", True),
     ("level 7 pain", True), ("pain is 3/10", False), ("10/10 service", False),
     ("pain level 2", False), ("pain for 8 days? no, none", False)],
)
def test_a_pain_score(text, severe):
    """Seven of ten and more is severe, when it is pain that is scored."""
    assert ("severe_pain" in {sign.flag for sign in find_signs(text, 1)}) is severe
